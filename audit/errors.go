package audit

import (
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// The errors of this package, for [errors.Is]. Bad arguments are
// [clarifai.ErrInvalid].
var (
	// ErrLocked says that another process has the directory open.
	ErrLocked = errors.New("audit: another process has the directory open")
	// ErrOtherOrganization says that the sink has entries of another organization.
	ErrOtherOrganization = errors.New("audit: the sink belongs to another organization")
	// ErrNotOver says that the period of an [Export] is not over by Clarifai's
	// clock.
	ErrNotOver = errors.New("audit: the period is not over")
	// ErrUnstable says that a window changed with each reading. [Follow] reads it
	// again later.
	ErrUnstable = errors.New("audit: the audit log changed while it was read")
)

// invalidError says which argument is bad. It is a clarifai.ErrInvalid.
type invalidError string

func invalid(format string, args ...any) error {
	return invalidError(fmt.Sprintf(format, args...))
}

func (e invalidError) Error() string { return "audit: " + string(e) }

func (invalidError) Is(target error) bool { return target == clarifai.ErrInvalid }

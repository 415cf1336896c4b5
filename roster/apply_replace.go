package roster

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// What errors.Is finds in the errors of steps that [Apply] did not take, because
// of what it read right before them.
var (
	// ErrChanged: what the step would replace is not as the plan found it.
	// Another plan sees it as it is.
	ErrChanged = errors.New("roster: it has changed since the plan was made")
	// ErrLastAdmin: the step would take Admin from the last member who has that
	// role, or leave only those from whom other steps take it.
	ErrLastAdmin = errors.New("roster: the organization would be left without an Admin")
)

// mayReplace reports whether a step finds the role that it replaces as the plan
// did. Else it ends the step. is is nil where there is no role, there is false
// where there is nothing that could have one.
func (a *applier) mayReplace(ctx context.Context, r *Result, is *clarifai.Role, there bool, err error) bool {
	switch {
	case err != nil:
		a.finishStep(ctx, r, fmt.Errorf("what the step would replace cannot be read: %w", err), "")
		return false
	case !there:
		a.skipStep(r, "what the step is about is not there any more", ErrChanged)
		return false
	case is == nil && r.before == "", r.before.Matches(is):
		return true
	case is == nil:
		a.skipStep(r, fmt.Sprintf("the role was %q, and there is none now", r.Before), ErrChanged)
		return false
	}
	name := is.Name
	if name == "" {
		name = a.roles.nameOf(is.ID)
	}
	switch {
	case r.Role.Matches(is):
		a.skipStep(r, "no longer needed: the role is there by now", nil)
	case r.before == "":
		a.skipStep(r, fmt.Sprintf("there was none, and it is %q now", name), ErrChanged)
	default:
		a.skipStep(r, fmt.Sprintf("the role was %q, and is %q now", r.Before, name), ErrChanged)
	}
	return false
}

package roster

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// The errors of steps that [Apply] skips because of what it reads right before them.
var (
	// ErrChanged says that somebody else changed what the step would replace.
	// The next plan takes the change into account.
	ErrChanged = errors.New("roster: changed since the plan was made")
	// ErrLastAdmin says that the step would leave the organization without an
	// Admin. Admins from whom another step takes that role do not count.
	ErrLastAdmin = errors.New("roster: the organization must keep an Admin")
)

// mayReplace reports whether the role that a step replaces is still the one that the
// plan found. Otherwise it ends the step. The arguments is, there and err are what
// was read now: is is nil if there is no role, and there is false if the member,
// the app or the team is gone.
func (a *applier) mayReplace(ctx context.Context, r *Result, is *clarifai.Role, there bool, err error) bool {
	switch {
	case err != nil:
		a.finishStep(ctx, r, fmt.Errorf("cannot read what the step would replace: %w", err), "")
		return false
	case !there:
		a.skipStep(r, "what the step would change is gone", ErrChanged)
		return false
	case r.replaces(is):
		return true
	case is == nil:
		a.skipStep(r, fmt.Sprintf("the role was %q, and now there is none", r.Before), ErrChanged)
		return false
	}
	name := is.Name
	if name == "" {
		name = a.roles.nameOf(is.ID)
	}
	switch {
	case r.sets(is):
		a.skipStep(r, "no longer needed: somebody else set the role", nil)
	case r.Replaces == "":
		a.skipStep(r, fmt.Sprintf("there was no role, and now it is %q", name), ErrChanged)
	default:
		a.skipStep(r, fmt.Sprintf("the role was %q, and now it is %q", r.Before, name), ErrChanged)
	}
	return false
}

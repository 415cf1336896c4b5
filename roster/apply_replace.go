package roster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// The errors of steps that [Apply] skips because of what it reads right before them.
var (
	// ErrChanged says that somebody else changed what the step would replace or
	// remove. The next plan takes the change into account.
	ErrChanged = errors.New("roster: changed since the plan was made")
	// ErrLastAdmin says that the step would leave the organization without an
	// Admin. Admins from whom another step takes that role or the membership do
	// not count.
	ErrLastAdmin = errors.New("roster: the organization must keep an Admin")
	// ErrCaller says that the step would take something from the caller. Another
	// Admin must do that.
	ErrCaller = errors.New("roster: nothing is taken from the caller")
)

// mayReplace reports whether the role that a step replaces, or that goes with what
// it removes, is still the one that the plan found. Otherwise it ends the step. The
// arguments is, there and err are what was read now: is is nil if there is no role,
// and there is false if the member, the app or the team is gone.
func (a *applier) mayReplace(ctx context.Context, r *Result, is *clarifai.Role, there bool, err error) bool {
	switch {
	case err != nil:
		a.finishStep(ctx, r, fmt.Errorf("cannot read what the step would replace: %w", err), "")
		return false
	case !there && slices.Contains([]Kind{RemoveTeamApp, CancelInvitation, RemoveMember}, r.Kind):
		a.skipNeedless(r, noLongerThere)
		return false
	case !there:
		a.skipStep(r, "what the step would change is gone", ErrChanged)
		return false
	case r.replaces(is):
		return true
	case r.sets(is), is == nil && r.Kind == ClearTeamDefaultRole:
		a.skipNeedless(r, "no longer needed: somebody else set the role")
		return false
	case is == nil:
		a.skipStep(r, fmt.Sprintf("the role was %q, and now there is none", r.Before), ErrChanged)
		return false
	}
	name := a.roleName(ctx, is)
	if r.Replaces == "" {
		a.skipStep(r, fmt.Sprintf("there was no role, and now it is %q", name), ErrChanged)
	} else {
		a.skipStep(r, fmt.Sprintf("the role was %q, and now it is %q", r.Before, name), ErrChanged)
	}
	return false
}

// roleName returns the name of a role, or its ID if the name is unknown.
func (a *applier) roleName(ctx context.Context, role *clarifai.Role) string {
	if role.Name == "" {
		// The roles are in the client's cache, as a rule.
		if known, err := a.client.Roles.ResolveTeamRole(ctx, clarifai.TeamRoleByID(role.ID)); err == nil {
			return known.Name
		}
	}
	return cmp.Or(role.Name, role.ID)
}

// mayReplaceText reports whether a name or an address is still the one that the plan
// found. Otherwise it ends the step.
func (a *applier) mayReplaceText(r *Result, is string) bool {
	switch {
	case is == r.Before:
		return true
	case strings.TrimSpace(is) == strings.TrimSpace(r.After):
		a.skipNeedless(r, "no longer needed: somebody else set it")
	default:
		a.skipStep(r, fmt.Sprintf("it was %q, and now it is %q", r.Before, is), ErrChanged)
	}
	return false
}

// mayTakeFrom reports whether a step may take something from a member as the member is
// now: an address can have moved to the member since the plan was made. Otherwise it
// ends the step. A nil directory, which could not be read, is no obstacle here.
func (a *applier) mayTakeFrom(r *Result, people *directory) bool {
	m := people.member(r.UserID)
	if m == nil || r.Kind == UpdateMemberRole && takesNothing(r.Step) {
		return true
	}
	addresses := people.addresses(m.User)
	if a.protected.has(m.User.ID, addresses...) {
		a.skipStep(r, "the user now has an address that the options protect", ErrChanged)
		return false
	}
	if r.Kind != RemoveMember {
		return true
	}
	for _, address := range addresses {
		if row := a.planRows[email.Key(address)]; row != nil && steps.FoldID(row.UserID) != steps.FoldID(r.UserID) {
			a.skipStep(r, fmt.Sprintf("the user now has the address %.80q of the files", row.Person.Email), ErrChanged)
			return false
		}
	}
	return true
}

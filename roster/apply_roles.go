package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// changeRoles changes the roles of members: first it makes Admins and waits
// until that shows, and only then takes Admin away. The caller's own role comes
// last, since it may be what allows the other changes. Each step reads first
// what is there.
func (a *applier) updateMemberRoles(ctx context.Context) {
	results := a.plannedOf(UpdateMemberRole)
	if len(results) == 0 {
		return
	}
	admin, err := a.client.Roles.Resolve(ctx, clarifai.RoleAdmin, clarifai.RoleTypeOrg)
	if err != nil {
		for _, r := range results {
			a.finishStep(ctx, r, fmt.Errorf("which role is that of an Admin cannot be read: %w", err), "")
		}
		return
	}
	a.adminID = admin.ID
	var others []*Result
	for _, r := range results {
		if a.grantsAdmin(r) {
			a.updateMemberRole(ctx, r)
		} else {
			others = append(others, r)
		}
	}
	if len(others) == 0 {
		return
	}
	if len(others) < len(results) {
		a.waitUntilVisible(ctx, UpdateMemberRole)
	}
	if len(others) > 1 {
		// Where the caller is not known, the order stays as it is.
		if me, err := a.client.Users.Me(ctx); err == nil {
			slices.SortStableFunc(others, func(x, y *Result) int { return isUser(x, me) - isUser(y, me) })
		}
	}
	for _, r := range others {
		a.updateMemberRole(ctx, r)
	}
}

func isUser(r *Result, u *clarifai.User) int {
	if steps.FoldID(r.UserID) == steps.FoldID(u.ID) {
		return 1
	}
	return 0
}

// updateMemberRole takes one step, unless the member's role has changed, or the
// organization would be left without an Admin.
func (a *applier) updateMemberRole(ctx context.Context, r *Result) {
	if ctx.Err() != nil {
		return
	}
	is, there, err := a.readMemberRole(ctx, r.UserID)
	if err == nil && a.isAdmin(is) && !a.grantsAdmin(r) {
		var kept bool
		is, there, kept, err = a.readAdmins(ctx, r.UserID)
		if err == nil && there && !kept && r.before.Matches(is) {
			a.skipStep(r, "no other member is an Admin and stays one", ErrLastAdmin)
			return
		}
	}
	if a.mayReplace(ctx, r, is, there, err) {
		a.send(ctx, r, func(opt clarifai.CallOption) error {
			return a.client.Members.UpdateRole(ctx, a.Organization, r.UserID, r.Role, opt)
		})
	}
}

// readMemberRole reads a member's role.
func (a *applier) readMemberRole(ctx context.Context, userID string) (is *clarifai.Role, there bool, err error) {
	member, err := a.client.Members.Find(ctx, a.Organization, userID)
	switch {
	case errors.Is(err, clarifai.ErrNotFound):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	return member.Role, true, nil
}

// readAdmins reads all members: the role of one, and whether another is an Admin
// from whom no step of this run takes it.
func (a *applier) readAdmins(ctx context.Context, userID string) (is *clarifai.Role, there, kept bool, err error) {
	members, err := newSnapshot(a.client, a.Organization, &a.options).memberList(ctx)
	if err != nil {
		return nil, false, false, fmt.Errorf("who the Admins are cannot be read: %w", err)
	}
	for i := range members {
		m := &members[i]
		switch {
		case m.User == nil:
		case steps.FoldID(m.User.ID) == steps.FoldID(userID):
			is, there = m.Role, true
		case a.isAdmin(m.Role) && !a.revokesAdmin(m.User.ID):
			kept = true
		}
	}
	return is, there, kept, nil
}

// revokesAdmin reports whether a step has taken Admin from a user, may have done so,
// or is still to do it.
func (a *applier) revokesAdmin(userID string) bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool {
		return r.Kind == UpdateMemberRole && steps.FoldID(r.UserID) == steps.FoldID(userID) && !a.grantsAdmin(r) &&
			(r.Status == Planned || r.Status == Done || errors.Is(r.Err, clarifai.ErrAmbiguous))
	})
}

func (a *applier) isAdmin(role *clarifai.Role) bool {
	return clarifai.RoleAdmin.Matches(role) || role != nil && a.adminID != "" && role.ID == a.adminID
}

// grantsAdmin reports whether a step makes a member an Admin.
func (a *applier) grantsAdmin(r *Result) bool {
	return r.Role.Matches(&clarifai.Role{ID: a.adminID, Name: string(clarifai.RoleAdmin)})
}

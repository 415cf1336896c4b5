package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// updateMemberRoles changes the roles of members. First it makes Admins and waits
// until that is visible, and only then takes that role from others. The caller's own
// role comes last, since it may allow the other changes.
func (a *applier) updateMemberRoles(ctx context.Context) {
	results := a.plannedOf(UpdateMemberRole)
	if len(results) == 0 {
		return
	}
	admin, err := a.client.Roles.ResolveMemberRole(ctx, clarifai.MemberRoleAdmin)
	if err != nil {
		for _, r := range results {
			a.finishStep(ctx, r, fmt.Errorf("cannot read the role Admin: %w", err), "")
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
		// If the caller is unknown, the order stays as it is.
		if me, err := a.client.Users.GetMe(ctx); err == nil {
			slices.SortStableFunc(others, func(x, y *Result) int { return isUser(x, me) - isUser(y, me) })
		}
	}
	for _, r := range others {
		a.updateMemberRole(ctx, r)
	}
}

// isUser returns 1 if the step is about the user, and 0 otherwise.
func isUser(r *Result, u *clarifai.User) int {
	if steps.FoldID(r.UserID) == steps.FoldID(u.ID) {
		return 1
	}
	return 0
}

// updateMemberRole takes one step, unless the member's role has changed, or the
// organization would lose its last Admin.
func (a *applier) updateMemberRole(ctx context.Context, r *Result) {
	if ctx.Err() != nil {
		return
	}
	is, there, err := a.readMemberRole(ctx, r.UserID)
	if err == nil && a.isAdmin(is) && !a.grantsAdmin(r) {
		var otherStays bool
		is, there, otherStays, err = a.readAdmins(ctx, r.UserID)
		if err == nil && there && !otherStays && r.replaces(is) {
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

// readAdmins reads all members. It returns the role of one of them, and whether
// another member is an Admin and stays one.
func (a *applier) readAdmins(ctx context.Context, userID string) (is *clarifai.Role, there, otherStays bool, err error) {
	members, err := newSnapshot(a.client, a.Organization, &a.Options).memberList(ctx)
	if err != nil {
		return nil, false, false, fmt.Errorf("cannot read who the Admins are: %w", err)
	}
	for i := range members {
		m := &members[i]
		switch {
		case m.User == nil:
		case steps.FoldID(m.User.ID) == steps.FoldID(userID):
			is, there = m.Role, true
		case a.isAdmin(m.Role) && !a.revokesAdmin(m.User.ID):
			otherStays = true
		}
	}
	return is, there, otherStays, nil
}

// revokesAdmin reports whether a step takes the role Admin from a user: it has done
// so, may have done so, or is still planned.
func (a *applier) revokesAdmin(userID string) bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool {
		return r.Kind == UpdateMemberRole && steps.FoldID(r.UserID) == steps.FoldID(userID) && !a.grantsAdmin(r) &&
			(r.Status == Planned || r.Status == Done || errors.Is(r.Err, clarifai.ErrAmbiguous))
	})
}

// isAdmin reports whether a role is Admin.
func (a *applier) isAdmin(role *clarifai.Role) bool {
	return clarifai.MemberRoleAdmin.Matches(role) || role != nil && a.adminID != "" && role.ID == a.adminID
}

// grantsAdmin reports whether a step makes a member an Admin.
func (a *applier) grantsAdmin(r *Result) bool {
	return r.Role.Matches(&clarifai.Role{ID: a.adminID, Name: string(clarifai.MemberRoleAdmin)})
}

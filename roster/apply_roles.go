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
// until that is visible, then come the other wider roles, and then the narrower
// ones. The caller's own role is left for [applier.updateCallersRole].
func (a *applier) updateMemberRoles(ctx context.Context) {
	results := a.plannedOf(UpdateMemberRole)
	if len(results) == 0 || !a.knowsAdmin(ctx, results) {
		return
	}
	promotions := slices.DeleteFunc(slices.Clone(results), func(r *Result) bool { return !a.grantsAdmin(r) })
	others := slices.DeleteFunc(results, a.grantsAdmin)
	now := a.read()
	a.updateRoles(ctx, promotions, now)
	if len(promotions) > 0 && (len(others) > 0 || len(a.plannedOf(RemoveMember)) > 0) {
		now = a.waitUntilVisible(ctx, UpdateMemberRole)
	}
	if len(others) > 0 {
		// If the caller cannot be read, the order stays as it is.
		_ = a.readCaller(ctx)
		others = slices.DeleteFunc(others, a.isCaller)
	}
	a.updateRoles(ctx, slices.DeleteFunc(slices.Clone(others), func(r *Result) bool { return !widens(r) }), now)
	narrower := slices.DeleteFunc(others, widens)
	a.updateRoles(ctx, a.withoutLost(narrower, a.lostPlaces(), personKey), now)
}

// updateCallersRole changes the caller's own role, since that may allow everything
// else.
func (a *applier) updateCallersRole(ctx context.Context) {
	results := a.plannedOf(UpdateMemberRole)
	if len(results) == 0 || a.admin == nil {
		return
	}
	narrower := slices.DeleteFunc(slices.Clone(results), widens)
	a.withoutLost(narrower, a.lostPlaces(), personKey)
	a.updateRoles(ctx, a.plannedOf(UpdateMemberRole), a.read())
}

// updateRoles changes roles of members that are still as the plan found them. Those
// who may lose the role Admin come last, one by one.
func (a *applier) updateRoles(ctx context.Context, results []*Result, now *snapshot) {
	if len(results) == 0 || ctx.Err() != nil {
		return
	}
	var together, admins []*Result
	people, err := now.directory(ctx)
	for _, r := range results {
		is, there := people.roleOf(r.UserID)
		switch {
		case !a.mayTakeFrom(r, people), !a.mayReplace(ctx, r, is, there, err):
		case a.mayBeAdmin(is) && !a.grantsAdmin(r):
			admins = append(admins, r)
		default:
			together = append(together, r)
		}
	}
	a.sendBatches(ctx, together, a.sendRoles(ctx))
	for _, r := range admins {
		if ctx.Err() != nil {
			return
		}
		if a.mayTakeAdmin(ctx, r) {
			a.sendBatches(ctx, []*Result{r}, a.sendRoles(ctx))
		}
	}
}

// sendRoles returns the call that changes the roles of members.
func (a *applier) sendRoles(ctx context.Context) func([]*Result, clarifai.CallOption) error {
	return func(batch []*Result, opt clarifai.CallOption) error {
		list := make([]clarifai.UpdateMemberRoleRequest, len(batch))
		for i, r := range batch {
			list[i] = clarifai.UpdateMemberRoleRequest{UserID: r.UserID, Role: r.Role}
		}
		return a.client.Members.UpdateRoleBatch(ctx, a.Organization, list, opt)
	}
}

// roleOf returns a member's role, and whether there is such a member. A nil
// directory has none.
func (d *directory) roleOf(userID string) (is *clarifai.Role, there bool) {
	if m := d.member(userID); m != nil {
		return m.Role, true
	}
	return nil, false
}

// knowsAdmin reads the role Admin. If that fails, so do the steps.
func (a *applier) knowsAdmin(ctx context.Context, results []*Result) bool {
	if a.admin == nil {
		var err error
		if a.admin, err = a.client.Roles.ResolveMemberRole(ctx, clarifai.MemberRoleAdmin); err != nil {
			a.failAll(ctx, results, fmt.Errorf("cannot read the role Admin: %w", err))
			return false
		}
	}
	return true
}

// mayTakeAdmin reports whether a step may take the role Admin or the membership from
// a member who may be an Admin. Otherwise it ends the step. It reads the members
// right before the step.
func (a *applier) mayTakeAdmin(ctx context.Context, r *Result) bool {
	is, there, otherStays, err := a.readAdmins(ctx, r.UserID)
	if err == nil && there && !otherStays && r.replaces(is) {
		a.skipStep(r, "no other member is an Admin and stays one", ErrLastAdmin)
		return false
	}
	return a.mayReplace(ctx, r, is, there, err)
}

// readAdmins reads all members. It returns the role of one of them, and whether
// another member is an Admin and stays one.
func (a *applier) readAdmins(ctx context.Context, userID string) (is *clarifai.Role, there, otherStays bool, err error) {
	members, err := a.read().memberList(ctx)
	if err != nil {
		return nil, false, false, fmt.Errorf("cannot read who the Admins are: %w", err)
	}
	members = distinctMembers(members)
	for i := range members {
		m := &members[i]
		switch {
		case m.User == nil:
		case steps.FoldID(m.User.ID) == steps.FoldID(userID):
			is, there = m.Role, true
		case a.isAdmin(m.Role) && !isNamesake(m.Role, a.admin) && !a.revokesAdmin(m.User.ID):
			otherStays = true
		}
	}
	return is, there, otherStays, nil
}

// revokesAdmin reports whether a step takes the role Admin or the membership from a
// user: it has done so, may have done so, or is still planned.
func (a *applier) revokesAdmin(userID string) bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool {
		return (r.Kind == UpdateMemberRole && !a.grantsAdmin(r) || r.Kind == RemoveMember) && steps.FoldID(r.UserID) == steps.FoldID(userID) &&
			(r.Status == Planned || r.Status == Done || errors.Is(r.Err, clarifai.ErrAmbiguous))
	})
}

// isAdmin reports whether a role is Admin.
func (a *applier) isAdmin(role *clarifai.Role) bool {
	return clarifai.MemberRoleAdmin.Matches(role) || role != nil && a.admin.ID != "" && role.ID == a.admin.ID
}

// mayBeAdmin reports whether a role is Admin, or shows too little to say that it is
// not.
func (a *applier) mayBeAdmin(role *clarifai.Role) bool {
	return a.isAdmin(role) || role == nil || role.Name == "" && (role.ID == "" || a.admin.ID == "")
}

// grantsAdmin reports whether a step makes a member an Admin.
func (a *applier) grantsAdmin(r *Result) bool {
	return r.Role.Matches(&clarifai.Role{ID: a.admin.ID, Name: string(clarifai.MemberRoleAdmin)})
}

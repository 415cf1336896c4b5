package roster

import (
	"cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// planMemberRoles plans the changes of members' roles, or reports what differs.
// They come last, since they may take from the caller what the other steps need.
// New Admins come before any Admin loses that role.
func (p *planner) planMemberRoles() {
	var promotions, others []Step
	admins := p.countAdmins()
	for _, change := range p.roleChanges() {
		isAdmin, becomesAdmin := clarifai.MemberRoleAdmin.Matches(change.is), clarifai.MemberRoleAdmin.Matches(change.want)
		reason := "the member has another role"
		if p.Options.UpdateRoles && isAdmin && admins == 1 {
			reason = "the organization's only Admin keeps that role"
		}
		row := change.row
		if !p.Options.UpdateRoles || isAdmin && admins == 1 {
			p.Findings = append(p.Findings, Finding{
				Kind: Differs, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID,
				Reason: reason, Before: cmp.Or(change.is.Name, change.is.ID), After: change.want.Name,
			})
			continue
		}
		step := Step{
			Kind: UpdateMemberRole, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID,
			Reason: reason, Before: cmp.Or(change.is.Name, change.is.ID), After: change.want.Name,
			Role: roleByID[clarifai.MemberRole](change.want), Replaces: string(roleByID[clarifai.MemberRole](change.is)),
		}
		switch {
		case becomesAdmin:
			promotions = append(promotions, step)
		case isAdmin:
			admins--
			others = append(others, step)
		default:
			others = append(others, step)
		}
	}
	p.Steps = append(append(p.Steps, promotions...), others...)
}

// roleChange is a member whose role differs from the row's.
type roleChange struct {
	row      *Row
	is, want *clarifai.Role
}

func (p *planner) roleChanges() (changes []roleChange) {
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome != Member {
			continue
		}
		is, want := p.people.byID[steps.FoldID(row.UserID)].Role, p.roles.member(row.Person.Role)
		if differs(is, want) {
			changes = append(changes, roleChange{row, is, want})
		}
	}
	return changes
}

// countAdmins returns the number of Admins after the planned promotions.
func (p *planner) countAdmins() (admins int) {
	for _, m := range p.people.byID {
		if clarifai.MemberRoleAdmin.Matches(m.Role) {
			admins++
		}
	}
	for _, change := range p.roleChanges() {
		if p.Options.UpdateRoles && clarifai.MemberRoleAdmin.Matches(change.want) {
			admins++
		}
	}
	return admins
}

// differs reports whether a role is known to be another than the wanted one.
func differs(is, want *clarifai.Role) bool {
	switch {
	case is == nil || want == nil:
		return false
	case is.ID != "":
		return is.ID != want.ID
	}
	return is.Name != "" && !clarifai.MemberRole(is.Name).Matches(want)
}

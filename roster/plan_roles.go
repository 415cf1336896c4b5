package roster

import (
	"cmp"
	"context"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// planMemberRoles plans the changes of members' roles, or reports what differs.
func (p *planner) planMemberRoles() {
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome != Member {
			continue
		}
		m := p.people.byID[steps.FoldID(row.UserID)]
		is, want := m.Role, p.roles.member(row.Person.Role)
		if !differs(is, want) || len(p.Options.Teams) > 0 {
			continue
		}
		step := Step{
			Kind: UpdateMemberRole, File: row.Person.File, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID,
			Reason: "the member has another role", Before: cmp.Or(is.Name, is.ID), After: want.Name,
			Role: roleByID[clarifai.MemberRole](want), Replaces: string(roleByID[clarifai.MemberRole](is)),
		}
		switch {
		case !p.Options.UpdateRoles:
			p.Findings = append(p.Findings, step.finding(Differs, step.Reason))
		case p.isProtected(m, row.Person.Email) && !takesNothing(step):
			p.Findings = append(p.Findings, step.finding(Kept, "the member has another role, and Protect names the member"))
		default:
			p.add(step)
		}
	}
}

// finding returns the finding about a step that is not planned.
func (s Step) finding(kind FindingKind, reason string) Finding {
	return Finding{
		Kind: kind, File: s.File, Line: s.Line, Email: s.Email, UserID: s.UserID, Team: s.Team, App: s.App,
		Reason: reason, Before: s.Before, After: s.After,
	}
}

// takesNothing reports whether a change of a member's role is known to take nothing away.
func takesNothing(s Step) bool {
	is, want := width(&clarifai.Role{Name: s.Before}), width(&clarifai.Role{Name: s.After})
	return is > 0 && want > is || clarifai.MemberRoleAdmin.Matches(&clarifai.Role{Name: s.After})
}

// readAdmin looks up the role Admin, if a step is about the role of a member.
func (p *planner) readAdmin(ctx context.Context) (err error) {
	if slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Kind == UpdateMemberRole || s.Kind == RemoveMember }) {
		p.admin, err = p.client.Roles.ResolveMemberRole(ctx, clarifai.MemberRoleAdmin)
	}
	return err
}

// isAdmin reports whether a role is Admin. The server may show only its ID.
func (p *planner) isAdmin(role *clarifai.Role) bool {
	return clarifai.MemberRoleAdmin.Matches(role) || role != nil && p.admin != nil && role.ID != "" && role.ID == p.admin.ID
}

// isNamesake reports whether a role is another one than Admin, although it may have the
// same name: a custom role that others have made. Nobody is known to be an Admin by it.
func isNamesake(role, admin *clarifai.Role) bool {
	return role != nil && admin != nil && role.ID != "" && admin.ID != "" && role.ID != admin.ID
}

// isUnknown reports whether a role is not shown.
func isUnknown(role *clarifai.Role) bool { return role == nil || role.ID == "" && role.Name == "" }

// keepAdmin leaves out the steps that would take the role Admin from the last member
// who has it after all other steps. A member whose role is not shown may be an Admin,
// and is not counted as one.
func (p *planner) keepAdmin() {
	admins := p.countAdmins()
	keep := func(s Step) bool {
		m := p.people.byID[steps.FoldID(s.UserID)]
		if m == nil || s.Kind != RemoveMember && (s.Kind != UpdateMemberRole || s.Role.Matches(p.admin)) {
			return false
		}
		switch {
		case p.isAdmin(m.Role) && admins > 1:
			admins--
			return false
		case p.isAdmin(m.Role), admins == 0 && isUnknown(m.Role):
			return true
		}
		return false
	}
	// A person who should be removed goes first, so that one of the files keeps the role.
	for _, kind := range []Kind{RemoveMember, UpdateMemberRole} {
		p.Steps = slices.DeleteFunc(p.Steps, func(s Step) bool {
			if s.Kind != kind || !keep(s) {
				return false
			}
			p.lastAdmins[steps.FoldID(s.UserID)] = true
			if kind == UpdateMemberRole {
				p.Findings = append(p.Findings, s.finding(Differs, "the organization's only Admin keeps that role"))
			} else {
				p.Findings = append(p.Findings, s.finding(Kept, noRow+": "+keepsAdmin))
			}
			return true
		})
	}
}

// countAdmins returns the number of Admins after the planned promotions.
func (p *planner) countAdmins() (admins int) {
	for i := range p.people.all {
		if m := &p.people.all[i]; m.User != nil && p.isAdmin(m.Role) && !isNamesake(m.Role, p.admin) {
			admins++
		}
	}
	for _, s := range p.Steps {
		if s.Kind == UpdateMemberRole && s.Role.Matches(p.admin) {
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

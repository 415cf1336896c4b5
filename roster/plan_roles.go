package roster

import (
	"cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// differs reports whether a role is known to be another than the wanted one.
func differs(is, want *clarifai.Role) bool {
	switch {
	case is == nil || want == nil:
		return false
	case is.ID != "":
		return is.ID != want.ID
	}
	return is.Name != "" && !clarifai.RoleRef(is.Name).Matches(want)
}

// planMemberRoles plans the changes of members' roles, or tells of them. They come
// last: they may take from the caller what the other steps need.
func (p *planner) planMemberRoles() {
	admins := 0
	for _, m := range p.people.byID {
		if clarifai.RoleAdmin.Matches(m.Role) {
			admins++
		}
	}
	// Who is to be an Admin becomes one before any other stops being one.
	var promoted, others []Step
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome != Member || !p.options.UpdateRoles {
			continue
		}
		is, want := p.people.byID[steps.FoldID(row.UserID)].Role, p.roles.member(row.Person.Role)
		if differs(is, want) && clarifai.RoleAdmin.Matches(want) {
			admins++
		}
	}
	defer func() { p.Steps = append(append(p.Steps, promoted...), others...) }()
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome != Member {
			continue
		}
		is, want := p.people.byID[steps.FoldID(row.UserID)].Role, p.roles.member(row.Person.Role)
		if !differs(is, want) {
			continue
		}
		reason := "the member has another role"
		demoted := clarifai.RoleAdmin.Matches(is)
		if !p.options.UpdateRoles || demoted && admins == 1 {
			if p.options.UpdateRoles {
				reason = "the organization's only Admin stays one"
			}
			p.Findings = append(p.Findings, Finding{
				Kind: Differs, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID,
				Reason: reason, Before: cmp.Or(is.Name, is.ID), After: want.Name,
			})
			continue
		}
		if demoted {
			admins--
		}
		list := &others
		if clarifai.RoleAdmin.Matches(want) {
			list = &promoted
		}
		*list = append(*list, Step{
			Kind: UpdateMemberRole, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID,
			Reason: reason, Before: cmp.Or(is.Name, is.ID), After: want.Name, Role: byID(want), before: byID(is),
		})
	}
}

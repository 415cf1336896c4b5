package roster

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// roles are the server's roles to which the company refers.
type roles map[roleKey]*clarifai.Role

// roleKey is a MemberRole or a TeamRole.
type roleKey any

func (r roles) member(ref clarifai.MemberRole) *clarifai.Role { return r[ref] }

func (r roles) team(ref clarifai.TeamRole) *clarifai.Role { return r[ref] }

// nameOf returns the name of a role, or its ID if no row refers to the role.
func (r roles) nameOf(id string) string {
	for _, role := range r {
		if role.ID == id {
			return role.Name
		}
	}
	return id
}

// resolveRoles looks up the company's roles. Rows are bad if the server does not
// have their role, or if the role turns out to be Admin and that is not allowed.
func (s *snapshot) resolveRoles(ctx context.Context, c *Company, o Options) (roles, rowProblems, error) {
	found := make(roles)
	reasons := make(map[roleKey]string)
	record := func(key roleKey, role *clarifai.Role, err error) (reason string, _ error) {
		switch {
		case errors.Is(err, clarifai.ErrInvalid):
			reasons[key] = fmt.Sprintf("the server has no role %.80q: %v", key, err)
		case err != nil:
			return "", err
		default:
			found[key] = role
		}
		return reasons[key], nil
	}
	known := func(key roleKey) bool { return found[key] != nil || reasons[key] != "" }
	resolveMember := func(ref clarifai.MemberRole) (reason string, err error) {
		if ref == "" || known(ref) {
			return reasons[ref], nil
		}
		role, err := s.client.Roles.ResolveMemberRole(ctx, ref)
		if err == nil && clarifai.MemberRoleAdmin.Matches(role) && !o.AllowAdmin {
			reasons[ref] = adminRefused
			return adminRefused, nil
		}
		return record(ref, role, err)
	}
	resolveTeam := func(ref clarifai.TeamRole) (reason string, err error) {
		if ref == "" || known(ref) {
			return reasons[ref], nil
		}
		role, err := s.client.Roles.ResolveTeamRole(ctx, ref)
		return record(ref, role, err)
	}
	var bad rowProblems
	for i := range c.Teams {
		team := &c.Teams[i]
		refs := []clarifai.TeamRole{team.DefaultRole}
		for _, app := range team.Apps {
			refs = append(refs, team.roleIn(app))
		}
		for _, ref := range refs {
			reason, err := resolveTeam(ref)
			if err != nil {
				return nil, nil, err
			}
			if reason != "" {
				bad.team(team, "%s", reason)
			}
		}
	}
	for i := range c.People {
		reason, err := resolveMember(c.People[i].Role)
		if err != nil {
			return nil, nil, err
		}
		if reason != "" {
			bad.person(&c.People[i], "%s", reason)
		}
	}
	return found, bad, nil
}

// roleByID returns a reference to a role by its ID, which needs no lookup, or by its
// name if the role shows no ID. It returns an empty reference for nil.
func roleByID[R clarifai.MemberRole | clarifai.TeamRole](role *clarifai.Role) R {
	switch {
	case role == nil:
		return ""
	case role.ID == "":
		return R(role.Name)
	}
	return R(clarifai.MemberRoleByID(role.ID))
}

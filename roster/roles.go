package roster

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// roles are the server's roles to which the company refers.
type roles map[roleKey]*clarifai.Role

type roleKey struct {
	ref  clarifai.RoleRef
	kind clarifai.RoleType
}

func (r roles) member(ref clarifai.RoleRef) *clarifai.Role {
	return r[roleKey{ref, clarifai.RoleTypeOrg}]
}

func (r roles) team(ref clarifai.RoleRef) *clarifai.Role {
	return r[roleKey{ref, clarifai.RoleTypeTeam}]
}

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
	resolve := func(ref clarifai.RoleRef, kind clarifai.RoleType) (reason string, err error) {
		key := roleKey{ref, kind}
		if _, done := found[key]; done || ref == "" || reasons[key] != "" {
			return reasons[key], nil
		}
		role, err := s.client.Roles.Resolve(ctx, ref, kind)
		switch {
		case errors.Is(err, clarifai.ErrInvalid):
			reasons[key] = fmt.Sprintf("the server has no role %.80q: %v", ref, err)
		case err != nil:
			return "", err
		case kind == clarifai.RoleTypeOrg && clarifai.RoleAdmin.Matches(role) && !o.AllowAdmin:
			reasons[key] = adminRefused
		default:
			found[key] = role
		}
		return reasons[key], nil
	}
	var bad rowProblems
	for i := range c.Teams {
		team := &c.Teams[i]
		refs := []clarifai.RoleRef{team.DefaultRole}
		for _, app := range team.Apps {
			refs = append(refs, team.roleIn(app))
		}
		for _, ref := range refs {
			reason, err := resolve(ref, clarifai.RoleTypeTeam)
			if err != nil {
				return nil, nil, err
			}
			if reason != "" {
				bad.team(team, "%s", reason)
			}
		}
	}
	for i := range c.People {
		reason, err := resolve(c.People[i].Role, clarifai.RoleTypeOrg)
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
func roleByID(role *clarifai.Role) clarifai.RoleRef {
	switch {
	case role == nil:
		return ""
	case role.ID == "":
		return clarifai.RoleRef(role.Name)
	}
	return clarifai.RoleID(role.ID)
}

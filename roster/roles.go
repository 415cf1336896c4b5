package roster

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// roles are those that the company speaks of, as the server has them.
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

// nameOf returns the name of a role that one of the files speaks of, else its ID.
func (r roles) nameOf(id string) string {
	for _, role := range r {
		if role.ID == id {
			return role.Name
		}
	}
	return id
}

// resolveRoles looks the company's roles up. Rows with a role that the server does
// not have, or that turns out to be Admin by its id, are bad rows.
func (v *snapshot) resolveRoles(ctx context.Context, c *Company, o Options) (roles, rowProblems, error) {
	found := make(roles)
	reasons := make(map[roleKey]string)
	look := func(ref clarifai.RoleRef, kind clarifai.RoleType) (reason string, err error) {
		key := roleKey{ref, kind}
		if _, done := found[key]; done || ref == "" || reasons[key] != "" {
			return reasons[key], nil
		}
		role, err := v.client.Roles.Resolve(ctx, ref, kind)
		switch {
		case errors.Is(err, clarifai.ErrInvalid):
			reasons[key] = fmt.Sprintf("the server does not know the role %.80q: %v", ref, err)
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
			reason, err := look(ref, clarifai.RoleTypeTeam)
			if err != nil {
				return nil, nil, err
			}
			if reason != "" {
				bad.team(team, "%s", reason)
			}
		}
	}
	for i := range c.People {
		reason, err := look(c.People[i].Role, clarifai.RoleTypeOrg)
		if err != nil {
			return nil, nil, err
		}
		if reason != "" {
			bad.person(&c.People[i], "%s", reason)
		}
	}
	return found, bad, nil
}

// byID names a role so that it needs no lookup; "" for none. A role whose ID is
// not shown is named by its name.
func byID(role *clarifai.Role) clarifai.RoleRef {
	switch {
	case role == nil:
		return ""
	case role.ID == "":
		return clarifai.RoleRef(role.Name)
	}
	return clarifai.RoleID(role.ID)
}

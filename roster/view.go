package roster

import (
	"context"
	"errors"
	"fmt"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// view is an organization as it is read: each list once (the members until two
// readings agree), and only when it is asked for. To see what has changed since, make a new view.
type view struct {
	client *clarifai.Client
	org    string
	opts   *Options

	people  *directory
	invited *invitations
	byTeam  map[string]*clarifai.Team
	members map[string][]clarifai.TeamMember // by team id
	apps    map[string][]clarifai.TeamApp    // by team id
}

func newView(client *clarifai.Client, org string, o *Options) *view {
	return &view{client: client, org: org, opts: o,
		members: make(map[string][]clarifai.TeamMember), apps: make(map[string][]clarifai.TeamApp)}
}

// organization gives the organization, nil if it certainly is not there: both
// asking for it and the list of the caller's organizations say so. A route that
// does not answer says nothing.
func (v *view) organization(ctx context.Context) (*clarifai.Organization, error) {
	org, err := v.client.Organizations.Get(ctx, v.org)
	if err == nil || !errors.Is(err, clarifai.ErrNotFound) {
		return org, err
	}
	for mine, err := range v.client.Organizations.ListAllForUser(ctx, "me", nil) {
		if err != nil {
			return nil, err
		}
		if mine.Organization != nil && strings.EqualFold(mine.Organization.ID, v.org) {
			return mine.Organization, nil
		}
	}
	return nil, nil
}

// teams gives the organization's teams by id.
func (v *view) teams(ctx context.Context) (map[string]*clarifai.Team, error) {
	if v.byTeam != nil {
		return v.byTeam, nil
	}
	teams, err := clarifai.Collect(v.client.Teams.ListAll(ctx, v.org, nil))
	if err != nil {
		return nil, err
	}
	v.byTeam = make(map[string]*clarifai.Team, len(teams))
	for i := range teams {
		v.byTeam[teams[i].ID] = &teams[i]
	}
	return v.byTeam, nil
}

func (v *view) teamMembers(ctx context.Context, team string) ([]clarifai.TeamMember, error) {
	return read(v.members, team, func() ([]clarifai.TeamMember, error) {
		return clarifai.Collect(v.client.Teams.ListAllMembers(ctx, v.org, team, nil))
	})
}

func (v *view) teamApps(ctx context.Context, team string) ([]clarifai.TeamApp, error) {
	return read(v.apps, team, func() ([]clarifai.TeamApp, error) {
		return clarifai.Collect(v.client.Teams.ListAllApps(ctx, v.org, team, nil))
	})
}

// read gives what known has, and has it read where that has nothing.
func read[T any](known map[string][]T, key string, list func() ([]T, error)) ([]T, error) {
	if items, ok := known[key]; ok {
		return items, nil
	}
	items, err := list()
	if err != nil {
		return nil, err
	}
	known[key] = items
	return items, nil
}

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

// resolve looks the company's roles up. Rows with a role that the server does
// not have, or that turns out to be Admin by its id, are bad rows.
func (v *view) resolve(ctx context.Context, c *Company, o Options) (roles, problems, error) {
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
	var bad problems
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

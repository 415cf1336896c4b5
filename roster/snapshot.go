package roster

import (
	"context"
	"errors"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// view is an organization as it is read: each list once (the members until two
// readings agree), and only when it is asked for. To see what has changed since, make a new view.
type snapshot struct {
	client *clarifai.Client
	org    string
	opts   *Options

	people  *directory
	invited *invitations
	byTeam  map[string]*clarifai.Team
	members map[string][]clarifai.TeamMember // by team id
	apps    map[string][]clarifai.TeamApp    // by team id
}

func newSnapshot(client *clarifai.Client, org string, o *Options) *snapshot {
	return &snapshot{client: client, org: org, opts: o,
		members: make(map[string][]clarifai.TeamMember), apps: make(map[string][]clarifai.TeamApp)}
}

// organization gives the organization, nil if it certainly is not there: both
// asking for it and the list of the caller's organizations say so. A route that
// does not answer says nothing.
func (v *snapshot) organization(ctx context.Context) (*clarifai.Organization, error) {
	org, err := v.client.Organizations.Get(ctx, v.org)
	if err == nil || !errors.Is(err, clarifai.ErrNotFound) {
		return org, err
	}
	for mine, err := range v.client.Organizations.AllForUser(ctx, "me", nil) {
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
func (v *snapshot) teams(ctx context.Context) (map[string]*clarifai.Team, error) {
	if v.byTeam != nil {
		return v.byTeam, nil
	}
	teams, err := clarifai.Collect(v.client.Teams.All(ctx, v.org, nil))
	if err != nil {
		return nil, err
	}
	v.byTeam = make(map[string]*clarifai.Team, len(teams))
	for i := range teams {
		v.byTeam[teams[i].ID] = &teams[i]
	}
	return v.byTeam, nil
}

func (v *snapshot) teamMembers(ctx context.Context, team string) ([]clarifai.TeamMember, error) {
	return readOnce(v.members, team, func() ([]clarifai.TeamMember, error) {
		return clarifai.Collect(v.client.Teams.AllMembers(ctx, v.org, team, nil))
	})
}

func (v *snapshot) teamApps(ctx context.Context, team string) ([]clarifai.TeamApp, error) {
	return readOnce(v.apps, team, func() ([]clarifai.TeamApp, error) {
		return clarifai.Collect(v.client.Teams.AllApps(ctx, v.org, team, nil))
	})
}

// read gives what known has, and has it read where that has nothing.
func readOnce[T any](known map[string][]T, key string, list func() ([]T, error)) ([]T, error) {
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

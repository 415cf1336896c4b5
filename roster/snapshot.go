package roster

import (
	"context"
	"errors"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// snapshot is an organization as it was read. Each list is read only once, when
// it is first needed. To see later changes, make a new snapshot.
type snapshot struct {
	client *clarifai.Client
	org    string
	opts   *Options

	me      *clarifai.User
	people  *directory
	invited *invitations
	byTeam  map[string]*clarifai.Team
	members map[string][]clarifai.TeamMember // by team ID
	apps    map[string][]clarifai.TeamApp    // by team ID
}

func newSnapshot(client *clarifai.Client, org string, o *Options) *snapshot {
	return &snapshot{client: client, org: org, opts: o,
		members: make(map[string][]clarifai.TeamMember), apps: make(map[string][]clarifai.TeamApp)}
}

// organization returns the organization, or nil if it does not exist: neither the
// organization itself nor the list of the caller's organizations has it. A route
// that fails is an error.
func (s *snapshot) organization(ctx context.Context) (*clarifai.Organization, error) {
	org, err := s.client.Organizations.Get(ctx, s.org)
	if err == nil || !errors.Is(err, clarifai.ErrNotFound) {
		return org, err
	}
	for mine, err := range s.client.Organizations.ListAllForUser(ctx, "me", nil) {
		if err != nil {
			return nil, err
		}
		if mine.Organization != nil && strings.EqualFold(mine.Organization.ID, s.org) {
			return mine.Organization, nil
		}
	}
	return nil, nil
}

// caller returns the user to whom the credential belongs.
func (s *snapshot) caller(ctx context.Context) (*clarifai.User, error) {
	if s.me == nil {
		me, err := s.client.Users.GetMe(ctx)
		if err != nil {
			return nil, err
		}
		s.me = me
	}
	return s.me, nil
}

// teams returns the organization's teams by ID.
func (s *snapshot) teams(ctx context.Context) (map[string]*clarifai.Team, error) {
	if s.byTeam != nil {
		return s.byTeam, nil
	}
	teams, err := clarifai.Collect(s.client.Teams.ListAll(ctx, s.org, nil))
	if err != nil {
		return nil, err
	}
	s.byTeam = make(map[string]*clarifai.Team, len(teams))
	for i := range teams {
		if teams[i].ID != "" { // nothing can be done with one that shows none
			s.byTeam[teams[i].ID] = &teams[i]
		}
	}
	return s.byTeam, nil
}

func (s *snapshot) teamMembers(ctx context.Context, team string) ([]clarifai.TeamMember, error) {
	return readOnce(s.members, team, func() ([]clarifai.TeamMember, error) {
		return clarifai.Collect(s.client.Teams.ListAllMembers(ctx, s.org, team, nil))
	})
}

func (s *snapshot) teamApps(ctx context.Context, team string) ([]clarifai.TeamApp, error) {
	return readOnce(s.apps, team, func() ([]clarifai.TeamApp, error) {
		return clarifai.Collect(s.client.Teams.ListAllApps(ctx, s.org, team, nil))
	})
}

func appKey(app *clarifai.TeamApp) string { return app.AppID() }

func teamMemberKey(m *clarifai.TeamMember) string { return steps.FoldID(m.UserID) }

// readOnce returns the list that known has for key, and reads it if there is none.
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

package cost

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Usage is the usage of a period, with the names of those who used it.
type Usage struct {
	OrganizationID string    `json:"organization_id"`
	Period         Period    `json:"period"`
	AsOf           time.Time `json:"as_of,omitzero"` // time of reading

	Rows []clarifai.OpCountByDate `json:"rows"`

	// Members, Teams and Apps are nil if they are unknown.
	Members []Member `json:"members"`
	Teams   []Team   `json:"teams"`
	Apps    []App    `json:"apps"`

	// Unread says what could not be read, and why.
	Unread []string `json:"unread,omitempty"`
}

// Member is a member of the organization.
type Member struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

// Team is a team with the IDs of its members.
type Team struct {
	ID        string   `json:"id"`
	Name      string   `json:"name,omitempty"`
	MemberIDs []string `json:"member_ids"`
}

// App is an app of the organization.
type App struct {
	ID       string         `json:"id"`
	Name     string         `json:"name,omitempty"`
	Metadata map[string]any `json:"metadata,omitempty"`
}

// ReadUsage reads the usage of a period up to now, and the organization's
// members, teams and apps. If the caller may not read one of the latter three, it
// is left nil, and Unread says why. Any other failure is an error.
//
// It takes a PAT with the scopes HistoricalUsage_Get, OrganizationMembers_List,
// Teams_Get, TeamUsers_Get, Apps_Get and Workflows_Get.
func ReadUsage(ctx context.Context, client *clarifai.Client, orgID string, p Period, callOpts ...clarifai.CallOption) (*Usage, error) {
	p = Period{day(p.Start), day(p.End)}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("cost: %w", err)
	}
	now := time.Now().UTC()
	u := &Usage{OrganizationID: orgID, Period: p, AsOf: now, Rows: []clarifai.OpCountByDate{}}
	opts := ActivityOptions{From: p.Start, To: p.End, PerApp: true}
	if tomorrow := day(now).AddDate(0, 0, 1); opts.To.After(tomorrow) {
		opts.To = tomorrow
	}
	if opts.From.Before(opts.To) { // the period has begun
		for row, err := range UsageRows(ctx, client, orgID, opts, callOpts...) {
			if err != nil {
				return nil, err
			}
			u.Rows = append(u.Rows, row)
		}
	}
	for _, part := range []struct {
		name  string
		read  func() error
		clear func()
	}{
		{"the members", func() error { return u.readMembers(ctx, client, callOpts) }, func() { u.Members = nil }},
		{"the teams", func() error { return u.readTeams(ctx, client, callOpts) }, func() { u.Teams = nil }},
		{"the apps", func() error { return u.readApps(ctx, client, callOpts) }, func() { u.Apps = nil }},
	} {
		err := part.read()
		if isRefusal(err) {
			part.clear()
			u.Unread = append(u.Unread, part.name+": "+err.Error())
		} else if err != nil {
			return nil, err
		}
	}
	return u, nil
}

// isRefusal reports whether the caller may not read something, so that to go on
// without it is the best that can be done.
func isRefusal(err error) bool {
	return errors.Is(err, clarifai.ErrForbidden) || errors.Is(err, clarifai.ErrUnauthorized) ||
		errors.Is(err, clarifai.ErrRouteUnavailable) || errors.Is(err, clarifai.ErrPlanLimit)
}

func (u *Usage) readMembers(ctx context.Context, client *clarifai.Client, callOpts []clarifai.CallOption) error {
	u.Members = []Member{}
	for m, err := range client.Members.ListAll(ctx, u.OrganizationID, nil, callOpts...) {
		if err != nil {
			return err
		}
		if m.User == nil {
			continue
		}
		u.Members = append(u.Members, Member{ID: m.User.ID, Name: strings.TrimSpace(m.User.FirstName + " " + m.User.LastName), Email: m.User.Email()})
	}
	return nil
}

func (u *Usage) readTeams(ctx context.Context, client *clarifai.Client, callOpts []clarifai.CallOption) error {
	u.Teams = []Team{}
	teams, err := clarifai.Collect(client.Teams.ListAll(ctx, u.OrganizationID, nil, callOpts...))
	if err != nil {
		return err
	}
	for _, t := range teams {
		team := Team{ID: t.ID, Name: t.Name, MemberIDs: []string{}}
		for m, err := range client.Teams.ListAllMembers(ctx, u.OrganizationID, t.ID, nil, callOpts...) {
			if errors.Is(err, clarifai.ErrNotFound) {
				break // deleted since the list was read
			}
			if err != nil {
				return err
			}
			team.MemberIDs = append(team.MemberIDs, m.UserID)
		}
		u.Teams = append(u.Teams, team)
	}
	return nil
}

func (u *Usage) readApps(ctx context.Context, client *clarifai.Client, callOpts []clarifai.CallOption) error {
	u.Apps = []App{}
	for a, err := range client.Apps.ListAll(ctx, u.OrganizationID, nil, callOpts...) {
		if err != nil {
			return err
		}
		u.Apps = append(u.Apps, App{ID: a.ID, Name: a.Name, Metadata: a.Metadata})
	}
	return nil
}

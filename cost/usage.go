package cost

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Usage is what was used in a period, with the names of those who used it.
type Usage struct {
	OrganizationID string                   `json:"organization_id"`
	Period         Period                   `json:"period"`
	AsOf           time.Time                `json:"as_of,omitzero"` // when it was read
	Rows           []clarifai.OpCountByDate `json:"rows"`
	Members        []Member                 `json:"members"`          // nil: not known
	Teams          []Team                   `json:"teams"`            // nil: not known
	Apps           []App                    `json:"apps"`             // nil: not known
	Unread         []string                 `json:"unread,omitempty"` // what could not be read, and why
}

// Member is a member of the organization.
type Member struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

// Team is a team and its members' ids.
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

// ReadUsage reads the usage of a period up to now, by app, and who and what the
// organization has: its members, its teams with theirs, and its apps. What of
// these the caller may not read is not known then, and Unread tells.
//
// PAT with HistoricalUsage_Get, and OrganizationMembers_List, Teams_Get,
// TeamUsers_Get, Apps_Get, Workflows_Get.
func ReadUsage(ctx context.Context, client *clarifai.Client, orgID string, p Period, opts ...clarifai.CallOption) (*Usage, error) {
	p = Period{day(p.Start), day(p.End)}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("cost: %w", err)
	}
	now := time.Now().UTC()
	u := &Usage{OrganizationID: orgID, Period: p, AsOf: now, Rows: []clarifai.OpCountByDate{}}
	asked := ActivityOptions{From: p.Start, To: p.End, PerApp: true}
	if tomorrow := day(now).AddDate(0, 0, 1); asked.To.After(tomorrow) {
		asked.To = tomorrow
	}
	if asked.From.Before(asked.To) { // else it has not begun
		for row, err := range UsageRows(ctx, client, orgID, asked, opts...) {
			if err != nil {
				return nil, err
			}
			u.Rows = append(u.Rows, row)
		}
	}
	for _, part := range []struct {
		what   string
		read   func() error
		forget func()
	}{
		{"the members", func() error { return u.readMembers(ctx, client, opts) }, func() { u.Members = nil }},
		{"the teams", func() error { return u.readTeams(ctx, client, opts) }, func() { u.Teams = nil }},
		{"the apps", func() error { return u.readApps(ctx, client, opts) }, func() { u.Apps = nil }},
	} {
		err := part.read()
		if isRefusal(err) {
			part.forget()
			u.Unread = append(u.Unread, part.what+": "+err.Error())
		} else if err != nil {
			return nil, err
		}
	}
	return u, nil
}

// refused reports whether reading failed for good, and for this alone.
func isRefusal(err error) bool {
	return errors.Is(err, clarifai.ErrForbidden) || errors.Is(err, clarifai.ErrUnauthorized) ||
		errors.Is(err, clarifai.ErrRouteUnavailable) || errors.Is(err, clarifai.ErrPlanLimit)
}

func (u *Usage) readMembers(ctx context.Context, client *clarifai.Client, opts []clarifai.CallOption) error {
	u.Members = []Member{}
	for m, err := range client.Members.All(ctx, u.OrganizationID, nil, opts...) {
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

func (u *Usage) readTeams(ctx context.Context, client *clarifai.Client, opts []clarifai.CallOption) error {
	u.Teams = []Team{}
	teams, err := clarifai.Collect(client.Teams.All(ctx, u.OrganizationID, nil, opts...))
	if err != nil {
		return err
	}
	for _, t := range teams {
		team := Team{ID: t.ID, Name: t.Name, MemberIDs: []string{}}
		for m, err := range client.Teams.AllMembers(ctx, u.OrganizationID, t.ID, nil, opts...) {
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

func (u *Usage) readApps(ctx context.Context, client *clarifai.Client, opts []clarifai.CallOption) error {
	u.Apps = []App{}
	for a, err := range client.Apps.All(ctx, u.OrganizationID, nil, opts...) {
		if err != nil {
			return err
		}
		u.Apps = append(u.Apps, App{ID: a.ID, Name: a.Name, Metadata: a.Metadata})
	}
	return nil
}

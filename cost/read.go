package cost

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Current divides the bill of the current cycle up: it reads the bill, the usage
// of its cycle, and the organization's members, teams and apps.
//
// The bill needs a session token, see [clarifai.CredentialSession]; the rest a
// PAT with HistoricalUsage_Get, OrganizationMembers_List, Teams_Get,
// TeamUsers_Get, Apps_Get and Workflows_Get. Where the bill is refused and the
// mapping has prices, the result is an estimate of the calendar month so far, in
// UTC, and a finding says why. Members, teams or apps that cannot be read are
// not known then, which is a finding, too.
func Current(ctx context.Context, client *clarifai.Client, orgID string, mapping Mapping, opts ...clarifai.CallOption) (*Breakdown, error) {
	if err := mapping.Validate(); err != nil {
		return nil, err
	}
	bill, refusal := ReadBill(ctx, client, orgID, opts...)
	var p Period
	switch {
	case refusal == nil:
		var err error
		if p, err = bill.Period(); err != nil {
			return nil, err
		}
	case billRefused(refusal) && len(mapping.Prices) > 0:
		now := time.Now().UTC()
		p.Start = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
		p.End = p.Start.AddDate(0, 1, 0)
	case billRefused(refusal):
		return nil, fmt.Errorf("cost: the bill cannot be read; with prices in the mapping, usage makes an estimate: %w", refusal)
	default:
		return nil, refusal
	}
	usage, err := ReadUsage(ctx, client, orgID, p, opts...)
	if err != nil {
		return nil, err
	}
	if refusal == nil {
		return Statement(bill, usage, mapping)
	}
	usage.Unread = append(usage.Unread, "the bill, so that this is an estimate of the calendar month: "+refusal.Error())
	return Estimate(usage, mapping)
}

// ReadBill reads the bill of the current cycle as it stands now. Session token,
// see [clarifai.CredentialSession]; Archived.
func ReadBill(ctx context.Context, client *clarifai.Client, orgID string, opts ...clarifai.CallOption) (*Bill, error) {
	if client == nil {
		return nil, errNoClient
	}
	asOf := time.Now().UTC()
	bill, err := client.Billing.GetCurrentBill(ctx, orgID, opts...)
	if err != nil {
		return nil, err
	}
	return &Bill{OrganizationID: orgID, AsOf: asOf, Bill: *bill}, nil
}

var errNoClient = errors.New("cost: the client is nil")

// ReadUsage reads the usage of a period up to now, by app, and who and what the
// organization has: its members, its teams with theirs, and its apps. What of
// these the caller may not read is not known then, and Unread tells.
//
// PAT with HistoricalUsage_Get, and OrganizationMembers_List, Teams_Get,
// TeamUsers_Get, Apps_Get, Workflows_Get.
func ReadUsage(ctx context.Context, client *clarifai.Client, orgID string, p Period, opts ...clarifai.CallOption) (*Usage, error) {
	if client == nil {
		return nil, errNoClient
	}
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
		for row, err := range Rows(ctx, client, orgID, asked, opts...) {
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
		if refused(err) {
			part.forget()
			u.Unread = append(u.Unread, part.what+": "+err.Error())
		} else if err != nil {
			return nil, err
		}
	}
	return u, nil
}

// refused reports whether reading failed for good, and for this alone.
func refused(err error) bool {
	return errors.Is(err, clarifai.ErrForbidden) || errors.Is(err, clarifai.ErrUnauthorized) ||
		errors.Is(err, clarifai.ErrRouteUnavailable) || errors.Is(err, clarifai.ErrPlanLimit)
}

// billRefused reports whether the bill cannot be read for good. How a PAT is
// refused where a session is wanted is not known: an invalid request may be it.
func billRefused(err error) bool {
	e, ok := errors.AsType[*clarifai.Error](err)
	return refused(err) || ok && e.HTTPStatus != 0 && errors.Is(err, clarifai.ErrInvalid)
}

func (u *Usage) readMembers(ctx context.Context, client *clarifai.Client, opts []clarifai.CallOption) error {
	u.Members = []Member{}
	for m, err := range client.Members.ListAll(ctx, u.OrganizationID, nil, opts...) {
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
	teams, err := clarifai.Collect(client.Teams.ListAll(ctx, u.OrganizationID, nil, opts...))
	if err != nil {
		return err
	}
	for _, t := range teams {
		team := Team{ID: t.ID, Name: t.Name, MemberIDs: []string{}}
		for m, err := range client.Teams.ListAllMembers(ctx, u.OrganizationID, t.ID, nil, opts...) {
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
	for a, err := range client.Apps.ListAll(ctx, u.OrganizationID, nil, opts...) {
		if err != nil {
			return err
		}
		u.Apps = append(u.Apps, App{ID: a.ID, Name: a.Name, Metadata: a.Metadata})
	}
	return nil
}

package roster_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// The company of these tests, acme, has the roster and the teams below. On the
// server olga runs the organization, ann and bo are members, and cy, who has an
// account, accepts an invitation at once.
func acme() roster.Company {
	return roster.Company{
		ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
		People: []roster.Person{
			person(2, "Ann@ACME.test", "vision"),
			person(3, "bo@acme.test", "vision", "sound"),
			person(4, "cy@acme.test", "vision"),
			person(5, "dee@acme.test", "sound"),
			person(6, "eli@acme.test"),
		},
		Teams: []roster.Team{
			{Line: 2, ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Apps: []roster.App{
				{ID: "shelf"}, {ID: "defects", Role: clarifai.TeamRoleFullAccess},
			}},
			{Line: 3, ID: "sound", Name: "Sound", Apps: []roster.App{{ID: "defects", Role: clarifai.TeamRoleLabelerLead}}},
		},
	}
}

func person(line int, email string, teams ...string) roster.Person {
	return roster.Person{Line: line, Email: email, Role: clarifai.RoleTeamContributor, Teams: teams}
}

// seed is what the server starts with.
func seed(change ...func(*clarifaitest.Organization)) []clarifaitest.Option {
	org := clarifaitest.Organization{
		ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "ann", Role: clarifai.RoleTeamContributor},
			{UserID: "bo", Role: clarifai.RoleTeamContributor},
		},
	}
	for _, c := range change {
		c(&org)
	}
	return append(users(),
		clarifaitest.WithOrganization(org),
		clarifaitest.WithApp("acme", "shelf", "Shelf"),
		clarifaitest.WithApp("acme", "defects", "Defects"),
	)
}

func users() []clarifaitest.Option {
	return []clarifaitest.Option{
		clarifaitest.InMemory(),
		clarifaitest.WithUser(clarifaitest.User{ID: "olga", Email: "olga@acme.test"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ann", Email: "ann@acme.test"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "bo", Email: "bo@acme.test"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "cy", Email: "cy@acme.test", AcceptsAtOnce: true}),
	}
}

// teams seeds teams.
func teams(list ...clarifaitest.Team) func(*clarifaitest.Organization) {
	return func(o *clarifaitest.Organization) { o.Teams = append(o.Teams, list...) }
}

// invitations seeds an invitation in each of the states.
func invitations(email string, statuses ...clarifai.InvitationStatus) func(*clarifaitest.Organization) {
	return func(o *clarifaitest.Organization) {
		for _, s := range statuses {
			o.Invitations = append(o.Invitations, clarifaitest.Invitation{Email: email, Role: clarifai.RoleTeamContributor, Status: s})
		}
	}
}

// fixture is a server, a client of it and a company, within a bubble.
type fixture struct {
	*testing.T
	server  *clarifaitest.Server
	client  *clarifai.Client
	company roster.Company
	options roster.Options
}

// run has the test run where time costs nothing.
func run(t *testing.T, opts []clarifaitest.Option, test func(f *fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := clarifaitest.NewServer(t, opts...)
		client := server.Client()
		t.Cleanup(client.Close)
		test(&fixture{t, server, client, acme(), roster.Options{}})
	})
}

func (f *fixture) plan() *roster.Proposal {
	f.Helper()
	p, err := roster.Plan(f.Context(), f.client, f.company, f.options)
	if err != nil {
		f.Fatalf("Plan: %v", err)
	}
	return p
}

func (f *fixture) apply(p *roster.Proposal) *roster.Report {
	f.Helper()
	report, err := roster.Apply(f.Context(), f.client, p)
	if err != nil {
		f.Fatalf("Apply: %v", err)
	}
	return report
}

// onboard plans and applies.
func (f *fixture) onboard() *roster.Report {
	f.Helper()
	return f.apply(f.plan())
}

// rests asserts that another round finds nothing to do and writes nothing.
func (f *fixture) rests() {
	f.Helper()
	f.server.ResetRequests()
	p := f.plan()
	if len(p.Steps) > 0 {
		f.Errorf("the second round wants: %v", p.Steps)
	}
	f.apply(p)
	f.wrote(0)
}

// writes counts the write requests of an operation, "" for all.
func (f *fixture) writes(op clarifai.Operation) (n int) {
	for _, r := range f.server.Requests() {
		if r.Write && (op == "" || r.Operation == op) {
			n++
		}
	}
	return n
}

func (f *fixture) wrote(want int) {
	f.Helper()
	if got := f.writes(""); got != want {
		f.Errorf("%d write requests, want %d", got, want)
	}
}

// outcomes asserts each row's outcome, in the order of the rows.
func (f *fixture) outcomes(rows []roster.Row, want ...roster.Outcome) {
	f.Helper()
	var got []roster.Outcome
	for _, row := range rows {
		got = append(got, row.Outcome)
	}
	if !slices.Equal(got, want) {
		f.Errorf("outcomes: %q, want %q", got, want)
	}
}

// invited counts the invitations that the server has for an address.
func (f *fixture) invited(email string) (n int) {
	for _, i := range f.server.Invitations("acme") {
		if strings.EqualFold(i.Email, email) {
			n++
		}
	}
	return n
}

func (f *fixture) onTeam(team string, want ...string) {
	f.Helper()
	if got := f.server.TeamMembers("acme", team); !slices.Equal(got, want) {
		f.Errorf("on team %s: %q, want %q", team, got, want)
	}
}

// found gives the findings of a kind as lines.
func found(list []roster.Finding, kind roster.FindingKind) (lines []string) {
	for _, f := range list {
		if f.Kind == kind {
			lines = append(lines, f.String())
		}
	}
	return lines
}

func (f *fixture) lines(got []string, want ...string) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func steps(results []roster.Result, status roster.Status) (lines []string) {
	for _, r := range results {
		if r.Status == status {
			lines = append(lines, strings.Join(strings.Fields(fmt.Sprint(r.Kind, " ", r.Team, " ", r.App, r.Email)), " "))
		}
	}
	return lines
}

// edited is a transport that changes the server's answers of JSON. A list is
// named by the end of its path.
type edited struct {
	http.RoundTripper
	edit func(r *http.Request, body map[string]any)
}

func (e *edited) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := e.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		return nil, err
	}
	var body map[string]any
	if json.Unmarshal(data, &body) == nil {
		e.edit(r, body)
		if data, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	response.Header.Del("Content-Length")
	return response, nil
}

// edits makes the client see changed answers.
func (f *fixture) edits(edit func(r *http.Request, body map[string]any)) {
	transport := &edited{f.server.HTTPClient().Transport, edit}
	f.client = f.server.Client(clarifai.WithHTTPClient(&http.Client{Transport: transport}))
	f.Cleanup(f.client.Close)
}

// each hands every object below a value to use, with the name of the field that
// holds it or holds its list.
func each(value any, name string, use func(name string, object map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		use(name, value)
		for field, inner := range value {
			each(inner, field, use)
		}
	case []any:
		for _, inner := range value {
			each(inner, name, use)
		}
	}
}

// badLines renders bad rows.
func badLines(rows []roster.RowError) (lines []string) {
	for _, row := range rows {
		lines = append(lines, row.Error())
	}
	return lines
}

// badRows gives the lines of an InputError.
func badRows(t *testing.T, err error) (lines []string) {
	t.Helper()
	input, ok := errors.AsType[*roster.InputError](err)
	if !ok {
		t.Fatalf("%v is not an InputError", err)
	}
	for _, row := range input.Rows {
		lines = append(lines, row.Error())
	}
	return lines
}

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
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// acme returns the company of these tests. On the server, olga owns the organization,
// ann and bo are members, and cy has an account and accepts an invitation at once.
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
	return roster.Person{Line: line, Email: email, Role: clarifai.MemberRoleTeamContributor, Teams: teams}
}

// seed returns what the server starts with.
func seed(change ...func(*clarifaitest.Organization)) clarifaitest.Config {
	org := clarifaitest.Organization{
		ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "ann", Role: clarifai.MemberRoleTeamContributor},
			{UserID: "bo", Role: clarifai.MemberRoleTeamContributor},
		},
	}
	for _, c := range change {
		c(&org)
	}
	return testkit.With(users(),
		func(c *clarifaitest.Config) {
			c.Organizations = append(c.Organizations, org)
			c.Apps = append(c.Apps,
				clarifaitest.App{Owner: "acme", ID: "shelf", Name: "Shelf"},
				clarifaitest.App{Owner: "acme", ID: "defects", Name: "Defects"},
			)
		},
	)
}

func users() clarifaitest.Config {
	return clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.test"},
			{ID: "ann", Email: "ann@acme.test"},
			{ID: "bo", Email: "bo@acme.test"},
			{ID: "cy", Email: "cy@acme.test", AcceptsAtOnce: true},
		},
		InMemory: true,
	}
}

// teams adds teams to the seed.
func teams(list ...clarifaitest.Team) func(*clarifaitest.Organization) {
	return func(o *clarifaitest.Organization) { o.Teams = append(o.Teams, list...) }
}

// invitations adds an invitation for each status to the seed.
func invitations(email string, statuses ...clarifai.InvitationStatus) func(*clarifaitest.Organization) {
	return func(o *clarifaitest.Organization) {
		for _, s := range statuses {
			o.Invitations = append(o.Invitations, clarifaitest.Invitation{Email: email, Role: clarifai.MemberRoleTeamContributor, Status: s})
		}
	}
}

// fixture is a server, a client of it and a company.
type fixture struct {
	*testing.T
	server   *clarifaitest.Server
	client   *clarifai.Client
	company  roster.Company
	options  roster.Options
	applying roster.ApplyOptions
	lag      time.Duration // until writes show in reads
}

// withServer runs a test with a server and a client, in a bubble of testing/synctest.
func withServer(t *testing.T, config clarifaitest.Config, test func(f *fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := clarifaitest.NewServer(t, config)
		client := server.Client()
		t.Cleanup(client.Close)
		test(&fixture{T: t, server: server, client: client, company: acme(), lag: config.Variants.Lag})
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
	report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
	if err != nil {
		f.Fatalf("Apply: %v", err)
	}
	return report
}

// planAndApply plans and applies.
func (f *fixture) planAndApply() *roster.Report {
	f.Helper()
	return f.apply(f.plan())
}

// wantNothingToDo asserts that another run finds nothing to do and writes nothing,
// once the writes of the first show.
func (f *fixture) wantNothingToDo() {
	f.Helper()
	<-time.After(f.lag)
	f.server.ResetRequests()
	p := f.plan()
	if len(p.Steps) > 0 {
		f.Errorf("the second round wants: %v", p.Steps)
	}
	f.apply(p)
	f.wantWrites(0)
}

// writes returns the number of write requests of an operation, or of all if op is empty.
func (f *fixture) writes(op clarifai.Operation) (n int) {
	for _, r := range f.server.Requests() {
		if r.Write && (op == "" || r.Operation == op) {
			n++
		}
	}
	return n
}

func (f *fixture) wantWrites(want int) {
	f.Helper()
	if got := f.writes(""); got != want {
		f.Errorf("%d write requests, want %d", got, want)
	}
}

// wantOutcomes asserts the outcome of each row, in their order.
func (f *fixture) wantOutcomes(rows []roster.Row, want ...roster.Outcome) {
	f.Helper()
	var got []roster.Outcome
	for _, row := range rows {
		got = append(got, row.Outcome)
	}
	if !slices.Equal(got, want) {
		f.Errorf("outcomes: %q, want %q", got, want)
	}
}

// invited returns the number of invitations that the server has for an address.
func (f *fixture) invited(email string) (n int) {
	for _, i := range f.server.Invitations("acme") {
		if strings.EqualFold(i.Email, email) {
			n++
		}
	}
	return n
}

func (f *fixture) wantOnTeam(team string, want ...string) {
	f.Helper()
	if got := f.server.TeamMembers("acme", team); !slices.Equal(got, want) {
		f.Errorf("on team %s: %q, want %q", team, got, want)
	}
}

// findingLines returns the findings of a kind as lines.
func findingLines(list []roster.Finding, kind roster.FindingKind) (lines []string) {
	for _, f := range list {
		if f.Kind == kind {
			lines = append(lines, f.String())
		}
	}
	return lines
}

func (f *fixture) wantLines(got []string, want ...string) {
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

// editingTransport is a transport that edits the server's JSON responses.
type editingTransport struct {
	http.RoundTripper
	edit func(r *http.Request, body map[string]any)
}

func (e *editingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
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

// editResponses makes the client see edited responses.
func (f *fixture) editResponses(edit func(r *http.Request, body map[string]any)) {
	f.client = f.editedClient("olga", edit)
}

// editedClient returns a client of a user that sees edited responses.
func (f *fixture) editedClient(user string, edit func(r *http.Request, body map[string]any)) *clarifai.Client {
	transport := &editingTransport{f.server.HTTPClient().Transport, edit}
	client := f.server.Client(clarifai.WithHTTPClient(&http.Client{Transport: transport}), clarifai.WithPAT(f.server.PAT(user)))
	f.Cleanup(client.Close)
	return client
}

// eachObject calls use for every object in a value, with the name of the field that has
// it or its list.
func eachObject(value any, name string, use func(name string, object map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		use(name, value)
		for field, inner := range value {
			eachObject(inner, field, use)
		}
	case []any:
		for _, inner := range value {
			eachObject(inner, name, use)
		}
	}
}

// badLines returns bad rows as lines.
func badLines(rows []roster.RowError) (lines []string) {
	for _, row := range rows {
		lines = append(lines, row.Error())
	}
	return lines
}

// badRows returns the rows of an InputError as lines.
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

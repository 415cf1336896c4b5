package access_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

const (
	full    = clarifai.TeamRoleFullAccess
	trainer = clarifai.TeamRoleModelTrainer
	lead    = clarifai.TeamRoleLabelerLead
	worker  = clarifai.TeamRoleLabelerWorker
)

// seed returns the organization of these tests. Team vision has the members ann and
// bo, an app of its own, two apps of team sound, and an app that shows no metadata.
// Team sound has two apps of its own, and team void has none.
func seed(change ...func(*clarifaitest.Organization)) clarifaitest.Config {
	org := clarifaitest.Organization{
		ID: "acme", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}, {UserID: "bo", Role: clarifai.MemberRoleTeamContributor},
		},
		Teams: []clarifaitest.Team{
			{ID: "vision", Name: "Vision", DefaultRole: trainer, Members: []string{"bo", "ann"}, Apps: []clarifaitest.TeamApp{
				{AppID: "shelf", Role: full}, {AppID: "noise", Role: full}, {AppID: "echo", Role: trainer}, {AppID: "bare", Role: full},
			}},
			{ID: "sound", Name: "Sound", Members: []string{"bo"}, Apps: []clarifaitest.TeamApp{
				{AppID: "noise", Role: full}, {AppID: "echo", Role: full},
			}},
			{ID: "void", Name: "Void"},
		},
	}
	for _, c := range change {
		c(&org)
	}
	return clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}, {ID: "ann"}, {ID: "bo"}},
		Organizations: []clarifaitest.Organization{org},
		Apps: []clarifaitest.App{
			app("shelf", map[string]any{"area": "vision"}),
			app("noise", map[string]any{"area": "sound"}),
			app("echo", map[string]any{"area": "sound", "level": 3}),
			app("bare", nil),
		},
		InMemory: true,
	}
}

func app(id string, metadata map[string]any) clarifaitest.App {
	return clarifaitest.App{Owner: "acme", ID: id, Name: strings.ToUpper(id), Metadata: metadata, Visibility: clarifai.VisibilityOrg}
}

// area returns the policy that a team may only reach the apps of its area.
func area(team string, change ...func(*access.Policy)) access.Policy {
	p := access.Policy{Name: team + " only", Teams: []string{team}, Rule: inArea(team)}
	for _, c := range change {
		c(&p)
	}
	return p
}

func inArea(areas ...any) access.Rule {
	return access.Rule{Metadata: &access.Metadata{Key: "area", Values: areas}}
}

func lower(role clarifai.TeamRole) func(*access.Policy) {
	return func(p *access.Policy) { p.LowerTo = role }
}

func clearing(p *access.Policy) { p.ClearDefaultRole = true }

// fixture is a server and a client of it.
type fixture struct {
	*testing.T
	server  *clarifaitest.Server
	client  *clarifai.Client
	options access.Options
}

// withServer runs a test with a server and a client, in a bubble of testing/synctest.
func withServer(t *testing.T, config clarifaitest.Config, test func(f *fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := clarifaitest.NewServer(t, config)
		client := server.Client()
		t.Cleanup(client.Close)
		test(&fixture{t, server, client, access.Options{MaxRemovals: 100, MaxRemovalShare: 1}})
	})
}

func (f *fixture) evaluate(policies ...access.Policy) *access.Evaluation {
	f.Helper()
	r, err := access.Evaluate(f.Context(), f.client, "acme", policies...)
	if err != nil {
		f.Fatalf("Evaluate: %v", err)
	}
	return r
}

func (f *fixture) enforce(policies ...access.Policy) *access.Report {
	f.Helper()
	r, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
	if err != nil {
		f.Fatalf("Enforce: %v", err)
	}
	return r
}

// wantNothingToDo asserts that another run finds nothing to do and writes nothing.
func (f *fixture) wantNothingToDo(policies ...access.Policy) {
	f.Helper()
	f.server.ResetRequests()
	r := f.enforce(policies...)
	if len(r.Evaluation.Violations) > 0 || r.Count(access.Skipped) != len(r.Steps) {
		f.Errorf("another run finds %v, and takes %v", violations(r.Evaluation), steps(r))
	}
	f.wantWrites(0)
}

func (f *fixture) wantWrites(want int) {
	f.Helper()
	var got []string
	for _, r := range f.server.Requests() {
		if r.Write {
			got = append(got, string(r.Operation))
		}
	}
	if len(got) != want {
		f.Errorf("write requests %q, want %d", got, want)
	}
}

// wantApps asserts the apps that a team has on the server, as "app role".
func (f *fixture) wantApps(team string, want ...string) {
	f.Helper()
	f.wantLines(f.apps(team), want...)
}

func (f *fixture) apps(team string) (lines []string) {
	for _, a := range f.server.TeamApps("acme", team) {
		lines = append(lines, a.AppID+" "+string(a.Role))
	}
	slices.Sort(lines)
	return lines
}

func (f *fixture) defaultRole(team string) clarifai.TeamRole {
	for _, t := range f.server.Teams("acme") {
		if t.ID == team {
			return t.DefaultRole
		}
	}
	return "no such team"
}

func (f *fixture) wantLines(got []string, want ...string) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// state returns everything that Enforce can change.
func (f *fixture) state() string {
	var b strings.Builder
	for _, t := range f.server.Teams("acme") {
		fmt.Fprintln(&b, t.ID, t.DefaultRole, f.apps(t.ID))
	}
	return b.String()
}

func violations(r *access.Evaluation) (lines []string) {
	for i := range r.Violations {
		lines = append(lines, r.Violations[i].String())
	}
	return lines
}

func undecided(r *access.Evaluation) (lines []string) {
	for i := range r.Undecided {
		lines = append(lines, r.Undecided[i].String())
	}
	return lines
}

func defaultRoles(r *access.Evaluation) (lines []string) {
	for i := range r.DefaultRoles {
		lines = append(lines, r.DefaultRoles[i].String())
	}
	return lines
}

func steps(r *access.Report) (lines []string) {
	for i := range r.Steps {
		s := &r.Steps[i]
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s", s.Status, s.Kind, s.Team, s.App)))
	}
	return lines
}

// refused returns a permanent fault.
func refused(op clarifai.Operation, skip int) func(*clarifaitest.Config) {
	return func(c *clarifaitest.Config) { c.Faults = append(c.Faults, forbidden(op, skip)) }
}

func forbidden(op clarifai.Operation, skip int) clarifaitest.Fault {
	return clarifaitest.Fault{Operation: op, Skip: skip, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes}
}

// onePage handles a list with one page of items, which are JSON.
func onePage(field, items string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := ""
		if r.URL.Query().Get("page") == "1" {
			page = items
		}
		fmt.Fprintf(w, `{"status": {"code": 10000}, %q: [%s]}`, field, page)
	}
}

// customRoles gives the server custom roles, and team vision the apps in them.
func customRoles(s *clarifaitest.Server, apps string) {
	s.Handle("GET /v2/roles", onePage("roles", `
			{"id": "r-view", "name": "Viewer", "scopes": ["Apps_Get"]}, {"id": "r-edit", "name": "Editor", "scopes": ["Apps_Get", "Models_Add"]},
			{"id": "r-pay", "name": "Payer", "scopes": ["Bills_Get"]}, {"id": "r-dim", "name": "Dim"}, {"id": "r-all", "name": "Root", "scopes": ["All"]}`))
	s.Handle("GET /v2/organizations/acme/teams/vision/apps", onePage("apps", apps))
}

// roundTripJSON returns the steps as another process reads them.
func roundTripJSON(f *fixture, steps []access.Step) (out []access.Step) {
	f.Helper()
	data, err := json.Marshal(steps)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil || len(out) == 0 {
		f.Fatalf("unfinished: %v, %v", out, err)
	}
	return out
}

// meanwhile calls a function right before the nth request of an operation, or before
// the nth reading of a list.
type meanwhile struct {
	http.RoundTripper
	op   clarifai.Operation
	nth  int
	does func()
}

func (m *meanwhile) RoundTrip(r *http.Request) (*http.Response, error) {
	page := r.URL.Query().Get("page")
	if op, _ := clarifai.OperationFromContext(r.Context()); op == m.op && (page == "" || page == "1") {
		if m.nth--; m.nth == 0 {
			m.does()
		}
	}
	return m.RoundTripper.RoundTrip(r)
}

func (f *fixture) meanwhile(op clarifai.Operation, nth int, does func(*clarifai.Client)) {
	other := f.server.Client()
	f.Cleanup(other.Close)
	inner := f.server.HTTPClient()
	hooked := *inner
	hooked.Transport = &meanwhile{inner.Transport, op, nth, func() { does(other) }}
	f.client = f.server.Client(clarifai.WithHTTPClient(&hooked))
	f.Cleanup(f.client.Close)
}

// page is the maximum page size of the servers of these tests.
const page = 128

// wide returns an organization whose lists have two pages. Team vision has the apps
// app-000 to app-129, and only the first app of page 2 violates area("vision").
func wide(change ...func(*clarifaitest.Config)) clarifaitest.Config {
	org := clarifaitest.Organization{ID: "acme", Owner: "olga", Teams: []clarifaitest.Team{{ID: "vision"}}}
	config := clarifaitest.Config{
		Users:    []clarifaitest.User{{ID: "olga"}},
		InMemory: true,
		Variants: clarifaitest.Variants{MaxPerPage: page},
	}
	for i := range page + 2 {
		area := "vision"
		if i == page {
			area = "sound"
		}
		config.Apps = append(config.Apps, app(wideApp(i), map[string]any{"area": area}))
		org.Teams[0].Apps = append(org.Teams[0].Apps, clarifaitest.TeamApp{AppID: wideApp(i), Role: full})
	}
	config.Organizations = append(config.Organizations, org)
	return testkit.With(config, change...)
}

func wideApp(i int) string { return fmt.Sprintf("app-%03d", i) }

// beforePage2 calls a function right before each request for page 2 of a list, with
// the number of such requests.
func (f *fixture) beforePage2(op clarifai.Operation, does func(other *clarifai.Client, nth int)) {
	other := f.server.Client()
	f.Cleanup(other.Close)
	inner := f.server.HTTPClient()
	hooked, nth := *inner, 0
	hooked.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		if got, _ := clarifai.OperationFromContext(r.Context()); got == op && r.URL.Query().Get("page") == "2" {
			nth++
			does(other, nth)
		}
		return inner.Transport.RoundTrip(r)
	})
	f.client = f.server.Client(clarifai.WithHTTPClient(&hooked))
	f.Cleanup(f.client.Close)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// takeApp removes an app from team vision as somebody else.
func (f *fixture) takeApp(other *clarifai.Client, id string) {
	f.Helper()
	if err := other.Teams.RemoveApps(f.Context(), "acme", "vision", []string{id}); err != nil {
		f.Errorf("RemoveApps: %v", err)
	}
}

// giveApp adds an app to team vision as somebody else.
func (f *fixture) giveApp(other *clarifai.Client, id string, role clarifai.TeamRole) {
	f.Helper()
	if err := other.Teams.AddApps(f.Context(), "acme", "vision", []clarifai.AddTeamAppRequest{{AppID: id, Role: role}}); err != nil {
		f.Errorf("AddApps: %v", err)
	}
}

// notes returns the notes of a report as "status kind app: note".
func notes(r *access.Report) (lines []string) {
	for i := range r.Steps {
		s := &r.Steps[i]
		lines = append(lines, fmt.Sprintf("%s %s %s: %s", s.Status, s.Kind, s.App, s.Note))
	}
	return lines
}

// spread returns an organization of teams with apps that area("vision") forbids.
func spread(teams, apps int) (config clarifaitest.Config, policies []access.Policy) {
	org := clarifaitest.Organization{ID: "acme", Owner: "olga"}
	config = clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga"}}, InMemory: true}
	for i := range apps {
		config.Apps = append(config.Apps, app(wideApp(i), map[string]any{"area": "sound"}))
	}
	for n := range teams {
		team := clarifaitest.Team{ID: fmt.Sprintf("team-%02d", n)}
		for i := range apps {
			team.Apps = append(team.Apps, clarifaitest.TeamApp{AppID: wideApp(i), Role: full})
		}
		org.Teams = append(org.Teams, team)
	}
	config.Organizations = append(config.Organizations, org)
	return config,
		[]access.Policy{area(access.AllTeams, func(p *access.Policy) { p.Rule = inArea("vision") })}
}

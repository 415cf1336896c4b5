package offboard_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

// seed returns the organization of these tests. The caller is olga, an Admin. Ann is on
// two teams, collaborates on an app and has an invitation to her other address. Bo is a
// member, hal an outside collaborator, and new@acme.test is invited. The app show is
// public, and ann owns an app of which olga is a collaborator.
func seed() clarifaitest.Config {
	return clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.test"},
			{ID: "ann", Email: "ann@acme.test", OtherEmails: []string{"ann@home.test"}, FirstName: "Ann", LastName: "Arbor"},
			{ID: "bo", Email: "bo@acme.test"},
			{ID: "hal", Email: "hal@out.test"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Owner: "olga", BillingEmail: "bills@acme.test",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}, {UserID: "bo", Role: clarifai.MemberRoleUser},
			},
			Teams: []clarifaitest.Team{
				{ID: "vision", Members: []string{"ann", "bo"}, Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleFullAccess}}},
				{ID: "sound", Members: []string{"ann"}, Apps: []clarifaitest.TeamApp{{AppID: "noise", Role: clarifai.TeamRoleModelTrainer}}},
			},
			Invitations: []clarifaitest.Invitation{
				{Email: "Ann@HOME.test", Role: clarifai.MemberRoleUser}, {Email: "new@acme.test", Role: clarifai.MemberRoleUser},
			},
		}},
		Apps: []clarifaitest.App{
			{Owner: "acme", ID: "noise", Collaborators: []clarifaitest.Collaborator{{UserID: "hal", Scopes: []string{"Apps_Get"}}}},
			{Owner: "acme", ID: "shelf", Collaborators: []clarifaitest.Collaborator{
				{UserID: "ann", Scopes: []string{"Apps_Get", "Models_Get"}}, {UserID: "hal", Scopes: []string{"Apps_Get"}},
			}},
			{Owner: "acme", ID: "show", Visibility: clarifai.VisibilityPublic},
			{Owner: "ann", ID: "draft", Collaborators: []clarifaitest.Collaborator{{UserID: "olga"}}},
			{Owner: "ann", ID: "hidden"},
		},
		InMemory: true,
	}
}

// fixture is a server and a client of it.
type fixture struct {
	*testing.T
	server  *clarifaitest.Server
	client  *clarifai.Client
	options offboard.Options
	running offboard.RunOptions
}

// withServer runs a test with a server and a client, in a bubble of testing/synctest.
func withServer(t *testing.T, test func(f *fixture), change ...func(*clarifaitest.Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := clarifaitest.NewServer(t, testkit.With(seed(), change...))
		client := server.Client()
		t.Cleanup(client.Close)
		test(&fixture{T: t, server: server, client: client})
	})
}

func (f *fixture) plan(names ...string) *offboard.Proposal {
	f.Helper()
	p, err := offboard.Plan(f.Context(), f.client, "acme", names, &f.options)
	if err != nil {
		f.Fatalf("Plan: %v", err)
	}
	return p
}

// run carries a proposal out, which must succeed.
func (f *fixture) run(p *offboard.Proposal) *offboard.Evidence {
	f.Helper()
	e, err := offboard.Run(f.Context(), f.client, p, &f.running)
	if err != nil {
		f.Fatalf("Run: %v", err)
	}
	return e
}

func (f *fixture) wantLines(got []string, want ...string) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// wantWrites asserts the operations that write, one for each request.
func (f *fixture) wantWrites(want ...clarifai.Operation) {
	f.Helper()
	var got []clarifai.Operation
	for _, r := range f.server.Requests() {
		if r.Write {
			got = append(got, r.Operation)
		}
	}
	if !slices.Equal(got, want) {
		f.Errorf("wrote %q, want %q", got, want)
	}
}

// stepLines returns the steps as "kind team app user".
func stepLines(all []offboard.Step) (lines []string) {
	for _, s := range all {
		who := s.UserID
		if who == "" {
			who = s.Email
		}
		lines = append(lines, words(string(s.Kind), s.Team, s.App, who))
	}
	return lines
}

// resultLines returns the steps as "status kind team app user".
func resultLines(e *offboard.Evidence) (lines []string) {
	for _, s := range e.Steps {
		lines = append(lines, string(s.Status)+" "+stepLines([]offboard.Step{s.Step})[0])
	}
	return lines
}

// leftLines returns what is left as "kind team app of whom".
func leftLines(left []offboard.Remainder) (lines []string) {
	for _, r := range left {
		lines = append(lines, words(string(r.Kind), r.Team, r.App, "of", r.Subject))
	}
	return lines
}

func accessLines(all []offboard.Access) (lines []string) {
	for _, a := range all {
		lines = append(lines, words(a.App, string(a.Way), a.Team, a.Role))
	}
	return lines
}

func words(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// editingTransport is a transport that edits the server's JSON responses.
type editingTransport struct {
	http.RoundTripper
	edit func(op clarifai.Operation, body map[string]any)
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
		op, _ := clarifai.OperationFromContext(r.Context())
		e.edit(op, body)
		if data, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	response.Header.Del("Content-Length")
	return response, nil
}

// editResponses makes the client see edited responses.
func (f *fixture) editResponses(edit func(op clarifai.Operation, body map[string]any)) {
	transport := &editingTransport{f.server.HTTPClient().Transport, edit}
	f.client = f.server.Client(clarifai.WithHTTPClient(&http.Client{Transport: transport}))
	f.Cleanup(f.client.Close)
}

// items returns the objects of a list in a response.
func items(body map[string]any, field string) (list []map[string]any) {
	all, _ := body[field].([]any)
	for _, item := range all {
		list = append(list, item.(map[string]any))
	}
	return list
}

// refuse has the server refuse an operation, after some requests.
func refuse(op clarifai.Operation, skip ...int) func(*clarifaitest.Config) {
	return fail(op, http.StatusForbidden, clarifai.CodeInsufficientScopes, skip...)
}

// fail has an operation fail for good, after some requests.
func fail(op clarifai.Operation, status int, code clarifai.StatusCode, skip ...int) func(*clarifaitest.Config) {
	return func(c *clarifaitest.Config) {
		fault := clarifaitest.Fault{Operation: op, Count: -1, Kind: clarifaitest.FaultStatus, Status: status, Code: code}
		if len(skip) > 0 {
			fault.Skip = skip[0]
		}
		c.Faults = append(c.Faults, fault)
	}
}

// listing handles a list with one page of items, which are JSON.
func listing(field, items string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := ""
		if r.URL.Query().Get("page") == "1" {
			page = items
		}
		fmt.Fprintf(w, `{"status": {"code": 10000}, %q: [%s]}`, field, page)
	}
}

func asJSON(t *testing.T, e *offboard.Evidence) string {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func asCSV(t *testing.T, e *offboard.Evidence) string {
	t.Helper()
	var b strings.Builder
	if err := e.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// readAll returns the body of a request.
func readAll(r *http.Request) string {
	data, _ := io.ReadAll(r.Body)
	return string(data)
}

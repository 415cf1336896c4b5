package doctor

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestExamine(t *testing.T) {
	t.Run("every readable operation is asked, and answers in the known shape", func(t *testing.T) {
		report := newPatient(t).examine(t)
		if len(report.Operations) != len(Readable()) {
			t.Errorf("%d operations", len(report.Operations))
		}
		for _, e := range report.Operations {
			want := Answers
			if e.Operation == clarifai.OpLogsListForPipelineRun {
				want = NotAsked // the package lists no pipelines
			}
			if e.Outcome != want || len(e.Differences) > 0 {
				t.Errorf("%+v", e)
			}
			if facts().Messages[facts().Operations[e.Operation]] == nil {
				t.Errorf("%s: the shape of its response is not known", e.Operation)
			}
		}
	})
	t.Run("each is asked for one item, and nothing is changed", func(t *testing.T) {
		p := newPatient(t)
		p.examine(t)
		for _, r := range p.Requests() {
			if r.Write {
				t.Errorf("%s is a write", r.Operation)
			}
			if perPage := r.Query.Get("per_page"); perPage != "" && perPage != "1" {
				t.Errorf("%s asks for %s items", r.Operation, perPage)
			}
		}
	})
	t.Run("the first organization is looked up", func(t *testing.T) {
		p := newPatient(t)
		report, err := Examine(t.Context(), p.client(t), p.tap, Request{Operations: []clarifai.Operation{clarifai.OpTeamsGet}, Progress: func(int, int) {}})
		if err != nil || len(report.Operations) != 1 || report.Operations[0].Outcome != Answers {
			t.Errorf("%+v, %v", report, err)
		}
	})
	t.Run("an organization that does not exist is an error after one request", func(t *testing.T) {
		p := newPatient(t)
		_, err := Examine(t.Context(), p.client(t), p.tap, Request{OrganizationID: "nowhere", Progress: func(int, int) {}})
		if !errors.Is(err, clarifai.ErrNotFound) || !strings.Contains(err.Error(), `no organization "nowhere"`) || len(p.Requests()) != 1 {
			t.Errorf("%d requests, error %v", len(p.Requests()), err)
		}
	})
}

func TestExamine_Findings(t *testing.T) {
	p := newPatient(t)
	gone := http.NotFoundHandler()
	p.Handle("GET /v2/roles/{id}", gone)
	p.Handle("GET /v2/organizations/acme/invitations", gone)
	p.Handle("GET /v2/users/me/keys/{id}", gone)
	// Two have moved.
	p.Handle("GET /v2/organizations/acme/teams", gone)
	p.Handle("GET /v2/users/{user}", gone)
	moved := func(body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
	}
	p.Handle("GET /v3/orgs/acme/groups", moved(`{"status":{"code":10000},"teams":[{"id":"vision","name":"V"}]}`))
	p.Handle("GET /v3/people/me", moved(`{"status":{"code":10000},"user":{"id":"olga"}}`))
	// One answers in another shape.
	p.Handle("GET /v2/organizations/acme/members", moved(
		`{"status":{"code":10000},"organization_members":[{"user":{"id":7},"role":{"type":"ORG","colour":"red"}}],"total":1}`))
	// One fails.
	p.Handle("GET /v2/usage_intervals", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }))
	report, err := Examine(t.Context(), p.client(t,
		clarifai.WithRoute(clarifai.OpTeamsList, "GET", "/v3/orgs/{user_app_id.user_id}/groups"),
		clarifai.WithRoute(clarifai.OpUsersGet, "GET", "/v3/people/{user_app_id.user_id}")),
		p.tap, Request{OrganizationID: "acme", Rerouted: []clarifai.Operation{clarifai.OpTeamsList, clarifai.OpUsersGet}, Progress: func(int, int) {}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[clarifai.Operation]Outcome{
		clarifai.OpRolesGet: NotThere, clarifai.OpInvitationsList: NotThere, clarifai.OpTokensGet: NotThere,
		clarifai.OpInvitationsGet: NotAsked, clarifai.OpInvitationsGetPublic: NotAsked, // the list has what to ask about
		clarifai.OpLogsListForPipelineRun: NotAsked, // the package lists no pipelines
		clarifai.OpMembersList:            OtherShape, clarifai.OpUsageListIntervals: Failed,
	}
	for _, e := range report.Operations {
		expected := want[e.Operation]
		if expected == "" {
			expected = Answers
		}
		rerouted := e.Operation == clarifai.OpTeamsList || e.Operation == clarifai.OpUsersGet
		if e.Outcome != expected || e.Rerouted != rerouted {
			t.Errorf("%+v, want %s", e, expected)
		}
		var differences []string
		if e.Operation == clarifai.OpMembersList {
			differences = []string{
				"organization_members[].role.colour: not in the definitions",
				"organization_members[].role.type: an enum value by name, not by number",
				"organization_members[].user.id: a number, the definitions say a text",
				"total: not in the definitions",
			}
		}
		if !slices.Equal(e.Differences, differences) {
			t.Errorf("%s differs by %q", e.Operation, e.Differences)
		}
	}
	var out strings.Builder
	if err := report.Print(&out, 0); err != nil || !strings.Contains(out.String(), " 1 failed, 3 not asked\n") || !strings.Contains(out.String(), "answers (rerouted)") {
		t.Errorf("%v\n%s", err, &out)
	}
	out.Reset()
	if err := report.WriteCSV(&out); err != nil || strings.Count(out.String(), "\n") != len(report.Operations)+1 {
		t.Errorf("%v\n%s", err, &out)
	}
}

func TestExamine_Refused(t *testing.T) {
	p := newPatient(t, func(c *clarifaitest.Config) {
		c.Variants.SessionOnly = true
		c.Variants.PayAsYouGo = true
		c.Users = append(c.Users, clarifaitest.User{ID: "dora", Scopes: []string{"Roles_Get"}})
	})
	why := func(r *Report, op clarifai.Operation) string {
		for _, e := range r.Operations {
			if e.Operation == op {
				return string(e.Outcome) + ": " + e.Why
			}
		}
		return ""
	}
	report := p.examine(t)
	for op, want := range map[clarifai.Operation]string{clarifai.OpPasswordPoliciesList: "refused: credential", clarifai.OpAuditLogList: "refused: plan"} {
		if got := why(report, op); got != want {
			t.Errorf("%s: %s, want %s", op, got, want)
		}
	}
	if got := why(p.examine(t, clarifai.WithPAT(p.PAT("dora"))), clarifai.OpTeamsList); got != "refused: scope or role" {
		t.Errorf("the teams: %s", got)
	}
}

func TestReport_Private(t *testing.T) {
	canaries := []string{"canary", "hidden"}
	s := clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "canaryuser", PAT: "canarypat", Email: "canary@mail.example", FirstName: "canaryname"}},
		Organizations: []clarifaitest.Organization{{ID: "canaryorg", Name: "canaryname",
			Teams:       []clarifaitest.Team{{ID: "canaryteam", Members: []string{"canaryuser"}}},
			Invitations: []clarifaitest.Invitation{{Email: "x@canary.example", Role: clarifai.MemberRoleAdmin}}}},
		Apps: []clarifaitest.App{{Owner: "canaryorg", ID: "canaryapp", Metadata: map[string]any{"canaryname": "hiddencanary"}}},
		IdentityProviders: []clarifaitest.IdentityProvider{{OrganizationID: "canaryorg", ID: "canaryidp", Type: "oauth",
			OAuthProvider: "github", OAuthClientID: "c", OAuthClientSecret: "hiddencanary"}},
		Variants: clarifaitest.Variants{ShowOAuthSecrets: true},
	})
	tap := &Tap{Next: s.HTTPClient().Transport}
	client := s.Client(clarifai.WithHTTPClient(&http.Client{Transport: tap}), clarifai.WithGuard(WriteGuard("canaryorg")))
	defer client.Close()
	report, err := Examine(t.Context(), client, tap, Request{OrganizationID: "canaryorg", Progress: func(int, int) {}})
	if err != nil {
		t.Fatal(err)
	}
	if report.Variants, err = TryWrites(t.Context(), client, tap, "canaryorg", "canary2@mail.example"); err != nil || len(report.Variants) == 0 {
		t.Fatalf("%d variants, %v", len(report.Variants), err)
	}
	data, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, canary := range append(canaries, s.URL()) {
		if strings.Contains(string(data), canary) {
			t.Errorf("%s is in %s", canary, data)
		}
	}
}

func TestAsker_ListOf(t *testing.T) {
	routes := make(map[clarifai.Operation]clarifai.Route)
	for _, r := range Readable() {
		routes[r.Op] = r
	}
	for of, c := range map[clarifai.Operation]struct {
		path string
		want clarifai.Operation
	}{
		clarifai.OpMembersListForApp:    {"/v2/organizations/{user_app_id.user_id}/apps", clarifai.OpAppsList}, // not those of everybody
		clarifai.OpInvitationsGetPublic: {"/v2/organization_invitation", clarifai.OpInvitationsList},
		clarifai.OpTokensGet:            {"/v2/users/{user_app_id.user_id}/keys", clarifai.OpTokensList},
		clarifai.OpTeamsListApps:        {"/v2/organizations/{user_app_id.user_id}/teams", clarifai.OpTeamsList},
	} {
		if list, ok := listOf(routes[of], c.path); !ok || list.Op != c.want {
			t.Errorf("%s takes its ID from %s, want %s", of, list.Op, c.want)
		}
	}
}

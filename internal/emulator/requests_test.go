package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

func TestAnUnknownPathIsAnsweredByTheVariant(t *testing.T) {
	for name, want := range map[string]struct {
		variant     UnknownPath
		status      int
		contentType string
		code        any
	}{
		"text":            {UnknownPathText, 404, "text/plain; charset=utf-8", nil},
		"envelope":        {UnknownPathEnvelope, 404, "application/json", 11101.},
		"HTML":            {UnknownPathHTML, 404, "text/html; charset=utf-8", nil},
		"not implemented": {UnknownPathNotImplemented, 501, "application/json", 10040.},
	} {
		t.Run(name, func(t *testing.T) {
			config := company()
			config.UnknownPath = want.variant
			h := start(t, config)
			for _, path := range []string{"/v2/organisations", "/v2/organizations/", "/v2/organizations/acme/teams/a/b/c", "/", "/v3/roles"} {
				a := h.do("GET", path, "")
				if a.status != want.status || a.code() != want.code || a.header.Get("Content-Type") != want.contentType {
					t.Errorf("%s: HTTP %d, code %v, %s", path, a.status, a.code(), a.header.Get("Content-Type"))
				}
			}
		})
	}
}

func TestAWrongMethodIs405(t *testing.T) {
	h := start(t, company())
	a := h.expect(405, 11103, "PUT", "/v2/organizations/acme/teams", `{}`)
	equal(t, "Allow", a.header.Get("Allow"), "DELETE, GET, PATCH, POST")
	h.expect(405, 11103, "POST", "/v2/roles", `{}`)
}

func TestARouteNotYetCarriedIs501AndNamesHandle(t *testing.T) {
	h := start(t, company())
	a := h.expect(501, 10040, "GET", "/v2/models", "")
	if !strings.Contains(a.raw, "Handle") {
		t.Errorf("no word of Handle: %s", a.raw)
	}
}

func TestAHandlerOfOnesOwnWins(t *testing.T) {
	h := start(t, company())
	h.Handle("GET /v2/organizations/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		w.Write([]byte(r.PathValue("id")))
	}))
	a := h.do("GET", "/v2/organizations/acme", "")
	equal(t, "status", a.status, http.StatusTeapot)
	equal(t, "body", a.raw, "acme")
	h.get("/v2/organizations/acme/members") // others stay
	got := h.Requests()
	equal(t, "noted status", got[0].Status, http.StatusTeapot)
	equal(t, "route", got[0].Route, "/v2/organizations/{user_app_id.user_id}")
}

func TestWhatTheMessageDoesNotHaveIsRefused(t *testing.T) {
	h := start(t, company())
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","name":"A","default_role_id":"x"}]}`},
		{"POST", "/v2/organizations/acme/teams", `{"team":[{"id":"a"}]}`},
		{"POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","userAppId":{}}]}`},
		{"GET", "/v2/organizations/acme/teams?perpage=1", ""},
		{"GET", "/v2/organizations/acme/teams?user_app_id=acme", ""},
		{"GET", "/v2/organizations/acme/teams?user_app_id.user=acme", ""},
		{"GET", "/v2/organizations/acme/teams?page.x=1", ""},
		{"GET", "/v2/organizations/acme?page=1", ""},
		{"POST", "/v2/organizations/acme/teams?page=1", `{"teams":[{"id":"a"}]}`},
		{"GET", "/v2/organizations/acme/teams", `{}`},
		{"GET", "/v2/organizations/acme/invitations?status=OPEN", ""},
		{"GET", "/v2/organizations/acme/invitations?status=9", ""},
		{"GET", "/v2/roles?types=ORG&types=USER", ""},
	} {
		h.expect(400, 11102, c.method, c.path, c.body)
	}
}

func TestWrongKindsAreRefused(t *testing.T) {
	h := start(t, company())
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/v2/organizations/acme/teams", `{"teams":{"id":"a"}}`},
		{"POST", "/v2/organizations/acme/teams", `{"teams":[{"id":1}]}`},
		{"POST", "/v2/organizations/acme/teams", `{"teams":["a"]}`},
		{"POST", "/v2/organizations/acme/teams", `[]`},
		{"POST", "/v2/organizations/acme/teams", `{"teams":[`},
		{"POST", "/v2/organizations/acme/teams", `{"teams":[]}{}`},
		{"POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","created_at":"yesterday"}]}`},
		{"GET", "/v2/organizations/acme/teams?page=one", ""},
		{"GET", "/v2/organizations/acme/teams?page=-1", ""},
		{"GET", "/v2/organizations/acme/teams?page=1&page=2", ""},
		{"GET", "/v2/organizations/acme/teams?per_page=4294967296", ""},
	} {
		h.expect(400, 11100, c.method, c.path, c.body)
	}
	h.expect(400, 11100, "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a"}]}`, "Content-Type", "text/plain")
	if teams := h.org("acme").Teams; len(teams) > 0 {
		t.Errorf("a refused request made %v", teams)
	}
}

func TestEnumsAreTakenByNameAndByNumber(t *testing.T) {
	h := start(t, company())
	for _, query := range []string{"types=ORG", "types=1"} {
		equal(t, query, len(h.get("/v2/roles?"+query).list("roles")), 6)
	}
	for _, query := range []string{"", "?types=ORG&types=TEAM", "?types=0&types=1"} {
		equal(t, query, len(h.get("/v2/roles"+query).list("roles")), 10)
	}
}

func TestIdsRepeatedBesideThePathMustAgreeWithIt(t *testing.T) {
	h := start(t, company())
	h.get("/v2/organizations/acme/teams?user_app_id.user_id=acme&page=1")
	h.get("/v2/organizations/acme?user_app_id.user_id=ACME")
	h.get("/v2/users/me?user_app_id.user_id=owner")
	h.get("/v2/users/owner?user_app_id.user_id=me")
	h.ok("POST", "/v2/organizations/acme/teams", `{"user_app_id":{"user_id":"acme"},"teams":[{"id":"a"}]}`)
	h.expect(400, 11102, "GET", "/v2/organizations/acme?user_app_id.user_id=me", "")
	h.expect(400, 11102, "POST", "/v2/organizations/acme/teams", `{"user_app_id":{"user_id":"other"},"teams":[{"id":"b"}]}`)
	h.expect(400, 11102, "POST", "/v2/organizations/acme/teams/a/users", `{"team_id":"b","user_ids":["ann"]}`)
}

func TestNullIsAbsent(t *testing.T) {
	h := start(t, company())
	h.ok("POST", "/v2/organizations/acme/teams", `{"user_app_id":null,"teams":[{"id":"a","name":null}]}`)
	equal(t, "teams", h.org("acme").Teams, []Team{{ID: "a"}})
}

func TestAnEmptyListInABodyIsRefused(t *testing.T) {
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann"}, Apps: []TeamApp{{"vision", "Full Access"}}}}
	h := start(t, config)
	for path, body := range map[string]string{"/a/apps": `{"app_ids":[]}`, "/a/users": `{}`, "": `{"ids":[]}`} {
		h.expect(400, 11102, "DELETE", "/v2/organizations/acme/teams"+path, body)
	}
	equal(t, "teams", h.org("acme").Teams, config.Organizations[0].Teams)
}

func TestCredentials(t *testing.T) {
	config := company()
	config.Users = append(config.Users, User{ID: "reader", Scopes: []string{"Teams_Get", "Organizations_Get"}})
	config.Organizations[0].Members = append(config.Organizations[0].Members, Member{UserID: "reader", Role: "Admin"})
	h := start(t, config)
	pat, session, _ := h.Credentials("owner")
	const path = "/v2/organizations/acme"
	for name, c := range map[string]struct {
		header []string
		status int
		code   int
	}{
		"a PAT":                  {nil, 200, 10000},
		"a session token":        {[]string{"Authorization", "", "X-Clarifai-Session-Token", session}, 200, 10000},
		"both":                   {[]string{"X-Clarifai-Session-Token", session}, 400, 11102},
		"none":                   {[]string{"Authorization", ""}, 401, 11102},
		"a lower-case key":       {[]string{"Authorization", "key " + pat}, 401, 11102},
		"a bearer":               {[]string{"Authorization", "Bearer " + pat}, 401, 11102},
		"an empty key":           {[]string{"Authorization", "Key "}, 401, 11102},
		"a malformed key":        {[]string{"Authorization", "Key a b"}, 401, 11008},
		"an unknown key":         {[]string{"Authorization", "Key 0123456789abcdef"}, 401, 11009},
		"a session as a key":     {[]string{"Authorization", "Key " + session}, 401, 11009},
		"an unknown session":     {[]string{"Authorization", "", "X-Clarifai-Session-Token", "x"}, 401, 11001},
		"a PAT as a session":     {[]string{"Authorization", "", "X-Clarifai-Session-Token", pat}, 401, 11001},
		"a key that is too long": {[]string{"Authorization", "Key " + pat + "0"}, 401, 11009},
	} {
		t.Run(name, func(t *testing.T) {
			h := &harness{h.Server, t, "owner"}
			h.expect(c.status, c.code, "GET", path, "", c.header...)
		})
	}
	h.as("reader").get(path + "/teams")
	a := h.as("reader").expect(403, 11007, "POST", path+"/teams", `{"teams":[{"id":"a"}]}`)
	if !strings.Contains(a.raw, "Teams_Add") {
		t.Errorf("the missing scope is not named: %s", a.raw)
	}
}

func TestErrorsKeepTheShapeOfTheOperation(t *testing.T) {
	h := start(t, company())
	for _, a := range []answer{
		h.expect(401, 11102, "GET", "/v2/organizations/acme/teams", "", "Authorization", ""),
		h.expect(404, 11101, "GET", "/v2/organizations/nobody/teams", ""),
		h.expect(400, 11102, "GET", "/v2/organizations/acme/teams?x=1", ""),
	} {
		if !strings.Contains(a.raw, `"teams":[]`) {
			t.Errorf("no empty list beside the status: %s", a.raw)
		}
	}
}

func TestSessionRoutesTakeAPATUnlessItIs2022(t *testing.T) {
	for _, only := range []bool{false, true} {
		config := company()
		config.SessionOnly = only
		config.Organizations[0].Invitations = []Invitation{{Email: "bob@home.test", Role: "Admin"}}
		h := start(t, config).as("bob")
		path := "/v2/users/me/organization_invitation_accept/" + h.org("acme").Invitations[0].ID
		if !only {
			h.ok("POST", path, "")
			continue
		}
		h.expect(401, 11002, "POST", path, "")
		_, session, _ := h.Credentials("bob")
		h.expect(200, 10000, "POST", path, "", "Authorization", "", "X-Clarifai-Session-Token", session)
	}
}

func TestTheStatusesOfMissingScopesAndPlanLimitsAreVariants(t *testing.T) {
	config := company()
	config.Users[0].Scopes = []string{"Teams_Get", "Organizations_Add", "Organizations_Get"}
	config.ForbiddenStatus, config.PlanLimitStatus, config.PayAsYouGo = 401, 402, true
	h := start(t, config)
	h.expect(401, 11007, "GET", "/v2/roles", "")
	h.expect(402, 11006, "POST", "/v2/organizations", `{"organizations":[{"id":"second","name":"Second","billing_email":"b@x.test"}]}`)
}

func TestTheRequestIDHasTheCallersPrefix(t *testing.T) {
	h := start(t, company())
	seen := map[string]bool{}
	for range 3 {
		a := h.expect(200, 10000, "GET", "/v2/organizations/acme", "", "X-Clarifai-Request-ID-Prefix", "run-7-")
		id := a.body["status"].(tree)["req_id"].(string)
		if !strings.HasPrefix(id, "run-7-") || len(id) < 20 || seen[id] {
			t.Errorf("req_id %q", id)
		}
		seen[id] = true
	}
	if got := h.Requests()[0].RequestID; !seen[got] {
		t.Errorf("recorded req_id %q was not sent", got)
	}
}

func TestRequestsAreRecordedInOrder(t *testing.T) {
	h := start(t, company())
	h.get("/v2/organizations/acme/teams?page=2")
	h.do("POST", "/v2/organizations/nobody/teams", `{"teams":[{"id":"a"}]}`)
	h.do("DELETE", "/nowhere", "")
	got := h.Requests()
	const teams = "/v2/organizations/{user_app_id.user_id}/teams"
	for i := range got {
		if (got[i].RequestID == "") != (got[i].Code == 0) {
			t.Errorf("request id %q with code %d", got[i].RequestID, got[i].Code)
		}
		got[i].RequestID = ""
	}
	equal(t, "requests", got, []Request{
		{Method: "GET", Path: "/v2/organizations/acme/teams", Query: map[string][]string{"page": {"2"}}, Route: teams, Body: []byte{}, UserID: "owner", Status: 200, Code: 10000},
		{Method: "POST", Path: "/v2/organizations/nobody/teams", Query: map[string][]string{}, Route: teams, Body: []byte(`{"teams":[{"id":"a"}]}`), UserID: "owner", Status: 404, Code: 11101, Write: true},
		{Method: "DELETE", Path: "/nowhere", Query: map[string][]string{}, Body: []byte{}, Status: 404, Write: true},
	})
	h.ResetRequests()
	equal(t, "after reset", len(h.Requests()), 0)
}

func TestEachKindOfFieldIsChecked(t *testing.T) {
	const app = "POST /v2/users/{user_app_id.user_id}/apps"
	const apps = "GET /v2/users/{user_app_id.user_id}/apps"
	const metrics = "POST /v2/users/{user_app_id.user_id}/metrics"
	const search = "POST /v2/users/{user_app_id.user_id}/audit_log/searches"
	for _, c := range []struct {
		route, query, body string
		ok                 bool
	}{
		{app, "", `{"apps":[{"id":"a","sample_ms":5,"star_count":-5,"is_template":true,"metadata":{"any":[1]},"created_at":"2026-01-02T03:04:05.123456789Z"}]}`, true},
		{app, "", `{"apps":[{"visibility":{"gettable":"ORG"}}]}`, true},
		{app, "", `{"apps":[{"visibility":{"gettable":30}}]}`, true},
		{app, "", `{"apps":[{"visibility":{"gettable":31}}]}`, false},
		{app, "", `{"apps":[{"visibility":{"gettable":true}}]}`, false},
		{app, "", `{"apps":[{"sample_ms":-5}]}`, false},
		{app, "", `{"apps":[{"sample_ms":"5"}]}`, false},
		{app, "", `{"apps":[{"star_count":2147483648}]}`, false},
		{app, "", `{"apps":[{"star_count":1.5}]}`, false},
		{app, "", `{"apps":[{"is_template":"true"}]}`, false},
		{app, "", `{"apps":[{"metadata":"text"}]}`, false},
		{app, "", `{"apps":[{"extra_info":{"counts":{"models":"9007199254740993"}}}]}`, true},
		{app, "", `{"apps":[{"extra_info":{"counts":{"models":"many"}}}]}`, false},
		{app, "", `{"apps":[{"image":{"base64":"aGk="}}]}`, true},
		{app, "", `{"apps":[{"image":{"base64":"?"}}]}`, false},
		{app, "", `{"apps":[{"created_at":1767322800}]}`, false},
		{metrics, "", `{"query":{"metric_type":"MODEL_TTFT","aggregate":{"operator":2}}}`, true},
		{metrics, "", `{"query":{"metric_type":"MODEL_TTFT","aggregate":"SUM"}}`, false},
		{search, "", `{"query":{"operations":["MODEL_CREATE",301]},"sort_ascending":true}`, true},
		{search, "", `{"query":{"operations":"MODEL_CREATE"}}`, false},
		{search, "", `{"query":{"operations":["MODEL_PAINT"]}}`, false},
		{apps, "featured_only=true&sort_by_name=false&visibility.gettable=ORG", "", true},
		{apps, "visibility.gettable=30&user_app_id.user_id=me", "", true},
		{apps, "featured_only=yes", "", false},
		{apps, "visibility=ORG", "", false},
		{apps, "visibility.gettable=PINK", "", false},
		{apps, "%zz=1", "", false},
	} {
		method, path, _ := strings.Cut(c.route, " ")
		for _, b := range bindings() {
			if b.Method != method || b.Path != path {
				continue
			}
			r, err := http.NewRequestWithContext(t.Context(), method, "http://x.test/", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.URL.RawQuery = c.query
			r.Header.Set("Content-Type", "application/json; charset=utf-8")
			_, err = checker{contract.Load(), b.Archived}.request(b, r, []byte(c.body))
			if (err == nil) != c.ok {
				t.Errorf("%s?%s %s: %v", path, c.query, c.body, err)
			}
		}
	}
}

func TestAHandlerOfOnesOwnCanStream(t *testing.T) {
	h := start(t, company())
	h.Handle("/stream", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("one "))
		w.(http.Flusher).Flush()
		if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
			t.Error(err)
		}
		w.Write([]byte("two"))
	}))
	equal(t, "body", h.do("GET", "/stream", "").raw, "one two")
	equal(t, "noted status", h.Requests()[0].Status, 200)
}

func TestEveryCarriedRouteAnswersARequestThatSaysNothing(t *testing.T) {
	config := company()
	config.Tokens = []Token{{UserID: "owner", Secret: "of-an-app", Apps: []AppRef{{"acme", "vision"}}}}
	h := start(t, config)
	pat, _, _ := h.Credentials("owner")
	for _, b := range bindings() {
		if operationOf(b.RPC) == nil {
			continue
		}
		for _, id := range []string{"me", "acme", "vision"} {
			path := b.Path
			for _, name := range contract.Placeholders(b.Path) {
				path = strings.Replace(path, "{"+name+"}", id, 1)
			}
			body := ""
			if b.Body == "*" {
				body = "{}"
			}
			for _, secret := range []string{pat, "of-an-app"} {
				a := h.do(b.Method, path, body, "Authorization", "Key "+secret)
				if a.status >= 500 || a.code() == nil {
					t.Errorf("%s %s: HTTP %d %s", b.Method, path, a.status, a.raw)
				}
				if b.Method == "DELETE" || b.Method == "PATCH" { // what is gone is there again for the next
					h = start(t, config)
				}
			}
		}
	}
}

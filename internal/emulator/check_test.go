package emulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

func TestCheck_UnknownFields(t *testing.T) {
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

func TestCheck_WrongKinds(t *testing.T) {
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

func TestCheck_EnumsByNameAndNumber(t *testing.T) {
	h := start(t, company())
	for _, query := range []string{"types=ORG", "types=1"} {
		equal(t, query, len(h.get("/v2/roles?"+query).list("roles")), 6)
	}
	for _, query := range []string{"", "?types=ORG&types=TEAM", "?types=0&types=1"} {
		equal(t, query, len(h.get("/v2/roles"+query).list("roles")), 10)
	}
}

func TestCheck_RepeatedIDsMustMatchThePath(t *testing.T) {
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

func TestCheck_NullIsAbsent(t *testing.T) {
	h := start(t, company())
	h.ok("POST", "/v2/organizations/acme/teams", `{"user_app_id":null,"teams":[{"id":"a","name":null}]}`)
	equal(t, "teams", h.org("acme").Teams, []Team{{ID: "a"}})
}

func TestCheck_EmptyLists(t *testing.T) {
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann"}, Apps: []TeamApp{{"vision", "Full Access"}}}}
	h := start(t, config)
	for path, body := range map[string]string{"/a/apps": `{"app_ids":[]}`, "/a/users": `{}`, "": `{"ids":[]}`} {
		h.expect(400, 11102, "DELETE", "/v2/organizations/acme/teams"+path, body)
	}
	equal(t, "teams", h.org("acme").Teams, config.Organizations[0].Teams)
}

func TestCheck_EveryKindOfField(t *testing.T) {
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

func TestCheck_RepeatedKeysAndInvalidUTF8(t *testing.T) {
	h := start(t, company())
	for _, body := range []string{
		`{"teams":[{"id":"a","id":"b","name":"T"}]}`, `{"teams":[],"teams":[{"id":"a","name":"T"}]}`, "{\"teams\":[{\"id\":\"a\",\"name\":\"a\xff\"}]}",
	} {
		h.expect(400, 11100, "POST", "/v2/organizations/acme/teams", body)
	}
	h.ok("POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"id","name":"id"},{"id":"name","name":"id"}]}`)
}

package emulator

import (
	"testing"
	"time"
)

func TestApps_ListVisible(t *testing.T) {
	config := company()
	config.Apps = append(config.Apps, App{Owner: "stranger", ID: "open", Visibility: "PUBLIC"}, App{Owner: "stranger", ID: "closed"})
	h := start(t, config)
	ids := func(h *harness, path string) []any { return h.get(path).column("apps", "id") }
	equal(t, "ann", ids(h.as("ann"), "/v2/apps?sort_by_id=true&sort_ascending=true"), []any{"open", "private", "text", "vision"})
	equal(t, "bob", ids(h.as("bob"), "/v2/apps"), []any{"open"})
	equal(t, "of the organization", ids(h.as("bob"), acmeApps), nil)
	equal(t, "of one owner", ids(h.as("ann"), "/v2/apps?user_app_id.user_id=me"), []any{"private"})
	h.expect(404, 11101, "GET", "/v2/users/nobody/apps", "")
}

func TestApps_ListFilters(t *testing.T) {
	config := company()
	config.Apps = []App{
		{Owner: "acme", ID: "a", Name: "Alpha", Notes: "first", Template: true, StarredBy: []string{"owner"}},
		{Owner: "acme", ID: "b", Name: "Beta", Description: "holds Alpha's words", Visibility: "ORG"},
		{Owner: "owner", ID: "c", Name: "Gamma", StarredBy: []string{"ann"}},
	}
	h := start(t, config)
	for query, want := range map[string][]any{
		"":                                     {"a", "b", "c"},
		"featured_only=true":                   nil,
		"starred_only=true":                    {"a"},
		"template_only=true":                   {"a"},
		"visibility.gettable=ORG":              {"b"},
		"visibility.gettable=10":               {"a", "c"},
		"search=alpha":                         {"a", "b"},
		"search=FIRST":                         {"a"},
		"search=acme":                          {"a", "b"},
		"query=alpha":                          {"a", "b"},
		"query=acme":                           nil,
		"name=alph":                            {"a"},
		"name=a&template_only=false":           {"a", "b", "c"},
		"id=b":                                 {"b"},
		"id=":                                  {"a", "b", "c"},
		"search=alpha&visibility.gettable=ORG": {"b"},
		"per_page=2&page=2":                    {"c"},
	} {
		a := h.get("/v2/apps?sort_by_id=true&sort_ascending=true&" + query)
		equal(t, query, a.column("apps", "id"), want)
	}
	equal(t, "the owner is no text of a list of one owner", len(h.get(acmeApps+"?search=acme").list("apps")), 0)
}

func TestApps_ListSorts(t *testing.T) {
	config := company()
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	config.Clock = func() time.Time { return now }
	config.Apps = nil
	h := start(t, config)
	for _, id := range []string{"b", "a", "c"} {
		h.Advance(time.Second)
		h.ok("POST", acmeApps, `{"apps":[{"id":"`+id+`","name":"`+map[string]string{"a": "Z", "b": "Y", "c": "X"}[id]+`"}]}`)
	}
	h.Advance(time.Second)
	h.ok("PATCH", acmeApps+"/b/partial", `{"action":"overwrite","apps":[{"notes":"n"}]}`)
	h.as("ann").ok("POST", "/v2/users/acme/app_stars", `{"app_stars":[{"app_id":"c"},{"app_id":"a"}]}`)
	h.ok("POST", "/v2/users/acme/app_stars", `{"app_stars":[{"app_id":"c"}]}`)
	for query, want := range map[string][]any{
		"":                                      {"b", "c", "a"},
		"sort_ascending=true":                   {"a", "c", "b"},
		"sort_by_modified_at=true":              {"b", "c", "a"},
		"sort_by_relevance=true":                {"b", "c", "a"},
		"sort_by_created_at=true":               {"c", "a", "b"},
		"sort_by_id=true":                       {"c", "b", "a"},
		"sort_by_name=true":                     {"a", "b", "c"},
		"sort_by_name=true&sort_ascending=true": {"c", "b", "a"},
		"sort_by_star_count=true":               {"c", "a", "b"},
	} {
		equal(t, query, h.get(acmeApps+"?"+query).column("apps", "id"), want)
	}
	h.expect(400, 11102, "GET", acmeApps+"?sort_by_id=true&sort_by_name=true", "")
}

func TestApps_Search(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", acmeApps+"/searches", `{"app_query":{"name":"vis"},"pagination":{"page":1,"per_page":5}}`)
	equal(t, "found", a.column("apps", "id"), []any{"vision"})
	equal(t, "all", len(h.ok("POST", acmeApps+"/searches", `{}`).list("apps")), 2)
	equal(t, "second page", len(h.ok("POST", acmeApps+"/searches", `{"pagination":{"page":2,"per_page":1}}`).list("apps")), 1)
	equal(t, "a stranger's", len(h.as("stranger").ok("POST", acmeApps+"/searches", `{}`).list("apps")), 0)
	h.expect(400, 11102, "POST", acmeApps+"/searches", `{"pagination":{"per_page":1001}}`)
}

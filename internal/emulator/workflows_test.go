package emulator

import (
	"strings"
	"testing"
)

func TestWorkflows_Get(t *testing.T) {
	config := withModels()
	config.Apps[0].DefaultWorkflowID = "b"
	h := start(t, config)
	w := h.get(visionWorkflows + "/a?additional_fields=all").body["workflow"].(tree)
	equal(t, "identity", []any{w["id"], w["app_id"], w["user_id"], w["notes"], w["use_cases"]}, []any{"a", "vision", "acme", "striped", []any{"uc"}})
	equal(t, "stars", []any{w["is_starred"], w["star_count"]}, []any{nil, 1.})
	v := w["version"].(tree)
	equal(t, "version", []any{v["id"], v["workflow_id"], v["app_id"]}, []any{"v1", "a", "vision"})
	plain := h.get("/v2/users/acme/apps/text/workflows/c").body["workflow"].(tree)
	equal(t, "empty lists are shown", []any{plain["use_cases"], plain["check_consents"], plain["version"]}, []any{[]any{}, []any{}, nil})
	h.expect(404, 22102, "GET", visionWorkflows+"/none", "")
}

func TestWorkflows_ListFilters(t *testing.T) {
	h := start(t, withModels())
	for query, want := range map[string][]any{
		"":                            {"a", "b", "c"},
		"featured_only=true":          nil,
		"bookmark=true":               nil,
		"starred_only=true":           nil,
		"visibility.gettable=PRIVATE": {"a"},
		"search=striped":              {"a"},
		"query=WORDS":                 {"b"},
		"search_term=words":           {"b"},
		"search_term=words&query=s":   {"b"},
		"id=c":                        {"c"},
		"per_page=2&page=2":           {"c"},
	} {
		a := h.get("/v2/users/acme/workflows?sort_by_id=true&sort_ascending=true&" + query)
		equal(t, query, a.column("workflows", "id"), want)
	}
	equal(t, "of ann", h.as("ann").get("/v2/workflows?starred_only=true").column("workflows", "id"), []any{"a"})
}

func TestWorkflows_ListSorts(t *testing.T) {
	h := start(t, withModels())
	for query, want := range map[string]string{
		"":                        "c b a",
		"sort_by_id=true":         "c b a",
		"sort_by_star_count=true": "a b c",
		"sort_by_created_at=true&sort_ascending=true":  "a b c",
		"sort_by_modified_at=true&sort_ascending=true": "a b c",
	} {
		var got []string
		for _, id := range h.get("/v2/users/acme/workflows?"+query).column("workflows", "id") {
			got = append(got, id.(string))
		}
		equal(t, query, strings.Join(got, " "), want)
	}
	h.expect(400, 11102, "GET", "/v2/workflows?sort_by_id=true&sort_by_relevance=true", "")
}

package emulator

import (
	"strings"
	"testing"
	"time"
)

const (
	visionModels    = "/v2/users/acme/apps/vision/models"
	visionWorkflows = "/v2/users/acme/apps/vision/workflows"
)

// withModels returns a company with models and workflows in three apps of two
// owners: "open" is an app of a stranger that everyone sees.
func withModels() Config {
	day := func(n int) time.Time { return time.Date(2026, 7, n, 0, 0, 0, 0, time.UTC) }
	config := company()
	config.Apps = append(config.Apps, App{Owner: "stranger", ID: "open", Visibility: "PUBLIC"})
	config.Models = []Model{
		{
			Owner: "acme", AppID: "vision", ID: "a", Name: "Zebra", ModelTypeID: "visual-classifier", Task: "sorting", Toolkits: []string{"tk", "tl"},
			UseCases: []string{"uc"}, Languages: []string{"en", "fi"}, LicenseType: "OPEN_SOURCE", Source: "HOSTED", Creator: "Acme", Replicas: 2,
			Versions:  []ModelVersion{{ID: "v1", License: "MIT", Inputs: 9}, {ID: "v2", License: "BSD", Inputs: 3, Untrained: true}},
			StarredBy: []string{"Ann"}, Metadata: map[string]any{"k": 1}, Notes: "striped", CreatedAt: day(1),
		},
		{Owner: "acme", AppID: "vision", ID: "b", Name: "Yak", Visibility: "ORG", CreatedAt: day(2), Versions: []ModelVersion{{ID: "v3", Inputs: 5}}},
		{Owner: "acme", AppID: "text", ID: "c", Name: "Xerus", Description: "unlike a Zebra", CreatedAt: day(3), Visibility: "PUBLIC"},
		{Owner: "stranger", AppID: "open", ID: "hidden"},
		{Owner: "stranger", AppID: "open", ID: "org", Visibility: "ORG"},
		{Owner: "stranger", AppID: "open", ID: "shown", Visibility: "PUBLIC"},
	}
	config.Workflows = []Workflow{
		{Owner: "acme", AppID: "vision", ID: "a", VersionID: "v1", UseCases: []string{"uc"}, Notes: "striped", StarredBy: []string{"ann"}, CreatedAt: day(1)},
		{Owner: "acme", AppID: "vision", ID: "b", Visibility: "ORG", Description: "of words", CreatedAt: day(2)},
		{Owner: "acme", AppID: "text", ID: "c", Visibility: "PUBLIC", CreatedAt: day(3)},
		{Owner: "stranger", AppID: "open", ID: "hidden"},
		{Owner: "stranger", AppID: "open", ID: "shown", Visibility: "PUBLIC"},
	}
	return config
}

func TestModels_ListOf(t *testing.T) {
	h := start(t, withModels())
	for _, kind := range []struct{ list, order string }{{"models", "sort_by_created_at=true"}, {"workflows", "sort_by_id=true"}} {
		ids := func(h *harness, path string) []any {
			return h.get(path+"/"+kind.list+"?sort_ascending=true&"+kind.order).column(kind.list, "id")
		}
		equal(t, "an app", ids(h, "/v2/users/acme/apps/vision"), []any{"a", "b"})
		equal(t, "an owner", ids(h, "/v2/users/acme"), []any{"a", "b", "c"})
		everyone := ids(h.as("ann"), "/v2")
		equal(t, "everyone", len(everyone), 4)
		equal(t, "someone who sees one app", ids(h.as("bob"), "/v2"), []any{"shown"})
		equal(t, "an owner whose apps are hidden", ids(h.as("bob"), "/v2/users/acme"), nil)
		equal(t, "the owner", ids(h.as("stranger"), "/v2/users/me")[0], any("hidden"))
		h.as("bob").expect(404, 11101, "GET", "/v2/users/acme/apps/vision/"+kind.list, "")
		h.expect(404, 11101, "GET", "/v2/users/nobody/"+kind.list, "")
	}
	equal(t, "a page", h.get("/v2/users/acme/models?sort_by_name=true&sort_ascending=true&per_page=2&page=2").column("models", "id"), []any{"a"})
}

// A team contributor works on the apps of a team alone, and sees of others what
// their visibility allows.
func TestModels_Visibility(t *testing.T) {
	config := withModels()
	config.Organizations[0].Members = append(config.Organizations[0].Members, Member{UserID: "bob", Role: "Team Contributor"})
	config.Apps[0].Visibility = "ORG"
	h := start(t, config).as("bob")
	equal(t, "models of another team's app", h.get(visionModels).column("models", "id"), []any{"b"})
	equal(t, "workflows of another team's app", h.get(visionWorkflows).column("workflows", "id"), []any{"b"})
	h.expect(404, 21200, "GET", visionModels+"/a", "")
	h.expect(404, 22102, "GET", visionWorkflows+"/a", "")
	h.expect(404, 21200, "POST", "/v2/users/acme/apps/vision/model_stars", `{"model_stars":[{"model_id":"a"}]}`)
}

func TestModels_Scopes(t *testing.T) {
	config := withModels()
	config.Users[1].Scopes = []string{"Apps_Get", "Models_Get"}
	h := start(t, config).as("ann")
	h.expect(403, 11007, "GET", visionModels, "") // Concepts_Get
	h.expect(403, 11007, "GET", visionWorkflows+"/a", "")
	h.ok("POST", "/v2/users/acme/apps/vision/model_stars", `{"model_stars":[{"model_id":"a"}]}`)
	h.expect(403, 11007, "POST", "/v2/users/acme/apps/vision/workflow_stars", `{"workflow_stars":[{"workflow_id":"a"}]}`)
}

func TestModels_Get(t *testing.T) {
	h := start(t, withModels())
	get := func(query string) tree { return h.get(visionModels + "/a" + query).body["model"].(tree) }
	m := get("")
	equal(t, "identity", []any{m["id"], m["app_id"], m["user_id"], m["name"], m["version_count"]}, []any{"a", "vision", "acme", "Zebra", 2.})
	equal(t, "kind", []any{m["model_type_id"], m["task"], m["license_type"], m["source"], m["creator"]}, []any{"visual-classifier", "sorting", 2., 1., "Acme"})
	equal(t, "lists", []any{m["toolkits"], m["use_cases"], m["languages"]}, []any{[]any{"tk", "tl"}, []any{"uc"}, []any{"en", "fi"}})
	equal(t, "additional", []any{m["star_count"], m["replica_count"]}, []any{nil, nil})
	version := func(m tree) []any {
		v, ok := m["model_version"].(tree)
		if !ok {
			return nil
		}
		return []any{v["id"], v["status"].(tree)["code"], v["license"], v["total_input_count"]}
	}
	equal(t, "the latest version", version(m), []any{"v2", 21102., "BSD", 3.})
	equal(t, "a version", version(get("?version_id=v1")), []any{"v1", 21100., "MIT", 9.})
	equal(t, "the latest trained one", version(get("?trained_before=true")), []any{"v1", 21100., "MIT", 9.})
	h.expect(404, 21200, "GET", visionModels+"/a?version_id=v9", "")
	h.expect(404, 21200, "GET", visionModels+"/none", "")
	none := h.get("/v2/users/acme/apps/text/models/c").body["model"].(tree)
	equal(t, "no version", version(none), nil)
	stars := get("?additional_fields=stars")
	equal(t, "stars", []any{stars["is_starred"], stars["star_count"]}, []any{nil, 1.})
}

func TestModels_ListFilters(t *testing.T) {
	h := start(t, withModels())
	for query, want := range map[string][]any{
		"":                                       {"a", "b", "c"},
		"model_type_id=visual-classifier":        {"a"},
		"model_type_id=visual":                   nil,
		"trained_only=true":                      {"b"},
		"trained_only=true&model_version_ids=v1": {"a"},
		"model_version_ids=v1&model_version_ids=v3": {"a", "b"},
		"license=BSD":                      {"a"},
		"license=MIT":                      nil,
		"license=MIT&model_version_ids=v1": {"a"},
		"featured_only=true":               nil,
		"bookmark=true":                    nil,
		"input_fields=image":               nil,
		"output_fields=text":               nil,
		"dont_fetch_from_main=true":        {"a", "b", "c"},
		"starred_only=true":                nil,
		"toolkits=none&toolkits=tl":        {"a"},
		"use_cases=other":                  nil,
		"languages=fi":                     {"a"},
		"license_type=OPEN_SOURCE":         {"a"},
		"license_type=1":                   nil,
		"source=1":                         {"a"},
		"source=2":                         nil,
		"creator=Acme":                     {"a"},
		"creator=acme":                     nil,
		"min_replicas=2":                   {"a"},
		"min_replicas=3":                   nil,
		"visibility.gettable=ORG":          {"b"},
		"visibility.gettable=10":           {"a"},
		"search=zebra":                     {"a", "c"},
		"query=STRIPED":                    {"a"},
		"name=zebra":                       {"a"},
		"name=acme":                        nil,
		"name=acme&filter_by_user_id=true": {"a", "b", "c"},
	} {
		a := h.get("/v2/users/acme/models?sort_by_created_at=true&sort_ascending=true&" + query)
		equal(t, query, a.column("models", "id"), want)
	}
	equal(t, "of ann", h.as("ann").get("/v2/models?starred_only=true").column("models", "id"), []any{"a"})
	equal(t, "replicas", h.get(visionModels + "?show_replicas=true&min_replicas=1").list("models")[0]["replica_count"], any(2.))
}

func TestModels_ListSorts(t *testing.T) {
	h := start(t, withModels())
	for query, want := range map[string]string{
		"":                        "c b a",
		"sort_ascending=true":     "a b c",
		"sort_by_name=true":       "a b c",
		"sort_by_num_inputs=true": "b a c",
		"sort_by_star_count=true": "a b c",
		"sort_by_created_at=true": "c b a",
		"sort_by_modified_at=true&sort_ascending=true": "a b c",
	} {
		var got []string
		for _, id := range h.get("/v2/users/acme/models?"+query).column("models", "id") {
			got = append(got, id.(string))
		}
		equal(t, query, strings.Join(got, " "), want)
	}
	h.expect(400, 11102, "GET", "/v2/models?sort_by_name=true&sort_by_num_inputs=true", "")
}

func TestModels_FollowTheirApp(t *testing.T) {
	h := start(t, withModels())
	counts := h.get("/v2/users/acme/apps/vision/resource_counts").body
	equal(t, "counted", []any{counts["models"], counts["workflows"]}, []any{2., 2.})
	h.ok("PATCH", "/v2/users/acme/apps/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"sight"}]}`)
	equal(t, "renamed", h.get("/v2/users/acme/apps/sight/models/a").body["model"].(tree)["app_id"], any("sight"))
	h.ok("DELETE", "/v2/users/acme/apps/sight", "")
	equal(t, "deleted", h.get("/v2/users/acme/models").column("models", "id"), []any{"c"})
	equal(t, "deleted workflows", h.get("/v2/users/acme/workflows").column("workflows", "id"), []any{"c"})
	equal(t, "on the server", len(h.Models()), 4)
	h.ok("POST", acmeApps, `{"apps":[{"id":"sight"}]}`)
	equal(t, "of a new app of that ID", h.get("/v2/users/acme/apps/sight/models").column("models", "id"), nil)
}

func TestModels_Seeds(t *testing.T) {
	for want, config := range map[string]Config{
		`Config.Models[0] ("m"): AppID must be`:                          {Models: []Model{{Owner: "owner", AppID: "none", ID: "m"}}},
		`Config.Models[0] ("?"): ID must be`:                             {Models: []Model{{Owner: "owner", AppID: "app", ID: "?"}}},
		`Config.Models[1] ("m"): must not be there twice`:                {Models: []Model{{Owner: "owner", AppID: "app", ID: "m"}, {Owner: "owner", AppID: "app", ID: "m"}}},
		`Config.Models[0] ("m"): Visibility "EVERYONE" is unknown`:       {Models: []Model{{Owner: "owner", AppID: "app", ID: "m", Visibility: "EVERYONE"}}},
		`Config.Models[0] ("m"): LicenseType "FREE" is unknown`:          {Models: []Model{{Owner: "owner", AppID: "app", ID: "m", LicenseType: "FREE"}}},
		`Config.Models[0] ("m"): Source "HOME" is unknown`:               {Models: []Model{{Owner: "owner", AppID: "app", ID: "m", Source: "HOME"}}},
		`Config.Models[0] ("m"): Replicas must not be negative`:          {Models: []Model{{Owner: "owner", AppID: "app", ID: "m", Replicas: -1}}},
		`Config.Models[0] ("m"): StarredBy must be`:                      {Models: []Model{{Owner: "owner", AppID: "app", ID: "m", StarredBy: []string{"nobody"}}}},
		`Config.Models[0] ("m"): Versions[1].ID must not be`:             {Models: []Model{{Owner: "owner", AppID: "app", ID: "m", Versions: []ModelVersion{{ID: "v"}, {ID: "v"}}}}},
		`Config.Models[0] ("m"): Versions[0].Inputs must not be`:         {Models: []Model{{Owner: "owner", AppID: "app", ID: "m", Versions: []ModelVersion{{ID: "v", Inputs: -1}}}}},
		`Config.Workflows[0] ("w"): AppID must be`:                       {Workflows: []Workflow{{Owner: "owner", AppID: "none", ID: "w"}}},
		`Config.Workflows[1] ("w"): must not be there twice`:             {Workflows: []Workflow{{Owner: "owner", AppID: "app", ID: "w"}, {Owner: "owner", AppID: "app", ID: "w"}}},
		`Config.Workflows[0] ("w"): VersionID must be`:                   {Workflows: []Workflow{{Owner: "owner", AppID: "app", ID: "w", VersionID: "?"}}},
		`Config.Workflows[0] ("w"): metadata: json: unsupported type: f`: {Workflows: []Workflow{{Owner: "owner", AppID: "app", ID: "w", Metadata: map[string]any{"f": func() {}}}}},
	} {
		config.InMemory, config.Apps = true, []App{{Owner: "owner", ID: "app"}}
		s, err := Start(config)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if s != nil {
			s.Close()
		}
	}
}

package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// staff is company with members of every role and a team for an app.
func staff() Config {
	config := company()
	for _, id := range []string{"contributor", "teamie", "idle", "money", "infra"} {
		config.Users = append(config.Users, User{ID: id})
	}
	config.Organizations[0].Members = append(config.Organizations[0].Members,
		Member{UserID: "contributor", Role: "Organization Contributor"}, Member{UserID: "teamie", Role: "Team Contributor"},
		Member{UserID: "idle", Role: "Team Contributor"}, Member{UserID: "money", Role: "Financial Manager"},
		Member{UserID: "infra", Role: "Infrastructure Manager"})
	config.Organizations[0].Teams = []Team{
		{ID: "red", Members: []string{"teamie"}, Apps: []TeamApp{{"vision", "Model Trainer"}}}, {ID: "blue"},
	}
	return config
}

func (h *harness) app(owner, id string) App {
	h.t.Helper()
	all := h.Apps()
	i := slices.IndexFunc(all, func(a App) bool { return a.Owner == owner && a.ID == id })
	if i < 0 {
		h.t.Fatalf("no app %s of %s", id, owner)
	}
	return all[i]
}

func (h *harness) hasApp(owner, id string) bool {
	return slices.ContainsFunc(h.Apps(), func(a App) bool { return a.Owner == owner && a.ID == id })
}

const (
	acmeApps = "/v2/users/acme/apps"
	vision   = acmeApps + "/vision"
)

func TestTheLifeOfAnApp(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", acmeApps, `{"apps":[{"id":"new","name":"New","description":"d","notes":"n","metadata":{"a":{"b":1}},
		"default_language":"en","default_workflow_id":"Universal","sample_ms":5,"is_template":true,"visibility":{"gettable":"ORG"},
		"data_tier_id":"t","legal_consent_status":2,"embeddings_storage":"QDRANT","image":{"url":"https://x.test/i.png"}}]}`)
	shown := a.list("apps")[0]
	equal(t, "dates", shown["created_at"] == shown["modified_at"] && shown["created_at"] != nil, true)
	delete(shown, "created_at")
	delete(shown, "modified_at")
	equal(t, "shown", shown, tree{
		"id": "new", "name": "New", "user_id": "acme", "description": "d", "notes": "n", "metadata": tree{"a": tree{"b": 1.}},
		"default_language": "en", "default_workflow_id": "Universal", "sample_ms": 5., "is_template": true,
		"visibility": tree{"gettable": 30.}, "data_tier_id": "t", "legal_consent_status": 2., "embeddings_storage": 2.,
		"image": tree{"url": "https://x.test/i.png"},
	})
	got := h.get(acmeApps + "/new").body["app"].(tree)
	equal(t, "got", []any{got["name"], got["is_template"]}, []any{"New", true})

	h.ok("PATCH", acmeApps+"/new", `{"action":"remove","app":{"notes":"","metadata":{},"visibility":{}}}`)
	equal(t, "removed", h.app("acme", "new"), App{
		Owner: "acme", ID: "new", Name: "New", Description: "d", DefaultLanguage: "en", DefaultWorkflowID: "Universal",
		Visibility: "PRIVATE", Template: true,
	})
	h.ok("PATCH", acmeApps+"/new", `{"action":"overwrite","app":{"id":"new","name":"Newer","visibility":{"gettable":50}}}`)
	equal(t, "overwritten", h.app("acme", "new"), App{Owner: "acme", ID: "new", Name: "Newer", Visibility: "PUBLIC"})

	h.ok("DELETE", acmeApps+"/new", "")
	h.expect(404, 11101, "GET", acmeApps+"/new", "")
	h.expect(404, 11101, "DELETE", acmeApps+"/new", "")
	h.expect(404, 11101, "PATCH", acmeApps+"/new", `{"action":"overwrite","app":{"name":"x"}}`)
}

func TestAnAppIsPrivateUnlessItSaysOtherwise(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", "/v2/users/me/apps", `{"apps":[{"id":"mine"}]}`).list("apps")[0]
	equal(t, "visibility", a["visibility"], any(tree{"gettable": 10.}))
	equal(t, "owner", a["user_id"], any("owner"))
}

func TestAppIDsAre1To32LettersAndDigits(t *testing.T) {
	h := start(t, company())
	for _, id := range []string{"", "-a", "a b", strings.Repeat("a", 33)} {
		h.expect(400, 11102, "POST", acmeApps, `{"apps":[{"id":"`+id+`"}]}`)
		h.expect(400, 11102, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"`+id+`"}]}`)
	}
	h.ok("POST", acmeApps, `{"apps":[{"id":"`+strings.Repeat("a", 32)+`"}]}`)
	h.expect(400, 11102, "POST", acmeApps, `{"apps":[{"id":"fine","user_id":"ann"}]}`)
	h.expect(404, 11101, "POST", "/v2/users/nobody/apps", `{"apps":[{"id":"fine"}]}`)
}

func TestAnAppThatIsThereAlreadyIsAVariant(t *testing.T) {
	for variant, want := range map[Exists][2]int{
		ExistsConflict: {409, 40010}, ExistsFailure: {400, 10020}, ExistsDuplicateKey: {400, 40010}, ExistsSilent: {200, 10000},
	} {
		config := company()
		config.Exists = variant
		config.Apps[0].Collaborators = []Collaborator{{UserID: "bob", Scopes: []string{"Predict"}}}
		config.PasswordPolicies = []PasswordPolicy{{OrganizationID: "acme", MinimumLength: 8}}
		config.IdentityProviders = []IdentityProvider{{OrganizationID: "acme", ID: "okta", Name: "Okta"}}
		h := start(t, config)
		h.expect(want[0], want[1], "POST", acmeApps, `{"apps":[{"id":"vision","name":"Other"}]}`)
		h.expect(want[0], want[1], "POST", vision+"/collaborators", `{"collaborators":[{"user":{"id":"bob"},"scopes":["All"]}]}`)
		h.expect(want[0], want[1], "POST", "/v2/password_policies", `{"password_policies":[{"organization_id":"ACME"}]}`)
		h.expect(want[0], want[1], "POST", "/v2/organizations/acme/identity_providers", `{"identity_providers":[{"id":"okta","name":"x"}]}`)
		h.expect(want[0], want[1], "PATCH", vision+"/owner", `{"new_owner_id":"acme"}`)
		// What is there stays as it is, in silence too.
		equal(t, "app", h.app("acme", "vision").Name, "Vision")
		equal(t, "collaborators", h.app("acme", "vision").Collaborators[0].Scopes, []string{"Predict"})
		equal(t, "policy", h.PasswordPolicies()[0].MinimumLength, uint32(8))
		equal(t, "provider", h.IdentityProviders("acme")[0].Name, "Okta")
		// Two apps cannot have one id, whatever the variant.
		if a := h.do("PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"text"}]}`); a.status < 400 {
			t.Errorf("variant %d: renamed onto another app", variant)
		}
	}
}

func TestAppsTakeOverwriteAndRemoveAlone(t *testing.T) {
	h := start(t, company())
	for _, action := range []string{"merge", "", "set"} {
		h.expect(400, 11102, "PATCH", vision, `{"action":"`+action+`","app":{"name":"x"}}`)
		h.expect(400, 11102, "PATCH", acmeApps, `{"action":"`+action+`","apps":[{"id":"vision","name":"x"}]}`)
		h.expect(400, 11102, "PATCH", vision+"/partial", `{"action":"`+action+`","apps":[{"name":"x"}]}`)
		h.expect(400, 11102, "PATCH", acmeApps+"/ids", `{"action":"`+action+`","ids":[{"id":"vision","new_id":"x"}]}`)
	}
	h.expect(400, 11102, "PATCH", vision, `{"action":"overwrite","app":{"id":"text"}}`)
	h.expect(400, 11102, "PATCH", vision, `{"action":"overwrite","app":{"user_id":"ann"}}`)
	equal(t, "name", h.app("acme", "vision").Name, "Vision")
}

func TestAPartialPatchChangesOnlyWhatIsSent(t *testing.T) {
	config := company()
	config.Apps[0].Description, config.Apps[0].Notes, config.Apps[0].Template = "d", "n", true
	h := start(t, config)
	h.ok("PATCH", vision+"/partial", `{"action":"overwrite","apps":[{"id":"vision","description":"","is_template":false}]}`)
	want := App{Owner: "acme", ID: "vision", Name: "Vision", Notes: "n", Visibility: "PRIVATE"}
	equal(t, "overwritten", h.app("acme", "vision"), want)
	h.ok("PATCH", vision+"/partial", `{"action":"remove","apps":[{"notes":"x"}]}`)
	want.Notes = ""
	equal(t, "removed", h.app("acme", "vision"), want)
	h.expect(400, 11102, "PATCH", vision+"/partial", `{"action":"overwrite","apps":[{"id":"text"}]}`)
	h.expect(400, 11102, "PATCH", vision+"/partial", `{"action":"overwrite","apps":[{},{}]}`)
}

func TestSeveralAppsAreChangedAtOnce(t *testing.T) {
	h := start(t, company())
	a := h.ok("PATCH", acmeApps, `{"action":"overwrite","apps":[{"id":"vision","name":"V"},{"id":"text","name":"T"}]}`)
	equal(t, "shown", a.column("apps", "name"), []any{"V", "T"})
	h.expect(404, 11101, "PATCH", acmeApps, `{"action":"overwrite","apps":[{"id":"vision","name":"W"},{"id":"none"}]}`)
	h.expect(400, 11102, "PATCH", acmeApps, `{"action":"overwrite","apps":[{"name":"W"}]}`)
	equal(t, "all or nothing", h.app("acme", "vision").Name, "V")
}

func TestAFailedAppOfABatchIsAVariant(t *testing.T) {
	config := company()
	config.Batch = BatchMixed
	h := start(t, config)
	a := h.expect(207, 10010, "POST", acmeApps, `{"apps":[{"id":"a"},{"id":"-","name":"Bad"}]}`)
	equal(t, "listed", a.column("apps", "id"), []any{"a", "-"})
	equal(t, "code", a.list("apps")[1]["status"].(tree)["code"], any(11102.))
	a = h.expect(207, 10010, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"a","new_id":"b"},{"id":"none","new_id":"c"}]}`)
	equal(t, "listed", a.column("apps", "id"), []any{"b", "none"})
}

func TestMetadataIsPatchedAtAPath(t *testing.T) {
	for action, want := range map[string]any{
		`{"op":"overwrite"}`:                   tree{"x": 1.},
		`{"op":"overwrite","path":"/"}`:        tree{"x": 1.},
		`{"op":"overwrite","path":"/a/b"}`:     tree{"a": tree{"b": tree{"x": 1.}, "c": 2.}, "l": []any{1.}},
		`{"op":"overwrite","path":"new/deep"}`: tree{"a": tree{"b": tree{"y": true}, "c": 2.}, "l": []any{1.}, "new": tree{"deep": tree{"x": 1.}}},
		`{"op":"merge"}`:                       tree{"a": tree{"b": tree{"y": true}, "c": 2.}, "l": []any{1.}, "x": 1.},
		`{"op":"merge","path":"/a/b"}`:         tree{"a": tree{"b": tree{"y": true, "x": 1.}, "c": 2.}, "l": []any{1.}},
		`{"op":"remove","path":"/a/b"}`:        tree{"a": tree{"c": 2.}, "l": []any{1.}},
		`{"op":"remove"}`:                      nil,
		`{"op":"merge","merge_conflict_resolution":"overwrite","path":"/l2"}`: tree{"a": tree{"b": tree{"y": true}, "c": 2.}, "l": []any{1.}, "l2": tree{"x": 1.}},
	} {
		config := company()
		config.Apps[0].Metadata = map[string]any{"a": map[string]any{"b": map[string]any{"y": true}, "c": 2}, "l": []int{1}}
		h := start(t, config)
		a := h.ok("PATCH", vision, `{"action":"overwrite","app":{"name":"N","metadata":{"x":1}},"metadata_action":`+action+`}`)
		equal(t, action, a.body["app"].(tree)["metadata"], want)
		equal(t, "name", h.app("acme", "vision").Name, "N")
	}
	h := start(t, company())
	for action, code := range map[string]int{
		`{"op":"append"}`: 11102, `{}`: 11102, `{"op":"merge","merge_conflict_resolution":"union"}`: 11102,
		`{"op":"overwrite","merge_conflict_resolution":"overwrite"}`: 11102, `{"op":"overwrite","path":"/x/y"}`: 11102,
		`{"op":"merge","path":"/x"}`: 11102, `{"op":"remove","path":"/none"}`: 11101, `{"op":"remove","path":"/x/y"}`: 11101,
	} {
		h.ok("PATCH", vision, `{"action":"overwrite","app":{"name":"V","metadata":{"x":1}}}`)
		status := 400
		if code == 11101 {
			status = 404
		}
		h.expect(status, code, "PATCH", vision, `{"action":"overwrite","app":{"name":"N","metadata":{"x":1}},"metadata_action":`+action+`}`)
		equal(t, "nothing changed", h.app("acme", "vision").Metadata, map[string]any{"x": 1.})
		equal(t, "nothing changed", h.app("acme", "vision").Name, "V")
	}
}

func TestNoMetadataSetAtAPathIsAnEmptyObject(t *testing.T) {
	h := start(t, company())
	h.ok("PATCH", vision, `{"action":"overwrite","app":{},"metadata_action":{"op":"overwrite","path":"/a"}}`)
	equal(t, "metadata", h.app("acme", "vision").Metadata, map[string]any{"a": map[string]any{}})
}

func TestMergedMetadataKeepsWhatIsNotSent(t *testing.T) {
	config := company()
	config.Apps[0].Metadata = map[string]any{"a": map[string]any{"x": 1, "y": []any{1}}, "b": 1}
	h := start(t, config)
	h.ok("PATCH", vision, `{"action":"overwrite","app":{"metadata":{"a":{"y":{"z":1}},"b":{"c":2}}},"metadata_action":{"op":"merge"}}`)
	equal(t, "merged", h.app("acme", "vision").Metadata,
		map[string]any{"a": map[string]any{"x": 1., "y": map[string]any{"z": 1.}}, "b": map[string]any{"c": 2.}})
}

func TestWhatIsReadOfMetadataIsTheReadersOwn(t *testing.T) {
	config := company()
	seed := map[string]any{"a": map[string]any{"b": 1.}}
	config.Apps[0].Metadata = seed
	h := start(t, config)
	seed["a"].(map[string]any)["b"] = 2.
	h.app("acme", "vision").Metadata["a"].(map[string]any)["b"] = 3.
	equal(t, "kept", h.app("acme", "vision").Metadata, map[string]any{"a": map[string]any{"b": 1.}})
}

func TestWhoSeesAnAppIsDecidedByRoleTeamAndVisibility(t *testing.T) {
	everyone := []string{"owner", "ann", "contributor", "teamie", "idle", "money", "infra", "bob", "stranger"}
	for visibility, want := range map[string][]string{
		"":       {"owner", "ann", "contributor", "teamie", "bob"},
		"ORG":    {"owner", "ann", "contributor", "teamie", "idle", "money", "infra", "bob"},
		"PUBLIC": everyone,
	} {
		config := staff()
		config.Apps[0].Visibility = visibility
		config.Apps[0].Collaborators = []Collaborator{{UserID: "bob", Scopes: []string{"Apps_Get"}}}
		h := start(t, config)
		var seeing []string
		for _, id := range everyone {
			a := h.as(id).do("GET", vision, "")
			if a.status == 200 {
				seeing = append(seeing, id)
			} else if a.status != 404 || a.code() != 11101. {
				t.Errorf("%s: HTTP %d, %v: the answer tells that the app is there", id, a.status, a.code())
			}
			listed := slices.Contains(h.as(id).get(acmeApps).column("apps", "id"), any("vision"))
			equal(t, id+" lists what is seen", listed, a.status == 200)
		}
		equal(t, visibility, seeing, want)
		// The organization's list of an app's members is of the same mind.
		members := []string{}
		for _, m := range h.get("/v2/organizations/acme/apps/vision/members").list("organization_members") {
			members = append(members, m["user"].(tree)["id"].(string))
		}
		equal(t, "members", members, slices.DeleteFunc(slices.Clone(want), func(id string) bool { return id == "bob" || id == "stranger" }))
	}
}

func TestTheMembersOfAnAppMayWhatTheirWayToItAllows(t *testing.T) {
	config := staff()
	config.Apps[0].Visibility = "ORG"
	config.Apps[0].Collaborators = []Collaborator{{UserID: "money", Scopes: []string{"Models_Train"}}}
	h := start(t, config)
	var training []string
	for _, m := range h.get("/v2/organizations/acme/apps/vision/members?required_scopes=Models_Train").list("organization_members") {
		training = append(training, m["user"].(tree)["id"].(string))
	}
	equal(t, "training", training, []string{"owner", "contributor", "teamie", "money"})
	h.as("idle").expect(404, 11101, "GET", "/v2/organizations/acme/apps/text/members", "")
}

func TestOnlyItsOwnersSideAndCollaboratorsWithTheScopeChangeAnApp(t *testing.T) {
	config := company()
	config.Apps[0].Visibility = "PUBLIC"
	config.Apps[0].Collaborators = []Collaborator{
		{UserID: "bob", Scopes: []string{"Apps_Get", "Apps_Add"}}, {UserID: "eager", Scopes: []string{"Apps_Get"}},
	}
	config.Apps[2].Visibility = "PUBLIC"
	h := start(t, config)
	const body = `{"action":"overwrite","app":{"name":"x","visibility":{"gettable":50}}}`
	h.as("bob").ok("PATCH", vision, body)
	h.as("eager").expect(403, 11007, "PATCH", vision, body)
	h.as("stranger").expect(403, 11007, "PATCH", vision, body)
	h.as("bob").expect(403, 11007, "DELETE", vision, "")
	h.as("bob").expect(403, 11007, "PATCH", vision+"/owner", `{"new_owner_id":"bob"}`)
	h.as("stranger").expect(403, 11007, "PATCH", "/v2/users/ann/apps/private", body)
	h.as("stranger").expect(403, 11007, "POST", "/v2/users/ann/apps", `{"apps":[{"id":"x"}]}`)
	h.as("stranger").expect(403, 11007, "POST", acmeApps, `{"apps":[{"id":"x"}]}`)
	h.as("stranger").expect(404, 11101, "PATCH", acmeApps+"/text", body)
	h.as("ann").ok("PATCH", "/v2/users/me/apps/private", body)
}

func TestAppsAreListedAcrossAllThatTheCallerSees(t *testing.T) {
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

func TestAListOfAppsIsFiltered(t *testing.T) {
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

func TestAListOfAppsIsSortedDescendingByTheLastChangeUnlessItSaysOtherwise(t *testing.T) {
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

func TestAppsAreSearchedByName(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", acmeApps+"/searches", `{"app_query":{"name":"vis"},"pagination":{"page":1,"per_page":5}}`)
	equal(t, "found", a.column("apps", "id"), []any{"vision"})
	equal(t, "all", len(h.ok("POST", acmeApps+"/searches", `{}`).list("apps")), 2)
	equal(t, "second page", len(h.ok("POST", acmeApps+"/searches", `{"pagination":{"page":2,"per_page":1}}`).list("apps")), 1)
	equal(t, "a stranger's", len(h.as("stranger").ok("POST", acmeApps+"/searches", `{}`).list("apps")), 0)
	h.expect(400, 11102, "POST", acmeApps+"/searches", `{"pagination":{"per_page":1001}}`)
}

func TestAnAppMovesToAnotherIDWithAllThatNamesIt(t *testing.T) {
	config := staff()
	config.Apps[0].Collaborators = []Collaborator{{UserID: "bob"}}
	config.Apps[0].StarredBy = []string{"bob"}
	config.Tokens = []Token{{UserID: "owner", Apps: []AppRef{{"acme", "text"}, {"acme", "vision"}}}}
	h := start(t, config)
	a := h.ok("PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"sight"},{"id":"text","new_id":"text"}]}`)
	equal(t, "shown", a.column("apps", "id"), []any{"sight", "text"})
	h.expect(404, 11101, "GET", vision, "")
	moved := h.app("acme", "sight")
	equal(t, "moved", []any{moved.Name, moved.Collaborators[0].UserID, moved.StarredBy[0]}, []any{"Vision", "bob", "bob"})
	equal(t, "team", h.org("acme").Teams[0].Apps, []TeamApp{{"sight", "Model Trainer"}})
	equal(t, "key", h.Tokens("owner")[1].Apps, []AppRef{{"acme", "text"}, {"acme", "sight"}})
	h.as("teamie").get(acmeApps + "/sight")
	h.expect(409, 40010, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"sight","new_id":"text"}]}`)
	h.expect(404, 11101, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"x"}]}`)
}

func TestAnOwnerTransfersAnAppToAnOrganizationOfTheirs(t *testing.T) {
	config := staff()
	config.Organizations[0].Members[0].Role = "Organization Contributor"
	config.Apps[2].Collaborators = []Collaborator{{UserID: "bob"}}
	config.Tokens = []Token{{UserID: "ann", Apps: []AppRef{{"", "private"}}}}
	h := start(t, config)
	const private = "/v2/users/ann/apps/private"
	h.as("bob").expect(403, 11007, "PATCH", private+"/owner", `{"new_owner_id":"acme"}`)
	h.as("ann").expect(403, 11007, "PATCH", private+"/owner", `{"new_owner_id":"bob"}`)
	h.as("ann").expect(404, 11101, "PATCH", private+"/owner", `{"new_owner_id":"nobody"}`)
	h.as("ann").ok("PATCH", private+"/owner", `{"new_owner_id":"acme"}`)
	h.as("ann").expect(404, 11101, "GET", private, "")
	equal(t, "collaborators", h.app("acme", "private").Collaborators[0].UserID, "bob")
	equal(t, "key", h.Tokens("ann")[1].Apps, []AppRef{{"acme", "private"}})

	// Back to a user: off the organization's teams.
	h.ok("PATCH", vision+"/owner", `{"new_owner_id":"owner"}`)
	equal(t, "team", h.org("acme").Teams[0].Apps, nil)
	h.as("teamie").expect(404, 11101, "GET", "/v2/users/owner/apps/vision", "")
	h.as("ann").ok("POST", "/v2/users/me/apps", `{"apps":[{"id":"text"}]}`)
	h.as("ann").expect(409, 40010, "PATCH", "/v2/users/me/apps/text/owner", `{"new_owner_id":"acme"}`)
	h.as("stranger").ok("POST", "/v2/users/me/apps", `{"apps":[{"id":"own"}]}`)
	h.as("stranger").expect(403, 11007, "PATCH", "/v2/users/me/apps/own/owner", `{"new_owner_id":"acme"}`)
}

func TestWhoTakesAnAppOverCollaboratesOnItNoMore(t *testing.T) {
	config := company()
	config.Organizations[0].Members[0].Role = "Organization Contributor"
	config.Apps[0].Collaborators = []Collaborator{{UserID: "ann"}, {UserID: "bob"}}
	h := start(t, config)
	h.as("ann").ok("PATCH", vision+"/owner", `{"new_owner_id":"Ann"}`)
	equal(t, "collaborators", len(h.app("ann", "vision").Collaborators), 1)
}

func TestDeletingAnAppDeletesItsKeysAndTakesItOffTeams(t *testing.T) {
	config := staff()
	config.Tokens = []Token{
		{UserID: "owner", Description: "one", Apps: []AppRef{{"acme", "vision"}}},
		{UserID: "owner", Description: "two", Apps: []AppRef{{"acme", "vision"}, {"acme", "text"}}},
	}
	config.Apps[0].Collaborators = []Collaborator{{UserID: "bob"}}
	h := start(t, config)
	h.ok("DELETE", vision, "")
	equal(t, "has", h.hasApp("acme", "vision"), false)
	left := h.Tokens("owner")[1:]
	equal(t, "keys", []any{len(left), left[0].Description, left[0].Apps}, []any{1, "two", []AppRef{{"acme", "text"}}})
	equal(t, "teams", h.org("acme").Teams[0].Apps, nil)
	h.ok("POST", acmeApps, `{"apps":[{"id":"vision"}]}`)
	equal(t, "collaborations", len(h.as("bob").get("/v2/users/me/collaborations").list("collaborations")), 0)
	h.as("teamie").expect(404, 11101, "GET", vision, "")

	h.ok("DELETE", "/v2/organizations/acme", "")
	equal(t, "with the organization", len(h.Tokens("owner")), 1)
}

func TestAppsShowTheirStarsWhenAsked(t *testing.T) {
	config := company()
	config.Apps[0].StarredBy = []string{"Bob"}
	h := start(t, config)
	const stars = "/v2/users/acme/app_stars"
	a := h.ok("POST", stars, `{"app_stars":[{"app_id":"vision"}]}`)
	equal(t, "starred", a.column("app_stars", "app_id"), []any{"vision"})
	h.ok("POST", stars, `{"app_stars":[{"app_id":"vision"}]}`)
	shown := func(h *harness, path string) []any {
		app := h.get(path).body["app"].(tree)
		return []any{app["is_starred"], app["star_count"]}
	}
	equal(t, "asked", shown(h, vision+"?additional_fields=stars"), []any{true, 2.})
	equal(t, "ann", shown(h.as("ann"), vision+"?additional_fields=stars"), []any{nil, 2.})
	equal(t, "not asked", shown(h, vision), []any{nil, nil})
	equal(t, "listed", h.get(acmeApps + "?additional_fields=stars&id=vision").list("apps")[0]["star_count"], any(2.))
	equal(t, "unstarred", h.ok("DELETE", stars, `{"app_ids":["vision"]}`).body["app_ids"], any([]any{"vision"}))
	h.expect(404, 11101, "DELETE", stars, `{"app_ids":["vision"]}`)
	h.as("stranger").expect(404, 11101, "POST", stars, `{"app_stars":[{"app_id":"vision"}]}`)
	equal(t, "left", h.app("acme", "vision").StarredBy, []string{"bob"})
}

func TestResourceCountsAreAsSeeded(t *testing.T) {
	config := company()
	config.Apps[0].Counts = ResourceCounts{Models: 3, Inputs: 1 << 40}
	h := start(t, config)
	a := h.get(vision + "/resource_counts")
	equal(t, "counts", []any{a.body["models"], a.body["inputs"], a.body["datasets"]}, []any{3., float64(1 << 40), nil})
	h.get("/v2/resource_counts?user_app_id.user_id=acme&user_app_id.app_id=vision")
	h.expect(400, 11102, "GET", "/v2/resource_counts", "")
	h.as("stranger").expect(404, 11101, "GET", vision+"/resource_counts", "")
}

func TestAnAppOutsideThePathIsNamedInTheQuery(t *testing.T) {
	h := start(t, company()).as("ann")
	for query, want := range map[string]string{
		"user_app_id.user_id=me&user_app_id.app_id=private": "private", "user_app_id.app_id=private": "private",
		"user_app_id.user_id=acme&user_app_id.app_id=text": "text",
	} {
		equal(t, query, h.get("/v2/app?" + query).body["app"].(tree)["id"], any(want))
	}
	h.expect(400, 11102, "GET", "/v2/app", "")
	h.expect(404, 11101, "GET", "/v2/app?user_app_id.app_id=text", "")
}

func TestABadSeedOfAResourceIsAnError(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"visibility":          func(c *Config) { c.Apps[0].Visibility = "PINK" },
		"metadata":            func(c *Config) { c.Apps[0].Metadata = map[string]any{"x": func() {}} },
		"collaborator":        func(c *Config) { c.Apps[0].Collaborators = []Collaborator{{UserID: "nobody"}} },
		"collaborator twice":  func(c *Config) { c.Apps[0].Collaborators = []Collaborator{{UserID: "bob"}, {UserID: "BOB"}} },
		"collaborating owner": func(c *Config) { c.Apps[2].Collaborators = []Collaborator{{UserID: "ann"}} },
		"collaborator's scope": func(c *Config) {
			c.Apps[0].Collaborators = []Collaborator{{UserID: "bob", Scopes: []string{"Everything"}}}
		},
		"star":               func(c *Config) { c.Apps[0].StarredBy = []string{"nobody"} },
		"token's user":       func(c *Config) { c.Tokens = []Token{{UserID: "nobody"}} },
		"token's secret":     func(c *Config) { c.Tokens = []Token{{UserID: "ann", Secret: "a b"}} },
		"token twice":        func(c *Config) { c.Tokens = []Token{{UserID: "ann", Secret: "a"}, {UserID: "bob", Secret: "a"}} },
		"token's scope":      func(c *Config) { c.Tokens = []Token{{UserID: "ann", Scopes: []string{"undef"}}} },
		"token's app":        func(c *Config) { c.Tokens = []Token{{UserID: "ann", Apps: []AppRef{{"", "vision"}}}} },
		"token's company":    func(c *Config) { c.Tokens = []Token{{UserID: "bob", OrganizationID: "acme"}} },
		"policy of two":      func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{UserID: "ann", OrganizationID: "acme"}} },
		"policy of nobody":   func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{UserID: "nobody"}} },
		"policy of none":     func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{OrganizationID: "none"}} },
		"policy twice":       func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{}, {MinimumLength: 3}} },
		"policy's lengths":   func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{MinimumLength: 3, MaximumLength: 2}} },
		"provider's company": func(c *Config) { c.IdentityProviders = []IdentityProvider{{ID: "a"}} },
		"provider's id":      func(c *Config) { c.IdentityProviders = []IdentityProvider{{OrganizationID: "acme"}} },
		"provider's type": func(c *Config) {
			c.IdentityProviders = []IdentityProvider{{OrganizationID: "acme", ID: "a", Type: "x"}}
		},
		"provider twice": func(c *Config) {
			c.IdentityProviders = []IdentityProvider{{OrganizationID: "acme", ID: "a"}, {OrganizationID: "acme", ID: "a"}}
		},
	} {
		config := company()
		spoil(&config)
		if s, err := Start(config); err == nil {
			s.Close()
			t.Errorf("%s: no error", name)
		} else if _, isFailure := errors.AsType[*failure](err); isFailure {
			t.Errorf("%s: an error of the API's: %v", name, err)
		}
	}
}

func TestAppsAreChangedFromManySidesAtOnce(t *testing.T) {
	config := company()
	config.Apps[0].Collaborators = []Collaborator{{UserID: "bob"}}
	h := start(t, config)
	done := make(chan bool)
	const times = 20
	for _, work := range []func(i int) (method, path, body string){
		func(i int) (string, string, string) {
			return "PATCH", vision, fmt.Sprintf(`{"action":"overwrite","app":{"metadata":{"k%d":{"v":1}}},"metadata_action":{"op":"merge"}}`, i)
		},
		func(i int) (string, string, string) {
			return "POST", acmeApps, fmt.Sprintf(`{"apps":[{"id":"a%d"}]}`, i)
		},
		func(int) (string, string, string) {
			return "POST", "/v2/users/acme/app_stars", `{"app_stars":[{"app_id":"vision"}]}`
		},
		func(int) (string, string, string) { return "GET", "/v2/apps?additional_fields=stars", "" },
		func(i int) (string, string, string) {
			return "POST", "/v2/users/me/keys", fmt.Sprintf(`{"keys":[{"type":"personal_access_token","description":"%d"}]}`, i)
		},
		func(int) (string, string, string) { return "GET", "/v2/users/me/keys", "" },
		func(int) (string, string, string) { return "GET", vision + "/collaborators", "" },
	} {
		go func() {
			defer func() { done <- true }()
			for i := range times {
				method, path, body := work(i)
				resp, err := h.HTTPClient().Do(h.request(method, path, body))
				if err != nil {
					t.Error(err)
					return
				}
				var out tree
				if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || resp.StatusCode != 200 {
					t.Errorf("%s %s: HTTP %d, %v", method, path, resp.StatusCode, err)
				}
				resp.Body.Close()
			}
		}()
	}
	for range 7 {
		<-done
	}
	equal(t, "metadata", len(h.app("acme", "vision").Metadata), times)
	equal(t, "apps", len(h.Apps()), 3+times)
	equal(t, "keys", len(h.Tokens("owner")), 1+times)
}

package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
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

func TestApps_CreateUpdateDelete(t *testing.T) {
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

func TestApps_ArePrivateByDefault(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", "/v2/users/me/apps", `{"apps":[{"id":"mine"}]}`).list("apps")[0]
	equal(t, "visibility", a["visibility"], any(tree{"gettable": 10.}))
	equal(t, "owner", a["user_id"], any("owner"))
}

func TestApps_ID(t *testing.T) {
	h := start(t, company())
	for _, id := range []string{"", "-a", "a b", strings.Repeat("a", 33)} {
		h.expect(400, 11102, "POST", acmeApps, `{"apps":[{"id":"`+id+`"}]}`)
		h.expect(400, 11102, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"`+id+`"}]}`)
	}
	h.ok("POST", acmeApps, `{"apps":[{"id":"`+strings.Repeat("a", 32)+`"}]}`)
	h.expect(400, 11102, "POST", acmeApps, `{"apps":[{"id":"fine","user_id":"ann"}]}`)
	h.expect(404, 11101, "POST", "/v2/users/nobody/apps", `{"apps":[{"id":"fine"}]}`)
}

func TestApps_ExistsVariants(t *testing.T) {
	for variant, want := range map[Exists][2]int{
		ExistsConflict: {409, 40010}, ExistsFailure: {400, 10020}, ExistsDuplicateKey: {400, 40010}, ExistsSilent: {200, 10000},
	} {
		config := company()
		config.Variants.Exists = variant
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
		equal(t, "policy", h.PasswordPolicies()[0].MinimumLength, 8)
		equal(t, "provider", h.IdentityProviders("acme")[0].Name, "Okta")
		// Two apps cannot have one id, whatever the variant.
		if a := h.do("PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"text"}]}`); a.status < 400 {
			t.Errorf("variant %d: renamed onto another app", variant)
		}
	}
}

func TestApps_DeleteRemovesKeysAndTeamApps(t *testing.T) {
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

func TestApps_ResourceCounts(t *testing.T) {
	config := company()
	config.Apps[0].Counts = ResourceCounts{Models: 3, Inputs: 1 << 40}
	h := start(t, config)
	a := h.get(vision + "/resource_counts")
	equal(t, "counts", []any{a.body["models"], a.body["inputs"], a.body["datasets"]}, []any{3., float64(1 << 40), nil})
	h.get("/v2/resource_counts?user_app_id.user_id=acme&user_app_id.app_id=vision")
	h.expect(400, 11102, "GET", "/v2/resource_counts", "")
	h.as("stranger").expect(404, 11101, "GET", vision+"/resource_counts", "")
}

func TestApps_IDInTheQuery(t *testing.T) {
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

func TestApps_Concurrently(t *testing.T) {
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

package emulator

import (
	"testing"
	"time"
)

const keys = "/v2/users/me/keys"

// made gives the secret of the first key in an answer.
func (a answer) made() string { return a.list("keys")[0]["id"].(string) }

func (h *harness) with(secret string) func(status int, code any, method, path, body string) answer {
	return func(status int, code any, method, path, body string) answer {
		h.t.Helper()
		return h.expect(status, code, method, path, body, "Authorization", "Key "+secret)
	}
}

func TestKeys_CreateUpdateDelete(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", keys, `{"keys":[{"type":"personal_access_token","description":"bot","scopes":["Roles_Get","Keys_Get"],
		"endpoints":["/x"],"expires_at":"2999-01-02T03:04:05.120Z","authorized_idp_ids":["okta"],"organization_id":"ACME"}]}`)
	secret := a.made()
	want := tree{
		"id": secret, "type": "personal_access_token", "description": "bot", "scopes": []any{"Roles_Get", "Keys_Get"}, "endpoints": []any{"/x"},
		"expires_at": "2999-01-02T03:04:05.120Z", "authorized_idp_ids": []any{"okta"}, "organization_id": "acme",
	}
	shown := h.get(keys + "/" + secret).body["key"].(tree)
	if shown["created_at"] == nil {
		t.Error("no created_at")
	}
	delete(shown, "created_at")
	equal(t, "shown", shown, want)
	use := h.with(secret)
	use(200, 10000, "GET", "/v2/roles", "")
	use(403, 11007, "GET", "/v2/organizations", "") // not of its scopes
	equal(t, "in lists the id is the secret too", h.get(keys).column("keys", "id")[1], any(secret))

	h.ok("PATCH", keys, `{"action":"overwrite","keys":[{"id":"`+secret+`","scopes":["Organizations_Get"]}]}`)
	use(403, 11007, "GET", "/v2/roles", "")
	use(200, 10000, "GET", "/v2/organizations", "")
	equal(t, "the whole is replaced", h.Tokens("owner")[1], Token{UserID: "owner", Secret: secret, Scopes: []string{"Organizations_Get"}})

	h.ok("DELETE", keys+"/"+secret, "")
	use(401, 11009, "GET", "/v2/organizations", "")
	h.expect(404, 11101, "GET", keys+"/"+secret, "")
	h.expect(404, 11101, "DELETE", keys+"/"+secret, "")
}

func TestKeys_Expire(t *testing.T) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	config := company()
	config.Clock = func() time.Time { return now }
	config.Tokens = []Token{{UserID: "owner", Secret: "short", ExpiresAt: now.Add(time.Hour)}}
	h := start(t, config)
	h.with("short")(200, 10000, "GET", "/v2/roles", "")
	h.Advance(time.Hour)
	h.with("short")(401, 11009, "GET", "/v2/roles", "")
	equal(t, "listed still", h.get(keys).column("keys", "id")[1], any("short"))
	equal(t, "not among the valid", len(h.get(keys+"?not_expired=true").list("keys")), 1)
	h.ok("PATCH", keys, `{"action":"overwrite","keys":[{"id":"short","scopes":["All"]}]}`)
	h.with("short")(200, 10000, "GET", "/v2/roles", "") // without expires_at it never expires
}

func TestKeys_NullExpiry(t *testing.T) {
	h := start(t, company())
	secret := h.ok("POST", keys, `{"keys":[{"type":"personal_access_token","description":"d","scopes":["Roles_Get"],"expires_at":null}]}`).made()
	if shown := h.get(keys + "/" + secret).body["key"].(tree); shown["expires_at"] != nil {
		t.Errorf("it expires at %v", shown["expires_at"])
	}
}

func TestKeys_IncludeTheConfiguredPAT(t *testing.T) {
	config := company()
	config.Users[1].Scopes = []string{"Keys_Get", "Keys_Add", "Keys_Delete"}
	h := start(t, config).as("ann")
	pat, session, _ := h.Credentials("ann")
	a := h.get(keys)
	equal(t, "listed", a.column("keys", "id"), []any{pat})
	equal(t, "type", a.list("keys")[0]["type"], any("personal_access_token"))
	equal(t, "description", a.list("keys")[0]["description"], any("seeded"))
	h.expect(404, 11101, "GET", keys+"/"+session, "")
	h.ok("DELETE", keys+"/"+pat, "")
	h.expect(401, 11009, "GET", keys, "")
}

func TestKeys_BelongToTheirUser(t *testing.T) {
	config := company()
	config.Tokens = []Token{{UserID: "owner", Secret: "mine"}}
	h := start(t, config)
	ann := h.as("ann")
	ann.expect(403, 11007, "GET", "/v2/users/owner/keys", "")
	ann.expect(403, 11007, "POST", "/v2/users/owner/keys", `{"keys":[{"type":"personal_access_token"}]}`)
	ann.expect(403, 11007, "GET", "/v2/users/owner/keys/mine", "")
	ann.expect(403, 11007, "GET", "/v2/users/acme/keys", "")
	ann.expect(404, 11101, "GET", keys+"/mine", "")
	ann.expect(404, 11101, "DELETE", keys+"/mine", "")
	ann.expect(404, 11101, "PATCH", keys, `{"action":"overwrite","keys":[{"id":"mine"}]}`)
	equal(t, "left", len(h.Tokens("owner")), 2)
}

func TestKeys_UpdateActions(t *testing.T) {
	config := company()
	config.Tokens = []Token{{UserID: "owner", Secret: "mine"}}
	h := start(t, config)
	for _, action := range []string{"merge", "remove", ""} {
		h.expect(400, 11102, "PATCH", keys, `{"action":"`+action+`","keys":[{"id":"mine"}]}`)
	}
	h.expect(400, 11102, "PATCH", keys, `{"action":"overwrite","keys":[{"id":"mine","type":"api_key"}]}`)
	h.expect(400, 11102, "PATCH", keys, `{"action":"overwrite","keys":[{"id":"mine","scopes":["Everything"]}]}`)
}

func TestKeys_Invalid(t *testing.T) {
	h := start(t, company())
	for body, code := range map[string]int{
		`{"type":"personal_access_token","scopes":["Everything"]}`: 11102,
		`{"type":"personal_access_token","scopes":["undef"]}`:      11102,
		`{"type":"personal_access_token","apps":[{"id":"x"}]}`:     11102,
		`{"type":"session"}`:         11102,
		`{}`:                         11102,
		`{"type":"api_key"}`:         11102,
		`{"apps":[{"id":"vision"}]}`: 11101,
		`{"apps":[{"user_id":"ann","id":"private"}]}`:               11101,
		`{"type":"personal_access_token","organization_id":"none"}`: 11101,
		`{"type":"personal_access_token","expires_at":"tomorrow"}`:  11100,
	} {
		status := 400
		if code == 11101 {
			status = 404
		}
		h.expect(status, code, "POST", keys, `{"keys":[`+body+`]}`)
	}
	h.as("bob").expect(404, 11101, "POST", keys, `{"keys":[{"type":"personal_access_token","organization_id":"acme"}]}`)
	equal(t, "made", len(h.Tokens("owner")), 1)
}

func TestKeys_ScopesOfBothGenerations(t *testing.T) {
	h := start(t, company())
	h.ok("POST", keys, `{"keys":[{"type":"personal_access_token","scopes":["All","AuditLogs_Get","Organizations_Add","PasswordHistory_Get"]}]}`)
}

func TestKeys_AppSpecific(t *testing.T) {
	config := company()
	config.Apps = append(config.Apps, App{Owner: "bob", ID: "open", Visibility: "PUBLIC"})
	h := start(t, config)
	a := h.ok("POST", keys, `{"keys":[{"description":"k","scopes":["All"],"apps":[{"user_id":"acme","id":"vision"},{"user_id":"ACME","id":"vision"}]}]}`)
	equal(t, "made", []any{a.list("keys")[0]["type"], a.list("keys")[0]["apps"]},
		[]any{"api_key", []any{tree{"id": "vision", "name": "Vision", "user_id": "acme"}}})
	use := h.with(a.made())
	use(200, 10000, "GET", vision, "")
	equal(t, "its app", use(200, 10000, "GET", "/v2/app", "").body["app"].(tree)["id"], any("vision"))
	use(200, 10000, "GET", collaborators, "")
	use(404, 11101, "GET", acmeApps+"/text", "")
	use(404, 11101, "GET", "/v2/users/bob/apps/open", "")
	for _, path := range []string{"/v2/roles", "/v2/apps", keys, "/v2/users/me", "/v2/users/me/scopes"} {
		use(401, 11002, "GET", path, "")
	}
}

func TestKeys_ListForApp(t *testing.T) {
	config := company()
	config.Tokens = []Token{
		{UserID: "owner", Secret: "k1", Apps: []AppRef{{"acme", "vision"}}},
		{UserID: "owner", Secret: "k2", Apps: []AppRef{{"acme", "text"}}},
		{UserID: "ann", Secret: "k3", Apps: []AppRef{{"acme", "vision"}}},
	}
	h := start(t, config)
	equal(t, "owner's", h.get(vision+"/keys").column("keys", "id"), []any{"k1"})
	equal(t, "ann's", h.as("ann").get(vision+"/keys").column("keys", "id"), []any{"k3"})
	h.as("stranger").expect(404, 11101, "GET", vision+"/keys", "")
}

func TestKeys_ListFilters(t *testing.T) {
	config := company()
	config.Users[0].PAT = "pat"
	config.Tokens = []Token{
		{UserID: "owner", Secret: "a", Scopes: []string{"Roles_Get", "Teams_Get"}, Endpoints: []string{"/x", "/y"}},
		{UserID: "owner", Secret: "b", Scopes: []string{"Teams_Get"}, Endpoints: []string{"/x"}},
		{UserID: "owner", Secret: "c", Apps: []AppRef{{"acme", "vision"}}},
	}
	h := start(t, config)
	for query, want := range map[string][]any{
		"":                                   {"pat", "a", "b", "c"},
		"scopes=Teams_Get":                   {"a", "b"},
		"scopes=Teams_Get&scopes=Roles_Get":  {"a"},
		"endpoints=/x":                       {"a", "b"},
		"endpoints=/x&endpoints=/y":          {"a"},
		"type=personal_access_token":         {"pat", "a", "b"},
		"type=api_key":                       {"c"},
		"type=other":                         nil,
		"not_expired=true&per_page=2&page=2": {"b", "c"},
	} {
		equal(t, query, h.get(keys+"?"+query).column("keys", "id"), want)
	}
}

func TestKeys_Batch(t *testing.T) {
	config := company()
	config.Variants.Batch = BatchMixed
	h := start(t, config)
	a := h.expect(207, 10010, "POST", keys, `{"keys":[{"type":"personal_access_token"},{"description":"bad"}]}`)
	equal(t, "failed", a.list("keys")[1]["status"].(tree)["code"], any(11102.))
}

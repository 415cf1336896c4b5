package emulator

import "testing"

func TestScopes_Dependencies(t *testing.T) {
	h := start(t, company())
	needs := map[string]any{}
	for _, dep := range h.get("/v2/users/me/scopes").list("scope_deps") {
		needs[dep["scope"].(string)] = dep["depending_scopes"]
	}
	equal(t, "count", len(needs), len(h.scopes)-1) // "undef" is none
	for scope, want := range map[string]any{
		"All": nil, "Predict": nil, "Apps_Get": nil, "Apps_Add": []any{"Apps_Get"}, "Apps_Delete": []any{"Apps_Get"},
		"OrganizationMembers_Add": nil, // its reading scope is _List
	} {
		got, ok := needs[scope]
		if !ok {
			t.Errorf("%s is not listed", scope)
		}
		equal(t, scope, got, want)
	}
	h.get("/v2/users/me/scopes?key_type=personal_access_token")
	h.get("/v2/users/me/scopes?key_type=api_key")
	h.expect(400, 11102, "GET", "/v2/users/me/scopes?key_type=other", "")
	h.expect(403, 11007, "GET", "/v2/users/ann/scopes", "")
}

func TestScopes_OfTheCredential(t *testing.T) {
	config := company()
	config.Tokens = []Token{
		{UserID: "owner", Secret: "pat", Scopes: []string{"Roles_Get", "Predict"}, Endpoints: []string{"/x"}},
		{UserID: "owner", Secret: "key", Scopes: []string{"Predict"}, Apps: []AppRef{{"acme", "vision"}}},
	}
	h := start(t, config)
	for _, path := range []string{"/v2/my_scopes", "/v2/myscopes", vision + "/myscopes", "/v2/users/me/myscopes", "/v2/users/acme/myscopes", "/v2/myscopesroot"} {
		a := h.with("pat")(200, 10000, "GET", path, "")
		equal(t, path, []any{a.body["scopes"], a.body["endpoints"]}, []any{[]any{"Roles_Get", "Predict"}, []any{"/x"}})
		equal(t, "app", a.body["app"] != nil, path == vision+"/myscopes")
	}
	a := h.with("key")(200, 10000, "GET", "/v2/myscopes", "")
	equal(t, "of a key", []any{a.body["scopes"], a.body["app"].(tree)["id"]}, []any{[]any{"Predict"}, "vision"})
	h.with("key")(401, 11002, "GET", "/v2/myscopesroot", "")
	_, session, _ := h.Credentials("ann")
	a = h.expect(200, 10000, "GET", "/v2/myscopes", "", "Authorization", "", "X-Clarifai-Session-Token", session)
	equal(t, "of a session", a.body["scopes"], any([]any{"All"}))

	h.expect(403, 11007, "GET", "/v2/users/ann/myscopes", "")
	h.as("stranger").expect(403, 11007, "GET", "/v2/users/acme/myscopes", "")
	h.as("stranger").expect(404, 11101, "GET", vision+"/myscopes", "")
}

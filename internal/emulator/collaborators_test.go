package emulator

import "testing"

const collaborators = vision + "/collaborators"

func TestCollaborators_AddUpdateDelete(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", collaborators, `{"collaborators":[{"user":{"id":"BOB"},"scopes":["Apps_Get","Predict"],"endpoints":["/x"]},
		{"user":{"primary_email":"Stranger@else.test"},"scopes":["All"]}]}`)
	bob := a.list("collaborators")[0]
	equal(t, "added", []any{bob["user"].(tree)["id"], bob["user"].(tree)["primary_email"], bob["scopes"], bob["endpoints"], bob["app"].(tree)["id"]},
		[]any{"bob", "bob@acme.test", []any{"Apps_Get", "Predict"}, []any{"/x"}, "vision"})
	if bob["id"] == "bob" || bob["id"] == nil || bob["created_at"] != bob["modified_at"] {
		t.Errorf("the id and the dates are not the server's: %v", bob)
	}
	h.expect(409, 40010, "POST", collaborators, `{"collaborators":[{"user":{"primary_email":"bob@home.test"}}]}`)

	a = h.get(collaborators + "?per_page=1&page=2")
	equal(t, "second page", a.list("collaborators")[0]["user"].(tree)["id"], any("stranger"))
	equal(t, "owner", a.body["app_owner"].(tree)["id"], any("acme"))

	id := bob["id"].(string)
	h.ok("PATCH", collaborators, `{"action":"overwrite","collaborators":[{"id":"`+id+`","scopes":["Predict"]}]}`)
	got := h.app("acme", "vision").Collaborators
	equal(t, "overwritten", got[0], Collaborator{ID: id, UserID: "bob", Scopes: []string{"Predict"}})
	for _, action := range []string{"merge", "remove", ""} {
		h.expect(400, 11102, "PATCH", collaborators, `{"action":"`+action+`","collaborators":[{"id":"`+id+`"}]}`)
	}
	h.expect(404, 11101, "PATCH", collaborators, `{"action":"overwrite","collaborators":[{"id":"bob"}]}`)
	h.expect(400, 11102, "PATCH", collaborators, `{"action":"overwrite","collaborators":[{"id":"`+id+`","scopes":["Everything"]}]}`)

	h.ok("DELETE", collaborators, `{"collaborator_ids":["`+id+`"],"user_emails":["STRANGER@else.test"]}`)
	equal(t, "left", len(h.app("acme", "vision").Collaborators), 0)
	h.expect(404, 11101, "DELETE", collaborators, `{"collaborator_ids":["`+id+`"]}`)
	h.expect(404, 11101, "DELETE", collaborators, `{"user_emails":["bob@acme.test"]}`)
	h.expect(404, 11101, "DELETE", collaborators, `{"user_emails":["nobody@x.test"]}`)
	h.expect(400, 11102, "DELETE", collaborators, `{}`)
}

func TestCollaborators_MustNotOwnTheApp(t *testing.T) {
	h := start(t, company())
	h.expect(404, 11101, "POST", collaborators, `{"collaborators":[{"user":{"id":"nobody"}}]}`)
	h.expect(404, 11101, "POST", collaborators, `{"collaborators":[{"user":{"primary_email":"nobody@x.test"}}]}`)
	h.expect(404, 11101, "POST", collaborators, `{"collaborators":[{"user":{"id":"acme"}}]}`)
	h.expect(400, 11102, "POST", collaborators, `{"collaborators":[{"scopes":["All"]}]}`)
	h.expect(400, 11102, "POST", collaborators, `{"collaborators":[{"user":{"id":"bob","primary_email":"ann@acme.test"}}]}`)
	h.expect(400, 11102, "POST", collaborators, `{"collaborators":[{"user":{"id":"bob"},"scopes":["Everything"]}]}`)
	h.as("ann").expect(400, 11102, "POST", "/v2/users/me/apps/private/collaborators", `{"collaborators":[{"user":{"id":"ann"}}]}`)
	equal(t, "added", len(h.app("acme", "vision").Collaborators), 0)
}

func TestCollaborators_HaveTheirScopes(t *testing.T) {
	config := company()
	config.Apps[0].Collaborators = []Collaborator{
		{UserID: "bob", Scopes: []string{"Collaborators_Get", "Collaborators_Add", "Collaborators_Delete"}},
		{UserID: "eager", Scopes: []string{"Predict"}},
	}
	h := start(t, config)
	bob, eager := h.as("bob"), h.as("eager")
	bob.get(vision)
	eager.get(vision)
	bob.get(collaborators)
	bob.ok("POST", collaborators, `{"collaborators":[{"user":{"id":"stranger"},"scopes":["Predict"]}]}`)
	eager.expect(403, 11007, "GET", collaborators, "")
	eager.expect(403, 11007, "POST", collaborators, `{"collaborators":[{"user":{"id":"ann"}}]}`)
	eager.expect(403, 11007, "DELETE", collaborators, `{"user_emails":["bob@acme.test"]}`)
	bob.ok("DELETE", collaborators, `{"user_emails":["eager@acme.test"]}`)
	eager.expect(404, 11101, "GET", vision, "")
}

func TestCollaborators_Collaborations(t *testing.T) {
	config := company()
	config.Apps[0].Template = true
	config.Apps[0].Collaborators = []Collaborator{{UserID: "bob", Scopes: []string{"Predict"}, Endpoints: []string{"/x"}}}
	config.Apps[2].Collaborators = []Collaborator{{UserID: "bob"}}
	h := start(t, config)
	all := h.as("bob").get("/v2/users/me/collaborations").list("collaborations")
	equal(t, "all", len(all), 2)
	equal(t, "first", []any{all[0]["app"].(tree)["id"], all[0]["app_owner"].(tree)["id"], all[0]["scopes"], all[0]["endpoints"]},
		[]any{"vision", "acme", []any{"Predict"}, []any{"/x"}})
	equal(t, "second", []any{all[1]["app"].(tree)["id"], all[1]["app_owner"].(tree)["id"]}, []any{"private", "ann"})
	equal(t, "templates", len(h.as("bob").get("/v2/users/me/collaborations?template_only=true").list("collaborations")), 1)
	equal(t, "page", len(h.as("bob").get("/v2/users/me/collaborations?per_page=1&page=2").list("collaborations")), 1)
	h.expect(403, 11007, "GET", "/v2/users/bob/collaborations", "")
}

func TestCollaborators_EmailVariants(t *testing.T) {
	config := company()
	config.Variants.MemberEmails = MemberEmailsHidden
	config.Apps[0].Collaborators = []Collaborator{{UserID: "bob"}}
	h := start(t, config)
	equal(t, "email", h.get(collaborators).list("collaborators")[0]["user"].(tree)["primary_email"], nil)
}

func TestCollaborators_Batch(t *testing.T) {
	config := company()
	config.Variants.Batch = BatchMixed
	h := start(t, config)
	a := h.expect(207, 10010, "POST", collaborators, `{"collaborators":[{"user":{"id":"bob"}},{"user":{"primary_email":"no@x.test"}}]}`)
	failed := a.list("collaborators")[1]
	equal(t, "failed", []any{failed["user"].(tree)["primary_email"], failed["status"].(tree)["code"]}, []any{"no@x.test", 11101.})
}

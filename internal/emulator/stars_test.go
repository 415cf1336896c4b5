package emulator

import "testing"

func TestStars_OfUsers(t *testing.T) {
	h := start(t, company())
	me := h.get("/v2/users/me").body["user"].(tree)
	equal(t, "me", []any{me["id"], me["primary_email"], me["user_detail"].(tree)["primary_email"]}, []any{"owner", "owner@acme.test", "owner@acme.test"})
	equal(t, "addresses", h.as("bob").get("/v2/users/bob").body["user"].(tree)["email_addresses"], any([]any{
		tree{"email": "bob@acme.test", "primary": true, "verified": true},
		tree{"email": "bob@home.test", "primary": false, "verified": true},
	}))
	equal(t, "others' address", h.get("/v2/users/ann").body["user"].(tree)["primary_email"], nil)
	h.expect(404, 11101, "GET", "/v2/users/nobody", "")

	h.ok("POST", "/v2/user_stars", `{"user_stars":[{"user_id":"Ann"}]}`)
	h.as("bob").ok("POST", "/v2/user_stars", `{"user_stars":[{"user_id":"ann"}]}`)
	h.ok("POST", "/v2/user_stars", `{"user_stars":[{"user_id":"ann"}]}`)
	ann := h.get("/v2/users/ann?additional_fields=stars").body["user"].(tree)
	equal(t, "starred", []any{ann["is_starred"], ann["star_count"]}, []any{true, 2.})
	h.ok("DELETE", "/v2/user_stars", `{"user_ids":["ann"]}`)
	unasked := h.get("/v2/users/ann").body["user"].(tree)
	equal(t, "unasked", []any{unasked["is_starred"], unasked["star_count"]}, []any{nil, nil})
	ann = h.get("/v2/users/ann?additional_fields=all").body["user"].(tree)
	equal(t, "no longer", []any{ann["is_starred"], ann["star_count"]}, []any{nil, 1.})
	h.expect(404, 11101, "DELETE", "/v2/user_stars", `{"user_ids":["ann"]}`)
	h.expect(404, 11101, "POST", "/v2/user_stars", `{"user_stars":[{"user_id":"nobody"}]}`)
}

func TestStars_OfApps(t *testing.T) {
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

func TestStars_OfModelsAndWorkflows(t *testing.T) {
	for _, kind := range []struct{ list, stars, id, ids, one string }{
		{"models", "model_stars", "model_id", "model_ids", "model"},
		{"workflows", "workflow_stars", "workflow_id", "workflow_ids", "workflow"},
	} {
		h := start(t, withModels())
		app, missing := "/v2/users/acme/apps/vision/", map[string]int{"models": 21200, "workflows": 22102}[kind.list]
		star := func(id string) string { return `{"` + kind.stars + `":[{"` + kind.id + `":"` + id + `"}]}` }
		unstar := func(id string) string { return `{"` + kind.ids + `":["` + id + `"]}` }
		equal(t, "starred", h.ok("POST", app+kind.stars, star("a")).column(kind.stars, kind.id), []any{"a"})
		h.ok("POST", app+kind.stars, star("a"))
		shown := func(h *harness) []any {
			one := h.get(app + kind.list + "/a?additional_fields=stars").body[kind.one].(tree)
			return []any{one["is_starred"], one["star_count"]}
		}
		equal(t, "owner", shown(h), []any{true, 2.})
		equal(t, "ann", shown(h.as("ann")), []any{true, 2.})
		equal(t, "unstarred", h.ok("DELETE", app+kind.stars, unstar("a")).body[kind.ids], any([]any{"a"}))
		equal(t, "ann alone", shown(h), []any{nil, 1.})
		equal(t, "no star is listed", h.get("/v2/"+kind.list+"?starred_only=true").column(kind.list, "id"), nil)
		h.expect(404, 11101, "DELETE", app+kind.stars, unstar("a"))
		h.expect(404, missing, "POST", app+kind.stars, star("c")) // of another app
		h.expect(404, missing, "DELETE", app+kind.stars, unstar("none"))
		h.as("bob").expect(404, 11101, "POST", app+kind.stars, star("a"))
	}
	h := start(t, withModels())
	equal(t, "on the server", [][]string{h.Models()[0].StarredBy, h.Workflows()[0].StarredBy}, [][]string{{"ann"}, {"ann"}})
}

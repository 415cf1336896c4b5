package emulator

import "testing"

func TestUsers_List(t *testing.T) {
	config := company()
	for i, name := range []string{"", "Zoe", "Ann", "", ""} {
		if name != "" {
			config.Users[i].Visibility, config.Users[i].FirstName = "PUBLIC", name
		}
	}
	h := start(t, config)
	ids := func(h *harness, query string) []any { return h.get("/v2/users"+query).column("users", "id") }

	equal(t, "the public ones, behind the caller", ids(h, ""), []any{"owner", "ann", "bob"})
	equal(t, "somebody else's", ids(h.as("bob"), ""), []any{"bob", "ann"})
	equal(t, "by first name", ids(h, "?sort_by_first_name=true&sort_ascending=true"), []any{"owner", "bob", "ann"})
	equal(t, "by ID", ids(h, "?sort_by_id=true&sort_ascending=true"), []any{"owner", "ann", "bob"})
	equal(t, "by last name, descending", ids(h, "?sort_by_last_name=true"), []any{"owner", "ann", "bob"})
	equal(t, "with a last name", ids(h, "?query=ngstr"), []any{"ann"})
	equal(t, "the second page", ids(h, "?per_page=2&page=2"), []any{"ann"})
	h.expect(400, 11102, "GET", "/v2/users?sort_by_id=true&sort_by_created_at=true", "")

	h.ok("POST", "/v2/user_stars", `{"user_stars":[{"user_id":"bob"}]}`)
	equal(t, "starred", ids(h, "?starred_only=true"), []any{"bob"})
	equal(t, "starred by nobody", ids(h.as("ann"), "?starred_only=true"), []any(nil))
	starred := h.get("/v2/users?starred_only=true&additional_fields=stars").list("users")[0]
	equal(t, "the star", starred["is_starred"], any(true))
	if starred["primary_email"] != nil || starred["user_detail"] != nil {
		t.Errorf("the list shows others more than is public: %v", starred)
	}
	if h.get("/v2/users").list("users")[0]["user_detail"] == nil {
		t.Error("the list does not show the caller everything")
	}
}

package emulator

import (
	"fmt"
	"strings"
	"testing"
)

func TestPages_EveryList(t *testing.T) {
	config := company()
	config.Organizations[0].Invitations = []Invitation{{Email: "a@x.test", Role: "Admin"}, {Email: "b@x.test", Role: "Admin"}}
	config.Organizations[0].Teams = []Team{
		{ID: "a", Members: []string{"ann", "owner"}, Apps: []TeamApp{{"vision", "Full Access"}, {"text", "Full Access"}}}, {ID: "b"}}
	h := start(t, config)
	h.ok("POST", "/v2/organizations", `{"organizations":[{"id":"second","name":"Second","billing_email":"b@x.test"}]}`)
	for path, list := range map[string]string{
		"/v2/organizations": "organizations", "/v2/users/me/organizations": "organizations",
		"/v2/organizations/acme/members": "organization_members", "/v2/organizations/acme/invitations": "invitations",
		"/v2/organizations/acme/teams": "teams", "/v2/organizations/acme/teams/a/users": "team_users",
		"/v2/organizations/acme/teams/a/apps": "apps", "/v2/roles": "roles", "/v2/users/acme/apps": "apps",
	} {
		for page, want := range map[string]int{"?per_page=1": 1, "?per_page=1&page=2": 1, "?per_page=1&page=99": 0} {
			if got := len(h.get(path + page).list(list)); got != want {
				t.Errorf("%s%s: %d items", path, page, got)
			}
		}
		if first, second := h.get(path+"?per_page=1").raw, h.get(path+"?per_page=1&page=2").raw; first == second {
			t.Errorf("%s: the pages are the same", path)
		}
	}
}

func TestPages_Variants(t *testing.T) {
	config := company()
	for i := range 1100 {
		config.Organizations[0].Teams = append(config.Organizations[0].Teams, Team{ID: fmt.Sprintf("t%d", i)})
	}
	h := start(t, config)
	size := func(h *harness, query string) int {
		return len(h.get("/v2/organizations/acme/teams" + query).list("teams"))
	}
	for query, want := range map[string]int{
		"": 20, "?page=0": 20, "?page=1&per_page=0": 20, "?per_page=1000": 1000, "?per_page=1000&page=2": 100,
		"?per_page=1000&page=3": 0, "?page=4294967295&per_page=1000": 0, "?page=55": 20, "?page=56": 0,
	} {
		equal(t, query, size(h, query), want)
	}
	h.expect(400, 11102, "GET", "/v2/organizations/acme/teams?per_page=1001", "")
	if raw := h.get("/v2/organizations/acme/teams?page=56").raw; !strings.Contains(raw, `"teams":[]`) {
		t.Errorf("an empty page is no empty list: %s", raw)
	}
	config.Variants.MaxPerPage = 500
	clamping := start(t, config)
	equal(t, "clamped", size(clamping, "?per_page=1000"), 500)
	equal(t, "clamped again", size(clamping, "?per_page=1001&page=3"), 100)

	config.Variants.MaxPerPage, config.Variants.HideEvery = 0, 10
	filtering := start(t, config)
	equal(t, "filtered", size(filtering, "?per_page=1000"), 900)
	equal(t, "filtered again", size(filtering, "?per_page=1000&page=2"), 200)
	equal(t, "filtered to the end", size(filtering, "?per_page=1000&page=3"), 0)
	equal(t, "one place, filtered", size(filtering, "?per_page=1"), 0)
	var got, want []any
	for page := 1; ; page++ {
		ids := filtering.get(fmt.Sprintf("/v2/organizations/acme/teams?per_page=37&page=%d", page)).column("teams", "id")
		if len(ids) == 0 {
			break
		}
		got = append(got, ids...)
	}
	for i := range 1100 {
		want = append(want, fmt.Sprintf("t%d", i))
	}
	equal(t, "all of them", got, want)
}

func TestPages_DefaultSize(t *testing.T) {
	config := company()
	for i := range 200 {
		id := fmt.Sprintf("u%d", i)
		config.Users = append(config.Users, User{ID: id})
		config.Apps = append(config.Apps, App{Owner: "acme", ID: id})
		org := &config.Organizations[0]
		org.Members = append(org.Members, Member{UserID: id, Role: "Organization User"})
		org.Invitations = append(org.Invitations, Invitation{Email: id + "@new.test", Role: "Organization User"})
	}
	h := start(t, config)
	equal(t, "members", len(h.get("/v2/organizations/acme/members").list("organization_members")), 20)
	equal(t, "invitations", len(h.get("/v2/organizations/acme/invitations").list("invitations")), 128)
	equal(t, "apps", len(h.get("/v2/users/acme/apps").list("apps")), 128)
	equal(t, "apps searched", len(h.ok("POST", "/v2/users/acme/apps/searches", "{}").list("apps")), 128)
	equal(t, "roles", len(h.get("/v2/roles").list("roles")), min(20, len(h.get("/v2/roles?per_page=1000").list("roles"))))
}

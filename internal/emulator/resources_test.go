package emulator

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheLifeOfAnOrganization(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", "/v2/organizations", `{"organizations":[{"id":"New-Co","name":"New & Co","billing_email":"x@new.test"}]}`)
	equal(t, "created", a.column("organizations", "id"), []any{"New-Co"})
	equal(t, "owner", h.org("New-Co").Members, []Member{{"owner", "owner@acme.test", "Admin"}})
	a = h.get("/v2/organizations/new-co")
	equal(t, "name", a.body["organization"].(tree)["name"], any("New & Co"))
	equal(t, "listed", h.get("/v2/organizations").column("organizations", "id"), []any{"acme", "New-Co"})
	equal(t, "ann's", h.as("ann").get("/v2/organizations").column("organizations", "id"), []any{"acme"})
	own := h.get("/v2/users/me/organizations").list("organizations")
	equal(t, "role", own[1]["role"].(tree)["name"], any("Admin"))

	h.ok("PATCH", "/v2/organizations/New-Co", `{"action":"merge","organizations":[{"billing_email":""}]}`)
	equal(t, "after merge", h.org("New-Co").Name+"|"+h.org("New-Co").BillingEmail, "New & Co|")
	h.expect(400, 11102, "PATCH", "/v2/organizations/New-Co", `{"action":"overwrite","organizations":[{"billing_email":"y@new.test"}]}`)
	h.ok("PATCH", "/v2/organizations/New-Co", `{"action":"overwrite","organizations":[{"id":"new-co","name":"Renamed"}]}`)
	equal(t, "after overwrite", h.org("New-Co").Name, "Renamed")
	h.expect(400, 11102, "PATCH", "/v2/organizations/New-Co", `{"organizations":[{"name":"x"}]}`)

	h.ok("DELETE", "/v2/organizations/New-Co", "")
	h.expect(404, 11101, "GET", "/v2/organizations/New-Co", "")
	h.expect(404, 11101, "DELETE", "/v2/organizations/New-Co", "")
}

func TestOrganizationsAreUniqueByIdAndByName(t *testing.T) {
	h := start(t, company())
	for _, body := range []string{`{"id":"ACME","name":"Other"}`, `{"id":"other","name":"acme"}`, `{"id":"Ann","name":"Ann's"}`} {
		h.expect(409, 40010, "POST", "/v2/organizations", `{"organizations":[`+body+`]}`)
	}
	for _, id := range []string{"", "-a", "a-", "a b", "ä", strings.Repeat("a", 33)} {
		h.expect(400, 11102, "POST", "/v2/organizations", fmt.Sprintf(`{"organizations":[{"id":%q,"name":"N"}]}`, id))
	}
	h.expect(400, 11102, "POST", "/v2/organizations", `{"organizations":[{"id":"fine"}]}`)
}

func TestOutsidersSeeNothingOfAnOrganization(t *testing.T) {
	h := start(t, company()).as("stranger")
	h.expect(404, 11101, "GET", "/v2/organizations/acme", "")
	h.expect(403, 11007, "GET", "/v2/organizations/acme/members", "")
	h.expect(403, 11007, "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a"}]}`)
	h.expect(403, 11007, "GET", "/v2/users/owner/organizations", "")
	equal(t, "listed", len(h.get("/v2/organizations").list("organizations")), 0)
}

func TestTheLifeOfAMember(t *testing.T) {
	h := start(t, company())
	contributor := h.memberRole("Organization Contributor")
	h.ok("POST", "/v2/organizations/acme/members", `{"member_id":"BOB","role_id":"`+contributor+`"}`)
	h.expect(409, 40010, "POST", "/v2/organizations/acme/members", `{"member_id":"bob","role_id":"`+contributor+`"}`)
	h.expect(404, 11101, "POST", "/v2/organizations/acme/members", `{"member_id":"nobody","role_id":"`+contributor+`"}`)
	h.expect(404, 11101, "POST", "/v2/organizations/acme/members", `{"member_id":"eager","role_id":"Admin"}`)
	h.expect(400, 11102, "POST", "/v2/organizations/acme/members", `{"member_id":"eager","role_id":"`+h.teamRole("Full Access")+`"}`)

	h.ok("PATCH", "/v2/organizations/acme/members", `{"action":"overwrite","organization_members":[{"id":"bob","role_id":"`+h.memberRole("Admin")+`"}]}`)
	h.expect(400, 11102, "PATCH", "/v2/organizations/acme/members", `{"action":"merge","organization_members":[{"id":"bob","role_id":"`+contributor+`"}]}`)
	h.expect(404, 11101, "PATCH", "/v2/organizations/acme/members", `{"action":"overwrite","organization_members":[{"id":"eager","role_id":"`+contributor+`"}]}`)
	equal(t, "members", h.org("acme").Members, []Member{
		{"owner", "owner@acme.test", "Admin"}, {"ann", "ann@acme.test", "Organization User"}, {"bob", "bob@acme.test", "Admin"},
	})

	h.ok("DELETE", "/v2/organizations/acme/members/bob", "")
	h.expect(404, 11101, "DELETE", "/v2/organizations/acme/members/bob", "")
	h.as("ann").ok("DELETE", "/v2/organizations/acme/leave", "")
	equal(t, "left", len(h.org("acme").Members), 1)
}

func TestWhoLeavesAnOrganizationLeavesItsTeams(t *testing.T) {
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann", "owner"}}}
	h := start(t, config)
	h.ok("DELETE", "/v2/organizations/acme/members/Ann", "")
	equal(t, "team", h.org("acme").Teams[0].Members, []string{"owner"})
}

func TestMembersShowTheirEmailsByTheVariant(t *testing.T) {
	for variant, want := range map[MemberEmails][2]any{
		MemberEmailsPrimary: {"ann@acme.test", nil},
		MemberEmailsDetail:  {nil, "ann@acme.test"},
		MemberEmailsHidden:  {nil, nil},
	} {
		config := company()
		config.MemberEmails = variant
		h := start(t, config)
		user := h.get("/v2/organizations/acme/members").list("organization_members")[1]["user"].(tree)
		detail, _ := user["user_detail"].(tree)
		equal(t, "emails", [2]any{user["primary_email"], detail["primary_email"]}, want)
	}
	config := company()
	config.Users[1].HidesEmail = true
	h := start(t, config)
	members := h.get("/v2/organizations/acme/members").list("organization_members")
	equal(t, "shown", members[0]["user"].(tree)["primary_email"], any("owner@acme.test"))
	equal(t, "hidden", members[1]["user"].(tree)["primary_email"], nil)
}

func TestTheMembersOfAnAppAreThoseWithAccess(t *testing.T) {
	config := company()
	config.Organizations[0].Members = []Member{
		{UserID: "ann", Role: "Team Contributor"}, {UserID: "bob", Role: "Team Contributor"},
		{UserID: "eager", Role: "Organization User"}, {UserID: "stranger", Role: "Financial Manager"},
	}
	config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann", "stranger"}, Apps: []TeamApp{{"vision", "Model Trainer"}}}}
	h := start(t, config)
	ids := func(query string) (ids []string) {
		for _, m := range h.get("/v2/organizations/acme/apps/vision/members" + query).list("organization_members") {
			ids = append(ids, m["user"].(tree)["id"].(string))
		}
		return ids
	}
	equal(t, "all", ids(""), []string{"owner", "ann", "eager", "stranger"})
	equal(t, "who may train", ids("?required_scopes=Models_Train&required_scopes=Models_Get"), []string{"owner", "ann", "stranger"})
	h.expect(404, 11101, "GET", "/v2/organizations/acme/apps/private/members", "")
}

func (h *harness) invite(email, role string) answer {
	return h.do("POST", "/v2/organizations/acme/invitations",
		fmt.Sprintf(`{"invitations":[{"invitee_email":%q,"role":{"id":%q}}]}`, email, h.memberRole(role)))
}

func TestTheLifeOfAnInvitation(t *testing.T) {
	config := company()
	config.InvitationLifetime = time.Hour
	h := start(t, config)
	ids := map[string]string{}
	for _, who := range []string{"Bob@Home.test", "declines@x.test", "cancelled@x.test", "late@x.test", "eager@acme.test"} {
		a := h.invite(who, "Team Contributor")
		equal(t, who, a.status, 200)
		ids[who] = a.list("invitations")[0]["id"].(string)
	}
	bob := ids["Bob@Home.test"]
	shown := h.get("/v2/organizations/acme/invitations/" + bob).body["invitation"].(tree)
	equal(t, "shown", []any{shown["invitee_email"], shown["role"].(tree)["name"], shown["organization"].(tree)["name"], shown["primary_email_exists"], shown["accepted_at"]},
		[]any{"Bob@Home.test", "Team Contributor", "Acme", nil, nil})
	h.expect(200, 10000, "GET", "/v2/organization_invitation/"+bob, "", "Authorization", "")

	h.as("ann").expect(404, 11101, "POST", "/v2/users/me/organization_invitation_accept/"+bob, "")
	h.expect(403, 11007, "POST", "/v2/users/bob/organization_invitation_accept/"+bob, "")
	h.as("bob").ok("POST", "/v2/users/BOB/organization_invitation_accept/"+bob, "")
	h.as("bob").expect(400, 10020, "POST", "/v2/users/me/organization_invitation_accept/"+bob, "")
	h.ok("PATCH", "/v2/organizations/acme/invitations", `{"action":"remove","invitations":[{"id":"`+ids["cancelled@x.test"]+`"}]}`)
	h.expect(400, 10020, "PATCH", "/v2/organizations/acme/invitations", `{"action":"remove","invitations":[{"id":"`+bob+`"}]}`)
	h.expect(400, 11102, "PATCH", "/v2/organizations/acme/invitations", `{"action":"merge","invitations":[{"id":"`+bob+`"}]}`)
	if err := h.Decline("acme", "declines@x.test"); err != nil {
		t.Fatal(err)
	}
	h.Advance(time.Hour)
	for status, want := range map[string][]any{
		"ACCEPTED": {"Bob@Home.test", "eager@acme.test"}, "DECLINED": {"declines@x.test"},
		"CANCELLED": {"cancelled@x.test"}, "EXPIRED": {"late@x.test"}, "PENDING": nil,
	} {
		equal(t, status, h.get("/v2/organizations/acme/invitations?status="+status).column("invitations", "invitee_email"), want)
	}
	equal(t, "all", len(h.get("/v2/organizations/acme/invitations?status=0").list("invitations")), 5)
	var members []string
	for _, m := range h.org("acme").Members {
		members = append(members, m.UserID+" "+m.Role)
	}
	equal(t, "members", members, []string{"owner Admin", "ann Organization User", "eager Team Contributor", "bob Team Contributor"})
}

func TestOnlyOnePendingInvitationAnAddress(t *testing.T) {
	h := start(t, company())
	equal(t, "first", h.invite("new@x.test", "Admin").status, 200)
	equal(t, "second", h.invite("NEW@x.test", "Admin").status, 409)
	equal(t, "of a member", h.invite("ann@acme.test", "Admin").status, 409)
	if err := h.Expire("acme", "new@x.test"); err != nil {
		t.Fatal(err)
	}
	equal(t, "after the first has expired", h.invite("new@x.test", "Admin").status, 200)
	equal(t, "no address", h.invite("new", "Admin").status, 400)
	h.expect(400, 11102, "POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"y@x.test"}]}`)
}

func TestAnInviteeWithoutAnAccountRegistersFirst(t *testing.T) {
	h := start(t, company())
	h.invite("Zoë.Ann@x.test", "Team Contributor")
	if err := h.Accept("acme", "zoë.ann@x.test"); err == nil {
		member := h.org("acme").Members[2]
		equal(t, "member", member.Role, "Team Contributor")
		pat, _, _ := h.Credentials(member.UserID)
		h.expect(200, 10000, "GET", "/v2/organizations/acme", "", "Authorization", "Key "+pat)
	} else {
		t.Fatal(err)
	}
	if err := h.Accept("acme", "nobody@x.test"); err == nil {
		t.Error("accepted what was not there")
	}
}

func TestTheLifeOfATeam(t *testing.T) {
	h := start(t, company())
	const teams = "/v2/organizations/acme/teams"
	a := h.ok("POST", teams, `{"teams":[{"id":"red","name":"Red Team"},{"id":"blue"}]}`)
	equal(t, "created", a.column("teams", "id"), []any{"red", "blue"})
	h.expect(409, 40010, "POST", teams, `{"teams":[{"id":"red"}]}`)
	h.expect(400, 11102, "POST", teams, `{"teams":[{"id":"a/b"}]}`)
	trainer := h.teamRole("Model Trainer")
	h.ok("PATCH", teams, `{"action":"merge","teams":[{"id":"red","default_role_id":"`+trainer+`"}]}`)
	shown := h.get(teams + "/red").body["team"].(tree)
	equal(t, "merged", []any{shown["name"], shown["default_role_id"]}, []any{"Red Team", trainer})
	h.ok("PATCH", teams, `{"action":"remove","teams":[{"id":"red","name":"x"}]}`)
	equal(t, "removed the name", h.org("acme").Teams[0].Name, "")
	h.ok("PATCH", teams, `{"action":"overwrite","teams":[{"id":"red","name":"Rot"}]}`)
	equal(t, "overwritten", h.org("acme").Teams[0], Team{ID: "red", Name: "Rot"})
	h.expect(404, 11101, "PATCH", teams, `{"action":"merge","teams":[{"id":"green","name":"x"}]}`)
	h.expect(400, 11102, "PATCH", teams, `{"action":"merge","teams":[{"id":"red","default_role_id":"`+h.memberRole("Admin")+`"}]}`)

	equal(t, "queried", h.get(teams+"?query=RO").column("teams", "id"), []any{"red"})
	h.ok("DELETE", teams, `{"ids":["red"]}`)
	h.expect(404, 11101, "GET", teams+"/red", "")
	h.expect(404, 11101, "DELETE", teams, `{"ids":["red"]}`)
}

func TestOnlyMembersCanBePutOnATeam(t *testing.T) {
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "red"}}
	h := start(t, config)
	const users = "/v2/organizations/acme/teams/red/users"
	a := h.ok("POST", users, `{"user_ids":["ANN","owner"]}`)
	equal(t, "added", a.column("team_users", "user_id"), []any{"ann", "owner"})
	h.expect(400, 11102, "POST", users, `{"user_ids":["bob"]}`)
	h.expect(409, 40010, "POST", users, `{"user_ids":["ann"]}`)
	h.expect(404, 11101, "POST", "/v2/organizations/acme/teams/none/users", `{"user_ids":["ann"]}`)
	equal(t, "queried", h.get(users+"?query=%C3%85ng").column("team_users", "user_id"), []any{"ann"})
	h.ok("DELETE", users, `{"user_ids":["Ann"]}`)
	h.expect(404, 11101, "DELETE", users, `{"user_ids":["ann"]}`)
	equal(t, "left", h.org("acme").Teams[0].Members, []string{"owner"})
}

func TestOnlyTheOrganizationsAppsCanBeGivenToATeam(t *testing.T) {
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "red"}, {ID: "blue", DefaultRole: "labeler_lead"}}
	h := start(t, config)
	const apps = "/v2/organizations/acme/teams/red/apps"
	full := h.teamRole("full access")
	h.ok("POST", apps, `{"apps":[{"app_id":"vision","role_id":"`+full+`"}]}`)
	got := h.get(apps).list("apps")
	equal(t, "listed", got, []tree{{
		"team_id": "red", "role_id": full, "role_name": "Full Access", "app_name": "Vision",
		"app": tree{"user_id": "acme", "app_id": "vision"},
	}})
	h.expect(404, 11101, "POST", apps, `{"apps":[{"app_id":"private","role_id":"`+full+`"}]}`)
	h.expect(400, 11102, "POST", apps, `{"apps":[{"app_id":"text"}]}`)
	h.ok("POST", "/v2/organizations/acme/teams/blue/apps", `{"apps":[{"app_id":"text"}]}`)
	equal(t, "default role", h.org("acme").Teams[1].Apps, []TeamApp{{"text", "Labeler Lead"}})
	equal(t, "queried", len(h.get(apps+"?query=nothing").list("apps")), 0)
	h.ok("DELETE", apps, `{"app_ids":["vision"]}`)
	h.expect(404, 11101, "DELETE", apps, `{"app_ids":["vision"]}`)
}

func TestRoleIDsAreTheServersOwn(t *testing.T) {
	h := start(t, company())
	seen := map[any]bool{}
	for _, r := range h.get("/v2/roles").list("roles") {
		if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(r["id"].(string)) || seen[r["id"]] {
			t.Errorf("role %v has the id %v", r["name"], r["id"])
		}
		seen[r["id"]] = true
		one := h.get("/v2/roles/" + r["id"].(string)).body["role"]
		equal(t, "one by one", one, any(r))
	}
	h.expect(404, 11101, "GET", "/v2/roles/Admin", "")
}

func TestEnumsAreNumbersAndZeroIsLeftOut(t *testing.T) {
	h := start(t, company())
	roles := h.get("/v2/roles").list("roles")
	equal(t, "ORG", roles[0]["type"], any(1.))
	equal(t, "TEAM", roles[9]["type"], nil)
}

func TestUsersAndTheirStars(t *testing.T) {
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
	ann = h.get("/v2/users/ann").body["user"].(tree)
	equal(t, "no longer", []any{ann["is_starred"], ann["star_count"]}, []any{nil, 1.})
	h.expect(404, 11101, "DELETE", "/v2/user_stars", `{"user_ids":["ann"]}`)
	h.expect(404, 11101, "POST", "/v2/user_stars", `{"user_stars":[{"user_id":"nobody"}]}`)
}

func TestPages(t *testing.T) {
	config := company()
	for i := range 1100 {
		config.Organizations[0].Teams = append(config.Organizations[0].Teams, Team{ID: fmt.Sprintf("t%d", i)})
	}
	h := start(t, config)
	size := func(h *harness, query string) int {
		return len(h.get("/v2/organizations/acme/teams" + query).list("teams"))
	}
	for query, want := range map[string]int{
		"": 128, "?page=0": 128, "?page=1&per_page=0": 128, "?per_page=1000": 1000, "?per_page=1000&page=2": 100,
		"?per_page=1000&page=3": 0, "?page=4294967295&per_page=1000": 0, "?page=9": 76, "?page=10": 0,
	} {
		equal(t, query, size(h, query), want)
	}
	h.expect(400, 11102, "GET", "/v2/organizations/acme/teams?per_page=1001", "")
	if raw := h.get("/v2/organizations/acme/teams?page=10").raw; !strings.Contains(raw, `"teams":[]`) {
		t.Errorf("an empty page is no empty list: %s", raw)
	}
	config.ClampPerPage = 500
	clamping := start(t, config)
	equal(t, "clamped", size(clamping, "?per_page=1000"), 500)
	equal(t, "clamped again", size(clamping, "?per_page=1001&page=3"), 100)
}

func TestTimestampsHaveNoneToNineDecimals(t *testing.T) {
	config := company()
	config.Clock = func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.FixedZone("", 3600)) }
	for i := range 40 {
		config.Organizations[0].Teams = append(config.Organizations[0].Teams, Team{ID: fmt.Sprintf("t%d", i)})
	}
	h := start(t, config)
	seen := map[int]bool{}
	for _, at := range h.get("/v2/organizations/acme/teams").column("teams", "created_at") {
		text := at.(string)
		if parsed, err := time.Parse(time.RFC3339Nano, text); err != nil || !parsed.Equal(config.Clock()) || !strings.HasSuffix(text, "Z") {
			t.Fatalf("timestamp %s", text)
		}
		_, decimals, _ := strings.Cut(strings.TrimSuffix(text, "Z"), ".")
		seen[len(decimals)] = true
	}
	equal(t, "kinds", len(seen), 10)
	precise := stamp{time.Date(2026, 7, 1, 0, 0, 0, 120_000_000, time.UTC), 3}
	data, _ := json.Marshal(precise)
	equal(t, "written", string(data), `"2026-07-01T00:00:00.120Z"`)
	if s := new(state).stamp(precise.Time); s.decimals < 2 {
		t.Errorf("%d decimals lose what the time holds", s.decimals)
	}
}

func TestABadSeedIsAnError(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"user id":            func(c *Config) { c.Users[1].ID = "a b" },
		"user twice":         func(c *Config) { c.Users[1].ID = "OWNER" },
		"email":              func(c *Config) { c.Users[1].Email = "ann" },
		"email twice":        func(c *Config) { c.Users[1].Email = "BOB@home.test"; slices.Reverse(c.Users) },
		"scope":              func(c *Config) { c.Users[1].Scopes = []string{"Everything"} },
		"PAT":                func(c *Config) { c.Users[1].PAT = "a b" },
		"PAT twice":          func(c *Config) { c.Users[1].PAT, c.Users[2].PAT = "same", "same" },
		"organization id":    func(c *Config) { c.Organizations[0].ID = "" },
		"organization taken": func(c *Config) { c.Organizations[0].ID = "ann" },
		"owner":              func(c *Config) { c.Organizations[0].Owner = "nobody" },
		"member":             func(c *Config) { c.Organizations[0].Members[0].UserID = "nobody" },
		"member role":        func(c *Config) { c.Organizations[0].Members[0].Role = "Model Trainer" },
		"app owner":          func(c *Config) { c.Apps[0].Owner = "nobody" },
		"app id":             func(c *Config) { c.Apps[0].ID = "" },
		"app twice":          func(c *Config) { c.Apps[1].ID = "vision" },
		"team id":            func(c *Config) { c.Organizations[0].Teams = []Team{{}} },
		"team role":          func(c *Config) { c.Organizations[0].Teams = []Team{{ID: "a", DefaultRole: "Admin"}} },
		"team member":        func(c *Config) { c.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"bob"}}} },
		"team app": func(c *Config) {
			c.Organizations[0].Teams = []Team{{ID: "a", Apps: []TeamApp{{"private", "Full Access"}}}}
		},
		"invitation role": func(c *Config) { c.Organizations[0].Invitations = []Invitation{{Email: "a@b.test"}} },
		"invitation status": func(c *Config) {
			c.Organizations[0].Invitations = []Invitation{{Email: "a@b.test", Role: "Admin", Status: "x"}}
		},
		"fault kind":   func(c *Config) { c.Faults = []Fault{{}} },
		"fault status": func(c *Config) { c.Faults = []Fault{{Kind: FaultStatus, Status: 99}} },
	} {
		config := company()
		spoil(&config)
		if s, err := Start(config); err == nil {
			s.Close()
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAnInviteeDeclines(t *testing.T) {
	config := company()
	config.Organizations[0].Invitations = []Invitation{{Email: "bob@acme.test", Role: "Admin"}}
	h := start(t, config)
	path := "/v2/users/me/organization_invitation_decline/" + h.org("acme").Invitations[0].ID
	h.as("ann").expect(404, 11101, "POST", path, "")
	h.as("bob").ok("POST", path, "")
	h.as("bob").expect(400, 10020, "POST", path, "")
	equal(t, "status", h.org("acme").Invitations[0].Status, "DECLINED")
	equal(t, "members", len(h.org("acme").Members), 2)
}

func TestInvitationsAreSeededInEveryStatus(t *testing.T) {
	config := company()
	statuses := []string{"PENDING", "ACCEPTED", "CANCELLED", "DECLINED", "EXPIRED"}
	for _, status := range statuses {
		config.Organizations[0].Invitations = append(config.Organizations[0].Invitations,
			Invitation{Email: status + "@x.test", Role: "team contributor", Status: status})
	}
	config.Organizations[0].Invitations = append(config.Organizations[0].Invitations,
		Invitation{Email: "bob@acme.test", Role: "Admin", Status: "ACCEPTED"})
	h := start(t, config)
	for i, status := range statuses {
		equal(t, "status", h.org("acme").Invitations[i].Status, status)
	}
	equal(t, "who accepted is a member", h.org("acme").Members[2], Member{"bob", "bob@acme.test", "Admin"})
}

func TestDeletingAnOrganizationDeletesItsApps(t *testing.T) {
	h := start(t, company())
	h.ok("DELETE", "/v2/organizations/acme", "")
	h.ok("POST", "/v2/organizations", `{"organizations":[{"id":"acme","name":"Acme"}]}`)
	h.expect(404, 11101, "GET", "/v2/organizations/acme/apps/vision/members", "")
}

func TestOnlyOnesOwnOrganizationsAreListed(t *testing.T) {
	h := start(t, company())
	equal(t, "own", len(h.get("/v2/organizations?user_app_id.user_id=me").list("organizations")), 1)
	h.expect(403, 11007, "GET", "/v2/organizations?user_app_id.user_id=ann", "")
}

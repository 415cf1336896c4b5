package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
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

	h.expect(400, 11102, "PATCH", "/v2/organizations/New-Co", `{"action":"merge","organizations":[{"billing_email":""}]}`)
	h.ok("PATCH", "/v2/organizations/New-Co", `{"action":"merge","organizations":[{"billing_email":"z@new.test"}]}`)
	equal(t, "after merge", h.org("New-Co").Name+"|"+h.org("New-Co").BillingEmail, "New & Co|z@new.test")
	h.expect(409, 40010, "PATCH", "/v2/organizations/New-Co", `{"action":"merge","organizations":[{"name":"ACME"}]}`)
	h.expect(400, 11102, "PATCH", "/v2/organizations/New-Co", `{"action":"overwrite","organizations":[{"billing_email":"y@new.test"}]}`)
	h.ok("PATCH", "/v2/organizations/New-Co", `{"action":"overwrite","organizations":[{"id":"new-co","name":"Renamed","billing_email":"b@x.test"}]}`)
	equal(t, "after overwrite", h.org("New-Co").Name, "Renamed")
	h.expect(400, 11102, "PATCH", "/v2/organizations/New-Co", `{"organizations":[{"name":"x"}]}`)

	h.ok("DELETE", "/v2/organizations/New-Co", "")
	h.expect(404, 11101, "GET", "/v2/organizations/New-Co", "")
	h.expect(404, 11101, "DELETE", "/v2/organizations/New-Co", "")
}

func TestOrganizationsAreUniqueByIdAndByName(t *testing.T) {
	h := start(t, company())
	for _, body := range []string{`{"id":"ACME","name":"Other","billing_email":"b@x.test"}`, `{"id":"other","name":"acme","billing_email":"b@x.test"}`,
		`{"id":"Ann","name":"Ann's","billing_email":"b@x.test"}`} {
		h.expect(409, 40010, "POST", "/v2/organizations", `{"organizations":[`+body+`]}`)
	}
	for _, id := range []string{"", "-a", "a-", "a b", "ä", strings.Repeat("a", 33)} {
		h.expect(400, 11102, "POST", "/v2/organizations", fmt.Sprintf(`{"organizations":[{"id":%q,"name":"N","billing_email":"b@x.test"}]}`, id))
	}
	h.expect(400, 11102, "POST", "/v2/organizations", `{"organizations":[{"id":"fine","billing_email":"b@x.test"}]}`)
	h.expect(400, 11102, "POST", "/v2/organizations", `{"organizations":[{"id":"fine","name":"Fine"}]}`)
	h.expect(403, 11007, "POST", "/v2/organizations", `{"user_app_id":{"user_id":"bob"},"organizations":[{"id":"fine","name":"Fine","billing_email":"b@x.test"}]}`)
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
	for _, path := range []string{"/v2/organizations/acme/members/Ann", "/v2/organizations/acme/leave"} {
		config := company()
		config.Organizations[0].Members[0].Role = "Admin"
		config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann", "owner"}}}
		h := start(t, config)
		h.as("ann").ok("DELETE", path, "")
		equal(t, path, h.org("acme").Teams[0].Members, []string{"owner"})
	}
}

func TestAnOrganizationHasAnAccount(t *testing.T) {
	h := start(t, company())
	account := h.get("/v2/users/acme").body["user"].(tree)
	equal(t, "account", []any{account["id"], account["company_name"]}, []any{"acme", "Acme"})
}

func TestAnInvitationTakesEachStepOfItsLifeOnce(t *testing.T) {
	steps := map[string]func(*harness, string) answer{
		"accept": func(h *harness, id string) answer {
			return h.as("bob").do("POST", "/v2/users/me/organization_invitation_accept/"+id, "")
		},
		"decline": func(h *harness, id string) answer {
			return h.as("bob").do("POST", "/v2/users/me/organization_invitation_decline/"+id, "")
		},
		"cancel": func(h *harness, id string) answer {
			return h.do("PATCH", "/v2/organizations/acme/invitations", `{"action":"remove","invitations":[{"id":"`+id+`"}]}`)
		},
	}
	for first := range steps {
		for second := range steps {
			h := start(t, company())
			id := h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"bob@home.test","role":{"id":"`+
				h.memberRole("Organization User")+`"}}]}`).list("invitations")[0]["id"].(string)
			if a := steps[first](h, id); a.status != 200 {
				t.Errorf("%s: %s", first, a.raw)
			}
			want := 400
			if first == "cancel" && second == "cancel" { // as it is
				want = 200
			}
			if a := steps[second](h, id); a.status != want {
				t.Errorf("%s after %s: HTTP %d, want %d", second, first, a.status, want)
			}
		}
	}
}

func TestAcceptingDoesNotChangeTheRoleOfAMember(t *testing.T) {
	h := start(t, company())
	id := h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"bob@acme.test","role":{"id":"`+
		h.memberRole("Organization User")+`"}}]}`).list("invitations")[0]["id"].(string)
	h.ok("POST", "/v2/organizations/acme/members", `{"member_id":"bob","role_id":"`+h.memberRole("Admin")+`"}`)
	h.as("bob").ok("POST", "/v2/users/me/organization_invitation_accept/"+id, "")
	equal(t, "role", h.org("acme").Members[2].Role, "Admin")
}

func TestWhoAcceptsAtOnceDoesSoUnderThePrimaryAddressAlone(t *testing.T) {
	config := company()
	config.Users[3].OtherEmails = []string{"eager@home.test"}
	h := start(t, config)
	invite := func(email string) {
		h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"`+email+`","role":{"id":"`+h.memberRole("Organization User")+`"}}]}`)
	}
	invite("eager@home.test")
	equal(t, "members", len(h.org("acme").Members), 2)
	invite("eager@acme.test")
	equal(t, "members", len(h.org("acme").Members), 3)
	h.expect(409, 40010, "POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"eager@home.test","role":{"id":"`+
		h.memberRole("Organization User")+`"}}]}`)
}

func TestEveryListHasPages(t *testing.T) {
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

func TestAPatchMovesTheTimeOfTheLastChange(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	config := company()
	config.Clock = func() time.Time { return now }
	config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann"}}}
	h := start(t, config)
	h.Advance(time.Hour)
	for path, patch := range map[string]string{
		"/v2/organizations/acme":       `{"action":"merge","organizations":[{"name":"Acme 2"}]}`,
		"/v2/organizations/acme/teams": `{"action":"merge","teams":[{"id":"a","name":"A 2"}]}`,
		"/v2/users/acme/apps/vision":   `{"action":"overwrite","app":{"name":"V"}}`,
	} {
		a := h.ok("PATCH", path, patch)
		changed, ok := a.body["organization"].(tree)
		if !ok {
			changed, ok = a.body["app"].(tree)
		}
		if !ok {
			changed = a.list("teams")[0]
		}
		created, modified := fmt.Sprint(changed["created_at"]), fmt.Sprint(changed["modified_at"])
		if !strings.HasPrefix(created, "2026-01-01T00:00:00") || !strings.HasPrefix(modified, "2026-01-01T01:00:00") {
			t.Errorf("%s: created at %s, modified at %s", path, created, modified)
		}
	}
	if at := h.get("/v2/organizations/acme/teams/a/users").list("team_users")[0]["created_at"]; at == nil {
		t.Error("a team user has no time")
	}
	for _, r := range h.get("/v2/roles").list("roles") {
		if r["created_at"] == nil || r["modified_at"] == nil || r["description"] == nil {
			t.Errorf("role %v lacks something", r)
		}
	}
}

func TestAStrangerIsRefusedOnEveryRouteOfAnOrganization(t *testing.T) {
	ids := strings.NewReplacer("{user_app_id.user_id}", "acme", "{user_app_id.app_id}", "vision", "{team_id}", "a", "{member_id}", "ann", "{id}", "x", "{invitation_id}", "x")
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann"}}}
	checked := 0
	for _, b := range bindings() {
		if operationOf(b.RPC) == nil || !strings.HasPrefix(b.Path, "/v2/organizations/{") || b.Auth == "NoAuth" {
			continue
		}
		checked++
		h := start(t, config).as("stranger")
		body := ""
		if b.Body == "*" {
			body = "{}"
		}
		a := h.do(b.Method, ids.Replace(b.Path), body)
		want := 403
		if b.RPC == "GetOrganization" {
			want = 404
		}
		if a.status != want {
			t.Errorf("%s %s: HTTP %d %s", b.Method, b.Path, a.status, a.raw)
		}
	}
	if checked < 25 {
		t.Errorf("%d routes", checked)
	}
}

func TestAPublicRouteDoesNotLookAtCredentials(t *testing.T) {
	config := company()
	config.Organizations[0].Invitations = []Invitation{{Email: "a@x.test", Role: "Admin"}}
	h := start(t, config)
	id := h.org("acme").Invitations[0].ID
	for _, key := range []string{"", "Key nobody", "Bearer x"} {
		h.expect(200, 10000, "GET", "/v2/organization_invitation/"+id, "", "Authorization", key)
	}
}

func TestMeIsNobodysID(t *testing.T) {
	if _, err := Start(Config{InMemory: true, Users: []User{{ID: "Me"}}}); err == nil {
		t.Error("it can be seeded")
	}
	config := company()
	config.Organizations[0].Invitations = []Invitation{{Email: "me@new.test", Role: "Admin"}}
	h := start(t, config)
	if err := h.Accept("acme", "me@new.test"); err != nil {
		t.Fatal(err)
	}
	if id := h.org("acme").Members[2].UserID; id != "me-2" {
		t.Errorf("who registers is called %s", id)
	}
}

func TestTwoOrganizationsOfOneNameAreNotSeeded(t *testing.T) {
	if _, err := Start(Config{InMemory: true, Organizations: []Organization{{ID: "a", Name: "Same"}, {ID: "b", Name: "SAME"}}}); err == nil {
		t.Error("they are")
	}
}

func TestTheClockMovesOnEachTime(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	config := company()
	config.Clock = func() time.Time { return now }
	h := start(t, config)
	h.Advance(time.Hour)
	h.Advance(time.Hour)
	a := h.ok("POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","name":"A"}]}`)
	if at := fmt.Sprint(a.list("teams")[0]["created_at"]); !strings.HasPrefix(at, "2026-01-01T02:00:00") {
		t.Errorf("it is %s", at)
	}
}

func TestALagKeepsNoMoreThanItCanShow(t *testing.T) {
	config := company()
	config.Lag = time.Nanosecond
	h := start(t, config)
	for n := range 50 {
		h.ok("POST", "/v2/organizations/acme/teams", fmt.Sprintf(`{"teams":[{"id":"t%d","name":"T"}]}`, n))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.versions); n > 3 {
		t.Errorf("%d states are kept", n)
	}
}

func TestSearchesCountAsReads(t *testing.T) {
	h := start(t, company())
	h.ok("POST", "/v2/users/acme/apps/searches", `{}`)
	h.ok("POST", searches, `{}`)
	h.ok("POST", "/v2/users/me/validate_password", `{"password":{"plaintext":"x"}}`)
	h.do("OPTIONS", "/v2/roles", "")
	for _, r := range h.Requests() {
		if r.Write {
			t.Errorf("%s %s is a write", r.Method, r.Path)
		}
	}
}

func TestARequestIsRecordedWithItsCallerWhateverBecomesOfIt(t *testing.T) {
	config := company()
	config.Faults = []Fault{{Method: "GET", Route: "/v2/roles", Kind: FaultStatus, Status: 500, Count: 1}}
	h := start(t, config)
	h.Handle("GET /v2/users/me", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	h.do("GET", "/v2/roles", "")
	h.do("GET", "/v2/users/me", "")
	h.do("PUT", "/v2/roles", "")
	h.do("GET", "/v2/roles?page=007&per_page=00", "")
	requests := h.Requests()
	for i, want := range []Request{{UserID: "owner", Status: 500, Route: "/v2/roles"}, {UserID: "owner", Status: 200, Route: "/v2/users/{user_app_id.user_id}"},
		{Status: 405, Route: "/v2/roles"}, {UserID: "owner", Status: 200, Route: "/v2/roles"}} {
		got := requests[i]
		if got.UserID != want.UserID || got.Status != want.Status || got.Route != want.Route {
			t.Errorf("request %d is %+v", i, got)
		}
	}
}

func TestAKeyTwiceAndWhatIsNoUTF8AreRefused(t *testing.T) {
	h := start(t, company())
	for _, body := range []string{
		`{"teams":[{"id":"a","id":"b","name":"T"}]}`, `{"teams":[],"teams":[{"id":"a","name":"T"}]}`, "{\"teams\":[{\"id\":\"a\",\"name\":\"a\xff\"}]}",
	} {
		h.expect(400, 11100, "POST", "/v2/organizations/acme/teams", body)
	}
	h.ok("POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"id","name":"id"},{"id":"name","name":"id"}]}`)
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
	unasked := h.get("/v2/users/ann").body["user"].(tree)
	equal(t, "unasked", []any{unasked["is_starred"], unasked["star_count"]}, []any{nil, nil})
	ann = h.get("/v2/users/ann?additional_fields=all").body["user"].(tree)
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
		"": 20, "?page=0": 20, "?page=1&per_page=0": 20, "?per_page=1000": 1000, "?per_page=1000&page=2": 100,
		"?per_page=1000&page=3": 0, "?page=4294967295&per_page=1000": 0, "?page=55": 20, "?page=56": 0,
	} {
		equal(t, query, size(h, query), want)
	}
	h.expect(400, 11102, "GET", "/v2/organizations/acme/teams?per_page=1001", "")
	if raw := h.get("/v2/organizations/acme/teams?page=56").raw; !strings.Contains(raw, `"teams":[]`) {
		t.Errorf("an empty page is no empty list: %s", raw)
	}
	config.ClampPerPage = 500
	clamping := start(t, config)
	equal(t, "clamped", size(clamping, "?per_page=1000"), 500)
	equal(t, "clamped again", size(clamping, "?per_page=1001&page=3"), 100)

	config.ClampPerPage, config.FilterEvery = 0, 10
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

func TestAPageOfUnstatedSizeHasTheListsDefault(t *testing.T) {
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
	h.ok("POST", "/v2/organizations", `{"organizations":[{"id":"acme","name":"Acme","billing_email":"b@x.test"}]}`)
	h.expect(404, 11101, "GET", "/v2/organizations/acme/apps/vision/members", "")
}

func TestOnlyOnesOwnOrganizationsAreListed(t *testing.T) {
	h := start(t, company())
	equal(t, "own", len(h.get("/v2/organizations?user_app_id.user_id=me").list("organizations")), 1)
	h.expect(403, 11007, "GET", "/v2/organizations?user_app_id.user_id=ann", "")
}

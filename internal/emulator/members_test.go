package emulator

import "testing"

func TestMembers_AddUpdateRemove(t *testing.T) {
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
		{"owner", "Admin", "owner@acme.test"}, {"ann", "Organization User", "ann@acme.test"}, {"bob", "Admin", "bob@acme.test"},
	})

	h.ok("DELETE", "/v2/organizations/acme/members/bob", "")
	h.expect(404, 11101, "DELETE", "/v2/organizations/acme/members/bob", "")
	h.as("ann").ok("DELETE", "/v2/organizations/acme/leave", "")
	equal(t, "left", len(h.org("acme").Members), 1)
}

func TestMembers_LeaveTheirTeams(t *testing.T) {
	for _, path := range []string{"/v2/organizations/acme/members/Ann", "/v2/organizations/acme/leave"} {
		config := company()
		config.Organizations[0].Members[0].Role = "Admin"
		config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann", "owner"}}}
		h := start(t, config)
		h.as("ann").ok("DELETE", path, "")
		equal(t, path, h.org("acme").Teams[0].Members, []string{"owner"})
	}
}

func TestMembers_EmailVariants(t *testing.T) {
	for variant, want := range map[MemberEmails][2]any{
		MemberEmailsPrimary: {"ann@acme.test", nil},
		MemberEmailsDetail:  {nil, "ann@acme.test"},
		MemberEmailsHidden:  {nil, nil},
	} {
		config := company()
		config.Variants.MemberEmails = variant
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

func TestMembers_ListForApp(t *testing.T) {
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

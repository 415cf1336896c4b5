package emulator

import (
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestInvitations_ChangeStatusOnce(t *testing.T) {
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

func TestInvitations_AcceptKeepsTheRoleOfAMember(t *testing.T) {
	h := start(t, company())
	id := h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"bob@acme.test","role":{"id":"`+
		h.memberRole("Organization User")+`"}}]}`).list("invitations")[0]["id"].(string)
	h.ok("POST", "/v2/organizations/acme/members", `{"member_id":"bob","role_id":"`+h.memberRole("Admin")+`"}`)
	h.as("bob").ok("POST", "/v2/users/me/organization_invitation_accept/"+id, "")
	equal(t, "role", h.org("acme").Members[2].Role, "Admin")
}

func TestInvitations_AcceptsAtOnceNeedsThePrimaryAddress(t *testing.T) {
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

func (h *harness) invite(email, role string) answer {
	return h.do("POST", "/v2/organizations/acme/invitations",
		fmt.Sprintf(`{"invitations":[{"invitee_email":%q,"role":{"id":%q}}]}`, email, h.memberRole(role)))
}

func TestInvitations_EveryStatus(t *testing.T) {
	config := company()
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
	h.Advance(invitationLifetime)
	for status, want := range map[string][]any{
		"ACCEPTED": {"Bob@Home.test", "eager@acme.test"}, "DECLINED": {"declines@x.test"},
		"CANCELLED": {"cancelled@x.test"}, "EXPIRED": {"late@x.test"}, "PENDING": nil,
	} {
		equal(t, status, h.get("/v2/organizations/acme/invitations?status="+status).column("invitations", "invitee_email"), want)
	}
	equal(t, "all", len(h.get("/v2/organizations/acme/invitations?status=0").list("invitations")), 5)
	var members []string
	for _, m := range h.org("acme").Members {
		members = append(members, m.UserID+" "+string(m.Role))
	}
	equal(t, "members", members, []string{"owner Admin", "ann Organization User", "eager Team Contributor", "bob Team Contributor"})
}

func TestInvitations_OnePendingPerAddress(t *testing.T) {
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

func TestInvitations_AcceptRegistersTheInvitee(t *testing.T) {
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

func TestInvitations_Decline(t *testing.T) {
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

func TestInvitations_ConfiguredInEveryStatus(t *testing.T) {
	config := company()
	statuses := []clarifai.InvitationStatus{"PENDING", "ACCEPTED", "CANCELLED", "DECLINED", "EXPIRED"}
	for _, status := range statuses {
		config.Organizations[0].Invitations = append(config.Organizations[0].Invitations,
			Invitation{Email: string(status) + "@x.test", Role: "team contributor", Status: status})
	}
	config.Organizations[0].Invitations = append(config.Organizations[0].Invitations,
		Invitation{Email: "bob@acme.test", Role: "Admin", Status: "ACCEPTED"})
	h := start(t, config)
	for i, status := range statuses {
		equal(t, "status", h.org("acme").Invitations[i].Status, status)
	}
	equal(t, "who accepted is a member", h.org("acme").Members[2], Member{"bob", "Admin", "bob@acme.test"})
}

func TestInvitations_CancelVariants(t *testing.T) {
	for variant, want := range map[Cancel][]string{
		CancelMarks: {"CANCELLED"}, CancelIgnores: {"PENDING"}, CancelDeletes: nil,
	} {
		config := company()
		config.Variants.Cancel = variant
		config.Organizations[0].Invitations = []Invitation{{Email: "a@x.test", Role: "Admin"}}
		h := start(t, config)
		a := h.ok("PATCH", "/v2/organizations/acme/invitations",
			`{"action":"remove","invitations":[{"id":"`+h.org("acme").Invitations[0].ID+`"}]}`)
		var got []string
		for _, inv := range h.org("acme").Invitations {
			got = append(got, string(inv.Status))
		}
		equal(t, "left", got, want)
		if marked := a.list("invitations")[0]["cancelled_at"] != nil; marked != (variant == CancelMarks) {
			t.Errorf("variant %d: cancelled_at shown: %v", variant, marked)
		}
	}
}

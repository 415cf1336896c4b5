package emulator

import "testing"

func TestNotifications(t *testing.T) {
	config := company()
	config.Notifications = []Notification{
		{UserID: "ann", ID: "one", Title: "One", Summary: "First", Description: "The first one."}, {UserID: "ann", ID: "two", Read: true}, {UserID: "bob", ID: "bobs"},
	}
	h := start(t, config).as("ann")
	const path = "/v2/users/me/notifications"
	equal(t, "all", h.get(path).column("notifications", "id"), []any{"one", "two"})
	equal(t, "unread", h.get(path+"?unread_only=true").column("notifications", "id"), []any{"one"})
	equal(t, "a description in a list", h.get(path).column("notifications", "description"), []any{nil, nil})
	equal(t, "a description", h.get(path + "/one").body["notification"].(tree)["description"], any("The first one."))
	h.expect(404, 11101, "GET", path+"/bobs", "")
	h.expect(403, 11007, "GET", "/v2/users/bob/notifications", "")

	changed := h.ok("PATCH", path, `{"action":"overwrite","notifications":[{"id":"one","is_read":true},{"id":"two"}]}`)
	if at := changed.column("notifications", "read_at"); at[0] == nil || at[1] != nil {
		t.Errorf("read at %v", at)
	}
	equal(t, "what is not marked as read is not", []bool{h.Notifications("ann")[0].Read, h.Notifications("ann")[1].Read}, []bool{true, false})
	h.expect(400, 11102, "PATCH", path, `{"action":"merge","notifications":[{"id":"one"}]}`)
	h.expect(404, 11101, "PATCH", path, `{"action":"overwrite","notifications":[{"id":"bobs","is_read":true}]}`)

	h.ok("DELETE", path, `{"ids":["one"]}`)
	h.expect(404, 11101, "DELETE", path, `{"ids":["bobs"]}`)
	equal(t, "left", h.get(path).column("notifications", "id"), []any{"two"})
	equal(t, "somebody else's", len(h.Notifications("bob")), 1)
}

func TestNotifications_Invitation(t *testing.T) {
	config := company()
	config.Organizations[0].Invitations = []Invitation{
		{Email: "stranger@else.test", Role: "Admin"}, {Email: "bob@acme.test", Role: "Admin", Status: "DECLINED"},
	}
	h := start(t, config)
	equal(t, "of one in the Config", h.as("stranger").get("/v2/users/me/notifications").column("notifications", "title"), []any{"Invitation to Acme"})
	equal(t, "of one that is over", len(h.Notifications("bob")), 0)
	role, _ := h.RoleID("Admin", true)
	h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"bob@home.test","role":{"id":"`+role+`"}},{"invitee_email":"new@new.test","role":{"id":"`+role+`"}}]}`)
	got := h.Notifications("bob")
	if len(got) != 1 || got[0].Read || got[0].Description != "You are invited to join the organization Acme (acme) as Admin." {
		t.Errorf("an invitation of another address: %+v", got)
	}
}

package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

const searches = "/v2/users/acme/audit_log/searches"

// logged gives one field of what a search finds.
func (h *harness) logged(query, field string) []any {
	h.t.Helper()
	return h.ok("POST", searches, `{"sort_ascending":true,"query":`+query+`}`).column("entries", field)
}

func TestAuditLog_RecordsEvents(t *testing.T) {
	h := start(t, company())
	role, teamRole := h.memberRole("Organization User"), h.teamRole("Model Trainer")
	for _, did := range []struct {
		as, method, path, body string
		events                 []any
	}{
		{"owner", "POST", "/v2/organizations/acme/members", `{"member_id":"bob","role_id":"` + role + `"}`, []any{100.}},
		{"owner", "PATCH", "/v2/organizations/acme/members", `{"action":"overwrite","organization_members":[{"id":"bob","role_id":"` + role + `"},{"id":"ann","role_id":"` + role + `"}]}`, []any{101., 101.}},
		{"owner", "POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"stranger@else.test","role":{"id":"` + role + `"}}]}`, []any{103.}},
		{"owner", "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","name":"A"},{"id":"b","name":"B"}]}`, []any{107., 107.}},
		{"owner", "PATCH", "/v2/organizations/acme/teams", `{"action":"merge","teams":[{"id":"a","name":"AA"}]}`, []any{108.}},
		{"owner", "POST", "/v2/organizations/acme/teams/a/users", `{"user_ids":["bob"]}`, []any{110.}},
		{"owner", "DELETE", "/v2/organizations/acme/teams/a/users", `{"user_ids":["bob"]}`, []any{111.}},
		{"owner", "POST", "/v2/organizations/acme/teams/a/apps", `{"apps":[{"app_id":"vision","role_id":"` + teamRole + `"}]}`, []any{112.}},
		{"owner", "DELETE", "/v2/organizations/acme/teams/a/apps", `{"app_ids":["vision"]}`, []any{113.}},
		{"owner", "DELETE", "/v2/organizations/acme/teams", `{"ids":["a"]}`, []any{109.}},
		{"owner", "POST", "/v2/users/acme/apps", `{"apps":[{"id":"new"}]}`, []any{600.}},
		{"owner", "PATCH", "/v2/users/acme/apps/new", `{"action":"overwrite","app":{"name":"New"}}`, []any{601.}},
		{"owner", "PATCH", "/v2/users/acme/apps/ids", `{"action":"overwrite","ids":[{"id":"new","new_id":"newer"}]}`, []any{601.}},
		{"owner", "POST", "/v2/users/acme/apps/newer/collaborators", `{"collaborators":[{"user":{"id":"stranger"},"scopes":["Apps_Get"]}]}`, []any{700.}},
		{"owner", "DELETE", "/v2/users/acme/apps/newer/collaborators", `{"user_emails":["stranger@else.test"]}`, []any{702.}},
		{"owner", "DELETE", "/v2/users/acme/apps/newer", "", []any{602.}},
		{"owner", "DELETE", "/v2/organizations/acme/members/bob", "", []any{102.}},
		{"ann", "DELETE", "/v2/organizations/acme/leave", "", []any{102.}},
	} {
		before := len(h.AuditLog("acme"))
		a := h.as(did.as).ok(did.method, did.path, did.body)
		req := a.body["status"].(tree)["req_id"]
		var got []any
		for _, e := range h.AuditLog("acme")[before:] {
			got = append(got, float64(events()[string(e.Operation)]))
			if e.UserID != did.as || e.Refused || e.RequestID != req || e.SourceIP != "127.0.0.1" || e.Timestamp.IsZero() {
				t.Errorf("%s %s left %+v", did.method, did.path, e)
			}
		}
		equal(t, did.method+" "+did.path, got, did.events)
	}
}

func TestAuditLog_RecordsInvitations(t *testing.T) {
	h := start(t, company())
	role := h.memberRole("Organization User")
	invite := func(email string) string {
		return h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"`+email+`","role":{"id":"`+role+`"}}]}`).
			list("invitations")[0]["id"].(string)
	}
	h.as("bob").ok("POST", "/v2/users/me/organization_invitation_accept/"+invite("bob@acme.test"), "")
	h.as("stranger").ok("POST", "/v2/users/me/organization_invitation_decline/"+invite("stranger@else.test"), "")
	h.ok("PATCH", "/v2/organizations/acme/invitations", `{"action":"remove","invitations":[{"id":"`+invite("x@else.test")+`"}]}`)
	equal(t, "events", h.logged("{}", "operation"), []any{103., 105., 103., 106., 103., 104.})
}

func TestAuditLog_RecordsRefusalsWithTheirReason(t *testing.T) {
	h := start(t, company())
	a := h.as("ann").expect(403, 11007, "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","name":"A"}]}`)
	h.expect(404, 11101, "DELETE", "/v2/organizations/acme/teams", `{"ids":["none"]}`)
	h.as("stranger").expect(403, 11007, "DELETE", "/v2/organizations/acme/members/ann", "")
	h.expect(401, 11009, "DELETE", "/v2/organizations/acme/members/ann", "", "Authorization", "Key nobody") // who, is not known
	found := h.ok("POST", searches, `{"query":{"success":false},"sort_ascending":true}`)
	equal(t, "events", found.column("entries", "operation"), []any{107., 109., 102.})
	equal(t, "success", found.column("entries", "success"), []any{false, false, false})
	equal(t, "request", found.list("entries")[0]["req_id"], a.body["status"].(tree)["req_id"])
	if why := fmt.Sprint(found.list("entries")[0]["details"]); !strings.Contains(why, "Create, edit, delete teams") {
		t.Errorf("the reason is %s", why)
	}
}

func TestAuditLog_AFailedWriteRecordsOnlyItsRefusal(t *testing.T) {
	h := start(t, company())
	h.expect(409, 40010, "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","name":"A"},{"id":"a","name":"A"}]}`)
	equal(t, "entries", len(h.AuditLog("acme")), 1)
}

// aLog has an entry each hour, by ann and bob in turn.
func aLog(t *testing.T, config Config) (*harness, time.Time) {
	t.Helper()
	h := start(t, config)
	began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 10 {
		entry := AuditEntry{
			Timestamp: began.Add(time.Duration(n) * time.Hour), UserID: []string{"ann", "bob"}[n%2], Operation: clarifai.EventType(eventNames()[int32(100+n)]),
			Targets: []AuditTarget{{TeamID: fmt.Sprint("t", n%3)}, {AppID: "vision", OwnerID: "acme"}}, Refused: n == 9,
			SourceIP: fmt.Sprint("192.0.2.", n%2), RequestID: fmt.Sprint("r", n),
		}
		if err := h.AddAuditEntries("acme", entry); err != nil {
			t.Fatal(err)
		}
	}
	return h, began
}

func TestAuditLog_Filters(t *testing.T) {
	h, _ := aLog(t, company())
	for query, want := range map[string][]any{
		`{}`: {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"},
		`{"timestamp_from":"2026-01-01T07:30:00Z"}`:                                          {"r8", "r9"},
		`{"timestamp_to":"2026-01-01T01:30:00Z"}`:                                            {"r0", "r1"},
		`{"user_ids":["ANN"],"timestamp_to":"2026-01-01T03:00:00Z"}`:                         {"r0", "r2"},
		`{"operations":["ORGANIZATION_MEMBER_CHANGE",103]}`:                                  {"r1", "r3"},
		`{"targets":[{"team":{"id":"t1"}}]}`:                                                 {"r1", "r4", "r7"},
		`{"targets":[{"team":{"id":"t1"}},{"team":{"id":"t2"}}],"source_ips":["192.0.2.0"]}`: {"r2", "r4", "r8"},
		`{"targets":[{"app":{"id":"vision","user_id":"acme"}}],"success":false}`:             {"r9"},
		`{"targets":[{"app":{"id":"vision","user_id":"other"}}]}`:                            nil,
		`{"targets":[{"team":{"id":"t1"},"app":{"id":"vision"}}]}`:                           nil, // one thing is not both
		`{"success":true,"user_ids":["bob"],"source_ips":["192.0.2.0"]}`:                     nil,
	} {
		equal(t, query, h.logged(query, "req_id"), want)
	}
	newest := h.ok("POST", searches, `{"pagination":{"page":2,"per_page":3}}`)
	equal(t, "a page, newest first", newest.column("entries", "req_id"), []any{"r6", "r5", "r4"})
	h.expect(400, 11102, "POST", searches, `{"query":{"colour":"red"}}`)
	h.expect(404, 11101, "POST", "/v2/users/nobody/audit_log/searches", `{}`)
	equal(t, "one's own", h.as("ann").ok("POST", "/v2/users/me/audit_log/searches", `{}`).list("entries"), nil)
}

func TestAuditLog_BoundsVariants(t *testing.T) {
	for bounds, want := range map[Bounds][]any{
		BoundsInclusive: {"r2", "r3", "r4"}, BoundsHalfOpen: {"r2", "r3"}, BoundsExclusive: {"r3"},
	} {
		config := company()
		config.Variants.AuditBounds = bounds
		h, _ := aLog(t, config)
		equal(t, fmt.Sprint(bounds), h.logged(`{"timestamp_from":"2026-01-01T02:00:00Z","timestamp_to":"2026-01-01T04:00:00Z"}`, "req_id"), want)
	}
}

func TestAuditLog_NeedsAPlan(t *testing.T) {
	config := company()
	config.Variants.PayAsYouGo = true
	h := start(t, config)
	h.expect(403, 11006, "POST", searches, `{}`)
	for _, request := range [][3]string{
		{"POST", "", `{"teams":[{"id":"a","name":"A"}]}`},
		{"PATCH", "", `{"action":"merge","teams":[{"id":"a","name":"A"}]}`},
		{"DELETE", "", `{"ids":["a"]}`},
		{"POST", "/a/users", `{"user_ids":["ann"]}`},
		{"DELETE", "/a/users", `{"user_ids":["ann"]}`},
		{"POST", "/a/apps", `{"apps":[{"app_id":"vision"}]}`},
		{"DELETE", "/a/apps", `{"app_ids":["vision"]}`},
	} {
		h.expect(403, 11006, request[0], "/v2/organizations/acme/teams"+request[1], request[2])
	}
	h.get("/v2/organizations/acme/teams")
}

func TestAuditLog_SearchesWhileItGrows(t *testing.T) {
	h := start(t, company())
	entries := make([]AuditEntry, 100_000)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range entries {
		entries[i] = AuditEntry{Timestamp: at.Add(time.Duration(i) * time.Second), UserID: "ann", Operation: clarifai.EventType(eventNames()[300])}
	}
	if err := h.AddAuditEntries("acme", entries...); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- h.AddAuditEntries("acme", entries...) }()
	a := h.ok("POST", searches, `{"sort_ascending":true,"pagination":{"page":100,"per_page":1000}}`)
	if err := <-done; err != nil || len(a.list("entries")) != 1000 {
		t.Errorf("%d entries, %v", len(a.list("entries")), err)
	}
}

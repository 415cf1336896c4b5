package emulator

import (
	"strings"
	"testing"
)

func TestRespond_EnumsAreNumbers(t *testing.T) {
	h := start(t, company())
	roles := h.get("/v2/roles").list("roles")
	equal(t, "ORG", roles[0]["type"], any(1.))
	equal(t, "TEAM", roles[9]["type"], nil)
}

func TestRespond_ErrorsHaveTheShapeOfTheOperation(t *testing.T) {
	h := start(t, company())
	for _, a := range []answer{
		h.expect(401, 11102, "GET", "/v2/organizations/acme/teams", "", "Authorization", ""),
		h.expect(404, 11101, "GET", "/v2/organizations/nobody/teams", ""),
		h.expect(400, 11102, "GET", "/v2/organizations/acme/teams?x=1", ""),
	} {
		if !strings.Contains(a.raw, `"teams":[]`) {
			t.Errorf("no empty list beside the status: %s", a.raw)
		}
	}
}

func TestRespond_RequestIDHasThePrefix(t *testing.T) {
	h := start(t, company())
	seen := map[string]bool{}
	for range 3 {
		a := h.expect(200, 10000, "GET", "/v2/organizations/acme", "", "X-Clarifai-Request-ID-Prefix", "run-7-")
		id := a.body["status"].(tree)["req_id"].(string)
		if !strings.HasPrefix(id, "run-7-") || len(id) < 20 || seen[id] {
			t.Errorf("req_id %q", id)
		}
		seen[id] = true
	}
	if got := h.Requests()[0].RequestID; !seen[got] {
		t.Errorf("recorded req_id %q was not sent", got)
	}
}

func TestRespond_ExistsVariants(t *testing.T) {
	for variant, want := range map[Exists][2]int{
		ExistsConflict: {409, 40010}, ExistsFailure: {400, 10020}, ExistsDuplicateKey: {400, 40010}, ExistsSilent: {200, 10000},
	} {
		config := company()
		config.Variants.Exists = variant
		org := &config.Organizations[0]
		org.Teams = []Team{{ID: "red", Name: "Red", Members: []string{"ann"}}}
		org.Invitations = []Invitation{{Email: "new@x.test", Role: "Admin"}}
		h := start(t, config)
		admin := h.memberRole("Admin")
		for path, body := range map[string]string{
			"":                      `{"organizations":[{"id":"acme","name":"Acme 2","billing_email":"b@x.test"}]}`,
			"/acme/members":         `{"member_id":"ann","role_id":"` + admin + `"}`,
			"/acme/invitations":     `{"invitations":[{"invitee_email":"New@x.test","role":{"id":"` + admin + `"}}]}`,
			"/acme/teams":           `{"teams":[{"id":"red","name":"Red 2"}]}`,
			"/acme/teams/red/users": `{"user_ids":["ann"]}`,
		} {
			h.expect(want[0], want[1], "POST", "/v2/organizations"+path, body)
		}
		o := h.org("acme")
		copies := 1
		if variant == ExistsSilent {
			copies = 2
			a := h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"ann@acme.test","role":{"id":"`+admin+`"}}]}`)
			equal(t, "an invitation of a member", len(a.list("invitations")), 1)
			h.expect(409, 40010, "POST", "/v2/organizations", `{"organizations":[{"id":"new","name":"ACME","billing_email":"b@x.test"}]}`)
			h.as("stranger").expect(409, 40010, "POST", "/v2/organizations", `{"organizations":[{"id":"acme","name":"Mine","billing_email":"b@x.test"}]}`)
		}
		equal(t, "organization", o.Name, "Acme")
		equal(t, "member", o.Members[1].Role, "Organization User")
		equal(t, "invitations", len(o.Invitations), copies)
		equal(t, "teams", len(o.Teams), copies)
		equal(t, "team members", o.Teams[0].Members, []string{"ann"})
	}
}

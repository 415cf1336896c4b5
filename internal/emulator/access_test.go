package emulator

import (
	"strings"
	"testing"
)

func TestAccess_OutsidersSeeNothing(t *testing.T) {
	h := start(t, company()).as("stranger")
	h.expect(404, 11101, "GET", "/v2/organizations/acme", "")
	h.expect(403, 11007, "GET", "/v2/organizations/acme/members", "")
	h.expect(403, 11007, "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a"}]}`)
	h.expect(403, 11007, "GET", "/v2/users/owner/organizations", "")
	equal(t, "listed", len(h.get("/v2/organizations").list("organizations")), 0)
}

func TestAccess_OutsidersAreRefusedOnEveryRoute(t *testing.T) {
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

package emulator

import (
	"fmt"
	"strings"
	"testing"
)

func TestOrganizations_CreateUpdateDelete(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", "/v2/organizations", `{"organizations":[{"id":"New-Co","name":"New & Co","billing_email":"x@new.test"}]}`)
	equal(t, "created", a.column("organizations", "id"), []any{"New-Co"})
	equal(t, "owner", h.org("New-Co").Members, []Member{{"owner", "Admin", "owner@acme.test"}})
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

func TestOrganizations_UniqueIDAndName(t *testing.T) {
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

func TestOrganizations_AreUsers(t *testing.T) {
	h := start(t, company())
	account := h.get("/v2/users/acme").body["user"].(tree)
	equal(t, "account", []any{account["id"], account["company_name"]}, []any{"acme", "Acme"})
}

func TestOrganizations_DeleteRemovesApps(t *testing.T) {
	h := start(t, company())
	h.ok("DELETE", "/v2/organizations/acme", "")
	h.ok("POST", "/v2/organizations", `{"organizations":[{"id":"acme","name":"Acme","billing_email":"b@x.test"}]}`)
	h.expect(404, 11101, "GET", "/v2/organizations/acme/apps/vision/members", "")
}

func TestOrganizations_ListIsTheCallers(t *testing.T) {
	h := start(t, company())
	equal(t, "own", len(h.get("/v2/organizations?user_app_id.user_id=me").list("organizations")), 1)
	h.expect(403, 11007, "GET", "/v2/organizations?user_app_id.user_id=ann", "")
}

func TestOrganizations_PlanLimits(t *testing.T) {
	config := company()
	config.Variants.PayAsYouGo = true
	h := start(t, config)
	h.expect(403, 11006, "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a"}]}`)
	h.expect(403, 11006, "POST", "/v2/organizations", `{"organizations":[{"id":"second","name":"Second","billing_email":"b@x.test"}]}`)
	h.as("bob").ok("POST", "/v2/organizations", `{"organizations":[{"id":"first","name":"First","billing_email":"b@x.test"}]}`)

	h = start(t, company())
	for i := range maxOrganizations - 1 {
		h.ok("POST", "/v2/organizations", fmt.Sprintf(`{"organizations":[{"id":"o%d","name":"N%d","billing_email":"b@x.test"}]}`, i, i))
	}
	h.expect(403, 11006, "POST", "/v2/organizations", `{"organizations":[{"id":"more","name":"More","billing_email":"b@x.test"}]}`)
}

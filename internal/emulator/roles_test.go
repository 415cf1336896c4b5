package emulator

import (
	"regexp"
	"testing"
)

func TestRoles_IDs(t *testing.T) {
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

func TestRoles_NameVariants(t *testing.T) {
	for variant, want := range map[RoleNames]string{
		RoleNamesDisplay: "Organization Contributor", RoleNamesSnake: "organization_contributor", RoleNamesUpperSnake: "ORGANIZATION_CONTRIBUTOR",
	} {
		config := company()
		config.Variants.RoleNames = variant
		h := start(t, config)
		equal(t, "name", h.get("/v2/roles?types=ORG").list("roles")[2]["name"], any(want))
		equal(t, "read helpers stay", h.org("acme").Members[0].Role, "Admin")
	}
}

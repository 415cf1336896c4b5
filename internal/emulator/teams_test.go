package emulator

import "testing"

func TestTeams_CreateUpdateDelete(t *testing.T) {
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

func TestTeams_IgnoreDefaultRoleVariant(t *testing.T) {
	config := company()
	config.Variants.IgnoreDefaultRole = true
	config.Organizations[0].Teams = []Team{{ID: "red"}}
	h := start(t, config)
	h.ok("PATCH", "/v2/organizations/acme/teams", `{"action":"merge","teams":[{"id":"red","default_role_id":"`+h.teamRole("Full Access")+`"}]}`)
	equal(t, "team", h.org("acme").Teams[0].DefaultRole, "")
}

package emulator

import "testing"

func TestTeamMembers_MustBeMembers(t *testing.T) {
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

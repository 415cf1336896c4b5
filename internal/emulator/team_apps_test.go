package emulator

import (
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestTeamApps_MustBeTheOrganizations(t *testing.T) {
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "red"}, {ID: "blue", DefaultRole: "labeler_lead"}}
	h := start(t, config)
	const apps = "/v2/organizations/acme/teams/red/apps"
	full := h.teamRole("full access")
	h.ok("POST", apps, `{"apps":[{"app_id":"vision","role_id":"`+full+`"}]}`)
	got := h.get(apps).list("apps")
	equal(t, "listed", got, []tree{{
		"team_id": "red", "role_id": full, "role_name": "Full Access", "app_name": "Vision",
		"app": tree{"user_id": "acme", "app_id": "vision"},
	}})
	h.expect(404, 11101, "POST", apps, `{"apps":[{"app_id":"private","role_id":"`+full+`"}]}`)
	h.expect(400, 11102, "POST", apps, `{"apps":[{"app_id":"text"}]}`)
	h.ok("POST", "/v2/organizations/acme/teams/blue/apps", `{"apps":[{"app_id":"text"}]}`)
	equal(t, "default role", h.org("acme").Teams[1].Apps, []TeamApp{{"text", "Labeler Lead"}})
	equal(t, "queried", len(h.get(apps+"?query=nothing").list("apps")), 0)
	h.ok("DELETE", apps, `{"app_ids":["vision"]}`)
	h.expect(404, 11101, "DELETE", apps, `{"app_ids":["vision"]}`)
}

func TestTeamApps_RoleVariants(t *testing.T) {
	for variant, want := range map[AppRole]struct {
		status, code int
		role         clarifai.TeamRole
	}{
		AppRoleSet: {200, 10000, "Labeler Lead"}, AppRoleRefused: {409, 40010, "Full Access"}, AppRoleIgnored: {200, 10000, "Full Access"},
	} {
		config := company()
		config.Variants.AppRole = variant
		config.Organizations[0].Teams = []Team{{ID: "red", Apps: []TeamApp{{"vision", "Full Access"}}}}
		h := start(t, config)
		h.expect(want.status, want.code, "POST", "/v2/organizations/acme/teams/red/apps",
			`{"apps":[{"app_id":"vision","role_id":"`+h.teamRole("Labeler Lead")+`"}]}`)
		equal(t, "role", h.org("acme").Teams[0].Apps, []TeamApp{{"vision", want.role}})
	}
}

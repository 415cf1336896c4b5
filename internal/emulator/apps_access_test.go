package emulator

import (
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestAppAccess_FollowsRoleTeamAndVisibility(t *testing.T) {
	everyone := []string{"owner", "ann", "contributor", "teamie", "idle", "money", "infra", "bob", "stranger"}
	for visibility, want := range map[clarifai.Visibility][]string{
		"":       {"owner", "ann", "contributor", "teamie", "bob"},
		"ORG":    {"owner", "ann", "contributor", "teamie", "idle", "money", "infra", "bob"},
		"PUBLIC": everyone,
	} {
		config := staff()
		config.Apps[0].Visibility = visibility
		config.Apps[0].Collaborators = []Collaborator{{UserID: "bob", Scopes: []string{"Apps_Get"}}}
		h := start(t, config)
		var seeing []string
		for _, id := range everyone {
			a := h.as(id).do("GET", vision, "")
			if a.status == 200 {
				seeing = append(seeing, id)
			} else if a.status != 404 || a.code() != 11101. {
				t.Errorf("%s: HTTP %d, %v: the answer tells that the app is there", id, a.status, a.code())
			}
			listed := slices.Contains(h.as(id).get(acmeApps).column("apps", "id"), any("vision"))
			equal(t, id+" lists what is seen", listed, a.status == 200)
		}
		equal(t, string(visibility), seeing, want)
		// The organization's list of an app's members is of the same mind.
		members := []string{}
		for _, m := range h.get("/v2/organizations/acme/apps/vision/members").list("organization_members") {
			members = append(members, m["user"].(tree)["id"].(string))
		}
		equal(t, "members", members, slices.DeleteFunc(slices.Clone(want), func(id string) bool { return id == "bob" || id == "stranger" }))
	}
}

func TestAppAccess_MembersHaveTheScopesOfTheirRole(t *testing.T) {
	config := staff()
	config.Apps[0].Visibility = "ORG"
	config.Apps[0].Collaborators = []Collaborator{{UserID: "money", Scopes: []string{"Models_Train"}}}
	h := start(t, config)
	var training []string
	for _, m := range h.get("/v2/organizations/acme/apps/vision/members?required_scopes=Models_Train").list("organization_members") {
		training = append(training, m["user"].(tree)["id"].(string))
	}
	equal(t, "training", training, []string{"owner", "contributor", "teamie", "money"})
	h.as("idle").expect(404, 11101, "GET", "/v2/organizations/acme/apps/text/members", "")
}

func TestAppAccess_UpdatesNeedOwnershipOrAScope(t *testing.T) {
	config := company()
	config.Apps[0].Visibility = "PUBLIC"
	config.Apps[0].Collaborators = []Collaborator{
		{UserID: "bob", Scopes: []string{"Apps_Get", "Apps_Add"}}, {UserID: "eager", Scopes: []string{"Apps_Get"}},
	}
	config.Apps[2].Visibility = "PUBLIC"
	h := start(t, config)
	const body = `{"action":"overwrite","app":{"name":"x","visibility":{"gettable":50}}}`
	h.as("bob").ok("PATCH", vision, body)
	h.as("eager").expect(403, 11007, "PATCH", vision, body)
	h.as("stranger").expect(403, 11007, "PATCH", vision, body)
	h.as("bob").expect(403, 11007, "DELETE", vision, "")
	h.as("bob").expect(403, 11007, "PATCH", vision+"/owner", `{"new_owner_id":"bob"}`)
	h.as("stranger").expect(403, 11007, "PATCH", "/v2/users/ann/apps/private", body)
	h.as("stranger").expect(403, 11007, "POST", "/v2/users/ann/apps", `{"apps":[{"id":"x"}]}`)
	h.as("stranger").expect(403, 11007, "POST", acmeApps, `{"apps":[{"id":"x"}]}`)
	h.as("stranger").expect(404, 11101, "PATCH", acmeApps+"/text", body)
	h.as("ann").ok("PATCH", "/v2/users/me/apps/private", body)
}

func TestAppAccess_VisibilityNeedsAnotherPermission(t *testing.T) {
	for name, status := range map[clarifai.MemberRole]int{"Team Contributor": 403, "Organization Contributor": 200} {
		config := company()
		config.Organizations[0].Members[0].Role = name
		config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann"}, Apps: []TeamApp{{"vision", "Full Access"}}}}
		h := start(t, config).as("ann")
		h.ok("PATCH", "/v2/users/acme/apps/vision", `{"action":"overwrite","app":{"notes":"n"}}`)
		for _, path := range []string{"", "/partial"} {
			body := `{"action":"overwrite","app":{"visibility":{"gettable":"PUBLIC"}}}`
			if path != "" {
				body = `{"action":"overwrite","apps":[{"visibility":{"gettable":"ORG"}}]}`
			}
			if a := h.do("PATCH", "/v2/users/acme/apps/vision"+path, body); a.status != status {
				t.Errorf("%s%s: %s", name, path, a.raw)
			}
		}
	}
}

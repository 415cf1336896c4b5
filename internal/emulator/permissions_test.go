package emulator

import (
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// documented is Clarifai's table of what member roles may do, as far as it is
// about what the emulator carries: the columns are those of columns.
var documented = map[string][]string{
	//                               Admin Financial OrgContrib TeamContrib OrgUser Infra
	"Invite, modify, delete members":       {"yes", "", "no", "no", "no", ""},
	"Create, edit, delete teams":           {"yes", "", "yes", "no", "no", ""},
	"Add members to teams":                 {"yes", "", "yes", "no", "no", ""},
	"add apps to teams":                    {"yes", "", "yes", "no", "no", ""},
	"Create apps":                          {"yes", "", "yes", "no", "no", ""},
	"Edit app ID":                          {"yes", "", "yes", "no", "no", ""},
	"Edit app description; edit app notes": {"yes", "", "yes", "yes", "no", ""},
	"Delete app":                           {"yes", "", "yes", "no", "no", ""},
	"View collaborators":                   {"yes", "", "yes", "yes", "yes", ""},
	"Edit collaborators":                   {"yes", "", "yes", "no", "no", ""},
	"View financial data":                  {"yes", "yes", "no", "no", "no", "no"},
}

var columns = []string{
	"Admin", "Financial Manager", "Organization Contributor", "Team Contributor", "Organization User", "Infrastructure Manager",
}

// rpcsOf are the RPCs that take a line of the table.
var rpcsOf = map[string][]string{
	"Invite, modify, delete members":       {"PostOrganizationMember", "PatchOrganizationMember", "DeleteOrganizationMember", "PostOrganizationInvitations", "PatchOrganizationInvitations"},
	"Create, edit, delete teams":           {"PostTeams", "PatchTeams", "DeleteTeams"},
	"Add members to teams":                 {"PostTeamUsers", "DeleteTeamUsers"},
	"add apps to teams":                    {"PostTeamApps", "DeleteTeamApps"},
	"Create apps":                          {"PostApps", "PatchAppOwner"},
	"Edit app ID":                          {"PatchAppsIds"},
	"Edit app description; edit app notes": {"PatchApp", "PatchApps", "PatchAppsDetails"},
	"Delete app":                           {"DeleteApp"},
	"View collaborators":                   {"ListCollaborators"},
	"Edit collaborators":                   {"PostCollaborators", "PatchCollaborators", "DeleteCollaborators"},
	"View financial data":                  {"GetBillingUsage", "GetHistoricalUsage", "PostHistoricalUsage", "GetRealtimeUsage", "ListUserBillingCycles", "ListUserCycles", "ListPlans", "GetSubscription", "ListCreditCards"},
}

func TestPermissions_MatchTheDocumentedTable(t *testing.T) {
	checked := 0
	for line, cells := range documented {
		for i, name := range columns {
			for _, rpc := range rpcsOf[line] {
				r := role{name: name}
				if got, want := r.may(rpc), cells[i] == "yes"; got != want {
					t.Errorf("%s, %s (%s): %v", name, line, rpc, got)
				}
				checked++
			}
		}
	}
	for rpc, p := range permissionOf {
		listed := slices.ContainsFunc(slices.Collect(func(yield func([]string) bool) {
			for _, rpcs := range rpcsOf {
				if !yield(rpcs) {
					return
				}
			}
		}), func(rpcs []string) bool { return slices.Contains(rpcs, rpc) })
		if !listed && (p.name != administer.name || len(p.roles) > 0) {
			t.Errorf("%s takes %q, and stands in no line", rpc, p.name)
		}
		if !slices.ContainsFunc(bindings(), func(b *binding) bool { return b.RPC == rpc }) {
			t.Errorf("no route of the facts is %s", rpc)
		}
	}
	if checked < 100 {
		t.Errorf("%d checks", checked)
	}
}

func TestPermissions_EveryRole(t *testing.T) {
	requests := [][3]string{
		{"POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"x","name":"X"}]}`},
		{"POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"x@else.test","role":{"id":"ROLE"}}]}`},
		{"POST", "/v2/users/acme/apps", `{"apps":[{"id":"x"}]}`},
		{"DELETE", "/v2/users/acme/apps/text", ""},
		{"PATCH", "/v2/organizations/acme", `{"action":"merge","organizations":[{"name":"Acme 2"}]}`},
		{"POST", searches, `{}`},
		{"GET", "/v2/organizations/acme/members", ""},
		{"GET", "/v2/organizations/acme/teams", ""},
	}
	may := map[string]string{ // by the order of requests
		"Admin": "yyyyyyyy", "Financial Manager": "nnnnnnyy", "Organization Contributor": "ynyynnyy",
		"Team Contributor": "nnnnnnyy", "Organization User": "nnnnnnyy", "Infrastructure Manager": "nnnnnnyy",
	}
	for name, verdicts := range may {
		for i, request := range requests {
			config := company()
			config.Organizations[0].Members[0].Role = clarifai.MemberRole(name)
			h := start(t, config)
			body := strings.ReplaceAll(request[2], "ROLE", h.memberRole("Organization User"))
			a := h.as("ann").do(request[0], request[1], body)
			switch {
			case verdicts[i] == 'y' && a.status != 200:
				t.Errorf("%s, %s %s: %s", name, request[0], request[1], a.raw)
			case verdicts[i] == 'n' && (a.code() != 11007. && a.code() != 11101.): // an app that is not seen is missing
				t.Errorf("%s, %s %s: %s", name, request[0], request[1], a.raw)
			}
		}
	}
}

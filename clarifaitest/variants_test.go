package clarifaitest_test

import (
	"fmt"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestEachVariantReachesTheServer(t *testing.T) {
	post := func(path, body string) func(*clarifaitest.Server) (int, string) {
		return func(s *clarifaitest.Server) (int, string) { return do(t, s, "POST", path, body) }
	}
	get := func(path string) func(*clarifaitest.Server) (int, string) {
		return func(s *clarifaitest.Server) (int, string) { return do(t, s, "GET", path, "") }
	}
	const org = "/v2/organizations/acme"
	twoTeams := post(org+"/teams", `{"teams":[{"id":"new"},{"id":"-"}]}`)
	redAgain := post(org+"/teams", `{"teams":[{"id":"red"}]}`)
	appAgain := func(s *clarifaitest.Server) (int, string) {
		role := s.RoleID(clarifai.TeamRoleModelTrainer, clarifai.RoleTypeTeam)
		status, _ := do(t, s, "POST", org+"/teams/red/apps", `{"apps":[{"app_id":"vision","role_id":"`+role+`"}]}`)
		return status, string(s.TeamApps("acme", "red")[0].Role)
	}
	cancel := func(s *clarifaitest.Server) (int, string) {
		status, _ := do(t, s, "PATCH", org+"/invitations", `{"action":"remove","invitations":[{"id":"`+s.Invitations("acme")[0].ID+`"}]}`)
		return status, fmt.Sprint(s.Invitations("acme"))
	}
	defaultRole := func(s *clarifaitest.Server) (int, string) {
		status, _ := do(t, s, "PATCH", org+"/teams", `{"action":"overwrite","teams":[{"id":"red"}]}`)
		return status, "<" + string(s.Teams("acme")[0].DefaultRole) + ">"
	}
	reader := clarifaitest.WithUser(clarifaitest.User{ID: "reader", Scopes: []string{"Keys_Get"}})
	forbidden := func(s *clarifaitest.Server) (int, string) {
		status, _ := doAs(t, s, "reader", "GET", "/v2/roles", "")
		return status, ""
	}
	accept := func(s *clarifaitest.Server) (int, string) {
		return doAs(t, s, "bob", "POST", "/v2/users/me/organization_invitation_accept/"+s.Invitations("acme")[0].ID, "")
	}
	okta := clarifaitest.WithIdentityProvider(clarifaitest.IdentityProvider{
		OrganizationID: "acme", ID: "okta", Enabled: true, Type: "oauth", OAuthClientSecret: "hush",
	})
	overwrite := func(s *clarifaitest.Server) (int, string) {
		status, _ := do(t, s, "PATCH", org+"/identity_providers", `{"action":"overwrite","identity_providers":[{"id":"okta"}]}`)
		return status, "<" + s.IdentityProviders("acme")[0].OAuthClientSecret + ">"
	}
	for name, c := range map[string]struct {
		option []clarifaitest.Option
		ask    func(*clarifaitest.Server) (int, string)
		status int
		holds  string
	}{
		"batch, mixed":          {opts(clarifaitest.WithBatch(clarifaitest.BatchMixed)), twoTeams, 207, `"code":11102`},
		"batch, unmarked":       {opts(clarifaitest.WithBatch(clarifaitest.BatchUnmarked)), twoTeams, 207, `{"id":"-"}`},
		"batch, omitted":        {opts(clarifaitest.WithBatch(clarifaitest.BatchOmitted)), twoTeams, 207, `"id":"new"`},
		"batch, silent":         {opts(clarifaitest.WithBatch(clarifaitest.BatchSilent)), twoTeams, 200, `"id":"new"`},
		"batch, atomic":         {opts(clarifaitest.WithBatch(clarifaitest.BatchAtomic)), twoTeams, 400, `"teams":[]`},
		"exists, conflict":      {opts(clarifaitest.WithExists(clarifaitest.ExistsConflict)), redAgain, 409, "40010"},
		"exists, failure":       {opts(clarifaitest.WithExists(clarifaitest.ExistsFailure)), redAgain, 400, "10020"},
		"exists, duplicate":     {opts(clarifaitest.WithExists(clarifaitest.ExistsDuplicateKey)), redAgain, 400, "40010"},
		"exists, silent":        {opts(clarifaitest.WithExists(clarifaitest.ExistsSilent)), redAgain, 200, `"red"`},
		"app role, set":         {opts(clarifaitest.WithAppRole(clarifaitest.AppRoleSet)), appAgain, 200, "Model Trainer"},
		"app role, refused":     {opts(clarifaitest.WithAppRole(clarifaitest.AppRoleRefused)), appAgain, 409, "Full Access"},
		"app role, ignored":     {opts(clarifaitest.WithAppRole(clarifaitest.AppRoleIgnored)), appAgain, 200, "Full Access"},
		"cancel, marks":         {opts(clarifaitest.WithCancel(clarifaitest.CancelMarks)), cancel, 200, "CANCELLED"},
		"cancel, ignores":       {opts(clarifaitest.WithCancel(clarifaitest.CancelIgnores)), cancel, 200, "PENDING"},
		"cancel, deletes":       {opts(clarifaitest.WithCancel(clarifaitest.CancelDeletes)), cancel, 200, "[]"},
		"default role":          {opts(clarifaitest.WithIgnoredDefaultRole()), defaultRole, 200, "<Labeler Lead>"},
		"unknown, text":         {opts(clarifaitest.WithUnknownPath(clarifaitest.UnknownPathText)), get("/v2/x"), 404, "Not Found"},
		"unknown, envelope":     {opts(clarifaitest.WithUnknownPath(clarifaitest.UnknownPathEnvelope)), get("/v2/x"), 404, "11101"},
		"unknown, HTML":         {opts(clarifaitest.WithUnknownPath(clarifaitest.UnknownPathHTML)), get("/v2/x"), 404, "<html>"},
		"unknown, 501":          {opts(clarifaitest.WithUnknownPath(clarifaitest.UnknownPathNotImplemented)), get("/v2/x"), 501, "10040"},
		"roles, snake":          {opts(clarifaitest.WithRoleNames(clarifaitest.RoleNamesSnake)), get("/v2/roles"), 200, "model_trainer"},
		"roles, upper snake":    {opts(clarifaitest.WithRoleNames(clarifaitest.RoleNamesUpperSnake)), get("/v2/roles"), 200, "MODEL_TRAINER"},
		"roles, display":        {opts(clarifaitest.WithRoleNames(clarifaitest.RoleNamesDisplay)), get("/v2/roles"), 200, "Model Trainer"},
		"clamped pages":         {opts(clarifaitest.WithClampedPerPage(1)), get(org + "/members?per_page=5000"), 200, `"olga"`},
		"filtered pages":        {opts(clarifaitest.WithFilteredPages(2)), get(org + "/members?per_page=1"), 200, `"organization_members":[]`},
		"members' emails":       {opts(clarifaitest.WithMemberEmails(clarifaitest.MemberEmailsDetail)), get(org + "/members"), 200, `"user_detail"`},
		"pay as you go":         {opts(clarifaitest.WithPayAsYouGo()), post(org+"/teams", `{"teams":[{"id":"new"}]}`), 403, "11006"},
		"session only":          {opts(clarifaitest.WithSessionOnly()), accept, 401, "11002"},
		"forbidden status":      {opts(reader, clarifaitest.WithForbiddenStatus(401)), forbidden, 401, ""},
		"plan limit's status":   {opts(clarifaitest.WithPayAsYouGo(), clarifaitest.WithPlanLimitStatus(402)), post(org+"/teams", `{"teams":[{"id":"new"}]}`), 402, "11006"},
		"secret, blanked":       {opts(okta), overwrite, 200, `<>`},
		"secret, kept":          {opts(okta, clarifaitest.WithKeptOAuthSecrets()), overwrite, 200, `<hush>`},
		"secret, hidden":        {opts(okta), get(org + "/identity_providers"), 200, `"enabled":true`},
		"secret, shown":         {opts(okta, clarifaitest.WithShownOAuthSecrets()), get(org + "/identity_providers"), 200, `"hush"`},
		"members without email": {opts(clarifaitest.WithMemberEmails(clarifaitest.MemberEmailsHidden)), get(org + "/members"), 200, `"user":{"id":"ann","created_at"`},
	} {
		s := clarifaitest.NewServer(t, acme(c.option...)...)
		if status, body := c.ask(s); status != c.status || !strings.Contains(body, c.holds) {
			t.Errorf("%s: HTTP %d, want %d with %s\n%s", name, status, c.status, c.holds, body)
		}
	}
}

func opts(all ...clarifaitest.Option) []clarifaitest.Option { return all }

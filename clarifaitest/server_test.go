package clarifaitest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// acme is a small company, and more options.
func acme(more ...clarifaitest.Option) []clarifaitest.Option {
	return append([]clarifaitest.Option{
		clarifaitest.WithUser(clarifaitest.User{ID: "olga", Email: "olga@acme.test", FirstName: "Olga"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ann", Email: "ann@acme.test"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "bob", Email: "bob@acme.test"}),
		clarifaitest.WithApp("acme", "vision", "Vision"),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
			Teams: []clarifaitest.Team{{
				ID: "red", Name: "Red", DefaultRole: clarifai.TeamRoleLabelerLead, Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "vision", Role: clarifai.TeamRoleFullAccess}},
			}},
			Invitations: []clarifaitest.Invitation{{Email: "bob@acme.test", Role: clarifai.RoleAdmin}},
		}),
	}, more...)
}

// bubble runs a test in fake time with a server in memory.
func bubble(t *testing.T, opts []clarifaitest.Option, test func(*testing.T, *clarifaitest.Server, *clarifai.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := clarifaitest.NewServer(t, append(opts, clarifaitest.InMemory())...)
		test(t, s, s.Client())
	})
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// gather is the bot of the package's documentation.
func gather(ctx context.Context, client *clarifai.Client, org, team string) error {
	members, err := clarifai.Collect(client.Members.ListAll(ctx, org, nil))
	if err != nil {
		return err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.User.ID)
	}
	_, err = client.Teams.AddMembers(ctx, org, team, ids)
	return err
}

func TestTheBotOfTheDocumentationSurvivesALostResponse(t *testing.T) {
	server := clarifaitest.NewServer(t,
		clarifaitest.WithUser(clarifaitest.User{ID: "olga"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ann"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID:      "acme",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
			Teams:   []clarifaitest.Team{{ID: "all"}},
		}),
		clarifaitest.WithFaults(clarifaitest.Fault{
			Operation: clarifai.OpTeamsAddMembers, Kind: clarifaitest.FaultDrop, Acts: true,
		}),
	)
	if err := gather(t.Context(), server.Client(), "acme", "all"); err != nil {
		t.Fatal(err)
	}
	equal(t, "team", server.TeamMembers("acme", "all"), []string{"olga", "ann"})
}

func TestAServerWithoutSeedsHasAnOwner(t *testing.T) {
	s := clarifaitest.NewServer(t)
	me, err := s.Client().Users.GetMe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "me", []string{me.ID, me.Email()}, []string{"owner", "owner@example.com"})
}

func TestWhatIsSeededIsRead(t *testing.T) {
	s := clarifaitest.NewServer(t, acme()...)
	o, ok := s.Organization("ACME")
	if !ok {
		t.Fatal("no organization")
	}
	o.Invitations[0].ID = ""
	equal(t, "organization", o, clarifaitest.Organization{
		ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "olga", Role: clarifai.RoleAdmin, Email: "olga@acme.test"},
			{UserID: "ann", Role: clarifai.RoleOrganizationUser, Email: "ann@acme.test"},
		},
		Teams: []clarifaitest.Team{{
			ID: "red", Name: "Red", DefaultRole: clarifai.TeamRoleLabelerLead, Members: []string{"ann"},
			Apps: []clarifaitest.TeamApp{{AppID: "vision", Role: clarifai.TeamRoleFullAccess}},
		}},
		Invitations: []clarifaitest.Invitation{{Email: "bob@acme.test", Role: clarifai.RoleAdmin, Status: clarifai.InvitationPending}},
	})
	equal(t, "apps", s.TeamApps("acme", "red"), o.Teams[0].Apps)
	equal(t, "members of no organization", len(s.Members("none")), 0)
	equal(t, "members of no team", len(s.TeamMembers("acme", "none")), 0)
}

func TestWhatIsSeededOfTheOtherResourcesIsRead(t *testing.T) {
	app := clarifaitest.App{
		Owner: "acme", ID: "text", Name: "Text", Description: "d", Notes: "n", DefaultLanguage: "en", DefaultWorkflowID: "w",
		Metadata: map[string]any{"a": []any{1.}}, Visibility: clarifai.VisibilityOrg, Template: true,
		Collaborators: []clarifaitest.Collaborator{{UserID: "bob", Scopes: []string{"Predict"}, Endpoints: []string{"/x"}}},
		StarredBy:     []string{"ann"}, Counts: clarifaitest.ResourceCounts{Models: 3},
	}
	token := clarifaitest.Token{
		UserID: "ann", Secret: "secret", Description: "d", Scopes: []string{"Predict"}, Endpoints: []string{"/x"},
		Apps: []clarifaitest.AppRef{{Owner: "acme", ID: "text"}}, ExpiresAt: time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC), OrganizationID: "acme",
	}
	policy := clarifaitest.PasswordPolicy{ID: "p", OrganizationID: "acme", MinimumLength: 8, ExcludeEmail: true}
	provider := clarifaitest.IdentityProvider{OrganizationID: "acme", ID: "okta", Name: "Okta", Enabled: true, OAuthClientSecret: "hush"}
	s := clarifaitest.NewServer(t, acme(clarifaitest.WithApps(app), clarifaitest.WithToken(token),
		clarifaitest.WithPasswordPolicy(policy), clarifaitest.WithIdentityProvider(provider))...)

	got, ok := s.App("ACME", "text")
	if !ok || got.Collaborators[0].ID == "" {
		t.Fatalf("app %+v, %v", got, ok)
	}
	got.Collaborators[0].ID = ""
	equal(t, "app", got, app)
	plain, _ := s.App("acme", "vision")
	equal(t, "an app of WithApp", plain, clarifaitest.App{Owner: "acme", ID: "vision", Name: "Vision", Visibility: clarifai.VisibilityPrivate})
	if _, ok := s.App("acme", "none"); ok {
		t.Error("an app that is not there")
	}
	equal(t, "apps", len(s.Apps()), 2)

	equal(t, "tokens", s.Tokens("Ann"), []clarifaitest.Token{
		{UserID: "ann", Secret: s.PAT("ann"), Description: "seeded", Scopes: []string{"All"}}, token,
	})
	equal(t, "of nobody", len(s.Tokens("nobody")), 0)
	equal(t, "policies", s.PasswordPolicies(), []clarifaitest.PasswordPolicy{policy})
	equal(t, "providers", s.IdentityProviders("ACME"), []clarifaitest.IdentityProvider{provider})
	equal(t, "of no organization", len(s.IdentityProviders("none")), 0)
}

func TestATokenExpiresByTheServersClock(t *testing.T) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	s := clarifaitest.NewServer(t, acme(
		clarifaitest.WithClock(func() time.Time { return now }),
		clarifaitest.WithToken(clarifaitest.Token{UserID: "ann", Secret: "short", ExpiresAt: now.Add(time.Hour)}),
	)...)
	client := s.Client(clarifai.WithPAT("short"))
	me, err := client.Users.GetMe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "me", me.ID, "ann")
	s.Advance(time.Hour)
	if _, err := client.Users.GetMe(t.Context()); !errors.Is(err, clarifai.ErrUnauthorized) {
		t.Errorf("expired, and %v", err)
	}
}

func TestTheClientIsTheFirstUsersUnlessToldOtherwise(t *testing.T) {
	s := clarifaitest.NewServer(t, acme()...)
	for want, opts := range map[string][]clarifai.Option{
		"olga": nil,
		"ann":  {clarifai.WithPAT(s.PAT("ann"))},
	} {
		me, err := s.Client(opts...).Users.GetMe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "me", me.ID, want)
	}
	client, err := clarifai.NewClient(clarifai.WithBaseURL(s.URL()), clarifai.WithInsecureHTTP(), clarifai.WithSessionToken(s.SessionToken("bob")))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.Invitations.Accept(t.Context(), "me", s.Invitations("acme")[0].ID); err != nil {
		t.Fatal(err)
	}
	equal(t, "members", len(s.Members("acme")), 3)
}

func TestEveryKindOfFaultEndsInAValueOrAnError(t *testing.T) {
	for _, kind := range clarifaitest.FaultKinds() {
		for _, acts := range []bool{false, true} {
			for _, count := range []int{1, -1} {
				t.Run(fmt.Sprintf("%s acts %v count %d", kind, acts, count), func(t *testing.T) {
					bubble(t, acme(), func(t *testing.T, s *clarifaitest.Server, _ *clarifai.Client) {
						client := s.Client(clarifai.WithMaxResponseBytes(1 << 20))
						s.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: kind, Acts: acts, Count: count, Size: 2 << 20})
						ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
						defer cancel()
						team, err := client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"})
						switch _, isOurs := errors.AsType[*clarifai.Error](err); {
						case err == nil && (team == nil || team.ID != "new"):
							t.Errorf("no error, and the team %+v", team)
						case err != nil && !isOurs:
							t.Errorf("an error of type %T: %v", err, err)
						}
						teams := len(s.Teams("acme"))
						if teams > 2 || err == nil && teams != 2 {
							t.Errorf("%d teams, with error %v", teams, err)
						}
					})
				})
			}
		}
	}
}

func TestFaultsOfOneOperationLeaveTheOthersAlone(t *testing.T) {
	s := clarifaitest.NewServer(t, acme(clarifaitest.WithFaults(clarifaitest.Fault{
		Operation: clarifai.OpTeamsGet, Kind: clarifaitest.FaultStatus, Status: 400, Code: clarifai.StatusCode(10020), Count: -1,
	}))...)
	client := s.Client()
	if _, err := client.Teams.List(t.Context(), "acme", nil); err != nil {
		t.Error(err)
	}
	_, err := client.Teams.Get(t.Context(), "acme", "red")
	if e, ok := errors.AsType[*clarifai.Error](err); !ok || e.Code != 10020 || e.HTTPStatus != 400 {
		t.Errorf("error %v", err)
	}
}

func TestRequestsNameTheOperation(t *testing.T) {
	s := clarifaitest.NewServer(t, acme()...)
	client := s.Client()
	if _, err := client.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}); err != nil {
		t.Fatal(err)
	}
	got := s.Requests()
	i := slices.IndexFunc(got, func(r clarifaitest.Request) bool { return r.Operation == clarifai.OpTeamsCreate })
	if i < 0 {
		t.Fatalf("not recorded: %+v", got)
	}
	r := got[i]
	if !r.Write || r.UserID != "olga" || r.Status != 200 || r.Code.String() != "SUCCESS" || r.RequestID == "" || !strings.Contains(string(r.Body), `"new"`) {
		t.Errorf("recorded %+v", r)
	}
	s.ResetRequests()
	resp, err := s.HTTPClient().Get(s.URL() + "/v3/x")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	got = s.Requests()
	if len(got) != 1 || got[0].Operation != "" || got[0].Status != 404 {
		t.Errorf("recorded %+v", got)
	}
}

func TestEveryOperationOfThePackageIsServed(t *testing.T) {
	s := clarifaitest.NewServer(t)
	for _, r := range clarifai.Routes() {
		req, err := http.NewRequestWithContext(t.Context(), r.Method, s.URL()+r.Path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Key "+s.PAT("owner"))
		resp, err := s.HTTPClient().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode == http.StatusNotImplemented || resp.StatusCode == http.StatusMethodNotAllowed || !strings.Contains(string(body), `"req_id"`) {
			t.Errorf("%s: HTTP %d %s", r.Op, resp.StatusCode, body)
		}
	}
}

func TestAHandlerOfOnesOwnIsServed(t *testing.T) {
	s := clarifaitest.NewServer(t)
	s.Handle("GET /v2/users/{id}/apps", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"status":{"code":10000},"apps":[{"id":"of-%s"}]}`, r.PathValue("id"))
	}))
	var out struct{ Apps []struct{ ID string } }
	if err := s.Client().Call(t.Context(), "GET", "/v2/users/acme/apps", nil, nil, &out); err != nil {
		t.Fatal(err)
	}
	equal(t, "apps", out.Apps[0].ID, "of-acme")
}

func TestInvitationsLiveByTheServersClock(t *testing.T) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	s := clarifaitest.NewServer(t, acme(
		clarifaitest.WithClock(func() time.Time { return now }),
		clarifaitest.WithInvitationLifetime(time.Hour),
	)...)
	client := s.Client()
	status := func(email string) clarifai.InvitationStatus {
		for _, inv := range slices.Backward(s.Invitations("acme")) {
			if inv.Email == email {
				return inv.Status
			}
		}
		return ""
	}
	for _, email := range []string{"x@acme.test", "y@acme.test", "z@acme.test"} {
		inv, err := client.Invitations.Create(t.Context(), "acme", clarifai.CreateInvitationRequest{Email: email, Role: clarifai.RoleTeamContributor})
		if err != nil {
			t.Fatal(err)
		}
		if !inv.CreatedAt.Equal(now) {
			t.Errorf("created at %v", inv.CreatedAt)
		}
	}
	for _, err := range []error{s.Accept("acme", "bob@acme.test"), s.Accept("acme", "x@acme.test"), s.Decline("acme", "y@acme.test"), s.Expire("acme", "z@acme.test")} {
		if err != nil {
			t.Error(err)
		}
	}
	for email, want := range map[string]clarifai.InvitationStatus{
		"bob@acme.test": clarifai.InvitationAccepted, "x@acme.test": clarifai.InvitationAccepted,
		"y@acme.test": clarifai.InvitationDeclined, "z@acme.test": clarifai.InvitationExpired,
	} {
		equal(t, email, status(email), want)
	}
	equal(t, "registered", s.Members("acme")[3].UserID, "x")
	if err := s.Accept("acme", "z@acme.test"); err == nil {
		t.Error("an expired invitation was accepted")
	}
	if _, err := client.Invitations.Create(t.Context(), "acme", clarifai.CreateInvitationRequest{Email: "z@acme.test", Role: clarifai.RoleTeamContributor}); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	equal(t, "an hour later", status("z@acme.test"), clarifai.InvitationExpired)
}

func TestPaceAndLagAreFakeTimeInABubble(t *testing.T) {
	opts := acme(
		clarifaitest.WithLatency(time.Second),
		clarifaitest.WithRateLimit(clarifaitest.RateLimit{PerSecond: 0.1, Burst: 2, RetryAfter: 10 * time.Second}),
		clarifaitest.WithLag(time.Minute),
	)
	bubble(t, opts, func(t *testing.T, s *clarifaitest.Server, client *clarifai.Client) {
		began := time.Now()
		for range 3 { // the third is refused once and waits as it is told
			if _, err := client.Teams.Get(t.Context(), "acme", "red"); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, "took", time.Since(began), 14*time.Second)
		equal(t, "refusal", s.Requests()[2].Code.String(), "CONN_THROTTLED")

		if err := client.Teams.Delete(t.Context(), "acme", []string{"red"}); err != nil {
			t.Fatal(err)
		}
		equal(t, "true teams", len(s.Teams("acme")), 0)
		if _, err := client.Teams.Get(t.Context(), "acme", "red"); err != nil {
			t.Errorf("not visible yet, and %v", err)
		}
		<-time.After(time.Minute)
		if _, err := client.Teams.Get(t.Context(), "acme", "red"); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("visible, and %v", err)
		}
	})
}

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

func do(t *testing.T, s *clarifaitest.Server, method, path, body string) (int, string) {
	t.Helper()
	return doAs(t, s, "olga", method, path, body)
}

func doAs(t *testing.T, s *clarifaitest.Server, user, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Key "+s.PAT(user))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := s.HTTPClient().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(got)
}

func TestABadOptionIsAnError(t *testing.T) {
	for name, option := range map[string]clarifaitest.Option{
		"role":        clarifaitest.WithOrganization(clarifaitest.Organization{ID: "x", Members: []clarifaitest.Member{{UserID: "owner", Role: "King"}}}),
		"id":          clarifaitest.WithUser(clarifaitest.User{ID: "a b"}),
		"app":         clarifaitest.WithApp("nobody", "x", ""),
		"lag":         clarifaitest.WithLag(-1),
		"latency":     clarifaitest.WithLatency(0),
		"lifetime":    clarifaitest.WithInvitationLifetime(-1),
		"rate":        clarifaitest.WithRateLimit(clarifaitest.RateLimit{}),
		"page":        clarifaitest.WithClampedPerPage(0),
		"filter":      clarifaitest.WithFilteredPages(1),
		"status":      clarifaitest.WithForbiddenStatus(200),
		"plan status": clarifaitest.WithPlanLimitStatus(600),
		"visibility":  clarifaitest.WithApps(clarifaitest.App{Owner: "owner", ID: "x", Visibility: "PINK"}),
		"token":       clarifaitest.WithToken(clarifaitest.Token{UserID: "nobody"}),
		"policy":      clarifaitest.WithPasswordPolicy(clarifaitest.PasswordPolicy{UserID: "nobody"}),
		"provider":    clarifaitest.WithIdentityProvider(clarifaitest.IdentityProvider{OrganizationID: "none", ID: "x"}),
		"operation":   clarifaitest.WithFaults(clarifaitest.Fault{Operation: "teams.paint", Kind: clarifaitest.FaultDrop}),
		"kind":        clarifaitest.WithFaults(clarifaitest.Fault{Kind: "flood"}),
	} {
		s, err := clarifaitest.Start(option)
		if err == nil {
			s.Close()
			t.Errorf("%s: no error", name)
		} else if !strings.HasPrefix(err.Error(), "clarifaitest: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// fatal notes how a test was ended.
type fatal struct {
	testing.TB
	said string
}

func (f *fatal) Helper() {}
func (f *fatal) Fatal(args ...any) {
	f.said = fmt.Sprint(args...)
	panic(f)
}

func TestNewServerEndsTheTestOnABadOption(t *testing.T) {
	f := &fatal{TB: t}
	func() {
		defer func() { _ = recover() }()
		clarifaitest.NewServer(f, clarifaitest.WithUser(clarifaitest.User{}))
	}()
	if !strings.Contains(f.said, `user ""`) {
		t.Errorf("said %q", f.said)
	}
}

func TestMistakesOfATestPanicWithClearWords(t *testing.T) {
	s := clarifaitest.NewServer(t)
	for want, do := range map[string]func(){
		`no user "nobody"`:     func() { s.PAT("nobody") },
		`no role "King"`:       func() { s.RoleID("King", clarifai.RoleTypeOrg) },
		`operation "x"`:        func() { s.Inject(clarifaitest.Fault{Operation: "x", Kind: clarifaitest.FaultDrop}) },
		`kind of fault ""`:     func() { s.Inject(clarifaitest.Fault{}) },
		"clarifaitest: Client": func() { s.Client(clarifai.WithBaseURL("ftp://x")) },
	} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, want) {
					t.Errorf("said %q, want %q", said, want)
				}
			}()
			do()
		}()
	}
}

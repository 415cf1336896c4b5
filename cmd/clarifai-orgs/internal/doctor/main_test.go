package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type result struct {
	code           int
	stdout, stderr string
	report         report
}

func doctor(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	return doctorOver(t, newTransport(), env, args...)
}

func doctorOver(t *testing.T, transport *http.Transport, env map[string]string, args ...string) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "doctor.json")
	var stdout, stderr bytes.Buffer
	code := runOver(t.Context(), transport, append(args, "-json", file), func(key string) string { return env[key] }, &stdout, &stderr)
	r := result{code: code, stdout: stdout.String(), stderr: stderr.String()}
	if data, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(data, &r.report); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r result) exits(t *testing.T, code int) result {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit %d, want %d\n%s%s", r.code, code, r.stdout, r.stderr)
	}
	return r
}

// server is the demo's, and how to reach it.
func server(t *testing.T, change ...func(*clarifaitest.Config)) (*clarifaitest.Server, map[string]string, []string) {
	t.Helper()
	s := clarifaitest.NewServer(t, testkit.With(company("acme"), change...))
	return s, map[string]string{"CLARIFAI_PAT": s.PAT("olga")}, []string{"-base-url", s.URL(), "-org", "acme"}
}

// inFakeTime runs the program with -writes in fake time, over connections in memory
// that lead to the demo's server whatever the address.
func inFakeTime(t *testing.T, variants clarifaitest.Variants, look func(t *testing.T, s *clarifaitest.Server, r result), args ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, env, _ := server(t, func(c *clarifaitest.Config) {
			c.InMemory, c.Latency, c.Variants = true, time.Millisecond, variants
		})
		transport, ok := s.HTTPClient().Transport.(*http.Transport)
		if !ok {
			t.Fatalf("the server is reached by a %T", s.HTTPClient().Transport)
		}
		args = append(args, "-base-url", "http://127.0.0.1:1", "-org", "acme", "-writes", "-org", "acme")
		look(t, s, doctorOver(t, transport, env, args...))
	})
}

func TestEveryReadableOperationHasAQuestionAndAShape(t *testing.T) {
	routes := readable()
	for _, r := range routes {
		if questions[r.Op] == nil {
			t.Errorf("%s: nobody asks it", r.Op)
		}
		if facts().Messages[facts().Operations[r.Op]] == nil {
			t.Errorf("%s: nothing is known of its answer", r.Op)
		}
	}
	if len(questions) != len(routes) {
		t.Errorf("%d questions for %d operations", len(questions), len(routes))
	}
}

func TestAgainstTheEmbeddedServerEverythingAnswersInTheKnownShape(t *testing.T) {
	r := doctor(t, nil).exits(t, exitOK)
	if !strings.HasPrefix(r.stdout, "DEMO:") || len(r.report.Operations) != len(readable()) {
		t.Errorf("%d operations\n%s", len(r.report.Operations), r.stdout)
	}
	for _, e := range r.report.Operations {
		if e.Outcome != answers || len(e.Differences) > 0 {
			t.Errorf("%+v", e)
		}
	}
}

func TestItAsksForOneItemAndChangesNothing(t *testing.T) {
	s, env, args := server(t)
	doctor(t, env, args...).exits(t, exitOK)
	for _, r := range s.Requests() {
		if r.Write {
			t.Errorf("%s is a write", r.Operation)
		}
		if perPage := r.Query.Get("per_page"); perPage != "" && perPage != "1" {
			t.Errorf("%s asks for %s items", r.Operation, perPage)
		}
	}
}

func TestTheReportSaysExactlyWhatIsMissingMovedAndOfAnotherShape(t *testing.T) {
	s, env, args := server(t)
	gone := http.NotFoundHandler()
	s.Handle("GET /v2/roles/{id}", gone)
	s.Handle("GET /v2/organizations/acme/invitations", gone)
	s.Handle("GET /v2/users/me/keys/{id}", gone)
	// Two have moved.
	s.Handle("GET /v2/organizations/acme/teams", gone)
	s.Handle("GET /v2/users/{user}", gone)
	moved := func(body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
	}
	s.Handle("GET /v3/orgs/acme/groups", moved(`{"status":{"code":10000},"teams":[{"id":"vision","name":"V"}]}`))
	s.Handle("GET /v3/people/me", moved(`{"status":{"code":10000},"user":{"id":"olga"}}`))
	// One answers in another shape.
	s.Handle("GET /v2/organizations/acme/members", moved(
		`{"status":{"code":10000},"organization_members":[{"user":{"id":7},"role":{"type":"ORG","colour":"red"}}],"total":1}`))
	args = append(args, "-route", "teams.list=GET /v3/orgs/{user_app_id.user_id}/groups", "-route", "users.get=GET /v3/people/{user_app_id.user_id}")
	r := doctor(t, env, args...).exits(t, exitOK)
	want := map[clarifai.Operation]outcome{
		clarifai.OpRolesGet: notThere, clarifai.OpInvitationsList: notThere, clarifai.OpTokensGet: notThere,
		clarifai.OpInvitationsGet: notAsked, clarifai.OpInvitationsGetPublic: notAsked, // the list would tell of what
		clarifai.OpMembersList: otherShape,
	}
	for _, e := range r.report.Operations {
		expected := want[e.Operation]
		if expected == "" {
			expected = answers
		}
		rerouted := e.Operation == clarifai.OpTeamsList || e.Operation == clarifai.OpUsersGet
		if e.Outcome != expected || e.Rerouted != rerouted {
			t.Errorf("%+v, want %s", e, expected)
		}
		var differences []string
		if e.Operation == clarifai.OpMembersList {
			differences = []string{
				"organization_members[].role.colour: not in the definitions",
				"organization_members[].role.type: an enum value by name, not by number",
				"organization_members[].user.id: a number, the definitions say a text",
				"total: not in the definitions",
			}
		}
		if !slices.Equal(e.Differences, differences) {
			t.Errorf("%s differs by %q", e.Operation, e.Differences)
		}
	}
	doctor(t, env, append(args, "-ops", "teams.list,users.get,roles.list")...).exits(t, exitOK)
	doctor(t, env, append(args, "-ops", "teams.list,roles.get")...).exits(t, exitFailed)
	doctor(t, env, append(args, "-ops", "members.list")...).exits(t, exitFailed)
}

func TestARefusalTellsOfScopeCredentialOrPlan(t *testing.T) {
	s, env, args := server(t, func(c *clarifaitest.Config) {
		c.Variants.SessionOnly = true
		c.Variants.PayAsYouGo = true
		c.Users = append(c.Users, clarifaitest.User{ID: "dora", Scopes: []string{"Roles_Get"}})
	})
	why := func(r result, op clarifai.Operation) string {
		for _, e := range r.report.Operations {
			if e.Operation == op {
				return string(e.Outcome) + ": " + e.Why
			}
		}
		return ""
	}
	r := doctor(t, env, args...).exits(t, exitOK)
	if got := why(r, clarifai.OpPasswordPoliciesList); got != "refused: credential" {
		t.Errorf("a session's route: %s", got)
	}
	if got := why(r, clarifai.OpAuditLogList); got != "refused: plan" {
		t.Errorf("the audit log: %s", got)
	}
	env["CLARIFAI_PAT"] = s.PAT("dora")
	if got := why(doctor(t, env, args...), clarifai.OpTeamsList); got != "refused: scope or role" {
		t.Errorf("the teams: %s", got)
	}
}

func TestNothingOfTheCallersIsInTheReport(t *testing.T) {
	canaries := []string{"canaryorg", "canaryteam", "canaryapp", "canaryuser", "canarypat", "canary@mail.example", "canaryname", "canarysecret"}
	s := clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "canaryuser", PAT: "canarypat", Email: "canary@mail.example", FirstName: "canaryname"}},
		Organizations: []clarifaitest.Organization{{ID: "canaryorg", Name: "canaryname",
			Teams:       []clarifaitest.Team{{ID: "canaryteam", Members: []string{"canaryuser"}}},
			Invitations: []clarifaitest.Invitation{{Email: "x@canary.example", Role: clarifai.MemberRoleAdmin}}}},
		Apps: []clarifaitest.App{{Owner: "canaryorg", ID: "canaryapp", Metadata: map[string]any{"canaryname": "canarysecret"}}},
		IdentityProviders: []clarifaitest.IdentityProvider{{OrganizationID: "canaryorg", ID: "canaryidp", Type: "oauth",
			OAuthProvider: "github", OAuthClientID: "c", OAuthClientSecret: "canarysecret"}},
		Variants: clarifaitest.Variants{ShowOAuthSecrets: true},
	})
	file := filepath.Join(t.TempDir(), "doctor.json")
	var out bytes.Buffer
	run(t.Context(), []string{"-base-url", s.URL(), "-writes", "-org", "canaryorg", "-org", "canaryorg", "-invite-email", "canary2@mail.example", "-json", file},
		func(key string) string { return map[string]string{"CLARIFAI_PAT": "canarypat"}[key] }, &out, &out)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, canary := range append(canaries, "canary", s.URL()) {
		if bytes.Contains(data, []byte(canary)) {
			t.Errorf("%s is in the report", canary)
		}
	}
	if !bytes.Contains(data, []byte("Variants.Exists")) {
		t.Errorf("the report has no variants:\n%s", &out)
	}
}

// saw gives the options that a trial names.
func (r result) saw() []string {
	var options []string
	for _, v := range r.report.Variants {
		if v.Option != "" {
			options = append(options, v.Option)
		}
	}
	return options
}

func TestTheTrialNamesTheVariantsThatItSeesAndCleansUp(t *testing.T) {
	for option, given := range map[string]clarifaitest.Variants{
		"Variants.Exists = ExistsConflict":                 {},
		"Variants.Exists = ExistsFailure":                  {Exists: clarifaitest.ExistsFailure},
		"Variants.Exists = ExistsDuplicateKey":             {Exists: clarifaitest.ExistsDuplicateKey},
		"Variants.Exists = ExistsSilent":                   {Exists: clarifaitest.ExistsSilent},
		"Variants.Batch = BatchAtomic":                     {},
		"Variants.Batch = BatchMixed":                      {Batch: clarifaitest.BatchMixed},
		"Variants.Batch = BatchUnmarked":                   {Batch: clarifaitest.BatchUnmarked},
		"Variants.Batch = BatchOmitted":                    {Batch: clarifaitest.BatchOmitted},
		"Variants.Batch = BatchSilent":                     {Batch: clarifaitest.BatchSilent},
		"Variants.AppRole = AppRoleSet":                    {},
		"Variants.AppRole = AppRoleRefused":                {AppRole: clarifaitest.AppRoleRefused},
		"Variants.AppRole = AppRoleIgnored":                {AppRole: clarifaitest.AppRoleIgnored},
		"Variants.Cancel = CancelMarks":                    {},
		"Variants.Cancel = CancelDeletes":                  {Cancel: clarifaitest.CancelDeletes},
		"Variants.IgnoreDefaultRole = true":                {IgnoreDefaultRole: true},
		"Variants.RoleNames = RoleNamesDisplay":            {},
		"Variants.RoleNames = RoleNamesSnake":              {RoleNames: clarifaitest.RoleNamesSnake},
		"Variants.RoleNames = RoleNamesUpperSnake":         {RoleNames: clarifaitest.RoleNamesUpperSnake},
		"Variants.MemberEmails = MemberEmailsPrimary":      {},
		"Variants.MemberEmails = MemberEmailsDetail":       {MemberEmails: clarifaitest.MemberEmailsDetail},
		"Variants.MemberEmails = MemberEmailsHidden":       {MemberEmails: clarifaitest.MemberEmailsHidden},
		"Variants.UnknownPath = UnknownPathText":           {},
		"Variants.UnknownPath = UnknownPathEnvelope":       {UnknownPath: clarifaitest.UnknownPathEnvelope},
		"Variants.UnknownPath = UnknownPathHTML":           {UnknownPath: clarifaitest.UnknownPathHTML},
		"Variants.UnknownPath = UnknownPathNotImplemented": {UnknownPath: clarifaitest.UnknownPathNotImplemented},
		"Variants.AuditBounds = BoundsInclusive":           {},
		"Variants.AuditBounds = BoundsHalfOpen":            {AuditBounds: clarifaitest.BoundsHalfOpen},
		"Variants.AuditBounds = BoundsExclusive":           {AuditBounds: clarifaitest.BoundsExclusive},
	} {
		t.Run(option, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, given, func(t *testing.T, s *clarifaitest.Server, r result) {
				r.exits(t, exitOK)
				if !slices.Contains(r.saw(), option) {
					t.Errorf("it saw %q\n%s", r.report.Variants, r.stdout)
				}
				if teams := s.Teams("acme"); len(teams) != 1 {
					t.Errorf("left: %v", teams)
				}
				for _, i := range s.Invitations("acme") {
					if i.Email == "new@else.example" && i.Status == clarifai.InvitationPending {
						t.Error("the invitation is left")
					}
				}
			}, "-invite-email", "new@else.example")
		})
	}
}

func TestWhatCannotBeCleanedUpIsSaid(t *testing.T) {
	for _, variant := range []clarifaitest.Cancel{clarifaitest.CancelIgnores, clarifaitest.CancelRefused} {
		inFakeTime(t, clarifaitest.Variants{Cancel: variant}, func(t *testing.T, _ *clarifaitest.Server, r result) {
			r.exits(t, exitFailed)
			if !strings.Contains(r.stderr, "the invitation is left") || !strings.Contains(strings.Join(r.saw(), " "), "Variants.Cancel") {
				t.Errorf("it says %s\n%s", r.stderr, r.stdout)
			}
		}, "-invite-email", "new@else.example")
	}
}

func TestALagIsMeasured(t *testing.T) {
	inFakeTime(t, clarifaitest.Variants{Lag: 1500 * time.Millisecond}, func(t *testing.T, _ *clarifaitest.Server, r result) {
		if !strings.Contains(strings.Join(r.saw(), " "), "Variants.Lag = ") {
			t.Errorf("it saw %q\n%s", r.report.Variants, r.stderr)
		}
	}, "-ops", "users.get")
}

func TestTheTrialCleansUpWhenItIsInterrupted(t *testing.T) {
	s, env, args := server(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.Handle("GET /v2/organizations/acme/no_such_thing_as_this", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	var out bytes.Buffer
	code := run(ctx, append(args, "-writes", "-org", "acme", "-ops", "users.get"), func(key string) string { return env[key] }, &out, &out)
	if code != exitInterrupted || len(s.Teams("acme")) != 1 {
		t.Errorf("exit %d, left %v\n%s", code, s.Teams("acme"), &out)
	}
}

func TestTheTrialTakesOnlyAnOrganizationMadeForIt(t *testing.T) {
	var teams []clarifaitest.Team
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		teams = append(teams, clarifaitest.Team{ID: id})
	}
	s, env, args := server(t, func(c *clarifaitest.Config) {
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "busy", Teams: teams})
		c.Variants.MaxPerPage = 4
	}) // no page shows that there are too many
	args[slices.Index(args, "acme")] = "busy"
	doctor(t, env, append(args, "-writes", "-org", "busy", "-ops", "users.get")...).exits(t, exitUsage)
	for name, wrong := range map[string][]string{
		"once":         {"-writes", "-org", "acme"},
		"two":          {"-writes", "-org", "acme", "-org", "busy"},
		"none":         {"-writes"},
		"no writes":    {"-org", "acme", "-org", "acme"},
		"only invite":  {"-org", "acme", "-invite-email", "x@y.example"},
		"no email":     {"-writes", "-org", "acme", "-org", "acme", "-invite-email", "nobody"},
		"no operation": {"-ops", "teams.paint"},
		"a write":      {"-ops", "teams.create"},
		"no route":     {"-route", "teams.list"},
		"a word":       {"now"},
		"demo and URL": {"-demo"},
	} {
		doctor(t, env, append([]string{"-base-url", s.URL()}, wrong...)...).exits(t, exitUsage)
		_ = name
	}
	doctor(t, nil, "-org", "acme").exits(t, exitUsage)
	for _, r := range s.Requests() {
		if r.Write {
			t.Errorf("%s was sent", r.Operation)
		}
	}
}

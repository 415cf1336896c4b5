package access_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

const (
	full    = clarifai.TeamRoleFullAccess
	trainer = clarifai.TeamRoleModelTrainer
	lead    = clarifai.TeamRoleLabelerLead
	worker  = clarifai.TeamRoleLabelerWorker
)

// seed is the organization of these tests: team vision, with ann and bo on it,
// has an app of its own, two of sound's, and one that shows no metadata; team
// sound has two apps of its own; team void has none.
func seed(change ...func(*clarifaitest.Organization)) clarifaitest.Config {
	org := clarifaitest.Organization{
		ID: "acme", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "ann", Role: clarifai.RoleTeamContributor}, {UserID: "bo", Role: clarifai.RoleTeamContributor},
		},
		Teams: []clarifaitest.Team{
			{ID: "vision", Name: "Vision", DefaultRole: trainer, Members: []string{"bo", "ann"}, Apps: []clarifaitest.TeamApp{
				{AppID: "shelf", Role: full}, {AppID: "noise", Role: full}, {AppID: "echo", Role: trainer}, {AppID: "bare", Role: full},
			}},
			{ID: "sound", Name: "Sound", Members: []string{"bo"}, Apps: []clarifaitest.TeamApp{
				{AppID: "noise", Role: full}, {AppID: "echo", Role: full},
			}},
			{ID: "void", Name: "Void"},
		},
	}
	for _, c := range change {
		c(&org)
	}
	return clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}, {ID: "ann"}, {ID: "bo"}},
		Organizations: []clarifaitest.Organization{org},
		Apps: []clarifaitest.App{
			app("shelf", map[string]any{"area": "vision"}),
			app("noise", map[string]any{"area": "sound"}),
			app("echo", map[string]any{"area": "sound", "level": 3}),
			app("bare", nil),
		},
		InMemory: true,
	}
}

func app(id string, metadata map[string]any) clarifaitest.App {
	return clarifaitest.App{Owner: "acme", ID: id, Name: strings.ToUpper(id), Metadata: metadata, Visibility: clarifai.VisibilityOrg}
}

// area is the policy that a team reaches only the apps of its area.
func area(team string, change ...func(*access.Policy)) access.Policy {
	p := access.Policy{Name: team + " only", Teams: []string{team}, Rule: inArea(team)}
	for _, c := range change {
		c(&p)
	}
	return p
}

func inArea(areas ...any) access.Rule {
	return access.Rule{Metadata: &access.Metadata{Key: "area", Values: areas}}
}

func lower(role clarifai.RoleRef) func(*access.Policy) {
	return func(p *access.Policy) { p.LowerTo = role }
}

func clearing(p *access.Policy) { p.ClearDefaultRole = true }

// fixture is a server and a client of it, within a bubble.
type fixture struct {
	*testing.T
	server  *clarifaitest.Server
	client  *clarifai.Client
	options access.Options
}

// run has the test run where time costs nothing.
func run(t *testing.T, config clarifaitest.Config, test func(f *fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := clarifaitest.NewServer(t, config)
		client := server.Client()
		t.Cleanup(client.Close)
		test(&fixture{t, server, client, access.Options{MaxRemovals: 100, MaxShare: 1}})
	})
}

func (f *fixture) evaluate(policies ...access.Policy) *access.Review {
	f.Helper()
	r, err := access.Evaluate(f.Context(), f.client, "acme", policies...)
	if err != nil {
		f.Fatalf("Evaluate: %v", err)
	}
	return r
}

func (f *fixture) enforce(policies ...access.Policy) *access.Report {
	f.Helper()
	r, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
	if err != nil {
		f.Fatalf("Enforce: %v", err)
	}
	return r
}

// rests asserts that another run finds nothing to do and writes nothing.
func (f *fixture) rests(policies ...access.Policy) {
	f.Helper()
	f.server.ResetRequests()
	r := f.enforce(policies...)
	if len(r.Review.Violations) > 0 || r.Count(access.Skipped) != len(r.Steps) {
		f.Errorf("another run finds %v, and takes %v", violations(r.Review), steps(r))
	}
	f.wrote(0)
}

func (f *fixture) wrote(want int) {
	f.Helper()
	var got []string
	for _, r := range f.server.Requests() {
		if r.Write {
			got = append(got, string(r.Operation))
		}
	}
	if len(got) != want {
		f.Errorf("write requests %q, want %d", got, want)
	}
}

// has asserts what apps a team truly has, as "app role".
func (f *fixture) has(team string, want ...string) {
	f.Helper()
	f.lines(f.apps(team), want...)
}

func (f *fixture) apps(team string) (lines []string) {
	for _, a := range f.server.TeamApps("acme", team) {
		lines = append(lines, a.AppID+" "+string(a.Role))
	}
	slices.Sort(lines)
	return lines
}

func (f *fixture) defaultRole(team string) clarifai.RoleRef {
	for _, t := range f.server.Teams("acme") {
		if t.ID == team {
			return t.DefaultRole
		}
	}
	return "no such team"
}

func (f *fixture) lines(got []string, want ...string) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// state is everything that enforcing can change.
func (f *fixture) state() string {
	var b strings.Builder
	for _, t := range f.server.Teams("acme") {
		fmt.Fprintln(&b, t.ID, t.DefaultRole, f.apps(t.ID))
	}
	return b.String()
}

func violations(r *access.Review) (lines []string) {
	for i := range r.Violations {
		lines = append(lines, r.Violations[i].String())
	}
	return lines
}

func undecided(r *access.Review) (lines []string) {
	for i := range r.Undecided {
		lines = append(lines, r.Undecided[i].String())
	}
	return lines
}

func openings(r *access.Review) (lines []string) {
	for i := range r.Openings {
		lines = append(lines, r.Openings[i].String())
	}
	return lines
}

func steps(r *access.Report) (lines []string) {
	for i := range r.Steps {
		s := &r.Steps[i]
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s", s.Status, s.Kind, s.Team, s.App)))
	}
	return lines
}

// refused is a fault that lasts.
func refused(op clarifai.Operation, skip int) func(*clarifaitest.Config) {
	return func(c *clarifaitest.Config) { c.Faults = append(c.Faults, forbidden(op, skip)) }
}

func forbidden(op clarifai.Operation, skip int) clarifaitest.Fault {
	return clarifaitest.Fault{Operation: op, Skip: skip, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes}
}

func TestEachViolationIsToldWithItsPath(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		r := f.evaluate(area("vision"), area("sound"))
		f.lines(violations(r),
			`vision only: team vision reaches app echo as "Model Trainer", through which 2 members: remove (rule.metadata: metadata "area" is "sound")`,
			`vision only: team vision reaches app noise as "Full Access", through which 2 members: remove (rule.metadata: metadata "area" is "sound")`,
		)
		f.lines(undecided(r),
			`vision only: team vision reaches app bare as "Full Access", and whether it may is not known (rule.metadata: the app's metadata is not shown)`)
		f.lines(openings(r), `vision only: team vision reaches future apps as "Model Trainer" by its default role: left`)
		var paths []string
		for p := range r.Violations[1].Paths() {
			paths = append(paths, p.String())
		}
		f.lines(paths, `ann > vision > noise as "Full Access"`, `bo > vision > noise as "Full Access"`)
		if v := r.Violations[0]; v.TeamName != "Vision" || v.AppName != "ECHO" || v.RoleID != f.server.RoleID(trainer, clarifai.RoleTypeTeam) {
			f.Errorf("violation: %+v", v)
		}
		if r.Assignments != 6 || !r.Complete() || r.Clean() {
			f.Errorf("%d assignments, complete %v, clean %v", r.Assignments, r.Complete(), r.Clean())
		}
		f.wrote(0)
	})
}

func TestWhatGoesByTheRulesIsClean(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		r := f.evaluate(area("sound"), area("void"))
		if !r.Clean() {
			f.Errorf("review: %+v", r)
		}
		// Two readings of five lists (teams, roles, apps, the apps of two teams),
		// each of a page and maybe an empty one behind it.
		if n := len(f.server.Requests()); n > 2*5*2 {
			f.Errorf("%d requests", n)
		}
		if r := f.evaluate(access.Policy{Name: "all", Teams: []string{access.AllTeams}, Rule: inArea("vision", "sound")}); r.Assignments != 6 || len(r.Violations) > 0 {
			f.Errorf("review: %+v", r)
		}
	})
}

func TestEnforceRemovesWhatViolatesAndAnotherRunFindsNothing(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		policies := []access.Policy{area("vision", clearing), area("sound")}
		report := f.enforce(policies...)
		f.lines(steps(report), "done: clear default role vision", "done: remove app vision echo", "done: remove app vision noise")
		for _, s := range report.Steps {
			if s.RequestID == "" || s.Note != "" || !slices.Equal(s.Members, []string{"ann", "bo"}) {
				f.Errorf("%s: request %q, note %q, members %q", &s.Step, s.RequestID, s.Note, s.Members)
			}
		}
		f.has("vision", "bare Full Access", "shelf Full Access")
		f.has("sound", "echo Full Access", "noise Full Access")
		if role := f.defaultRole("vision"); role != "" {
			f.Errorf("default role %q", role)
		}
		f.rests(policies...)
	})
}

func TestLoweringRemovesAndThenAddsOnlyWhatIsAbove(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		policy := area("vision", lower("labeler_lead"))
		f.has("vision", "bare Full Access", "echo Model Trainer", "noise Full Access", "shelf Full Access")
		report := f.enforce(policy)
		f.lines(steps(report),
			"done: remove app vision echo", "done: remove app vision noise", "done: give app vision echo", "done: give app vision noise")
		f.has("vision", "bare Full Access", "echo Labeler Lead", "noise Labeler Lead", "shelf Full Access")
		if len(report.Owed()) != 0 || report.Removals != 2 {
			f.Errorf("owed %v, removals %d", report.Owed(), report.Removals)
		}
		f.rests(policy)
		f.rests(area("vision", lower(trainer))) // a role below is never raised
	})
}

func TestTheLowestOfSeveralPoliciesRolesIsGivenAndRemovalWins(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		a, b := area("vision", lower(lead)), area("vision", lower(worker))
		b.Name = "another"
		c := access.Policy{Name: "no echo", Teams: []string{"vision"}, Rule: access.Rule{Not: &access.Rule{Apps: []string{"echo"}}}}
		f.enforce(a, b, c)
		f.has("vision", "bare Full Access", "noise Labeler Worker", "shelf Full Access")
		f.rests(a, b, c)
	})
}

// onePage answers a list, in the JSON of its items, that has one page.
func onePage(field, items string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := ""
		if r.URL.Query().Get("page") == "1" {
			page = items
		}
		fmt.Fprintf(w, `{"status": {"code": 10000}, %q: [%s]}`, field, page)
	}
}

// customRoles has the server offer roles of its own, and team vision have apps
// in them.
func customRoles(s *clarifaitest.Server, apps string) {
	s.Handle("GET /v2/roles", onePage("roles", `
			{"id": "r-view", "name": "Viewer", "scopes": ["Apps_Get"]}, {"id": "r-edit", "name": "Editor", "scopes": ["Apps_Get", "Models_Add"]},
			{"id": "r-pay", "name": "Payer", "scopes": ["Bills_Get"]}, {"id": "r-dim", "name": "Dim"}, {"id": "r-all", "name": "Root", "scopes": ["All"]}`))
	s.Handle("GET /v2/organizations/acme/teams/vision/apps", onePage("apps", apps))
}

func TestARoleIsLoweredOnlyToOneKnownToAllowNoMore(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		customRoles(f.server, `{"role_id": "r-edit", "app": {"user_id": "acme", "app_id": "echo"}},
			{"role_id": "r-dim", "app": {"user_id": "ACME", "app_id": "noise"}}`)
		f.lines(violations(f.evaluate(area("vision", lower("Viewer")))),
			`vision only: team vision reaches app echo as "Editor", through which 2 members: lower to "Viewer" (rule.metadata: metadata "area" is "sound")`,
			`vision only: team vision reaches app noise as "Dim", through which 2 members: remove (rule.metadata: metadata "area" is "sound"; that "Viewer" allows no more than "Dim" is not known)`)
		f.lines(violations(f.evaluate(area("vision", lower("Root")))),
			`vision only: team vision reaches app noise as "Dim", through which 2 members: remove (rule.metadata: metadata "area" is "sound"; that "Root" allows no more than "Dim" is not known)`)
	})
}

func TestARoleNameThatSeveralRolesHaveIsRefusedUnlessItIsExact(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.server.Handle("GET /v2/roles", onePage("roles", `{"id": "a", "name": "Viewer"}, {"id": "b", "name": "viewer"},
				{"id": "c", "name": "Twin"}, {"id": "d", "name": "Twin"}`))
		for role, want := range map[clarifai.RoleRef]bool{"viewer": true, "Viewer": true, "VIEWER": false, "Twin": false, clarifai.RoleID("d"): true} {
			_, err := access.Evaluate(f.Context(), f.client, "acme", area("void", lower(role)))
			if _, bad := errors.AsType[*access.PolicyError](err); bad == want || want && err != nil {
				f.Errorf("%s: %v", role, err)
			}
		}
	})
}

func TestPoliciesWhoseRolesCannotBeComparedContradictEachOther(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		customRoles(f.server, `{"role_id": "r-all", "app": {"user_id": "acme", "app_id": "echo"}}`)
		a, b := area("vision", lower("Viewer")), area("vision", lower("Payer"))
		b.Name = "another"
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{a, b}, f.options)
		if !errors.Is(err, access.ErrContradiction) || len(report.Review.Contradictions) != 1 || report.Review.Contradictions[0].App != "echo" {
			f.Errorf("Enforce: %v", err)
		}
		f.wrote(0)
	})
}

func TestPoliciesThatNoAppCanMeetAreRefusedBeforeAnyRequest(t *testing.T) {
	visible := func(v ...string) access.Rule { return access.Rule{Visibility: v} }
	apps := func(ids ...string) access.Rule { return access.Rule{Apps: ids} }
	not := func(r access.Rule) access.Rule { return access.Rule{Not: &r} }
	all := func(r ...access.Rule) access.Rule { return access.Rule{All: r} }
	anyOf := func(r ...access.Rule) access.Rule { return access.Rule{Any: r} }
	present := access.Rule{Metadata: &access.Metadata{Key: "area", Present: true}}
	cases := []struct {
		name string
		a, b access.Rule
		want bool
	}{
		{"two visibilities", visible("PRIVATE"), visible("PUBLIC", "ORG"), true},
		{"overlapping visibilities", visible("PRIVATE", "ORG"), visible("PUBLIC", "ORG"), false},
		{"every visibility excluded", not(visible("PRIVATE")), not(visible("ORG", "PUBLIC")), true},
		{"two ids", apps("a"), all(visible("ORG"), apps("b")), true},
		{"an id and its exclusion", apps("a", "b"), not(anyOf(apps("a"), apps("b", "c"))), true},
		{"only exclusions", not(apps("a")), not(apps("b")), false},
		{"owners in other letters", access.Rule{Owners: []string{"Acme"}}, access.Rule{Owners: []string{"aCME"}}, false},
		{"a value and its exclusion", inArea("x"), not(inArea("y", "x")), true},
		{"two values, which a list may have", inArea("x"), inArea("y"), false},
		{"a value and no such key", inArea("x"), not(present), true},
		{"a key and some values excluded", present, not(inArea("x")), false},
		{"alternatives", anyOf(apps("a"), apps("b")), apps("b"), false},
		{"an alternative of one", anyOf(apps("a")), apps("b"), true},
		{"a denied conjunction of one", not(all(apps("a"))), apps("a"), true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			run(t, seed(), func(f *fixture) {
				a := access.Policy{Name: "a", Teams: []string{access.AllTeams}, Rule: c.a}
				b := access.Policy{Name: "b", Teams: []string{"vision", "sound"}, Rule: c.b}
				err := access.Validate(a, b)
				if errors.Is(err, access.ErrContradiction) != c.want || !c.want && err != nil {
					f.Errorf("Validate: %v", err)
				}
				if !c.want {
					return
				}
				if clash, ok := errors.AsType[*access.Contradiction](err); !ok || clash.Team != "sound" || !slices.Equal(slices.Sorted(slices.Values(clash.Policies)), []string{"a", "b"}) {
					f.Errorf("contradiction: %v", err)
				}
				if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{a, b}, f.options); !errors.Is(err, access.ErrContradiction) {
					f.Errorf("Enforce: %v", err)
				}
				if n := len(f.server.Requests()); n != 0 {
					f.Errorf("%d requests", n)
				}
				b.Teams = []string{"void"}
				a.Teams = []string{"sound"}
				if err := access.Validate(a, b); err != nil {
					f.Errorf("of different teams: %v", err)
				}
			})
		})
	}
}

func TestBothLimitsMustHoldElseNothingIsDone(t *testing.T) {
	cases := []struct {
		name    string
		options access.Options
		done    bool
	}{
		{"zero", access.Options{}, false},
		{"count alone", access.Options{MaxRemovals: 2}, false},
		{"share alone", access.Options{MaxShare: 1}, false},
		{"count one short", access.Options{MaxRemovals: 1, MaxShare: 1}, false},
		{"share a little short", access.Options{MaxRemovals: 2, MaxShare: 0.499}, false},
		{"both just met", access.Options{MaxRemovals: 2, MaxShare: 0.5}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			run(t, seed(), func(f *fixture) {
				before := f.state()
				report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, c.options)
				if c.done {
					if err != nil || report.Count(access.Done) != 2 {
						f.Errorf("Enforce: %v, %v", steps(report), err)
					}
					return
				}
				if !errors.Is(err, access.ErrLimit) || report == nil || report.Count(access.Skipped) != 2 || report.Removals != 2 {
					f.Fatalf("Enforce: %v", err)
				}
				f.lines(steps(report), "skipped: remove app vision echo", "skipped: remove app vision noise")
				f.wrote(0)
				if f.state() != before {
					f.Errorf("it is now %s", f.state())
				}
			})
		})
	}
}

func TestClearingADefaultRoleCountsAsARemoval(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		policy := access.Policy{Name: "any", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}, ClearDefaultRole: true}
		f.options = access.Options{}
		if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{policy}, f.options); !errors.Is(err, access.ErrLimit) {
			f.Errorf("Enforce: %v", err)
		}
		f.wrote(0)
		f.options.MaxRemovals = 1
		f.lines(steps(f.enforce(policy)), "done: clear default role vision")
		f.rests(policy)
	})
}

func TestADryRunMakesNoWriteRequestAndSaysWhatARunWould(t *testing.T) {
	for _, options := range []access.Options{{DryRun: true}, {DryRun: true, MaxRemovals: 9, MaxShare: 1}} {
		run(t, seed(), func(f *fixture) {
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing, lower(worker))}, options)
			if errors.Is(err, access.ErrLimit) != (options.MaxShare == 0) || report == nil || !report.DryRun {
				f.Fatalf("Enforce: %v", err)
			}
			f.lines(steps(report), "planned: clear default role vision", "planned: remove app vision echo", "planned: remove app vision noise",
				"planned: give app vision echo", "planned: give app vision noise")
			f.wrote(0)
			if len(report.Owed()) != 0 {
				f.Errorf("owed: %v", report.Owed())
			}
		})
	}
}

func TestAnAppThatTheListLacksMakesTheReadingIncompleteAndNothingIsDone(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.server.Handle("GET /v2/users/acme/apps", onePage("apps",
			`{"id": "noise", "user_id": "acme", "metadata": {"area": "sound"}}, {"id": "shelf", "metadata": {"area": "vision"}}`))
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, f.options)
		if !errors.Is(err, access.ErrIncomplete) || !strings.Contains(err.Error(), `app "echo" of team "vision"`) {
			f.Fatalf("Enforce: %v", err)
		}
		f.lines(report.Review.Incomplete,
			`app "echo" of team "vision" is not in the list of the organization's apps, as far as the caller sees it`,
			`app "bare" of team "vision" is not in the list of the organization's apps, as far as the caller sees it`)
		f.lines(steps(report), "skipped: remove app vision noise")
		f.wrote(0)
	})
}

func TestListsThatCannotBeTrustedMakeTheReadingIncomplete(t *testing.T) {
	cases := map[string]struct{ pattern, body, want string }{
		"a team twice": {"GET /v2/organizations/acme/teams", `"teams": [{"id": "vision"}, {"id": "vision"}]`,
			`team "vision" is listed twice: which one is meant cannot be told`},
		"a team without an id": {"GET /v2/organizations/acme/teams", `"teams": [{"id": "vision"}, {"name": "x"}]`, "the list of teams has one without an id"},
		"an app twice": {"GET /v2/users/acme/apps", `"apps": [{"id": "shelf"}, {"id": "shelf"}]`,
			`app "shelf" is listed twice: the list changed while it was read`},
		"an app without an id": {"GET /v2/users/acme/apps", `"apps": [{"name": "x"}]`, "the list of apps has one without an id"},
		"a team's app without an id": {"GET /v2/organizations/acme/teams/vision/apps", `"apps": [{"role_id": "x"}]`,
			`team "vision" has an app whose id is not shown`},
		"a team's app twice": {"GET /v2/organizations/acme/teams/vision/apps",
			`"apps": [{"role_id": "x", "app": {"app_id": "shelf"}}, {"role_id": "y", "app": {"app_id": "shelf"}}]`,
			`app "shelf" of team "vision" is listed twice: the list changed while it was read`},
		"a team's app of someone else": {"GET /v2/organizations/acme/teams/vision/apps",
			`"apps": [{"role_id": "x", "app": {"user_id": "evil", "app_id": "shelf"}}]`,
			`app "shelf" of team "vision" belongs to "evil", whose apps were not read`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			run(t, seed(), func(f *fixture) {
				field, list, _ := strings.Cut(c.body, ": [")
				f.server.Handle(c.pattern, onePage(strings.Trim(field, `"`), strings.TrimSuffix(list, "]")))
				report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing)}, f.options)
				if !errors.Is(err, access.ErrIncomplete) || !slices.Contains(report.Review.Incomplete, c.want) {
					f.Errorf("Enforce: %v", err)
				}
				f.wrote(0)
			})
		})
	}
}

func TestAListThatCannotBeReadIsAnErrorAndNothingIsDone(t *testing.T) {
	for _, op := range []clarifai.Operation{
		clarifai.OpTeamsList, clarifai.OpRolesList, clarifai.OpAppsList, clarifai.OpTeamsListApps, clarifai.OpTeamsListMembers,
	} {
		t.Run(string(op), func(t *testing.T) {
			run(t, testkit.With(seed(), refused(op, 0)), func(f *fixture) {
				report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision"), area("sound")}, f.options)
				if report != nil || !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("Enforce: %v, %v", report, err)
				}
				f.wrote(0)
			})
		})
	}
}

func TestTeamsAndRolesThatAreNotThereAreErrorsAllAtOnce(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		p := area("vision", lower("Wizard"))
		p.Teams = []string{"vision", "Vision", "vison"}
		_, err := access.Evaluate(f.Context(), f.client, "acme", p)
		f.lines(strings.Split(fmt.Sprint(err), "\n"),
			`access: policy "vision only": teams[1]: the organization has no team "Vision"`,
			`access: policy "vision only": teams[2]: the organization has no team "vison"`,
			`access: policy "vision only": lower_to: there is no team role "Wizard"; there are ["Full Access" "Labeler Lead" "Labeler Worker" "Model Trainer"]`)
		if _, ok := errors.AsType[*access.PolicyError](err); !ok {
			f.Errorf("%T", err)
		}
	})
}

func TestAppIDsThatTheOrganizationDoesNotShowAreTold(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		p := access.Policy{Name: "p", Teams: []string{"void"}, Rule: access.Rule{Not: &access.Rule{Apps: []string{"shelf", "shelv"}}}}
		f.lines(f.evaluate(p).Strangers, "p: rule.not.apps[1]: shelv")
	})
}

func TestADefaultRoleThatAllowsNoMoreThanThePolicyIsNoOpening(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.lines(openings(f.evaluate(area("vision", lower(trainer)))))
		if r := f.evaluate(area("vision", lower(lead))); len(r.Openings) != 1 || !slices.Equal(r.Openings[0].Members, []string{"ann", "bo"}) {
			f.Errorf("openings: %+v", r.Openings)
		}
	})
}

func TestEveryVariantOfTheServerEndsInTheSameState(t *testing.T) {
	variants := map[string][]func(*clarifaitest.Config){"lag": {func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }}}
	for _, v := range []clarifaitest.AppRole{clarifaitest.AppRoleSet, clarifaitest.AppRoleRefused, clarifaitest.AppRoleIgnored} {
		for _, e := range []clarifaitest.Exists{clarifaitest.ExistsConflict, clarifaitest.ExistsFailure, clarifaitest.ExistsDuplicateKey, clarifaitest.ExistsSilent} {
			variants[fmt.Sprint("app role ", v, " exists ", e)] = []func(*clarifaitest.Config){
				func(c *clarifaitest.Config) {
					c.Variants.AppRole = v
					c.Variants.Exists = e
					c.Variants.Lag = time.Second
				}}
		}
	}
	for _, v := range []clarifaitest.Batch{clarifaitest.BatchAtomic, clarifaitest.BatchMixed, clarifaitest.BatchUnmarked, clarifaitest.BatchOmitted, clarifaitest.BatchSilent} {
		variants[fmt.Sprint("batch ", v)] = []func(*clarifaitest.Config){func(c *clarifaitest.Config) { c.Variants.Batch = v }}
	}
	for _, v := range []clarifaitest.RoleNames{clarifaitest.RoleNamesSnake, clarifaitest.RoleNamesUpperSnake} {
		variants[fmt.Sprint("role names ", v)] = []func(*clarifaitest.Config){func(c *clarifaitest.Config) { c.Variants.RoleNames = v }}
	}
	for name, opts := range variants {
		t.Run(name, func(t *testing.T) {
			run(t, testkit.With(seed(), opts...), func(f *fixture) {
				policy := area("vision", clearing, lower(worker))
				report := f.enforce(policy)
				for _, s := range report.Steps {
					if s.Status != access.Done || s.Note != "" {
						f.Errorf("%s: %s, %q", &s.Step, s.Status, s.Note)
					}
				}
				f.has("vision", "bare Full Access", "echo Labeler Worker", "noise Labeler Worker", "shelf Full Access")
				f.rests(policy)
			})
		})
	}
}

func TestADefaultRoleThatStaysIsAFailedStep(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.IgnoreDefaultRole = true }), func(f *fixture) {
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing)}, f.options)
		if err == nil || report.Steps[0].Status != access.Failed || report.Count(access.Done) != 2 {
			f.Errorf("Enforce: %v, %v", steps(report), err)
		}
	})
}

func TestAFailedAddingLeavesTheTeamWithoutTheAppAndIsOwed(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.server.Inject(clarifaitest.Fault{
			Operation: clarifai.OpTeamsAddApps, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
		})
		policy := area("vision", lower(worker))
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{policy}, f.options)
		if !errors.Is(err, clarifai.ErrForbidden) {
			f.Errorf("Enforce: %v", err)
		}
		f.lines(steps(report),
			"done: remove app vision echo", "done: remove app vision noise", "failed: give app vision echo", "failed: give app vision noise")
		if note := report.Steps[2].Note; note != "the team did not have the app when it was last read" {
			f.Errorf("note %q", note)
		}
		f.has("vision", "bare Full Access", "shelf Full Access")
		f.rests(policy) // it fails closed, and that violates nothing

		f.options.Owed = throughJSON(f, report.Owed())
		f.options.MaxRemovals, f.options.MaxShare = 0, 0 // giving takes nothing away
		f.lines(steps(f.enforce(policy)), "done: give app vision echo", "done: give app vision noise")
		f.has("vision", "bare Full Access", "echo Labeler Worker", "noise Labeler Worker", "shelf Full Access")
		f.rests(policy)
	})
}

// throughJSON is what a next run, in another process, knows.
func throughJSON(f *fixture, steps []access.Step) (out []access.Step) {
	f.Helper()
	data, err := json.Marshal(steps)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil || len(out) == 0 {
		f.Fatalf("owed: %v, %v", out, err)
	}
	return out
}

func TestWhatIsOwedIsGivenOnlyAsFarAsThePoliciesAllow(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		owe := func(team, app string, role clarifai.RoleRef) access.Step {
			return access.Step{Kind: access.GiveApp, Team: team, App: app, Role: clarifai.RoleID(f.server.RoleID(role, clarifai.RoleTypeTeam))}
		}
		f.options.Owed = []access.Step{
			owe("void", "noise", worker), owe("void", "noise", full), owe("void", "echo", full), owe("void", "bare", full), owe("void", "gone", worker),
			owe("sound", "shelf", worker), owe("vision", "noise", worker),
			{Kind: access.GiveApp, Team: "void", App: "shelf", Role: clarifai.RoleID("nope")},
		}
		report := f.enforce(area("void", lower(lead)), access.Policy{Name: "v", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}})
		var got []string
		for _, s := range report.Steps {
			got = append(got, fmt.Sprintf("%s %s %s: %s", s.Status, s.Team, s.App, s.Note))
		}
		f.lines(got,
			"done void noise: ",
			`skipped void echo: no longer given: policy "void only" does not allow it`,
			`skipped void bare: no longer given: policy "void only" does not allow it`,
			"skipped void gone: no longer given: the organization shows no such app",
			"skipped sound shelf: no longer given: no policy binds such a team",
			"skipped vision noise: no longer given: the team has the app",
			"skipped void shelf: no longer given: there is no such role")
		f.has("void", "noise Labeler Worker")
	})
}

// meanwhile does something right before the nth request of an operation; of a
// list, before its nth reading.
type meanwhile struct {
	http.RoundTripper
	op   clarifai.Operation
	nth  int
	does func()
}

func (m *meanwhile) RoundTrip(r *http.Request) (*http.Response, error) {
	page := r.URL.Query().Get("page")
	if op, _ := clarifai.OperationFromContext(r.Context()); op == m.op && (page == "" || page == "1") {
		if m.nth--; m.nth == 0 {
			m.does()
		}
	}
	return m.RoundTripper.RoundTrip(r)
}

func (f *fixture) meanwhile(op clarifai.Operation, nth int, does func(*clarifai.Client)) {
	other := f.server.Client()
	f.Cleanup(other.Close)
	inner := f.server.HTTPClient()
	hooked := *inner
	hooked.Transport = &meanwhile{inner.Transport, op, nth, func() { does(other) }}
	f.client = f.server.Client(clarifai.WithHTTPClient(&hooked))
	f.Cleanup(f.client.Close)
}

func TestWhatHasChangedSinceItWasReadIsLeft(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.meanwhile(clarifai.OpTeamsListApps, 3, func(other *clarifai.Client) {
			if err := other.Teams.SetAppRole(f.Context(), "acme", "vision", "noise", worker); err != nil {
				f.Error(err)
			}
			if err := other.Teams.RemoveApps(f.Context(), "acme", "vision", []string{"echo"}); err != nil {
				f.Error(err)
			}
		})
		f.options.MaxRemovals = 2
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(lead))}, f.options)
		if !errors.Is(err, access.ErrChanged) {
			f.Errorf("Enforce: %v", err)
		}
		var got []string
		for _, s := range report.Steps {
			got = append(got, fmt.Sprintf("%s %s: %s", s.Status, s.App, s.Note))
		}
		f.lines(got,
			"skipped echo: no longer needed: the team does not have the app any more",
			`skipped noise: the role was "Full Access", and is "Labeler Worker" now`,
			"skipped echo: not given: the app had been taken from the team by someone else",
			`skipped noise: not given: its removal was skipped: the role was "Full Access", and is "Labeler Worker" now`)
		f.has("vision", "bare Full Access", "noise Labeler Worker", "shelf Full Access")
		if len(report.Owed()) != 0 {
			f.Errorf("owed: %v", report.Owed())
		}
		f.rests(area("vision", lower(lead)))
	})
}

func TestADefaultRoleThatHasChangedIsLeft(t *testing.T) {
	for role, want := range map[clarifai.RoleRef]bool{worker: true, "": false} {
		run(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsGet, 1, func(other *clarifai.Client) {
				if _, err := other.Teams.Update(f.Context(), "acme", "vision", clarifai.UpdateTeamRequest{DefaultRole: &role}); err != nil {
					f.Error(err)
				}
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing)}, f.options)
			if errors.Is(err, access.ErrChanged) != want || report.Steps[0].Status != access.Skipped || f.defaultRole("vision") != role {
				f.Errorf("Enforce: %v, %v", steps(report), err)
			}
		})
	}
}

func TestAContextThatEndsLeavesTheRestSkipped(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		ctx, cancel := context.WithCancel(f.Context())
		f.meanwhile(clarifai.OpTeamsAddApps, 1, func(*clarifai.Client) { cancel() })
		policies := []access.Policy{area("vision", lower(worker)), area("sound", lower(worker), func(p *access.Policy) { p.Rule = inArea("vision") })}
		report, err := access.Enforce(ctx, f.client, "acme", policies, f.options)
		if !errors.Is(err, context.Canceled) {
			f.Errorf("Enforce: %v", err)
		}
		f.lines(steps(report),
			"done: remove app sound echo", "done: remove app sound noise", "failed: give app sound echo", "failed: give app sound noise",
			"skipped: remove app vision echo", "skipped: remove app vision noise", "skipped: give app vision echo", "skipped: give app vision noise")
		for _, s := range report.Steps[2:4] {
			if !errors.Is(s.Err, clarifai.ErrAmbiguous) || !strings.HasPrefix(s.Note, "ambiguous: whether the team has the app now is not known: ") {
				f.Errorf("%s: %q, %v", &s.Step, s.Note, s.Err)
			}
		}
		for _, s := range report.Steps[4:] {
			if s.Note != "stopped before it" || !errors.Is(s.Err, context.Canceled) {
				f.Errorf("%s: %q, %v", &s.Step, s.Note, s.Err)
			}
		}
		f.options.Owed = report.Owed()
		f.enforce(policies...)
		f.has("sound", "echo Labeler Worker", "noise Labeler Worker")
		f.has("vision", "bare Full Access", "echo Labeler Worker", "noise Labeler Worker", "shelf Full Access")
	})
}

func TestAContextThatHasEndedSendsNothing(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		ctx, cancel := context.WithCancel(f.Context())
		cancel()
		if _, err := access.Enforce(ctx, f.client, "acme", []access.Policy{area("vision")}, f.options); !errors.Is(err, context.Canceled) {
			f.Errorf("Enforce: %v", err)
		}
		if n := len(f.server.Requests()); n != 0 {
			f.Errorf("%d requests", n)
		}
	})
}

func TestAWriteThatDoesNotShowIsNotTakenForDone(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Minute }), func(f *fixture) {
		f.options.Settle = time.Second
		start := time.Now()
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
		f.lines(steps(report),
			"failed: remove app vision echo", "failed: remove app vision noise", "skipped: give app vision echo", "skipped: give app vision noise")
		if err == nil || !strings.Contains(err.Error(), `Clarifai accepted it, but the team had the app as "Model Trainer" when it was last read`) {
			f.Errorf("Enforce: %v", err)
		}
		if waited := time.Since(start); waited != time.Second {
			f.Errorf("waited %v, want the settling time", waited)
		}
		if owed := report.Owed(); len(owed) != 2 {
			f.Errorf("owed: %v", owed)
		}
	})
}

func TestADoubtfulStepThatCannotBeReadIsAmbiguous(t *testing.T) {
	drop := clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Skip: 1, Count: -1, Kind: clarifaitest.FaultDrop}
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, drop) }), func(f *fixture) {
		f.meanwhile(clarifai.OpTeamsRemoveApps, 1, func(*clarifai.Client) { f.server.Inject(forbidden(clarifai.OpTeamsListApps, 0)) })
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
		if !errors.Is(err, clarifai.ErrAmbiguous) || report.Count(access.Failed) != 2 || report.Count(access.Skipped) != 2 {
			f.Errorf("Enforce: %v, %v", steps(report), err)
		}
		for _, s := range report.Steps[:2] {
			if !errors.Is(s.Err, clarifai.ErrAmbiguous) || s.Note == "" {
				f.Errorf("%s: %q, %v", &s.Step, s.Note, s.Err)
			}
		}
	})
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	nan := 0.0
	nan /= nan
	for _, o := range []access.Options{
		{MaxRemovals: -1}, {MaxShare: -0.1}, {MaxShare: 1.1}, {MaxShare: nan}, {Owed: []access.Step{{}}},
		{Owed: []access.Step{{Kind: access.RemoveApp, Team: "a", App: "b", Role: "x"}}},
		{Owed: []access.Step{{Kind: access.GiveApp, Team: "a", App: "b", Role: clarifai.RoleID("")}}},
	} {
		run(t, seed(), func(f *fixture) {
			if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, o); err == nil {
				f.Errorf("%+v is taken", o)
			}
		})
	}
}

func TestNoContextAndNoClientAreErrors(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		if _, err := access.Evaluate(f.Context(), nil, "acme", area("vision")); err == nil {
			f.Error("no client is taken")
		}
		var none context.Context
		if _, err := access.Evaluate(none, f.client, "acme", area("vision")); err == nil {
			f.Error("no context is taken")
		}
		if _, err := access.Evaluate(f.Context(), f.client, "acme"); err == nil {
			f.Error("no policy is taken")
		}
	})
}

func TestEvaluate_manyApps(t *testing.T) {
	for name, variant := range map[string]func(*clarifaitest.Config){
		"a server that clamps pages to 100 hides no app":         func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 100 },
		"a server that filters pages after cutting hides no app": func(c *clarifaitest.Config) { c.Variants.HideEvery = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			team := clarifaitest.Team{ID: "big"}
			config := testkit.With(clarifaitest.Config{}, variant)
			for i := range 150 {
				id := fmt.Sprintf("app-%d", i)
				config.Apps = append(config.Apps, clarifaitest.App{Owner: "acme", ID: id, Metadata: map[string]any{"area": "sound"}})
				team.Apps = append(team.Apps, clarifaitest.TeamApp{AppID: id, Role: clarifai.TeamRoleFullAccess})
			}
			config.Users = append(config.Users, clarifaitest.User{ID: "olga"})
			config.Organizations = append(config.Organizations, clarifaitest.Organization{
				ID: "acme", Owner: "olga", Teams: []clarifaitest.Team{team}})
			run(t, config, func(f *fixture) {
				r := f.evaluate(access.Policy{Name: "vision only", Teams: []string{"big"}, Rule: inArea("vision")})
				if !r.Complete() || r.Assignments != 150 || len(r.Violations) != 150 {
					f.Errorf("%d assignments, %d violations, incomplete: %v", r.Assignments, len(r.Violations), r.Incomplete)
				}
			})
		})
	}
}

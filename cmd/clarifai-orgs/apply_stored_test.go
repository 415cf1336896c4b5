package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// storedPlan plans for a server, and returns it, the file of the plan, and the flags
// without the organization.
func storedPlan(t *testing.T, more ...string) (s *clarifaitest.Server, plan string, args []string) {
	t.Helper()
	s, args = server(t)
	plan = filepath.Join(t.TempDir(), "plan.json")
	runWith(t, olga, append(append([]string{"plan", "--out", plan, "--teams", file(t, teamsFile),
		"--roster", file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,\n")}, args...), more...)...).
		exits(t, exitOK).says(t, "sha256:", "clarifai-orgs apply "+plan)
	return s, plan, args[:2]
}

func TestApply_StoredPlan(t *testing.T) {
	t.Run("it does what the plan says, and then nothing", func(t *testing.T) {
		s, plan, args := storedPlan(t)
		args = append([]string{"apply", plan}, args...)
		runWith(t, olga, args...).exits(t, exitOK).says(t, "plan of acme, made at 20", "5 to add, 0 to change, 0 to remove\n", "invited 1\n", "members added to teams 1\n")
		if len(s.Invitations("acme")) != 1 || len(s.TeamMembers("acme", "vision")) != 1 {
			t.Errorf("invitations %v, on the team %v", s.Invitations("acme"), s.TeamMembers("acme", "vision"))
		}
		before := writes(s)
		runWith(t, olga, args...).exits(t, exitOK).says(t, "skipped: 4 steps: no longer needed\n", "steps skipped 4\n")
		if len(s.Invitations("acme")) != 1 || len(s.Teams("acme")) != 1 {
			t.Errorf("%d writes later: invitations %v, teams %v", writes(s)-before, s.Invitations("acme"), s.Teams("acme"))
		}
	})
	t.Run("a single step that is skipped is named", func(t *testing.T) {
		var out strings.Builder
		skip := func(kind roster.Kind, note string, err error) roster.Result {
			return roster.Result{Step: roster.Step{Kind: kind, Team: "vision", UserID: "olga", Reason: "not planned"}, Status: roster.Skipped, Note: note, Err: err}
		}
		nameSteps(&out, &roster.Report{Steps: []roster.Result{
			skip(roster.RemoveTeamMember, "it is about the caller", roster.ErrCaller),
			skip(roster.AddTeamMember, "no longer needed: as it should be", nil), skip(roster.AddTeamApp, "no longer needed", nil),
		}})
		if want := "skipped: take off team vision: user olga (not planned): it is about the caller: roster: nothing is taken from the caller\nskipped: 2 steps: no longer needed\n"; out.String() != want {
			t.Errorf("%s\nwant:\n%s", out.String(), want)
		}
	})
	t.Run("it goes on with a journal", func(t *testing.T) {
		s, plan, args := storedPlan(t)
		journal := filepath.Join(t.TempDir(), "plan.journal")
		args = append([]string{"apply", plan, "--journal", journal}, args...)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		stderr := &stopper{text: " create team", stop: cancel}
		var stdout strings.Builder
		code := execute(ctx, args, func(key string) string { return olga[key] }, &stdout, stderr)
		ran{code, stdout.String(), stderr.String()}.exits(t, exitStopped).says(t, "stopped: clarifai-orgs apply "+plan+" --journal "+journal+" goes on")
		runWith(t, olga, args...).exits(t, exitOK).says(t, "an earlier run of this plan: ", " done", "invited 1\n", "teams created 1\n")
		if len(s.Invitations("acme")) != 1 || len(s.TeamMembers("acme", "vision")) != 1 {
			t.Errorf("invitations %v, on the team %v", s.Invitations("acme"), s.TeamMembers("acme", "vision"))
		}
		before := writes(s)
		runWith(t, olga, args...).exits(t, exitOK).says(t, "5 done", ", 0 write requests")
		if writes(s) != before {
			t.Error("something was done again")
		}
	})
	t.Run("the journal of another plan is refused", func(t *testing.T) {
		_, plan, args := storedPlan(t)
		journal := filepath.Join(t.TempDir(), "plan.journal")
		runWith(t, olga, append([]string{"apply", plan, "--journal", journal}, args...)...).exits(t, exitOK)
		s, other, args := storedPlan(t, "--only-kind", "invite")
		runWith(t, olga, append([]string{"apply", other, "--journal", journal}, args...)...).exits(t, exitFailed).says(t, "the journal belongs to another plan")
		if writes(s) != 0 {
			t.Error("something was written")
		}
	})
	t.Run("another organization with the ID is named once", func(t *testing.T) {
		_, plan, _ := storedPlan(t)
		s, args := server(t, func(c *clarifaitest.Config) {
			c.Clock = func() time.Time { return time.Now().Add(time.Hour) }
		})
		r := runWith(t, olga, append([]string{"apply", plan}, args...)...).exits(t, exitFailed).
			says(t, "skipped: 5 steps: this is another organization than the one that the plan read: ", "another plan says what is to do now\n")
		if strings.Count(r.stdout, "another organization") != 1 || writes(s) != 0 {
			t.Errorf("%d writes\n%s", writes(s), r.stdout)
		}
	})
	t.Run("a failure says how to go on with the journal", func(t *testing.T) {
		s, plan, args := storedPlan(t)
		journal := filepath.Join(t.TempDir(), "plan.journal")
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultStatus, Status: http.StatusForbidden, Count: 1})
		args = append([]string{"apply", plan, "--journal", journal}, args...)
		runWith(t, olga, args...).exits(t, exitFailed).says(t, "for what failed: clarifai-orgs apply "+plan+" --journal "+journal+" goes on\n")
		runWith(t, olga, args...).exits(t, exitOK).says(t, "teams created 1\n")
	})
	t.Run("what has changed since the plan is named, and left", func(t *testing.T) {
		people := file(t, header+"ann@acme.test,Ann,A,Organization User,\n")
		s, args := server(t)
		plan := filepath.Join(t.TempDir(), "plan.json")
		runWith(t, olga, append([]string{"plan", "--update-roles", "-o", plan, "--roster", people}, args...)...).exits(t, exitOK).
			says(t, "~ ann@acme.test Team Contributor -> Organization User", "0 to add, 1 to change, 0 to remove\n")
		if err := s.Client().Members.UpdateRole(t.Context(), "acme", "ann", clarifai.MemberRoleContributor); err != nil {
			t.Fatal(err)
		}
		before := writes(s)
		runWith(t, olga, append([]string{"apply", plan}, args...)...).exits(t, exitFailed).
			says(t, "skipped: change role ann@acme.test", "another plan says what is to do now\n").saysNot(t, "for what failed")
		if writes(s) != before {
			t.Error("it was changed")
		}
	})
}

func TestApply_StoredPlanUsage(t *testing.T) {
	s, plan, args := storedPlan(t)
	edited := filepath.Join(t.TempDir(), "edited.json")
	if err := os.WriteFile(edited, []byte(strings.Replace(content(t, plan), "new@acme.test", "old@acme.test", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	journal := filepath.Join(t.TempDir(), "journal")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"one that is missing":        {[]string{plan + "x"}, "plan.jsonx"},
		"one that was edited":        {[]string{edited}, "changed after it was made"},
		"two":                        {[]string{plan, edited}, "at most 1 arg"},
		"files":                      {[]string{plan, "--roster", file(t, header)}, "--roster cannot change a stored plan"},
		"a limit":                    {[]string{plan, "--remove", "all=5,5%"}, "--remove cannot change a stored plan"},
		"somebody to protect":        {[]string{plan, "--protect", "ann"}, "--protect cannot change a stored plan"},
		"rounds":                     {[]string{plan, "--rounds", "2"}, "--rounds cannot change a stored plan"},
		"another organization":       {[]string{plan, "--org", "other"}, `is a plan of "acme"`},
		"no writes":                  {[]string{plan, "--read-only"}, "--read-only"},
		"a report over the plan":     {[]string{plan, "--report", plan}, "would be overwritten"},
		"a journal over the plan":    {[]string{plan, "--journal", plan}, "would be overwritten"},
		"a journal that is a report": {[]string{plan, "--journal", journal, "--report", journal}, "each needs its own"},
		"a journal that is no file":  {[]string{plan, "--journal", t.TempDir()}, "is a directory"},
		"a journal that is none":     {[]string{plan, "--journal", file(t, header)}, "--journal: "},
		"a journal without a plan":   {[]string{"--org", "acme", "--roster", file(t, header), "--journal", journal}, "--journal requires a stored plan"},
		"no journal in a variable":   {[]string{plan, "--journal", ""}, "--journal must not be empty"},
		"what it may change":         {[]string{plan, "--update-roles"}, "--update-roles cannot change a stored plan"},
	} {
		t.Run(name, func(t *testing.T) {
			runWith(t, olga, append(append([]string{"apply"}, args...), c.args...)...).exits(t, exitUsage).says(t, c.want)
		})
	}
	runWith(t, nil, "apply", plan, "--demo").exits(t, exitUsage).says(t, "--demo cannot be used with a stored plan")
	if writes(s) != 0 {
		t.Error("something was written")
	}
}

package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestLimitsFlag(t *testing.T) {
	t.Run("one for all, and others of their own", func(t *testing.T) {
		var l limitsFlag
		for _, value := range []string{"take off team=20,5%", "all=3,2.5%", "remove-member=0,0%", "change role=1,100%"} {
			if err := l.Set(value); err != nil {
				t.Fatal(err)
			}
		}
		want := map[roster.Kind]roster.Limit{
			roster.RemoveTeamMember: {Max: 20, Share: 0.05}, roster.RemoveMember: {}, roster.UpdateMemberRole: {Max: 1, Share: 1},
		}
		for _, kind := range roster.RemovalKinds() {
			if _, ok := want[kind]; !ok {
				want[kind] = roster.Limit{Max: 3, Share: 0.025}
			}
		}
		if diff := cmp.Diff(want, l.limits()); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	t.Run("without one nothing is allowed", func(t *testing.T) {
		if limits := new(limitsFlag).limits(); len(limits) != 0 {
			t.Error(limits)
		}
	})
	t.Run("it is printed as it is given", func(t *testing.T) {
		for _, text := range []string{"0,0%", "5,7%", "3,2.5%", "1000,100%", "1,0.1%"} {
			limit, err := parseLimit(text)
			if err != nil || limitText(limit) != text {
				t.Errorf("%s becomes %s, %v", text, limitText(limit), err)
			}
		}
	})
	for _, value := range []string{
		"", "all", "all=5", "all=5%", "all=5,10", "all=-1,10%", "all=5,101%", "all=5,-1%", "all=5,NaN%", "all=5.5,10%", "all=,10%", "all=5,%",
		"invite=5,10%", "remove=5,10%", "=5,10%",
	} {
		t.Run("refused: "+value, func(t *testing.T) {
			if err := new(limitsFlag).Set(value); err == nil {
				t.Error("it is taken")
			}
		})
	}
	t.Run("two for one kind are refused", func(t *testing.T) {
		for _, values := range [][]string{{"all=1,1%", "all=2,2%"}, {"remove member=1,1%", "remove-member=2,2%"}} {
			var l limitsFlag
			if err := l.Set(values[0]); err != nil {
				t.Fatal(err)
			}
			if err := l.Set(values[1]); err == nil {
				t.Error(values)
			}
		}
	})
}

func TestPlan_OptionsUsage(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"a limit that is none":          {[]string{"--remove", "remove member"}, "must be KIND=N,P%"},
		"nobody to protect":             {[]string{"--protect", ""}, "--protect must not be empty"},
		"nobody among those to protect": {[]string{"--protect", "ann", "--protect", " "}, "--protect must not be empty"},
		"no team":                       {[]string{"--only-team", ""}, "--only-team must not be empty"},
		"an unknown kind":               {[]string{"--only-kind", "wipe"}, "'delete team'"},
	} {
		t.Run(name, func(t *testing.T) {
			runWith(t, nil, append([]string{"plan", "--demo"}, c.args...)...).exits(t, exitUsage).says(t, c.want).saysNot(t, "DEMO")
		})
	}
}

func TestPlan_Scope(t *testing.T) {
	_, args := server(t)
	args = append([]string{"plan", "--teams", file(t, teamsFile), "--roster", file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,\n")}, args...)
	runWith(t, olga, append(args, "--only-kind", "create-team", "--only-kind", "invite")...).exits(t, exitOK).
		says(t, `+ vision "Vision"`, "+ new@acme.test ", "2 to add").saysNot(t, "ann@acme.test\n")
	runWith(t, olga, append(args, "--only-team", "vision")...).exits(t, exitOK).
		says(t, `+ vision "Vision"`, "+ ann@acme.test\n", "4 to add").saysNot(t, "+ new@acme.test")
}

// leavers is a server with the members olga, ann, bo and cy, and a run with files that
// have ann alone.
func leavers(t *testing.T, command string, more ...string) (state func() string, r func(...string) ran) {
	t.Helper()
	s, args := server(t, func(c *clarifaitest.Config) {
		for _, id := range []string{"bo", "cy"} {
			c.Users = append(c.Users, clarifaitest.User{ID: id, Email: id + "@acme.test"})
			c.Organizations[0].Members = append(c.Organizations[0].Members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleTeamContributor})
		}
		c.Organizations[0].Teams = []clarifaitest.Team{{
			ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Members: []string{"ann"},
			Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}},
		}}
	})
	args = append([]string{command, "--teams", file(t, teamsFile), "--roster", file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\n")}, append(args, more...)...)
	state = func() string {
		var names []string
		for _, m := range s.Members("acme") {
			names = append(names, m.UserID)
		}
		return strings.Join(names, " ")
	}
	return state, func(more ...string) ran { return runWith(t, olga, append(args, more...)...) }
}

func TestPlan_Removals(t *testing.T) {
	t.Run("nothing is removed without a limit", func(t *testing.T) {
		_, run := leavers(t, "plan")
		run().exits(t, exitOK).says(t, "nothing to do").saysNot(t, "\n- ")
	})
	t.Run("within a limit they are in the diff", func(t *testing.T) {
		_, run := leavers(t, "plan", "--remove", "remove member=2,60%")
		run("--exit-code").exits(t, exitChanges).says(t, "- bo@acme.test (bo) Team Contributor", "- cy@acme.test (cy)", "0 to add, 0 to change, 2 to remove\n")
	})
	t.Run("over a limit they are withheld, and a code says so", func(t *testing.T) {
		for _, limit := range []string{"remove member=1,100%", "remove member=9,40%"} {
			_, run := leavers(t, "plan", "--remove", limit)
			run("--exit-code").exits(t, exitLimit).says(t, "withheld: nothing of this is done", "! remove member: 2 of 4 members, and the limit is "+strings.Replace(strings.TrimPrefix(limit, "remove member="), ",", " and ", 1),
				"0 to remove; 2 withheld\n").saysNot(t, "\n- ", "nothing to do")
		}
	})
	t.Run("a roster that lost its column of teams takes nobody off them", func(t *testing.T) {
		_, run := leavers(t, "plan", "--allow-empty-teams", "--roster", file(t, "email,member_role,team\nann@acme.test,Team Contributor,vision\n"))
		run().exits(t, exitOK).saysNot(t, "\n- ")
		run("--remove", "take off team=9,100%").exits(t, exitFailed).says(t, `has no column "teams"`, "0 requests, ").saysNot(t, "\n- ")
	})
	t.Run("apply does nothing of a kind that is over its limit", func(t *testing.T) {
		state, run := leavers(t, "apply", "--remove", "remove member=1,100%")
		run().exits(t, exitLimit).says(t, "limit exceeded", "remove member: 2 of 4 members", ", 0 write requests")
		if got := state(); got != "olga ann bo cy" {
			t.Error(got)
		}
	})
	t.Run("apply removes within a limit, and not who is protected", func(t *testing.T) {
		state, run := leavers(t, "apply", "--remove", "all=1,100%", "--protect", "CY@acme.test")
		run().exits(t, exitOK).says(t, "members removed 1", "kept: ")
		if got := state(); got != "olga ann cy" {
			t.Error(got)
		}
	})
}

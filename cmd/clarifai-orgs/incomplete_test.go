package main

import (
	"path/filepath"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestRun_HiddenMembers(t *testing.T) {
	org := clarifaitest.Organization{ID: "acme", Members: []clarifaitest.Member{
		{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}, {UserID: "ivy", Role: clarifai.MemberRoleTeamContributor},
	}}
	s := clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", PAT: "pat-of-olga"},
			{ID: "ann", Email: "ann@acme.test"},
			{ID: "ivy", Email: "ivy@acme.test", HidesEmail: true},
		},
		Organizations: []clarifaitest.Organization{org},
	})
	env := map[string]string{"CLARIFAI_PAT": "pat-of-olga"}
	people := file(t, "email,member_role\nann@acme.test,Team Contributor\nivy@acme.test,Team Contributor\nnew@acme.test,Team Contributor\n")
	args := []string{"-base-url", s.URL(), "-org", "acme", "-roster", people}
	for _, more := range [][]string{nil, {"-dry-run"}} {
		r := runWith(t, env, append(args, more...)...).exits(t, exitIncomplete).says(t,
			"nothing that can be done", "held: ivy@acme.test (line 3): 1 members show no address", "2 rows are held", "1 members show no address: ivy",
			"-member-emails", "-ignore-hidden-members", ", 0 write requests\n")
		if strings.Contains(r.stdout, "nothing to do") {
			t.Error("it says that there is nothing to do")
		}
	}
	emails := file(t, "user_id,email\nivy,Ivy@acme.test\n")
	runWith(t, env, append(args, "-member-emails", emails)...).exits(t, exitOK).says(t, "2   member\n", "1   invited\n")
	if n := len(s.Invitations("acme")); n != 1 {
		t.Errorf("%d invitations", n)
	}
	for name, content := range map[string]string{
		"the user ID is required": "user_id,email\n,x@acme.test\n", "malformed email": "user_id,email\nivy,x\n", "duplicate user": "user_id,email\nivy,\nIVY,\n", "no column": "id,email\n",
	} {
		runWith(t, env, append(args, "-skip-bad-rows", "-member-emails", file(t, content))...).exits(t, exitFailed).says(t, name)
	}
	runWith(t, env, append(args, "-report", emails, "-member-emails", emails)...).exits(t, exitUsage).says(t, "would be overwritten")
	runWith(t, env, append(args, "-ignore-hidden-members", "-dry-run")...).exits(t, exitOK).says(t, "invite ivy@acme.test")
}

func TestRun_SkipBadRows(t *testing.T) {
	s, env := server(t)
	people := file(t, header+"new@acme.test,N,N,Organization User,vision\nshort\nnot an address,B,B,Team Contributor,\n")
	out := filepath.Join(t.TempDir(), "report.csv")
	args := []string{"-base-url", s.URL(), "-org", "acme", "-roster", people, "-teams", file(t, teamsFile), "-report", out}
	runWith(t, env, args...).exits(t, exitFailed)
	if writes(s) != 0 {
		t.Error("something was written")
	}
	args = append(args, "-skip-bad-rows")
	runWith(t, env, args...).exits(t, exitIncomplete).says(t, "bad row, left out: roster line 3: the row has 1 cells",
		`bad row, left out: roster line 4: "not an address": malformed email`, "2 bad rows, left out\n", "1   invited\n", "correct the bad rows")
	runWith(t, env, args...).exits(t, exitIncomplete).says(t, "nothing that can be done", ", 0 write requests\n")
	if len(s.Invitations("acme")) != 1 || len(s.Teams("acme")) != 1 {
		t.Errorf("invitations %v, teams %v", s.Invitations("acme"), s.Teams("acme"))
	}
}

func TestRun_ReinviteLeft(t *testing.T) {
	s, env := server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "leo", Email: "leo@acme.test", AcceptsAtOnce: true})
	})
	args := []string{"-base-url", s.URL(), "-org", "acme", "-roster", file(t, "email,member_role\nleo@acme.test,Team Contributor\n")}
	runWith(t, env, args...).exits(t, exitOK).says(t, "1   joined\n")
	if err := s.Client().Members.Remove(t.Context(), "acme", "leo"); err != nil {
		t.Fatal(err)
	}
	runWith(t, env, args...).exits(t, exitOK).says(t, "left: leo@acme.test", "nothing to do")
	runWith(t, env, append(args, "-reinvite-left")...).exits(t, exitOK).says(t, "1   joined\n")
}

// A demotion that would leave nobody is named, and is a failure.
func TestRun_LastAdmin(t *testing.T) {
	s, env := server(t)
	people := file(t, "email,member_role\nolga@example.com,Organization User\nann@acme.test,Admin\n")
	s.Inject(clarifaitest.Fault{Operation: clarifai.OpMembersUpdateRole, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
	runWith(t, env, "-base-url", s.URL(), "-org", "acme", "-roster", people, "-update-roles", "-allow-admin").exits(t, exitFailed).
		says(t, "failed: change role ann@acme.test", "skipped: change role olga@example.com", "no other member is an Admin and stays one")
}

func TestWorse(t *testing.T) {
	for _, c := range [][3]int{
		{exitOK, exitIncomplete, exitIncomplete}, {exitIncomplete, exitFailed, exitFailed}, {exitFailed, exitIncomplete, exitFailed},
		{exitIncomplete, exitInterrupted, exitInterrupted}, {exitOK, exitFailed, exitFailed}, {exitIncomplete, exitIncomplete, exitIncomplete},
	} {
		if got := worse(c[0], c[1]); got != c[2] {
			t.Errorf("worse(%d, %d) is %d, want %d", c[0], c[1], got, c[2])
		}
	}
}

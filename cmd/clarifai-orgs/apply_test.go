package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
)

func TestApply(t *testing.T) {
	t.Run("a demo ends with a second round that finds nothing to do", func(t *testing.T) {
		r := runWith(t, nil, "apply", "--demo").exits(t, exitOK).says(t, "waiting for team vision: ", "extra: vision: former-colleague@demo.example", "clarifai-orgs plan --org YOUR-ORGANIZATION")
		rounds := r.rounds()
		if len(rounds) != 2 {
			t.Fatalf("%d rounds", len(rounds))
		}
		for i, text := range rounds {
			if sum, rows := rowsCounted(t, text); rows != 120 || sum != rows {
				t.Errorf("round %d: %d outcomes for %d rows", i+1, sum, rows)
			}
			nothing := strings.Contains(text, "nothing to do\n") && strings.Contains(text, ", 0 write requests\n")
			if nothing != (i == 1) {
				t.Errorf("round %d:\n%s", i+1, text)
			}
		}
		if !regexp.MustCompile(`\n\d+ requests, [1-9]\d* write requests\n`).MatchString(rounds[0]) {
			t.Errorf("no number of requests:\n%s", rounds[0])
		}
	})
	t.Run("a server is filled from the files", func(t *testing.T) {
		s, args := server(t)
		report := filepath.Join(t.TempDir(), "report.csv")
		args = append(args, "--report", report, "--teams", file(t, teamsFile),
			"--roster", file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,vision\n"))
		runWith(t, olga, append([]string{"apply"}, args...)...).exits(t, exitOK).says(t, "waiting for team vision: new@acme.test").saysNot(t, "DEMO", "demo")
		if len(s.Invitations("acme")) != 1 || len(s.TeamMembers("acme", "vision")) != 1 {
			t.Errorf("invitations %v, on the team %v", s.Invitations("acme"), s.TeamMembers("acme", "vision"))
		}
		data := content(t, report)
		for _, want := range []string{
			"1,row,3,new@acme.test,,vision,,Organization User,invited,,,invited now,",
			"1,step,2,ann@acme.test,ann,vision,,add to team,done,", "1,finding,3,new@acme.test,,vision,,waiting,",
		} {
			if !strings.Contains(data, want) {
				t.Errorf("%q is not in the report:\n%s", want, data)
			}
		}
		if info, err := os.Stat(report); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the report: %v, %v", info, err)
		}
	})
	t.Run("a step that fails is named", func(t *testing.T) {
		_, args := server(t)
		teams := file(t, "id,name,default_role,apps\nvision,Vision,Model Trainer,shelf;missing\n")
		runWith(t, olga, append([]string{"apply", "--roster", file(t, header+"ann@acme.test,,,Team Contributor,vision\n"), "--teams", teams}, args...)...).
			exits(t, exitFailed).says(t, "failed: add app vision: missing", "steps failed 1", "apps added to teams 1", "members added to teams 1")
	})
	t.Run("an organization is created only if asked for", func(t *testing.T) {
		s, args := server(t)
		args = append(args, "--org", "newco", "--roster", file(t, header+"ann@acme.test,,,Team Contributor,\n"))
		runWith(t, olga, append([]string{"apply"}, args...)...).exits(t, exitFailed).says(t, `organization "newco" does not exist`, ", 0 write requests\n")
		runWith(t, olga, append([]string{"apply", "--create-org", "--name", "New Co", "--billing-email", "bills@newco.test"}, args...)...).
			exits(t, exitOK).says(t, "organizations created 1")
		if org, ok := s.Organization("newco"); !ok || org.Name != "New Co" || len(org.Invitations) != 1 {
			t.Errorf("%+v", org)
		}
	})
	t.Run("a maximum of writes is kept", func(t *testing.T) {
		s, args := server(t)
		args = append(args, "--teams", file(t, teamsFile), "--roster", file(t, header+"new@acme.test,N,N,Organization User,\n"))
		for i, maximum := range []string{"0", "1"} {
			runWith(t, olga, append([]string{"apply", "--max-writes", maximum}, args...)...).exits(t, exitFailed)
			if n := writes(s); n != i {
				t.Errorf("%d writes, with a maximum of %s", n, maximum)
			}
		}
	})
	t.Run("who left is invited again only if asked for", func(t *testing.T) {
		s, args := server(t, func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: "leo", Email: "leo@acme.test", AcceptsAtOnce: true})
		})
		args = append([]string{"apply", "--roster", file(t, "email,member_role\nleo@acme.test,Team Contributor\n")}, args...)
		runWith(t, olga, args...).exits(t, exitOK).says(t, "joined 1\n")
		if err := s.Client().Members.Remove(t.Context(), "acme", "leo"); err != nil {
			t.Fatal(err)
		}
		runWith(t, olga, args...).exits(t, exitOK).says(t, "left: leo@acme.test", "nothing to do")
		runWith(t, olga, append(args, "--reinvite-left")...).exits(t, exitOK).says(t, "joined 1\n")
	})
	t.Run("a limit that is exceeded is named after a failure as well", func(t *testing.T) {
		s, args := server(t)
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpInvitationsCreate, Kind: clarifaitest.FaultStatus, Count: -1, Status: 403, Code: clarifai.CodeInsufficientScopes})
		people := file(t, "email,member_role\nolga@example.com,Admin\nnew@acme.test,Organization User\n")
		runWith(t, olga, append([]string{"apply", "--roster", people, "--allow-admin", "--remove", "remove member=0,0%"}, args...)...).exits(t, exitFailed).
			says(t, "invitation failed", "limit exceeded, and nothing of this kind is done: remove member: ")
	})
	t.Run("a demotion that would leave nobody is named, and is a failure", func(t *testing.T) {
		s, args := server(t)
		people := file(t, "email,member_role\nolga@example.com,Organization User\nann@acme.test,Admin\n")
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpMembersUpdateRole, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
		runWith(t, olga, append([]string{"apply", "--roster", people, "--update-roles", "--allow-admin"}, args...)...).exits(t, exitFailed).
			says(t, "failed: change role ann@acme.test", "skipped: change role olga@example.com", "no other member is an Admin and stays one")
	})
}

func TestApply_SkipBadRows(t *testing.T) {
	s, args := server(t)
	report := filepath.Join(t.TempDir(), "report.csv")
	args = append([]string{"apply", "--teams", file(t, teamsFile), "--report", report,
		"--roster", file(t, header+"new@acme.test,N,N,Organization User,vision\nshort\nnot an address,B,B,Team Contributor,\n")}, args...)
	runWith(t, olga, args...).exits(t, exitFailed)
	if writes(s) != 0 {
		t.Error("something was written")
	}
	if _, err := os.Stat(report); err == nil {
		t.Error("there is a report of nothing")
	}
	args = append(args, "--skip-bad-rows")
	runWith(t, olga, args...).exits(t, exitIncomplete).says(t, "bad row, left out: roster line 3: the row has 1 cells",
		`bad row, left out: roster line 4: "not an address": malformed email`, "bad rows, left out 2\n", "invited 1\n", "correct the bad rows")
	runWith(t, olga, args...).exits(t, exitIncomplete).says(t, "nothing that can be done", ", 0 write requests\n")
	if len(s.Invitations("acme")) != 1 || len(s.Teams("acme")) != 1 {
		t.Errorf("invitations %v, teams %v", s.Invitations("acme"), s.Teams("acme"))
	}
}

func TestApply_Secrets(t *testing.T) {
	program, dir := canary.Program(execute), t.TempDir()
	program.Run(t, dir, exitOK, "apply", "--demo", "--report", filepath.Join(dir, "demo.csv"))
	program.Run(t, dir, exitOK, "plan", "--demo", "--output", "json")
	program.Run(t, dir, exitOK, "plan", "--demo", "--out", filepath.Join(dir, "plan.json"), "--markdown", filepath.Join(dir, "plan.md"))
	program.Run(t, dir, exitOK, "export", "--demo", "--file", filepath.Join(dir, "org.yaml"))
	people := file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,vision\n")
	given := []string{"apply", "--org", "acme", "--roster", people, "--teams", file(t, teamsFile), "--report", filepath.Join(dir, "report.csv")}
	s, _ := server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
		c.Apps = append(c.Apps, clarifaitest.App{Owner: "canas", ID: "shelf", Name: "Shelf"})
	})
	own := slices.Concat(given, []string{"--base-url", s.URL()})
	own[2] = "canas"
	program.Run(t, dir, exitOK, own...)
	program.Run(t, dir, exitFailed, append(given, "--base-url", s.URL())...) // of another owner
	program.Quoted(t, dir, exitFailed, given...)
	program.Refused(t, dir, exitFailed, given...)
	program.Run(t, dir, exitUsage, "apply", "--org", "acme")
}

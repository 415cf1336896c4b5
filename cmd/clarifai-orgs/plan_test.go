package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan(t *testing.T) {
	t.Run("a demo shows what apply would do, and what to do next", func(t *testing.T) {
		r := runWith(t, nil, "plan", "--demo").exits(t, exitOK).says(t,
			"+ wei.li@northwind.example", "+ labeling ", "to add, 0 to change, 0 to remove\n", "85\n", ", 0 write requests\n", "clarifai-orgs apply --demo\n")
		if first, _, _ := strings.Cut(r.stdout, "\n"); first != demoBanner {
			t.Errorf("the first line is %q", first)
		}
		if sum, rows := rowsCounted(t, r.stdout); rows != 120 || sum != rows {
			t.Errorf("%d outcomes for %d rows", sum, rows)
		}
	})
	t.Run("a demo of removals", func(t *testing.T) {
		runWith(t, nil, "plan", "--demo", "--remove", "all=5,10%").exits(t, exitOK).says(t, "- former-colleague@demo.example (former-colleague) Team Contributor", "145 to add, 0 to change, 1 to remove\n", "kept: owner@demo.example")
	})
	t.Run("it writes nothing, and says so by a code if asked for", func(t *testing.T) {
		s, args := server(t)
		args = append(args, "--teams", file(t, teamsFile), "--roster", file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,\n"))
		wants := []string{`+ vision "Vision"`, "+ ann@acme.test\n", "+ app shelf Model Trainer\n", "5 to add, 0 to change, 0 to remove\n", "to invite 1\n", ", 0 write requests\n"}
		runWith(t, olga, append([]string{"plan"}, args...)...).exits(t, exitOK).says(t, wants...)
		runWith(t, olga, append([]string{"plan", "--exit-code"}, args...)...).exits(t, exitChanges).says(t, wants...)
		if writes(s) != 0 {
			t.Error("something was written")
		}
		runWith(t, olga, append([]string{"apply"}, args...)...).exits(t, exitOK)
		runWith(t, olga, append([]string{"plan", "--exit-code"}, args...)...).exits(t, exitOK).says(t, "nothing to do")
	})
}

func TestPlan_Output(t *testing.T) {
	_, args := server(t)
	dir := t.TempDir()
	args = append(args, "--teams", file(t, teamsFile), "--roster", file(t, header+"ann@acme.test,=1+1,A,Team Contributor,vision\n"))
	run := func(more ...string) ran {
		return runWith(t, olga, append(append([]string{"plan"}, args...), more...)...).exits(t, exitOK)
	}
	isJSON := func(t *testing.T, text string) {
		t.Helper()
		var rounds []struct {
			Rows  []struct{ Outcome roster.Outcome }
			Steps []struct{ Status roster.Status }
		}
		if err := json.Unmarshal([]byte(text), &rounds); err != nil {
			t.Fatal(err)
		}
		if len(rounds) != 1 || len(rounds[0].Rows) != 1 || rounds[0].Rows[0].Outcome != roster.Member || len(rounds[0].Steps) != 4 || rounds[0].Steps[0].Status != roster.Planned {
			t.Errorf("%+v", rounds)
		}
	}
	isCSV := func(t *testing.T, text string) {
		t.Helper()
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(records) != 6 || records[0][0] != "round" {
			t.Errorf("%q, %v", records, err)
		}
	}
	t.Run("as JSON standard output holds nothing else", func(t *testing.T) {
		r := run("--output", "json")
		isJSON(t, r.stdout)
		if !strings.Contains(r.stderr, "0 write requests") {
			t.Errorf("standard error: %s", r.stderr)
		}
	})
	t.Run("as CSV standard output holds nothing else", func(t *testing.T) { isCSV(t, run("--output", "csv").stdout) })
	t.Run("the ending of a report says its format", func(t *testing.T) {
		for _, name := range []string{"report.csv", "report", "report.JSON"} {
			name = filepath.Join(dir, name)
			run("--report", name)
			if filepath.Ext(name) == ".JSON" {
				isJSON(t, content(t, name))
			} else {
				isCSV(t, content(t, name))
			}
		}
	})
}

func TestPlan_BadRows(t *testing.T) {
	t.Run("each is a line, and nothing is sent", func(t *testing.T) {
		s, args := server(t)
		people := file(t, "\uFEFF"+header+
			"ann@acme.test,Ann,A,Team Contributor,vision\n"+
			"not an address,B,B,Team Contributor,\n"+
			"cy@acme.test,C,C,Wizard,\n"+
			"dee@acme.test,D,D,Team Contributor,nowhere\n"+
			"ANN@acme.test,E,E,Team Contributor,\n"+
			"fay@acme.test,F,F,Admin,\n"+
			"gil@acme.test,G,G,Team Contributor,\n")
		r := runWith(t, olga, append([]string{"plan", "--roster", people, "--teams", file(t, teamsFile)}, args...)...).exits(t, exitFailed)
		namesEach(t, r, []string{
			`roster line 3: "not an address": malformed email`,
			`roster line 4: "cy@acme.test": unknown member role "Wizard"`,
			`roster line 5: "dee@acme.test": unknown team "nowhere"`,
			`roster line 6: "ANN@acme.test": duplicate email: "ann@acme.test" is in line 2 already`,
			`roster line 7: "fay@acme.test": the role Admin is not allowed without --allow-admin`,
		})
		r.says(t, "0 requests, 0 write requests\n", "\n--allow-admin allows the role Admin")
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
	t.Run("too many invitations are among the others", func(t *testing.T) {
		_, args := server(t)
		people := file(t, header+
			"ann@acme.test,Ann,A,Team Contributor,vision\n"+ // a member already
			"bo@acme.test,B,B,Team Contributor,\n"+
			"cy@acme.test,C,C,Team Contributor,\n"+
			"@acme.test,D,D,Team Contributor,\n"+
			"gil@acme.test,G,G,Team Contributor,nowhere\n")
		r := runWith(t, olga, append([]string{"plan", "--roster", people, "--teams", file(t, teamsFile), "--max-invites", "1"}, args...)...).exits(t, exitFailed)
		namesEach(t, r, []string{
			`roster line 4: "cy@acme.test": too many invitations: this is number 2, and the maximum is 1`,
			`roster line 5: "@acme.test": malformed email`,
			`roster line 6: "gil@acme.test": unknown team "nowhere"`,
		})
	})
	t.Run("those of a demo, too", func(t *testing.T) {
		people := file(t, header+"ann@acme.test,Ann,A,Team Contributor,\nann@ACME.test,Ann,A,Team Contributor,\nshort\n")
		namesEach(t, runWith(t, nil, "plan", "--demo", "--roster", people).exits(t, exitFailed),
			[]string{`roster line 3: "ann@ACME.test": duplicate email`, "roster line 4: the row has 1 cells, and the header has 5"})
	})
}

// namesEach checks the lines on standard error that are no progress.
func namesEach(t *testing.T, r ran, want []string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(r.stderr) {
		if strings.HasPrefix(line, "roster line") {
			lines = append(lines, line)
		}
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), r.stderr)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %q, want %q", lines[i], want[i])
		}
	}
}

func TestPlan_Files(t *testing.T) {
	t.Run("one that is missing", func(t *testing.T) {
		missing := filepath.Join(t.TempDir(), "none.csv")
		runWith(t, olga, "plan", "--org", "acme", "--roster", missing).exits(t, exitFailed).says(t, missing)
	})
	t.Run("columns of other names", func(t *testing.T) {
		people := file(t, "Work Email,Given,Family,Role,Groups\nANN@acme.test,Ann,A,team_contributor,vision\nbo@acme.test,,,Organization User,\n")
		runWith(t, nil, "plan", "--demo", "--roster", people, "--teams", file(t, teamsFile),
			"--columns", "email='Work Email',first_name=Given", "--columns", "last_name=Family,member_role=Role,teams=Groups").
			exits(t, exitOK).says(t, "rows in the roster, of which 2")
	})
	t.Run("the sample is a company as they are", func(t *testing.T) {
		people, err := roster.ReadPeople(bytes.NewReader(sampleRoster), roster.Columns{})
		if err != nil || len(people) != 120 {
			t.Fatalf("%d people, %v", len(people), err)
		}
		teams, err := roster.ReadTeams(bytes.NewReader(sampleTeams))
		if err != nil || len(teams) != 9 {
			t.Fatalf("%d teams, %v", len(teams), err)
		}
		var upper, foreign, several int
		for _, p := range people {
			if p.Email != strings.ToLower(p.Email) {
				upper++
			}
			if len(p.FirstName+p.LastName) != len([]rune(p.FirstName+p.LastName)) {
				foreign++
			}
			if len(p.Teams) > 1 {
				several++
			}
			if !strings.HasSuffix(strings.ToLower(p.Email), ".example") {
				t.Errorf("%s could be somebody's", p.Email)
			}
		}
		if upper == 0 || foreign == 0 || several == 0 {
			t.Errorf("%d in upper case, %d outside ASCII, %d on several teams", upper, foreign, several)
		}
	})
}

func TestPlan_HiddenMembers(t *testing.T) {
	_, args := server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "ivy", Email: "ivy@acme.test", HidesEmail: true})
		c.Organizations[0].Members = append(c.Organizations[0].Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleTeamContributor})
	})
	people := file(t, "email,member_role\nann@acme.test,Team Contributor\nivy@acme.test,Team Contributor\nnew@acme.test,Team Contributor\n")
	run := func(more ...string) ran {
		return runWith(t, olga, append(append([]string{"plan", "--roster", people}, args...), more...)...)
	}
	t.Run("they hold everybody back who is not known", func(t *testing.T) {
		run().exits(t, exitIncomplete).saysNot(t, "nothing to do").says(t,
			"nothing that can be done", "held: ivy@acme.test (line 3): 1 members show no address", "2 rows are held", "1 members show no address: ivy",
			"--member-emails", "--ignore-hidden-members")
	})
	t.Run("a file says who they are", func(t *testing.T) {
		emails := file(t, "user_id,email\nivy,Ivy@acme.test\n")
		run("--member-emails", emails).exits(t, exitOK).says(t, " member 2\n", "to invite 1\n")
		run("--member-emails", emails, "--report", emails).exits(t, exitUsage).says(t, "is the file of --member-emails, and would be overwritten")
	})
	for want, text := range map[string]string{
		"the user ID is required": "user_id,email\n,x@acme.test\n", "malformed email": "user_id,email\nivy,x\n",
		"duplicate user": "user_id,email\nivy,\nIVY,\n", "no column": "id,email\n",
	} {
		t.Run("a file with a mistake: "+want, func(t *testing.T) {
			run("--skip-bad-rows", "--member-emails", file(t, text)).exits(t, exitFailed).says(t, want)
		})
	}
	t.Run("they can be ignored", func(t *testing.T) {
		run("--ignore-hidden-members").exits(t, exitOK).says(t, "+ ivy@acme.test ")
	})
}

func TestPlan_Why(t *testing.T) {
	s, args := server(t, func(c *clarifaitest.Config) {
		c.Organizations[0].Teams = []clarifaitest.Team{{ID: "vision", Name: "Vision", Members: []string{"ann"}}}
	})
	if err := s.Client().Teams.RemoveMembers(t.Context(), "acme", "vision", []string{"ann"}); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"plan", "--why", "--teams", file(t, "id,name,default_role,apps\nvision,Vision,,\n"),
		"--roster", file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\n")}, args...)
	t.Run("the event and who caused it are behind the step", func(t *testing.T) {
		runWith(t, olga, args...).exits(t, exitOK).says(t, "+ ann@acme.test ORGANIZATION_TEAM_MEMBER_REMOVE by olga at 20")
	})
	t.Run("JSON leaves them to standard error", func(t *testing.T) {
		r := runWith(t, olga, append(args, "--output", "json")...).exits(t, exitOK)
		if want := "cause: add to team vision: ann@acme.test"; !strings.Contains(r.stderr, want) || strings.Contains(r.stdout, want) {
			t.Errorf("%s\n%s", r.stdout, r.stderr)
		}
	})
	t.Run("that the log cannot be read is named", func(t *testing.T) {
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpAuditLogList, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
		runWith(t, olga, args...).exits(t, exitIncomplete).says(t, "+ ann@acme.test\n", "note: there are no causes: ")
	})
}

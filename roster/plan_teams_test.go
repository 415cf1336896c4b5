package roster_test

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_Teams(t *testing.T) {
	t.Run("differences and extra members are reported and left", func(t *testing.T) {
		there := clarifaitest.Team{
			ID: "vision", Name: "Old Vision", DefaultRole: clarifai.TeamRoleLabelerWorker, Members: []string{"olga", "ann"},
			Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}},
		}
		pending := func(o *clarifaitest.Organization) {
			o.Invitations = append(o.Invitations, clarifaitest.Invitation{Email: "dee@acme.test", Role: clarifai.MemberRoleUser})
		}
		withServer(t, seed(teams(there), pending), func(f *fixture) {
			f.company.People[1].Role = clarifai.MemberRoleUser
			f.company.People[1].Teams = []string{"sound"}
			report := f.planAndApply()
			f.wantLines(findingLines(report.Findings, roster.Differs),
				`differs: dee@acme.test: the pending invitation has another role: it is "Organization User", and should be "Team Contributor"`,
				`differs: vision: the team has another name: it is "Old Vision", and should be "Vision"`,
				`differs: vision: the team has another default role: it is "Labeler Worker", and should be "Model Trainer"`,
				`differs: vision: shelf: the team has another role in the app: it is "Labeler Lead", and should be "Model Trainer"`,
				`differs: bo@acme.test: the member has another role: it is "Team Contributor", and should be "Organization User"`,
			)
			f.wantLines(findingLines(report.Findings, roster.Extra), "extra: vision: olga@acme.test: on the team, but not in the roster for it")
			f.wantOnTeam("vision", "olga", "ann", "cy")
			f.wantNothingToDo()
			f.options.UpdateRoles = true
			report = f.planAndApply()
			f.wantLines(steps(report.Steps, roster.Done), "set default role vision", "change app role vision shelf", "change role bo@acme.test")
			if app := f.server.TeamApps("acme", "vision")[0]; app.Role != clarifai.TeamRoleModelTrainer {
				f.Errorf("app: %+v", app)
			}
			f.wantNothingToDo()
		})
	})
	t.Run("a member without an address is unmatched", func(t *testing.T) {
		hidden := func(o *clarifaitest.Organization) {
			o.Members = append(o.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleTeamContributor})
		}
		config := testkit.With(seed(hidden, teams(clarifaitest.Team{ID: "sound", Name: "Sound", Members: []string{"ivy"}})),
			func(c *clarifaitest.Config) {
				c.Users = append(c.Users, clarifaitest.User{ID: "ivy", HidesEmail: true})
			})
		withServer(t, config, func(f *fixture) {
			p := f.plan()
			f.wantLines(findingLines(p.Findings, roster.Unmatched), "unmatched: sound: user ivy: on the team, but shows no address to find in the roster")
			f.wantLines(findingLines(p.Findings, roster.Extra))
			f.wantOutcomes(p.Rows, roster.Member, roster.Member, roster.Held, roster.Held, roster.Held)
		})
	})
}

// Ann and zoe are on the team vision, and in the rows of the test.
func TestPlan_ExtraMembers(t *testing.T) {
	const (
		ann = "unmatched: vision: ann@acme.test: on the team, and may be the person of a row that is held or skipped"
		zoe = "unmatched: vision: \u0131zoe@acme.test: on the team, and may be the person of a row that is held or skipped"
	)
	bad := func(email string) roster.Person {
		return roster.Person{Line: 2, Email: email, Teams: []string{"vision"}}
	}
	for name, c := range map[string]struct {
		rows      []roster.Person
		badRows   []roster.RowError
		unmatched []string
		extra     int
	}{
		"neither":                       {nil, nil, nil, 2},
		"a row that is left out":        {[]roster.Person{bad("Ann@acme.test")}, nil, []string{ann}, 1},
		"a row that is held":            {[]roster.Person{person(2, "izoe@acme.test", "vision")}, nil, []string{zoe}, 1},
		"a row without an address":      {[]roster.Person{bad("")}, nil, []string{ann, zoe}, 0},
		"a row that could not be read":  {nil, []roster.RowError{{File: roster.FileRoster, Line: 3, Reason: "not CSV"}}, []string{ann, zoe}, 0},
		"a row of the teams' file only": {nil, []roster.RowError{{File: roster.FileTeams, Line: 3, Reason: "not CSV"}}, nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			there := func(o *clarifaitest.Organization) {
				o.Members = append(o.Members, clarifaitest.Member{UserID: "zoe", Role: o.Members[0].Role})
				o.Teams = []clarifaitest.Team{{ID: "vision", Name: "Vision", Members: []string{"ann", "zoe"}}}
			}
			config := testkit.With(seed(there), func(c *clarifaitest.Config) {
				c.Users = append(c.Users, clarifaitest.User{ID: "zoe", Email: "\u0131zoe@acme.test"})
			})
			withServer(t, config, func(f *fixture) {
				f.options.SkipBadRows = true
				f.company.People, f.company.BadRows = c.rows, c.badRows
				findings := f.plan().Findings
				f.wantLines(findingLines(findings, roster.Unmatched), c.unmatched...)
				if extra := findingLines(findings, roster.Extra); len(extra) != c.extra {
					f.Errorf("extra: %q, want %d", extra, c.extra)
				}
			})
		})
	}
}

func TestPlan_TeamIDsDifferInCase(t *testing.T) {
	t.Run("from one that is there", func(t *testing.T) {
		withServer(t, seed(teams(clarifaitest.Team{ID: "Vision", Name: "Vision"})), func(f *fixture) {
			_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
			input, ok := errors.AsType[*roster.InputError](err)
			if !ok {
				f.Fatalf("Plan: %v", err)
			}
			f.wantLines(badLines(input.Rows), `teams line 2: "vision": the organization has team "Vision", whose ID differs only in letter case`)
			f.options.SkipBadRows = true
			f.planAndApply()
			if list := f.server.Teams("acme"); len(list) != 2 || list[1].ID != "sound" {
				f.Errorf("teams: %v", list)
			}
		})
	})
	t.Run("from each other", func(t *testing.T) {
		c := acme()
		c.Teams = append(c.Teams, roster.Team{Line: 4, ID: "VISION", Name: "Other"}, roster.Team{Line: 5, ID: "sound", Name: "Sound"})
		input, ok := errors.AsType[*roster.InputError](c.Validate(roster.Options{}))
		if !ok || len(input.Rows) != 2 || !strings.Contains(input.Rows[0].Reason, `differs only in letter case from that of "vision"`) {
			t.Errorf("Validate: %v", input)
		}
	})
	t.Run("where both are there", func(t *testing.T) {
		withServer(t, seed(teams(clarifaitest.Team{ID: "Vision", Name: "Vision"}, clarifaitest.Team{ID: "vision", Name: "Vision"})), func(f *fixture) {
			f.planAndApply()
			f.wantOnTeam("vision", "ann", "bo", "cy")
			f.wantOnTeam("Vision")
		})
	})
	t.Run("from one that has come since the plan", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			if _, err := f.client.Teams.Create(f.Context(), "acme", clarifai.CreateTeamRequest{ID: "SOUND", Name: "Sound"}); err != nil {
				f.Fatal(err)
			}
			report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
			if !errors.Is(err, roster.ErrChanged) {
				f.Errorf("Apply: %v", err)
			}
			f.wantLines(steps(report.Steps, roster.Skipped), "create team sound", "add app sound defects", "add to team sound bo@acme.test")
		})
	})
}

func TestPlan_AppIDsDifferInCase(t *testing.T) {
	there := clarifaitest.Team{ID: "sound", Name: "Sound", Apps: []clarifaitest.TeamApp{{AppID: "Defects", Role: clarifai.TeamRoleLabelerLead}}}
	withServer(t, testkit.With(seed(teams(there)), func(c *clarifaitest.Config) { c.Apps = append(c.Apps, clarifaitest.App{Owner: "acme", ID: "Defects"}) }), func(f *fixture) {
		f.company.Teams, f.company.People = f.company.Teams[1:], nil
		p := f.plan()
		f.wantLines(findingLines(p.Findings, roster.Differs),
			`differs: sound: defects: the team has an app whose ID differs only in letter case: it is "Defects", and should be "defects"`)
		if len(p.Steps) != 0 {
			f.Errorf("steps: %v", p.Steps)
		}
	})
}

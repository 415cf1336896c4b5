package roster_test

import (
	"fmt"
	"net/http"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// open returns limits that allow every step of these kinds, or of all kinds of removals.
func open(kinds ...roster.Kind) map[roster.Kind]roster.Limit {
	if len(kinds) == 0 {
		kinds = roster.RemovalKinds()
	}
	limits := make(map[roster.Kind]roster.Limit)
	for _, kind := range kinds {
		limits[kind] = roster.Limit{Max: 1000, Share: 1}
	}
	return limits
}

// stepLines returns steps as lines, without their reasons.
func stepLines(list []roster.Step) (lines []string) {
	for _, s := range list {
		s.Reason = ""
		line := s.String()
		lines = append(lines, line[:len(line)-len(" ()")])
	}
	return lines
}

// reasonLines returns steps as lines.
func reasonLines(list []roster.Step) (lines []string) {
	for _, s := range list {
		lines = append(lines, s.String())
	}
	return lines
}

// crowded is a server with people, teams, apps and an invitation that the files of these
// tests do not have. The company has ann and bo for team vision, and nothing else.
func crowded(change ...func(*clarifaitest.Organization)) clarifaitest.Config {
	more := func(o *clarifaitest.Organization) {
		o.Members = append(o.Members,
			clarifaitest.Member{UserID: "cy", Role: clarifai.MemberRoleUser},
			clarifaitest.Member{UserID: "dan", Role: clarifai.MemberRoleUser})
		o.Teams = []clarifaitest.Team{
			{
				ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleLabelerLead, Members: []string{"ann", "bo", "cy"},
				Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}, {AppID: "defects", Role: clarifai.TeamRoleModelTrainer}},
			},
			{ID: "sound", Name: "Sound", Members: []string{"ann", "dan"}, Apps: []clarifaitest.TeamApp{{AppID: "defects", Role: clarifai.TeamRoleModelTrainer}}},
			{ID: "empty", Name: "Empty"},
		}
		o.Invitations = []clarifaitest.Invitation{{Email: "fay@acme.test", Role: clarifai.MemberRoleUser}}
	}
	return testkit.With(seed(append([]func(*clarifaitest.Organization){more}, change...)...), func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "dan", Email: "dan@acme.test"})
	})
}

// withCrowded runs a test with the server crowded, all limits open and a company that
// has ann and bo for the team vision with the app shelf, and olga, who calls.
func withCrowded(t *testing.T, config clarifaitest.Config, test func(f *fixture)) {
	t.Helper()
	withServer(t, config, func(f *fixture) {
		f.options = roster.Options{Limits: open(), AllowAdmin: true}
		f.company.People = []roster.Person{
			{Line: 2, Email: "olga@acme.test", Role: clarifai.MemberRoleAdmin}, person(3, "ann@acme.test", "vision"), person(4, "bo@acme.test", "vision"),
		}
		f.company.Teams = []roster.Team{{Line: 2, ID: "vision", Name: "Vision", Apps: []roster.App{{ID: "shelf", Role: clarifai.TeamRoleModelTrainer}}}}
		test(f)
	})
}

func kept(p *roster.Proposal) []string { return findingLines(p.Findings, roster.Kept) }

func TestPlan_Removals(t *testing.T) {
	t.Run("nothing is removed without a limit", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits = nil
			p := f.plan()
			f.wantLines(stepLines(append(p.Steps, p.Withheld...)))
			f.wantLines(findingLines(p.Findings, roster.Extra),
				"extra: vision: defects: the team has the app, but not in the files",
				"extra: vision: cy@acme.test: on the team, but not in the roster for it")
			f.wantLines(kept(p))
			for _, r := range f.server.Requests() {
				if r.Path == "/v2/organizations/acme/teams/sound/users" {
					f.Error("a team that the company does not have is read")
				}
			}
		})
	})
	t.Run("all kinds, and what each step expects to find", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			p := f.plan()
			f.wantLines(stepLines(p.Steps),
				`clear default role vision, "Labeler Lead"`,
				`take off team sound: ann@acme.test`,
				`take off team sound: dan@acme.test`,
				`remove app vision: defects, "Model Trainer"`,
				`remove app sound: defects, "Model Trainer"`,
				`cancel invitation fay@acme.test, "Organization User"`,
				`remove member cy@acme.test, "Organization User"`,
				`remove member dan@acme.test, "Organization User"`,
				`delete team empty, "Empty"`,
				`delete team sound, "Sound"`,
			)
			user := string(clarifai.MemberRoleByID(f.server.MemberRoleID(clarifai.MemberRoleUser)))
			trainer := string(clarifai.TeamRoleByID(f.server.TeamRoleID(clarifai.TeamRoleModelTrainer)))
			for _, s := range p.Steps {
				want := map[roster.Kind]string{
					roster.RemoveMember: user, roster.CancelInvitation: user, roster.RemoveTeamApp: trainer,
					roster.ClearTeamDefaultRole: string(clarifai.TeamRoleByID(f.server.TeamRoleID(clarifai.TeamRoleLabelerLead))),
				}[s.Kind]
				if s.Replaces != want {
					f.Errorf("%s replaces %q, want %q", s, s.Replaces, want)
				}
				if (s.Kind == roster.CancelInvitation) != (s.Invitation != "") {
					f.Errorf("%s: invitation %q", s, s.Invitation)
				}
			}
			f.wantLines(kept(p))
			f.wantLines(findingLines(p.Findings, roster.Extra))
			f.wantWrites(0)
		})
	})
	for kind, want := range map[roster.Kind][]string{
		roster.ClearTeamDefaultRole: nil,
		roster.RemoveTeamMember:     {"take off team vision: cy@acme.test"},
		roster.RemoveTeamApp:        {`remove app vision: defects, "Model Trainer"`},
		roster.CancelInvitation:     {`cancel invitation fay@acme.test, "Organization User"`},
		roster.RemoveMember:         {`remove member cy@acme.test, "Organization User"`, `remove member dan@acme.test, "Organization User"`},
		roster.DeleteTeam:           {`delete team empty, "Empty"`},
	} {
		t.Run("only the kind that has a limit: "+string(kind), func(t *testing.T) {
			withCrowded(t, crowded(), func(f *fixture) {
				f.options.Limits = open(kind)
				p := f.plan()
				if kind == roster.ClearTeamDefaultRole {
					want = []string{`clear default role vision, "Labeler Lead"`}
				}
				f.wantLines(stepLines(p.Steps), want...)
			})
		})
	}
	t.Run("a company without people removes nobody, and cancels nothing", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People = nil
			f.options.AllowEmptyTeams = true
			f.options.Limits = open(roster.RemoveMember, roster.RemoveTeamMember, roster.CancelInvitation)
			p := f.plan()
			f.wantLines(stepLines(append(p.Steps, p.Withheld...)))
			if n := len(findingLines(p.Findings, roster.Extra)); n != 4 { // an app as well
				f.Errorf("%d findings: %v", n, p.Findings)
			}
		})
	})
	t.Run("a company without teams deletes none", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.Teams = nil
			for i := range f.company.People {
				f.company.People[i].Teams = nil
			}
			p := f.plan()
			f.wantLines(stepLines(p.Steps), `cancel invitation fay@acme.test, "Organization User"`,
				`remove member cy@acme.test, "Organization User"`, `remove member dan@acme.test, "Organization User"`)
		})
	})
	t.Run("the files have nobody for a team", func(t *testing.T) {
		for _, allow := range []bool{false, true} {
			withCrowded(t, crowded(), func(f *fixture) {
				f.company.People[1].Teams, f.company.People[2].Teams = nil, nil
				f.options.Limits, f.options.AllowEmptyTeams = open(roster.RemoveTeamMember), allow
				p := f.plan()
				if allow {
					f.wantLines(stepLines(p.Steps), "take off team vision: ann@acme.test", "take off team vision: bo@acme.test", "take off team vision: cy@acme.test")
					return
				}
				f.wantLines(stepLines(p.Steps))
				const rule = ": on the team, but not in the roster for it: the files have nobody for the team"
				f.wantLines(kept(p), "kept: vision: ann@acme.test"+rule, "kept: vision: bo@acme.test"+rule, "kept: vision: cy@acme.test"+rule)
			})
		}
	})
	t.Run("the files have nobody for a team, and somebody must stay on it", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People[1].Teams, f.company.People[2].Teams = nil, nil
			f.options.Limits, f.options.Protect = open(roster.RemoveTeamMember), []string{"bo"}
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
	t.Run("somebody who is invited for a team fills it", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People[1].Teams, f.company.People[2].Teams = nil, nil
			f.company.People = append(f.company.People, person(5, "new@acme.test", "vision"))
			f.options.Limits = open(roster.RemoveTeamMember)
			f.wantLines(stepLines(f.plan().Steps), `invite new@acme.test, "Team Contributor"`,
				"take off team vision: ann@acme.test", "take off team vision: bo@acme.test", "take off team vision: cy@acme.test")
		})
	})
	t.Run("a member whom a list repeats is taken off once", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.server.Handle("GET /v2/organizations/acme/teams/vision/users", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				list := ""
				if r.URL.Query().Get("page") == "1" {
					list = `{"user_id": "ann"}, {"user_id": "bo"}, {"user_id": "cy"}, {"user_id": "CY"}`
				}
				fmt.Fprintf(w, `{"status": {"code": 10000}, "team_users": [%s]}`, list)
			}))
			f.options.Limits = map[roster.Kind]roster.Limit{roster.RemoveTeamMember: {Max: 1, Share: 1}}
			f.wantLines(stepLines(f.plan().Steps), "take off team vision: cy@acme.test")
		})
	})
}

func TestPlan_NothingToCompare(t *testing.T) {
	t.Run("files without people and teams take nothing away, and that is named", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People, f.company.Teams = nil, nil
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			f.wantLines(kept(p), "kept: the files have no people: no member is removed",
				"kept: the files have no people: no invitation is cancelled", "kept: the files have no teams: no team is deleted")
		})
	})
	t.Run("what is not allowed, or is not there, is not named", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People, f.company.Teams = nil, nil
			f.options.Limits = open(roster.RemoveTeamMember)
			f.wantLines(kept(f.plan()))
			f.options.Limits, f.options.Kinds = open(), []roster.Kind{roster.DeleteTeam}
			f.wantLines(kept(f.plan()), "kept: the files have no teams: no team is deleted")
		})
	})
}

func TestPlan_DeleteTeam(t *testing.T) {
	t.Run("a team that cannot be emptied is not touched", func(t *testing.T) {
		for missing, why := range map[roster.Kind]string{
			roster.RemoveTeamMember: `the team is not empty, and the kind "take off team" is not allowed`,
			roster.RemoveTeamApp:    `the team is not empty, and the kind "remove app" is not allowed`,
		} {
			withCrowded(t, crowded(), func(f *fixture) {
				f.options.Limits = open(roster.DeleteTeam, roster.RemoveTeamMember, roster.RemoveTeamApp)
				delete(f.options.Limits, missing)
				p := f.plan()
				f.wantLines(reasonLines(p.Withheld), `delete team sound, "Sound" (the files have no such team; withheld: `+why+`)`)
				for _, s := range p.Steps {
					if s.Team == "sound" {
						f.Errorf("step %s", s)
					}
				}
				if len(p.Exceeded) > 0 {
					f.Errorf("exceeded: %v", p.Exceeded)
				}
			})
		}
	})
	t.Run("a team that keeps a member is not touched", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Protect = []string{"DAN"}
			p := f.plan()
			f.wantLines(reasonLines(p.Withheld),
				`delete team sound, "Sound" (the files have no such team; withheld: user dan stays on the team: Protect names the user)`)
			for _, s := range p.Steps {
				if s.Team == "sound" {
					f.Errorf("step %s", s)
				}
			}
		})
	})
	t.Run("a team that is withheld is not emptied", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits[roster.DeleteTeam] = roster.Limit{Max: 1, Share: 1}
			p := f.plan()
			for _, s := range p.Steps {
				if s.Team == "sound" || s.Team == "empty" {
					f.Errorf("step %s", s)
				}
			}
			f.wantLines(stepLines(p.Withheld), "take off team sound: ann@acme.test", "take off team sound: dan@acme.test",
				`remove app sound: defects, "Model Trainer"`, `delete team empty, "Empty"`, `delete team sound, "Sound"`)
		})
	})
	t.Run("a team is not deleted if what empties it is withheld", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits[roster.RemoveTeamMember] = roster.Limit{Max: 1, Share: 1}
			p := f.plan()
			f.wantLines(stepLines(p.Withheld), "take off team sound: ann@acme.test", "take off team sound: dan@acme.test",
				`remove app sound: defects, "Model Trainer"`, `delete team sound, "Sound"`)
			if len(p.Exceeded) != 1 || p.Exceeded[0].Kind != roster.RemoveTeamMember {
				f.Errorf("exceeded: %v", p.Exceeded)
			}
		})
	})
	t.Run("an ID that differs in letter case from one of the files", func(t *testing.T) {
		withCrowded(t, crowded(teams(clarifaitest.Team{ID: "VISION", Name: "Vision"})), func(f *fixture) {
			p := f.plan()
			f.wantLines(kept(p), `kept: VISION: the files have no such team: its ID differs only in letter case from that of team "vision"`)
			for _, s := range p.Steps {
				if s.Team == "VISION" {
					f.Errorf("step %s", s)
				}
			}
		})
	})
}

package roster_test

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_Scope(t *testing.T) {
	t.Run("only these teams", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.UpdateRoles, f.options.UpdateNames, f.options.Teams = true, true, []string{"vision"}
			f.company.Name = "Other"
			f.company.People[1].Role = clarifai.MemberRoleUser
			f.company.People = append(f.company.People, person(5, "new@acme.test", "vision", "light"))
			f.company.Teams = append(f.company.Teams, roster.Team{Line: 3, ID: "light", Name: "Light"})
			p := f.plan()
			f.wantLines(stepLines(p.Steps),
				`clear default role vision, "Labeler Lead"`,
				"take off team vision: cy@acme.test", `remove app vision: defects, "Model Trainer"`)
			f.wantOutcomes(p.Rows, roster.Member, roster.Member, roster.Member, roster.ToInvite)
			f.wantLines(findingLines(p.Findings, roster.Waiting), "waiting: vision: new@acme.test: to invite")
			for _, r := range f.server.Requests() {
				if strings.Contains(r.Path, "/teams/") && !strings.Contains(r.Path, "/teams/vision/") {
					f.Errorf("%s is read", r.Path)
				}
			}
		})
	})
	t.Run("a team that is to be deleted", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Teams = []string{"empty"}
			f.wantLines(stepLines(f.plan().Steps), `delete team empty, "Empty"`)
		})
	})
	t.Run("only these kinds", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Kinds = []roster.Kind{roster.RemoveTeamMember, roster.AddTeamMember}
			f.company.People = append(f.company.People, person(5, "new@acme.test"),
				roster.Person{Line: 6, Email: "dan@acme.test", Role: clarifai.MemberRoleUser, Teams: []string{"vision", "light"}})
			f.company.Teams = append(f.company.Teams, roster.Team{Line: 3, ID: "light", Name: "Light"})
			p := f.plan()
			f.wantLines(stepLines(p.Steps), "add to team vision: dan@acme.test", "take off team vision: cy@acme.test")
			f.wantLines(findingLines(p.Findings, roster.Differs), "differs: light: there is no such team, and creating one is out of scope")
			f.wantLines(stepLines(p.Withheld))
			f.wantLines(kept(p))
		})
	})
	t.Run("a team that is deleted needs the kinds that empty it", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Kinds = []roster.Kind{roster.DeleteTeam, roster.RemoveTeamMember}
			p := f.plan()
			f.wantLines(stepLines(p.Steps), "take off team vision: cy@acme.test", `delete team empty, "Empty"`)
			f.wantLines(stepLines(p.Withheld), `delete team sound, "Sound"`)
		})
	})
	t.Run("invitations out of scope do not count", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.MaxInvites, f.options.Kinds = -1, []roster.Kind{roster.RemoveMember}
			f.company.People = append(f.company.People, person(5, "new@acme.test"))
			if p := f.plan(); len(p.Steps) != 2 {
				f.Errorf("steps: %v", p.Steps)
			}
		})
	})
	t.Run("a team that is nowhere", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Teams = []string{"vision", "Vision"}
			if p, err := roster.Plan(f.Context(), f.client, f.company, f.options); err == nil || !strings.Contains(err.Error(), `a team "Vision"`) {
				f.Errorf("%v, %v", p, err)
			}
		})
	})
	t.Run("an organization that is missing and out of scope", func(t *testing.T) {
		withServer(t, users(), func(f *fixture) {
			f.options.CreateOrganization, f.options.Kinds = true, []roster.Kind{roster.CreateTeam}
			if p, err := roster.Plan(f.Context(), f.client, f.company, f.options); !errors.Is(err, clarifai.ErrNotFound) {
				f.Errorf("%v, %v", p, err)
			}
		})
	})
}

package roster_test

import (
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// withMembers runs a test with olga and n other members, of whom the files have all but
// the first gone.
func withMembers(t *testing.T, n, gone int, test func(f *fixture)) {
	t.Helper()
	config := clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}}, InMemory: true}
	org := clarifaitest.Organization{ID: "acme", Owner: "olga"}
	people := []roster.Person{{Line: 2, Email: "olga@acme.test", Role: clarifai.MemberRoleAdmin}}
	for i := range n {
		id, address := fmt.Sprintf("p%d", i), fmt.Sprintf("p%d@acme.test", i)
		config.Users = append(config.Users, clarifaitest.User{ID: id, Email: address})
		org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleTeamContributor})
		if i >= gone {
			people = append(people, person(i+3, address))
		}
	}
	withServer(t, testkit.With(config, func(c *clarifaitest.Config) { c.Organizations = append(c.Organizations, org) }), func(f *fixture) {
		f.options.AllowAdmin = true
		f.company.People, f.company.Teams = people, nil
		test(f)
	})
}

func TestPlan_Limits(t *testing.T) {
	for _, c := range []struct {
		name    string
		gone    int // of 99, and olga
		limit   roster.Limit
		allowed bool
	}{
		{"below both", 2, roster.Limit{Max: 5, Share: 0.05}, true},
		{"at both", 5, roster.Limit{Max: 5, Share: 0.05}, true},
		{"over the number", 5, roster.Limit{Max: 4, Share: 1}, false},
		{"over the share", 5, roster.Limit{Max: 1000, Share: 0.049}, false},
		{"a share that is no exact number", 29, roster.Limit{Max: 1000, Share: 0.29}, true},
		{"a share below one", 1, roster.Limit{Max: 1, Share: 0.009}, false},
		{"all but the caller", 99, roster.Limit{Max: 99, Share: 1}, true},
		{"zero", 1, roster.Limit{}, false},
		{"no share", 1, roster.Limit{Max: 1}, false},
		{"no number", 1, roster.Limit{Share: 1}, false},
		{"negative numbers", 1, roster.Limit{Max: -1, Share: -1}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			withMembers(t, 99, c.gone, func(f *fixture) {
				f.options.Limits = map[roster.Kind]roster.Limit{roster.RemoveMember: c.limit}
				p := f.plan()
				if c.allowed {
					if len(p.Steps) != c.gone || len(p.Withheld)+len(p.Exceeded) != 0 {
						f.Errorf("%d steps, %d withheld, exceeded %v", len(p.Steps), len(p.Withheld), p.Exceeded)
					}
					return
				}
				want := roster.ExceededLimit{Kind: roster.RemoveMember, Limit: c.limit, Steps: c.gone, Existing: 100}
				if len(p.Steps) != 0 || len(p.Withheld) != c.gone || len(p.Exceeded) != 1 || p.Exceeded[0] != want {
					f.Errorf("%d steps, %d withheld, exceeded %v", len(p.Steps), len(p.Withheld), p.Exceeded)
				}
				if p.Empty() {
					f.Error("the plan is empty")
				}
				f.apply(p)
				f.wantWrites(0)
			})
		})
	}
	t.Run("a limit without steps is not exceeded", func(t *testing.T) {
		withMembers(t, 3, 0, func(f *fixture) {
			f.options.Limits = map[roster.Kind]roster.Limit{roster.RemoveMember: {}}
			if p := f.plan(); !p.Empty() {
				f.Errorf("exceeded: %v", p.Exceeded)
			}
		})
	})
	// The file has lost the column with the teams: everybody would lose every place.
	t.Run("each kind has a share of its own", func(t *testing.T) {
		for kind, existing := range map[roster.Kind]int{
			roster.ClearTeamDefaultRole: 1, roster.RemoveTeamMember: 5, roster.RemoveTeamApp: 3,
			roster.CancelInvitation: 1, roster.RemoveMember: 5, roster.DeleteTeam: 3,
		} {
			withCrowded(t, crowded(), func(f *fixture) {
				f.options.Limits[kind] = roster.Limit{Max: 1000, Share: 0.1}
				p := f.plan()
				if len(p.Exceeded) != 1 || p.Exceeded[0].Kind != kind || p.Exceeded[0].Existing != existing {
					f.Errorf("%s: exceeded %+v, want %d existing", kind, p.Exceeded, existing)
				}
				for _, s := range p.Steps {
					if s.Kind == kind {
						f.Errorf("step %s", s)
					}
				}
			})
		}
	})
	t.Run("changes of roles", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.UpdateRoles = true
			f.options.Limits = map[roster.Kind]roster.Limit{
				roster.UpdateMemberRole: {Max: 1, Share: 1}, roster.UpdateTeamAppRole: {Max: 0, Share: 1}, roster.SetTeamDefaultRole: {Max: 1, Share: 0.1},
			}
			f.company.People[1].Role, f.company.People[2].Role = clarifai.MemberRoleUser, clarifai.MemberRoleUser
			f.company.Teams[0].DefaultRole, f.company.Teams[0].Apps[0].Role = clarifai.TeamRoleFullAccess, clarifai.TeamRoleFullAccess
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			var got []string
			for _, e := range p.Exceeded {
				got = append(got, fmt.Sprintf("%s: %d of %d", e.Kind, e.Steps, e.Existing))
			}
			f.wantLines(got, "set default role: 1 of 1", "change app role: 1 of 2", "change role: 2 of 5")
		})
	})
	t.Run("the first default role of a team replaces nothing, and needs no limit", func(t *testing.T) {
		withServer(t, seed(teams(clarifaitest.Team{ID: "vision", Name: "Vision"})), func(f *fixture) {
			f.options.UpdateRoles = true
			f.options.Limits = map[roster.Kind]roster.Limit{roster.SetTeamDefaultRole: {}}
			f.company.Teams = []roster.Team{
				{ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer},
				{ID: "sound", Name: "Sound", DefaultRole: clarifai.TeamRoleModelTrainer},
			}
			f.company.People = nil
			p := f.plan()
			f.wantLines(stepLines(p.Steps),
				`create team sound, "Sound"`,
				`set default role vision, "Model Trainer"`,
				`set default role sound, "Model Trainer"`)
		})
	})
	t.Run("people whose removal is withheld stay on their teams", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits = open(roster.RemoveTeamMember)
			f.options.Limits[roster.RemoveMember] = roster.Limit{Max: 1, Share: 1}
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			f.wantLines(reasonLines(p.Withheld),
				`remove member cy@acme.test, "Organization User" (no row of the files has the member; withheld: 2 of 5 would be too many: the limit is 1 and 100%)`,
				`remove member dan@acme.test, "Organization User" (no row of the files has the member; withheld: 2 of 5 would be too many: the limit is 1 and 100%)`)
		})
	})
	t.Run("rows that were skipped withhold all removals", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.SkipBadRows, f.options.UpdateRoles = true, true
			f.company.People[2].Role = clarifai.MemberRoleUser
			f.company.Teams = append(f.company.Teams, roster.Team{Line: 3, ID: "bad"})
			p := f.plan()
			f.wantLines(stepLines(p.Steps), `change role bo@acme.test, "Team Contributor" -> "Organization User"`)
			if len(p.Withheld) != 10 || len(p.Exceeded) != 0 || !p.Incomplete() {
				f.Errorf("%d withheld, exceeded %v: %v", len(p.Withheld), p.Exceeded, reasonLines(p.Withheld))
			}
		})
	})
}

func TestPlan_KeepsAnAdmin(t *testing.T) {
	admin := func(id string) func(*clarifaitest.Organization) {
		return func(o *clarifaitest.Organization) {
			for i := range o.Members {
				if o.Members[i].UserID == id {
					o.Members[i].Role = clarifai.MemberRoleAdmin
				}
			}
		}
	}
	// Cy is an Admin whom the files do not have, and olga becomes a member like others.
	t.Run("somebody of the files keeps the role before somebody who is not in them", func(t *testing.T) {
		withCrowded(t, crowded(admin("cy")), func(f *fixture) {
			f.options.UpdateRoles, f.options.Limits = true, open(roster.RemoveMember)
			f.company.People[0].Role = clarifai.MemberRoleUser
			p := f.plan()
			f.wantLines(stepLines(p.Steps), `remove member cy@acme.test, "Admin"`, `remove member dan@acme.test, "Organization User"`)
			f.wantLines(findingLines(p.Findings, roster.Differs),
				`differs: olga@acme.test: the organization's only Admin keeps that role: it is "Admin", and should be "Organization User"`)
		})
	})
	t.Run("with the places on teams", func(t *testing.T) {
		withCrowded(t, crowded(admin("cy")), func(f *fixture) {
			if err := f.client.Members.UpdateRole(f.Context(), "acme", "olga", clarifai.MemberRoleUser); err != nil {
				f.Fatal(err)
			}
			p := f.plan()
			f.wantLines(stepsAbout(p, "cy"))
			f.wantLines(kept(p), "kept: cy@acme.test: no row of the files has the member: the organization must keep an Admin",
				"kept: vision: cy@acme.test: on the team, but not in the roster for it: the organization must keep an Admin")
		})
	})
	t.Run("a promotion that is withheld makes no Admin", func(t *testing.T) {
		withCrowded(t, crowded(admin("cy")), func(f *fixture) {
			// Ann is to become an Admin, and olga, who calls, is none any more.
			if err := f.client.Members.UpdateRole(f.Context(), "acme", "olga", clarifai.MemberRoleUser); err != nil {
				f.Fatal(err)
			}
			f.options.UpdateRoles, f.options.Limits = true, open(roster.RemoveMember)
			f.options.Limits[roster.UpdateMemberRole] = roster.Limit{Max: 1, Share: 1}
			f.company.People[1].Role = clarifai.MemberRoleAdmin
			p := f.plan()
			f.wantLines(stepLines(p.Steps), `remove member dan@acme.test, "Organization User"`)
			f.wantLines(kept(p), "kept: cy@acme.test: no row of the files has the member: the organization must keep an Admin")
		})
	})
}

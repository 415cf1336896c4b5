package roster_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// wantStorable asserts that a plan can be stored and read, and so applied.
func (f *fixture) wantStorable(p *roster.Proposal) {
	f.Helper()
	data, err := p.MarshalJSON()
	if err == nil {
		err = new(roster.Proposal).UnmarshalJSON(data)
	}
	if err != nil {
		f.Errorf("the plan cannot be applied: %v", err)
	}
}

// hideID hides the user ID of a member in the list of members, and on teams.
func (f *fixture) hideID(user string) {
	f.editResponses(func(r *http.Request, body map[string]any) {
		if !strings.HasPrefix(r.URL.Path, "/v2/organizations/acme/") {
			return
		}
		eachObject(body, "", func(_ string, object map[string]any) {
			if object["id"] == user {
				delete(object, "id")
			}
			if object["user_id"] == user {
				delete(object, "user_id")
			}
		})
	})
}

func TestPlan_IDs(t *testing.T) {
	t.Run("a member who shows an address and no user ID", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.UpdateRoles = true
			f.company.People[1].Role = clarifai.MemberRoleUser
			f.hideID("ann")
			p := f.plan()
			f.wantStorable(p)
			if row := p.Rows[1]; row.Outcome != roster.Held {
				f.Errorf("ann: %s, %s", row.Outcome, row.Reason)
			}
			for _, s := range p.Steps {
				if s.Email == "ann@acme.test" {
					f.Errorf("a step about ann: %s", s)
				}
			}
		})
	})
	t.Run("a member of no row who shows an address and no user ID", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.hideID("cy")
			p := f.plan()
			f.wantStorable(p)
			for _, s := range append(p.Steps, p.Withheld...) {
				if s.Email == "cy@acme.test" {
					f.Errorf("a step about cy: %s", s)
				}
			}
		})
	})
	t.Run("people who leave", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.hideID("cy")
			for _, name := range []string{" ", "cy@acme.test"} {
				if p, err := roster.PlanLeave(f.Context(), f.client, "acme", []string{name}, roster.Options{}); err == nil {
					f.Errorf("%q: %v", name, p.Steps)
				}
			}
		})
	})
	t.Run("invitations that show no ID", func(t *testing.T) {
		withCrowded(t, crowded(invitations("gil@acme.test", clarifai.InvitationPending)), func(f *fixture) {
			f.company.People = append(f.company.People, person(5, "fay@acme.test"), person(6, "gil@acme.test"))
			f.options.Limits = nil
			f.editResponses(func(_ *http.Request, body map[string]any) {
				list, _ := body["invitations"].([]any)
				for _, i := range list {
					delete(i.(map[string]any), "id")
				}
			})
			p := f.plan()
			f.wantOutcomes(p.Rows, roster.Member, roster.Member, roster.Member, roster.InvitedEarlier, roster.InvitedEarlier)
			f.company.People = f.company.People[:3]
			f.options.Limits = open(roster.CancelInvitation)
			p = f.plan()
			f.wantStorable(p)
			f.wantLines(stepLines(p.Steps))
		})
	})
	t.Run("a team that shows no ID", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.editResponses(func(_ *http.Request, body map[string]any) {
				list, _ := body["teams"].([]any)
				for _, team := range list {
					if team.(map[string]any)["id"] == "empty" {
						delete(team.(map[string]any), "id")
					}
				}
			})
			p := f.plan()
			f.wantStorable(p)
			if lines := stepLines(p.Steps); !slices.Contains(lines, `delete team sound, "Sound"`) {
				f.Errorf("steps: %q", lines)
			}
		})
	})
	t.Run("IDs that no step can have", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.editResponses(func(r *http.Request, body map[string]any) {
				if strings.HasPrefix(r.URL.Path, "/v2/organizations/acme/") {
					eachObject(body, "", func(_ string, object map[string]any) {
						for _, field := range []string{"id", "user_id"} {
							if object[field] == "dan" {
								object[field] = "d/a\x1bn"
							}
						}
					})
				}
			})
			p := f.plan()
			f.wantStorable(p)
			f.wantLines(stepsAbout(p, "d/a\x1bn"))
			for _, line := range append(reasonLines(p.Steps), kept(p)...) {
				if strings.Contains(line, "\x1b") {
					f.Errorf("a control character in %q", line)
				}
			}
		})
	})
	t.Run("apps whose IDs differ only in letter case", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.editResponses(func(r *http.Request, body map[string]any) {
				list, _ := body["apps"].([]any)
				if strings.Contains(r.URL.Path, "/vision/") && len(list) > 0 {
					body["apps"] = append(list,
						map[string]any{"app": map[string]any{"app_id": "Defects", "user_id": "acme"}, "role_id": f.server.TeamRoleID(clarifai.TeamRoleModelTrainer)})
				}
			})
			p := f.plan()
			f.wantStorable(p)
			if n := len(p.Findings); n == 0 {
				f.Errorf("nothing says that an app stays: %v", p.Steps)
			}
		})
	})
}

func TestApply_RoleNotShown(t *testing.T) {
	withCrowded(t, crowded(), func(f *fixture) {
		f.editResponses(func(_ *http.Request, body map[string]any) {
			list, _ := body["organization_members"].([]any)
			for _, m := range list {
				if m := m.(map[string]any); m["user"].(map[string]any)["id"] == "dan" {
					m["role"] = map[string]any{}
				}
			}
		})
		f.options.Limits = open(roster.RemoveMember)
		f.planAndApply()
		for _, m := range f.server.Members("acme") {
			if m.UserID == "dan" {
				f.Error("dan is still a member")
			}
		}
	})
}

func TestPlan_HeldWhoAccepted(t *testing.T) {
	ivy := func(o *clarifaitest.Organization) {
		o.Members = append(o.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleUser})
	}
	config := crowded(ivy, invitations("dee@acme.test", clarifai.InvitationAccepted))
	config.Users = append(config.Users, clarifaitest.User{ID: "ivy", Email: "ivy@acme.test", HidesEmail: true})
	withCrowded(t, config, func(f *fixture) {
		f.options.Limits = open(roster.RemoveMember)
		f.company.People = append(f.company.People, person(9, "dee@acme.test"))
		p := f.plan()
		f.wantOutcomes(p.Rows, roster.Member, roster.Member, roster.Member, roster.Held)
		f.wantLines(stepsAbout(p, "dan")) // dan may be dee
	})
}

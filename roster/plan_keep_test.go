package roster_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// stepsAbout returns the steps about a user as lines.
func stepsAbout(p *roster.Proposal, userID string) (lines []string) {
	for _, s := range append(p.Steps, p.Withheld...) {
		if s.UserID == userID {
			lines = append(lines, s.String())
		}
	}
	return lines
}

func TestPlan_Protect(t *testing.T) {
	for name, protect := range map[string]string{"by user ID": "CY", "by address": "Cy@ACME.test"} {
		t.Run(name, func(t *testing.T) {
			withCrowded(t, crowded(), func(f *fixture) {
				f.options.Protect = []string{"nobody", "nobody@acme.test", protect}
				p := f.plan()
				f.wantLines(stepsAbout(p, "cy"))
				f.wantLines(kept(p),
					"kept: cy@acme.test: no row of the files has the member: Protect names the user",
					"kept: vision: cy@acme.test: on the team, but not in the roster for it: Protect names the user")
			})
		})
	}
	t.Run("an invitation", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Protect = []string{"FAY@acme.test"}
			f.options.Limits = open(roster.CancelInvitation)
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			f.wantLines(kept(p), "kept: fay@acme.test: no row of the files has the address: Protect names the person")
		})
	})
	t.Run("a role that would become less", func(t *testing.T) {
		for _, c := range []struct {
			is, want clarifai.MemberRole
			steps    int
		}{
			{clarifai.MemberRoleContributor, clarifai.MemberRoleUser, 0},
			{clarifai.MemberRoleUser, clarifai.MemberRoleContributor, 1},
			{clarifai.MemberRoleTeamContributor, clarifai.MemberRoleAdmin, 1},
			{clarifai.MemberRoleAdmin, clarifai.MemberRoleContributor, 0},
			// Which of the two allows more is not documented.
			{clarifai.MemberRoleTeamContributor, clarifai.MemberRoleUser, 0},
			{clarifai.MemberRoleFinancialManager, clarifai.MemberRoleInfrastructureManager, 0},
		} {
			bo := func(o *clarifaitest.Organization) { o.Members[1].Role = c.is }
			withCrowded(t, crowded(bo), func(f *fixture) {
				f.options = roster.Options{UpdateRoles: true, AllowAdmin: true, Protect: []string{"bo"}}
				f.company.People[2].Role = c.want
				p := f.plan()
				if len(p.Steps) != c.steps || len(kept(p)) != 1-c.steps {
					f.Errorf("%s to %s: %v, kept %v", c.is, c.want, p.Steps, kept(p))
				}
			})
		}
	})
}

func TestPlan_Keeps(t *testing.T) {
	t.Run("the caller, and the caller's places", func(t *testing.T) {
		withCrowded(t, crowded(func(o *clarifaitest.Organization) { o.Teams[0].Members = append(o.Teams[0].Members, "olga") }), func(f *fixture) {
			f.company.People = f.company.People[1:]
			p := f.plan()
			f.wantLines(stepsAbout(p, "olga"))
			f.wantLines(kept(p),
				"kept: olga@acme.test: no row of the files has the member: nothing is taken from the caller",
				"kept: vision: olga@acme.test: on the team, but not in the roster for it: nothing is taken from the caller")
		})
	})
	hidden := func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "ivy", Email: "ivy@acme.test", HidesEmail: true})
		org := &c.Organizations[0]
		org.Members = append(org.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleUser})
		org.Teams[0].Members = append(org.Teams[0].Members, "ivy")
	}
	for name, options := range map[string]func(*roster.Options){
		"a member who shows no address":                     func(*roster.Options) {},
		"a hidden member with the risk accepted":            func(o *roster.Options) { o.IgnoreHiddenMembers = true },
		"a hidden member who is said not to be in the file": func(o *roster.Options) { o.MemberEmails = map[string]string{"ivy": ""} },
		"a hidden member whose address is given":            func(o *roster.Options) { o.MemberEmails = map[string]string{"ivy": "ivy@acme.test"} },
	} {
		t.Run(name, func(t *testing.T) {
			withCrowded(t, testkit.With(crowded(), hidden), func(f *fixture) {
				options(&f.options)
				p := f.plan()
				f.wantLines(stepsAbout(p, "ivy"))
				const rule = ": the member shows no address to find in the files"
				var got []string
				for _, finding := range p.Findings {
					if finding.Kind == roster.Kept && finding.UserID == "ivy" {
						got = append(got, finding.Reason)
					}
				}
				f.wantLines(got, "no row of the files has the member"+rule, "on the team, but not in the roster for it"+rule)
			})
		})
	}
	t.Run("a hidden member whom a row names, if nobody shows an address that is protected", func(t *testing.T) {
		withCrowded(t, testkit.With(crowded(), hidden), func(f *fixture) {
			f.company.People = append(f.company.People, roster.Person{UserID: "IVY", Role: clarifai.MemberRoleUser})
			f.options.Protect = []string{"Ivy@acme.test"}
			f.wantLines(stepsAbout(f.plan(), "ivy"))
			f.options.MemberEmails = map[string]string{"ivy": "ivy@home.test"}
			f.wantLines(stepsAbout(f.plan(), "ivy"), "take off team vision: user ivy (on the team, but not in the roster for it)")
		})
	})
	t.Run("a hidden member who may have accepted an invitation to an address that is protected", func(t *testing.T) {
		accepted := func(c *clarifaitest.Config) {
			invitations("ivy@acme.test", clarifai.InvitationAccepted)(&c.Organizations[0])
		}
		withCrowded(t, testkit.With(crowded(), hidden, accepted), func(f *fixture) {
			f.company.People = append(f.company.People, roster.Person{UserID: "IVY", Role: clarifai.MemberRoleUser})
			f.options.Protect = []string{"Ivy@acme.test"}
			f.wantLines(stepsAbout(f.plan(), "ivy"))
		})
	})
	t.Run("a hidden member whom a row names is taken off a team", func(t *testing.T) {
		withCrowded(t, testkit.With(crowded(), hidden), func(f *fixture) {
			f.company.People = append(f.company.People, roster.Person{UserID: "IVY", Role: clarifai.MemberRoleUser})
			f.wantLines(stepsAbout(f.plan(), "ivy"), "take off team vision: user ivy (on the team, but not in the roster for it)")
		})
	})
	t.Run("an entry of Protect that is nobody is named", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			unprotected := func() []string { return findingLines(f.plan().Findings, roster.Unprotected) }
			const reason = ": Protect has it, and it is no member, no invitation and no row of the files: it may be misspelled"
			f.options.Protect = []string{" CY ", "dna", "Dan@ACME.test", "dna@acme.test", "fay@acme.test"}
			f.wantLines(unprotected(), "unprotected: user dna"+reason, "unprotected: dna@acme.test"+reason)
			f.company.People = append(f.company.People, person(9, "dna@acme.test"))
			f.wantLines(unprotected(), "unprotected: user dna"+reason)
			f.options.Limits = nil // nothing is taken from anybody
			f.wantLines(unprotected())
		})
	})
	t.Run("a member who may be a row that is held", func(t *testing.T) {
		zoe := func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: "zoe", Email: "\u0131zoe@acme.test"})
			org := &c.Organizations[0]
			org.Members = append(org.Members, clarifaitest.Member{UserID: "zoe", Role: clarifai.MemberRoleUser})
			org.Teams[0].Members = append(org.Teams[0].Members, "zoe")
		}
		withCrowded(t, testkit.With(crowded(), zoe), func(f *fixture) {
			f.company.People = append(f.company.People, person(9, "izoe@acme.test"))
			f.wantLines(stepsAbout(f.plan(), "zoe"))
		})
	})
	// Dee accepted an invitation, and the account has another address now.
	t.Run("a member who may have changed the address", func(t *testing.T) {
		accepted := invitations("dee@acme.test", clarifai.InvitationAccepted)
		for _, c := range []struct {
			name   string
			change func(*clarifaitest.Organization)
			left   bool
			steps  int
		}{
			{"and may be the row", func(*clarifaitest.Organization) {}, false, 0},
			{"and has left, as an option says", func(*clarifaitest.Organization) {}, true, 1},
			{"and was invited as somebody else", invitations("dan@acme.test", clarifai.InvitationAccepted), false, 1},
		} {
			t.Run(c.name, func(t *testing.T) {
				withCrowded(t, crowded(accepted, c.change), func(f *fixture) {
					f.options.ReinviteLeft = c.left
					f.options.Limits = open(roster.RemoveMember)
					f.company.People = append(f.company.People, person(9, "dee@acme.test"))
					if p := f.plan(); len(stepsAbout(p, "dan")) != c.steps {
						f.Errorf("steps %v, kept %v", p.Steps, kept(p))
					}
				})
			})
		}
	})
	t.Run("somebody whose address is that of a row with another user ID", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People[2] = roster.Person{Line: 4, Email: "dan@acme.test", UserID: "bo", Role: clarifai.MemberRoleTeamContributor, Teams: []string{"vision"}}
			f.options.Limits = open(roster.RemoveMember)
			p := f.plan()
			f.wantLines(stepsAbout(p, "dan"))
			f.wantLines(kept(p), `kept: dan@acme.test: no row of the files has the member: the member may be "dan@acme.test" of the files`)
		})
	})
	t.Run("somebody on a team who is no member", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.server.Handle("GET /v2/organizations/acme/teams/vision/users", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				list := ""
				if r.URL.Query().Get("page") == "1" {
					list = `{"user_id": "ann"}, {"user_id": "bo"}, {"user_id": "ghost"}`
				}
				fmt.Fprintf(w, `{"status": {"code": 10000}, "team_users": [%s]}`, list)
			}))
			p := f.plan()
			f.wantLines(stepsAbout(p, "ghost"))
			f.wantLines(kept(p), "kept: vision: user ghost: on the team, but not in the roster for it: the user is not among the organization's members")
		})
	})
	t.Run("an invitation to an address that is almost that of a row", func(t *testing.T) {
		withCrowded(t, crowded(invitations("stra\u00dfe@acme.test", clarifai.InvitationPending)), func(f *fixture) {
			f.options.Limits = open(roster.CancelInvitation)
			f.company.People = append(f.company.People, person(9, "strasse@acme.test"))
			p := f.plan()
			f.wantLines(stepLines(p.Steps), `cancel invitation fay@acme.test, "Organization User"`)
			if n := len(kept(p)); n != 1 {
				f.Errorf("kept: %v", kept(p))
			}
		})
	})
	t.Run("an invitation that shows no address", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.editResponses(func(_ *http.Request, body map[string]any) {
				eachObject(body, "", func(_ string, object map[string]any) { delete(object, "invitee_email") })
			})
			f.options.Limits = open(roster.CancelInvitation)
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			id := f.server.Invitations("acme")[0].ID
			f.wantLines(kept(p), "kept: no row of the files has the address: invitation \""+id+"\" shows no address")
		})
	})
	t.Run("invitations that are answered or expired", func(t *testing.T) {
		others := []clarifai.InvitationStatus{clarifai.InvitationExpired, clarifai.InvitationDeclined, clarifai.InvitationCancelled, clarifai.InvitationAccepted}
		withCrowded(t, crowded(invitations("gil@acme.test", others...)), func(f *fixture) {
			f.options.Limits = open(roster.CancelInvitation)
			f.wantLines(stepLines(f.plan().Steps), `cancel invitation fay@acme.test, "Organization User"`)
		})
	})
	t.Run("members with roles that are not shown, if nobody else may be an Admin", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.editResponses(func(_ *http.Request, body map[string]any) {
				list, _ := body["organization_members"].([]any)
				for _, m := range list {
					delete(m.(map[string]any), "role")
				}
			})
			f.options.Limits = open(roster.RemoveMember)
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
	t.Run("members on a team, if the files have invitations and no people", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits = open(roster.RemoveTeamMember, roster.RemoveMember)
			f.company.People, f.company.Invitations = nil, []roster.Person{person(3, "fay@acme.test", "vision")}
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
	t.Run("an invitation that may be for a row without an address", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits = open(roster.CancelInvitation)
			f.company.People = append(f.company.People, roster.Person{UserID: "fay", Role: clarifai.MemberRoleUser})
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			f.wantLines(kept(p), `kept: fay@acme.test: no row of the files has the address: the person may be user "fay" of the files, who is not a member`)
		})
	})
	t.Run("the role of a member whom a list repeats with another one", func(t *testing.T) {
		admin := func(o *clarifaitest.Organization) { o.Members[1].Role = clarifai.MemberRoleAdmin }
		for _, place := range []int{0, 4} {
			withCrowded(t, crowded(admin), func(f *fixture) {
				f.options = roster.Options{UpdateRoles: true, AllowAdmin: true}
				f.company.People[0].Role, f.company.People[2].Role = clarifai.MemberRoleContributor, clarifai.MemberRoleContributor
				f.editResponses(func(_ *http.Request, body map[string]any) {
					if list, _ := body["organization_members"].([]any); len(list) > 0 {
						body["organization_members"] = slices.Insert(list, place, any(map[string]any{
							"user": map[string]any{"id": "bo"}, "role": map[string]any{"id": f.server.MemberRoleID(clarifai.MemberRoleUser)},
						}))
					}
				})
				f.wantLines(stepLines(f.plan().Steps)) // olga is the only one who is known to be an Admin
			})
		}
	})
}

package roster_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_Order(t *testing.T) {
	bo := func(o *clarifaitest.Organization) { o.Members[1].Role = clarifai.MemberRoleContributor }
	cy := func(o *clarifaitest.Organization) {
		o.Members = append(o.Members, clarifaitest.Member{UserID: "cy", Role: clarifai.MemberRoleUser})
	}
	t.Run("access is given before it is taken", func(t *testing.T) {
		config := seed(bo, cy, invitations("old@acme.test", clarifai.InvitationPending), teams(
			clarifaitest.Team{ID: "vision", Name: "Vision", Members: []string{"ann"}, Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}}},
		))
		withServer(t, config, func(f *fixture) {
			cancelled := roster.Step{
				Kind: roster.CancelInvitation, Invitation: f.server.Invitations("acme")[0].ID, Email: "old@acme.test", Reason: "not in the files",
				Replaces: f.memberRole(clarifai.MemberRoleTeamContributor), Before: "Team Contributor",
			}
			p := proposal(
				f.changeRole("olga", clarifai.MemberRoleAdmin, clarifai.MemberRoleUser),
				deleteTeam("vision", "Vision"),
				f.changeRole("bo", clarifai.MemberRoleContributor, clarifai.MemberRoleTeamContributor),
				cancelled,
				f.removeApp(),
				takeOff("vision", "ann"),
				f.changeRole("cy", clarifai.MemberRoleUser, clarifai.MemberRoleContributor),
				f.changeRole("ann", clarifai.MemberRoleTeamContributor, clarifai.MemberRoleAdmin),
				putOn("sound", "ann"),
				roster.Step{Kind: roster.AddTeamApp, Team: "sound", App: "defects", TeamRole: clarifai.TeamRole(f.teamRole(clarifai.TeamRoleLabelerLead)), After: "Labeler Lead"},
				roster.Step{Kind: roster.CreateTeam, Team: "sound", After: "Sound"},
				roster.Step{Kind: roster.Invite, Email: "eli@acme.test", Role: clarifai.MemberRole(f.memberRole(clarifai.MemberRoleUser)), After: "Organization User"},
			)
			order := f.order()
			f.apply(p)
			f.wantLines(order(),
				"invite ", "create team sound ", "add app sound defects ", "add to team sound ann",
				"change role ann", "change role cy", "change role bo",
				"take off team vision ann", "remove app vision shelf ", "cancel invitation ", "delete team vision ", "change role olga")
		})
	})
	t.Run("who was put on a team that did not get its app stays on the others and keeps the role", func(t *testing.T) {
		config := seed(bo, teams(clarifaitest.Team{ID: "vision", Name: "Vision", Members: []string{"ann", "bo"}}))
		withServer(t, testkit.With(config, func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{
				Operation: clarifai.OpTeamsAddApps, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			})
		}), func(f *fixture) {
			report, err := roster.Apply(f.Context(), f.client, proposal(
				roster.Step{Kind: roster.CreateTeam, Team: "sound", After: "Sound"},
				roster.Step{Kind: roster.AddTeamApp, Team: "sound", App: "defects", TeamRole: clarifai.TeamRole(f.teamRole(clarifai.TeamRoleLabelerLead)), After: "Labeler Lead"},
				putOn("sound", "bo"), takeOff("vision", "bo"), takeOff("vision", "ann"),
				f.changeRole("bo", clarifai.MemberRoleContributor, clarifai.MemberRoleTeamContributor),
			), &f.applying)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("got %v", err)
			}
			f.wantLines(steps(report.Steps, roster.Skipped), "take off team vision", "change role")
			f.wantOnTeam("vision", "bo")
			f.wantOnTeam("sound", "bo")
		})
	})
	t.Run("who was not put on a team stays on the others and keeps the role", func(t *testing.T) {
		config := seed(bo, cy, teams(
			clarifaitest.Team{ID: "vision", Name: "Vision", Members: []string{"ann", "bo", "cy"}},
			clarifaitest.Team{ID: "sound", Name: "Sound"},
		))
		withServer(t, testkit.With(config, func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{
				Operation: clarifai.OpTeamsAddMembers, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			})
		}), func(f *fixture) {
			p := proposal(
				putOn("sound", "bo"), putOn("sound", "cy"),
				f.changeRole("bo", clarifai.MemberRoleContributor, clarifai.MemberRoleTeamContributor),
				f.changeRole("cy", clarifai.MemberRoleUser, clarifai.MemberRoleContributor),
				takeOff("vision", "ann"), takeOff("vision", "bo"), takeOff("vision", "cy"),
			)
			report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Apply: %v", err)
			}
			f.wantOnTeam("vision", "bo", "cy")
			for _, r := range report.Steps {
				if r.Status == roster.Skipped && (r.Note != "it depends on a step that was not done: add to team sound: user "+r.UserID || !errors.Is(r.Err, clarifai.ErrForbidden)) {
					f.Errorf("%s: %q, %v", r.Step, r.Note, r.Err)
				}
			}
			f.wantLines(steps(report.Steps, roster.Skipped), "change role", "take off team vision", "take off team vision")
			f.wantLines(steps(report.Steps, roster.Done), "change role", "take off team vision")
			if org, _ := f.server.Organization("acme"); org.Members[3].Role != clarifai.MemberRoleContributor {
				f.Errorf("cy has the role %q", org.Members[3].Role)
			}
		})
	})
}

func TestApply_RemovesAdmins(t *testing.T) {
	both := func(o *clarifaitest.Organization) {
		o.Members[0].Role, o.Members[1].Role = clarifai.MemberRoleAdmin, clarifai.MemberRoleAdmin
	}
	as := func(f *fixture, user string) {
		f.client = f.server.Client(clarifai.WithPAT(f.server.PAT(user)))
		f.Cleanup(f.client.Close)
	}
	t.Run("but never the last", func(t *testing.T) {
		withServer(t, seed(both), func(f *fixture) {
			as(f, "ann")
			p := proposal(
				f.removeMember("bo", clarifai.MemberRoleAdmin), f.removeMember("olga", clarifai.MemberRoleAdmin),
				f.changeRole("ann", clarifai.MemberRoleAdmin, clarifai.MemberRoleUser),
			)
			report, err := roster.Apply(f.Context(), f.client, p, nil)
			if !errors.Is(err, roster.ErrLastAdmin) {
				f.Errorf("Apply: %v", err)
			}
			// Nobody counts who is to stop being an Admin, so that bo stays.
			f.wantLines(steps(report.Steps, roster.Done), "remove member", "change role")
			if left := admins(f.server); !slices.Equal(left, []string{"bo"}) {
				f.Errorf("Admins: %v", left)
			}
		})
	})
	t.Run("once their successors are Admins", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			if err := f.client.Members.UpdateRole(f.Context(), "acme", "bo", clarifai.MemberRoleAdmin); err != nil {
				f.Fatal(err)
			}
			as(f, "bo")
			p := proposal(
				f.removeMember("olga", clarifai.MemberRoleAdmin),
				f.changeRole("bo", clarifai.MemberRoleAdmin, clarifai.MemberRoleUser),
				f.changeRole("ann", clarifai.MemberRoleTeamContributor, clarifai.MemberRoleAdmin),
			)
			f.apply(p)
			if left := admins(f.server); !slices.Equal(left, []string{"ann"}) {
				f.Errorf("Admins: %v", left)
			}
		})
	})
	t.Run("not while members show no role", func(t *testing.T) {
		withServer(t, seed(both), func(f *fixture) {
			as(f, "ann")
			f.client = f.editedClient("ann", func(_ *http.Request, body map[string]any) {
				eachObject(body, "", func(_ string, object map[string]any) { delete(object, "role") })
			})
			p := proposal(roster.Step{Kind: roster.RemoveMember, UserID: "olga"}, roster.Step{Kind: roster.RemoveMember, UserID: "bo"})
			if _, err := roster.Apply(f.Context(), f.client, p, nil); !errors.Is(err, roster.ErrLastAdmin) {
				f.Errorf("Apply: %v", err)
			}
			f.wantWrites(0)
		})
	})
}

package roster_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// full returns an organization from which something of every kind can be taken: ann
// and bo are on team vision, which has an app and a default role, and dee is invited.
func full() clarifaitest.Config {
	return seed(invitations("dee@acme.test", clarifai.InvitationPending), teams(
		clarifaitest.Team{
			ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Members: []string{"ann", "bo"},
			Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}},
		},
		clarifaitest.Team{ID: "sound", Name: "Sound", DefaultRole: clarifai.TeamRoleModelTrainer},
	))
}

// proposal returns a proposal that was made by hand.
func proposal(steps ...roster.Step) *roster.Proposal {
	return &roster.Proposal{Organization: "acme", Steps: steps}
}

// memberRole and teamRole return what a step has of a role.
func (f *fixture) memberRole(role clarifai.MemberRole) string {
	return "id:" + f.server.MemberRoleID(role)
}

func (f *fixture) teamRole(role clarifai.TeamRole) string { return "id:" + f.server.TeamRoleID(role) }

func (f *fixture) changeRole(user string, from, to clarifai.MemberRole) roster.Step {
	return roster.Step{
		Kind: roster.UpdateMemberRole, UserID: user, Role: clarifai.MemberRole(f.memberRole(to)), Replaces: f.memberRole(from),
		Before: string(from), After: string(to), Reason: "the files say so",
	}
}

func (f *fixture) removeMember(user string, has clarifai.MemberRole) roster.Step {
	return roster.Step{Kind: roster.RemoveMember, UserID: user, Replaces: f.memberRole(has), Before: string(has), Reason: "not in the files"}
}

func takeOff(team, user string) roster.Step {
	return roster.Step{Kind: roster.RemoveTeamMember, Team: team, UserID: user, Reason: "not in the files"}
}

func putOn(team, user string) roster.Step {
	return roster.Step{Kind: roster.AddTeamMember, Team: team, UserID: user, Reason: "in the files"}
}

func (f *fixture) removeApp() roster.Step {
	return roster.Step{
		Kind: roster.RemoveTeamApp, Team: "vision", App: "shelf", Reason: "not in the files",
		Replaces: f.teamRole(clarifai.TeamRoleLabelerLead), Before: string(clarifai.TeamRoleLabelerLead),
	}
}

func (f *fixture) clearRole(team string) roster.Step {
	return roster.Step{
		Kind: roster.ClearTeamDefaultRole, Team: team, Reason: "not in the files",
		Replaces: f.teamRole(clarifai.TeamRoleModelTrainer), Before: string(clarifai.TeamRoleModelTrainer),
	}
}

func (f *fixture) cancelInvitation() roster.Step {
	return roster.Step{
		Kind: roster.CancelInvitation, Invitation: f.server.Invitations("acme")[0].ID, Email: "dee@acme.test", Reason: "not in the files",
		Replaces: f.memberRole(clarifai.MemberRoleTeamContributor), Before: string(clarifai.MemberRoleTeamContributor),
	}
}

func deleteTeam(id, name string) roster.Step {
	return roster.Step{Kind: roster.DeleteTeam, Team: id, Before: name, Reason: "not in the files"}
}

// everything removes what full has.
func (f *fixture) everything() []roster.Step {
	return []roster.Step{
		f.clearRole("sound"), takeOff("vision", "ann"), takeOff("vision", "bo"), f.removeApp(), f.cancelInvitation(),
		f.removeMember("bo", clarifai.MemberRoleTeamContributor), deleteTeam("vision", "Vision"),
	}
}

// order returns a function to call after a run, which returns the steps in the order
// in which they ended.
func (f *fixture) order() func() []string {
	var results []roster.Result
	f.applying.Progress = func(p roster.Progress) {
		if p.Step != nil {
			results = append(results, *p.Step)
		}
	}
	return func() (lines []string) {
		for _, r := range results {
			r.Email = ""
			lines = append(lines, steps([]roster.Result{r}, r.Status)[0]+" "+r.UserID)
		}
		return lines
	}
}

func TestApply_Removals(t *testing.T) {
	for _, lag := range []time.Duration{0, 2 * time.Second} {
		t.Run(fmt.Sprintf("everything is taken, teams are emptied first, and it shows after %v", lag), func(t *testing.T) {
			withServer(t, testkit.With(full(), func(c *clarifaitest.Config) { c.Variants.Lag = lag }), func(f *fixture) {
				p := proposal(f.everything()...)
				slices.Reverse(p.Steps)
				order := f.order()
				report := f.apply(p)
				f.wantLines(order(),
					"clear default role sound ", "take off team vision bo", "take off team vision ann", "remove app vision shelf ",
					"cancel invitation ", "remove member bo", "delete team vision ")
				for _, r := range report.Steps {
					if r.Status != roster.Done || r.Note != "" || r.RequestID == "" {
						f.Errorf("%s: %s, %q, request %q", r.Step, r.Status, r.Note, r.RequestID)
					}
				}
				org, _ := f.server.Organization("acme")
				if len(org.Teams) != 1 || org.Teams[0].DefaultRole != "" || len(org.Members) != 2 || org.Invitations[0].Status != clarifai.InvitationCancelled {
					f.Errorf("the organization is %+v", org)
				}
				again := f.apply(p)
				if n := len(steps(again.Steps, roster.Skipped)); n != len(p.Steps) {
					f.Errorf("applied again: %v", again.Steps)
				}
			})
		})
	}
}

func TestApply_RemovalsChanged(t *testing.T) {
	changed := map[string]struct {
		change func(f *fixture) error
		left   string // the step that is skipped
		note   string
		err    error
	}{
		"a default role": {func(f *fixture) error {
			role := clarifai.TeamRoleFullAccess
			_, err := f.client.Teams.Update(f.Context(), "acme", "sound", clarifai.UpdateTeamRequest{DefaultRole: &role})
			return err
		}, "clear default role sound", `the role was "Model Trainer", and now it is "Full Access"`, roster.ErrChanged},
		"a default role that is gone": {func(f *fixture) error {
			var none clarifai.TeamRole
			_, err := f.client.Teams.Update(f.Context(), "acme", "sound", clarifai.UpdateTeamRequest{DefaultRole: &none})
			return err
		}, "clear default role sound", "no longer needed: somebody else set the role", nil},
		"a place that is gone": {func(f *fixture) error {
			return f.client.Teams.RemoveMembers(f.Context(), "acme", "vision", []string{"ann"})
		}, "take off team vision", "no longer needed: it is gone", nil},
		"an app's role": {func(f *fixture) error {
			return f.client.Teams.SetAppRole(f.Context(), "acme", "vision", "shelf", clarifai.TeamRoleFullAccess)
		}, "remove app vision shelf", `the role was "Labeler Lead", and now it is "Full Access"`, roster.ErrChanged},
		"an app that is gone": {func(f *fixture) error {
			return f.client.Teams.RemoveApps(f.Context(), "acme", "vision", []string{"shelf"})
		}, "remove app vision shelf", "no longer needed: it is gone", nil},
		"an invitation that was accepted": {func(f *fixture) error {
			return f.server.Accept("acme", "dee@acme.test")
		}, "cancel invitation dee@acme.test", "", roster.ErrChanged},
		"an invitation that was declined": {func(f *fixture) error {
			return f.server.Decline("acme", "dee@acme.test")
		}, "cancel invitation dee@acme.test", "no longer needed: the invitation was cancelled or declined", nil},
		"a member's role": {func(f *fixture) error {
			return f.client.Members.UpdateRole(f.Context(), "acme", "bo", clarifai.MemberRoleAdmin)
		}, "remove member", `the role was "Team Contributor", and now it is "Admin"`, roster.ErrChanged},
		"a member who is gone": {func(f *fixture) error {
			return f.client.Members.Remove(f.Context(), "acme", "bo")
		}, "remove member", "no longer needed: it is gone", nil},
		"a team's name": {func(f *fixture) error {
			name := "Voice"
			_, err := f.client.Teams.Update(f.Context(), "acme", "vision", clarifai.UpdateTeamRequest{Name: &name})
			return err
		}, "delete team vision", `the team was "Vision", and now it is "Voice"`, roster.ErrChanged},
		"a team that somebody joined": {func(f *fixture) error {
			_, err := f.client.Teams.AddMembers(f.Context(), "acme", "vision", []string{"olga"})
			return err
		}, "delete team vision", "the team has 1 members or apps that the plan did not find", roster.ErrChanged},
		"a team that was given an app": {func(f *fixture) error {
			return f.client.Teams.AddApps(f.Context(), "acme", "vision", []clarifai.AddTeamAppRequest{{AppID: "defects", Role: clarifai.TeamRoleFullAccess}})
		}, "delete team vision", "the team has 1 members or apps that the plan did not find", roster.ErrChanged},
		"a team that is gone": {func(f *fixture) error {
			return f.client.Teams.Delete(f.Context(), "acme", "vision")
		}, "delete team vision", "no longer needed: it is gone", nil},
	}
	for name, c := range changed {
		t.Run(name, func(t *testing.T) {
			withServer(t, full(), func(f *fixture) {
				p := proposal(f.everything()...)
				if err := c.change(f); err != nil {
					f.Fatal(err)
				}
				report, err := roster.Apply(f.Context(), f.client, p, nil)
				if !errors.Is(err, c.err) || c.err == nil && err != nil {
					f.Errorf("Apply: %v", err)
				}
				for _, r := range report.Steps {
					line := steps([]roster.Result{r}, r.Status)[0]
					if r.Status == roster.Skipped && !errors.Is(r.Err, c.err) && line == c.left {
						f.Errorf("%s: %v", line, r.Err)
					}
					if line == c.left && r.Status == roster.Skipped && c.note != "" && r.Note != c.note {
						f.Errorf("%s: %q, want %q", line, r.Note, c.note)
					}
				}
				if !slices.Contains(steps(report.Steps, roster.Skipped), c.left) {
					f.Errorf("skipped: %q, want %q", steps(report.Steps, roster.Skipped), c.left)
				}
			})
		})
	}
}

func TestApply_RemovalsRefused(t *testing.T) {
	refuse := func(op clarifai.Operation) clarifaitest.Fault {
		return clarifaitest.Fault{Operation: op, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes}
	}
	for op, want := range map[clarifai.Operation][]string{
		clarifai.OpTeamsRemoveMembers: {"take off team vision", "take off team vision", "delete team vision"},
		clarifai.OpTeamsRemoveApps:    {"remove app vision shelf", "delete team vision"},
		clarifai.OpTeamsListApps:      {"remove app vision shelf", "delete team vision"},
		clarifai.OpMembersRemove:      {"remove member"},
		clarifai.OpInvitationsCancel:  {"cancel invitation dee@acme.test"},
		clarifai.OpInvitationsList:    {"cancel invitation dee@acme.test"},
		clarifai.OpTeamsListMembers:   {"delete team vision"},
		clarifai.OpTeamsDelete:        {"delete team vision"},
		clarifai.OpTeamsUpdate:        {"clear default role sound"},
		clarifai.OpUsersGet:           {"take off team vision", "take off team vision", "remove member", "delete team vision"},
	} {
		t.Run(string(op)+" fails only what depends on it", func(t *testing.T) {
			withServer(t, full(), func(f *fixture) {
				p := proposal(f.everything()...)
				f.server.Inject(refuse(op))
				report, err := roster.Apply(f.Context(), f.client, p, nil)
				if !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("Apply: %v", err)
				}
				var lost []string
				for _, r := range report.Steps {
					if r.Status != roster.Done {
						lost = append(lost, steps([]roster.Result{r}, r.Status)[0])
						if r.Err == nil {
							f.Errorf("%s: no error", r.Step)
						}
					}
				}
				f.wantLines(lost, want...)
			})
		})
	}
	t.Run("a team is kept as long as it shows what was taken off", func(t *testing.T) {
		withServer(t, testkit.With(full(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Minute }), func(f *fixture) {
			report, err := roster.Apply(f.Context(), f.client, proposal(f.everything()...), nil)
			if last := report.Steps[len(report.Steps)-1]; last.Status != roster.Skipped || !errors.Is(err, roster.ErrChanged) {
				f.Errorf("%s: %s, %q; %v", last.Step, last.Status, last.Note, err)
			}
			if len(f.server.Teams("acme")) != 2 {
				f.Error("the team was deleted")
			}
		})
	})
}

// A program can have changed the step or the options.
func TestApply_CancelForOthers(t *testing.T) {
	for name, change := range map[string]func(*roster.Proposal){
		"an address that is protected": func(p *roster.Proposal) {
			p.Steps[0].Email, p.Options.Protect = "", []string{"Dee@ACME.test"}
		},
		"another address than in the step": func(p *roster.Proposal) { p.Steps[0].Email = "eli@acme.test" },
	} {
		t.Run(name, func(t *testing.T) {
			withServer(t, full(), func(f *fixture) {
				p := proposal(f.cancelInvitation())
				change(p)
				f.server.ResetRequests()
				if _, err := roster.Apply(f.Context(), f.client, p, nil); !errors.Is(err, roster.ErrChanged) {
					f.Errorf("Apply: %v", err)
				}
				f.wantWrites(0)
			})
		})
	}
}

// The plan was made for another caller, whom it does not spare.
func TestApply_RemovalsCaller(t *testing.T) {
	withServer(t, seed(teams(clarifaitest.Team{ID: "vision", Name: "Vision", Members: []string{"ann", "olga"}})), func(f *fixture) {
		if err := f.client.Members.UpdateRole(f.Context(), "acme", "ann", clarifai.MemberRoleAdmin); err != nil {
			f.Fatal(err)
		}
		p := proposal(takeOff("vision", "OLGA"), takeOff("vision", "ann"), f.removeMember("OLGA", clarifai.MemberRoleAdmin))
		report, err := roster.Apply(f.Context(), f.client, p, nil)
		if !errors.Is(err, roster.ErrCaller) {
			f.Errorf("Apply: %v", err)
		}
		f.wantLines(steps(report.Steps, roster.Skipped), "take off team vision", "remove member")
		f.wantOnTeam("vision", "olga")
	})
}

package roster_test

import (
	"errors"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_Replace(t *testing.T) {
	there := clarifaitest.Team{
		ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleLabelerWorker,
		Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}},
	}
	worker, trainer := clarifai.TeamRoleLabelerWorker, clarifai.TeamRoleModelTrainer
	setup := func(f *fixture) {
		f.options.UpdateRoles = true
		f.company.People = f.company.People[:1]
		f.company.People[0].Role, f.company.People[0].Teams = clarifai.MemberRoleUser, nil
	}
	all := []string{
		"create team sound", "set default role vision", "change app role vision shelf", "add app vision defects", "add app sound defects",
		"change role Ann@ACME.test",
	}
	for _, c := range []struct {
		name    string
		change  func(f *fixture) error
		skipped string
		note    string
		err     error
	}{
		{"a member's role", func(f *fixture) error {
			return f.client.Members.UpdateRole(f.Context(), "acme", "ann", clarifai.MemberRoleFinancialManager)
		}, all[5], `the role was "Team Contributor", and now it is "Financial Manager"`, roster.ErrChanged},
		{"a member's role to the wanted one", func(f *fixture) error {
			return f.client.Members.UpdateRole(f.Context(), "acme", "ann", clarifai.MemberRoleUser)
		}, all[5], "no longer needed: somebody else set the role", nil},
		{"a member who left", func(f *fixture) error {
			return f.client.Members.Remove(f.Context(), "acme", "ann")
		}, all[5], "what the step would change is gone", roster.ErrChanged},
		{"a team's role in an app", func(f *fixture) error {
			return f.client.Teams.SetAppRole(f.Context(), "acme", "vision", "shelf", worker)
		}, all[2], `the role was "Labeler Lead", and now it is "Labeler Worker"`, roster.ErrChanged},
		{"an app that was taken from the team", func(f *fixture) error {
			return f.client.Teams.RemoveApps(f.Context(), "acme", "vision", []string{"shelf"})
		}, all[2], "what the step would change is gone", roster.ErrChanged},
		{"an app that the team has by now", func(f *fixture) error {
			return f.client.Teams.AddApps(f.Context(), "acme", "vision", []clarifai.AddTeamAppRequest{{AppID: "defects", Role: worker}})
		}, all[3], `there was no role, and now it is "Labeler Worker"`, roster.ErrChanged},
		{"an app that the team has by now in the wanted role", func(f *fixture) error {
			return f.client.Teams.AddApps(f.Context(), "acme", "vision", []clarifai.AddTeamAppRequest{{AppID: "defects", Role: clarifai.TeamRoleFullAccess}})
		}, all[3], "no longer needed: somebody else set the role", nil},
		{"a team's default role", func(f *fixture) error {
			role := clarifai.TeamRoleFullAccess
			_, err := f.client.Teams.Update(f.Context(), "acme", "vision", clarifai.UpdateTeamRequest{DefaultRole: &role})
			return err
		}, all[1], "", roster.ErrChanged},
		{"a team's default role to the wanted one", func(f *fixture) error {
			_, err := f.client.Teams.Update(f.Context(), "acme", "vision", clarifai.UpdateTeamRequest{DefaultRole: &trainer})
			return err
		}, all[1], "no longer needed: somebody else set the role", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			withServer(t, seed(teams(there)), func(f *fixture) {
				setup(f)
				p := f.plan()
				if err := c.change(f); err != nil {
					f.Fatal(err)
				}
				before := f.server.Teams("acme")[0]
				report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
				if c.err == nil && err != nil || !errors.Is(err, c.err) {
					f.Errorf("Apply: %v", err)
				}
				f.wantLines(steps(report.Steps, roster.Skipped), c.skipped)
				f.wantLines(steps(report.Steps, roster.Done), slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == c.skipped })...)
				for _, s := range report.Steps {
					if s.Status == roster.Skipped && c.note != "" && s.Note != c.note {
						f.Errorf("note %q, want %q", s.Note, c.note)
					}
				}
				if after := f.server.Teams("acme")[0]; c.skipped == all[1] && after.DefaultRole != before.DefaultRole {
					f.Errorf("the default role is %q", after.DefaultRole)
				}
			})
		})
	}
	t.Run("a change while Apply is running", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			setup(f)
			f.applying.Progress = func(p roster.Progress) {
				if p.Step != nil && p.Step.Kind == roster.AddTeamApp {
					if err := f.client.Members.UpdateRole(f.Context(), "acme", "ann", clarifai.MemberRoleFinancialManager); err != nil {
						f.Error(err)
					}
				}
			}
			report, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying)
			f.wantLines(steps(report.Steps, roster.Skipped), "change role Ann@ACME.test")
			if !errors.Is(err, roster.ErrChanged) {
				f.Errorf("Apply: %v", err)
			}
		})
	})
}

func TestApply_ReplaceUnread(t *testing.T) {
	there := clarifaitest.Team{ID: "vision", Name: "Vision", Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}}}
	withServer(t, seed(teams(there)), func(f *fixture) {
		f.options.UpdateRoles = true
		f.company.People, f.company.Teams = nil, f.company.Teams[:1]
		p := f.plan()
		for _, op := range []clarifai.Operation{clarifai.OpTeamsList, clarifai.OpTeamsListApps} {
			f.server.Inject(clarifaitest.Fault{Operation: op, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
		}
		report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
		if !errors.Is(err, clarifai.ErrForbidden) || len(steps(report.Steps, roster.Failed)) != len(p.Steps) {
			f.Errorf("Apply: %v\n%v", err, report.Steps)
		}
		f.wantWrites(0)
	})
}

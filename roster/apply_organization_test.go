package roster_test

import (
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_Organization(t *testing.T) {
	refused := func(f *fixture, p *roster.Proposal, want error) {
		f.Helper()
		report, err := roster.Apply(f.Context(), f.client, p, nil)
		if !errors.Is(err, want) {
			f.Errorf("Apply: %v", err)
		}
		if n := len(steps(report.Steps, roster.Skipped)); n != len(p.Steps) {
			f.Errorf("%d of %d steps skipped", n, len(p.Steps))
		}
		f.wantWrites(0)
	}
	t.Run("another one with the same ID is left alone", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			org, err := f.client.Organizations.Get(f.Context(), "acme")
			if err != nil {
				f.Fatal(err)
			}
			p.Created = org.CreatedAt.Add(-time.Hour)
			refused(f, p, roster.ErrChanged)
			p.Created = org.CreatedAt.Add(300 * time.Millisecond) // as another route may show it
			f.apply(p)
		})
	})
	t.Run("one that is gone", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			if err := f.client.Organizations.Delete(f.Context(), "acme"); err != nil {
				f.Fatal(err)
			}
			f.server.ResetRequests()
			refused(f, p, clarifai.ErrNotFound)
		})
	})
	t.Run("one that cannot be read", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			f.server.Inject(clarifaitest.Fault{
				Operation: clarifai.OpOrganizationsGet, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			})
			refused(f, p, clarifai.ErrForbidden)
		})
	})
	t.Run("nothing is read if there is nothing to do", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.apply(proposal())
			if n := len(f.server.Requests()); n != 0 {
				f.Errorf("%d requests", n)
			}
		})
	})
}

func TestApply_Names(t *testing.T) {
	rename := roster.Step{Kind: roster.RenameOrganization, Before: "Acme", After: "Acme Inc."}
	bill := roster.Step{Kind: roster.UpdateBillingEmail, Before: "bills@acme.test", After: "money@acme.test"}
	config := func() clarifaitest.Config {
		return seed(teams(
			clarifaitest.Team{ID: "vision", Name: "Vision"},
			clarifaitest.Team{ID: "sound", Name: "Sound", DefaultRole: clarifai.TeamRoleModelTrainer},
		))
	}
	names := func(f *fixture) []roster.Step {
		return []roster.Step{
			rename, bill,
			{Kind: roster.RenameTeam, Team: "vision", Before: "Vision", After: "Eyes"},
			{Kind: roster.SetTeamDefaultRole, Team: "vision", After: "Model Trainer", TeamRole: clarifai.TeamRole(f.teamRole(clarifai.TeamRoleModelTrainer))},
			{Kind: roster.RenameTeam, Team: "sound", Before: "Sound", After: "Ears"},
			f.clearRole("sound"),
		}
	}
	t.Run("the organization and each team are changed by one request", func(t *testing.T) {
		withServer(t, config(), func(f *fixture) {
			report := f.apply(proposal(names(f)...))
			if n := len(steps(report.Steps, roster.Done)); n != 6 {
				f.Errorf("%d steps done: %v", n, report.Steps)
			}
			if n := f.writes(clarifai.OpOrganizationsUpdate); n != 1 {
				f.Errorf("%d requests for the organization", n)
			}
			org, _ := f.server.Organization("acme")
			vision, sound := org.Teams[0], org.Teams[1]
			if org.Name != "Acme Inc." || org.BillingEmail != "money@acme.test" || vision.Name != "Eyes" ||
				vision.DefaultRole != clarifai.TeamRoleModelTrainer || sound.Name != "Ears" || sound.DefaultRole != "" {
				f.Errorf("the organization is %+v", org)
			}
			again := f.apply(proposal(names(f)...))
			if n := len(steps(again.Steps, roster.Skipped)); n != 6 {
				f.Errorf("again: %v", again.Steps)
			}
		})
	})
	t.Run("what somebody else has changed is kept", func(t *testing.T) {
		withServer(t, config(), func(f *fixture) {
			p := proposal(names(f)...)
			other := "Other"
			_, err := f.client.Organizations.Update(f.Context(), "acme", clarifai.UpdateOrganizationRequest{Name: &other})
			if err == nil {
				_, err = f.client.Teams.Update(f.Context(), "acme", "vision", clarifai.UpdateTeamRequest{Name: &other})
			}
			if err != nil {
				f.Fatal(err)
			}
			report, err := roster.Apply(f.Context(), f.client, p, nil)
			if !errors.Is(err, roster.ErrChanged) {
				f.Errorf("Apply: %v", err)
			}
			f.wantLines(steps(report.Steps, roster.Skipped), "rename organization", "rename team vision")
			org, _ := f.server.Organization("acme")
			if org.Name != other || org.BillingEmail != "money@acme.test" || org.Teams[0].Name != other || org.Teams[0].DefaultRole != clarifai.TeamRoleModelTrainer {
				f.Errorf("the organization is %+v", org)
			}
		})
	})
}

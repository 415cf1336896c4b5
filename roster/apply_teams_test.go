package roster_test

import (
	"errors"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_Teams(t *testing.T) {
	t.Run("the steps of a team that failed are skipped, and all others go on", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.PayAsYouGo = true }), func(f *fixture) {
			report, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying)
			if !errors.Is(err, clarifai.ErrPlanLimit) {
				f.Errorf("Apply: %v", err)
			}
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
			f.wantLines(steps(report.Steps, roster.Failed), "create team vision", "create team sound")
			f.wantLines(steps(report.Steps, roster.Skipped),
				"set default role vision", "add app vision shelf", "add app vision defects", "add app sound defects",
				"add to team vision Ann@ACME.test", "add to team vision bo@acme.test", "add to team sound bo@acme.test", "add to team vision cy@acme.test")
			for _, s := range report.Steps {
				if s.Status == roster.Skipped && (s.Note != "the team was not created" || s.Err == nil) {
					f.Errorf("%s: %q, %v", s.Step, s.Note, s.Err)
				}
			}
		})
	})
	t.Run("a team that exists now is no failure", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			fault := clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultStatus, Status: 429, Code: clarifai.CodeThrottled, Acts: true}
			f.server.Inject(fault) // it acts, and says that it did not
			report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
			if err != nil {
				f.Errorf("Apply: %v\n%v", err, steps(report.Steps, roster.Failed))
			}
			f.wantOnTeam("vision", "ann", "bo", "cy")
			f.wantNothingToDo()
		})
	})
}

func TestApply_DefaultRoles(t *testing.T) {
	t.Run("a default role that cannot be set fails only its step", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.IgnoreDefaultRole = true }), func(f *fixture) {
			report, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying)
			if err == nil {
				f.Error("no error")
			}
			f.wantLines(steps(report.Steps, roster.Failed), "set default role vision")
			f.wantOnTeam("vision", "ann", "bo", "cy")
		})
	})
	t.Run("the next run sets a default role that is missing", func(t *testing.T) {
		fault := clarifaitest.Fault{Operation: clarifai.OpTeamsUpdate, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes}
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
			if _, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying); err == nil {
				f.Fatal("no error")
			}
			f.planAndApply()
			for _, team := range f.server.Teams("acme") {
				if team.ID == "vision" && team.DefaultRole != clarifai.TeamRoleModelTrainer {
					f.Errorf("its default role is %q", team.DefaultRole)
				}
			}
			f.wantNothingToDo()
		})
	})
}

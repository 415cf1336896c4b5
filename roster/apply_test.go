package roster_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply(t *testing.T) {
	t.Run("an organization is filled, and a second run writes nothing", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			f.wantWrites(0)
			f.wantOutcomes(p.Rows, roster.Member, roster.Member, roster.ToInvite, roster.ToInvite, roster.ToInvite)
			var planned []string
			for _, s := range p.Steps {
				planned = append(planned, s.String())
			}
			f.wantLines(planned,
				`invite cy@acme.test, "Team Contributor" (neither a member nor invited)`,
				`invite dee@acme.test, "Team Contributor" (neither a member nor invited)`,
				`invite eli@acme.test, "Team Contributor" (neither a member nor invited)`,
				`create team vision, "Vision" (there is no such team)`,
				`create team sound, "Sound" (there is no such team)`,
				`set default role vision, "Model Trainer" (the team is new)`,
				`add app vision: shelf, "Model Trainer" (the team does not have the app)`,
				`add app vision: defects, "Full Access" (the team does not have the app)`,
				`add app sound: defects, "Labeler Lead" (the team does not have the app)`,
				`add to team vision: Ann@ACME.test (a member who is not on the team)`,
				`add to team vision: bo@acme.test (a member who is not on the team)`,
				`add to team sound: bo@acme.test (a member who is not on the team)`,
			)
			report := f.apply(p)
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
			f.wantOnTeam("vision", "ann", "bo", "cy")
			f.wantOnTeam("sound", "bo")
			f.wantLines(findingLines(report.Findings, roster.Waiting), "waiting: sound: dee@acme.test: invited")
			for _, s := range report.Steps {
				if s.Status != roster.Done || s.RequestID == "" || s.Note != "" {
					f.Errorf("%s: %s, request %q, note %q", s.Step, s.Status, s.RequestID, s.Note)
				}
			}
			if team := f.server.Teams("acme")[0]; team.DefaultRole != clarifai.TeamRoleModelTrainer ||
				!slices.Equal(team.Apps, []clarifaitest.TeamApp{
					{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}, {AppID: "defects", Role: clarifai.TeamRoleFullAccess},
				}) {
				f.Errorf("team vision: %+v", team)
			}
			f.wantNothingToDo()
		})
	})
	t.Run("what has appeared since the plan is not created again", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Exists = clarifaitest.ExistsSilent }), func(f *fixture) {
			p := f.plan()
			ctx := f.Context()
			if _, err := f.client.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "Dee@acme.test", Role: clarifai.MemberRoleTeamContributor}); err != nil {
				f.Fatal(err)
			}
			if _, err := f.client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "sound", Name: "Sound"}); err != nil {
				f.Fatal(err)
			}
			report := f.apply(p)
			f.wantLines(steps(report.Steps, roster.Skipped), "invite dee@acme.test", "create team sound")
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.InvitedEarlier, roster.Invited)
			f.wantOnTeam("sound", "bo")
			f.apply(p) // and a proposal that is applied twice does nothing twice
			if len(f.server.Teams("acme")) != 2 || len(f.server.Invitations("acme")) != 3 {
				f.Errorf("%d teams, %d invitations", len(f.server.Teams("acme")), len(f.server.Invitations("acme")))
			}
		})
	})
	t.Run("a step that is removed from the proposal is not taken", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			p.Steps = slices.DeleteFunc(p.Steps, func(s roster.Step) bool { return s.Email == "dee@acme.test" })
			report := f.apply(p)
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.NotInvited, roster.Invited)
		})
	})
	t.Run("a malformed proposal is refused", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			p.Steps[0].Team = "vision" // of an invitation
			report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
			if err == nil || !strings.Contains(err.Error(), "team must be empty") {
				f.Errorf("Apply: %v", err)
			}
			if n := len(steps(report.Steps, roster.Skipped)); n != len(p.Steps) {
				f.Errorf("%d of %d steps skipped", n, len(p.Steps))
			}
			f.wantWrites(0)
		})
	})
	t.Run("progress reports every step", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			var last roster.Progress
			ended := 0
			f.applying.Progress = func(p roster.Progress) {
				if p.Step != nil {
					ended++
				}
				if p.Done > p.Total {
					f.Errorf("%d of %d", p.Done, p.Total)
				}
				last = p
			}
			report := f.planAndApply()
			if ended != len(report.Steps) || last.Done != last.Total && last.Step != nil {
				f.Errorf("progress reported %d steps of %d; the last: %+v", ended, len(report.Steps), last)
			}
		})
	})
	t.Run("a closed client sends nothing", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			f.server.ResetRequests()
			closed := f.server.Client()
			closed.Close()
			if plan, err := roster.Plan(f.Context(), closed, f.company, f.options); plan != nil || err == nil {
				f.Errorf("Plan: %v, %v", plan, err)
			}
			report, err := roster.Apply(f.Context(), closed, p, &f.applying)
			if err == nil || len(report.Steps) != len(p.Steps) || len(report.Rows) != len(p.Rows) {
				f.Errorf("Apply: %+v, %v", report, err)
			}
			if n := len(f.server.Requests()); n != 0 {
				f.Errorf("%d requests", n)
			}
		})
	})
}

func TestApply_Failures(t *testing.T) {
	t.Run("one bad item fails alone", func(t *testing.T) {
		for _, batch := range []clarifaitest.Batch{
			clarifaitest.BatchAtomic, clarifaitest.BatchMixed, clarifaitest.BatchUnmarked, clarifaitest.BatchOmitted, clarifaitest.BatchSilent,
		} {
			t.Run(fmt.Sprint(batch), func(t *testing.T) {
				// Gus is a member, and g@ is gus, which no list shows.
				opts := testkit.With(seed(), func(c *clarifaitest.Config) {
					c.Variants.Batch = batch
					c.Users = append(c.Users, clarifaitest.User{ID: "gus", Email: "gus@acme.test", OtherEmails: []string{"g@acme.test"}})
				})
				withServer(t, opts, func(f *fixture) {
					if err := f.client.Members.Add(f.Context(), "acme", clarifai.AddMemberRequest{UserID: "gus", Role: clarifai.MemberRoleTeamContributor}); err != nil {
						f.Fatal(err)
					}
					f.company.People = append(f.company.People, person(7, "g@acme.test", "vision"))
					f.company.Teams[0].Apps = append(f.company.Teams[0].Apps, roster.App{ID: "missing"})
					report, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying)
					if err == nil {
						f.Fatal("no error")
					}
					f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited, roster.InviteFailed)
					failed := []string{"invite g@acme.test", "add app vision missing"}
					if batch == clarifaitest.BatchSilent { // an answer without a list that says success is one
						failed = failed[:1]
					}
					f.wantLines(steps(report.Steps, roster.Failed), failed...)
					f.wantOnTeam("vision", "ann", "bo", "cy")
					for _, row := range f.company.People[2:5] {
						if n := f.invited(row.Email); n != 1 {
							f.Errorf("%s: %d invitations", row.Email, n)
						}
					}
				})
			})
		}
	})
	t.Run("a lost response creates no duplicates", func(t *testing.T) {
		for _, op := range []clarifai.Operation{
			clarifai.OpInvitationsCreate, clarifai.OpTeamsCreate, clarifai.OpTeamsUpdate, clarifai.OpTeamsAddMembers, clarifai.OpTeamsAddApps,
		} {
			t.Run(string(op), func(t *testing.T) {
				fault := clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop, Acts: true}
				opts := testkit.With(seed(), func(c *clarifaitest.Config) {
					c.Faults = append(c.Faults, fault)
					c.Variants.Lag = 2 * time.Second
					c.Variants.Exists = clarifaitest.ExistsSilent
				})
				withServer(t, opts, func(f *fixture) {
					f.planAndApply()
					if len(f.server.Teams("acme")) != 2 || len(f.server.Invitations("acme")) != 3 {
						f.Errorf("%d teams, %d invitations", len(f.server.Teams("acme")), len(f.server.Invitations("acme")))
					}
					f.wantNothingToDo()
				})
			})
		}
	})
	t.Run("nothing is created if the lists cannot be read", func(t *testing.T) {
		fault := func(op clarifai.Operation, skip int) clarifaitest.Fault {
			return clarifaitest.Fault{
				Operation: op, Skip: skip, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			}
		}
		opts := testkit.With(seed(), func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, fault(clarifai.OpInvitationsList, 3), fault(clarifai.OpTeamsList, 1))
		})
		withServer(t, opts, func(f *fixture) {
			report, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Apply: %v", err)
			}
			if len(steps(report.Steps, roster.Failed)) != 5 || len(steps(report.Steps, roster.Skipped)) != 7 {
				f.Errorf("steps: %v", report.Steps)
			}
			f.wantWrites(0)
		})
	})
}

func TestApply_ContextEnds(t *testing.T) {
	t.Run("the remaining steps are skipped", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			ctx, cancel := context.WithCancel(f.Context())
			defer cancel()
			f.applying.Progress = func(p roster.Progress) {
				if p.Step != nil && p.Step.Kind == roster.CreateTeam {
					cancel()
				}
			}
			report, err := roster.Apply(ctx, f.client, f.plan(), &f.applying)
			if !errors.Is(err, context.Canceled) {
				f.Errorf("Apply: %v", err)
			}
			f.wantLines(steps(report.Steps, roster.Done),
				"invite cy@acme.test", "invite dee@acme.test", "invite eli@acme.test", "create team vision", "create team sound")
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Invited, roster.Invited, roster.Invited)
			for _, s := range report.Steps[5:] {
				if s.Status != roster.Skipped || s.Note != "the context ended before this step" {
					f.Errorf("%s: %s, %q", s.Step, s.Status, s.Note)
				}
			}
		})
	})
	t.Run("before the first request", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			f.server.ResetRequests()
			ctx, cancel := context.WithCancel(f.Context())
			cancel()
			report, _ := roster.Apply(ctx, f.client, p, &f.applying)
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.NotInvited, roster.NotInvited, roster.NotInvited)
			for _, row := range report.Rows[2:] {
				if row.Reason != "the context ended before this step" || !errors.Is(row.Err, context.Canceled) {
					f.Errorf("%s: %q, %v", row.Person.Email, row.Reason, row.Err)
				}
			}
			if n := len(f.server.Requests()); n != 0 {
				f.Errorf("%d requests", n)
			}
		})
	})
	t.Run("during a request", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Latency = time.Second }), func(f *fixture) {
			p := f.plan()
			ctx, cancel := context.WithTimeout(f.Context(), 8500*time.Millisecond) // while the invitations are under way
			defer cancel()
			report, err := roster.Apply(ctx, f.client, p, &f.applying)
			if !errors.Is(err, context.DeadlineExceeded) {
				f.Errorf("Apply: %v", err)
			}
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.InviteFailed, roster.InviteFailed, roster.InviteFailed)
			for _, s := range report.Steps {
				if want := s.Kind == roster.Invite; errors.Is(s.Err, clarifai.ErrAmbiguous) != want || s.Status == roster.Done {
					f.Errorf("%s: %s, %v", s.Step, s.Status, s.Err)
				}
			}
		})
	})
}

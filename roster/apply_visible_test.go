package roster_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_Visibility(t *testing.T) {
	t.Run("writes that become visible late are made once", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }), func(f *fixture) {
			report := f.planAndApply()
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
			for _, s := range report.Steps {
				if s.Note != "" {
					f.Errorf("%s: %s", s.Step, s.Note)
				}
			}
			f.wantNothingToDo()
			if len(f.server.Teams("acme")) != 2 || len(f.server.Invitations("acme")) != 3 {
				f.Errorf("%d teams, %d invitations", len(f.server.Teams("acme")), len(f.server.Invitations("acme")))
			}
		})
	})
	t.Run("a write that does not become visible is noted", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Minute }), func(f *fixture) {
			f.applying.VerifyTimeout = time.Second
			f.company.People = f.company.People[3:4]
			f.company.Teams = nil
			f.company.People[0].Teams = nil
			start := time.Now()
			report := f.planAndApply()
			if r := report.Steps[0]; r.Status != roster.Done || r.Note != "not visible yet" {
				f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
			}
			if waited := time.Since(start); waited != time.Second {
				f.Errorf("waited %v, want the verify timeout", waited)
			}
		})
	})
	t.Run("a write that cannot be read is done and noted", func(t *testing.T) {
		fault := clarifaitest.Fault{
			Operation: clarifai.OpInvitationsList, Skip: 6, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
		}
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
			report := f.planAndApply()
			if r := report.Steps[0]; r.Status != roster.Done || !strings.HasPrefix(r.Note, "not confirmed: ") {
				f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
			}
		})
	})
	t.Run("what is done stays done if the context ends", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Minute }), func(f *fixture) {
			ctx, cancel := context.WithCancel(f.Context())
			defer cancel()
			f.applying.Progress = func(p roster.Progress) {
				if strings.HasPrefix(p.Phase, "waiting") {
					cancel()
				}
			}
			p := f.plan()
			start := time.Now()
			report, err := roster.Apply(ctx, f.client, p, &f.applying)
			if !errors.Is(err, context.Canceled) || time.Since(start) != 0 {
				f.Errorf("Apply: %v, after %v", err, time.Since(start))
			}
			if r := report.Steps[0]; r.Status != roster.Done || r.Note != "not confirmed: the context ended" {
				f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
			}
		})
	})
}

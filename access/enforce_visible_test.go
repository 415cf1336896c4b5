package access_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEnforce_Visibility(t *testing.T) {
	t.Run("a default role that stays is a failed step", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.IgnoreDefaultRole = true }), func(f *fixture) {
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing)}, f.options)
			if err == nil || report.Steps[0].Status != access.Failed || report.Count(access.Done) != 2 {
				f.Errorf("Enforce: %v, %v", steps(report), err)
			}
		})
	})
	t.Run("a write that does not become visible is not done", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Minute }), func(f *fixture) {
			f.options.VerifyTimeout = time.Second
			start := time.Now()
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
			f.wantLines(steps(report),
				"failed: remove app vision echo", "failed: remove app vision noise", "skipped: add app vision echo", "skipped: add app vision noise")
			if err == nil || !strings.Contains(err.Error(), `Clarifai accepted it, but the team had the app as "Model Trainer" when it was last read`) {
				f.Errorf("Enforce: %v", err)
			}
			if waited := time.Since(start); waited != time.Second {
				f.Errorf("waited %v, want the verify timeout", waited)
			}
			if unfinished := report.Unfinished(); len(unfinished) != 2 {
				f.Errorf("unfinished: %v", unfinished)
			}
		})
	})
	t.Run("an unknown outcome that cannot be read stays unknown", func(t *testing.T) {
		drop := clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Skip: 1, Count: -1, Kind: clarifaitest.FaultDrop}
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, drop) }), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsRemoveApps, 1, func(*clarifai.Client) { f.server.Inject(forbidden(clarifai.OpTeamsListApps, 0)) })
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
			if !errors.Is(err, clarifai.ErrAmbiguous) || report.Count(access.Failed) != 2 || report.Count(access.Skipped) != 2 {
				f.Errorf("Enforce: %v, %v", steps(report), err)
			}
			for _, s := range report.Steps[:2] {
				if !errors.Is(s.Err, clarifai.ErrAmbiguous) || s.Note == "" {
					f.Errorf("%s: %q, %v", &s.Step, s.Note, s.Err)
				}
			}
		})
	})
}

func TestEnforce_Notes(t *testing.T) {
	onlyNoise := access.Policy{Name: "no noise", Teams: []string{"vision"}, Rule: access.Rule{Not: &access.Rule{Apps: []string{"noise"}}}, LowerTo: worker}
	unfinished := func(f *fixture, r *access.Report) {
		f.Helper()
		if unfinished := r.Unfinished(); len(unfinished) != 1 || unfinished[0].App != "noise" {
			f.Errorf("unfinished %v", unfinished)
		}
	}
	t.Run("somebody adds the app again, and the lower role is refused", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(other *clarifai.Client) {
				f.giveApp(other, "noise", full)
				f.server.Inject(forbidden(clarifai.OpTeamsAddApps, 0))
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report), "done remove app noise: ", `failed add app noise: the team had the app as "Full Access" when it was last read`)
			unfinished(f, report)
		})
	})
	t.Run("somebody adds the app again before the lower role is sent", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.AppRole = clarifaitest.AppRoleRefused }), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(other *clarifai.Client) { f.giveApp(other, "noise", full) })
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrConflict) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report), "done remove app noise: ", `failed add app noise: the team had the app as "Full Access" when it was last read`)
			unfinished(f, report)
		})
	})
	t.Run("the team cannot be read after the failure", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(*clarifai.Client) {
				f.server.Inject(forbidden(clarifai.OpTeamsAddApps, 0), forbidden(clarifai.OpTeamsListApps, 0))
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) || errors.Is(err, clarifai.ErrAmbiguous) {
				f.Errorf("Enforce: %v", err)
			}
			if note := report.Steps[1].Note; !strings.HasPrefix(note, "it is unknown whether the team has the app: ") {
				f.Errorf("note %q", note)
			}
			unfinished(f, report)
		})
	})
	t.Run("a removal that is refused", func(t *testing.T) {
		withServer(t, testkit.With(seed(), refused(clarifai.OpTeamsRemoveApps, 0)), func(f *fixture) {
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report), `failed remove app noise: the team had the app as "Full Access" when it was last read`,
				`skipped add app noise: not added: its removal failed: the team had the app as "Full Access" when it was last read`)
		})
	})
	t.Run("a default role that is refused", func(t *testing.T) {
		withServer(t, testkit.With(seed(), refused(clarifai.OpTeamsUpdate, 0)), func(f *fixture) {
			visible := access.Policy{Name: "any", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}, ClearDefaultRole: true}
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{visible}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report), `failed clear default role : the team had the default role "Model Trainer" when it was last read`)
		})
	})
}

func TestEnforce_Deadline(t *testing.T) {
	withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Hour }), func(f *fixture) {
		f.options.VerifyTimeout = time.Hour
		ctx, cancel := context.WithTimeout(f.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := access.Enforce(ctx, f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
		if !errors.Is(err, context.DeadlineExceeded) {
			f.Errorf("Enforce: %v", err)
		}
		if took := time.Since(start); took >= time.Minute || took < 20*time.Second {
			f.Errorf("a wait past the deadline is begun: Enforce takes %v of a minute", took)
		}
	})
}

package access_test

import (
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestReport_Unfinished(t *testing.T) {
	t.Run("adding an app fails", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.server.Inject(clarifaitest.Fault{
				Operation: clarifai.OpTeamsAddApps, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			})
			policy := area("vision", lower(worker))
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{policy}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(steps(report),
				"done: remove app vision echo", "done: remove app vision noise", "failed: add app vision echo", "failed: add app vision noise")
			if note := report.Steps[2].Note; note != "the team did not have the app when it was last read" {
				f.Errorf("note %q", note)
			}
			f.wantApps("vision", "bare Full Access", "shelf Full Access")
			f.wantNothingToDo(policy) // it fails closed, and that violates nothing

			f.options.Unfinished = roundTripJSON(f, report.Unfinished())
			f.options.MaxRemovals, f.options.MaxRemovalShare = 0, 0 // giving takes nothing away
			f.wantLines(steps(f.enforce(policy)), "done: add app vision echo", "done: add app vision noise")
			f.wantApps("vision", "bare Full Access", "echo Labeler Worker", "noise Labeler Worker", "shelf Full Access")
			f.wantNothingToDo(policy)
		})
	})
	policies := []access.Policy{area("vision", lower(worker))}
	owes := func(t *testing.T, fault clarifaitest.Fault, want ...string) {
		t.Helper()
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
			f.Helper()
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if report == nil || err == nil {
				f.Fatalf("Enforce: %v, %v", report, err)
			}
			var unfinished []string
			for _, s := range report.Unfinished() {
				unfinished = append(unfinished, s.App)
			}
			f.wantLines(unfinished, want...)
		})
	}
	t.Run("it is refused", func(t *testing.T) {
		fault := forbidden(clarifai.OpTeamsRemoveApps, 0)
		fault.Count = 2
		owes(t, fault)
	})
	t.Run("nothing is sent", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsListApps, 3, func(*clarifai.Client) { f.server.Inject(forbidden(clarifai.OpTeamsListApps, 0)) })
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) || report.Count(access.Failed) == 0 || len(report.Unfinished()) > 0 {
				f.Errorf("Enforce: %v, %q, unfinished %v", err, notes(report), report.Unfinished())
			}
			f.wantWrites(0)
		})
	})
	t.Run("its outcome is unknown", func(t *testing.T) {
		owes(t, clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Count: -1, Kind: clarifaitest.FaultStatus, Status: 500,
			Code: clarifai.CodeInternalServerIssue}, "echo", "noise")
	})
	t.Run("it is accepted and does not show", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Hour }), func(f *fixture) {
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if err == nil || len(report.Unfinished()) != 2 {
				f.Errorf("Enforce: %v, %q, unfinished %v", err, notes(report), report.Unfinished())
			}
		})
	})
}

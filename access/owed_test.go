package access_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEnforce_ARoleWhoseIDIsNotShown(t *testing.T) {
	const shown, unshown = `{"role_id": "r-view", "role_name": "Viewer", "app": {"user_id": "acme", "app_id": "echo"}}`,
		`{"role_name": "Viewer", "app": {"user_id": "acme", "app_id": "echo"}}`
	policies := []access.Policy{area("vision", lower("Viewer"))}
	t.Run("in the review", func(t *testing.T) {
		run(t, seed(), func(f *fixture) {
			customRoles(f.server, unshown)
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if !errors.Is(err, access.ErrIncomplete) || len(report.Review.Violations) > 0 {
				f.Fatalf("Enforce: %v, %v", err, report)
			}
			f.lines(report.Review.Incomplete, `team "vision" has app "echo" in a role whose id is not shown`)
			f.wrote(0)
		})
	})
	t.Run("right before a removal", func(t *testing.T) {
		run(t, seed(), func(f *fixture) {
			policies[0].LowerTo = ""
			reading := 0
			f.server.Handle("GET /v2/organizations/acme/teams/vision/apps", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("page") == "1" {
					reading++
				}
				if reading > 2 { // after two readings to evaluate
					onePage("apps", unshown)(w, r)
					return
				}
				onePage("apps", shown)(w, r)
			}))
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if !errors.Is(err, access.ErrIncomplete) {
				f.Errorf("Enforce: %v", err)
			}
			f.lines(notes(report), "failed remove app echo: nothing was sent: the team cannot be read again")
			f.wrote(0)
		})
	})
}

func TestReport_Owed_OfARemovalThatFailed(t *testing.T) {
	policies := []access.Policy{area("vision", lower(worker))}
	owes := func(t *testing.T, fault clarifaitest.Fault, want ...string) {
		t.Helper()
		run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
			f.Helper()
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if report == nil || err == nil {
				f.Fatalf("Enforce: %v, %v", report, err)
			}
			var owed []string
			for _, s := range report.Owed() {
				owed = append(owed, s.App)
			}
			f.lines(owed, want...)
		})
	}
	t.Run("it is refused", func(t *testing.T) {
		fault := forbidden(clarifai.OpTeamsRemoveApps, 0)
		fault.Count = 2
		owes(t, fault)
	})
	t.Run("nothing is sent", func(t *testing.T) {
		run(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsListApps, 3, func(*clarifai.Client) { f.server.Inject(forbidden(clarifai.OpTeamsListApps, 0)) })
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) || report.Count(access.Failed) == 0 || len(report.Owed()) > 0 {
				f.Errorf("Enforce: %v, %q, owed %v", err, notes(report), report.Owed())
			}
			f.wrote(0)
		})
	})
	t.Run("its outcome is unknown", func(t *testing.T) {
		owes(t, clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Count: -1, Kind: clarifaitest.FaultStatus, Status: 500,
			Code: clarifai.CodeInternalServerIssue}, "echo", "noise")
	})
	t.Run("it is accepted and does not show", func(t *testing.T) {
		run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Hour }), func(f *fixture) {
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if err == nil || len(report.Owed()) != 2 {
				f.Errorf("Enforce: %v, %q, owed %v", err, notes(report), report.Owed())
			}
		})
	})
}

func TestEnforce_AnAppThatSomebodyElseTakesIsNotGiven(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.meanwhile(clarifai.OpTeamsRemoveApps, 1, func(other *clarifai.Client) {
			f.takeApp(other, "echo")
			f.takeApp(other, "noise")
			f.server.Inject(forbidden(clarifai.OpTeamsRemoveApps, 0))
		})
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
		if err != nil || len(report.Owed()) > 0 {
			f.Errorf("Enforce: %v, owed %v", err, report.Owed())
		}
		f.lines(notes(report)[2:],
			"skipped give app echo: not given: the app had been taken from the team by someone else",
			"skipped give app noise: not given: the app had been taken from the team by someone else")
		f.has("vision", "bare Full Access", "shelf Full Access")
	})
}

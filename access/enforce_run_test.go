package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEnforce_OthersChange(t *testing.T) {
	t.Run("an app that is back is not added", func(t *testing.T) {
		lost := clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Skip: 1, Count: -1, Kind: clarifaitest.FaultStatus, Status: 500, Code: clarifai.CodeInternalServerIssue}
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, lost) }), func(f *fixture) {
			// Two readings to evaluate, two before the removals, two that show that
			// echo is off; the next ones wait for noise.
			f.meanwhile(clarifai.OpTeamsListApps, 7, func(other *clarifai.Client) { f.giveApp(other, "echo", full) })
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
			if !errors.Is(err, access.ErrChanged) || !errors.Is(err, clarifai.ErrAmbiguous) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report),
				"done remove app echo: ",
				`failed remove app noise: unknown outcome: the team had the app as "Full Access" when it was last read, which may still change`,
				`skipped add app echo: not added: the team has the app again, as "Full Access"`,
				`skipped add app noise: not added: its removal failed: unknown outcome: the team had the app as "Full Access" when it was last read, which may still change`)
			f.wantApps("vision", "bare Full Access", "echo Full Access", "noise Full Access", "shelf Full Access")
		})
	})
	t.Run("what has changed since the evaluation is left", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsListApps, 3, func(other *clarifai.Client) {
				if err := other.Teams.SetAppRole(f.Context(), "acme", "vision", "noise", worker); err != nil {
					f.Error(err)
				}
				if err := other.Teams.RemoveApps(f.Context(), "acme", "vision", []string{"echo"}); err != nil {
					f.Error(err)
				}
			})
			f.options.MaxRemovals = 2
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(lead))}, f.options)
			if !errors.Is(err, access.ErrChanged) {
				f.Errorf("Enforce: %v", err)
			}
			var got []string
			for _, s := range report.Steps {
				got = append(got, fmt.Sprintf("%s %s: %s", s.Status, s.App, s.Note))
			}
			f.wantLines(got,
				"skipped echo: no longer needed: the team no longer has the app",
				`skipped noise: the role was "Full Access", and now it is "Labeler Worker"`,
				"skipped echo: not added: somebody else removed the app",
				`skipped noise: not added: its removal was skipped: the role was "Full Access", and now it is "Labeler Worker"`)
			f.wantApps("vision", "bare Full Access", "noise Labeler Worker", "shelf Full Access")
			if len(report.Unfinished()) != 0 {
				f.Errorf("unfinished: %v", report.Unfinished())
			}
			f.wantNothingToDo(area("vision", lower(lead)))
		})
	})
	t.Run("a default role that has changed is left", func(t *testing.T) {
		for role, want := range map[clarifai.TeamRole]bool{worker: true, "": false} {
			withServer(t, seed(), func(f *fixture) {
				f.meanwhile(clarifai.OpTeamsGet, 1, func(other *clarifai.Client) {
					if _, err := other.Teams.Update(f.Context(), "acme", "vision", clarifai.UpdateTeamRequest{DefaultRole: &role}); err != nil {
						f.Error(err)
					}
				})
				report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing)}, f.options)
				if errors.Is(err, access.ErrChanged) != want || report.Steps[0].Status != access.Skipped || f.defaultRole("vision") != role {
					f.Errorf("Enforce: %v, %v", steps(report), err)
				}
			})
		}
	})
	t.Run("an app that somebody else removes is not added", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsRemoveApps, 1, func(other *clarifai.Client) {
				f.takeApp(other, "echo")
				f.takeApp(other, "noise")
				f.server.Inject(forbidden(clarifai.OpTeamsRemoveApps, 0))
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
			if err != nil || len(report.Unfinished()) > 0 {
				f.Errorf("Enforce: %v, unfinished %v", err, report.Unfinished())
			}
			f.wantLines(notes(report)[2:],
				"skipped add app echo: not added: somebody else removed the app",
				"skipped add app noise: not added: somebody else removed the app")
			f.wantApps("vision", "bare Full Access", "shelf Full Access")
		})
	})
}

func TestEnforce_ListsChange(t *testing.T) {
	t.Run("before a removal", func(t *testing.T) {
		withServer(t, wide(), func(f *fixture) {
			f.beforePage2(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
				if nth == 3 { // after two readings to evaluate
					f.takeApp(other, wideApp(0))
				}
			})
			f.wantLines(notes(f.enforce(area("vision"))), "done remove app "+wideApp(page)+": ")
			if slices.Contains(f.apps("vision"), wideApp(page)+" Full Access") {
				f.Error("the team has the app")
			}
		})
	})
	t.Run("a removal that was lost is not seen", func(t *testing.T) {
		lost := clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Count: -1, Kind: clarifaitest.FaultStatus, Status: 500, Code: clarifai.CodeInternalServerIssue}
		withServer(t, wide(), func(f *fixture) {
			f.beforePage2(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
				if nth == 4 { // the last one before the removal
					f.server.Inject(lost)
				}
				if nth == 5 { // what it frees moves the app from page 2 to page 1
					if err := other.Apps.Delete(f.Context(), "acme", wideApp(0)); err != nil {
						f.Error(err)
					}
				}
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, f.options)
			if !errors.Is(err, clarifai.ErrAmbiguous) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report), "failed remove app "+wideApp(page)+
				`: unknown outcome: the team had the app as "Full Access" when it was last read, which may still change`)
		})
	})
	t.Run("a list that never becomes stable", func(t *testing.T) {
		withServer(t, wide(), func(f *fixture) {
			there := true
			f.beforePage2(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
				switch {
				case nth <= 2:
				case there:
					f.takeApp(other, wideApp(0))
					there = false
				default:
					f.giveApp(other, wideApp(0), full)
					there = true
				}
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, f.options)
			if !errors.Is(err, access.ErrIncomplete) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report), "failed remove app "+wideApp(page)+": nothing was sent: the team cannot be read")
			if !slices.Contains(f.apps("vision"), wideApp(page)+" Full Access") {
				f.Error("the app was removed")
			}
		})
	})
	t.Run("a list that never becomes stable after the removals", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			ctx, cancel := context.WithCancel(f.Context())
			defer cancel()
			readings := 0
			f.meanwhile(clarifai.OpTeamsRemoveApps, 2, func(*clarifai.Client) {
				f.server.Handle("GET /v2/organizations/acme/teams/vision/apps", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if readings++; readings == 100 {
						cancel()
					}
					app := []string{"echo", "noise"}[readings/2%2] // the one or the other is missing
					onePage("apps", `{"role_id": "x", "app": {"app_id": "`+app+`"}}`).ServeHTTP(w, r)
				}))
			})
			report, err := access.Enforce(ctx, f.client, "acme", []access.Policy{area("vision")}, f.options)
			if err == nil || readings >= 100 {
				f.Errorf("after %d readings: %v\n%v", readings, err, notes(report))
			}
		})
	})
}

func TestEnforce_WaitsTogether(t *testing.T) {
	const lag, enough = 3 * time.Second, 9 * time.Second // twice 3.75 s, by waits of 0.25 s, 0.5 s, 1 s and 2 s
	t.Run("20 apps of a team are lowered", func(t *testing.T) {
		config, policies := spread(1, 20)
		withServer(t, testkit.With(config, func(c *clarifaitest.Config) { c.Variants.Lag = lag }), func(f *fixture) {
			policies[0].LowerTo = worker
			start := time.Now()
			report := f.enforce(policies...)
			if took := time.Since(start); took > enough {
				f.Errorf("it took %v", took)
			}
			for _, s := range report.Steps {
				if s.Status != access.Done || s.RequestID == "" || s.Note != "" {
					f.Errorf("%s: %s, request %q, %s", &s.Step, s.Status, s.RequestID, s.Note)
				}
			}
			for _, line := range f.apps("team-00") {
				if !strings.HasSuffix(line, string(worker)) {
					f.Error(line)
				}
			}
			f.wantNothingToDo(policies...)
		})
	})
	t.Run("an app of each of 20 teams is removed", func(t *testing.T) {
		config, policies := spread(20, 1)
		withServer(t, testkit.With(config, func(c *clarifaitest.Config) { c.Variants.Lag = lag }), func(f *fixture) {
			start := time.Now()
			report := f.enforce(policies...)
			if took := time.Since(start); took > enough {
				f.Errorf("it took %v", took)
			}
			if report.Count(access.Done) != 20 {
				f.wantLines(steps(report))
			}
			f.wantNothingToDo(policies...)
		})
	})
	t.Run("one of the apps cannot be given", func(t *testing.T) {
		config, policies := spread(1, 20)
		withServer(t, testkit.With(config, func(c *clarifaitest.Config) { c.Variants.Lag = lag }), func(f *fixture) {
			policies[0].LowerTo = worker
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(other *clarifai.Client) {
				if err := other.Apps.Delete(f.Context(), "acme", wideApp(7)); err != nil {
					f.Error(err)
				}
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if !errors.Is(err, clarifai.ErrNotFound) {
				f.Errorf("Enforce: %v", err)
			}
			for i, s := range report.Steps[20:] {
				if i != 7 && s.Status != access.Done || i == 7 && s.Status != access.Failed {
					f.Errorf("%s: %s, %v", &s.Step, s.Status, s.Err)
				}
			}
			if unfinished := report.Unfinished(); len(unfinished) != 1 || unfinished[0].App != wideApp(7) {
				f.Errorf("unfinished %v", unfinished)
			}
		})
	})
}

func TestEnforce_AddedApps(t *testing.T) {
	config, policies := spread(1, page+2)
	withServer(t, testkit.With(config, refused(clarifai.OpTeamsAddApps, 0)), func(f *fixture) {
		f.options.MaxRemovals = page + 2
		policies[0].LowerTo = worker
		report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
		if !errors.Is(err, clarifai.ErrForbidden) {
			f.Errorf("Enforce: %v", err)
		}
		sent := make(map[string]bool) // by request ID
		for _, r := range f.server.Requests() {
			if r.Operation == clarifai.OpTeamsAddApps {
				sent[r.RequestID] = true
			}
		}
		for i, s := range report.Steps[page+2:] {
			if s.Status != access.Failed || s.Err == nil || s.Note != "the team did not have the app when it was last read" {
				f.Errorf("%s: %s, %q, %v", &s.Step, s.Status, s.Note, s.Err)
			}
			if i < page && !sent[s.RequestID] || i >= page && s.RequestID != "" {
				f.Errorf("%s: request %q", &s.Step, s.RequestID)
			}
		}
		if n := len(report.Unfinished()); n != page+2 {
			f.Errorf("%d are unfinished", n)
		}
	})
}

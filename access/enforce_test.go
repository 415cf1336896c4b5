package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// notes are what a report says of each step, as "status kind app: note".
func notes(r *access.Report) (lines []string) {
	for i := range r.Steps {
		s := &r.Steps[i]
		lines = append(lines, fmt.Sprintf("%s %s %s: %s", s.Status, s.Kind, s.App, s.Note))
	}
	return lines
}

func TestEnforce_NotesSayWhatWasReadLast(t *testing.T) {
	onlyNoise := access.Policy{Name: "no noise", Teams: []string{"vision"}, Rule: access.Rule{Not: &access.Rule{Apps: []string{"noise"}}}, LowerTo: worker}
	owed := func(f *fixture, r *access.Report) {
		f.Helper()
		if owed := r.Owed(); len(owed) != 1 || owed[0].App != "noise" {
			f.Errorf("owed %v", owed)
		}
	}
	t.Run("somebody adds the app again, and the lower role is refused", func(t *testing.T) {
		run(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(other *clarifai.Client) {
				f.giveApp(other, "noise", full)
				f.server.Inject(forbidden(clarifai.OpTeamsAddApps, 0))
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Enforce: %v", err)
			}
			f.lines(notes(report), "done remove app noise: ", `failed give app noise: the team had the app as "Full Access" when it was last read`)
			owed(f, report)
		})
	})
	t.Run("somebody adds the app again before the lower role is sent", func(t *testing.T) {
		run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.AppRole = clarifaitest.AppRoleRefused }), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(other *clarifai.Client) { f.giveApp(other, "noise", full) })
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrConflict) {
				f.Errorf("Enforce: %v", err)
			}
			f.lines(notes(report), "done remove app noise: ", `failed give app noise: the team had the app as "Full Access" when it was last read`)
			owed(f, report)
		})
	})
	t.Run("the team cannot be read after the failure", func(t *testing.T) {
		run(t, seed(), func(f *fixture) {
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(*clarifai.Client) {
				f.server.Inject(forbidden(clarifai.OpTeamsAddApps, 0), forbidden(clarifai.OpTeamsListApps, 0))
			})
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) || errors.Is(err, clarifai.ErrAmbiguous) {
				f.Errorf("Enforce: %v", err)
			}
			if note := report.Steps[1].Note; !strings.HasPrefix(note, "whether the team has the app now is not known: ") {
				f.Errorf("note %q", note)
			}
			owed(f, report)
		})
	})
	t.Run("a removal that is refused", func(t *testing.T) {
		run(t, testkit.With(seed(), refused(clarifai.OpTeamsRemoveApps, 0)), func(f *fixture) {
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{onlyNoise}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Enforce: %v", err)
			}
			f.lines(notes(report), `failed remove app noise: the team had the app as "Full Access" when it was last read`,
				`skipped give app noise: not given: its removal failed: the team had the app as "Full Access" when it was last read`)
		})
	})
	t.Run("a default role that is refused", func(t *testing.T) {
		run(t, testkit.With(seed(), refused(clarifai.OpTeamsUpdate, 0)), func(f *fixture) {
			visible := access.Policy{Name: "any", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}, ClearDefaultRole: true}
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{visible}, f.options)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Enforce: %v", err)
			}
			f.lines(notes(report), `failed clear default role : the team had the default role "Model Trainer" when it was last read`)
		})
	})
}

func TestEnforce_AnAppThatIsBackIsNotGiven(t *testing.T) {
	lost := clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Skip: 1, Count: -1, Kind: clarifaitest.FaultStatus, Status: 500, Code: clarifai.CodeInternalServerIssue}
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, lost) }), func(f *fixture) {
		// Two readings to evaluate, two before the removals, two that show that
		// echo is off; the next ones wait for noise.
		f.meanwhile(clarifai.OpTeamsListApps, 7, func(other *clarifai.Client) { f.giveApp(other, "echo", full) })
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
		if !errors.Is(err, access.ErrChanged) || !errors.Is(err, clarifai.ErrAmbiguous) {
			f.Errorf("Enforce: %v", err)
		}
		f.lines(notes(report),
			"done remove app echo: ",
			`failed remove app noise: ambiguous: the team had the app as "Full Access" when it was last read, and that may still change`,
			`skipped give app echo: not given: the team has the app again, as "Full Access"`,
			`skipped give app noise: not given: its removal failed: ambiguous: the team had the app as "Full Access" when it was last read, and that may still change`)
		f.has("vision", "bare Full Access", "echo Full Access", "noise Full Access", "shelf Full Access")
	})
}

func TestEnforce_ListsThatChangeWhileTheyAreRead(t *testing.T) {
	t.Run("before a removal", func(t *testing.T) {
		run(t, wide(), func(f *fixture) {
			f.shifting(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
				if nth == 3 { // after two readings to evaluate
					f.takeApp(other, wideApp(0))
				}
			})
			f.lines(notes(f.enforce(area("vision"))), "done remove app "+wideApp(page)+": ")
			if slices.Contains(f.apps("vision"), wideApp(page)+" Full Access") {
				f.Error("the team has the app")
			}
		})
	})
	t.Run("a removal that was lost is not seen", func(t *testing.T) {
		lost := clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveApps, Count: -1, Kind: clarifaitest.FaultStatus, Status: 500, Code: clarifai.CodeInternalServerIssue}
		run(t, wide(), func(f *fixture) {
			f.shifting(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
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
			f.lines(notes(report), "failed remove app "+wideApp(page)+
				`: ambiguous: the team had the app as "Full Access" when it was last read, and that may still change`)
		})
	})
	t.Run("a list that never settles", func(t *testing.T) {
		run(t, wide(), func(f *fixture) {
			there := true
			f.shifting(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
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
			f.lines(notes(report), "failed remove app "+wideApp(page)+": nothing was sent: the team cannot be read again")
			if !slices.Contains(f.apps("vision"), wideApp(page)+" Full Access") {
				f.Error("the app was removed")
			}
		})
	})
}

// spread is an organization of so many teams with so many apps each that
// nobody may have by area("vision").
func spread(teams, apps int) (config clarifaitest.Config, policies []access.Policy) {
	org := clarifaitest.Organization{ID: "acme", Owner: "olga"}
	config = clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga"}}, InMemory: true}
	for i := range apps {
		config.Apps = append(config.Apps, app(wideApp(i), map[string]any{"area": "sound"}))
	}
	for n := range teams {
		team := clarifaitest.Team{ID: fmt.Sprintf("team-%02d", n)}
		for i := range apps {
			team.Apps = append(team.Apps, clarifaitest.TeamApp{AppID: wideApp(i), Role: full})
		}
		org.Teams = append(org.Teams, team)
	}
	config.Organizations = append(config.Organizations, org)
	return config,
		[]access.Policy{area(access.AllTeams, func(p *access.Policy) { p.Rule = inArea("vision") })}
}

func TestEnforce_WaitsForAllWritesTogether(t *testing.T) {
	const lag, enough = 3 * time.Second, 9 * time.Second // twice 3.75 s, by waits of 0.25 s, 0.5 s, 1 s and 2 s
	t.Run("20 apps of a team are lowered", func(t *testing.T) {
		config, policies := spread(1, 20)
		run(t, testkit.With(config, func(c *clarifaitest.Config) { c.Variants.Lag = lag }), func(f *fixture) {
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
			f.rests(policies...)
		})
	})
	t.Run("an app of each of 20 teams is removed", func(t *testing.T) {
		config, policies := spread(20, 1)
		run(t, testkit.With(config, func(c *clarifaitest.Config) { c.Variants.Lag = lag }), func(f *fixture) {
			start := time.Now()
			report := f.enforce(policies...)
			if took := time.Since(start); took > enough {
				f.Errorf("it took %v", took)
			}
			if report.Count(access.Done) != 20 {
				f.lines(steps(report))
			}
			f.rests(policies...)
		})
	})
	t.Run("one of the apps cannot be given", func(t *testing.T) {
		config, policies := spread(1, 20)
		run(t, testkit.With(config, func(c *clarifaitest.Config) { c.Variants.Lag = lag }), func(f *fixture) {
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
			if owed := report.Owed(); len(owed) != 1 || owed[0].App != wideApp(7) {
				f.Errorf("owed %v", owed)
			}
		})
	})
}

func TestEnforce_AppsThatAreNotSent(t *testing.T) {
	config, policies := spread(1, page+2)
	run(t, testkit.With(config, refused(clarifai.OpTeamsAddApps, 0)), func(f *fixture) {
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
		if n := len(report.Owed()); n != page+2 {
			f.Errorf("%d are owed", n)
		}
	})
}

func TestEnforce_StoppedAnywhere(t *testing.T) {
	config, policies := spread(2, 2)
	config.Variants.Lag = time.Second
	policies[0].LowerTo = worker
	// stop ends the context of a client's nth request, before or after it is sent.
	stop := func(f *fixture, nth int, after bool) (report *access.Report, stopped bool) {
		ctx, cancel := context.WithCancel(f.Context())
		defer cancel()
		inner := f.server.HTTPClient()
		hooked, sent := *inner, 0
		var counting sync.Mutex // Evaluate reads the teams' apps at the same time
		hooked.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			if op, _ := clarifai.OperationFromContext(r.Context()); op != clarifai.OpTeamsAddApps && op != clarifai.OpTeamsRemoveApps && op != clarifai.OpTeamsListApps {
				return inner.Transport.RoundTrip(r)
			}
			counting.Lock()
			sent++
			hit := sent == nth
			stopped = stopped || hit
			counting.Unlock()
			if !hit {
				return inner.Transport.RoundTrip(r)
			}
			if !after {
				cancel()
				return nil, ctx.Err()
			}
			res, err := inner.Transport.RoundTrip(r)
			cancel()
			return res, err
		})
		client := f.server.Client(clarifai.WithHTTPClient(&hooked))
		defer client.Close()
		report, err := access.Enforce(ctx, client, "acme", policies, f.options)
		if report == nil && !errors.Is(err, context.Canceled) {
			f.Errorf("request %d: no report: %v", nth, err)
		}
		return report, stopped
	}
	for _, after := range []bool{false, true} {
		nth := 0
		for more := true; more; {
			nth++
			run(t, config, func(f *fixture) {
				var report *access.Report
				report, more = stop(f, nth, after)
				<-time.After(time.Minute) // what was written shows
				if report != nil {
					for _, s := range report.Steps {
						if s.Status == access.Planned || s.Status != access.Done && s.Err == nil {
							f.Errorf("request %d: %s: %s, %v", nth, &s.Step, s.Status, s.Err)
						}
					}
					f.options.Owed = report.Owed()
				}
				f.enforce(policies...)
				for _, team := range f.server.Teams("acme") {
					if got := f.apps(team.ID); !slices.Equal(got, []string{wideApp(0) + " Labeler Worker", wideApp(1) + " Labeler Worker"}) {
						f.Errorf("request %d: team %s has %q", nth, team.ID, got)
					}
				}
				f.options.Owed = nil
				f.rests(policies...)
			})
		}
		if nth < 20 { // of each of two teams four readings, two removals, two readings at least, one giving, a reading
			t.Errorf("it was stopped at %d requests only", nth-1)
		}
	}
}

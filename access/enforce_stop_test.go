package access_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestEnforce_ContextEnds(t *testing.T) {
	t.Run("the remaining steps are skipped", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			ctx, cancel := context.WithCancel(f.Context())
			f.meanwhile(clarifai.OpTeamsAddApps, 1, func(*clarifai.Client) { cancel() })
			policies := []access.Policy{area("vision", lower(worker)), area("sound", lower(worker), func(p *access.Policy) { p.Rule = inArea("vision") })}
			report, err := access.Enforce(ctx, f.client, "acme", policies, f.options)
			if !errors.Is(err, context.Canceled) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(steps(report),
				"done: remove app sound echo", "done: remove app sound noise", "failed: add app sound echo", "failed: add app sound noise",
				"skipped: remove app vision echo", "skipped: remove app vision noise", "skipped: add app vision echo", "skipped: add app vision noise")
			for _, s := range report.Steps[2:4] {
				if !errors.Is(s.Err, clarifai.ErrAmbiguous) || !strings.HasPrefix(s.Note, "unknown outcome: it is unknown whether the team has the app: ") {
					f.Errorf("%s: %q, %v", &s.Step, s.Note, s.Err)
				}
			}
			for _, s := range report.Steps[4:] {
				if s.Note != "the context ended before this step" || !errors.Is(s.Err, context.Canceled) {
					f.Errorf("%s: %q, %v", &s.Step, s.Note, s.Err)
				}
			}
			f.options.Unfinished = report.Unfinished()
			f.enforce(policies...)
			f.wantApps("sound", "echo Labeler Worker", "noise Labeler Worker")
			f.wantApps("vision", "bare Full Access", "echo Labeler Worker", "noise Labeler Worker", "shelf Full Access")
		})
	})
	t.Run("before the first request", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			ctx, cancel := context.WithCancel(f.Context())
			cancel()
			if _, err := access.Enforce(ctx, f.client, "acme", []access.Policy{area("vision")}, f.options); !errors.Is(err, context.Canceled) {
				f.Errorf("Enforce: %v", err)
			}
			if n := len(f.server.Requests()); n != 0 {
				f.Errorf("%d requests", n)
			}
		})
	})
	t.Run("at any request", func(t *testing.T) {
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
				withServer(t, config, func(f *fixture) {
					var report *access.Report
					report, more = stop(f, nth, after)
					<-time.After(time.Minute) // what was written shows
					if report != nil {
						for _, s := range report.Steps {
							if s.Status == access.Planned || s.Status != access.Done && s.Err == nil {
								f.Errorf("request %d: %s: %s, %v", nth, &s.Step, s.Status, s.Err)
							}
						}
						f.options.Unfinished = report.Unfinished()
					}
					f.enforce(policies...)
					for _, team := range f.server.Teams("acme") {
						if got := f.apps(team.ID); !slices.Equal(got, []string{wideApp(0) + " Labeler Worker", wideApp(1) + " Labeler Worker"}) {
							f.Errorf("request %d: team %s has %q", nth, team.ID, got)
						}
					}
					f.options.Unfinished = nil
					f.wantNothingToDo(policies...)
				})
			}
			if nth < 20 { // of each of two teams four readings, two removals, two readings at least, one giving, a reading
				t.Errorf("it was stopped at %d requests only", nth-1)
			}
		}
	})
}

func TestEnforce_ClosedClient(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		closed := f.server.Client()
		closed.Close()
		if evaluation, err := access.Evaluate(f.Context(), closed, "acme", area("vision")); evaluation != nil || err == nil {
			f.Errorf("Evaluate: %v, %v", evaluation, err)
		}
		if report, err := access.Enforce(f.Context(), closed, "acme", []access.Policy{area("vision")}, f.options); report != nil || err == nil {
			f.Errorf("Enforce: %v, %v", report, err)
		}
		if n := len(f.server.Requests()); n != 0 {
			f.Errorf("%d requests", n)
		}
	})
}

package roster_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// watchingTransport calls functions before a write is sent and after the server has
// handled it, one call after another.
type watchingTransport struct {
	http.RoundTripper
	mu            sync.Mutex
	before, after func()
}

func (w *watchingTransport) call(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func (w *watchingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return w.RoundTripper.RoundTrip(r)
	}
	w.call(w.before)
	response, err := w.RoundTripper.RoundTrip(r)
	if err == nil {
		defer func() {
			if reason := recover(); reason != nil {
				response.Body.Close()
				panic(reason)
			}
		}()
		w.call(w.after)
	}
	return response, err
}

// watchWrites makes the client call functions at each write.
func (f *fixture) watchWrites(before, after func()) {
	f.client = f.server.Client(clarifai.WithHTTPClient(&http.Client{
		Transport: &watchingTransport{RoundTripper: f.server.HTTPClient().Transport, before: before, after: after},
	}))
	f.Cleanup(f.client.Close)
}

// killed is the panic of an Apply that is killed.
type killed struct{}

// applyUntil applies with a journal until the write numbered last, from 0. There it is
// killed, before the request is sent or after the server has handled it. It reports
// whether it was.
func (f *fixture) applyUntil(p *roster.Proposal, path string, last int, handled bool) (wasKilled bool) {
	f.Helper()
	kill := func(here bool) func() {
		n := 0
		return func() {
			if n++; here && n == last+1 {
				panic(killed{})
			}
		}
	}
	f.watchWrites(kill(!handled), kill(handled))
	journal, err := roster.OpenJournal(path)
	if err != nil {
		f.Fatal(err)
	}
	defer func() {
		if reason := recover(); reason != nil {
			if _, ok := reason.(killed); !ok {
				panic(reason)
			}
			wasKilled = true
		}
		if err := journal.Close(); err != nil {
			f.Error(err)
		}
	}()
	opts := f.applying
	opts.Journal = journal
	if _, err := roster.Apply(f.Context(), f.client, p, &opts); err != nil {
		f.Errorf("Apply: %v", err)
	}
	return false
}

// TestApply_Killed kills runs at each write, before it is sent and after it was handled.
// The next run goes on. By default each write of the rarer servers is killed in one of
// the two ways.
func TestApply_Killed(t *testing.T) {
	variants := map[string]clarifaitest.Variants{
		"by default":             {},
		"with slow reads":        {Lag: 2 * time.Second},
		"with silent duplicates": {Exists: clarifaitest.ExistsSilent},
	}
	for name, c := range map[string]struct {
		config clarifaitest.Config
		plan   func(f *fixture) *roster.Proposal
	}{
		"a new organization": {users(), func(f *fixture) *roster.Proposal {
			f.options.CreateOrganization = true
			f.company.Teams[0].Apps, f.company.Teams[1].Apps = nil, nil
			return f.plan()
		}},
		"additions": {seed(teams(clarifaitest.Team{ID: "old", Name: "Old"})), func(f *fixture) *roster.Proposal { return f.plan() }},
		"removals": {full(), func(f *fixture) *roster.Proposal {
			return proposal(append(f.everything(), f.changeRole("ann", clarifai.MemberRoleTeamContributor, clarifai.MemberRoleAdmin),
				f.changeRole("olga", clarifai.MemberRoleAdmin, clarifai.MemberRoleUser), putOn("sound", "ann"))...)
		}},
	} {
		for variant, v := range variants {
			t.Run(name+" "+variant, func(t *testing.T) {
				config := testkit.With(c.config, func(config *clarifaitest.Config) { config.Variants = v })
				var want serverState
				var writes int
				withServer(t, config, func(f *fixture) {
					f.apply(c.plan(f))
					want, writes = f.state(), f.writes("")
				})
				if writes < 4 {
					t.Fatalf("only %d writes", writes)
				}
				for last := range writes {
					for _, handled := range []bool{false, true} {
						if !harness.Long() && variant != "by default" && handled != (last%2 == 0) {
							continue
						}
						t.Run(fmt.Sprintf("write %d, handled %v", last, handled), func(t *testing.T) {
							withServer(t, config, func(f *fixture) {
								p, path := c.plan(f), newPath(f)
								if !f.applyUntil(p, path, last, handled) {
									f.Fatal("it was not killed")
								}
								f.client = f.server.Client()
								f.Cleanup(f.client.Close)
								f.wantResumed(f.resume(p, path))
								if diff := cmp.Diff(want, f.state()); diff != "" {
									f.Errorf("-undisturbed +now:\n%s", diff)
								}
								f.server.ResetRequests()
								f.wantResumed(f.resume(p, path))
								f.wantWrites(0)
							})
						})
					}
				}
			})
		}
	}
}

package roster_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// watch is a server whose state is looked at after each request that may write.
type watch struct {
	*clarifaitest.Server
	client *clarifai.Client
	base   http.RoundTripper
	mu     sync.Mutex // states and sent
	states []orgState // the state at first, and after each request that may write
	sent   int        // requests that may write
	// stopAfter is the number of such requests after which stop is called: before
	// the last of them is sent, or, if acts is set, when the server has handled it.
	stopAfter int
	acts      bool
	stop      context.CancelFunc
}

// withWatch starts a server and calls use, all in a bubble of testing/synctest. It
// returns what use returns: what is wrong, or an empty string.
func withWatch(t *testing.T, config clarifaitest.Config, use func(ctx context.Context, w *watch) string) (problem string) {
	synctest.Test(t, func(t *testing.T) {
		server, err := clarifaitest.Start(config)
		if err != nil {
			problem = err.Error()
			return
		}
		defer server.Close()
		w := &watch{Server: server, base: server.HTTPClient().Transport, states: []orgState{stateOf(server, "acme")}}
		w.client = w.clientOf("olga")
		defer func() { w.client.Close() }()
		if problem = use(t.Context(), w); problem == "" {
			problem = w.withoutAdmin()
		}
	})
	return problem
}

// clientOf returns a client of a user.
func (w *watch) clientOf(user string) *clarifai.Client {
	return w.Client(clarifai.WithHTTPClient(&http.Client{Transport: w, Timeout: 10 * time.Second}), clarifai.WithPAT(w.PAT(user)), clarifai.WithMaxResponseBytes(1<<20))
}

// RoundTrip looks at the state when the server has handled the request.
func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return w.base.RoundTrip(r)
	}
	w.mu.Lock()
	w.sent++
	last := w.stop != nil && w.sent == w.stopAfter
	w.mu.Unlock()
	if last && !w.acts {
		w.stop()
	}
	response, err := w.base.RoundTrip(r)
	w.now()
	if last && w.acts {
		w.stop()
	}
	return response, err
}

// now returns the state of the organization, which it records.
func (w *watch) now() orgState {
	w.mu.Lock() // requests for several teams are sent at the same time
	defer w.mu.Unlock()
	w.states = append(w.states, stateOf(w.Server, "acme"))
	return w.states[len(w.states)-1]
}

// withoutAdmin says when there was no Admin, if there was such a moment.
func (w *watch) withoutAdmin() string {
	for i, s := range w.states {
		if len(s.Roles) > 0 && len(s.admins()) == 0 {
			return fmt.Sprintf("after %d writes there is no Admin: %v, and before: %v", i, s.Roles, w.states[max(i-1, 0)].Roles)
		}
	}
	return ""
}

// changes returns what has changed from one write to the next.
func (w *watch) changes() (all []change) {
	addresses := w.addresses()
	for i := 1; i < len(w.states); i++ {
		all = append(all, changesBetween(w.states[i-1], w.states[i], addresses)...)
	}
	return all
}

// addresses returns the addresses of the members by user ID.
func (w *watch) addresses() map[string]string {
	addresses := make(map[string]string)
	for _, m := range w.Members("acme") {
		addresses[m.UserID] = m.Email
	}
	return addresses
}

// run plans and applies, and asserts that making the plan writes nothing. The report
// is nil if there is no plan.
func (w *watch) run(ctx context.Context, company roster.Company, options roster.Options) (*roster.Proposal, *roster.Report, error) {
	before := w.sent
	p, err := roster.Plan(ctx, w.client, company, options)
	if err == nil && w.sent > before {
		err = fmt.Errorf("making the plan wrote: %v", w.changes())
	}
	if err != nil {
		return nil, nil, fmt.Errorf("Plan: %w", err)
	}
	report, err := roster.Apply(ctx, w.client, p, nil)
	if err != nil {
		err = fmt.Errorf("Apply: %w", err)
	}
	return p, report, err
}

package clarifai_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestCoreARoundTripperLearnsWhichOperationItCarries(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFail(403, 0)))
	for name, m := range coreMethods {
		before := len(s.requests())
		_ = m.call(t.Context(), c, coreGoodIDs())
		if r := s.requests()[before]; r.op != coreFirst(name) {
			t.Errorf("%s travels as %q", name, r.op)
		}
	}
	_ = c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil)
	if r := s.requests()[len(coreMethods)]; r.op != clarifai.OpCall {
		t.Errorf("Call travels as %q", r.op)
	}
	if op, ok := clarifai.OperationFromContext(t.Context()); ok || op != "" {
		t.Errorf("a foreign context has %q", op)
	}
}

func TestCoreTheContextsValuesReachTheRoundTripper(t *testing.T) {
	type key struct{}
	c, s := coreClient(t, coreScript(coreTeam))
	_, _ = c.Teams.Get(context.WithValue(t.Context(), key{}, "trace-7"), "acme", "ml")
	if got := s.requests()[0].Context().Value(key{}); got != "trace-7" {
		t.Errorf("got %v", got)
	}
}

func TestCoreWithHeaderAddsHeadersAndCannotTakeTheClients(t *testing.T) {
	c, s := coreClient(t, coreScript(coreTeam))
	_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithHeader("x-trace", "1"), clarifai.WithHeader("X-Trace", "2"), clarifai.WithHeader("traceparent", "00-a"))
	if err != nil {
		t.Fatal(err)
	}
	if h := s.requests()[0].Header; !reflect.DeepEqual(h.Values("X-Trace"), []string{"1", "2"}) || h.Get("Traceparent") != "00-a" {
		t.Errorf("%v", h)
	}
	_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	if got := s.requests()[1].Header.Get("X-Trace"); got != "" {
		t.Errorf("it stays for the next call: %q", got)
	}
	for _, header := range [][2]string{
		{"Authorization", "Key x"}, {"AUTHORIZATION", "x"}, {"x-clarifai-session-token", "x"}, {"X-Clarifai-Request-ID-Prefix", "x"}, {"Cookie", "a=b"},
		{"Host", "evil.example"}, {"Content-Length", "1"}, {"Content-Type", "text/html"}, {"Transfer-Encoding", "chunked"}, {"Accept-Encoding", "br"},
		{"Connection", "close"}, {"Proxy-Authorization", "x"}, {"Content-Encoding", "gzip"}, {"Trailer", "X"}, {"Te", "trailers"}, {"Upgrade", "h2c"},
		{"Expect", "100-continue"}, {"Keep-Alive", "1"}, {"Proxy-Connection", "x"},
		{"", "x"}, {"X Y", "x"}, {"X\r\nY", "x"}, {"X:Y", "x"}, {"Xü", "x"}, {"X", "a\r\nb"}, {"X", "a\x00"}, {"X", "ü"}, {"X", "a\n"},
		{"Authorization ", "x"}, {" Authorization", "x"},
	} {
		before := len(s.requests())
		if _, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithHeader(header[0], header[1])); coreIs(err) != "ErrInvalid" || len(s.requests()) != before {
			t.Errorf("%q: %v", header, err)
		}
	}
}

func TestCoreCaptureResponseKeepsWhatCameBack(t *testing.T) {
	retry := clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: 1, MaxWait: 1})
	for name, test := range map[string]struct {
		replies []coreReply
		want    clarifai.Response
	}{
		"success": {[]coreReply{coreTeam}, clarifai.Response{HTTPStatus: 200, Code: 10000, RequestID: "req-1", Attempts: 1}},
		"retried": {[]coreReply{coreFail(503, 10020), coreTeam}, clarifai.Response{HTTPStatus: 200, Code: 10000, RequestID: "req-1", Attempts: 2}},
		"failure": {[]coreReply{coreFail(403, 11007)}, clarifai.Response{HTTPStatus: 403, Code: 11007, RequestID: "req-x", Attempts: 1}},
		"by name": {[]coreReply{coreNamed(403, "CONN_INSUFFICIENT_SCOPES")}, clarifai.Response{HTTPStatus: 403, Code: 11007, Attempts: 1}},
		"HTML":    {[]coreReply{coreFail(503, 10020), {status: 502, body: "<html>"}}, clarifai.Response{HTTPStatus: 502, Attempts: 2}},
		"dropped": {[]coreReply{coreFail(503, 10020), {err: coreReset}}, clarifai.Response{Attempts: 2}},
	} {
		c, _ := coreClient(t, coreScript(test.replies...), retry)
		got := clarifai.Response{HTTPStatus: 999, Code: 999, RequestID: "stale", Attempts: 999, Header: http.Header{"Stale": {"1"}}}
		_, _ = c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&got))
		if test.want.HTTPStatus != 0 && got.Header.Get("Content-Type") != "application/json" || got.Header.Get("Stale") != "" {
			t.Errorf("%s: headers %v", name, got.Header)
		}
		got.Header = nil
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
	c, s := coreClient(t, coreScript(coreTeam))
	if _, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(nil)); coreIs(err) != "ErrInvalid" || len(s.requests()) != 0 {
		t.Errorf("nil: %v", err)
	}
}

func TestCoreNilThingsAreErrorsOrNothingAndNeverPanics(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")), nil, coreOnce)
	var none context.Context
	for name, m := range coreMethods {
		var err error
		if p := corePanics(func() { err = m.call(none, c, coreGoodIDs()) }); p != nil || coreIs(err) != "ErrInvalid" {
			t.Errorf("%s with a nil context: panic %v, %v", name, p, err)
		}
	}
	if err := c.Call(none, "GET", "/v2/x", nil, nil, nil); coreIs(err) != "ErrInvalid" {
		t.Errorf("Call: %v", err)
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	if _, err := c.Teams.List(t.Context(), "acme", nil, nil, nil); err == nil || len(s.requests()) != 1 {
		t.Errorf("a nil CallOption: %v", err)
	}
	if _, err := c.Users.Get(t.Context(), "ann", nil, nil); err == nil {
		t.Error("no user, and no error")
	}
	if err := c.Call(t.Context(), "GET", "/v2/x", nil, nil, nil, nil); err != nil {
		t.Errorf("a nil CallOption: %v", err)
	}
}

func TestCoreAClientThatNewClientDidNotMakeGivesErrors(t *testing.T) {
	for what, c := range map[string]*clarifai.Client{"zero": {}, "zero services": {
		Organizations: &clarifai.OrganizationsService{}, Members: &clarifai.MembersService{}, Invitations: &clarifai.InvitationsService{},
		Teams: &clarifai.TeamsService{}, Roles: &clarifai.RolesService{}, Users: &clarifai.UsersService{},
	}} {
		var panics []string
		for name, m := range coreMethods {
			var err error
			p := corePanics(func() { err = m.call(t.Context(), c, coreGoodIDs()) })
			if p != nil {
				panics = append(panics, name)
			} else if coreIs(err) != "ErrInvalid" {
				t.Errorf("%s: %s: %v", what, name, err)
			}
		}
		if len(panics) > 0 {
			slices.Sort(panics)
			t.Errorf("%s: %d methods panic: %s", what, len(panics), strings.Join(panics, " "))
		}
		if p := corePanics(func() { _ = c.String(); _ = c.GoString(); _ = fmt.Sprint(c) }); p != nil {
			t.Errorf("%s: printing panics: %v", what, p)
		}
		if p := corePanics(func() { c.Close() }); p != nil {
			t.Errorf("%s: Close panics: %v", what, p)
		}
		var err error
		if p := corePanics(func() { err = c.Call(t.Context(), "GET", "/v2/x", nil, nil, nil) }); p != nil || coreIs(err) != "ErrInvalid" {
			t.Errorf("%s: Call: panic %v, %v", what, p, err)
		}
	}
	var none *clarifai.Client
	if p := corePanics(func() { _ = none.String() }); p != nil {
		t.Errorf("a nil client's String panics: %v", p)
	}
	if err := none.Call(t.Context(), "GET", "/v2/x", nil, nil, nil); coreIs(err) != "ErrInvalid" {
		t.Errorf("a nil client: %v", err)
	}
}

func TestCoreRoleLookupsOnAZeroServiceGiveErrors(t *testing.T) {
	for name, call := range map[string]func() error{
		"UpdateRole": func() error {
			return (&clarifai.MembersService{}).UpdateRole(t.Context(), "acme", "ann", clarifai.RoleAdmin)
		},
		"Create": func() error {
			return coreValue((&clarifai.InvitationsService{}).Create(t.Context(), "acme", clarifai.CreateInvitationRequest{Email: "a@acme.example", Role: clarifai.RoleAdmin}))
		},
	} {
		var err error
		if p := corePanics(func() { err = call() }); p != nil || coreIs(err) != "ErrInvalid" {
			t.Errorf("%s: panic %v, %v", name, p, err)
		}
	}
}

func TestCoreARoundTripperThatMisbehavesEndsInAnError(t *testing.T) {
	for name, rt := range map[string]roundTrip{
		"nothing at all": func(*http.Request) (*http.Response, error) { return nil, nil },
		"no body":        func(r *http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200, Request: r}, nil },
		"no header": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 302, Body: http.NoBody}, nil
		},
		"status 0": func(r *http.Request) (*http.Response, error) { return &http.Response{Body: http.NoBody}, nil },
		"negative length": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: http.NoBody, ContentLength: -7}, nil
		},
	} {
		c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithHTTPClient(&http.Client{Transport: rt}), coreOnce)
		if err != nil {
			t.Fatal(err)
		}
		if p := corePanics(func() { _, err = c.Teams.Get(t.Context(), "acme", "ml") }); p != nil || err == nil {
			t.Errorf("%s: panic %v, %v", name, p, err)
			continue
		}
		coreError(t, err)
	}
}

func TestCoreOneClientServesAHundredGoroutines(t *testing.T) {
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%7 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		roles := `{"id":"r1","name":"Admin","type":1}`
		if r.URL.Query().Get("page") == "2" {
			roles = ""
		}
		fmt.Fprintf(w, `{"status":{"code":10000,"req_id":"r-%s"},"team":{"id":%q,"name":"n"},"roles":[%s]}`, id, id, roles)
	}))
	t.Cleanup(server.Close)
	var log lockedBuffer
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
		clarifai.WithHTTPClient(server.Client()), clarifai.WithLogger(log.logger()), clarifai.WithGuard(clarifai.Guard{MaxWrites: 1000}),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 30, MinWait: time.Microsecond, MaxWait: time.Microsecond}))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for g := range 100 {
		group.Go(func() {
			for i := range 10 {
				id := fmt.Sprintf("t%d-%d", g, i)
				var response clarifai.Response
				team, err := c.Teams.Get(t.Context(), "acme", id, clarifai.WithResponse(&response), clarifai.WithHeader("X-G", id))
				if err != nil || team.ID != id || response.RequestID != "r-"+id {
					t.Errorf("%s: %v, %+v, %v", id, team, response, err)
				}
				if role, err := c.Roles.Resolve(t.Context(), clarifai.RoleAdmin, clarifai.RoleTypeOrg); err != nil || role.ID != "r1" {
					t.Errorf("%v, %v", role, err)
				}
				_ = c.String()
			}
		})
	}
	group.Wait()
	c.Close()
}

func TestCoreCloseMayRaceWithCalls(t *testing.T) {
	c, _ := coreClient(t, coreScript(coreTeam))
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for range 20 {
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil && !errors.Is(err, clarifai.ErrUnauthorized) {
					t.Error(err)
				}
			}
		})
	}
	group.Go(c.Close)
	group.Wait()
}

// lockedBuffer takes the lines of many goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

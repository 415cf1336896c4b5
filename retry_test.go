package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// transientReplies are failures that may be over at the next attempt.
func transientReplies() map[string]testkit.Reply {
	m := map[string]testkit.Reply{
		"dial": {Err: testkit.ErrDial}, "reset": {Err: testkit.ErrReset}, "EOF": {Err: io.ErrUnexpectedEOF},
		"cut body":  {Status: 200, Body: testkit.TeamReply.Body, Length: 1000, Reader: io.MultiReader(strings.NewReader(testkit.TeamReply.Body), testkit.ReaderFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))},
		"cut JSON":  {Status: 200, Body: testkit.TeamReply.Body[:len(testkit.TeamReply.Body)-5]},
		"empty 200": {Status: 200}, "spaces": {Status: 200, Body: " \r\n"},
		"empty 503": {Status: 503}, "HTML 502": {Status: 502, Body: "<html>bad gateway</html>"},
		"throttled by name, 429": testkit.FailureNamed(429, "CONN_THROTTLED"), "throttled by name, 200": testkit.FailureNamed(200, "CONN_THROTTLED"),
		"throttled, 400": testkit.Failure(400, 11005),
	}
	for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
		m[fmt.Sprint("HTTP ", status)] = testkit.Failure(status, 10020)
	}
	for _, code := range []int{10030, 39997, 40011, 40013, 40015, 40016, 40030, 40031, 40032, 40034, 98004, 98009, 98014, 99009} {
		m[fmt.Sprint("code ", code)] = testkit.Failure(200, code)
	}
	return m
}

func lastingReplies() map[string]testkit.Reply {
	m := map[string]testkit.Reply{
		"HTML 200": {Status: 200, Body: "<html>"}, "{}": {Status: 200, Body: "{}"}, "no team": testkit.Success(""),
		"unknown code": testkit.Failure(200, 77777), "10020, 200": testkit.Failure(200, 10020), "unknown name": testkit.FailureNamed(200, "SOMETHING_NEW"),
	}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 413, 422, 501, 505} {
		m[fmt.Sprint("HTTP ", status)] = testkit.Failure(status, 10020)
	}
	for _, status := range []int{200, 403, 429, 500, 503} {
		for _, code := range []int{11003, 11004, 11006, 11001, 11007, 11008, 11009, 11101, 40010} {
			m[fmt.Sprintf("code %d, %d", code, status)] = testkit.Failure(status, code)
		}
	}
	return m
}

func TestRetry_Read(t *testing.T) {
	t.Run("transient failures are retried", func(t *testing.T) {
		for name, fault := range transientReplies() {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				c, s := testkit.NewClient(t, testkit.Script(fault, fault, testkit.TeamReply))
				start := time.Now()
				team, err := c.Teams.Get(t.Context(), "acme", "ml")
				if err != nil || team.ID != "ml" || len(s.Requests()) != 3 {
					t.Errorf("%s: %d requests, %v", name, len(s.Requests()), err)
				}
				if took := time.Since(start); took > 10*time.Second {
					t.Errorf("%s: %v", name, took)
				}
				if s.OpenBodies.Load() != 0 {
					t.Errorf("%s: %d bodies stay open", name, s.OpenBodies.Load())
				}
			})
			testkit.RunInFakeTime(t, name, func(t *testing.T) { // and Call's GET with it
				c, s := testkit.NewClient(t, testkit.Script(fault, fault, testkit.TeamReply))
				if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil); err != nil || len(s.Requests()) != 3 {
					t.Errorf("%s: Call takes %d requests, %v", name, len(s.Requests()), err)
				}
			})
		}
	})

	t.Run("lasting failures are not retried", func(t *testing.T) {
		for name, fault := range lastingReplies() {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				c, s := testkit.NewClient(t, testkit.Script(fault, testkit.TeamReply))
				_, err := c.Teams.Get(t.Context(), "acme", "ml")
				if err == nil || len(s.Requests()) != 1 {
					t.Errorf("%s: %d requests, %v", name, len(s.Requests()), err)
				}
				if errors.Is(err, clarifai.ErrAmbiguous) {
					t.Errorf("%s: an ambiguous read", name)
				}
			})
		}
	})

	testkit.RunInFakeTime(t, "a lasting failure after a transient one ends the call", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(503, 0), testkit.Reply{Err: testkit.ErrReset}, testkit.Failure(403, 11007), testkit.TeamReply))
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if testkit.Sentinel(err) != "ErrForbidden" || len(s.Requests()) != 3 || errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})

	t.Run("a body that is cut off is retried", func(t *testing.T) {
		var n atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			switch n.Add(1) {
			case 1: // fewer bytes than declared
				w.Header().Set("Content-Length", fmt.Sprint(len(testkit.TeamReply.Body)+10))
				fmt.Fprint(w, testkit.TeamReply.Body)
				panic(http.ErrAbortHandler)
			case 2: // a chunked body without its end, whole as JSON
				fmt.Fprint(w, testkit.TeamReply.Body)
				_ = http.NewResponseController(w).Flush()
				panic(http.ErrAbortHandler)
			default:
				fmt.Fprint(w, testkit.TeamReply.Body)
			}
		}))
		t.Cleanup(server.Close)
		c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
			clarifai.WithHTTPClient(server.Client()), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 2}))
		if err != nil {
			t.Fatal(err)
		}
		if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.Name != "ML" || n.Load() != 3 {
			t.Errorf("%d attempts, %v", n.Load(), err)
		}
	})
}

func TestRetry_Context(t *testing.T) {
	testkit.RunInFakeTime(t, "a deadline during an attempt ends it", func(t *testing.T) {
		c, s := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			<-r.Context().Done()
			return testkit.Reply{Err: r.Context().Err()}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Teams.Get(ctx, "acme", "ml")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second || len(s.Requests()) != 1 || testkit.Sentinel(err) != "" {
			t.Errorf("%d requests in %v, %q: %v", len(s.Requests()), time.Since(start), testkit.Sentinel(err), err)
		}
		ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if err := c.Organizations.Delete(ctx, "acme"); testkit.Sentinel(err) != "ErrAmbiguous" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a write: %v", err)
		}
	})

	t.Run("a cancelled context sends nothing and is not ambiguous", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for name, m := range testkit.MethodCalls {
			err := m.Call(ctx, c, testkit.IDs())
			if !errors.Is(err, context.Canceled) || testkit.Sentinel(err) != "" {
				t.Errorf("%s is %q: %v", name, testkit.Sentinel(err), err)
			}
		}
		if err := c.Call(ctx, "POST", "/v2/x", nil, nil, nil); !errors.Is(err, context.Canceled) || testkit.Sentinel(err) != "" {
			t.Errorf("Call: %v", err)
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestRetry_Attempts(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	refusing := clarifai.WithLimiter(testkit.LimiterFunc(func(context.Context) error { return errors.New("no") }))
	for name, test := range map[string]struct {
		ctx context.Context
		opt clarifai.Option
	}{"cancelled": {ctx, nil}, "limiter": {t.Context(), refusing}} {
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), test.opt)
		var response clarifai.Response
		_, _ = c.Teams.Get(test.ctx, "acme", "ml", clarifai.WithResponse(&response))
		if response.Attempts != len(s.Requests()) {
			t.Errorf("%s: Attempts is %d after %d requests", name, response.Attempts, len(s.Requests()))
		}
	}
}

func TestRetry_Off(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(503, 0)))
	_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithoutRetry())
	if testkit.Sentinel(err) != "ErrUnavailable" || len(s.Requests()) != 1 {
		t.Errorf("WithoutRetry: %d requests, %v", len(s.Requests()), err)
	}
	for _, retries := range []int{-1, math.MinInt} {
		c, s = testkit.NewClient(t, testkit.Script(testkit.Failure(429, 0)), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: retries}))
		_, err = c.Teams.Get(t.Context(), "acme", "ml")
		if testkit.Sentinel(err) != "ErrRateLimited" || len(s.Requests()) != 1 {
			t.Errorf("MaxRetries %d: %d requests, %v", retries, len(s.Requests()), err)
		}
	}
}

func TestRetry_Write(t *testing.T) {
	testkit.RunInFakeTime(t, "an idempotent one is sent again unchanged", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(500, 0), testkit.Reply{Err: testkit.ErrReset}, testkit.Success("")))
		if err := c.Members.UpdateRole(t.Context(), "acme", "ann", testkit.SomeRole); err != nil || len(s.Requests()) != 3 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
		first := s.Requests()[0].Body
		for _, r := range s.Requests() {
			if r.Body != first || first == "" {
				t.Errorf("the body changes between attempts: %q", r.Body)
			}
		}
		c, _ = testkit.NewClient(t, testkit.Script(testkit.Failure(500, 0), testkit.Failure(404, 11101)))
		if err := c.Members.UpdateRole(t.Context(), "acme", "ann", testkit.SomeRole); testkit.Sentinel(err) != "ErrAmbiguous ErrNotFound" {
			t.Errorf("a role of a user who does not exist: %v", err)
		}
	})

	t.Run("one that must not repeat is sent again only if it cannot have arrived", func(t *testing.T) {
		for name, test := range map[string]struct {
			replies  []testkit.Reply
			is       string
			requests int
		}{
			"500":                {[]testkit.Reply{testkit.Failure(500, 0), testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 1},
			"502 HTML":           {[]testkit.Reply{{Status: 502, Body: "<html>"}, testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 1},
			"408":                {[]testkit.Reply{testkit.Failure(408, 0), testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 1},
			"dropped":            {[]testkit.Reply{{Err: testkit.ErrReset}, testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 1},
			"cut":                {[]testkit.Reply{{Status: 200, Body: `{"sta`}, testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 1},
			"empty":              {[]testkit.Reply{{Status: 200}, testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 1},
			"HTML 200":           {[]testkit.Reply{{Status: 200, Body: "<html>"}, testkit.Success("")}, "ErrAmbiguous", 1},
			"10030":              {[]testkit.Reply{testkit.Failure(200, 10030), testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 1},
			"429":                {[]testkit.Reply{testkit.Failure(429, 11005), testkit.Success("")}, "", 2},
			"429 HTML":           {[]testkit.Reply{{Status: 429, Body: "<html>"}, testkit.Success("")}, "", 2},
			"throttled":          {[]testkit.Reply{testkit.FailureNamed(200, "CONN_THROTTLED"), testkit.Success("")}, "", 2},
			"dial":               {[]testkit.Reply{{Err: testkit.ErrDial}, {Err: &net.DNSError{Err: "no such host"}}, testkit.Success("")}, "", 3},
			"dial, then dropped": {[]testkit.Reply{{Err: testkit.ErrDial}, {Err: testkit.ErrReset}, testkit.Success("")}, "ErrAmbiguous ErrUnavailable", 2},
			"dial for ever":      {[]testkit.Reply{{Err: testkit.ErrDial}}, "ErrUnavailable", 5},
			"403":                {[]testkit.Reply{testkit.Failure(403, 11007)}, "ErrForbidden", 1},
			"501":                {[]testkit.Reply{testkit.Failure(501, 10040)}, "ErrRouteUnavailable", 1},
		} {
			synctest.Test(t, func(t *testing.T) {
				for call, f := range map[string]func(*clarifai.Client) error{
					"leave":   func(c *clarifai.Client) error { return c.Organizations.Leave(t.Context(), "acme") },
					"accept":  func(c *clarifai.Client) error { return c.Invitations.Accept(t.Context(), "me", "i1") },
					"decline": func(c *clarifai.Client) error { return c.Invitations.Decline(t.Context(), "me", "i1") },
				} {
					c, s := testkit.NewClient(t, testkit.Script(test.replies...))
					err := f(c)
					if testkit.Sentinel(err) != test.is || (err == nil) != (test.is == "") || len(s.Requests()) != test.requests {
						t.Errorf("%s, %s: %d requests, %q: %v", name, call, len(s.Requests()), testkit.Sentinel(err), err)
					}
				}
			})
		}
	})

	t.Run("a dropped connection is ambiguous and the write is sent once", func(t *testing.T) {
		for name, opt := range map[string][]clarifai.CallOption{
			"plain":             nil,
			"Idempotency-Key":   {clarifai.WithHeader("Idempotency-Key", "k1")},
			"X-Idempotency-Key": {clarifai.WithHeader("X-Idempotency-Key", "k1")},
		} {
			url, acted := dropper(t)
			c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(url), clarifai.WithInsecureHTTP(),
				clarifai.WithSessionToken(testkit.SessionToken))
			if err != nil {
				t.Fatal(err)
			}
			// The connection is used before: net/http sends what it takes for
			// idempotent again when such a connection breaks.
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
				t.Fatal(err)
			}
			err = c.Invitations.Accept(t.Context(), "me", "i1", opt...)
			if n := acted.Load(); n > 1 {
				t.Errorf("%s: the server acted %d times", name, n)
			} else if testkit.Sentinel(err) != "ErrAmbiguous ErrUnavailable" && testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%s: Invitations.Accept() = %v", name, err)
			}
			c.Close()
		}
	})

	t.Run("a refused connection is not ambiguous", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		url := "http://" + listener.Addr().String()
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(url), clarifai.WithInsecureHTTP(),
			clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 2, MinWait: 1, MaxWait: 2}))
		if err != nil {
			t.Fatal(err)
		}
		var response clarifai.Response
		err = c.Organizations.Leave(t.Context(), "acme", clarifai.WithResponse(&response))
		if testkit.Sentinel(err) != "ErrUnavailable" || response.Attempts != 3 || !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%d attempts: %v", response.Attempts, err)
		}
		if strings.Contains(err.Error(), url) || strings.Contains(err.Error(), "/v2/") {
			t.Errorf("it shows a URL: %v", err)
		}
	})
}

// dropper is a real server that acts on each POST and then drops its
// connection without a word.
func dropper(t *testing.T) (url string, acted *atomic.Int64) {
	acted = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			fmt.Fprint(w, testkit.TeamReply.Body)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		acted.Add(1)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	return server.URL, acted
}

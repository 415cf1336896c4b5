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
)

// corePassing are the failures that may be over at the next try.
func corePassing() map[string]coreReply {
	m := map[string]coreReply{
		"dial": {err: coreDial}, "reset": {err: coreReset}, "EOF": {err: io.ErrUnexpectedEOF},
		"cut body":  {status: 200, body: coreTeam.body, length: 1000, reader: io.MultiReader(strings.NewReader(coreTeam.body), readerFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))},
		"cut JSON":  {status: 200, body: coreTeam.body[:len(coreTeam.body)-5]},
		"empty 200": {status: 200}, "spaces": {status: 200, body: " \r\n"},
		"empty 503": {status: 503}, "HTML 502": {status: 502, body: "<html>bad gateway</html>"},
		"throttled by name, 429": coreNamed(429, "CONN_THROTTLED"), "throttled by name, 200": coreNamed(200, "CONN_THROTTLED"),
		"throttled, 400": coreFail(400, 11005),
	}
	for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
		m[fmt.Sprint("HTTP ", status)] = coreFail(status, 10020)
	}
	for _, code := range []int{10030, 39997, 40011, 40013, 40015, 40016, 40030, 40031, 40032, 40034, 98004, 98009, 98014, 99009} {
		m[fmt.Sprint("code ", code)] = coreFail(200, code)
	}
	return m
}

func coreLasting() map[string]coreReply {
	m := map[string]coreReply{
		"HTML 200": {status: 200, body: "<html>"}, "{}": {status: 200, body: "{}"}, "no team": coreFine(""),
		"unknown code": coreFail(200, 77777), "10020, 200": coreFail(200, 10020), "unknown name": coreNamed(200, "SOMETHING_NEW"),
	}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 413, 422, 501, 505} {
		m[fmt.Sprint("HTTP ", status)] = coreFail(status, 10020)
	}
	for _, status := range []int{200, 403, 429, 500, 503} {
		for _, code := range []int{11003, 11004, 11006, 11001, 11007, 11008, 11009, 11101, 40010} {
			m[fmt.Sprintf("code %d, %d", code, status)] = coreFail(status, code)
		}
	}
	return m
}

func TestCoreAReadIsTriedAgainOnWhatMayPass(t *testing.T) {
	for name, fault := range corePassing() {
		coreBubble(t, name, func(t *testing.T) {
			c, s := coreClient(t, coreScript(fault, fault, coreTeam))
			start := time.Now()
			team, err := c.Teams.Get(t.Context(), "acme", "ml")
			if err != nil || team.ID != "ml" || len(s.requests()) != 3 {
				t.Errorf("%s: %d requests, %v", name, len(s.requests()), err)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%s: %v", name, took)
			}
			if s.open.Load() != 0 {
				t.Errorf("%s: %d bodies stay open", name, s.open.Load())
			}
		})
		coreBubble(t, name, func(t *testing.T) { // and Call's GET with it
			c, s := coreClient(t, coreScript(fault, fault, coreTeam))
			if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil); err != nil || len(s.requests()) != 3 {
				t.Errorf("%s: Call takes %d requests, %v", name, len(s.requests()), err)
			}
		})
	}
}

func TestCoreAReadIsNotTriedAgainOnWhatLasts(t *testing.T) {
	for name, fault := range coreLasting() {
		coreBubble(t, name, func(t *testing.T) {
			c, s := coreClient(t, coreScript(fault, coreTeam))
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			if err == nil || len(s.requests()) != 1 {
				t.Errorf("%s: %d requests, %v", name, len(s.requests()), err)
			}
			if errors.Is(err, clarifai.ErrAmbiguous) {
				t.Errorf("%s: an ambiguous read", name)
			}
		})
	}
}

func TestCoreARetryThatFailsForGoodEndsTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := coreClient(t, coreScript(coreFail(503, 0), coreReply{err: coreReset}, coreFail(403, 11007), coreTeam))
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrForbidden" || len(s.requests()) != 3 || errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%d requests, %v", len(s.requests()), err)
		}
	})
}

func TestCoreACancelDuringATryEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := coreClient(t, func(_ int, r *coreRequest) coreReply {
			<-r.Context().Done()
			return coreReply{err: r.Context().Err()}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Teams.Get(ctx, "acme", "ml")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second || len(s.requests()) != 1 || coreIs(err) != "" {
			t.Errorf("%d requests in %v, %q: %v", len(s.requests()), time.Since(start), coreIs(err), err)
		}
		ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if err := c.Organizations.Delete(ctx, "acme"); coreIs(err) != "ErrAmbiguous" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a write: %v", err)
		}
	})
}

func TestCoreACancelledContextSendsNothingAndIsNotAmbiguous(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, m := range coreMethods {
		err := m.call(ctx, c, coreGoodIDs())
		if !errors.Is(err, context.Canceled) || coreIs(err) != "" {
			t.Errorf("%s is %q: %v", name, coreIs(err), err)
		}
	}
	if err := c.Call(ctx, "POST", "/v2/x", nil, nil, nil); !errors.Is(err, context.Canceled) || coreIs(err) != "" {
		t.Errorf("Call: %v", err)
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCoreTriesCountRequestsThatWereMade(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	refusing := clarifai.WithLimiter(limiterFunc(func(context.Context) error { return errors.New("no") }))
	for name, test := range map[string]struct {
		ctx context.Context
		opt clarifai.Option
	}{"cancelled": {ctx, nil}, "limiter": {t.Context(), refusing}} {
		c, s := coreClient(t, coreScript(coreTeam), test.opt)
		var response clarifai.Response
		_, _ = c.Teams.Get(test.ctx, "acme", "ml", clarifai.CaptureResponse(&response))
		if response.Tries != len(s.requests()) {
			t.Errorf("%s: Tries is %d after %d requests", name, response.Tries, len(s.requests()))
		}
	}
}

func TestCoreRetriesCanBeTurnedOff(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFail(503, 0)))
	_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithoutRetry())
	if coreIs(err) != "ErrUnavailable" || len(s.requests()) != 1 {
		t.Errorf("WithoutRetry: %d requests, %v", len(s.requests()), err)
	}
	for _, retries := range []int{-1, math.MinInt} {
		c, s = coreClient(t, coreScript(coreFail(429, 0)), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: retries}))
		_, err = c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrRateLimited" || len(s.requests()) != 1 {
			t.Errorf("MaxRetries %d: %d requests, %v", retries, len(s.requests()), err)
		}
	}
}

func TestCoreAnIdempotentSetIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := coreClient(t, coreScript(coreFail(500, 0), coreReply{err: coreReset}, coreFine("")))
		if err := c.Members.UpdateRole(t.Context(), "acme", "ann", coreRole); err != nil || len(s.requests()) != 3 {
			t.Errorf("%d requests, %v", len(s.requests()), err)
		}
		first := s.requests()[0].body
		for _, r := range s.requests() {
			if r.body != first || first == "" {
				t.Errorf("the body changes between tries: %q", r.body)
			}
		}
		c, _ = coreClient(t, coreScript(coreFail(500, 0), coreFail(404, 11101)))
		if err := c.Members.UpdateRole(t.Context(), "acme", "ann", coreRole); coreIs(err) != "ErrAmbiguous ErrNotFound" {
			t.Errorf("a role of nobody: %v", err)
		}
	})
}

func TestCoreWhatMustNotBeDoneTwiceIsSentAgainOnlyIfItCannotHaveArrived(t *testing.T) {
	for name, test := range map[string]struct {
		replies  []coreReply
		is       string
		requests int
	}{
		"500":                {[]coreReply{coreFail(500, 0), coreFine("")}, "ErrAmbiguous ErrUnavailable", 1},
		"502 HTML":           {[]coreReply{{status: 502, body: "<html>"}, coreFine("")}, "ErrAmbiguous ErrUnavailable", 1},
		"408":                {[]coreReply{coreFail(408, 0), coreFine("")}, "ErrAmbiguous ErrUnavailable", 1},
		"dropped":            {[]coreReply{{err: coreReset}, coreFine("")}, "ErrAmbiguous ErrUnavailable", 1},
		"cut":                {[]coreReply{{status: 200, body: `{"sta`}, coreFine("")}, "ErrAmbiguous ErrUnavailable", 1},
		"empty":              {[]coreReply{{status: 200}, coreFine("")}, "ErrAmbiguous ErrUnavailable", 1},
		"HTML 200":           {[]coreReply{{status: 200, body: "<html>"}, coreFine("")}, "ErrAmbiguous", 1},
		"10030":              {[]coreReply{coreFail(200, 10030), coreFine("")}, "ErrAmbiguous ErrUnavailable", 1},
		"429":                {[]coreReply{coreFail(429, 11005), coreFine("")}, "", 2},
		"429 HTML":           {[]coreReply{{status: 429, body: "<html>"}, coreFine("")}, "", 2},
		"throttled":          {[]coreReply{coreNamed(200, "CONN_THROTTLED"), coreFine("")}, "", 2},
		"dial":               {[]coreReply{{err: coreDial}, {err: &net.DNSError{Err: "no such host"}}, coreFine("")}, "", 3},
		"dial, then dropped": {[]coreReply{{err: coreDial}, {err: coreReset}, coreFine("")}, "ErrAmbiguous ErrUnavailable", 2},
		"dial for ever":      {[]coreReply{{err: coreDial}}, "ErrUnavailable", 5},
		"403":                {[]coreReply{coreFail(403, 11007)}, "ErrForbidden", 1},
		"501":                {[]coreReply{coreFail(501, 10040)}, "ErrRouteUnavailable", 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			for call, f := range map[string]func(*clarifai.Client) error{
				"leave":   func(c *clarifai.Client) error { return c.Organizations.Leave(t.Context(), "acme") },
				"accept":  func(c *clarifai.Client) error { return c.Invitations.Accept(t.Context(), "me", "i1") },
				"decline": func(c *clarifai.Client) error { return c.Invitations.Decline(t.Context(), "me", "i1") },
			} {
				c, s := coreClient(t, coreScript(test.replies...))
				err := f(c)
				if coreIs(err) != test.is || (err == nil) != (test.is == "") || len(s.requests()) != test.requests {
					t.Errorf("%s, %s: %d requests, %q: %v", name, call, len(s.requests()), coreIs(err), err)
				}
			}
		})
	}
}

// dropper is a real server that acts on each POST and then drops its
// connection without a word.
func dropper(t *testing.T) (url string, acted *atomic.Int64) {
	acted = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			fmt.Fprint(w, coreTeam.body)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		acted.Add(1)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	return server.URL, acted
}

func TestCoreADroppedConnectionIsAmbiguousAndTheWriteMadeOnce(t *testing.T) {
	for name, opt := range map[string][]clarifai.CallOption{
		"plain":             nil,
		"Idempotency-Key":   {clarifai.WithHeader("Idempotency-Key", "k1")},
		"X-Idempotency-Key": {clarifai.WithHeader("X-Idempotency-Key", "k1")},
	} {
		url, acted := dropper(t)
		c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(url), clarifai.WithInsecureHTTP(),
			clarifai.WithSessionToken(coreSession))
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
		} else if coreIs(err) != "ErrAmbiguous ErrUnavailable" && coreIs(err) != "ErrInvalid" {
			t.Errorf("%s: %v", name, err)
		}
		c.Close()
	}
}

func TestCoreARealRefusedConnectionIsNotAmbiguous(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(url), clarifai.WithInsecureHTTP(),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 2, MinWait: 1, MaxWait: 2}))
	if err != nil {
		t.Fatal(err)
	}
	var response clarifai.Response
	err = c.Organizations.Leave(t.Context(), "acme", clarifai.CaptureResponse(&response))
	if coreIs(err) != "ErrUnavailable" || response.Tries != 3 || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%d tries: %v", response.Tries, err)
	}
	if strings.Contains(err.Error(), url) || strings.Contains(err.Error(), "/v2/") {
		t.Errorf("it shows a URL: %v", err)
	}
}

func TestCoreARealCutBodyIsTriedAgain(t *testing.T) {
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch n.Add(1) {
		case 1: // fewer bytes than declared
			w.Header().Set("Content-Length", fmt.Sprint(len(coreTeam.body)+10))
			fmt.Fprint(w, coreTeam.body)
			panic(http.ErrAbortHandler)
		case 2: // a chunked body without its end, whole as JSON
			fmt.Fprint(w, coreTeam.body)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		default:
			fmt.Fprint(w, coreTeam.body)
		}
	}))
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
		clarifai.WithHTTPClient(server.Client()), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 2}))
	if err != nil {
		t.Fatal(err)
	}
	if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.Name != "ML" || n.Load() != 3 {
		t.Errorf("%d tries, %v", n.Load(), err)
	}
}

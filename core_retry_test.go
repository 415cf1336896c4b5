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

var (
	coreDial  = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	coreReset = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
)

func coreNamed(status int, name string) coreReply {
	return coreReply{status: status, body: fmt.Sprintf(`{"status":{"code":%q,"description":"words"}}`, name)}
}

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

func TestCoreThereAreFiveTriesAndTheWaitsGrowWithinTheirBounds(t *testing.T) {
	for range 50 { // the waits are random
		synctest.Test(t, func(t *testing.T) {
			var response clarifai.Response
			c, s := coreClient(t, coreScript(coreFail(503, 0)))
			_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&response))
			if coreIs(err) != "ErrUnavailable" {
				t.Error(err)
			}
			seen := s.requests()
			if len(seen) != 5 || response.Attempts != 5 {
				t.Fatalf("%d tries, %d reported", len(seen), response.Attempts)
			}
			for n := 1; n < 5; n++ {
				if wait, most := seen[n].at.Sub(seen[n-1].at), 200*time.Millisecond<<n; wait < 0 || wait > most {
					t.Errorf("the wait before retry %d is %v, over %v", n, wait, most)
				}
			}
		})
	}
}

func TestCoreTheWaitsAreRandomAndReachTheirBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		policy := clarifai.RetryPolicy{MaxRetries: 60, MinWait: time.Second, MaxWait: 8 * time.Second}
		c, s := coreClient(t, coreScript(coreFail(503, 0)), clarifai.WithRetry(policy))
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		seen := s.requests()
		if len(seen) != 61 {
			t.Fatalf("%d tries", len(seen))
		}
		var longest time.Duration
		waits := make(map[time.Duration]bool)
		for n := 1; n < len(seen); n++ {
			wait := seen[n].at.Sub(seen[n-1].at)
			if wait > 8*time.Second {
				t.Errorf("the wait before retry %d is %v", n, wait)
			}
			longest = max(longest, wait)
			waits[wait] = true
		}
		if len(waits) < 50 {
			t.Errorf("only %d different waits of 60", len(waits))
		}
		if longest < 5*time.Second { // 55 waits of up to 8 s: below 5 s by chance once in 10^11
			t.Errorf("the longest wait is %v: it does not grow", longest)
		}
	})
}

func TestCoreRetryAfterIsWaitedForInBothForms(t *testing.T) {
	for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
		coreBubble(t, fmt.Sprint(status), func(t *testing.T) {
			date := time.Now().Add(40 * time.Second).UTC().Format(http.TimeFormat)
			seconds, dated := coreFail(status, 0), coreFail(status, 0)
			seconds.header = map[string]string{"Retry-After": "30"}
			dated.header = map[string]string{"Retry-After": time.Now().Add(80 * time.Second).UTC().Format(http.TimeFormat)}
			_ = date
			c, s := coreClient(t, coreScript(seconds, dated, coreTeam))
			start := time.Now()
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
				t.Fatal(err)
			}
			seen := s.requests()
			if wait := seen[1].at.Sub(start); wait < 30*time.Second || wait > 31*time.Second {
				t.Errorf("HTTP %d: 30 seconds are %v", status, wait)
			}
			if at := seen[2].at.Sub(start); at < 79*time.Second || at > 82*time.Second {
				t.Errorf("HTTP %d: the date is taken for %v", status, at)
			}
		})
	}
}

func TestCoreARetryAfterOverItsCapEndsTheCallAtOnce(t *testing.T) {
	for value, want := range map[string]time.Duration{"61": 61 * time.Second, "86400": 24 * time.Hour, "9223372036854775807": 9223372036 * time.Second} {
		coreBubble(t, value, func(t *testing.T) {
			reply := coreFail(429, 11005)
			reply.header = map[string]string{"Retry-After": value}
			c, s := coreClient(t, coreScript(reply, coreTeam))
			start := time.Now()
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			if coreIs(err) != "ErrRateLimited" || len(s.requests()) != 1 || time.Since(start) != 0 {
				t.Errorf("%s: %d requests in %v: %v", value, len(s.requests()), time.Since(start), err)
			}
			if e := coreError(t, err); e.RetryAfter != want {
				t.Errorf("%s: RetryAfter is %v", value, e.RetryAfter)
			}
			if !strings.Contains(err.Error(), "MaxRetryAfter") {
				t.Errorf("no hint: %v", err)
			}
		})
	}
}

func TestCoreAHugeRetryAfterIsNotTakenForNone(t *testing.T) {
	for _, value := range []string{"99999999999999999999", "1e9"} {
		coreBubble(t, value, func(t *testing.T) {
			reply := coreFail(429, 11005)
			reply.header = map[string]string{"Retry-After": value}
			c, s := coreClient(t, coreScript(reply, reply, reply, reply, reply, coreTeam))
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			if value != "1e9" && len(s.requests()) != 1 {
				t.Errorf("%s: %d requests, %v", value, len(s.requests()), err)
			}
		})
	}
}

func TestCoreAnAbsurdRetryAfterNeitherHangsNorPanics(t *testing.T) {
	for _, value := range []string{"-1", "-9223372036854775808", "0", "soon", "1.5", "", " 5 ", "0x10", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "1e999", "١٢"} {
		coreBubble(t, value, func(t *testing.T) {
			reply := coreFail(503, 0)
			reply.header = map[string]string{"Retry-After": value}
			c, s := coreClient(t, coreScript(reply, reply, coreTeam))
			start := time.Now()
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || len(s.requests()) != 3 {
				t.Errorf("%q: %d requests, %v", value, len(s.requests()), err)
			}
			if took := time.Since(start); took > 12*time.Second {
				t.Errorf("%q: took %v", value, took)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) { // a date as far away as can be written
		reply := coreFail(503, 0)
		reply.header = map[string]string{"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}
		c, s := coreClient(t, coreScript(reply, coreTeam))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); coreIs(err) != "ErrUnavailable" || len(s.requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.requests()), err)
		}
	})
}

func TestCoreAWaitPastTheDeadlineIsNotBegunAndACancelEndsItAtThatInstant(t *testing.T) {
	waiting := func(r coreReply) coreReply {
		r.header = map[string]string{"Retry-After": "50"}
		return r
	}
	for name, fault := range map[string]coreReply{
		"envelope": waiting(coreFail(503, 0)), "429": waiting(coreFail(429, 11005)),
		"HTML 503": waiting(coreReply{status: 503, body: "<html>"}), "empty 503": waiting(coreReply{status: 503}),
		"cut": waiting(coreReply{status: 200, body: `{"status":{"co`}), "reset": {err: coreReset}, "dial": {err: coreDial},
	} {
		policy := clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1000, MinWait: time.Minute, MaxWait: time.Minute})
		coreBubble(t, name, func(t *testing.T) {
			c, s := coreClient(t, coreScript(fault), policy)
			ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(13*time.Second))
			defer cancel()
			start := time.Now()
			_, err := c.Teams.Get(ctx, "acme", "ml")
			// Waits that are asked for are of 50s; the others are random.
			if took := time.Since(start); took >= 13*time.Second || fault.header != nil && took != 0 {
				t.Errorf("%s: a wait past the deadline of 13s ends after %v", name, took)
			}
			if fault.err != nil && !errors.Is(err, fault.err) || coreIs(err) != "ErrUnavailable" && coreIs(err) != "ErrRateLimited" {
				t.Errorf("%s: the error does not say what failed: %q, %v", name, coreIs(err), err)
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: no DeadlineExceeded after %d requests: %v", name, len(s.requests()), err)
			}
		})
		coreBubble(t, name, func(t *testing.T) {
			c, s := coreClient(t, coreScript(fault), policy)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(9*time.Second, cancel)
			start := time.Now()
			_, err := c.Teams.Get(ctx, "acme", "ml")
			if took := time.Since(start); took != 9*time.Second {
				t.Errorf("%s: the cancel after 9s ends it after %v", name, took)
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: no Canceled after %d requests: %v", name, len(s.requests()), err)
			}
		})
	}
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
		_, _ = c.Teams.Get(test.ctx, "acme", "ml", clarifai.WithResponse(&response))
		if response.Attempts != len(s.requests()) {
			t.Errorf("%s: Tries is %d after %d requests", name, response.Attempts, len(s.requests()))
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

func TestCoreTheLimiterIsWaitedForBeforeEachTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := 0
		limiter := limiterFunc(func(context.Context) error {
			waits++
			return nil
		})
		c, _ := coreClient(t, func(n int, _ *coreRequest) coreReply {
			if waits != n {
				t.Errorf("try %d after %d waits", n, waits)
			}
			return coreScript(coreFail(503, 0), coreReply{err: coreReset}, coreTeam)(n, nil)
		}, clarifai.WithLimiter(limiter))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || waits != 3 {
			t.Errorf("%d waits, %v", waits, err)
		}
	})
}

func TestCoreALimiterThatRefusesEndsTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refusal := errors.New("burst exceeded")
		n := 0
		limiter := limiterFunc(func(context.Context) error {
			if n++; n == 2 {
				return refusal
			}
			return nil
		})
		c, s := coreClient(t, coreScript(coreFail(503, 0), coreTeam), clarifai.WithLimiter(limiter))
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrRateLimited" || !errors.Is(err, refusal) || len(s.requests()) != 1 || n != 2 {
			t.Errorf("%d requests, %d waits, %v", len(s.requests()), n, err)
		}
	})
	synctest.Test(t, func(t *testing.T) { // a wait that the context ends
		c, s := coreClient(t, coreScript(coreTeam), clarifai.WithLimiter(limiterFunc(func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		err := c.Organizations.Leave(ctx, "acme")
		if !errors.Is(err, context.DeadlineExceeded) || coreIs(err) != "" || time.Since(start) != 5*time.Second || len(s.requests()) != 0 {
			t.Errorf("%d requests after %v: %v", len(s.requests()), time.Since(start), err)
		}
	})
}

func TestCoreARefusedLimiterAfterADoubtfulTryIsStillAmbiguous(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		limiter := limiterFunc(func(context.Context) error {
			if n++; n == 2 {
				return errors.New("refused")
			}
			return nil
		})
		c, s := coreClient(t, coreScript(coreFail(503, 0)), clarifai.WithLimiter(limiter))
		if err := c.Organizations.Delete(t.Context(), "acme"); coreIs(err) != "ErrAmbiguous ErrRateLimited" || len(s.requests()) != 1 {
			t.Errorf("%d requests: %v", len(s.requests()), err)
		}
	})
}

func TestCoreADeleteIsTriedAgainAndDoneWhenAnEarlierTryDidIt(t *testing.T) {
	gone := coreFail(404, 11101)
	for name, test := range map[string]struct {
		replies  []coreReply
		is       string
		requests int
	}{
		"done at once":         {[]coreReply{coreFine("")}, "", 1},
		"accepted":             {[]coreReply{coreFail(202, 10070)}, "", 1},
		"500 then done":        {[]coreReply{coreFail(500, 0), coreFine("")}, "", 2},
		"500 then gone":        {[]coreReply{coreFail(500, 0), gone}, "", 2},
		"dropped then gone":    {[]coreReply{{err: coreReset}, gone}, "", 2},
		"cut then gone":        {[]coreReply{{status: 200, body: `{"sta`}, gone}, "", 2},
		"gone at once":         {[]coreReply{gone}, "ErrNotFound", 1},
		"429 then gone":        {[]coreReply{coreFail(429, 11005), gone}, "ErrNotFound", 2},
		"dial then gone":       {[]coreReply{{err: coreDial}, gone}, "ErrNotFound", 2},
		"500 then no route":    {[]coreReply{coreFail(500, 0), {status: 404}}, "ErrAmbiguous ErrRouteUnavailable", 2},
		"500 for ever":         {[]coreReply{coreFail(500, 0)}, "ErrAmbiguous ErrUnavailable", 5},
		"500 then refused":     {[]coreReply{coreFail(500, 0), coreFail(403, 11007)}, "ErrAmbiguous ErrForbidden", 2},
		"refused":              {[]coreReply{coreFail(403, 11007)}, "ErrForbidden", 1},
		"no route":             {[]coreReply{{status: 404, body: "not found"}}, "ErrRouteUnavailable", 1},
		"500 but plan's limit": {[]coreReply{coreFail(500, 11006)}, "ErrPlanLimit", 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			for call, f := range map[string]func(*clarifai.Client) error{
				"organization": func(c *clarifai.Client) error { return c.Organizations.Delete(t.Context(), "acme") },
				"member":       func(c *clarifai.Client) error { return c.Members.Remove(t.Context(), "acme", "ann") },
				"team":         func(c *clarifai.Client) error { return c.Teams.Delete(t.Context(), "acme", []string{"ml"}) },
				"app":          func(c *clarifai.Client) error { return c.Teams.RemoveApps(t.Context(), "acme", "ml", []string{"app"}) },
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

func TestCoreAReroutedDeleteIsStillDoneWhenAnEarlierTryDidIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := coreClient(t, coreScript(coreFail(500, 0), coreFail(404, 11101)),
			clarifai.WithRoute(clarifai.OpOrganizationsDelete, "POST", "/v3/{user_app_id.user_id}/delete"))
		if err := c.Organizations.Delete(t.Context(), "acme"); err != nil || len(s.requests()) != 2 {
			t.Errorf("%d requests, %v", len(s.requests()), err)
		}
	})
}

func TestCoreARemovalOfSeveralIsNotTakenForDoneBecauseOneOfThemWasNeverThere(t *testing.T) {
	// 502 without acting; then 404/11101, since "nobody" is not on the team:
	// the server removed no one, and "fired" still reaches the team's apps.
	synctest.Test(t, func(t *testing.T) {
		for name, f := range map[string]func(*clarifai.Client) error{
			"RemoveMembers": func(c *clarifai.Client) error {
				return c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"fired", "nobody"})
			},
			"Delete": func(c *clarifai.Client) error { return c.Teams.Delete(t.Context(), "acme", []string{"old", "none"}) },
			"RemoveApps": func(c *clarifai.Client) error {
				return c.Teams.RemoveApps(t.Context(), "acme", "ml", []string{"a", "none"})
			},
		} {
			c, _ := coreClient(t, coreScript(coreReply{status: 502, body: "<html>"}, coreFail(404, 11101)))
			if err := f(c); err == nil {
				t.Errorf("%s: success is reported, and nothing was removed", name)
			}
		}
	})
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

func TestCoreCallNeverSendsAWriteTwice(t *testing.T) {
	for name, reply := range corePassing() {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			coreBubble(t, name, func(t *testing.T) {
				c, s := coreClient(t, coreScript(reply, coreFine("")))
				err := c.Call(t.Context(), method, "/v2/things", nil, map[string]any{"a": 1}, nil)
				if err == nil || len(s.requests()) != 1 {
					t.Errorf("%s after %s: %d requests, %v", method, name, len(s.requests()), err)
				}
				unsent := reply.err == error(coreDial) || reply.status == 429 || strings.Contains(name, "throttled")
				if errors.Is(err, clarifai.ErrAmbiguous) == unsent {
					t.Errorf("%s after %s: ambiguous is %v", method, name, !unsent)
				}
			})
		}
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
	err = c.Organizations.Leave(t.Context(), "acme", clarifai.WithResponse(&response))
	if coreIs(err) != "ErrUnavailable" || response.Attempts != 3 || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%d tries: %v", response.Attempts, err)
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

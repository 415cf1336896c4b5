package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestRetry_Backoff(t *testing.T) {
	t.Run("there are five attempts, and the waits grow within their bounds", func(t *testing.T) {
		for range 50 { // the waits are random
			synctest.Test(t, func(t *testing.T) {
				var response clarifai.Response
				c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(503, 0)))
				_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&response))
				if testkit.Sentinel(err) != "ErrUnavailable" {
					t.Error(err)
				}
				seen := s.Requests()
				if len(seen) != 5 || response.Attempts != 5 {
					t.Fatalf("%d attempts, %d reported", len(seen), response.Attempts)
				}
				for n := 1; n < 5; n++ {
					if wait, most := seen[n].At.Sub(seen[n-1].At), 200*time.Millisecond<<n; wait < 0 || wait > most {
						t.Errorf("the wait before retry %d is %v, over %v", n, wait, most)
					}
				}
			})
		}
	})

	testkit.RunInFakeTime(t, "the waits are random and reach their bounds", func(t *testing.T) {
		policy := clarifai.RetryPolicy{MaxRetries: 60, MinWait: time.Second, MaxWait: 8 * time.Second}
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(503, 0)), clarifai.WithRetry(policy))
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		seen := s.Requests()
		if len(seen) != 61 {
			t.Fatalf("%d attempts", len(seen))
		}
		var longest time.Duration
		waits := make(map[time.Duration]bool)
		for n := 1; n < len(seen); n++ {
			wait := seen[n].At.Sub(seen[n-1].At)
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

	t.Run("a wait past the deadline is not begun, and a cancel ends it", func(t *testing.T) {
		waiting := func(r testkit.Reply) testkit.Reply {
			r.Header = map[string]string{"Retry-After": "50"}
			return r
		}
		for name, fault := range map[string]testkit.Reply{
			"envelope": waiting(testkit.Failure(503, 0)), "429": waiting(testkit.Failure(429, 11005)),
			"HTML 503": waiting(testkit.Reply{Status: 503, Body: "<html>"}), "empty 503": waiting(testkit.Reply{Status: 503}),
			"cut": waiting(testkit.Reply{Status: 200, Body: `{"status":{"co`}), "reset": {Err: testkit.ErrReset}, "dial": {Err: testkit.ErrDial},
		} {
			policy := clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1000, MinWait: time.Minute, MaxWait: time.Minute})
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				c, s := testkit.NewClient(t, testkit.Script(fault), policy)
				ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(13*time.Second))
				defer cancel()
				start := time.Now()
				_, err := c.Teams.Get(ctx, "acme", "ml")
				// Waits that are asked for are of 50s; the others are random.
				if took := time.Since(start); took >= 13*time.Second || fault.Header != nil && took != 0 {
					t.Errorf("%s: a wait past the deadline of 13s ends after %v", name, took)
				}
				if fault.Err != nil && !errors.Is(err, fault.Err) || testkit.Sentinel(err) != "ErrUnavailable" && testkit.Sentinel(err) != "ErrRateLimited" {
					t.Errorf("%s: the error does not say what failed: %q, %v", name, testkit.Sentinel(err), err)
				}
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s: no DeadlineExceeded after %d requests: %v", name, len(s.Requests()), err)
				}
			})
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				c, s := testkit.NewClient(t, testkit.Script(fault), policy)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(9*time.Second, cancel)
				start := time.Now()
				_, err := c.Teams.Get(ctx, "acme", "ml")
				if took := time.Since(start); took != 9*time.Second {
					t.Errorf("%s: the cancel after 9s ends it after %v", name, took)
				}
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%s: no Canceled after %d requests: %v", name, len(s.Requests()), err)
				}
			})
		}
	})
}

func TestRetry_RetryAfter(t *testing.T) {
	t.Run("seconds and dates are waited for", func(t *testing.T) {
		for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
			testkit.RunInFakeTime(t, fmt.Sprint(status), func(t *testing.T) {
				date := time.Now().Add(40 * time.Second).UTC().Format(http.TimeFormat)
				seconds, dated := testkit.Failure(status, 0), testkit.Failure(status, 0)
				seconds.Header = map[string]string{"Retry-After": "30"}
				dated.Header = map[string]string{"Retry-After": time.Now().Add(80 * time.Second).UTC().Format(http.TimeFormat)}
				_ = date
				c, s := testkit.NewClient(t, testkit.Script(seconds, dated, testkit.TeamReply))
				start := time.Now()
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
					t.Fatal(err)
				}
				seen := s.Requests()
				if wait := seen[1].At.Sub(start); wait < 30*time.Second || wait > 31*time.Second {
					t.Errorf("HTTP %d: 30 seconds are %v", status, wait)
				}
				if at := seen[2].At.Sub(start); at < 79*time.Second || at > 82*time.Second {
					t.Errorf("HTTP %d: the date is taken for %v", status, at)
				}
			})
		}
	})

	t.Run("one over the maximum ends the call at once", func(t *testing.T) {
		for value, want := range map[string]time.Duration{"61": 61 * time.Second, "86400": 24 * time.Hour, "9223372036854775807": 9223372036 * time.Second} {
			testkit.RunInFakeTime(t, value, func(t *testing.T) {
				reply := testkit.Failure(429, 11005)
				reply.Header = map[string]string{"Retry-After": value}
				c, s := testkit.NewClient(t, testkit.Script(reply, testkit.TeamReply))
				start := time.Now()
				_, err := c.Teams.Get(t.Context(), "acme", "ml")
				if testkit.Sentinel(err) != "ErrRateLimited" || len(s.Requests()) != 1 || time.Since(start) != 0 {
					t.Errorf("%s: %d requests in %v: %v", value, len(s.Requests()), time.Since(start), err)
				}
				if e := testkit.AsError(t, err); e.RetryAfter != want {
					t.Errorf("%s: RetryAfter is %v", value, e.RetryAfter)
				}
				if !strings.Contains(err.Error(), "MaxRetryAfter") {
					t.Errorf("no hint: %v", err)
				}
			})
		}
	})

	t.Run("a huge one is not ignored", func(t *testing.T) {
		for _, value := range []string{"99999999999999999999", "1e9"} {
			testkit.RunInFakeTime(t, value, func(t *testing.T) {
				reply := testkit.Failure(429, 11005)
				reply.Header = map[string]string{"Retry-After": value}
				c, s := testkit.NewClient(t, testkit.Script(reply, reply, reply, reply, reply, testkit.TeamReply))
				_, err := c.Teams.Get(t.Context(), "acme", "ml")
				if value != "1e9" && len(s.Requests()) != 1 {
					t.Errorf("%s: %d requests, %v", value, len(s.Requests()), err)
				}
			})
		}
	})

	t.Run("an absurd one neither hangs nor panics", func(t *testing.T) {
		for _, value := range []string{"-1", "-9223372036854775808", "0", "soon", "1.5", "", " 5 ", "0x10", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "1e999", "١٢"} {
			testkit.RunInFakeTime(t, value, func(t *testing.T) {
				reply := testkit.Failure(503, 0)
				reply.Header = map[string]string{"Retry-After": value}
				c, s := testkit.NewClient(t, testkit.Script(reply, reply, testkit.TeamReply))
				start := time.Now()
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || len(s.Requests()) != 3 {
					t.Errorf("%q: %d requests, %v", value, len(s.Requests()), err)
				}
				if took := time.Since(start); took > 12*time.Second {
					t.Errorf("%q: took %v", value, took)
				}
			})
		}
		synctest.Test(t, func(t *testing.T) { // a date as far away as can be written
			reply := testkit.Failure(503, 0)
			reply.Header = map[string]string{"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}
			c, s := testkit.NewClient(t, testkit.Script(reply, testkit.TeamReply))
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); testkit.Sentinel(err) != "ErrUnavailable" || len(s.Requests()) != 1 {
				t.Errorf("%d requests, %v", len(s.Requests()), err)
			}
		})
	})
}

// Whatever delay a server asks for is in the error, and it is waited for within
// the maximum or not at all.
func FuzzRetry_RetryAfter(f *testing.F) {
	for _, after := range []string{
		"", "0", "1", "59", "60", "61", "-1", "+5", "007", "1e9", "0x10", "1_0", " 3 ", "3, 4", "1.5", "9223372036", "9223372037", "18446744073709551616",
		"Sat, 01 Jan 2000 00:00:30 GMT", "Saturday, 01-Jan-00 00:00:30 GMT", "Sat Jan  1 00:00:30 2000", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
		"Sat, 01 Jan 2000 00:00:30 +0500", "\xff", "\x00", "٣",
	} {
		f.Add(uint16(503), after)
		f.Add(uint16(429), after)
	}
	const limit = time.Minute
	f.Fuzz(func(t *testing.T, status uint16, after string) {
		synctest.Test(t, func(t *testing.T) {
			c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 400 + int(status)%200, Body: "{}", Header: map[string]string{"Retry-After": after}}),
				clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: 1, MaxWait: 1, MaxRetryAfter: limit}))
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			asked := testkit.AsError(t, err).RetryAfter
			if seconds, err := strconv.ParseUint(strings.TrimSpace(after), 10, 33); err == nil && asked != time.Duration(seconds)*time.Second || asked < 0 {
				t.Errorf("%q is read as %v", after, asked)
			}
			requests := s.Requests()
			for i := 1; i < len(requests); i++ {
				// A date comes nearer meanwhile. After a 429 some time is lost in any case.
				if waited := requests[i].At.Sub(requests[i-1].At); waited < asked || waited > limit+time.Second {
					t.Errorf("%q: another attempt follows after %v", after, waited)
				}
			}
			if asked > limit && len(requests) > 1 {
				t.Errorf("%q: %d requests", after, len(requests))
			}
		})
	})
}

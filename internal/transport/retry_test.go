package transport_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

func TestDo_Retry(t *testing.T) {
	for name, test := range map[string]struct {
		replies    []reply
		maxRetries int
		request    func(*transport.Request)
		attempts   int
		status     int
	}{
		"a success is not retried":                            {[]reply{fine}, 3, nil, 1, 200},
		"a failure is retried until it succeeds":              {[]reply{busy, busy, fine}, 3, nil, 3, 200},
		"a failed connection is retried":                      {[]reply{reset, fine}, 3, nil, 2, 200},
		"the last response is returned":                       {[]reply{reset, busy}, 3, nil, 4, 503},
		"at most MaxRetries times":                            {[]reply{busy}, 2, nil, 3, 503},
		"never if MaxRetries is 0":                            {[]reply{busy}, 0, nil, 1, 503},
		"never if MaxRetries is 0 and it was throttled":       {[]reply{throttled}, 0, nil, 1, 429},
		"twice as often if it was throttled":                  {[]reply{throttled}, 2, nil, 5, 429},
		"throttled attempts do not count as failures":         {[]reply{busy, throttled, busy, throttled, fine}, 2, nil, 5, 200},
		"failures after throttled attempts count":             {[]reply{throttled, busy, busy, busy, fine}, 2, nil, 4, 503},
		"a request that must not be retried is not":           {[]reply{busy}, 3, func(r *transport.Request) { r.NoRetry = true }, 1, 503},
		"a failure that is classified as permanent is not":    {[]reply{busy}, 3, never, 1, 503},
		"a failed connection that is classified as permanent": {[]reply{reset}, 3, never, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &server{replies: test.replies}
				r := newRequest()
				if test.request != nil {
					test.request(r)
				}
				a := newTransport(s, func(c *transport.Config) { c.MaxRetries = test.maxRetries }).Do(t.Context(), r)
				if len(s.requests) != test.attempts || a.Number != test.attempts || a.Requests != test.attempts || a.Status != test.status {
					t.Errorf("%d requests, %+v; want %d attempts, the last with HTTP %d", len(s.requests), a, test.attempts, test.status)
				}
				if (a.Err != nil) != (test.status == 0) || a.RetryPastDeadline {
					t.Errorf("%v, past deadline: %v", a.Err, a.RetryPastDeadline)
				}
			})
		})
	}
	t.Run("each attempt is classified once, in order, with nothing of the one before", func(t *testing.T) {
		s := &server{replies: []reply{{status: 503, header: http.Header{"Retry-After": {"0"}, "X-N": {"1"}}, body: "one"}, reset, {status: 200, header: http.Header{"X-N": {"3"}}, body: "three"}}}
		var got []string
		newTransport(s).Do(t.Context(), newRequest(func(r *transport.Request) {
			r.Classify = func(a *transport.Attempt) transport.Decision {
				got = append(got, strconv.Itoa(a.Number)+" "+strconv.Itoa(a.Status)+" "+a.Header.Get("X-N")+" "+string(a.Body)+" "+strconv.FormatBool(a.Err != nil))
				return retryUnlessOK(a)
			}
		}))
		if want := []string{"1 503 1 one false", "2 0   true", "3 200 3 three false"}; !slices.Equal(got, want) {
			t.Errorf("classified %q, want %q", got, want)
		}
	})
	t.Run("each attempt sends the whole request", func(t *testing.T) {
		s := &server{replies: []reply{busy, busy, fine}}
		newTransport(s).Do(t.Context(), newRequest(func(r *transport.Request) { r.Method, r.Body = http.MethodPost, []byte(`{"a":1}`) }))
		for i, r := range s.requests {
			if s.bodies[i] != `{"a":1}` || r.Method != http.MethodPost || r.URL.String() != "https://api.example.test/v2/teams/secret-id" || r.Header.Get("Accept") != "application/json" ||
				r.ContentLength != 7 || r.Host != "api.example.test" {
				t.Errorf("request %d: %s %s %v %q", i+1, r.Method, r.URL, r.Header, s.bodies[i])
			}
		}
		if len(s.requests) != 3 {
			t.Errorf("%d requests", len(s.requests))
		}
	})
}

func never(r *transport.Request) {
	r.Classify = func(*transport.Attempt) transport.Decision { return transport.Decision{} }
}

func TestDo_Wait(t *testing.T) {
	// measure sends to a server that always answers alike, many times, and returns
	// the shortest and the longest wait before each retry.
	measure := func(t *testing.T, r reply, change func(*transport.Config)) (shortest, longest []time.Duration) {
		t.Helper()
		for range 200 {
			synctest.Test(t, func(t *testing.T) {
				s := &server{replies: []reply{r}}
				newTransport(s, change).Do(t.Context(), newRequest())
				for i, wait := range s.waits() {
					if i == len(shortest) {
						shortest, longest = append(shortest, wait), append(longest, wait)
					}
					shortest[i], longest[i] = min(shortest[i], wait), max(longest[i], wait)
				}
			})
		}
		return shortest, longest
	}
	const ms = time.Millisecond
	for name, test := range map[string]struct {
		reply            reply
		minWait, maxWait time.Duration
		from, to         []time.Duration // of each wait, to is not reached
	}{
		"a random time below a bound that doubles": {busy, 100 * ms, time.Second, []time.Duration{0, 0, 0, 0, 0}, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, time.Second}},
		"after a failed connection as well":        {reset, 100 * ms, time.Second, []time.Duration{0}, []time.Duration{100 * ms}},
		"never longer than MaxWait":                {busy, time.Second, 300 * ms, []time.Duration{0, 0}, []time.Duration{300 * ms, 300 * ms}},
		"after a 429 at least half the bound, which starts at a second": {
			throttled, 100 * ms, 10 * time.Second,
			[]time.Duration{500 * ms, time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second},
			[]time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second},
		},
		"after a 429 with a longer MinWait": {throttled, 3 * time.Second, 10 * time.Second, []time.Duration{1500 * ms, 3 * time.Second}, []time.Duration{3 * time.Second, 6 * time.Second}},
		"after a 429 with a short MaxWait":  {throttled, ms, 100 * ms, []time.Duration{50 * ms, 50 * ms}, []time.Duration{100 * ms, 100 * ms}},
		"Retry-After on top of the jitter": {
			reply{status: 429, header: http.Header{"Retry-After": {"1"}}}, 8 * time.Second, 8 * time.Second,
			[]time.Duration{time.Second}, []time.Duration{4 * time.Second},
		},
		"Retry-After within the jitter of a 503": {
			reply{status: 503, header: http.Header{"Retry-After": {"1"}}}, 8 * time.Second, 8 * time.Second,
			[]time.Duration{time.Second}, []time.Duration{8 * time.Second},
		},
	} {
		t.Run(name, func(t *testing.T) {
			shortest, longest := measure(t, test.reply, func(c *transport.Config) {
				c.MinWait, c.MaxWait, c.MaxRetries = test.minWait, test.maxWait, len(test.from)
				if test.reply.status == 429 {
					c.MaxRetries = (len(test.from) + 1) / 2
				}
			})
			if len(shortest) < len(test.from) {
				t.Fatalf("%d waits, want %d", len(shortest), len(test.from))
			}
			for i, from := range test.from {
				to := test.to[i]
				if quarter := (to - from) / 4; shortest[i] < from || shortest[i] > from+quarter || longest[i] >= to || longest[i] < to-quarter {
					t.Errorf("wait %d is %v to %v, want %v to %v", i+1, shortest[i], longest[i], from, to)
				}
			}
		})
	}
	t.Run("a bound that has doubled many times is MaxWait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &server{replies: []reply{busy}}
			newTransport(s, func(c *transport.Config) { c.MinWait, c.MaxWait, c.MaxRetries = 1, time.Second, 100 }).Do(t.Context(), newRequest())
			waits := s.waits()
			if longest := slices.Max(waits[40:]); len(waits) != 100 || longest >= time.Second || longest < time.Second/2 {
				t.Errorf("%d waits, the longest of the late ones %v", len(waits), longest)
			}
		})
	})
	t.Run("without MaxWait there is none", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &server{replies: []reply{busy}}
			newTransport(s).Do(t.Context(), newRequest())
			if waits := s.waits(); slices.Max(waits) != 0 {
				t.Errorf("waits of %v", waits)
			}
		})
	})
}

func TestDo_RetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inAMinute := time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
		for value, want := range map[string]time.Duration{
			"": 0, "0": 0, "20": 20 * time.Second, "-5": 0, "soon": 0, "1.5": 0,
			inAMinute: time.Minute, time.Now().Add(-time.Minute).UTC().Format(http.TimeFormat): 0,
			"9223372036": 9223372036 * time.Second, "9223372037": 9223372036 * time.Second,
			"99999999999999999999": 9223372036 * time.Second, "-99999999999999999999": 0,
		} {
			s := &server{replies: []reply{{status: 503, header: http.Header{"Retry-After": {" " + value + " "}}}}}
			a := newTransport(s, func(c *transport.Config) { c.MaxRetries = 0 }).Do(t.Context(), newRequest())
			if a.RetryAfter != want {
				t.Errorf("%q asks for %v, want %v", value, a.RetryAfter, want)
			}
		}
	})
	for name, test := range map[string]struct {
		asked    string
		attempts int
		took     time.Duration
	}{
		"it is waited for":                              {"20", 4, 60 * time.Second},
		"one that is as long as MaxRetryAfter, too":     {"60", 4, 180 * time.Second},
		"one that is longer than that ends the call":    {"61", 1, 0},
		"one that is no time is as if it was not there": {"soon", 4, 0},
	} {
		t.Run(name, func(t *testing.T) {
			for _, status := range []int{429, 503} {
				synctest.Test(t, func(t *testing.T) {
					s := &server{replies: []reply{{status: status, header: http.Header{"Retry-After": {test.asked}}}}}
					r := newRequest(func(r *transport.Request) {
						r.Classify = func(*transport.Attempt) transport.Decision { return transport.Decision{Retry: true} }
					})
					start := time.Now()
					newTransport(s).Do(t.Context(), r)
					if took := time.Since(start); len(s.requests) != test.attempts || took != test.took {
						t.Errorf("%d: %d attempts in %v, want %d in %v", status, len(s.requests), took, test.attempts, test.took)
					}
				})
			}
		})
	}
}

func TestDo_Deadline(t *testing.T) {
	asks := &server{replies: []reply{{status: 503, header: http.Header{"Retry-After": {"20"}}}}}
	do := func(ctx context.Context, change ...func(*transport.Config)) (*transport.Attempt, int, time.Duration) {
		s := &server{replies: asks.replies}
		start := time.Now()
		a := newTransport(s, change...).Do(ctx, newRequest())
		return a, len(s.requests), time.Since(start)
	}
	t.Run("a wait that would end after it is not begun", func(t *testing.T) {
		for _, deadline := range []time.Duration{time.Nanosecond, time.Second, 20 * time.Second} {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), deadline)
				defer cancel()
				if a, n, took := do(ctx); took != 0 || n != 1 || !a.RetryPastDeadline || a.Status != 503 || a.Err != nil {
					t.Errorf("deadline %v: %d requests in %v, %+v", deadline, n, took, a)
				}
			})
		}
	})
	t.Run("a wait that ends before it is waited", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 41*time.Second)
			defer cancel()
			if a, n, took := do(ctx); took != 40*time.Second || n != 3 || !a.RetryPastDeadline {
				t.Errorf("%d requests in %v, %+v", n, took, a)
			}
		})
	})
	t.Run("a context that is canceled ends the wait at that instant", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(7*time.Second, cancel)
			if a, n, took := do(ctx); took != 7*time.Second || n != 1 || a.RetryPastDeadline || !errors.Is(a.Err, context.Canceled) {
				t.Errorf("%d requests in %v, %+v", n, took, a)
			}
		})
	})
	t.Run("it is not blamed if there would have been no retry", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if a, n, _ := do(ctx, func(c *transport.Config) { c.MaxRetries = 0 }); n != 1 || a.RetryPastDeadline {
				t.Errorf("%d requests, %+v", n, a)
			}
		})
	})
	t.Run("a context that ends during an attempt ends the call", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			requests := 0
			a := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
				requests++
				cancel()
				return busy.response(r), nil
			})).Do(ctx, newRequest())
			if requests != 1 || a.Number != 1 || a.Status != 503 {
				t.Errorf("%d requests, %+v", requests, a)
			}
		})
	})
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if err := transport.Sleep(t.Context(), time.Hour); err != nil || time.Since(start) != time.Hour {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start = time.Now()
		if err := transport.Sleep(ctx, time.Hour); err != context.DeadlineExceeded || time.Since(start) != 0 || ctx.Err() != nil {
			t.Errorf("past the deadline: %v after %v", err, time.Since(start))
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		start = time.Now()
		if err := transport.Sleep(ctx, time.Hour); err != context.Canceled || time.Since(start) != time.Minute {
			t.Errorf("canceled: %v after %v", err, time.Since(start))
		}
	})
}

package transport_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// sender returns a function that sends a request which the server always
// refuses with a 503, and says what came of the last try.
func sender(config transport.Config, header http.Header) func(ctx context.Context) (*transport.Attempt, *int) {
	requests := new(int)
	config.Client = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		*requests++
		return &http.Response{StatusCode: 503, Header: header.Clone(), Body: io.NopCloser(strings.NewReader("busy")), Request: r}, nil
	})}
	config.Base = &url.URL{Scheme: "https", Host: "api.example.test"}
	config.Authenticate = func(transport.Credential) (transport.Authentication, error) { return transport.Authentication{}, nil }
	config.Logger = slog.New(slog.DiscardHandler)
	config.MaxBytes = 1 << 10
	t := transport.New(config)
	return func(ctx context.Context) (*transport.Attempt, *int) {
		return t.Do(ctx, &transport.Request{
			Op: "op", Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "api.example.test", Path: "/v2"},
			Classify: func(*transport.Attempt) transport.Decision { return transport.Decision{Retry: true} },
		}), requests
	}
}

func TestDo_Wait(t *testing.T) {
	asks := http.Header{"Retry-After": {"20"}}
	policy := transport.Config{MaxRetries: 3, MinWait: time.Millisecond, MaxWait: time.Millisecond, MaxRetryAfter: time.Minute}
	t.Run("a wait that would end after the deadline is not begun", func(t *testing.T) {
		for _, deadline := range []time.Duration{time.Nanosecond, time.Second, 20 * time.Second} {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), deadline)
				defer cancel()
				start := time.Now()
				try, requests := sender(policy, asks)(ctx)
				if took := time.Since(start); took != 0 || *requests != 1 || !try.RetryPastDeadline || try.Status != 503 || try.Err != nil {
					t.Errorf("deadline %v: %d requests in %v, late %v, HTTP %d, %v", deadline, *requests, took, try.RetryPastDeadline, try.Status, try.Err)
				}
			})
		}
	})
	t.Run("a wait that ends before the deadline is waited", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 41*time.Second)
			defer cancel()
			start := time.Now()
			try, requests := sender(policy, asks)(ctx)
			if took := time.Since(start); took != 40*time.Second || *requests != 3 || !try.RetryPastDeadline {
				t.Errorf("%d requests in %v, late %v", *requests, took, try.RetryPastDeadline)
			}
		})
	})
	t.Run("without a deadline all retries are made", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			try, requests := sender(policy, asks)(t.Context())
			if took := time.Since(start); took != time.Minute || *requests != 4 || try.RetryPastDeadline {
				t.Errorf("%d requests in %v, late %v", *requests, took, try.RetryPastDeadline)
			}
		})
	})
	t.Run("a context that is canceled ends the wait at that instant", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(7*time.Second, cancel)
			start := time.Now()
			try, requests := sender(policy, asks)(ctx)
			if took := time.Since(start); took != 7*time.Second || *requests != 1 || try.RetryPastDeadline || !errors.Is(try.Err, context.Canceled) {
				t.Errorf("%d requests in %v, late %v, %v", *requests, took, try.RetryPastDeadline, try.Err)
			}
		})
	})
	t.Run("the last retry is not called late", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			none := policy
			none.MaxRetries = 0
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if try, requests := sender(none, asks)(ctx); *requests != 1 || try.RetryPastDeadline {
				t.Errorf("%d requests, late %v", *requests, try.RetryPastDeadline)
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

package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestFollow_Outage follows a log whose server refuses the first request.
func TestFollow_Outage(t *testing.T) {
	for name, test := range map[string]struct {
		status     int
		retryAfter string
		want       time.Duration
	}{
		"waits as long as Clarifai asks":              {http.StatusTooManyRequests, "3600", time.Hour},
		"waits as long as an unavailable server asks": {http.StatusServiceUnavailable, "600", 10 * time.Minute},
		"waits no less than its own pace":             {http.StatusTooManyRequests, "1", pause},
		"waits its own pace if nothing is asked":      {http.StatusServiceUnavailable, "", pause},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				var requests []time.Time
				client, err := clarifai.NewClient(clarifai.WithPAT("test-pat-0123456789"), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
					clarifai.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
						requests = append(requests, time.Now())
						status, body, header := http.StatusOK, `{"status":{"code":10000},"entries":[]}`, http.Header{}
						if len(requests) == 1 {
							status, body = test.status, "" // what stands before Clarifai answers
							header.Set("Retry-After", test.retryAfter)
						}
						return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
					})}))
				if err != nil {
					t.Fatal(err)
				}
				from := time.Now().Add(-time.Hour)
				e := &exporter{
					settings: &settings{org: "acme", follow: true, from: from, to: from.Add(time.Minute), window: time.Minute},
					log:      client.AuditLog, dir: &directory{dir}, out: io.Discard,
				}
				if err := e.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				if len(requests) < 2 {
					t.Fatalf("%d requests", len(requests))
				}
				if waited := requests[1].Sub(requests[0]); waited != test.want {
					t.Errorf("it waits %v, want %v", waited, test.want)
				}
			})
		})
	}
}

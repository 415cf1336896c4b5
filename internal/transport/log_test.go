package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// logged returns the lines that a request writes.
func logged(t *testing.T, level slog.Level, rt http.RoundTripper, r *transport.Request, change ...func(*transport.Config)) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	newTransport(rt, append(change, func(c *transport.Config) {
		c.Logger = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: level}))
	})...).Do(t.Context(), r)
	var lines []map[string]any
	for text := range strings.Lines(out.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		delete(line, "time")
		lines = append(lines, line)
	}
	return lines
}

func TestDo_Log(t *testing.T) {
	decide := func(r *transport.Request) {
		r.Classify = func(a *transport.Attempt) transport.Decision {
			return transport.Decision{Retry: a.Status != 200, Code: int32(10000 + a.Number), RequestID: fmt.Sprint("req", a.Number)}
		}
	}
	line := func(level, message string, status, attempt int) map[string]any {
		return map[string]any{
			"level": level, "msg": message, "operation": "teams.list", "method": "GET", "route": "/v2/teams/{id}", "status": float64(status),
			"code": float64(10000 + attempt), "request_id": fmt.Sprint("req", attempt), "attempt": float64(attempt), "duration": float64(time.Second),
		}
	}
	slow := func(s *server) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if err := transport.Sleep(r.Context(), time.Second); err != nil {
				return nil, err
			}
			return s.RoundTrip(r)
		})
	}
	const retrying = "clarifai request failed, retrying"
	t.Run("an attempt is one line at Debug, and at Warn if it is retried", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			got := logged(t, slog.LevelDebug, slow(&server{replies: []reply{busy, busy, fine}}), newRequest(decide))
			want := []map[string]any{line("WARN", retrying, 503, 1), line("WARN", retrying, 503, 2), line("DEBUG", "clarifai request", 200, 3)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	})
	t.Run("the last failure is not at Warn", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			got := logged(t, slog.LevelWarn, slow(&server{replies: []reply{busy}}), newRequest(decide), func(c *transport.Config) { c.MaxRetries = 1 })
			if diff := cmp.Diff([]map[string]any{line("WARN", retrying, 503, 1)}, got); diff != "" {
				t.Error(diff)
			}
		})
	})
	t.Run("what would be retried past the deadline is not at Warn", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			newTransport(&server{replies: []reply{{status: 503, header: http.Header{"Retry-After": {"5"}}}}}, func(c *transport.Config) {
				c.Logger = slog.New(slog.NewTextHandler(&out, nil))
			}).Do(ctx, newRequest())
			if out.Len() > 0 {
				t.Error(out.String())
			}
		})
	})
	t.Run("it has no secrets", func(t *testing.T) {
		var out bytes.Buffer
		s := &server{replies: []reply{{status: 503, header: http.Header{"X-Echo": {"token"}}, body: "a secret body"}, {err: fmt.Errorf("dial secret-id: token")}, fine}}
		newTransport(s, func(c *transport.Config) {
			c.Logger = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
			c.Authenticate = func(transport.Credential) (transport.Authentication, error) {
				return transport.Authentication{Key: "Authorization", Value: "Key token", Secret: "token"}, nil
			}
		}).Do(t.Context(), newRequest(func(r *transport.Request) { r.Body, r.Method = []byte("secret"), "POST" }))
		if strings.Count(out.String(), "\n") != 3 || strings.Contains(out.String(), "secret") || strings.Contains(out.String(), "token") || strings.Contains(out.String(), "example.test") {
			t.Error(out.String())
		}
	})
}

func TestDo_LogFailure(t *testing.T) {
	fails := func(err error) http.RoundTripper { return &server{replies: []reply{{err: err}}} }
	hangs := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	truncated := roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: &body{read: func([]byte) (int, error) { return 0, errReset }}, Request: r}, nil
	})
	for failure, test := range map[string]struct {
		rt     http.RoundTripper
		change func(*transport.Config)
		unsent bool
	}{
		"connection": {fails(errReset), nil, false},
		"canceled":   {fails(context.Canceled), nil, false},
		"timeout":    {hangs, func(c *transport.Config) { c.Client.Timeout = time.Second }, false},
		"truncated":  {truncated, nil, false},
		"too large":  {&server{replies: []reply{{status: 200, body: strings.Repeat("x", 2000)}}}, nil, false},
		"credential": {&server{}, func(c *transport.Config) {
			c.Authenticate = func(transport.Credential) (none transport.Authentication, err error) { return none, errReset }
		}, true},
		"limiter": {&server{}, func(c *transport.Config) {
			c.Limiter = limiter(func(context.Context) error { return &net.OpError{Op: "read", Err: context.DeadlineExceeded} })
		}, true},
	} {
		t.Run(failure, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				change := test.change
				if change == nil {
					change = func(*transport.Config) {}
				}
				lines := logged(t, slog.LevelDebug, test.rt, newRequest(never), change)
				if len(lines) != 1 || lines[0]["failure"] != failure {
					t.Errorf("%v, want the failure %q", lines, failure)
				}
				if duration := lines[0]["duration"]; test.unsent && duration != 0.0 {
					t.Errorf("it took %v, and was not sent", duration)
				}
			})
		})
	}
	if lines := logged(t, slog.LevelDebug, &server{replies: []reply{busy}}, newRequest(never)); len(lines) != 1 || lines[0]["failure"] != nil {
		t.Errorf("a response: %v", lines)
	}
}

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
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// roundTrip is an http.RoundTripper in the place of a server.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// server answers with its replies in turn, and with the last one from then on. It
// records what it was sent.
type server struct {
	replies  []reply
	requests []*http.Request
	bodies   []string
	times    []time.Time
}

type reply struct {
	status int
	header http.Header
	body   string
	err    error
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(data)
	}
	at := s.replies[min(len(s.requests), len(s.replies)-1)]
	s.requests, s.bodies, s.times = append(s.requests, r), append(s.bodies, body), append(s.times, time.Now())
	if at.err != nil {
		return nil, at.err
	}
	return at.response(r), nil
}

func (r reply) response(to *http.Request) *http.Response {
	header := r.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: r.status, Header: header, Body: io.NopCloser(strings.NewReader(r.body)), ContentLength: -1, Request: to}
}

// waits returns the times between the requests.
func (s *server) waits() []time.Duration {
	var waits []time.Duration
	for i := 1; i < len(s.times); i++ {
		waits = append(waits, s.times[i].Sub(s.times[i-1]))
	}
	return waits
}

var errReset = errors.New("connection reset by peer")

var (
	fine      = reply{status: 200, body: "fine"}
	busy      = reply{status: 503, body: "busy"}
	throttled = reply{status: 429, body: "too soon"}
	reset     = reply{err: errReset}
)

// newTransport returns a transport that sends to rt, without waits unless change
// says otherwise.
func newTransport(rt http.RoundTripper, change ...func(*transport.Config)) *transport.Transport {
	config := transport.Config{
		Client:        &http.Client{Transport: rt},
		Base:          &url.URL{Scheme: "https", Host: "api.example.test"},
		Authenticate:  func(transport.Credential) (transport.Authentication, error) { return transport.Authentication{}, nil },
		Logger:        slog.New(slog.DiscardHandler),
		MaxRetries:    3,
		MaxRetryAfter: time.Minute,
		MaxBytes:      1 << 10,
	}
	for _, c := range change {
		c(&config)
	}
	return transport.New(config)
}

// newRequest returns a GET that is retried unless the response is 200.
func newRequest(change ...func(*transport.Request)) *transport.Request {
	r := &transport.Request{
		Op: "teams.list", Template: "/v2/teams/{id}", Method: http.MethodGet,
		URL:      &url.URL{Scheme: "https", Host: "api.example.test", Path: "/v2/teams/secret-id"},
		Header:   http.Header{"Accept": {"application/json"}},
		Classify: retryUnlessOK,
	}
	for _, c := range change {
		c(r)
	}
	return r
}

func retryUnlessOK(a *transport.Attempt) transport.Decision {
	return transport.Decision{Retry: a.Err != nil || a.Status != 200, Throttled: a.Status == 429}
}

// canceled returns a context that has ended.
func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// Package transport sends requests: authenticated, rate-limited, logged and
// retried, within the time of their context. It knows HTTP and nothing of
// Clarifai: what an attempt amounts to is for the Classify function of the
// request to decide.
//
// An attempt passes through net/http's client into roundTripper, which waits
// for the limiter, adds the credential and sends. What came of it goes through
// checkRetry, which has it classified and waits before the next attempt.
package transport

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
)

// Limiter spaces out attempts.
type Limiter interface {
	// Wait blocks until the next attempt may be sent, or returns an error.
	Wait(ctx context.Context) error
}

// Config is what all requests of a Transport share.
type Config struct {
	// Client is copied. Its Transport, Timeout and Jar are used; redirects are
	// never followed.
	Client *http.Client
	// Base is the only scheme, host and port that requests, and so credentials,
	// are sent to.
	Base *url.URL
	// Authenticate is called before each attempt.
	Authenticate func(Credential) (Authentication, error)
	// Guard refuses a request by returning an error. Nil means that all are sent.
	Guard func(*Request) error
	// Limiter is waited for before each attempt. Nil means no limit.
	Limiter Limiter
	Logger  *slog.Logger
	// MaxRetries is the maximum number of attempts after the first. It is
	// doubled for attempts that were throttled.
	MaxRetries int
	// MinWait and MaxWait bound the wait before a retry.
	MinWait, MaxWait time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for. A response
	// that asks for a longer one ends the call.
	MaxRetryAfter time.Duration
	// MaxBytes is the maximum size of a response, decompressed.
	MaxBytes int64
}

// Authentication is the header that authenticates an attempt, and the secret in
// it. The zero value adds no header.
type Authentication struct{ Key, Value, Secret string }

// Credential is the kind of credential that a request takes. What it means is
// for Authenticate to decide.
type Credential uint8

// Request is one call, which is sent in one or more attempts.
type Request struct {
	Op string
	// Template is the path as it is logged: the path itself can hold secrets.
	Template   string
	Method     string
	URL        *url.URL
	Header     http.Header
	Body       []byte
	Credential Credential
	// Write says that the request may change something.
	Write bool
	// Owners are the users and organizations whose resources the request
	// touches, for the guard.
	Owners  []string
	NoRetry bool

	// Classify decides what an attempt amounts to. It is called once for each
	// attempt, in order.
	Classify func(*Attempt) Decision
}

// Attempt is what came of sending a request once.
type Attempt struct {
	// Number counts attempts from 1. It is 0 if the guard refused the request.
	Number int
	// Requests is how many requests have been handed to the network, in this
	// attempt and those before.
	Requests int
	// Status is the HTTP status, or 0 if there was no response.
	Status int
	Header http.Header
	// Body is whole unless Err is set. It is valid only while Classify runs.
	Body []byte
	// Err says why there is no response, or no whole body. It quotes no URL.
	Err error
	// Unsent says that the server cannot have seen the request.
	Unsent bool
	// RetryPastDeadline says that there would have been another attempt, had the
	// wait before it not ended after the context's deadline.
	RetryPastDeadline bool
	// RetryAfter is how long the response asks to wait, or 0 if it does not ask.
	RetryAfter time.Duration

	start  time.Time
	secret string
}

// Redact removes the attempt's credential from a text that came from outside.
func (a *Attempt) Redact(text string) string { return redact.Text(text, a.secret) }

// Decision is what Classify makes of an attempt.
type Decision struct {
	// Retry says that another attempt may succeed and does no harm.
	Retry bool
	// Throttled says that the request came too soon, and needs only time.
	Throttled bool
	// Code and RequestID are logged.
	Code      int32
	RequestID string
}

// Transport sends requests. It is safe for concurrent use.
type Transport struct {
	config  Config
	client  *retryablehttp.Client
	timeout time.Duration // of one attempt
}

// New returns a Transport. It sends nothing.
func New(config Config) *Transport {
	t := &Transport{config: config}

	inner := *config.Client
	if inner.Transport == nil {
		inner.Transport = http.DefaultTransport
	}
	// The round tripper enforces the timeout: http.Client would start a goroutine
	// for each request to a RoundTripper that it does not know.
	t.timeout, inner.Timeout = inner.Timeout, 0
	// The wrapper hides CloseIdleConnections, which retryablehttp calls on
	// every final failure: it would drain a pool that others share.
	inner.Transport = &roundTripper{next: inner.Transport, config: &t.config, timeout: t.timeout}
	// Redirects are never followed. The round tripper hides their Location, so that
	// this is a second safeguard.
	inner.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	t.client = &retryablehttp.Client{
		HTTPClient:   &inner,
		RetryMax:     throttleRetryFactor * config.MaxRetries,
		CheckRetry:   t.checkRetry,
		Backoff:      noWait,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		PrepareRetry: func(r *http.Request) error { // a copy of the request
			r.Header = t.headers()
			return nil
		},
	}
	return t
}

// call is a request and its attempts so far. It travels in the context, since
// retryablehttp passes its policy neither the request nor, after an error, the
// method.
type call struct {
	request  *Request
	attempt  Attempt
	failures int                // attempts that were not just throttled
	cancel   context.CancelFunc // ends the current attempt's timeout
	location string             // Location of its response
	body     *bytes.Buffer      // body of its response
	limited  io.LimitedReader   // limits the body
	firstURL url.URL            // URL of the first attempt
}

type callKey struct{}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// Operation returns the operation whose attempt ctx belongs to, and whether it
// belongs to one.
func Operation(ctx context.Context) (string, bool) {
	if c := callFrom(ctx); c != nil {
		return c.request.Op, true
	}
	return "", false
}

// Do sends a request and returns its last attempt. If the context ends between
// two attempts, that is the last one's Err.
func (t *Transport) Do(ctx context.Context, r *Request) *Attempt {
	c := &call{request: r}
	if t.config.Guard != nil {
		if err := t.config.Guard(r); err != nil {
			c.attempt = Attempt{Err: fmt.Errorf("%w: %w", ErrGuard, err), Unsent: true}
			return &c.attempt
		}
	}
	ctx = context.WithValue(ctx, callKey{}, c)
	request := &retryablehttp.Request{Request: (&http.Request{
		Method: r.Method, URL: r.URL, Host: r.URL.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: t.headers(),
	}).WithContext(ctx)}
	if r.Body != nil {
		if err := request.SetBody(r.Body); err != nil {
			c.attempt = Attempt{Err: err, Unsent: true}
			return &c.attempt
		}
	}
	response, err := t.client.Do(request)
	if response != nil {
		_ = response.Body.Close() // checkRetry has read and closed it
	}
	if err != nil && ctx.Err() != nil && c.attempt.Err == nil {
		c.attempt.Err = ctx.Err() // it ended during the wait before a retry
	}
	return &c.attempt
}

// headers returns the headers of a request as http.Client sees it. They are
// empty, since http.Client copies them; RoundTrip adds those of the request. A
// cookie jar writes into them, so that with one each attempt needs its own.
func (t *Transport) headers() http.Header {
	if t.client.HTTPClient.Jar != nil {
		return http.Header{}
	}
	return noHeaders
}

var noHeaders = http.Header{}

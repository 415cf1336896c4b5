// Package transport sends a request until its caller's classification calls it
// done: authenticated, limited, logged and retried, within the context's time.
// It knows HTTP and nothing of Clarifai.
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

// Limiter is waited for before every try.
type Limiter interface {
	Wait(ctx context.Context) error
}

// Config is what all requests of a Transport share.
type Config struct {
	Client        *http.Client // copied; its Transport, Timeout and Jar are used
	Base          *url.URL     // credentials go to its scheme, host and port only
	Authenticate  func(Credential) (Authentication, error)
	Guard         func(*Request) error // nil: everything may leave
	Limiter       Limiter              // nil: no limit
	Logger        *slog.Logger
	MaxRetries    int // tries after the first; twice as many where they come too soon
	MinWait       time.Duration
	MaxWait       time.Duration
	MaxRetryAfter time.Duration // a longer one ends the call
	MaxBytes      int64         // of a response, decompressed
}

// Authentication is the header that authenticates a try, and the secret in it. The
// zero value is none.
type Authentication struct{ Key, Value, Secret string }

// Credential is which credential a request takes; its meaning is the caller's.
type Credential uint8

// Request is one call, sent in as many tries as it takes.
type Request struct {
	Op         string
	Template   string // of the path, for the log: a path can hold secrets
	Method     string
	URL        *url.URL
	Header     http.Header
	Body       []byte // nil: none
	Credential Credential
	Write      bool     // it may change something
	Owners     []string // whose things it touches, for the guard
	NoRetry    bool

	// Classify says what a try amounts to. It runs once for each try, in
	// order; the try's body is gone when it returns.
	Classify func(*Try) Verdict
}

// Try is what came of sending a request once.
type Try struct {
	Number   int
	Requests int // that were handed to the network, in this try and those before
	Status   int // 0: no response
	Header   http.Header
	Body     []byte // whole, unless Err is set; nil once the try is classified
	Err      error  // no response, or a body that ended in an error; never carries a URL
	// Unsent says that the server cannot have seen the request.
	Unsent bool
	// Late says that there would have been another try, but for the wait before
	// it, which would have ended after the context's deadline.
	Late       bool
	RetryAfter time.Duration // what the response asks for; 0: nothing

	began  time.Time
	secret string
}

// Redact takes the try's credential out of a text that came from outside.
func (t *Try) Redact(text string) string { return redact.Text(text, t.secret) }

// Verdict is what a classification says of a try.
type Verdict struct {
	Again     bool   // another try may end better, and does no harm
	Throttled bool   // it came too soon: time is all that it needs
	Code      int32  // for the log
	RequestID string // for the log
}

// Transport sends requests. It is safe for concurrent use.
type Transport struct {
	config  Config
	client  *retryablehttp.Client
	timeout time.Duration // of one try
}

// New makes a Transport. It does no network I/O.
func New(config Config) *Transport {
	t := &Transport{config: config}

	inner := *config.Client
	if inner.Transport == nil {
		inner.Transport = http.DefaultTransport
	}
	// The round tripper keeps the time itself: http.Client starts a goroutine
	// for each request to a RoundTripper that it does not know.
	timeout := inner.Timeout
	inner.Timeout = 0
	t.timeout = timeout
	// The wrapper hides CloseIdleConnections, which retryablehttp calls on
	// every final failure: it would drain a pool that others share.
	inner.Transport = &roundTripper{next: inner.Transport, config: &t.config, timeout: timeout}
	inner.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	t.client = &retryablehttp.Client{
		HTTPClient:   &inner,
		RetryMax:     patience * config.MaxRetries,
		CheckRetry:   t.checkRetry,
		Backoff:      noWait,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		PrepareRetry: func(r *http.Request) error { // on a copy of the request
			r.Header = t.headers()
			return nil
		},
	}
	return t
}

// call is a request on its way. It travels in the context, since retryablehttp
// tells its policy neither the request nor, on an error, the method.
type call struct {
	request  *Request
	last     Try
	failed   int                // tries that did not just come too soon
	cancel   context.CancelFunc // ends the time of the try under way
	location string             // of its response
	body     *bytes.Buffer      // of its response; nil: none
	limited  io.LimitedReader   // what it is read through
	place    url.URL            // of the first try
}

type callKey struct{}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// Operation gives the operation for which a request's context was made.
func Operation(ctx context.Context) (string, bool) {
	if c := callFrom(ctx); c != nil {
		return c.request.Op, true
	}
	return "", false
}

// Do sends the request and gives its last try. A context that ends between two
// tries is that try's Err.
func (t *Transport) Do(ctx context.Context, r *Request) *Try {
	c := &call{request: r}
	if t.config.Guard != nil {
		if err := t.config.Guard(r); err != nil {
			c.last = Try{Err: fmt.Errorf("%w: %w", ErrGuard, err), Unsent: true}
			return &c.last
		}
	}
	ctx = context.WithValue(ctx, callKey{}, c)
	request := &retryablehttp.Request{Request: (&http.Request{
		Method: r.Method, URL: r.URL, Host: r.URL.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: t.headers(),
	}).WithContext(ctx)}
	if r.Body != nil {
		if err := request.SetBody(r.Body); err != nil {
			c.last = Try{Err: err, Unsent: true}
			return &c.last
		}
	}
	response, err := t.client.Do(request)
	if response != nil {
		_ = response.Body.Close() // read and closed already; see checkRetry
	}
	if err != nil && ctx.Err() != nil && c.last.Err == nil {
		c.last.Err = ctx.Err() // it ended while waiting for the next try
	}
	return &c.last
}

// headers gives http.Client the headers that it sees: none, since it copies them;
// RoundTrip puts the request's there. A jar puts its cookies into them, so that
// with one each try has its own.
func (t *Transport) headers() http.Header {
	if t.client.HTTPClient.Jar != nil {
		return http.Header{}
	}
	return noHeaders
}

var noHeaders = http.Header{}

// Package transport sends a request until its caller's classification calls it
// done: authenticated, limited, logged and retried, within the context's time.
// It knows HTTP and nothing of Clarifai.
package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
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

// Errors that a Try's Err wraps.
var (
	ErrTooLarge   = errors.New("the response is larger than the client allows")
	ErrCut        = errors.New("the connection ended before the response did")
	ErrCredential = errors.New("no usable credential")
	ErrLimiter    = errors.New("the rate limiter refused")
	ErrGuard      = errors.New("the guard refused")
)

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

// patience is how much more often a request is tried again that comes too soon:
// many callers that are refused together take turns, and some are unlucky.
const patience = 2

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

// checkRetry is retryablehttp's policy: it takes in what came of a try, has it
// classified, logs it, and says whether there is another.
func (t *Transport) checkRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	c := callFrom(ctx)
	try := &c.last
	try.Number++
	try.Status, try.Header, try.Body, try.RetryAfter = 0, nil, nil, 0
	try.Err = withoutURL(err)
	if response != nil {
		try.Status, try.Header = response.StatusCode, response.Header
		try.RetryAfter = retryAfter(response.Header)
		try.Unsent = false
		if err == nil {
			try.Body, try.Err = t.read(response, c)
		}
		if c.location != "" {
			try.Header.Set("Location", c.location)
		}
	}
	if c.cancel != nil {
		c.cancel()
	}
	if t.timeout > 0 && ctx.Err() == nil && errors.Is(try.Err, context.DeadlineExceeded) {
		try.Err = fmt.Errorf("the try took longer than %v: %w", t.timeout, try.Err)
	}
	verdict := c.request.Classify(try)
	if c.body != nil {
		try.Body = nil
		keepBody(c.body)
		c.body = nil
	}
	if !verdict.Throttled {
		c.failed++
	}
	again := verdict.Again && !c.request.NoRetry && ctx.Err() == nil && c.failed <= t.config.MaxRetries &&
		try.Number <= patience*t.config.MaxRetries && try.RetryAfter <= t.config.MaxRetryAfter
	wait := time.Duration(0)
	if again {
		wait = backoff(t.config.MinWait, t.config.MaxWait, try.Number-1, response)
		try.Late = late(ctx, wait)
		again = !try.Late
	}
	t.log(ctx, c, verdict, again)
	if !again {
		return false, nil
	}
	err = Sleep(ctx, wait)
	return err == nil, err
}

// noWait is retryablehttp's wait before a retry: checkRetry, which knows the
// context, has waited already.
func noWait(time.Duration, time.Duration, int, *http.Response) time.Duration { return 0 }

// Sleep waits. It returns the context's error if that ends first, and at once
// context.DeadlineExceeded if its deadline comes first.
func Sleep(ctx context.Context, d time.Duration) error {
	if late(ctx, d) {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// late reports whether a wait would end after the context's deadline.
func late(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) <= wait
}

// read takes in a body, within the limit, and closes it.
func (t *Transport) read(response *http.Response, c *call) ([]byte, error) {
	body := response.Body
	response.Body = http.NoBody
	defer func() { _ = body.Close() }()

	limit := t.config.MaxBytes
	if response.ContentLength > limit {
		return nil, ErrTooLarge
	}
	c.body = bodies.Get().(*bytes.Buffer) // nothing else is put there
	if n := response.ContentLength; n > 0 {
		c.body.Grow(int(min(n, 1<<20)) + bytes.MinRead) // what a server announces is not trusted further
	}
	c.limited = io.LimitedReader{R: body, N: limit + 1}
	n, err := c.body.ReadFrom(&c.limited)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrCut, err)
	case n > limit:
		return nil, ErrTooLarge
	}
	return c.body.Bytes(), nil
}

// bodies keeps the room that bodies took for those that come: in a list's pages
// it is as much as all that is read out of them.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// mostKept is the largest room that is kept.
const mostKept = 4 << 20

func keepBody(body *bytes.Buffer) {
	clear(body.Bytes()) // the next call is to find nothing of this one
	body.Reset()
	if body.Cap() <= mostKept {
		bodies.Put(body)
	}
}

// log writes the one line of a try: never a header, a body or a URL.
func (t *Transport) log(ctx context.Context, c *call, v Verdict, again bool) {
	level, message := slog.LevelDebug, "clarifai request"
	if again {
		level, message = slog.LevelWarn, "clarifai request failed and is tried again"
	}
	if !t.config.Logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", c.request.Op),
		slog.String("method", c.request.Method),
		slog.String("route", c.request.Template),
		slog.Int("status", c.last.Status),
		slog.Int("code", int(v.Code)),
		slog.String("request_id", v.RequestID),
		slog.Int("try", c.last.Number),
		slog.Duration("duration", c.last.took()),
	}
	if c.last.Err != nil {
		attrs = append(attrs, slog.String("failure", kind(c.last.Err)))
	}
	t.config.Logger.LogAttrs(ctx, level, message, attrs...)
}

func (t *Try) took() time.Duration {
	if t.began.IsZero() {
		return 0
	}
	return time.Since(t.began)
}

// kind names an error without quoting it: its text may hold what a server sent.
func kind(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, ErrTooLarge):
		return "too large"
	case errors.Is(err, ErrCredential):
		return "credential"
	case errors.Is(err, ErrLimiter):
		return "limiter"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, ErrCut):
		return "cut"
	}
	return "connection"
}

// withoutURL takes the URL off an error of net/http: paths can hold secrets. What
// a token source or a limiter wraps stays as it is, or it would not be told from
// a failed connection.
func withoutURL(err error) error {
	for {
		e, ok := errors.AsType[*url.Error](err)
		if !ok || unsentByUs(err) && !unsentByUs(e.Err) {
			return err
		}
		err = e.Err
	}
}

func unsentByUs(err error) bool { return errors.Is(err, ErrCredential) || errors.Is(err, ErrLimiter) }

// aSecond is what limits on a rate are counted by: nothing is gained by asking
// again much sooner.
const aSecond = time.Second

// backoff waits a random time below an exponential bound, and at least as long
// as the server asks. A 429 that does not ask for a time is waited for longer,
// for at least half the bound: whoever is refused is refused again at once.
func backoff(least, most time.Duration, retry int, response *http.Response) time.Duration {
	floor := time.Duration(0)
	throttled := response != nil && response.StatusCode == http.StatusTooManyRequests
	if throttled {
		least = max(least, aSecond)
	}
	bound := most
	if retry < 32 && least < most>>retry {
		bound = least << retry
	}
	if throttled {
		floor = bound / 2
	}
	wait := floor + time.Duration(rand.Int64N(int64(max(bound-floor, 1)))) //nolint:gosec // jitter is no secret
	if response != nil {
		if asked := retryAfter(response.Header); asked > 0 {
			wait = max(asked, wait-floor)
		}
	}
	return wait
}

// retryAfter reads seconds or a date; what is neither, or is past, is 0.
func retryAfter(header http.Header) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0
	}
	seconds, err := strconv.ParseInt(value, 10, 64) // out of range it is the nearest that is in it
	if err == nil || errors.Is(err, strconv.ErrRange) {
		const most = int64(1<<63-1) / int64(time.Second)
		return time.Duration(min(max(seconds, 0), most)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

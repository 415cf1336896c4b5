package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// roundTripper does what belongs to each try: it waits for the limiter, adds
// the credential, keeps the time, and finds out whether the request can have
// left.
type roundTripper struct {
	next    http.RoundTripper
	config  *Config
	timeout time.Duration // of a try, its body included; 0: none
}

func (rt *roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	c := callFrom(ctx)
	c.attempt.Unsent, c.attempt.start = true, time.Time{}
	c.cancel, c.location = nil, ""
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !sameOrigin(r.URL, rt.config.Base) {
		return nil, fmt.Errorf("%w: the request leaves the configured host", ErrCredential)
	}
	if rt.config.Limiter != nil {
		if err := rt.config.Limiter.Wait(ctx); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrLimiter, err)
		}
	}
	if rt.timeout > 0 {
		ctx, c.cancel = context.WithTimeout(ctx, rt.timeout)
	}
	// Whatever is sent is this try's own: the one before may still be writing its
	// headers out, and many a caller's RoundTripper changes what it is given.
	place := &c.firstURL
	if c.attempt.Number > 0 {
		place = new(url.URL)
	}
	*place = *r.URL
	var conn *connection
	if c.request.Write {
		conn = new(connection)
		ctx = httptrace.WithClientTrace(ctx, conn.trace())
	}
	sent := r.WithContext(ctx)
	sent.URL = place
	auth, err := rt.config.Authenticate(c.request.Credential)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCredential, err)
	}
	c.attempt.secret = auth.Secret
	sent.Header = auth.headers(c.request.Header, r.Header)

	c.attempt.start = time.Now()
	c.attempt.Requests++
	response, err := rt.next.RoundTrip(sent)
	if err == nil && response == nil {
		err = errors.New("the RoundTripper gave neither a response nor an error")
	}
	if err != nil {
		c.attempt.Unsent = conn.failed() || neverConnected(err)
		return nil, err
	}
	c.attempt.Unsent = false
	// http.Client would parse the place of a redirect and fail on a bad one.
	if c.location = response.Header.Get("Location"); c.location != "" {
		response.Header = maps.Clone(response.Header) // it may be the RoundTripper's to keep
		response.Header.Del("Location")
	}
	return response, nil
}

// headers gives headers of a try's own, their values included.
func (a *Authentication) headers(all ...http.Header) http.Header {
	keys, n := 1, 1
	for _, header := range all {
		keys += len(header)
		for _, values := range header {
			n += len(values)
		}
	}
	own, room := make(http.Header, keys), make([]string, 0, n)
	add := func(key string, values ...string) {
		at := len(room)
		room = append(room, values...)
		own[key] = room[at:len(room):len(room)]
	}
	for _, header := range all {
		for key, values := range header {
			add(key, values...)
		}
	}
	if a.Key != "" {
		add(a.Key, a.Value)
	}
	return own
}

// connection follows whether a try got one.
type connection struct {
	requested, obtained atomic.Bool
	hooks               httptrace.ClientTrace
}

func (c *connection) trace() *httptrace.ClientTrace {
	c.hooks.GetConn = func(string) { c.requested.Store(true) }
	c.hooks.GotConn = func(httptrace.GotConnInfo) { c.obtained.Store(true) }
	return &c.hooks
}

// failed is false for a try that is not followed, and for a RoundTripper that
// tells a trace nothing.
func (c *connection) failed() bool { return c != nil && c.requested.Load() && !c.obtained.Load() }

// neverConnected reports whether an error arises before a request is written.
// It serves RoundTrippers that tell a trace nothing.
func neverConnected(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return true
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// sameOrigin reports whether two URLs have the same scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && (a.Host == b.Host || strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b))
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "http" {
		return "80"
	}
	return "443"
}

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

// roundTripper sends one attempt: it waits for the limiter, adds the credential,
// starts the timeout, and notes whether the request can have reached the server.
type roundTripper struct {
	next    http.RoundTripper
	config  *Config
	timeout time.Duration // of an attempt, body included
}

func (rt *roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	c := callFrom(ctx)
	c.attempt.Unsent, c.attempt.start = true, time.Time{}
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
	// The URL and the headers are this attempt's own: the one before may still be
	// writing its headers, and some RoundTrippers change what they are given.
	sentURL := &c.firstURL
	if c.attempt.Number > 0 {
		sentURL = new(url.URL)
	}
	*sentURL = *r.URL
	var conn *connection
	if c.request.Write {
		conn = new(connection)
		ctx = httptrace.WithClientTrace(ctx, conn.trace())
	}
	sent := r.WithContext(ctx)
	sent.URL = sentURL
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
		err = errors.New("the RoundTripper returned neither a response nor an error")
	}
	if err != nil {
		c.attempt.Unsent = conn.failed() || neverConnected(err)
		return nil, err
	}
	c.attempt.Unsent = false
	// http.Client would parse the target of a redirect and fail on a bad one.
	if c.location = response.Header.Get("Location"); c.location != "" {
		response.Header = maps.Clone(response.Header) // the RoundTripper may keep it
		response.Header.Del("Location")
	}
	return response, nil
}

// headers returns a deep copy of all headers, together with the one that
// authenticates.
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
		start := len(room)
		room = append(room, values...)
		own[key] = room[start:len(room):len(room)]
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

// connection observes whether an attempt obtained a connection.
type connection struct {
	requested, obtained atomic.Bool
	hooks               httptrace.ClientTrace
}

func (c *connection) trace() *httptrace.ClientTrace {
	c.hooks.GetConn = func(string) { c.requested.Store(true) }
	c.hooks.GotConn = func(httptrace.GotConnInfo) { c.obtained.Store(true) }
	return &c.hooks
}

// failed reports whether a connection was requested and not obtained. It is false
// for an attempt that is not observed, and for a RoundTripper that does not call
// the hooks.
func (c *connection) failed() bool { return c != nil && c.requested.Load() && !c.obtained.Load() }

// neverConnected reports whether err arises before a request is written. It is for
// RoundTrippers that do not call the hooks.
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

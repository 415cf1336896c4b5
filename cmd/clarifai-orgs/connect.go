package main

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// demoBanner is the first line of a demo. That nothing of it is real must be seen
// at once.
const demoBanner = "DEMO: an embedded server stands in for Clarifai, and nobody is mailed."

const demoOrganization = "northwind"

const noCredential = `there is no credential: set CLARIFAI_PAT to a personal access token (or CLARIFAI_SESSION_TOKEN), or use --demo to see the command without an account`

// credential checks what connect needs, before anything is read or written. A demo
// must be asked for: a command that is copied into a script must never succeed
// against a fake.
func (s *session) credential(u uses) error {
	switch {
	case s.demo && s.baseURL != "":
		return usageError("--demo and --base-url exclude each other")
	case s.org != "" && route.CheckID(s.org) != "":
		return usageError("--org %s", route.CheckID(s.org))
	case s.demo:
		s.org = cmp.Or(s.org, demoOrganization)
		return nil
	case s.pat() == "" && s.sessionToken() == "":
		return usageError(noCredential)
	case s.org == "" && u&anyOrg == 0:
		return usageError("--org is required: the ID of the organization")
	}
	s.baseURL = cmp.Or(s.baseURL, strings.TrimSpace(s.env("CLARIFAI_API_BASE")))
	return nil
}

func (s *session) pat() string          { return strings.TrimSpace(s.env("CLARIFAI_PAT")) }
func (s *session) sessionToken() string { return strings.TrimSpace(s.env("CLARIFAI_SESSION_TOKEN")) }

// connect returns the client of the command, which counts its requests. In a demo it
// is a client of the server that start returns, as the first user of that. The
// session closes both.
func (s *session) connect(start func() (*clarifaitest.Server, error), options ...clarifai.Option) (*clarifai.Client, error) {
	s.closing = append(s.closing, s.count.CloseIdleConnections)
	if s.demo {
		server, err := start()
		if err != nil {
			return nil, fmt.Errorf("the demo's server: %w", err)
		}
		s.closing = append(s.closing, server.Close)
		s.server = server
	}
	guard := clarifai.Guard{ReadOnly: s.readOnly || !s.writes, MaxWrites: max(0, s.maxWrites)}
	if s.maxWrites == 0 {
		guard.MaxWrites = -1
	}
	return s.client(guard, options...)
}

// client returns another client, after connect.
func (s *session) client(guard clarifai.Guard, more ...clarifai.Option) (*clarifai.Client, error) {
	options := append([]clarifai.Option{
		clarifai.WithUserAgent("clarifai-orgs"),
		clarifai.WithHTTPClient(&http.Client{Timeout: time.Minute, Transport: s.transport}),
	}, more...)
	if !reflect.ValueOf(guard).IsZero() {
		options = append(options, clarifai.WithGuard(guard))
	}
	if s.server != nil {
		client := s.server.Client(options...)
		s.closing = append(s.closing, client.Close)
		return client, nil
	}
	if pat := s.pat(); pat != "" {
		options = append(options, clarifai.WithPAT(pat))
	}
	if session := s.sessionToken(); session != "" {
		options = append(options, clarifai.WithSessionToken(session))
	}
	if s.baseURL != "" {
		options = append(options, clarifai.WithBaseURL(s.baseURL))
	}
	if loopback(s.baseURL) {
		options = append(options, clarifai.WithInsecureHTTP())
	}
	client, err := clarifai.NewClient(options...)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	s.closing = append(s.closing, client.Close)
	return client, nil
}

// loopback reports whether a URL is of this machine, where plain http shows
// the credential to nobody else.
func loopback(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// counter sends requests and counts them.
type counter struct{ requests, writes atomic.Int64 }

// connections are shared by all sessions.
var connections = http.DefaultTransport.(*http.Transport).Clone()

// RoundTrip sends a request. What is neither GET nor HEAD is a write, unless it is one of
// the routes that search with a POST.
func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests.Add(1)
	known := route.Match(r.Method, r.URL.EscapedPath())
	if r.Method != http.MethodGet && r.Method != http.MethodHead && (known == nil || known.Class != route.Read) {
		c.writes.Add(1)
	}
	return connections.RoundTrip(r)
}

// CloseIdleConnections closes connections that are kept for later.
func (c *counter) CloseIdleConnections() { connections.CloseIdleConnections() }

// take says how many requests there were, and counts from the start again.
func (c *counter) take() string {
	return fmt.Sprintf("%d requests, %d write requests", c.requests.Swap(0), c.writes.Swap(0))
}

package clarifai

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// WithBaseURL talks to another server than https://api.clarifai.com, such as a
// gateway; its path, if it has one, is put before every route's, and so must not
// end in /v2. It must be an https URL unless [WithInsecureHTTP] is given.
func WithBaseURL(base string) Option {
	return func(c *config) error {
		c.baseURL = &base
		return nil
	}
}

// WithInsecureHTTP allows a base URL of http, over which the credential is
// readable on the way: for a server on the same machine. To another machine it
// goes through the environment's HTTP_PROXY, if there is one, which reads the
// credential, too. Of a request to an https URL a proxy sees the host and port.
func WithInsecureHTTP() Option {
	return func(c *config) error {
		c.insecure = true
		return nil
	}
}

// WithHTTPClient sends requests through client: its Transport, its Timeout
// (which bounds one try) and its Jar are used. The client itself is copied and
// not changed. Its CheckRedirect is not used, since redirects are not followed.
//
// Without this option the client has a connection pool of its own, and a try
// may take a minute. To a base URL of http it opens 64 connections at most; a
// call that finds none free waits for one, within its try's minute.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		switch {
		case client == nil:
			return invalidOption("WithHTTPClient: the client is nil")
		case client.Transport != nil && isNil(client.Transport), client.Jar != nil && isNil(client.Jar):
			return invalidOption("WithHTTPClient: the client's Transport or Jar is an interface that holds nil")
		}
		c.httpClient = client
		return nil
	}
}

func parseBaseURL(name, base string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "":
		return nil, invalidOption(name + " is not an absolute URL such as https://api.clarifai.com")
	case u.User != nil:
		return nil, invalidOption(name + " carries a user name or a password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, invalidOption(name + " carries a query or a fragment")
	case u.Scheme == "http" && !insecure:
		return nil, invalidOption(name + " is http, which would show the credential to the network: use https, or WithInsecureHTTP for a server on this machine")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, invalidOption(name + " is neither https nor http")
	}
	if path := strings.TrimRight(u.EscapedPath(), "/"); path != "" {
		if problem := route.CheckPath(path); problem != "" {
			return nil, invalidOption(name + ": " + problem)
		}
	}
	if path, ok := strings.CutSuffix(strings.TrimRight(u.Path, "/"), "/v2"); ok {
		u.Path, u.RawPath = path, ""
		return nil, invalidOption(name + " must not end in /v2, with which the path of every route begins: use " + u.String())
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	u.Host = strings.TrimSuffix(u.Host, ":")
	return u, nil
}

// poolSize is how many connections a client's own pool keeps.
const poolSize = 64

// newHTTPClient is what a client uses that is handed none: a pool of its own,
// sized for one busy bot against one host.
func newHTTPClient(base *url.URL) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	most := 0
	if base.Scheme == "http" {
		// Each call under way has a connection, and net/http would open about
		// twice as many in a burst. Over https HTTP/2 needs one for all, and
		// requests can hang where it is limited (golang/go#34941).
		most = poolSize
	}
	return &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           dialer.DialContext,
			ForceAttemptHTTP2:     true,
			MaxIdleConns:          poolSize,
			MaxIdleConnsPerHost:   poolSize,
			MaxConnsPerHost:       most,
			IdleConnTimeout:       90 * time.Second,
			TLSHandshakeTimeout:   10 * time.Second,
			ExpectContinueTimeout: time.Second,
			// A tenth of net/http's own limit: a header of a few bytes takes a
			// hundred in memory.
			MaxResponseHeaderBytes: 1 << 20,
			// Else the error would be the proxy's own words, which may quote
			// its user and password.
			OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
				if response.StatusCode != http.StatusOK {
					return fmt.Errorf("the proxy refuses the connection: HTTP %d", response.StatusCode)
				}
				return nil
			},
		},
	}
}

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

// WithBaseURL sends requests to another server than https://api.clarifai.com, such
// as a gateway. A path in base is put before the path of every route, so it must
// not end in /v2. The URL must be https unless [WithInsecureHTTP] is used.
func WithBaseURL(base string) Option {
	return optionFunc(func(c *config) error {
		c.baseURL = &base
		return nil
	})
}

// WithInsecureHTTP allows an http base URL, for a server on the same machine. The
// network can read a credential that is sent over http, and so can the proxy in the
// environment's HTTP_PROXY. Of an https request a proxy sees only host and port.
func WithInsecureHTTP() Option {
	return optionFunc(func(c *config) error {
		c.insecure = true
		return nil
	})
}

// WithHTTPClient sends requests through a copy of client. Its Transport, its Jar
// and its Timeout are used; the Timeout limits one attempt. Its CheckRedirect is
// not used, since redirects are not followed.
//
// Without this option the client has its own connection pool, and an attempt may
// take a minute. To an http base URL it opens up to 64 connections. A call that
// finds none free waits for one, and the wait counts toward that minute.
func WithHTTPClient(client *http.Client) Option {
	return optionFunc(func(c *config) error {
		switch {
		case client == nil:
			return invalidOption("WithHTTPClient: the client must not be nil")
		case client.Transport != nil && isNil(client.Transport), client.Jar != nil && isNil(client.Jar):
			return invalidOption("WithHTTPClient: the client's Transport and Jar must not be interfaces that hold nil")
		}
		c.httpClient = client
		return nil
	})
}

func parseBaseURL(name, base string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "":
		return nil, invalidOption(name + " must be an absolute URL such as https://api.clarifai.com")
	case u.User != nil:
		return nil, invalidOption(name + " must not have a user name or a password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, invalidOption(name + " must not have a query or a fragment")
	case u.Scheme == "http" && !insecure:
		return nil, invalidOption(name + " must be https, since http shows the credential to the network; for a server on this machine use WithInsecureHTTP")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, invalidOption(name + " must be https or http")
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

// poolSize is the number of connections that a client's own pool keeps.
const poolSize = 64

// newHTTPClient returns the default HTTP client, with a pool for one busy program
// against one host.
func newHTTPClient(base *url.URL) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	maxConns := 0 // no limit
	if base.Scheme == "http" {
		// Each call under way has a connection, and net/http would open about
		// twice as many in a burst. Over https HTTP/2 needs one for all, and
		// requests can hang where it is limited (golang/go#34941).
		maxConns = poolSize
	}
	return &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           dialer.DialContext,
			ForceAttemptHTTP2:     true,
			MaxIdleConns:          poolSize,
			MaxIdleConnsPerHost:   poolSize,
			MaxConnsPerHost:       maxConns,
			IdleConnTimeout:       90 * time.Second,
			TLSHandshakeTimeout:   10 * time.Second,
			ExpectContinueTimeout: time.Second,
			// A tenth of net/http's own limit, since a header of a few bytes takes
			// about a hundred in memory.
			MaxResponseHeaderBytes: 1 << 20,
			// Otherwise the error would quote the proxy, which may show its user and
			// password.
			OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
				if response.StatusCode != http.StatusOK {
					return fmt.Errorf("the proxy refuses the connection: HTTP %d", response.StatusCode)
				}
				return nil
			},
		},
	}
}

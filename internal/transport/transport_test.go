package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

func TestDo_Guard(t *testing.T) {
	refusal := errors.New("not this one")
	for name, guard := range map[string]error{"a request that it refuses is not sent": refusal, "a request that it allows is sent": nil} {
		t.Run(name, func(t *testing.T) {
			s := &server{replies: []reply{fine}}
			var asked *transport.Request
			r := newRequest()
			classified := 0
			r.Classify = func(*transport.Attempt) transport.Decision { classified++; return transport.Decision{} }
			a := newTransport(s, func(c *transport.Config) {
				c.Guard = func(r *transport.Request) error { asked = r; return guard }
			}).Do(t.Context(), r)
			if asked != r {
				t.Errorf("it was asked about %+v", asked)
			}
			if guard == nil {
				if len(s.requests) != 1 || a.Err != nil || a.Number != 1 || classified != 1 {
					t.Errorf("%d requests, %+v", len(s.requests), a)
				}
				return
			}
			if len(s.requests) != 0 || classified != 0 || a.Number != 0 || a.Requests != 0 || !a.Unsent || !errors.Is(a.Err, transport.ErrGuard) || !errors.Is(a.Err, refusal) {
				t.Errorf("%d requests, classified %d times, %+v", len(s.requests), classified, a)
			}
		})
	}
}

func TestDo_Context(t *testing.T) {
	t.Run("with one that has ended nothing is sent", func(t *testing.T) {
		s := &server{replies: []reply{fine}}
		a := newTransport(s).Do(canceled(t), newRequest())
		if len(s.requests) != 0 || !errors.Is(a.Err, context.Canceled) || !a.Unsent || a.Requests != 0 {
			t.Errorf("%d requests, %+v", len(s.requests), a)
		}
	})
	t.Run("a RoundTripper finds the operation in it", func(t *testing.T) {
		var op string
		var known bool
		newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
			op, known = transport.Operation(r.Context())
			return fine.response(r), nil
		})).Do(t.Context(), newRequest())
		if op != "teams.list" || !known {
			t.Errorf("%q, %v", op, known)
		}
		if op, known := transport.Operation(t.Context()); op != "" || known {
			t.Errorf("a context of no request: %q, %v", op, known)
		}
	})
	t.Run("an attempt's own ends with the attempt", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var contexts []context.Context
			tr := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
				for _, ctx := range contexts {
					if ctx.Err() == nil {
						t.Error("the one of an earlier attempt has not ended")
					}
				}
				contexts = append(contexts, r.Context())
				return busy.response(r), nil
			}), func(c *transport.Config) { c.Client.Timeout = time.Hour })
			tr.Do(t.Context(), newRequest())
			if len(contexts) != 4 || contexts[3].Err() == nil {
				t.Errorf("%d attempts, and the last one's has not ended", len(contexts))
			}
		})
	})
}

func TestDo_Redirect(t *testing.T) {
	for _, location := range []string{"https://elsewhere.example.test/x", "/v2/teams/other", "http://[bad", "%zz"} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			kept := http.Header{"Location": {location, "second"}, "X-Other": {"y"}}
			requests := 0
			a := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
				requests++
				return &http.Response{StatusCode: status, Header: kept, Body: io.NopCloser(strings.NewReader("moved")), Request: r}, nil
			})).Do(t.Context(), newRequest(never))
			if requests != 1 || a.Err != nil || a.Status != status || a.Header.Get("Location") != location || a.Header.Get("X-Other") != "y" {
				t.Errorf("%d to %q: %d requests, %+v", status, location, requests, a)
			}
			if len(kept["Location"]) != 2 || kept.Get("Location") != location || len(kept) != 2 {
				t.Errorf("the RoundTripper's own header is %v now", kept)
			}
		}
	}
	t.Run("one of an attempt is not the next one's", func(t *testing.T) {
		s := &server{replies: []reply{{status: 302, header: http.Header{"Location": {"/x"}}}, fine}}
		if a := newTransport(s).Do(t.Context(), newRequest()); a.Status != 200 || a.Header.Get("Location") != "" {
			t.Errorf("%+v", a)
		}
	})
	t.Run("a response without one has no such header", func(t *testing.T) {
		if a := newTransport(&server{replies: []reply{fine}}).Do(t.Context(), newRequest()); len(a.Header) != 0 {
			t.Errorf("%v", a.Header)
		}
	})
}

func TestNew(t *testing.T) {
	t.Run("the http.Client that it is given stays as it is", func(t *testing.T) {
		client := &http.Client{Transport: &server{replies: []reply{fine}}, Timeout: time.Minute}
		before := *client
		newTransport(nil, func(c *transport.Config) { c.Client = client }).Do(t.Context(), newRequest())
		if !reflect.DeepEqual(*client, before) {
			t.Errorf("%+v", client)
		}
	})
	t.Run("without a RoundTripper it is http.DefaultTransport", func(t *testing.T) {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
		defer s.Close()
		a := do(t, newTransport(nil, at(t, s)), s)
		if a.Err != nil || a.Status != 200 {
			t.Errorf("%+v", a)
		}
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	t.Run("a cookie is sent once with each attempt", func(t *testing.T) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		s := &server{replies: []reply{{status: 503, header: http.Header{"Set-Cookie": {"c=1"}}}, busy, fine}}
		tr := newTransport(s, func(c *transport.Config) { c.Client.Jar = jar })
		tr.Do(t.Context(), newRequest())
		tr.Do(t.Context(), newRequest())
		for i, want := range []string{"[]", "[c=1]", "[c=1]", "[c=1]"} {
			if got := fmt.Sprint(s.requests[i].Header["Cookie"]); got != want || len(s.requests) != 4 {
				t.Errorf("request %d of %d has the cookies %v, want %v", i+1, len(s.requests), got, want)
			}
		}
		other := &server{replies: []reply{fine}}
		newTransport(other).Do(t.Context(), newRequest())
		if got := other.requests[0].Header["Cookie"]; got != nil {
			t.Errorf("a client without a jar sends %v", got)
		}
	})
}

// at points a transport at a server on loopback.
func at(t *testing.T, s *httptest.Server) func(*transport.Config) {
	t.Helper()
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return func(c *transport.Config) { c.Base = base }
}

func do(t *testing.T, tr *transport.Transport, s *httptest.Server, change ...func(*transport.Request)) *transport.Attempt {
	t.Helper()
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return tr.Do(t.Context(), newRequest(append(change, func(r *transport.Request) { base.Path, r.URL = "/v2", base })...))
}

func TestDo_ConnectionReuse(t *testing.T) {
	var connections atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Redirect") != "" {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return
		}
		w.WriteHeader(503)
		_, _ = io.WriteString(w, strings.Repeat("busy", 100))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	pool := &http.Transport{}
	defer pool.CloseIdleConnections()
	tr := newTransport(pool, at(t, s))
	for range 3 { // each ends in a failure, after which retryablehttp would drain the pool
		if a := do(t, tr, s); a.Number != 4 || a.Status != 503 {
			t.Errorf("%+v", a)
		}
		if a := do(t, tr, s, never, func(r *transport.Request) { r.Header.Set("X-Redirect", "yes") }); a.Status != 302 {
			t.Errorf("%+v", a)
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections, want one", n)
	}
}

func TestDo_Concurrent(t *testing.T) {
	tr := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
		return reply{status: 200, body: strings.Repeat(r.URL.Path, 20)}.response(r), nil
	}))
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for range 50 {
				path := fmt.Sprintf("/v2/%d", i)
				tr.Do(t.Context(), newRequest(func(r *transport.Request) {
					r.URL = &url.URL{Scheme: "https", Host: "api.example.test", Path: path}
					r.Classify = func(a *transport.Attempt) transport.Decision {
						if string(a.Body) != strings.Repeat(path, 20) {
							t.Errorf("%s gets the body %q", path, a.Body)
						}
						return transport.Decision{}
					}
				}))
			}
		})
	}
	all.Wait()
}

func TestAttempt_Redact(t *testing.T) {
	tr := newTransport(&server{replies: []reply{fine}}, func(c *transport.Config) {
		c.Authenticate = func(transport.Credential) (transport.Authentication, error) {
			return transport.Authentication{Key: "Authorization", Value: "Key to+ken", Secret: "to+ken"}, nil
		}
	})
	a := tr.Do(t.Context(), newRequest())
	if got, want := a.Redact("to+ken, to%2Bken, token"), "[redacted], [redacted], token"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

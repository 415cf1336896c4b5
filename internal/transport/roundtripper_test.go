package transport_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

func TestDo_Authenticate(t *testing.T) {
	t.Run("it is asked before each attempt, for the request's credential", func(t *testing.T) {
		s := &server{replies: []reply{busy, fine}}
		var asked []transport.Credential
		r := newRequest(func(r *transport.Request) { r.Credential = 2 })
		newTransport(s, func(c *transport.Config) {
			c.Authenticate = func(kind transport.Credential) (transport.Authentication, error) {
				asked = append(asked, kind)
				token := fmt.Sprint("token", len(asked))
				return transport.Authentication{Key: "Authorization", Value: "Key " + token, Secret: token}, nil
			}
		}).Do(t.Context(), r)
		if !slices.Equal(asked, []transport.Credential{2, 2}) {
			t.Errorf("asked for %v", asked)
		}
		for i, sent := range s.requests {
			if got, want := fmt.Sprint(sent.Header["Authorization"]), fmt.Sprintf("[Key token%d]", i+1); got != want {
				t.Errorf("request %d has %s, want %s", i+1, got, want)
			}
		}
		if len(r.Header) != 1 {
			t.Errorf("the request's own header is %v now", r.Header)
		}
	})
	t.Run("without a credential no header is added", func(t *testing.T) {
		s := &server{replies: []reply{fine}}
		newTransport(s).Do(t.Context(), newRequest())
		if got := s.requests[0].Header; len(got) != 1 || got.Get("Accept") == "" {
			t.Errorf("%v", got)
		}
	})
	t.Run("if it fails nothing is sent", func(t *testing.T) {
		s := &server{replies: []reply{busy}}
		cause := &url.Error{Op: "Post", URL: "https://tokens.example.test", Err: errors.New("refused")}
		n := 0
		a := newTransport(s, func(c *transport.Config) {
			c.Authenticate = func(transport.Credential) (none transport.Authentication, err error) {
				if n++; n > 1 {
					return none, cause
				}
				return none, nil
			}
		}).Do(t.Context(), newRequest(func(r *transport.Request) {
			r.Classify = func(a *transport.Attempt) transport.Decision { return transport.Decision{Retry: a.Status == 503} }
		}))
		if len(s.requests) != 1 || a.Number != 2 || a.Requests != 1 || a.Status != 0 || a.Header != nil || !a.Unsent {
			t.Errorf("%d requests, %+v", len(s.requests), a)
		}
		if found, ok := errors.AsType[*url.Error](a.Err); !errors.Is(a.Err, transport.ErrCredential) || !ok || found != cause {
			t.Errorf("%v", a.Err)
		}
	})
}

func TestDo_Base(t *testing.T) {
	for _, test := range []struct {
		base, target string
		sent         bool
	}{
		{"https://api.example.test", "https://api.example.test/v2", true},
		{"https://api.example.test", "https://API.example.TEST/v2", true},
		{"https://api.example.test", "https://api.example.test:443/v2", true},
		{"https://api.example.test:443", "https://api.example.test/v2", true},
		{"http://127.0.0.1", "http://127.0.0.1:80/v2", true},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080/v2", true},
		{"https://api.example.test", "http://api.example.test/v2", false},
		{"https://api.example.test", "http://api.example.test:443/v2", false},
		{"https://api.example.test", "https://api.example.test:8443/v2", false},
		{"https://api.example.test", "https://api.example.test:80/v2", false},
		{"http://127.0.0.1", "http://127.0.0.1:443/v2", false},
		{"https://api.example.test", "https://evil.api.example.test/v2", false},
		{"https://api.example.test", "https://api.example.test.evil/v2", false},
		{"https://api.example.test", "https://example.test/v2", false},
	} {
		base, err := url.Parse(test.base)
		if err != nil {
			t.Fatal(err)
		}
		target, err := url.Parse(test.target)
		if err != nil {
			t.Fatal(err)
		}
		s := &server{replies: []reply{fine}}
		asked := 0
		a := newTransport(s, func(c *transport.Config) {
			c.Base = base
			c.Authenticate = func(transport.Credential) (transport.Authentication, error) {
				asked++
				return transport.Authentication{Key: "Authorization", Value: "Key token", Secret: "token"}, nil
			}
		}).Do(t.Context(), newRequest(never, func(r *transport.Request) { r.URL = target }))
		if test.sent {
			if len(s.requests) != 1 || a.Err != nil || s.requests[0].URL.String() != test.target {
				t.Errorf("base %s, %s: %d requests, %+v", test.base, test.target, len(s.requests), a)
			}
		} else if len(s.requests) != 0 || asked != 0 || !errors.Is(a.Err, transport.ErrCredential) || !a.Unsent || a.Requests != 0 {
			t.Errorf("base %s, %s: %d requests, %+v", test.base, test.target, len(s.requests), a)
		}
	}
}

// limiter calls itself.
type limiter func(context.Context) error

func (l limiter) Wait(ctx context.Context) error { return l(ctx) }

func TestDo_Limiter(t *testing.T) {
	t.Run("each attempt waits for it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &server{replies: []reply{busy, busy, fine}}
			start := time.Now()
			newTransport(s, func(c *transport.Config) {
				c.Limiter = limiter(func(ctx context.Context) error { return transport.Sleep(ctx, time.Second) })
			}).Do(t.Context(), newRequest())
			for i, at := range s.times {
				if wait := at.Sub(start); wait != time.Duration(i+1)*time.Second || len(s.times) != 3 {
					t.Errorf("request %d of %d is sent after %v", i+1, len(s.times), wait)
				}
			}
		})
	})
	t.Run("the credential is the one after its wait", func(t *testing.T) {
		s := &server{replies: []reply{fine}}
		token := "old"
		newTransport(s, func(c *transport.Config) {
			c.Limiter = limiter(func(context.Context) error { token = "new"; return nil })
			c.Authenticate = func(transport.Credential) (transport.Authentication, error) {
				return transport.Authentication{Key: "Authorization", Value: token}, nil
			}
		}).Do(t.Context(), newRequest())
		if got := s.requests[0].Header.Get("Authorization"); got != "new" {
			t.Errorf("%q is sent", got)
		}
	})
	t.Run("its wait does not count towards the timeout of the attempt", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
				if err := r.Context().Err(); err != nil {
					return nil, err
				}
				return fine.response(r), nil
			}), func(c *transport.Config) {
				c.Client.Timeout = time.Second
				c.Limiter = limiter(func(ctx context.Context) error { return transport.Sleep(ctx, time.Minute) })
			}).Do(t.Context(), newRequest())
			if a.Err != nil || a.Number != 1 {
				t.Errorf("%+v", a)
			}
		})
	})
	t.Run("if it refuses nothing is sent", func(t *testing.T) {
		s := &server{replies: []reply{fine}}
		cause := &url.Error{Op: "Get", URL: "redis://limits.example.test", Err: errors.New("refused")}
		a := newTransport(s, func(c *transport.Config) { c.Limiter = limiter(func(context.Context) error { return cause }) }).Do(t.Context(), newRequest(never))
		if len(s.requests) != 0 || a.Number != 1 || a.Requests != 0 || !a.Unsent || !errors.Is(a.Err, transport.ErrLimiter) {
			t.Errorf("%d requests, %+v", len(s.requests), a)
		}
		if found, ok := errors.AsType[*url.Error](a.Err); !ok || found != cause {
			t.Errorf("%v", a.Err)
		}
	})
}

func TestDo_Timeout(t *testing.T) {
	hangs := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	perAttempt := func(c *transport.Config) { c.Client.Timeout, c.MaxRetries = time.Second, 2 }
	t.Run("it ends an attempt, which is retried", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			a := newTransport(hangs, perAttempt).Do(t.Context(), newRequest())
			if took := time.Since(start); took != 3*time.Second || a.Number != 3 || a.Requests != 3 || a.Unsent {
				t.Errorf("after %v: %+v", took, a)
			}
			if !errors.Is(a.Err, context.DeadlineExceeded) || !strings.Contains(a.Err.Error(), "the attempt took longer than 1s") {
				t.Errorf("%v", a.Err)
			}
		})
	})
	t.Run("it includes the body", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Header: http.Header{}, Body: &body{read: func([]byte) (int, error) {
					<-r.Context().Done()
					return 0, r.Context().Err()
				}}, Request: r}, nil
			}), perAttempt).Do(t.Context(), newRequest(never))
			if !errors.Is(a.Err, context.DeadlineExceeded) || !errors.Is(a.Err, transport.ErrTruncated) || !strings.Contains(a.Err.Error(), "the attempt took longer than 1s") || a.Status != 200 {
				t.Errorf("%+v", a)
			}
		})
	})
	t.Run("it is not blamed if the caller's context ended", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
			defer cancel()
			start := time.Now()
			a := newTransport(hangs, perAttempt).Do(ctx, newRequest())
			if took := time.Since(start); took != time.Second/2 || a.Number != 1 || !errors.Is(a.Err, context.DeadlineExceeded) || strings.Contains(a.Err.Error(), "took longer") {
				t.Errorf("after %v: %+v", took, a)
			}
		})
	})
	t.Run("it is not blamed if there is none", func(t *testing.T) {
		s := &server{replies: []reply{{err: context.DeadlineExceeded}}}
		if a := newTransport(s).Do(t.Context(), newRequest(never)); a.Err != context.DeadlineExceeded {
			t.Errorf("%v", a.Err)
		}
	})
}

func TestDo_Isolation(t *testing.T) {
	s := &server{replies: []reply{busy, busy, fine}}
	r := newRequest(func(r *transport.Request) {
		r.Header = http.Header{"Accept": {"a"}, "X-One": {"1"}, "X-Two": {"2", "3"}}
	})
	path := r.URL.Path
	urls := make(map[*url.URL]bool)
	newTransport(roundTrip(func(sent *http.Request) (*http.Response, error) {
		response, err := s.RoundTrip(sent.Clone(sent.Context()))
		sent.URL.Path = "/changed"
		urls[sent.URL] = true
		for key, values := range sent.Header {
			values[0] = "changed"
			sent.Header[key] = append(values, "added")
		}
		for key, values := range sent.Header {
			if len(values) < 2 || values[0] != "changed" || values[len(values)-1] != "added" {
				t.Errorf("%s is %v: the values of two headers share their memory", key, values)
			}
		}
		return response, err
	}), func(c *transport.Config) {
		c.Authenticate = func(transport.Credential) (transport.Authentication, error) {
			return transport.Authentication{Key: "Authorization", Value: "Key token"}, nil
		}
	}).Do(t.Context(), r)
	if len(urls) != 3 {
		t.Error("two attempts share a URL")
	}
	if got := fmt.Sprint(r.Header); got != "map[Accept:[a] X-One:[1] X-Two:[2 3]]" || r.URL.Path != path {
		t.Errorf("the request is changed: %s, %s", got, r.URL)
	}
	for i, sent := range s.requests {
		if got := fmt.Sprint(sent.Header); got != "map[Accept:[a] Authorization:[Key token] X-One:[1] X-Two:[2 3]]" || sent.URL.Path != path {
			t.Errorf("request %d: %s, %s", i+1, got, sent.URL)
		}
	}
}

func TestDo_Unsent(t *testing.T) {
	hooks := func(call func(*httptrace.ClientTrace)) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
				call(trace)
			}
			return nil, errReset
		})
	}
	requested := func(trace *httptrace.ClientTrace) { trace.GetConn("api.example.test:443") }
	obtained := func(trace *httptrace.ClientTrace) { requested(trace); trace.GotConn(httptrace.GotConnInfo{}) }
	fails := func(err error) http.RoundTripper { return &server{replies: []reply{{err: err}}} }
	for name, test := range map[string]struct {
		rt     http.RoundTripper
		write  bool
		unsent bool
	}{
		"a write that obtained no connection": {hooks(requested), true, true},
		"a write that obtained one":           {hooks(obtained), true, false},
		"a write without hooks":               {fails(errReset), true, false},
		"a read is not observed":              {hooks(requested), false, false},
		"a connection that was not made":      {fails(&net.OpError{Op: "dial", Err: errReset}), false, true},
		"a connection that was lost":          {fails(&net.OpError{Op: "read", Err: errReset}), true, false},
		"a host that is not found":            {fails(&net.DNSError{Err: "no such host"}), true, true},
		"a certificate that is not trusted":   {fails(&tls.CertificateVerificationError{Err: errReset}), true, true},
		"neither a response nor an error":     {roundTrip(func(*http.Request) (*http.Response, error) { return nil, nil }), true, false},
		"a response that http.Client refuses": {roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: 5, Request: r}, nil
		}), true, false},
		"a response": {&server{replies: []reply{busy}}, true, false},
		"a response that is larger than is allowed": {&server{replies: []reply{{status: 200, body: strings.Repeat("x", 2000)}}}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := newTransport(test.rt).Do(t.Context(), newRequest(never, func(r *transport.Request) { r.Write = test.write }))
			if a.Unsent != test.unsent || a.Requests != 1 {
				t.Errorf("unsent %v, %+v", a.Unsent, a)
			}
		})
	}
	t.Run("a retry forgets what the attempt before was", func(t *testing.T) {
		s := &server{replies: []reply{{err: &net.DNSError{}}, busy, {err: &net.DNSError{}}, reset}}
		var got []bool
		newTransport(s).Do(t.Context(), newRequest(func(r *transport.Request) {
			r.Classify = func(a *transport.Attempt) transport.Decision {
				got = append(got, a.Unsent)
				return retryUnlessOK(a)
			}
		}))
		if fmt.Sprint(got) != "[true false true false]" {
			t.Errorf("unsent: %v", got)
		}
	})
}

func TestDo_Error(t *testing.T) {
	t.Run("it quotes no URL", func(t *testing.T) {
		s := &server{replies: []reply{{err: &url.Error{Op: "Get", URL: "https://proxy.example.test/secret", Err: errReset}}}}
		a := newTransport(s).Do(t.Context(), newRequest(never))
		if a.Err != errReset {
			t.Errorf("%v", a.Err)
		}
	})
	t.Run("neither a response nor an error is one", func(t *testing.T) {
		a := newTransport(roundTrip(func(*http.Request) (*http.Response, error) { return nil, nil })).Do(t.Context(), newRequest(never))
		if a.Err == nil || !strings.Contains(a.Err.Error(), "neither a response nor an error") {
			t.Errorf("%+v", a)
		}
	})
	t.Run("a panic of the RoundTripper reaches the caller, and the next request is sent", func(t *testing.T) {
		s := &server{replies: []reply{fine}}
		panics := true
		tr := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
			if panics {
				panic("oops")
			}
			return s.RoundTrip(r)
		}))
		func() {
			defer func() {
				if got := recover(); got != "oops" {
					t.Errorf("recovered %v", got)
				}
			}()
			tr.Do(t.Context(), newRequest())
		}()
		panics = false
		if a := tr.Do(t.Context(), newRequest()); a.Status != 200 || a.Err != nil {
			t.Errorf("%+v", a)
		}
	})
}

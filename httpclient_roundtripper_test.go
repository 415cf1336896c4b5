package clarifai_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"sync"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestRoundTripper_Context(t *testing.T) {
	t.Run("it has the operation", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 0)))
		for name, m := range testkit.MethodCalls {
			before := len(s.Requests())
			_ = m.Call(t.Context(), c, testkit.IDs())
			if r := s.Requests()[before]; r.Op != testkit.FirstOp(name) {
				t.Errorf("%s travels as %q", name, r.Op)
			}
		}
		_ = c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil)
		if r := s.Requests()[len(testkit.MethodCalls)]; r.Op != clarifai.OpCall {
			t.Errorf("Call travels as %q", r.Op)
		}
		if op, ok := clarifai.OperationFromContext(t.Context()); ok || op != "" {
			t.Errorf("a foreign context has %q", op)
		}
	})

	t.Run("it has the caller's values", func(t *testing.T) {
		type key struct{}
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
		_, _ = c.Teams.Get(context.WithValue(t.Context(), key{}, "trace-7"), "acme", "ml")
		if got := s.Requests()[0].Context().Value(key{}); got != "trace-7" {
			t.Errorf("got %v", got)
		}
	})
}

func TestRoundTripper_Misbehaving(t *testing.T) {
	t.Run("a broken response is an error", func(t *testing.T) {
		for name, rt := range map[string]testkit.RoundTripFunc{
			"nothing at all": func(*http.Request) (*http.Response, error) { return nil, nil },
			"no body":        func(r *http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200, Request: r}, nil },
			"no header": func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 302, Body: http.NoBody}, nil
			},
			"status 0": func(r *http.Request) (*http.Response, error) { return &http.Response{Body: http.NoBody}, nil },
			"negative length": func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Body: http.NoBody, ContentLength: -7}, nil
			},
		} {
			c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithHTTPClient(&http.Client{Transport: rt}), testkit.WithoutRetries)
			if err != nil {
				t.Fatal(err)
			}
			if p := testkit.PanicOf(func() { _, err = c.Teams.Get(t.Context(), "acme", "ml") }); p != nil || err == nil {
				t.Errorf("%s: panic %v, %v", name, p, err)
				continue
			}
			testkit.AsError(t, err)
		}
	})

	t.Run("headers edited in place change one attempt only", func(t *testing.T) {
		var mu sync.Mutex
		agents := map[string]bool{}
		c := testkit.NewClientOver(t, &http.Client{Transport: testkit.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			for _, values := range r.Header {
				values[0] += "+"
			}
			agents[r.Header.Get("User-Agent")+r.Header.Get("Authorization")] = true
			return testkit.FixedResponse(503, http.Header{}, nil).RoundTrip(r)
		})})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil {
					t.Error("no error")
				}
			})
		}
		all.Wait()
		if len(agents) != 1 {
			t.Errorf("%v", slices.Collect(maps.Keys(agents)))
		}
	})

	t.Run("headers of a response that it keeps are not changed", func(t *testing.T) {
		kept := http.Header{"Location": {"https://elsewhere.example/"}}
		c := testkit.NewClientOver(t, &http.Client{Transport: testkit.FixedResponse(302, kept, nil)})
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				var seen clarifai.Response
				_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&seen))
				if err == nil || seen.Header.Get("Location") == "" {
					t.Errorf("%v, %v", err, seen.Header)
				}
			})
		}
		all.Wait()
		if kept.Get("Location") == "" {
			t.Error("it is gone")
		}
	})
}

func TestHTTPClient_CookiesOfRetries(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var sent []string
	c := testkit.NewClientOver(t, &http.Client{Jar: jar, Transport: testkit.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r.Header.Get("Cookie"))
		status := http.StatusServiceUnavailable
		if len(sent) == 4 {
			status = http.StatusOK
		}
		cookie := fmt.Sprintf("lb=node%d; Path=/", len(sent))
		return testkit.FixedResponse(status, http.Header{"Set-Cookie": {cookie}}, []byte(`{"status":{"code":10000},"team":{"id":"ml"}}`)).RoundTrip(r)
	})})
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
		t.Error(err)
	}
	if want := []string{"", "lb=node1", "lb=node2", "lb=node3"}; !slices.Equal(sent, want) {
		t.Errorf("%q, want %q", sent, want)
	}
}

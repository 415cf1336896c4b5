package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestHTTPClient_Caller(t *testing.T) {
	t.Run("it is used and not changed", func(t *testing.T) {
		s := &testkit.Transport{Handle: func(n int, _ *testkit.Request) testkit.Reply {
			reply := testkit.TeamReply
			if n == 2 {
				reply = testkit.Reply{Status: 302, Header: map[string]string{"Location": "https://evil.example/"}}
			}
			if n == 1 {
				reply.Header = map[string]string{"Set-Cookie": "gate=open; Path=/"}
			}
			return reply
		}}
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		check := func(*http.Request, []*http.Request) error { t.Error("the caller's CheckRedirect is used"); return nil }
		hc := &http.Client{Transport: s, Timeout: 7 * time.Second, Jar: jar, CheckRedirect: check}
		c, _ := testkit.NewClient(t, nil, clarifai.WithHTTPClient(hc))
		for range 3 {
			_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		}
		if hc.Transport != http.RoundTripper(s) || hc.Timeout != 7*time.Second || hc.Jar != http.CookieJar(jar) ||
			reflect.ValueOf(hc.CheckRedirect).Pointer() != reflect.ValueOf(check).Pointer() {
			t.Errorf("the client was changed: %+v", hc)
		}
		if cookie := s.Requests()[2].Header.Get("Cookie"); cookie != "gate=open" {
			t.Errorf("the jar is not used: %q", cookie)
		}
		if _, ok := s.Requests()[0].Context().Deadline(); !ok {
			t.Error("the Timeout is not used")
		}
	})

	t.Run("a nil transport is not set", func(t *testing.T) {
		hc := &http.Client{}
		testkit.NewClient(t, nil, clarifai.WithHTTPClient(hc))
		if !reflect.ValueOf(*hc).IsZero() {
			t.Errorf("the client was changed: %+v", hc)
		}
	})

	testkit.RunInFakeTime(t, "its idle connections are never closed", func(t *testing.T) {
		broken := testkit.Reply{Err: errors.New("reset")}
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply, testkit.Failure(403, 0), testkit.Failure(500, 0), testkit.Failure(500, 0), testkit.Failure(500, 0), testkit.Failure(500, 0), testkit.Failure(500, 0), broken))
		for range 6 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			_, _ = c.Teams.Get(ctx, "acme", "ml")
			cancel()
		}
		c.Close()
		if n := s.IdleClosed.Load(); n != 0 {
			t.Errorf("closed %d times", n)
		}
	})
}

func TestHTTPClient_Timeout(t *testing.T) {
	t.Run("it bounds one attempt and not the call", func(t *testing.T) {
		for name, slow := range map[string]func(*testkit.Request) testkit.Reply{
			"no answer": func(r *testkit.Request) testkit.Reply {
				<-r.Context().Done()
				return testkit.Reply{Err: r.Context().Err()}
			},
			"slow body": func(r *testkit.Request) testkit.Reply {
				return testkit.Reply{Status: 200, Reader: testkit.ReaderFunc(func([]byte) (int, error) {
					<-r.Context().Done()
					return 0, r.Context().Err()
				})}
			},
		} {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				s := &testkit.Transport{Handle: func(n int, r *testkit.Request) testkit.Reply {
					if n <= 3 {
						return slow(r)
					}
					return testkit.TeamReply
				}}
				c, _ := testkit.NewClient(t, nil, clarifai.WithHTTPClient(&http.Client{Transport: s, Timeout: 10 * time.Second}))
				start := time.Now()
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
					t.Errorf("%s: Teams.Get() = %v", name, err)
				}
				if took := time.Since(start); took < 30*time.Second || took > 35*time.Second {
					t.Errorf("%s: the call took %v", name, took)
				}
				if open := s.OpenBodies.Load(); open != 0 {
					t.Errorf("%s: %d bodies stay open", name, open)
				}
			})
		}
	})

	testkit.RunInFakeTime(t, "a write that times out is unavailable and ambiguous", func(t *testing.T) {
		s := &testkit.Transport{Handle: func(_ int, r *testkit.Request) testkit.Reply {
			<-r.Context().Done()
			return testkit.Reply{Err: r.Context().Err()}
		}}
		c, _ := testkit.NewClient(t, nil, clarifai.WithHTTPClient(&http.Client{Transport: s, Timeout: time.Second}))
		err := c.Organizations.Leave(t.Context(), "acme")
		if testkit.Sentinel(err) != "ErrAmbiguous ErrUnavailable" || len(s.Requests()) != 1 {
			t.Errorf("%d requests, %q: %v", len(s.Requests()), testkit.Sentinel(err), err)
		}
	})
}

func TestHTTPClient_Connections(t *testing.T) {
	t.Run("the client's own pool opens 64 connections at most", func(t *testing.T) {
		var open, most atomic.Int64 // at the same time
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"status":{"code":10000},"user":{"id":"me"}}`)
		}))
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				for n := open.Add(1); n > most.Load(); {
					most.Store(n)
				}
			case http.StateClosed, http.StateHijacked:
				open.Add(-1)
			case http.StateActive, http.StateIdle:
			}
		}
		s.Start()
		defer s.Close()
		c, err := clarifai.NewClient(clarifai.WithPAT("pat"), clarifai.WithBaseURL(s.URL), clarifai.WithInsecureHTTP())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() {
				for range 5 {
					if _, err := c.Users.GetMe(t.Context(), nil); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		// The server may see a new connection before the end of the one that it
		// replaces.
		if n := most.Load(); n > 64+4 {
			t.Errorf("%d connections at a time, want 64 at most", n)
		}
	})

	t.Run("a connection is used again after each kind of response", func(t *testing.T) {
		var n, connections atomic.Int64
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			switch n.Add(1) % 6 {
			case 0:
				w.WriteHeader(http.StatusServiceUnavailable)
			case 1:
				w.WriteHeader(http.StatusBadGateway)
				fmt.Fprint(w, "<html>"+strings.Repeat("x", 100_000))
			case 2:
				fmt.Fprint(w, `{"status":{"co`)
			case 3:
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(http.StatusFound)
				fmt.Fprint(w, "moved")
			case 4:
				fmt.Fprint(w, testkit.Failure(403, 11007).Body)
				_ = http.NewResponseController(w).Flush()
				fmt.Fprint(w, strings.Repeat(" ", 10_000))
			case 5:
				fmt.Fprint(w, testkit.TeamReply.Body)
			}
		}))
		server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				connections.Add(1)
			}
		}
		server.Start()
		t.Cleanup(server.Close)
		c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(), testkit.WithoutRetries)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		for range 24 {
			_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		}
		if connections.Load() != 1 {
			t.Errorf("%d connections for 24 calls, one after the other", connections.Load())
		}
	})

	t.Run("a server that cannot prove its identity gets nothing", func(t *testing.T) {
		var reached atomic.Int64
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // it logs the refused handshake
		server.StartTLS()
		t.Cleanup(server.Close)
		c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(server.URL))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		var response clarifai.Response
		err = c.Organizations.Delete(t.Context(), "acme", clarifai.WithResponse(&response))
		if testkit.Sentinel(err) != "ErrUnavailable" || response.Attempts != 1 {
			t.Errorf("%d attempts, %q: %v", response.Attempts, testkit.Sentinel(err), err)
		}
		if reached.Load() != 0 {
			t.Error("the request was made")
		}
	})
}

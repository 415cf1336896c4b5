package clarifai_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestHTTPClient_Redirect(t *testing.T) {
	t.Run("none is followed wherever it points", func(t *testing.T) {
		locations := []string{
			"https://evil.example/", "http://api.example.test/v2/x", "https://api.example.test:8443/x", "https://sub.api.example.test/",
			"//evil.example/x", "/v2/elsewhere", "", "::bad%zz", "https://api.example.test@evil.example/", "https://evil.example\\@api.example.test/",
			"http://[::1]:namedport", "javascript:alert(1)", "\x7f",
		}
		for _, status := range []int{300, 301, 302, 303, 304, 305, 307, 308, 399} {
			for _, location := range locations {
				for _, withBody := range []bool{true, false} {
					reply := testkit.Reply{Status: status, Header: map[string]string{}}
					if location != "" {
						reply.Header["Location"] = location
					}
					if withBody {
						reply.Body = `{"status":{"code":10050,"description":"Moved"}}`
					}
					c, s := testkit.NewClient(t, testkit.Script(reply), clarifai.WithSessionToken(testkit.SessionToken))
					var response clarifai.Response
					calls := map[string]func() error{
						"GET": func() error {
							return testkit.ErrorOf(c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&response)))
						},
						"POST":   func() error { return testkit.ErrorOf(c.Teams.AddMembers(t.Context(), "acme", "ml", []string{"ann"})) },
						"DELETE": func() error { return c.Organizations.Delete(t.Context(), "acme") },
						"accept": func() error { return c.Invitations.Accept(t.Context(), "me", "i1") },
						"Call":   func() error { return c.Call(t.Context(), "GET", "/v2/x", nil, nil, nil) },
					}
					for name, call := range calls {
						before := len(s.Requests())
						want, requests := "ErrMoved", 1
						if write := name == "POST" || name == "DELETE" || name == "accept"; write && (status == 303 || !withBody && status != 307 && status != 308) {
							want = "ErrAmbiguous ErrMoved"
							if name == "POST" {
								requests = 2 // it is looked up
							}
						}
						if err := call(); testkit.Sentinel(err) != want {
							t.Errorf("%s: HTTP %d to %q is %q: %v", name, status, location, testkit.Sentinel(err), err)
						}
						if n := len(s.Requests()) - before; n != requests {
							t.Errorf("%s: HTTP %d to %q takes %d requests", name, status, location, n)
						}
					}
					if response.HTTPStatus != status || response.Header.Get("Location") != location {
						t.Errorf("captured %d to %q, want %d to %q", response.HTTPStatus, response.Header.Get("Location"), status, location)
					}
				}
			}
		}
	})

	t.Run("the credential stays on its server", func(t *testing.T) {
		var reached atomic.Int64
		record := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			reached.Add(1)
			fmt.Fprint(w, testkit.TeamReply.Body)
		})
		plain, secure := httptest.NewServer(record), httptest.NewTLSServer(record)
		t.Cleanup(plain.Close)
		t.Cleanup(secure.Close)

		var location atomic.Value
		var status atomic.Int64
		redirect := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/stolen") {
				reached.Add(1)
				return
			}
			w.Header().Set("Location", location.Load().(string))
			w.Header().Set("Set-Cookie", "a=b")
			w.WriteHeader(int(status.Load()))
		})
		origin, secureOrigin := httptest.NewServer(redirect), httptest.NewTLSServer(redirect)
		t.Cleanup(origin.Close)
		t.Cleanup(secureOrigin.Close)

		for _, from := range []*httptest.Server{origin, secureOrigin} {
			c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithSessionToken(testkit.SessionToken),
				clarifai.WithBaseURL(from.URL), clarifai.WithInsecureHTTP(), clarifai.WithHTTPClient(from.Client()))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(c.Close)
			port := strings.TrimPrefix(plain.URL, "http://127.0.0.1")
			for _, to := range []string{plain.URL + "/stolen", secure.URL + "/stolen", "http://localhost" + port + "/stolen", from.URL + "/stolen", "/stolen"} {
				for _, code := range []int{301, 302, 303, 307, 308} {
					location.Store(to)
					status.Store(int64(code))
					if _, err := c.Teams.Get(t.Context(), "acme", "ml"); testkit.Sentinel(err) != "ErrMoved" {
						t.Errorf("%d to %s: %v", code, to, err)
					}
					want := "ErrMoved"
					if code < 307 {
						want = "ErrAmbiguous ErrMoved"
					}
					if err := c.Call(t.Context(), "POST", "/v2/x", nil, map[string]any{"a": 1}, nil); testkit.Sentinel(err) != want {
						t.Errorf("%d to %s: %v", code, to, err)
					}
				}
			}
		}
		if n := reached.Load(); n != 0 {
			t.Errorf("%d requests followed a redirect", n)
		}
	})

	t.Run("the error says where a resource moved to", func(t *testing.T) {
		body := `{"status":{"code":10050,"description":"Moved","req_id":"r","redirect_info":` +
			`{"url":"https://evil.example/new","resource_type":"app","old_resource_id":"old-app","new_resource_id":"new-app"}}}`
		for _, status := range []int{200, 307, 301, 410} {
			c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: status, Body: body, Header: map[string]string{"Location": "https://evil.example/new"}}))
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			e := testkit.AsError(t, err)
			if testkit.Sentinel(err) != "ErrMoved" || e.Code != clarifai.CodeMoved || e.RequestID != "r" || len(s.Requests()) != 1 {
				t.Errorf("HTTP %d: %q, %v", status, testkit.Sentinel(err), err)
			}
			if !strings.Contains(err.Error(), "old-app") || !strings.Contains(err.Error(), "new-app") {
				t.Errorf("the error does not say where to: %v", err)
			}
			if strings.Contains(err.Error(), "evil.example") {
				t.Errorf("it shows a URL: %v", err)
			}
		}
	})
}

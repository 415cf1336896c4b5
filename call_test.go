package clarifai_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestClient_Call(t *testing.T) {
	t.Run("it takes escaped paths and refuses tricks", func(t *testing.T) {
		c, last := arrivals(t)
		for _, id := range []string{"a b", "ü", "a:b", "a&b=c", "a;b", "{a}"} {
			err := c.Call(t.Context(), "GET", "/v2/users/"+url.PathEscape(id)+"/things", url.Values{"q": {"x?/#"}}, nil, nil)
			if testkit.Sentinel(err) != "ErrForbidden" {
				t.Errorf("%q: Client.Call() = %v", id, err)
			}
			uri := last()
			if err := arrived(uri, "/v2/users/{u}/things", []string{id}); err != nil {
				t.Errorf("%q: %v", id, err)
			}
			if !strings.HasSuffix(uri, "?q=x%3F%2F%23") {
				t.Errorf("the query arrived as %q", uri)
			}
		}
		for _, path := range []string{
			"", "v2/users", "https://evil.example/v2", "//evil.example/v2/users", "/v2//users", "/v2/./users", "/v2/../users", "/v2/users/", "/",
			"/v2/%2e%2e/users", "/v2/%2E/users", "/v2/a%2Fb", "/v2/a%2fb", "/v2/a%5Cb", "/v2/a%3Fb", "/v2/a%23b", "/v2/a%25b", "/v2/a%00b", "/v2/a%0d%0ab",
			"/v2/users?x=1", "/v2/users#f", `/v2\users`, "/v2/a%", "/v2/a%zz", "/v2/%ff", "/v2/{..}", "/v2/{}", "/v2/\x00", "/v2/a\nb",
		} {
			if err := c.Call(t.Context(), "GET", path, nil, nil, nil); testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%q: Client.Call() = %v", path, err)
			}
			if uri := last(); uri != "" {
				t.Errorf("%q reached %q", path, uri)
			}
		}
		for _, method := range []string{"", "get", "HEAD", "OPTIONS", "CONNECT", "TRACE", "GET /evil HTTP/1.1\r\nX:", "BREW"} {
			if err := c.Call(t.Context(), method, "/v2/x", nil, nil, nil); testkit.Sentinel(err) != "ErrInvalid" || last() != "" {
				t.Errorf("method %q: %v", method, err)
			}
		}
	})

	t.Run("it refuses values that it cannot read into or send", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		var nilMap *map[string]any
		for _, out := range []any{map[string]any{}, 7, struct{}{}, nilMap, (*struct{})(nil), []int{}} {
			if err := c.Call(t.Context(), "GET", "/v2/x", nil, nil, out); testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%T: %v", out, err)
			}
		}
		for _, in := range []any{make(chan int), func() {}, "\xff", map[string]string{"a": "\xff"}, errors.New} {
			if err := c.Call(t.Context(), "POST", "/v2/x", nil, in, nil); testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%T: %v", in, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
		var out any
		if err := c.Call(t.Context(), "GET", "/v2/x", nil, nil, &out); err != nil || out == nil {
			t.Errorf("Client.Call() = %v, %v", out, err)
		}
	})

	t.Run("nothing of an earlier attempt is left in out", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(
			testkit.Reply{Status: 200, Body: `{"status":{"code":10030},"stale":"from the failed try","items":["x"]}`},
			testkit.Success(`"fresh":true`)), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
		var out struct {
			Stale string
			Fresh bool
			Items []string
		}
		if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, &out); err != nil || !out.Fresh {
			t.Fatal(err)
		}
		if out.Stale != "" || out.Items != nil {
			t.Errorf("left of the failed attempt: %+v", out)
		}
		m := map[string]any{}
		c, _ = testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 503, Body: `{"status":{"code":10020},"stale":1}`}, testkit.Success("")), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
		if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, &m); err != nil || m["stale"] != nil || m["status"] == nil {
			t.Errorf("Client.Call() = %v, %v", m, err)
		}
	})

	t.Run("it never sends a write twice", func(t *testing.T) {
		for name, reply := range transientReplies() {
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
				testkit.RunInFakeTime(t, name, func(t *testing.T) {
					c, s := testkit.NewClient(t, testkit.Script(reply, testkit.Success("")))
					err := c.Call(t.Context(), method, "/v2/things", nil, map[string]any{"a": 1}, nil)
					if err == nil || len(s.Requests()) != 1 {
						t.Errorf("%s after %s: %d requests, %v", method, name, len(s.Requests()), err)
					}
					unsent := reply.Err == error(testkit.ErrDial) || reply.Status == 429 || strings.Contains(name, "throttled")
					if errors.Is(err, clarifai.ErrAmbiguous) == unsent {
						t.Errorf("%s after %s: ambiguous is %v", method, name, !unsent)
					}
				})
			}
		}
	})

	t.Run("it sends the credential of the operation whose request it makes", func(t *testing.T) {
		for _, r := range clarifai.Routes() {
			path := r.Path
			for _, name := range placeholders(path) {
				path = strings.Replace(path, "{"+name+"}", "x", 1)
			}
			c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithPAT("pat"), clarifai.WithSessionToken("session"))
			if err := c.Call(t.Context(), r.Method, path, nil, nil, nil); errors.Is(err, clarifai.ErrInvalid) {
				continue // a request about cards
			} else if err != nil {
				t.Fatalf("%s %s: %v", r.Method, path, err)
			}
			request := s.Requests()[0]
			pat, session := request.Header.Get("Authorization") != "", request.Header.Get("X-Clarifai-Session-Token") != ""
			if session != (r.Credential == clarifai.CredentialSession) || pat == (session || r.Credential == clarifai.CredentialNone) || request.Op != clarifai.OpCall {
				t.Errorf("%s %s (%s): PAT %v, session %v, as %s", r.Method, path, r.Credential, pat, session, request.Op)
			}
		}
	})

	t.Run("an error does not advise WithRoute, which moves no Call", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 404, Body: "no such page"}))
		err := c.Call(t.Context(), http.MethodGet, "/v2/organizations/acme/teams/ml", nil, nil, nil)
		if !errors.Is(err, clarifai.ErrRouteUnavailable) || strings.Contains(err.Error(), "WithRoute") {
			t.Errorf("got %v", err)
		}
	})
}

// Whatever path a Call is given, it goes to the client's host, and to that path
// or nowhere.
func FuzzClient_Call_Path(f *testing.F) {
	for _, path := range []string{"/v2/roles", "/v2/../x", "//evil.example/v2", "/v2/%2e%2e/x", "/v2/a%2fb", "/v2/a?b=c", "/v2/a#b", "@evil.example/", "/v2/\x00", "/v2/é", "/v2/%zz", "/v2/{a}"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		var seen *http.Request
		client, err := clarifai.NewClient(clarifai.WithPAT("pat-of-the-fuzzer"), clarifai.WithBaseURL("https://api.example/base"),
			clarifai.WithHTTPClient(&http.Client{Transport: testkit.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
				seen = r
				return testkit.FixedResponse(200, http.Header{}, []byte(`{"status":{"code":10000}}`)).RoundTrip(r)
			})}))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		err = client.Call(t.Context(), http.MethodGet, path, nil, nil, nil)
		if seen == nil {
			if err == nil {
				t.Errorf("%q: nothing was sent, and that is no error", path)
			}
			return
		}
		sent := seen.URL.EscapedPath()
		if seen.URL.Scheme != "https" || seen.URL.Host != "api.example" || !strings.HasPrefix(sent, "/base/") || seen.URL.RawQuery != "" || seen.URL.Fragment != "" {
			t.Errorf("%q is sent to %v", path, seen.URL)
		}
		for segment := range strings.SplitSeq(seen.URL.Path, "/") {
			if segment == "." || segment == ".." {
				t.Errorf("%q is sent to %v", path, seen.URL)
			}
		}
	})
}

func TestClient_Call_Cards(t *testing.T) {
	t.Run("no write to the path of cards is sent", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithRoute(clarifai.OpBillingAddPaymentMethod, "POST", "/v9/{user_app_id.user_id}/pay"))
		for _, path := range []string{
			"/v2/users/acme/credit_cards", "/v2/users/acme/credit%5Fcards", "/v2/users/acme/%63redit_cards", "/v2/users/acme/Credit_Cards",
			"/v2/users/acme/credit_cards/c/default", "/credit_cards", "/v9/acme/pay", "/v9/acme/p%61y",
		} {
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
				err := c.Call(t.Context(), method, path, nil, map[string]string{"source": "tok_visa"}, nil)
				if !errors.Is(err, clarifai.ErrInvalid) || !strings.Contains(err.Error(), "Billing") {
					t.Errorf("%s %s: Client.Call() = %v", method, path, err)
				}
			}
		}
		for _, path := range []string{"/v2/users/acme/credit%255Fcards", "/v2/users/acme//credit_cards", "/v2/users/acme/x/../credit_cards", "/v2/users/acme%2Fcredit_cards"} {
			if err := c.Call(t.Context(), "POST", path, nil, nil, nil); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: Client.Call() = %v", path, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
		if err := c.Call(t.Context(), "POST", "/v2/users/acme/credits", nil, nil, nil); err != nil || len(s.Requests()) != 1 {
			t.Errorf("another path: %v", err)
		}
	})
	t.Run("WithRoute makes no other operation a request about cards", func(t *testing.T) {
		for path, orgID := range map[string]string{
			"/v2/users/{user_app_id.user_id}/credit_cards": "acme", "/v2/users/{user_app_id.user_id}/Credit%5FCards": "acme",
			"/v2/users/acme/{user_app_id.user_id}": "credit_cards", "/v3/{user_app_id.user_id}/x": "Credit_Cards",
		} {
			s := &testkit.Transport{Handle: testkit.Script(testkit.Success(""))}
			c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithHTTPClient(&http.Client{Transport: s}),
				clarifai.WithRoute(clarifai.OpTeamsCreate, "POST", path))
			if err == nil {
				_, err = c.Teams.Create(t.Context(), orgID, clarifai.CreateTeamRequest{ID: "ml", Name: "ML"})
			}
			if !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 0 {
				t.Errorf("%s: %d requests, %v", path, len(s.Requests()), err)
			}
		}
	})
}

package clarifai_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

var coreBadIDs = []string{
	"", ".", "..", "a/b", `a\b`, "a?b", "a#b", "a%2e", "%2e%2e", "%2F", "a\x00", "a\nb", "a\r\nb", "a\x7f", "a\u0085b", "\xff", "a\xc3", "/", "../..", "?", "#",
}

func TestCoreNoMethodSendsAnIDThatCouldReachAnotherEndpoint(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")))
	for name, m := range coreMethods {
		for at := range m.ids {
			for _, bad := range coreBadIDs {
				id := coreGoodIDs()
				id[at] = bad
				err := m.call(t.Context(), c, id)
				if got := coreIs(err); got != "ErrInvalid" {
					t.Errorf("%s with %q at %d is %q: %v", name, bad, at, got, err)
					continue
				}
				if e := coreError(t, err); e.HTTPStatus != 0 {
					t.Errorf("%s with %q: HTTP %d", name, bad, e.HTTPStatus)
				}
				if strings.ContainsFunc(err.Error(), unicode.IsControl) {
					t.Errorf("%s with %q: control characters in %q", name, bad, err)
				}
			}
		}
	}
	if seen := s.requests(); len(seen) != 0 {
		t.Errorf("%d requests, the first to %s", len(seen), seen[0].URL)
	}
}

func TestCoreOneBadIDAmongManyIsRefusedBeforeTheNetwork(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")))
	many := append(make([]string, 0, 200), "ok")
	for i := range 199 {
		many = append(many, fmt.Sprint("id", i))
	}
	many[180] = "../ann"
	for name, err := range map[string]error{
		"add":    coreValue(c.Teams.AddMembers(t.Context(), "acme", "ml", many)),
		"remove": c.Teams.RemoveMembers(t.Context(), "acme", "ml", many),
		"apps":   c.Teams.RemoveApps(t.Context(), "acme", "ml", many),
		"delete": c.Teams.Delete(t.Context(), "acme", many),
		"star":   c.Users.Star(t.Context(), many),
		"unstar": c.Users.Unstar(t.Context(), many),
	} {
		if coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), "item 180") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// arrivals is a real server that records the paths as they came on the wire.
func arrivals(t *testing.T) (*clarifai.Client, func() string) {
	var mu sync.Mutex
	var last string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		last = r.RequestURI
		mu.Unlock()
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, coreFail(403, 11007).body)
	}))
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithSessionToken(coreSession), clarifai.WithBaseURL(server.URL),
		clarifai.WithInsecureHTTP(), clarifai.WithHTTPClient(server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	return c, func() string {
		mu.Lock()
		defer mu.Unlock()
		got := last
		last = ""
		return got
	}
}

// arrived checks that a request's path has the ids in the template's places.
func arrived(uri, template string, ids []string) error {
	path, _, _ := strings.Cut(uri, "?")
	got, want := strings.Split(path, "/"), strings.Split(template, "/")
	if len(got) != len(want) {
		return fmt.Errorf("%q has not the segments of %s", uri, template)
	}
	n := 0
	for i, segment := range want {
		if strings.HasPrefix(segment, "{") {
			segment = ids[n]
			n++
		}
		plain, err := url.PathUnescape(got[i])
		if err != nil {
			return err
		}
		if plain != segment {
			return fmt.Errorf("segment %d of %q is %q, want %q", i, uri, plain, segment)
		}
	}
	return nil
}

func TestCoreOddButLegalIDsArriveAsOneSegment(t *testing.T) {
	c, last := arrivals(t)
	for _, odd := range []string{"a b", "ü", "a:b", "a@b", "a&b=c", "a+b", "a;b", "a,b", "~", "$", "a'b", `a"b`, "(a)", "[a]", "<a>", "{a}", "{id}", "...", "a..b", "日本", "a|b", "a^b", "`", "me", " ", "e\u0301", "\u202eabc", "http:"} {
		for name, m := range coreMethods {
			template := coreRouteOf(coreFirst(name)).Path
			places := strings.Count(template, "{")
			if places == 0 || m.ids < places {
				continue
			}
			ids := []string{odd, odd, odd}
			if m.op == clarifai.OpAppsTransfer || m.op == clarifai.OpAppsChangeID {
				ids[2] = "another" // not what it is already
			}
			err := m.call(t.Context(), c, ids)
			if coreIs(err) != "ErrForbidden" {
				t.Errorf("%s with %q: %v", name, odd, err)
				continue
			}
			if err := arrived(last(), template, ids); err != nil {
				t.Errorf("%s with %q: %v", name, odd, err)
			}
		}
	}
}

func TestCoreAnyIDArrivesUnchangedOrIsRefused(t *testing.T) {
	c, last := arrivals(t)
	harness.Check(t, func(t *rapid.T) {
		org, team := rapid.String().Draw(t, "org"), rapid.String().Draw(t, "team")
		_, err := c.Teams.Get(t.Context(), org, team)
		uri := last()
		if coreIs(err) == "ErrInvalid" {
			if uri != "" {
				t.Fatalf("refused, and yet %q arrived", uri)
			}
			for _, id := range []string{org, team} {
				if id == "" || id == "." || id == ".." || strings.ContainsAny(id, `/\?#%`) || strings.ContainsFunc(id, unicode.IsControl) {
					return
				}
			}
			t.Fatalf("%q and %q are refused without a reason: %v", org, team, err)
		}
		if err := arrived(uri, "/v2/organizations/{o}/teams/{t}", []string{org, team}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestCoreCallTakesEscapedPathsAndNoTricks(t *testing.T) {
	c, last := arrivals(t)
	for _, id := range []string{"a b", "ü", "a:b", "a&b=c", "a;b", "{a}"} {
		err := c.Call(t.Context(), "GET", "/v2/users/"+url.PathEscape(id)+"/things", url.Values{"q": {"x?/#"}}, nil, nil)
		if coreIs(err) != "ErrForbidden" {
			t.Errorf("%q: %v", id, err)
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
		if err := c.Call(t.Context(), "GET", path, nil, nil, nil); coreIs(err) != "ErrInvalid" {
			t.Errorf("%q: %v", path, err)
		}
		if uri := last(); uri != "" {
			t.Errorf("%q reached %q", path, uri)
		}
	}
	for _, method := range []string{"", "get", "HEAD", "OPTIONS", "CONNECT", "TRACE", "GET /evil HTTP/1.1\r\nX:", "BREW"} {
		if err := c.Call(t.Context(), method, "/v2/x", nil, nil, nil); coreIs(err) != "ErrInvalid" || last() != "" {
			t.Errorf("method %q: %v", method, err)
		}
	}
}

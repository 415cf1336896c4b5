package clarifai_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

var badIDs = []string{
	"", ".", "..", "a/b", `a\b`, "a?b", "a#b", "a%2e", "%2e%2e", "%2F", "a\x00", "a\nb", "a\r\nb", "a\x7f", "a\u0085b", "\xff", "a\xc3", "/", "../..", "?", "#",
}

func TestRequest_IDs(t *testing.T) {
	t.Run("an ID that could reach another endpoint is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		for name, m := range testkit.MethodCalls {
			for at := range m.IDs {
				for _, bad := range badIDs {
					id := testkit.IDs()
					id[at] = bad
					err := m.Call(t.Context(), c, id)
					if got := testkit.Sentinel(err); got != "ErrInvalid" {
						t.Errorf("%s with %q at %d is %q: %v", name, bad, at, got, err)
						continue
					}
					if e := testkit.AsError(t, err); e.HTTPStatus != 0 {
						t.Errorf("%s with %q: HTTP %d", name, bad, e.HTTPStatus)
					}
					if strings.ContainsFunc(err.Error(), unicode.IsControl) {
						t.Errorf("%s with %q: control characters in %q", name, bad, err)
					}
				}
			}
		}
		if seen := s.Requests(); len(seen) != 0 {
			t.Errorf("%d requests, the first to %s", len(seen), seen[0].URL)
		}
	})

	t.Run("one bad ID among many is refused before anything is sent", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		many := append(make([]string, 0, 200), "ok")
		for i := range 199 {
			many = append(many, fmt.Sprint("id", i))
		}
		many[180] = "../ann"
		for name, err := range map[string]error{
			"add":    testkit.ErrorOf(c.Teams.AddMembers(t.Context(), "acme", "ml", many)),
			"remove": c.Teams.RemoveMembers(t.Context(), "acme", "ml", many),
			"apps":   c.Teams.RemoveApps(t.Context(), "acme", "ml", many),
			"delete": c.Teams.DeleteBatch(t.Context(), "acme", many),
			"star":   c.Users.Star(t.Context(), many),
			"unstar": c.Users.Unstar(t.Context(), many),
		} {
			if testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), "item 180") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})

	t.Run("an odd but legal ID arrives as one segment", func(t *testing.T) {
		c, last := arrivals(t)
		for _, odd := range []string{"a b", "ü", "a:b", "a@b", "a&b=c", "a+b", "a;b", "a,b", "~", "$", "a'b", `a"b`, "(a)", "[a]", "<a>", "{a}", "{id}", "...", "a..b", "日本", "a|b", "a^b", "`", "me", " ", "e\u0301", "\u202eabc", "http:"} {
			for name, m := range testkit.MethodCalls {
				template := testkit.RouteOf(testkit.FirstOp(name)).Path
				places := strings.Count(template, "{")
				if places == 0 || m.IDs < places {
					continue
				}
				ids := []string{odd, odd, odd}
				if m.Op == clarifai.OpAppsTransfer || m.Op == clarifai.OpAppsChangeID {
					ids[2] = "another" // not what it is already
				}
				if m.Op == clarifai.OpUsersChangeID {
					ids[1] = "another"
				}
				err := m.Call(t.Context(), c, ids)
				if testkit.Sentinel(err) != "ErrForbidden" {
					t.Errorf("%s with %q: %v", name, odd, err)
					continue
				}
				if err := arrived(last(), template, ids); err != nil {
					t.Errorf("%s with %q: %v", name, odd, err)
				}
			}
		}
	})

	t.Run("any ID arrives unchanged or is refused", func(t *testing.T) {
		c, last := arrivals(t)
		harness.Check(t, func(t *rapid.T) {
			org, team := rapid.String().Draw(t, "org"), rapid.String().Draw(t, "team")
			_, err := c.Teams.Get(t.Context(), org, team)
			uri := last()
			if testkit.Sentinel(err) == "ErrInvalid" {
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
	})
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
		fmt.Fprint(w, testkit.Failure(403, 11007).Body)
	}))
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithSessionToken(testkit.SessionToken), clarifai.WithBaseURL(server.URL),
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

// arrived checks that a path has the IDs in the places of the template.
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

// Whatever IDs a method is given, each arrives unchanged as one segment of the
// path in its place, or nothing is sent.
func FuzzRequest_IDs(f *testing.F) {
	names := slices.Sorted(maps.Keys(testkit.MethodCalls))
	odd := slices.Concat(badIDs, []string{"a b", "é", "a:b", "a;b", "{id}", "a+b", "\u202e", "\ufeff", "[redacted]", " "})
	for i := range names {
		f.Add(uint8(i), "acme", "ml", "ann")
		f.Add(uint8(i), odd[i%len(odd)], odd[(i+1)%len(odd)], odd[(i+2)%len(odd)])
	}
	f.Fuzz(func(t *testing.T, which uint8, first, second, third string) {
		name := names[int(which)%len(names)]
		m, ids := testkit.MethodCalls[name], []string{first, second, third}
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)), testkit.WithoutRetries)
		err := m.Call(t.Context(), c, ids)
		if problem := testkit.Unsound(err); problem != "" || err == nil {
			t.Fatalf("%s of %q: %s", name, ids, problem)
		}
		template := testkit.RouteOf(testkit.FirstOp(name)).Path
		places := strings.Count(template, "{")
		for _, r := range s.Requests() {
			if r.URL.Host != "api.example.test" || !utf8.ValidString(r.Body) {
				t.Errorf("%s of %q sends %s to %s", name, ids, r.Body, r.URL)
			}
			if places == 0 || m.IDs < places {
				continue
			}
			if err := arrived(r.URL.RequestURI(), template, ids); err != nil {
				t.Errorf("%s of %q: %v", name, ids, err)
			}
		}
	})
}

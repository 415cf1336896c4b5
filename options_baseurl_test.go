package clarifai_test

import (
	"net/url"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestWithBaseURL(t *testing.T) {
	t.Run("a version in the path is refused with the right URL", func(t *testing.T) {
		testkit.ClearEnv(t)
		for base, right := range map[string]string{
			"https://api.clarifai.com/v2":      "https://api.clarifai.com",
			"https://api.clarifai.com/v2/":     "https://api.clarifai.com",
			"https://api.clarifai.com/v2//":    "https://api.clarifai.com",
			"https://api.clarifai.com/%762":    "https://api.clarifai.com",
			"https://gw.test:8443/clarifai/v2": "https://gw.test:8443/clarifai",
		} {
			refused := func(name string, opts ...clarifai.Option) {
				t.Helper()
				c, err := clarifai.NewClient(opts...)
				if c != nil || testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), name) || !strings.HasSuffix(err.Error(), "use "+right) {
					t.Errorf("%s %s: NewClient() = %v", name, base, err)
				}
			}
			refused("WithBaseURL", clarifai.WithBaseURL(base))
			t.Setenv("CLARIFAI_API_BASE", base)
			refused("CLARIFAI_API_BASE")
			t.Setenv("CLARIFAI_API_BASE", "")
			if _, err := clarifai.NewClient(clarifai.WithBaseURL(right)); err != nil {
				t.Errorf("%s: NewClient() = %v", right, err)
			}
		}
		for _, base := range []string{"https://gw.test/v2/clarifai", "https://gw.test/apiv2", "https://v2"} {
			if _, err := clarifai.NewClient(clarifai.WithBaseURL(base)); err != nil {
				t.Errorf("%s: NewClient() = %v", base, err)
			}
		}
	})

	t.Run("a URL that could leak or mislead is refused", func(t *testing.T) {
		testkit.ClearEnv(t)
		for _, base := range []string{
			"http://api.clarifai.com", "HTTP://api.clarifai.com", "ftp://api.clarifai.com", "api.clarifai.com", "//api.clarifai.com", "/v2",
			"https://", "https:///x", "https://:443", "https:api.clarifai.com", "https://user@api.clarifai.com", "https://user:secret-pw@api.clarifai.com",
			"https://api.clarifai.com?x=1", "https://api.clarifai.com?", "https://api.clarifai.com#f", "https://api.clarifai.com/a/../b",
			"https://api.clarifai.com/%2e%2e/b", "https://api.clarifai.com//b", "https://api.clarifai.com/a\x00b", "https://exa mple.com", "https://api.clarifai.com\\@evil.example",
		} {
			_, err := clarifai.NewClient(clarifai.WithBaseURL(base))
			if testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), "WithBaseURL") || strings.Contains(err.Error(), "secret-pw") {
				t.Errorf("%q: NewClient() = %v", base, err)
			}
			t.Setenv("CLARIFAI_API_BASE", strings.ReplaceAll(base, "\x00", "\x01"))
			if strings.TrimSpace(base) == "" {
				continue
			}
			if _, err := clarifai.NewClient(); testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), "CLARIFAI_API_BASE") {
				t.Errorf("%q in the environment: %v", base, err)
			}
			if _, err := clarifai.NewClient(clarifai.WithBaseURL("https://api.clarifai.com")); err != nil {
				t.Errorf("the environment's %q disturbs WithBaseURL: %v", base, err)
			}
		}
		c, err := clarifai.NewClient(clarifai.WithBaseURL("http://localhost:1"), clarifai.WithInsecureHTTP())
		if err != nil || c == nil {
			t.Errorf("WithInsecureHTTP does not allow http: %v", err)
		}
	})

	t.Run("its path is kept", func(t *testing.T) {
		for base, want := range map[string]string{
			"https://gw.test/clarifai":     "/clarifai/v2/organizations/a%20b/teams/a:b",
			"https://gw.test/clarifai///":  "/clarifai/v2/organizations/a%20b/teams/a:b",
			"https://gw.test/a/b%20c":      "/a/b%20c/v2/organizations/a%20b/teams/a:b",
			"https://gw.test/tenants/a:b@": "/tenants/a:b@/v2/organizations/a%20b/teams/a:b",
		} {
			c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithBaseURL(base))
			if _, err := c.Teams.Get(t.Context(), "a b", "a:b"); err != nil {
				t.Errorf("%s: Teams.Get() = %v", base, err)
				continue
			}
			if got := s.Requests()[0].URL.EscapedPath(); got != want {
				t.Errorf("%s: %s, want %s", base, got, want)
			}
		}
	})

	t.Run("an escaped slash is refused", func(t *testing.T) {
		_, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL("https://gw.test/a%2Fb"))
		if testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), "WithBaseURL") {
			t.Errorf("it is not refused: %v", err)
		}
	})

	t.Run("requests go to its host only", func(t *testing.T) {
		for _, base := range []string{"https://API.Example.test", "https://api.example.test:443", "https://[::1]:8443/gw", "https://api.example.test."} {
			c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithBaseURL(base))
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
				t.Errorf("%s: Teams.Get() = %v", base, err)
				continue
			}
			want, err := url.Parse(base)
			if err != nil {
				t.Fatal(err)
			}
			r := s.Requests()[0]
			if r.URL.Host != want.Host || r.URL.Scheme != "https" || r.Host != "" && r.Host != want.Host {
				t.Errorf("%s: it went to %s, Host %q", base, r.URL, r.Host)
			}
		}
	})
}

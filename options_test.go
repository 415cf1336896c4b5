package clarifai_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestWithRetry_oneBound(t *testing.T) {
	for name, test := range map[string]struct {
		policy clarifai.RetryPolicy
		status int
		most   time.Duration // that a wait takes
		least  time.Duration // that the longest of many waits takes
	}{
		"only MaxWait, below the default MinWait": {clarifai.RetryPolicy{MaxWait: 100 * time.Millisecond}, 503, 100 * time.Millisecond, 50 * time.Millisecond},
		"only MaxWait, and a 429":                 {clarifai.RetryPolicy{MaxWait: 100 * time.Millisecond}, 429, 100 * time.Millisecond, 50 * time.Millisecond},
		"only MaxWait, above the default MinWait": {clarifai.RetryPolicy{MaxWait: time.Second}, 503, time.Second, 500 * time.Millisecond},
		"only MinWait, above the default MaxWait": {clarifai.RetryPolicy{MinWait: 30 * time.Second}, 503, 30 * time.Second, 15 * time.Second},
		"only MinWait, below the default MaxWait": {clarifai.RetryPolicy{MinWait: 5 * time.Second}, 503, 10 * time.Second, 5 * time.Second},
		"none": {clarifai.RetryPolicy{}, 503, 10 * time.Second, time.Second},
	} {
		coreBubble(t, name, func(t *testing.T) {
			c, s := coreClient(t, coreScript(coreFail(test.status, 0)), clarifai.WithRetry(test.policy))
			var waits []time.Duration
			for range 20 {
				before := len(s.requests())
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil {
					t.Fatal("no error")
				}
				tries := s.requests()[before:]
				for i, r := range tries[1:] {
					waits = append(waits, r.at.Sub(tries[i].at))
				}
			}
			if len(waits) < 80 || slices.Max(waits) > test.most || slices.Max(waits) < test.least {
				t.Errorf("%d waits of at most %v", len(waits), slices.Max(waits))
			}
		})
	}
}

func TestNewClient_credentialThatIsNone(t *testing.T) {
	coreNoEnv(t)
	placeholders := []string{
		`"0123456789abcdef"`, `'0123456789abcdef'`, "`0123456789abcdef`", `"0123456789abcdef`, `0123456789abcdef'`, `""`, `"`,
		"${CLARIFAI_PAT}", "$CLARIFAI_PAT", "${PAT:-none}", "$(cat pat)", "${{ secrets.PAT }}", "{{ pat }}", "{pat}", "%CLARIFAI_PAT%",
		"<pat>", "<your PAT here>", "YOUR_PAT", "YOUR_PAT_HERE", "your_pat", "your-pat", "Your_Clarifai_PAT", "CLARIFAI_PAT", "MY_SESSION_TOKEN",
	}
	for _, text := range placeholders {
		check := func(name string, opts ...clarifai.Option) {
			t.Helper()
			c, err := clarifai.NewClient(opts...)
			if c != nil || coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), name) {
				t.Errorf("%s of %s: %v", name, text, err)
				return
			}
			says := strings.TrimSpace(strings.ReplaceAll(strings.Replace(err.Error(), name, "", 1), "${NAME} or YOUR_PAT", ""))
			if strings.Contains(says, strings.Trim(text, "\"'`")) && text != `"` && text != `""` {
				t.Errorf("%q shows it", err)
			}
			if !strings.Contains(says, "must be the token") {
				t.Errorf("%q does not say what to do", err)
			}
		}
		check("WithPAT", clarifai.WithPAT(text))
		check("WithSessionToken", clarifai.WithSessionToken(text))
		for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN"} {
			t.Setenv(name, " "+text+"\n")
			check(name)
			if _, err := clarifai.NewClient(clarifai.WithPAT("0123456789abcdef")); err != nil {
				t.Errorf("%s disturbs WithPAT: %v", name, err)
			}
			t.Setenv(name, "")
		}
		s := &coreServer{handle: coreScript(coreTeam)}
		c, err := clarifai.NewClient(clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: text})),
			clarifai.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); coreIs(err) != "ErrUnauthorized" || len(s.requests()) != 0 {
			t.Errorf("%s of a token source: %v", text, err)
		}
	}
	for _, token := range []string{
		"0123456789abcdef0123456789abcdef", "ABCDEF0123456789ABCDEF0123456789", "deadbeefdeadbeefdeadbeefdeadbeef", "DEADBEEFDEADBEEF", "x", "pat",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ5b3VyIn0.c2ln-bmF0_dXJl", "AbC_dEf-09+/=", "A_B9", "yourself0", "AAAA==",
	} {
		if _, err := clarifai.NewClient(clarifai.WithPAT(token), clarifai.WithSessionToken(token)); err != nil {
			t.Errorf("%s: %v", token, err)
		}
	}
}

func TestWithBaseURL_version(t *testing.T) {
	coreNoEnv(t)
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
			if c != nil || coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), name) || !strings.HasSuffix(err.Error(), "use "+right) {
				t.Errorf("%s %s: %v", name, base, err)
			}
		}
		refused("WithBaseURL", clarifai.WithBaseURL(base))
		t.Setenv("CLARIFAI_API_BASE", base)
		refused("CLARIFAI_API_BASE")
		t.Setenv("CLARIFAI_API_BASE", "")
		if _, err := clarifai.NewClient(clarifai.WithBaseURL(right)); err != nil {
			t.Errorf("%s: %v", right, err)
		}
	}
	for _, base := range []string{"https://gw.test/v2/clarifai", "https://gw.test/apiv2", "https://v2"} {
		if _, err := clarifai.NewClient(clarifai.WithBaseURL(base)); err != nil {
			t.Errorf("%s: %v", base, err)
		}
	}
}

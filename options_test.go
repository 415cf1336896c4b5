package clarifai_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/time/rate"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestWithRetry_OneBound(t *testing.T) {
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
		testkit.RunInFakeTime(t, name, func(t *testing.T) {
			c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(test.status, 0)), clarifai.WithRetry(test.policy))
			var waits []time.Duration
			for range 20 {
				before := len(s.Requests())
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil {
					t.Fatal("no error")
				}
				tries := s.Requests()[before:]
				for i, r := range tries[1:] {
					waits = append(waits, r.At.Sub(tries[i].At))
				}
			}
			if len(waits) < 80 || slices.Max(waits) > test.most || slices.Max(waits) < test.least {
				t.Errorf("%d waits, the longest of %v", len(waits), slices.Max(waits))
			}
		})
	}
}

func TestOptions_Order(t *testing.T) {
	t.Run("options in any order give the same client", func(t *testing.T) {
		type named struct {
			name string
			opt  func(*testkit.Transport, *bytes.Buffer) clarifai.Option
		}
		always := func(opt clarifai.Option) func(*testkit.Transport, *bytes.Buffer) clarifai.Option {
			return func(*testkit.Transport, *bytes.Buffer) clarifai.Option { return opt }
		}
		opts := []named{
			{"WithPAT", always(clarifai.WithPAT(testkit.PAT))},
			{"WithSessionToken", always(clarifai.WithSessionToken(testkit.SessionToken))},
			{"WithBaseURL", always(clarifai.WithBaseURL("http://gateway.example.test/clarifai/"))},
			{"WithInsecureHTTP", always(clarifai.WithInsecureHTTP())},
			{"WithHTTPClient", func(s *testkit.Transport, _ *bytes.Buffer) clarifai.Option {
				return clarifai.WithHTTPClient(&http.Client{Transport: s})
			}},
			{"WithRetry", always(clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: 1, MaxWait: 2}))},
			{"WithLimiter", always(clarifai.WithLimiter(testkit.LimiterFunc(func(context.Context) error { return nil })))},
			{"WithLogger", func(_ *testkit.Transport, b *bytes.Buffer) clarifai.Option {
				return clarifai.WithLogger(slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug,
					ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
						if a.Key == "time" || a.Key == "duration" {
							return slog.Attr{}
						}
						return a
					}})))
			}},
			{"WithUserAgent", always(clarifai.WithUserAgent("acme/1"))},
			{"WithRequestIDPrefix", always(clarifai.WithRequestIDPrefix("run-7"))},
			{"WithMaxResponseBytes", always(clarifai.WithMaxResponseBytes(1000))},
			{"WithGuard", always(clarifai.WithGuard(clarifai.Guard{MaxWrites: 1}))},
			{"WithRoute", always(clarifai.WithRoute(clarifai.OpTeamsGet, "GET", "/v3/orgs/{user_app_id.user_id}/t/{id}"))},
			{"nil", always(nil)},
		}
		behaviour := func(order []named) string {
			var log bytes.Buffer
			s := &testkit.Transport{Handle: testkit.Script(testkit.Failure(503, 0), testkit.TeamReply, testkit.Reply{Status: 200, Body: strings.Repeat(" ", 2000)}, testkit.Failure(403, 0))}
			var list []clarifai.Option
			for _, o := range order {
				list = append(list, o.opt(s, &log))
			}
			c, err := clarifai.NewClient(list...)
			if err != nil {
				return err.Error()
			}
			var b strings.Builder
			_, err = c.Teams.Get(context.Background(), "acme", "ml")
			fmt.Fprintln(&b, c, err)
			_, err = c.Teams.Get(context.Background(), "acme", "ml")
			fmt.Fprintln(&b, err)
			fmt.Fprintln(&b, c.Organizations.Delete(context.Background(), "acme"), c.Organizations.Delete(context.Background(), "acme"))
			for _, r := range s.Requests() {
				fmt.Fprintln(&b, r.Method, r.URL, r.Header)
			}
			return b.String() + log.String()
		}
		want := behaviour(opts)
		for _, must := range []string{"/clarifai/v3/orgs/acme/t/ml", "acme/1 clarifai-orgs-go/", "run-7", "Key " + testkit.PAT, "WithMaxResponseBytes", "no more than 1 writes", "level=WARN"} {
			if !strings.Contains(want, must) {
				t.Errorf("%q is missing in\n%s", must, want)
			}
		}
		harness.Check(t, func(t *rapid.T) {
			order := rapid.Permutation(opts).Draw(t, "order")
			if got := behaviour(order); got != want {
				t.Fatalf("got\n%s\nwant\n%s", got, want)
			}
		})
	})

	t.Run("contradictions are refused in both orders", func(t *testing.T) {
		testkit.ClearEnv(t)
		const elsewhere = "/v9/{user_app_id.user_id}/{id}"
		opts := map[string]clarifai.Option{
			"PAT":              clarifai.WithPAT(testkit.PAT),
			"source":           clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: testkit.PAT})),
			"session":          clarifai.WithSessionToken(testkit.SessionToken),
			"https":            clarifai.WithBaseURL("https://api.example.test"),
			"http":             clarifai.WithBaseURL("http://api.example.test"),
			"insecure":         clarifai.WithInsecureHTTP(),
			"client":           clarifai.WithHTTPClient(&http.Client{Transport: http.NewFileTransport(http.Dir("."))}),
			"retry":            clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
			"limiter":          clarifai.WithLimiter(rate.NewLimiter(rate.Inf, 1)),
			"logger":           clarifai.WithLogger(slog.New(slog.DiscardHandler)),
			"agent":            clarifai.WithUserAgent("acme/1"),
			"prefix":           clarifai.WithRequestIDPrefix("run-7"),
			"limit":            clarifai.WithMaxResponseBytes(1000),
			"guard":            clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
			"team there":       clarifai.WithRoute(clarifai.OpTeamsGet, http.MethodGet, elsewhere),
			"invitation there": clarifai.WithRoute(clarifai.OpInvitationsGet, http.MethodGet, elsewhere),
			"team's own":       clarifai.WithRoute(clarifai.OpTeamsGet, http.MethodGet, "/v2/organizations/{user_app_id.user_id}/teams/{id}"),
		}
		names := slices.Sorted(maps.Keys(opts))
		// The subtest before proves that the others give the same client.
		var refused []string
		for i, a := range names {
			for _, b := range names[i+1:] {
				c, err := clarifai.NewClient(opts[a], opts[b])
				c2, err2 := clarifai.NewClient(opts[b], opts[a])
				if (c == nil) == (err == nil) || (c2 == nil) == (err2 == nil) {
					t.Errorf("%s and %s: %v, %v; %v, %v", a, b, c, err, c2, err2)
				}
				if a == "http" && b == "https" {
					continue // the same option twice: the later counts
				}
				if err != nil && testkit.Sentinel(err) != "ErrInvalid" || fmt.Sprint(err) != fmt.Sprint(err2) {
					t.Errorf("%s and %s: %v; the other way round: %v", a, b, err, err2)
				}
				switch {
				case a == "http" || b == "http":
					if (err == nil) != (b == "insecure") {
						t.Errorf("%s and %s: %v", a, b, err)
					}
				case err != nil:
					refused = append(refused, a+" and "+b)
				}
			}
		}
		if want := []string{"PAT and source", "invitation there and team there"}; !slices.Equal(refused, want) {
			t.Errorf("refused are %q, want %q", refused, want)
		}
	})
}

func TestOptions_Invalid(t *testing.T) {
	t.Run("the error is ErrInvalid and names the option", func(t *testing.T) {
		testkit.ClearEnv(t)
		source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"})
		for name, opts := range map[string][]clarifai.Option{
			"WithPAT":              {clarifai.WithPAT("")},
			"WithPAT ":             {clarifai.WithPAT("a\nb")},
			"WithPAT  ":            {clarifai.WithPAT("a b")},
			"WithPAT   ":           {clarifai.WithPAT("pät")},
			"WithPAT    ":          {clarifai.WithPAT("x"), clarifai.WithTokenSource(source)},
			"WithTokenSource":      {clarifai.WithTokenSource(source), clarifai.WithPAT("x")},
			"WithTokenSource ":     {clarifai.WithTokenSource(nil)},
			"WithSessionToken":     {clarifai.WithSessionToken("")},
			"WithSessionToken ":    {clarifai.WithSessionToken("a\r\nX: y")},
			"WithBaseURL":          {clarifai.WithBaseURL("")},
			"WithHTTPClient":       {clarifai.WithHTTPClient(nil)},
			"WithLimiter":          {clarifai.WithLimiter(nil)},
			"WithLogger":           {clarifai.WithLogger(nil)},
			"WithUserAgent":        {clarifai.WithUserAgent("")},
			"WithUserAgent ":       {clarifai.WithUserAgent("a\r\nX: y")},
			"WithRequestIDPrefix":  {clarifai.WithRequestIDPrefix("")},
			"WithRequestIDPrefix ": {clarifai.WithRequestIDPrefix("a b")},
			"WithRequestIDPrefix_": {clarifai.WithRequestIDPrefix(strings.Repeat("a", 65))},
			"WithRetry":            {clarifai.WithRetry(clarifai.RetryPolicy{MinWait: time.Hour, MaxWait: time.Minute})},
			"WithGuard":            {clarifai.WithGuard(clarifai.Guard{})},
			"WithGuard ":           {clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{"teams.typo"}})},
			"WithGuard  ":          {clarifai.WithGuard(clarifai.Guard{Owners: []string{""}})},
			"WithRoute":            {clarifai.WithRoute("teams.typo", "GET", "/v2/x")},
		} {
			c, err := clarifai.NewClient(opts...)
			if c != nil || testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%s: NewClient() = %v, %v", name, c, err)
				continue
			}
			testkit.AsError(t, err)
			if want := strings.TrimRight(name, " _"); !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not name %s", err, want)
			}
		}
	})

	t.Run("an option with a nil inside is refused", func(t *testing.T) {
		for name, opt := range map[string]func() clarifai.Option{
			"a limiter":      func() clarifai.Option { return clarifai.WithLimiter((*rate.Limiter)(nil)) },
			"a function":     func() clarifai.Option { return clarifai.WithLimiter(testkit.LimiterFunc(nil)) },
			"a token source": func() clarifai.Option { return clarifai.WithTokenSource((*nilSource)(nil)) },
			"a transport": func() clarifai.Option {
				return clarifai.WithHTTPClient(&http.Client{Transport: (*http.Transport)(nil)})
			},
			"a round tripper": func() clarifai.Option {
				return clarifai.WithHTTPClient(&http.Client{Transport: testkit.RoundTripFunc(nil)})
			},
			"a jar":    func() clarifai.Option { return clarifai.WithHTTPClient(&http.Client{Jar: (*cookiejar.Jar)(nil)}) },
			"a logger": func() clarifai.Option { return clarifai.WithLogger(new(slog.Logger)) },
		} {
			c, err := clarifai.NewClient(opt())
			if c != nil || testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%s that is nil: %v, %v", name, c, err)
			}
		}
	})
}

func TestOptions_SharedByClients(t *testing.T) {
	guard := clarifai.WithGuard(clarifai.Guard{MaxWrites: 1})
	override := clarifai.WithRoute(clarifai.OpTeamsGet, "GET", "/v9/{user_app_id.user_id}/{id}")
	for range 3 {
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply, testkit.Success("")), guard, override)
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
			t.Fatal(err)
		}
		if err := c.Organizations.Delete(t.Context(), "acme"); err != nil {
			t.Errorf("a client uses up another's writes: %v", err)
		}
		if s.Requests()[0].URL.Path != "/v9/acme/ml" {
			t.Error(s.Requests()[0].URL)
		}
	}
	// The caller may change the slices afterwards.
	ops, owners := []clarifai.Operation{clarifai.OpTeamsGet}, []string{"acme"}
	c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithGuard(clarifai.Guard{Operations: ops, Owners: owners}))
	ops[0], owners[0] = clarifai.OpTeamsDelete, "evil"
	if err := c.Teams.DeleteBatch(t.Context(), "evil", []string{"ml"}); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
		t.Errorf("the guard changed with its slices: %v", err)
	}
}

func TestOptions_Headers(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithUserAgent("acme-bot/2"), clarifai.WithRequestIDPrefix("run-1.a_b"))
	_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	plain, s2 := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
	_, _ = plain.Teams.Get(t.Context(), "acme", "ml")
	r, r2 := s.Requests()[0], s2.Requests()[0]
	own := "clarifai-orgs-go/" + clarifai.Version
	if got := r.Header.Get("User-Agent"); !strings.HasPrefix(got, "acme-bot/2 "+own) {
		t.Errorf("User-Agent %q", got)
	}
	if got := r2.Header.Get("User-Agent"); !strings.HasPrefix(got, own) {
		t.Errorf("User-Agent %q", got)
	}
	if got := r.Header.Get("X-Clarifai-Request-ID-Prefix"); got != "run-1.a_b" {
		t.Errorf("prefix %q", got)
	}
	if _, ok := r2.Header["X-Clarifai-Request-Id-Prefix"]; ok {
		t.Error("a prefix without the option")
	}
}

type nilSource struct{ token oauth2.Token }

func (s *nilSource) Token() (*oauth2.Token, error) { return &s.token, nil }

func TestOptions_LargestNumbers(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(503, 0), testkit.Failure(503, 0), testkit.TeamReply),
		clarifai.WithMaxResponseBytes(math.MaxInt64), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: math.MaxInt,
			MinWait: 1, MaxWait: 1, MaxRetryAfter: math.MaxInt64, VerifyTimeout: math.MaxInt64}),
		clarifai.WithGuard(clarifai.Guard{MaxWrites: math.MaxInt}))
	if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.ID != "ml" || len(s.Requests()) != 3 {
		t.Errorf("%d requests, %v", len(s.Requests()), err)
	}
	if err := c.Teams.DeleteBatch(t.Context(), "acme", []string{"ml"}); err != nil {
		t.Error(err)
	}
}

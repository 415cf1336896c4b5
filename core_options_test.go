package clarifai_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestCoreTheCallersHTTPClientIsUsedAndNotChanged(t *testing.T) {
	s := &coreServer{handle: func(n int, _ *coreRequest) coreReply {
		reply := coreTeam
		if n == 2 {
			reply = coreReply{status: 302, header: map[string]string{"Location": "https://evil.example/"}}
		}
		if n == 1 {
			reply.header = map[string]string{"Set-Cookie": "gate=open; Path=/"}
		}
		return reply
	}}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	check := func(*http.Request, []*http.Request) error { t.Error("the caller's CheckRedirect is used"); return nil }
	hc := &http.Client{Transport: s, Timeout: 7 * time.Second, Jar: jar, CheckRedirect: check}
	c, _ := coreClient(t, nil, clarifai.WithHTTPClient(hc))
	for range 3 {
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	}
	if hc.Transport != http.RoundTripper(s) || hc.Timeout != 7*time.Second || hc.Jar != http.CookieJar(jar) ||
		reflect.ValueOf(hc.CheckRedirect).Pointer() != reflect.ValueOf(check).Pointer() {
		t.Errorf("the client was changed: %+v", hc)
	}
	if cookie := s.requests()[2].Header.Get("Cookie"); cookie != "gate=open" {
		t.Errorf("the jar is not used: %q", cookie)
	}
	if _, ok := s.requests()[0].Context().Deadline(); !ok {
		t.Error("the Timeout is not used")
	}
}

func TestCoreANilTransportMeansTheDefaultOneAndIsNotSet(t *testing.T) {
	hc := &http.Client{}
	coreClient(t, nil, clarifai.WithHTTPClient(hc))
	if !reflect.ValueOf(*hc).IsZero() {
		t.Errorf("the client was changed: %+v", hc)
	}
}

func TestCoreTheTimeoutBoundsOneTryAndNotTheCall(t *testing.T) {
	for name, slow := range map[string]func(*coreRequest) coreReply{
		"no answer": func(r *coreRequest) coreReply {
			<-r.Context().Done()
			return coreReply{err: r.Context().Err()}
		},
		"slow body": func(r *coreRequest) coreReply {
			return coreReply{status: 200, reader: readerFunc(func([]byte) (int, error) {
				<-r.Context().Done()
				return 0, r.Context().Err()
			})}
		},
	} {
		coreBubble(t, name, func(t *testing.T) {
			s := &coreServer{handle: func(n int, r *coreRequest) coreReply {
				if n <= 3 {
					return slow(r)
				}
				return coreTeam
			}}
			c, _ := coreClient(t, nil, clarifai.WithHTTPClient(&http.Client{Transport: s, Timeout: 10 * time.Second}))
			start := time.Now()
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if took := time.Since(start); took < 30*time.Second || took > 35*time.Second {
				t.Errorf("%s: the call took %v", name, took)
			}
			if open := s.open.Load(); open != 0 {
				t.Errorf("%s: %d bodies stay open", name, open)
			}
		})
	}
}

func TestCoreATryThatTimesOutIsUnavailableAndAmbiguousForAWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &coreServer{handle: func(_ int, r *coreRequest) coreReply {
			<-r.Context().Done()
			return coreReply{err: r.Context().Err()}
		}}
		c, _ := coreClient(t, nil, clarifai.WithHTTPClient(&http.Client{Transport: s, Timeout: time.Second}))
		err := c.Organizations.Leave(t.Context(), "acme")
		if coreIs(err) != "ErrAmbiguous ErrUnavailable" || len(s.requests()) != 1 {
			t.Errorf("%d requests, %q: %v", len(s.requests()), coreIs(err), err)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestCoreTheCallersIdleConnectionsAreNeverClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := coreReply{err: errors.New("reset")}
		c, s := coreClient(t, coreScript(coreTeam, coreFail(403, 0), coreFail(500, 0), coreFail(500, 0), coreFail(500, 0), coreFail(500, 0), coreFail(500, 0), broken))
		for range 6 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			_, _ = c.Teams.Get(ctx, "acme", "ml")
			cancel()
		}
		c.Close()
		if n := s.closed.Load(); n != 0 {
			t.Errorf("closed %d times", n)
		}
	})
}

func TestCoreTheOwnPoolOpensSixtyFourConnectionsAtMost(t *testing.T) {
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
	if n := most.Load(); n > 64 {
		t.Errorf("%d connections", n)
	}
}

func TestCoreOptionsInAnyOrderGiveTheSameClient(t *testing.T) {
	type named struct {
		name string
		opt  func(*coreServer, *bytes.Buffer) clarifai.Option
	}
	always := func(opt clarifai.Option) func(*coreServer, *bytes.Buffer) clarifai.Option {
		return func(*coreServer, *bytes.Buffer) clarifai.Option { return opt }
	}
	opts := []named{
		{"WithPAT", always(clarifai.WithPAT(corePAT))},
		{"WithSessionToken", always(clarifai.WithSessionToken(coreSession))},
		{"WithBaseURL", always(clarifai.WithBaseURL("http://gateway.example.test/clarifai/"))},
		{"WithInsecureHTTP", always(clarifai.WithInsecureHTTP())},
		{"WithHTTPClient", func(s *coreServer, _ *bytes.Buffer) clarifai.Option {
			return clarifai.WithHTTPClient(&http.Client{Transport: s})
		}},
		{"WithRetry", always(clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: 1, MaxWait: 2}))},
		{"WithLimiter", always(clarifai.WithLimiter(limiterFunc(func(context.Context) error { return nil })))},
		{"WithLogger", func(_ *coreServer, b *bytes.Buffer) clarifai.Option {
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
		s := &coreServer{handle: coreScript(coreFail(503, 0), coreTeam, coreReply{status: 200, body: strings.Repeat(" ", 2000)}, coreFail(403, 0))}
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
		for _, r := range s.requests() {
			fmt.Fprintln(&b, r.Method, r.URL, r.Header)
		}
		return b.String() + log.String()
	}
	want := behaviour(opts)
	for _, must := range []string{"/clarifai/v3/orgs/acme/t/ml", "acme/1 clarifai-orgs-go/", "run-7", "Key " + corePAT, "WithMaxResponseBytes", "used up", "level=WARN"} {
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
}

type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

func TestCoreAnInvalidOptionIsErrInvalidAndNamed(t *testing.T) {
	coreNoEnv(t)
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
		"WithMaxResponseBytes": {clarifai.WithMaxResponseBytes(0)},
		"WithRetry":            {clarifai.WithRetry(clarifai.RetryPolicy{MinWait: -1})},
		"WithRetry ":           {clarifai.WithRetry(clarifai.RetryPolicy{MinWait: time.Hour, MaxWait: time.Minute})},
		"WithRetry  ":          {clarifai.WithRetry(clarifai.RetryPolicy{MaxRetryAfter: -1})},
		"WithGuard":            {clarifai.WithGuard(clarifai.Guard{MaxWrites: -1})},
		"WithGuard ":           {clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{"teams.typo"}})},
		"WithGuard  ":          {clarifai.WithGuard(clarifai.Guard{Owners: []string{""}})},
		"WithRoute":            {clarifai.WithRoute("teams.typo", "GET", "/v2/x")},
	} {
		c, err := clarifai.NewClient(opts...)
		if c != nil || coreIs(err) != "ErrInvalid" {
			t.Errorf("%s: %v, %v", name, c, err)
			continue
		}
		coreError(t, err)
		if want := strings.TrimRight(name, " _"); !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
}

func TestCoreABaseURLThatCouldLeakOrMisleadIsRefused(t *testing.T) {
	coreNoEnv(t)
	for _, base := range []string{
		"http://api.clarifai.com", "HTTP://api.clarifai.com", "ftp://api.clarifai.com", "api.clarifai.com", "//api.clarifai.com", "/v2",
		"https://", "https:///x", "https://:443", "https:api.clarifai.com", "https://user@api.clarifai.com", "https://user:secret-pw@api.clarifai.com",
		"https://api.clarifai.com?x=1", "https://api.clarifai.com?", "https://api.clarifai.com#f", "https://api.clarifai.com/a/../b",
		"https://api.clarifai.com/%2e%2e/b", "https://api.clarifai.com//b", "https://api.clarifai.com/a\x00b", "https://exa mple.com", "https://api.clarifai.com\\@evil.example",
	} {
		_, err := clarifai.NewClient(clarifai.WithBaseURL(base))
		if coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), "WithBaseURL") || strings.Contains(err.Error(), "secret-pw") {
			t.Errorf("%q: %v", base, err)
		}
		t.Setenv("CLARIFAI_API_BASE", strings.ReplaceAll(base, "\x00", "\x01"))
		if strings.TrimSpace(base) == "" {
			continue
		}
		if _, err := clarifai.NewClient(); coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), "CLARIFAI_API_BASE") {
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
}

func TestCoreThePathOfTheBaseURLIsKept(t *testing.T) {
	for base, want := range map[string]string{
		"https://gw.test/clarifai":     "/clarifai/v2/organizations/a%20b/teams/a:b",
		"https://gw.test/clarifai///":  "/clarifai/v2/organizations/a%20b/teams/a:b",
		"https://gw.test/a/b%20c":      "/a/b%20c/v2/organizations/a%20b/teams/a:b",
		"https://gw.test/tenants/a:b@": "/tenants/a:b@/v2/organizations/a%20b/teams/a:b",
	} {
		c, s := coreClient(t, coreScript(coreTeam), clarifai.WithBaseURL(base))
		if _, err := c.Teams.Get(t.Context(), "a b", "a:b"); err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		if got := s.requests()[0].URL.EscapedPath(); got != want {
			t.Errorf("%s: %s, want %s", base, got, want)
		}
	}
}

func TestCoreABaseURLWithAnEscapedSlashKeepsItOrIsRefused(t *testing.T) {
	_, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL("https://gw.test/a%2Fb"))
	if coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), "WithBaseURL") {
		t.Errorf("it is not refused: %v", err)
	}
}

func TestCoreOptionsMayBeGivenToManyClients(t *testing.T) {
	guard := clarifai.WithGuard(clarifai.Guard{MaxWrites: 1})
	override := clarifai.WithRoute(clarifai.OpTeamsGet, "GET", "/v9/{user_app_id.user_id}/{id}")
	for range 3 {
		c, s := coreClient(t, coreScript(coreTeam, coreFine("")), guard, override)
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
			t.Fatal(err)
		}
		if err := c.Organizations.Delete(t.Context(), "acme"); err != nil {
			t.Errorf("a client uses up another's writes: %v", err)
		}
		if s.requests()[0].URL.Path != "/v9/acme/ml" {
			t.Error(s.requests()[0].URL)
		}
	}
	// What the caller handed in may change afterwards.
	ops, owners := []clarifai.Operation{clarifai.OpTeamsGet}, []string{"acme"}
	c, s := coreClient(t, coreScript(coreTeam), clarifai.WithGuard(clarifai.Guard{Operations: ops, Owners: owners}))
	ops[0], owners[0] = clarifai.OpTeamsDelete, "evil"
	if err := c.Teams.Delete(t.Context(), "evil", []string{"ml"}); coreIs(err) != "ErrGuarded" || len(s.requests()) != 0 {
		t.Errorf("the guard changed with its slices: %v", err)
	}
}

func TestCoreTheUserAgentAndThePrefixGoOut(t *testing.T) {
	c, s := coreClient(t, coreScript(coreTeam), clarifai.WithUserAgent("acme-bot/2"), clarifai.WithRequestIDPrefix("run-1.a_b"))
	_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	plain, s2 := coreClient(t, coreScript(coreTeam))
	_, _ = plain.Teams.Get(t.Context(), "acme", "ml")
	r, r2 := s.requests()[0], s2.requests()[0]
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

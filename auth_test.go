package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestAuth_PAT(t *testing.T) {
	t.Run("it is sent as a Key and in no other header", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
			t.Fatal(err)
		}
		r := s.Requests()[0]
		if got := r.Header.Values(testkit.AuthorizationHeader); !slices.Equal(got, []string{"Key " + testkit.PAT}) {
			t.Errorf("Authorization is %q", got)
		}
		if got := r.Header.Values(testkit.SessionHeader); len(got) != 0 {
			t.Errorf("a session goes out too: %q", got)
		}
	})

	testkit.RunWithServer(t, "a route for sessions refuses it with a hint", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().PasswordPolicies.List(t.Context(), "acme", nil)
		if !errors.Is(err, clarifai.ErrUnauthorized) && !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "WithSessionToken") {
			t.Errorf("got %v", err)
		}
		if _, err := s.Client(clarifai.WithSessionToken(s.SessionToken("owner"))).PasswordPolicies.List(t.Context(), "acme", nil); err != nil {
			t.Errorf("with a session: %v", err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.SessionOnly = true })
}

func TestAuth_Routes(t *testing.T) {
	t.Run("each route gets its own credential and never both", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)), clarifai.WithSessionToken(testkit.SessionToken))
		for name, m := range testkit.MethodCalls {
			if err := m.Call(t.Context(), c, testkit.IDs()); err == nil {
				t.Errorf("%s: a 403 without an error", name)
			}
		}
		seen := make(map[clarifai.Credential]int)
		for _, r := range s.Requests() {
			kind := testkit.RouteOf(r.Op).Credential
			seen[kind]++
			wantAuth, wantSession := "", ""
			switch kind {
			case clarifai.CredentialSession:
				wantSession = testkit.SessionToken
			case clarifai.CredentialPAT, clarifai.CredentialKey:
				wantAuth = "Key " + testkit.PAT
			}
			if a, s := r.Header.Get(testkit.AuthorizationHeader), r.Header.Get(testkit.SessionHeader); a != wantAuth || s != wantSession {
				t.Errorf("%s (%s) has Authorization %q and session %q", r.Op, kind, a, s)
			}
		}
		if seen[clarifai.CredentialSession] < 2 || seen[clarifai.CredentialPAT] < 20 || seen[clarifai.CredentialNone] != 4 {
			t.Errorf("requests by credential: %v", seen)
		}
	})

	t.Run("a public invitation neither needs nor sends one", func(t *testing.T) {
		testkit.ClearEnv(t)
		s := &testkit.Transport{Handle: testkit.Script(testkit.Success(`"invitation":{"id":"i1","invitee_email":"a@acme.example"}`))}
		for _, opts := range [][]clarifai.Option{nil, {clarifai.WithPAT(testkit.PAT)}, {clarifai.WithSessionToken(testkit.SessionToken)}} {
			c, err := clarifai.NewClient(append(opts, clarifai.WithHTTPClient(&http.Client{Transport: s}))...)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Invitations.GetPublic(t.Context(), "i1"); err != nil {
				t.Error(err)
			}
		}
		for _, r := range s.Requests() {
			if r.Header.Get(testkit.AuthorizationHeader)+r.Header.Get(testkit.SessionHeader) != "" {
				t.Errorf("it sends %v", r.Header)
			}
		}
		if n := len(s.Requests()); n != 3 {
			t.Errorf("%d requests", n)
		}
	})

	t.Run("without a credential nothing is sent", func(t *testing.T) {
		testkit.ClearEnv(t)
		s := &testkit.Transport{Handle: testkit.Script(testkit.Success(""))}
		c, err := clarifai.NewClient(clarifai.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		for name, m := range testkit.MethodCalls {
			if testkit.RouteOf(m.Op).Credential == clarifai.CredentialNone {
				continue
			}
			err := m.Call(t.Context(), c, testkit.IDs())
			if got := testkit.Sentinel(err); got != "ErrUnauthorized" {
				t.Errorf("%s is %q: %v", name, got, err)
			}
		}
		if err := c.Call(t.Context(), "POST", "/v2/anything", nil, nil, nil); testkit.Sentinel(err) != "ErrUnauthorized" {
			t.Errorf("Call: %v", err)
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests without a credential", n)
		}
	})
}

func TestClient_WithPAT(t *testing.T) {
	other := func(t *testing.T, c *clarifai.Client, pat string) *clarifai.Client {
		t.Helper()
		copied, err := c.WithPAT(clarifai.NewSecret(pat))
		if err != nil {
			t.Fatal(err)
		}
		return copied
	}
	t.Run("the copy sends the other token and no session", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)), clarifai.WithSessionToken(testkit.SessionToken))
		copied := other(t, c, "another-pat-1")
		_, _ = copied.PasswordPolicies.List(t.Context(), "acme", nil) // takes a session
		_, _ = copied.Teams.Get(t.Context(), "acme", "ml")
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		var sent []string
		for _, r := range s.Requests() {
			sent = append(sent, r.Header.Get(testkit.AuthorizationHeader)+r.Header.Get(testkit.SessionHeader))
		}
		if want := []string{"Key another-pat-1", "Key another-pat-1", "Key " + testkit.PAT}; !slices.Equal(sent, want) {
			t.Errorf("sent %q, want %q", sent, want)
		}
	})

	t.Run("the guard counts the writes of both", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(clarifai.Guard{MaxWrites: 1}))
		if err := other(t, c, "another-pat-1").Teams.Delete(t.Context(), "acme", "ml"); err != nil {
			t.Fatal(err)
		}
		if err := c.Teams.Delete(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrGuarded) || len(s.Requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})

	t.Run("closing the client closes a copy of its copy", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
		copied := other(t, other(t, c, "another-pat-1"), "another-pat-2")
		if _, err := copied.Teams.Get(t.Context(), "acme", "ml"); err != nil {
			t.Fatal(err)
		}
		c.Close()
		if _, err := copied.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrUnauthorized) || len(s.Requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})

	t.Run("closing the copy leaves the client open", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
		other(t, c, "another-pat-1").Close()
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
			t.Error(err)
		}
	})

	t.Run("what cannot be a token is refused and not shown", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script())
		for _, pat := range []string{"", "two words", "${CLARIFAI_PAT}", "[redacted]", "'quoted-pat'"} {
			_, err := c.WithPAT(clarifai.NewSecret(pat))
			if !errors.Is(err, clarifai.ErrInvalid) || len(pat) > 0 && pat != "[redacted]" && strings.Contains(err.Error(), pat) {
				t.Errorf("%q: %v", pat, err)
			}
		}
	})
}

func TestAuth_Environment(t *testing.T) {
	t.Run("an explicit credential silences both variables", func(t *testing.T) {
		explicit := map[string]clarifai.Option{
			"WithPAT":          clarifai.WithPAT("explicit-1"),
			"WithSessionToken": clarifai.WithSessionToken("explicit-2"),
			"WithTokenSource":  clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "explicit-3"})),
		}
		t.Setenv("CLARIFAI_PAT", "environment-pat")
		t.Setenv("CLARIFAI_SESSION_TOKEN", "environment-session")
		for name, opt := range explicit {
			s := &testkit.Transport{Handle: testkit.Script(testkit.Failure(403, 0))}
			c, err := clarifai.NewClient(opt, clarifai.WithHTTPClient(&http.Client{Transport: s}))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = c.Teams.Get(t.Context(), "acme", "ml")
			_ = c.Invitations.Accept(t.Context(), "me", "i1")
			if len(s.Requests()) != 2 {
				t.Errorf("%s: %d requests", name, len(s.Requests()))
			}
			for _, r := range s.Requests() {
				if got := r.Header.Get(testkit.AuthorizationHeader) + r.Header.Get(testkit.SessionHeader); !strings.Contains(got, "explicit-") || strings.Contains(got, "environment") {
					t.Errorf("%s: %s sends %q", name, r.Op, got)
				}
			}
		}
	})

	t.Run("values are trimmed and checked", func(t *testing.T) {
		t.Setenv("CLARIFAI_PAT", "  "+testkit.PAT+"\r\n")
		t.Setenv("CLARIFAI_SESSION_TOKEN", "\t"+testkit.SessionToken+"\n")
		t.Setenv("CLARIFAI_API_BASE", " https://gateway.example.test/prefix/ \n")
		s := &testkit.Transport{Handle: testkit.Script(testkit.Failure(403, 0))}
		c, err := clarifai.NewClient(clarifai.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		_ = c.Invitations.Accept(t.Context(), "me", "i1")
		pat, session := s.Requests()[0], s.Requests()[1]
		if pat.Header.Get(testkit.AuthorizationHeader) != "Key "+testkit.PAT || session.Header.Get(testkit.SessionHeader) != testkit.SessionToken {
			t.Errorf("sent %q and %q", pat.Header.Get(testkit.AuthorizationHeader), session.Header.Get(testkit.SessionHeader))
		}
		if got := pat.URL.String(); got != "https://gateway.example.test/prefix/v2/organizations/acme/teams/ml" {
			t.Errorf("it went to %s", got)
		}
		t.Setenv("CLARIFAI_PAT", "two words")
		if _, err := clarifai.NewClient(); testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), "CLARIFAI_PAT") || strings.Contains(err.Error(), "two words") {
			t.Errorf("a PAT of two words: %v", err)
		}
	})
}

func TestAuth_TokenSource(t *testing.T) {
	testkit.RunInFakeTime(t, "it is asked before each attempt, and its type is ignored", func(t *testing.T) {
		n := 0
		source := testkit.TokenFunc(func() (*oauth2.Token, error) {
			n++
			return &oauth2.Token{AccessToken: fmt.Sprintf("rotating-%d", n), TokenType: "Bearer"}, nil
		})
		s := &testkit.Transport{Handle: testkit.Script(testkit.Failure(503, 0), testkit.Failure(503, 0), testkit.TeamReply)}
		c, err := clarifai.NewClient(clarifai.WithTokenSource(source), clarifai.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		if n != 0 {
			t.Error("NewClient asks the source")
		}
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
			t.Fatal(err)
		}
		for i, r := range s.Requests() {
			if got, want := r.Header.Values(testkit.AuthorizationHeader), fmt.Sprintf("Key rotating-%d", i+1); len(got) != 1 || got[0] != want {
				t.Errorf("attempt %d sends %q", i+1, got)
			}
		}
		if len(s.Requests()) != 3 {
			t.Errorf("%d attempts", len(s.Requests()))
		}
	})

	t.Run("if it fails nothing is sent", func(t *testing.T) {
		cause := errors.New("vault sealed")
		for name, source := range map[string]testkit.TokenFunc{
			"error": func() (*oauth2.Token, error) { return nil, cause },
			"nil":   func() (*oauth2.Token, error) { return nil, nil },
			"empty": func() (*oauth2.Token, error) { return &oauth2.Token{}, nil },
			"CRLF":  func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "a\r\nX-Evil: 1"}, nil },
			"space": func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "a b"}, nil },
		} {
			s := &testkit.Transport{Handle: testkit.Script(testkit.TeamReply)}
			c, err := clarifai.NewClient(clarifai.WithTokenSource(source), clarifai.WithHTTPClient(&http.Client{Transport: s}))
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Teams.Get(t.Context(), "acme", "ml")
			if testkit.Sentinel(err) != "ErrUnauthorized" || len(s.Requests()) != 0 {
				t.Errorf("%s: %d requests, %v", name, len(s.Requests()), err)
			}
			if name == "error" && !errors.Is(err, cause) {
				t.Errorf("the source's error is lost: %v", err)
			}
			// The outcome of a write that was not sent is known.
			if err := c.Organizations.Delete(t.Context(), "acme"); testkit.Sentinel(err) != "ErrUnauthorized" {
				t.Errorf("%s: Organizations.Delete() = %v", name, err)
			}
		}
	})
}

func TestAuth_InvalidCredential(t *testing.T) {
	testkit.ClearEnv(t)
	placeholders := []string{
		`"0123456789abcdef"`, `'0123456789abcdef'`, "`0123456789abcdef`", `"0123456789abcdef`, `0123456789abcdef'`, `""`, `"`,
		"${CLARIFAI_PAT}", "$CLARIFAI_PAT", "${PAT:-none}", "$(cat pat)", "${{ secrets.PAT }}", "{{ pat }}", "{pat}", "%CLARIFAI_PAT%",
		"<pat>", "<your PAT here>", "YOUR_PAT", "YOUR_PAT_HERE", "your_pat", "your-pat", "Your_Clarifai_PAT", "CLARIFAI_PAT", "MY_SESSION_TOKEN",
	}
	for _, text := range placeholders {
		check := func(name string, opts ...clarifai.Option) {
			t.Helper()
			c, err := clarifai.NewClient(opts...)
			if c != nil || testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), name) {
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
		s := &testkit.Transport{Handle: testkit.Script(testkit.TeamReply)}
		c, err := clarifai.NewClient(clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: text})),
			clarifai.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); testkit.Sentinel(err) != "ErrUnauthorized" || len(s.Requests()) != 0 {
			t.Errorf("%s of a token source: %v", text, err)
		}
	}
	for _, token := range []string{
		"0123456789abcdef0123456789abcdef", "ABCDEF0123456789ABCDEF0123456789", "deadbeefdeadbeefdeadbeefdeadbeef", "DEADBEEFDEADBEEF", "x", "pat",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ5b3VyIn0.c2ln-bmF0_dXJl", "AbC_dEf-09+/=", "A_B9", "yourself0", "AAAA==",
	} {
		if _, err := clarifai.NewClient(clarifai.WithPAT(token), clarifai.WithSessionToken(token)); err != nil {
			t.Errorf("%s: NewClient() = %v", token, err)
		}
	}
}

func TestAuth_RedactedCredential(t *testing.T) {
	testkit.ClearEnv(t)
	refused := func(name string, opts ...clarifai.Option) {
		t.Helper()
		if _, err := clarifai.NewClient(opts...); testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: NewClient() = %v", name, err)
		}
	}
	refused("WithPAT", clarifai.WithPAT(redactedText))
	refused("WithSessionToken", clarifai.WithSessionToken(redactedText))
	for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN"} {
		t.Setenv(name, redactedText+"\n")
		refused(name)
		t.Setenv(name, "")
	}
	s := &testkit.Transport{Handle: testkit.Script(testkit.TeamReply)}
	sourced, err := clarifai.NewClient(clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: redactedText})),
		clarifai.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sourced.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrUnauthorized) || len(s.Requests()) != 0 {
		t.Errorf("a token source: %d requests, %v", len(s.Requests()), err)
	}
}

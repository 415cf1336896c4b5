package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestCoreThePATGoesOutAsKeyAndNothingElse(t *testing.T) {
	c, s := coreClient(t, coreScript(coreTeam))
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
		t.Fatal(err)
	}
	r := s.requests()[0]
	if got := r.Header.Values(authHeader); !slices.Equal(got, []string{"Key " + corePAT}) {
		t.Errorf("Authorization is %q", got)
	}
	if got := r.Header.Values(sessionHeader); len(got) != 0 {
		t.Errorf("a session goes out too: %q", got)
	}
}

func TestCoreEachRouteGetsItsOwnCredentialAndNeverBoth(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFail(403, 11007)), clarifai.WithSessionToken(coreSession))
	for name, m := range coreMethods {
		if err := m.call(t.Context(), c, coreGoodIDs()); err == nil {
			t.Errorf("%s: a 403 without an error", name)
		}
	}
	seen := make(map[clarifai.Credential]int)
	for _, r := range s.requests() {
		kind := coreRouteOf(r.op).Credential
		seen[kind]++
		wantAuth, wantSession := "", ""
		switch kind {
		case clarifai.CredentialSession:
			wantSession = coreSession
		case clarifai.CredentialPAT, clarifai.CredentialKey:
			wantAuth = "Key " + corePAT
		}
		if a, s := r.Header.Get(authHeader), r.Header.Get(sessionHeader); a != wantAuth || s != wantSession {
			t.Errorf("%s (%s) has Authorization %q and session %q", r.op, kind, a, s)
		}
	}
	if seen[clarifai.CredentialSession] < 2 || seen[clarifai.CredentialPAT] < 20 || seen[clarifai.CredentialNone] != 4 {
		t.Errorf("requests by credential: %v", seen)
	}
}

func TestCoreAPublicInvitationNeedsAndSendsNoCredential(t *testing.T) {
	coreNoEnv(t)
	s := &coreServer{handle: coreScript(coreFine(`"invitation":{"id":"i1","invitee_email":"a@acme.example"}`))}
	for _, opts := range [][]clarifai.Option{nil, {clarifai.WithPAT(corePAT)}, {clarifai.WithSessionToken(coreSession)}} {
		c, err := clarifai.NewClient(append(opts, clarifai.WithHTTPClient(&http.Client{Transport: s}))...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Invitations.GetPublic(t.Context(), "i1"); err != nil {
			t.Error(err)
		}
	}
	for _, r := range s.requests() {
		if r.Header.Get(authHeader)+r.Header.Get(sessionHeader) != "" {
			t.Errorf("it sends %v", r.Header)
		}
	}
	if n := len(s.requests()); n != 3 {
		t.Errorf("%d requests", n)
	}
}

func TestCoreWithoutCredentialNothingIsSent(t *testing.T) {
	coreNoEnv(t)
	s := &coreServer{handle: coreScript(coreFine(""))}
	c, err := clarifai.NewClient(clarifai.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range coreMethods {
		if coreRouteOf(m.op).Credential == clarifai.CredentialNone {
			continue
		}
		err := m.call(t.Context(), c, coreGoodIDs())
		if got := coreIs(err); got != "ErrUnauthorized" {
			t.Errorf("%s is %q: %v", name, got, err)
		}
	}
	if err := c.Call(t.Context(), "POST", "/v2/anything", nil, nil, nil); coreIs(err) != "ErrUnauthorized" {
		t.Errorf("Call: %v", err)
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests without a credential", n)
	}
}

func TestCoreAnExplicitCredentialSilencesBothVariables(t *testing.T) {
	explicit := map[string]clarifai.Option{
		"WithPAT":          clarifai.WithPAT("explicit-1"),
		"WithSessionToken": clarifai.WithSessionToken("explicit-2"),
		"WithTokenSource":  clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "explicit-3"})),
	}
	t.Setenv("CLARIFAI_PAT", "environment-pat")
	t.Setenv("CLARIFAI_SESSION_TOKEN", "environment-session")
	for name, opt := range explicit {
		s := &coreServer{handle: coreScript(coreFail(403, 0))}
		c, err := clarifai.NewClient(opt, clarifai.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		_ = c.Invitations.Accept(t.Context(), "me", "i1")
		if len(s.requests()) != 2 {
			t.Errorf("%s: %d requests", name, len(s.requests()))
		}
		for _, r := range s.requests() {
			if got := r.Header.Get(authHeader) + r.Header.Get(sessionHeader); !strings.Contains(got, "explicit-") || strings.Contains(got, "environment") {
				t.Errorf("%s: %s sends %q", name, r.op, got)
			}
		}
	}
}

func TestCoreTheEnvironmentIsTrimmed(t *testing.T) {
	t.Setenv("CLARIFAI_PAT", "  "+corePAT+"\r\n")
	t.Setenv("CLARIFAI_SESSION_TOKEN", "\t"+coreSession+"\n")
	t.Setenv("CLARIFAI_API_BASE", " https://gateway.example.test/prefix/ \n")
	s := &coreServer{handle: coreScript(coreFail(403, 0))}
	c, err := clarifai.NewClient(clarifai.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	_ = c.Invitations.Accept(t.Context(), "me", "i1")
	pat, session := s.requests()[0], s.requests()[1]
	if pat.Header.Get(authHeader) != "Key "+corePAT || session.Header.Get(sessionHeader) != coreSession {
		t.Errorf("sent %q and %q", pat.Header.Get(authHeader), session.Header.Get(sessionHeader))
	}
	if got := pat.URL.String(); got != "https://gateway.example.test/prefix/v2/organizations/acme/teams/ml" {
		t.Errorf("it went to %s", got)
	}
	t.Setenv("CLARIFAI_PAT", "two words")
	if _, err := clarifai.NewClient(); coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), "CLARIFAI_PAT") || strings.Contains(err.Error(), "two words") {
		t.Errorf("a PAT of two words: %v", err)
	}
}

func TestCoreATokenSourceIsAskedForEachTryAndItsTypeIgnored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		source := tokenFunc(func() (*oauth2.Token, error) {
			n++
			return &oauth2.Token{AccessToken: fmt.Sprintf("rotating-%d", n), TokenType: "Bearer"}, nil
		})
		s := &coreServer{handle: coreScript(coreFail(503, 0), coreFail(503, 0), coreTeam)}
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
		for i, r := range s.requests() {
			if got, want := r.Header.Values(authHeader), fmt.Sprintf("Key rotating-%d", i+1); len(got) != 1 || got[0] != want {
				t.Errorf("try %d sends %q", i+1, got)
			}
		}
		if len(s.requests()) != 3 {
			t.Errorf("%d tries", len(s.requests()))
		}
	})
}

func TestCoreATokenSourceThatFailsSendsNothing(t *testing.T) {
	cause := errors.New("vault sealed")
	for name, source := range map[string]tokenFunc{
		"error": func() (*oauth2.Token, error) { return nil, cause },
		"nil":   func() (*oauth2.Token, error) { return nil, nil },
		"empty": func() (*oauth2.Token, error) { return &oauth2.Token{}, nil },
		"CRLF":  func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "a\r\nX-Evil: 1"}, nil },
		"space": func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "a b"}, nil },
	} {
		s := &coreServer{handle: coreScript(coreTeam)}
		c, err := clarifai.NewClient(clarifai.WithTokenSource(source), clarifai.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrUnauthorized" || len(s.requests()) != 0 {
			t.Errorf("%s: %d requests, %v", name, len(s.requests()), err)
		}
		if name == "error" && !errors.Is(err, cause) {
			t.Errorf("the source's error is lost: %v", err)
		}
		// A write that never left is not in doubt.
		if err := c.Organizations.Delete(t.Context(), "acme"); coreIs(err) != "ErrUnauthorized" {
			t.Errorf("%s: %v", name, err)
		}
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

func TestNewClient_redactedCredential(t *testing.T) {
	coreNoEnv(t)
	refused := func(name string, opts ...clarifai.Option) {
		t.Helper()
		if _, err := clarifai.NewClient(opts...); coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused("WithPAT", clarifai.WithPAT(redactedText))
	refused("WithSessionToken", clarifai.WithSessionToken(redactedText))
	for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN"} {
		t.Setenv(name, redactedText+"\n")
		refused(name)
		t.Setenv(name, "")
	}
	s := &coreServer{handle: coreScript(coreTeam)}
	sourced, err := clarifai.NewClient(clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: redactedText})),
		clarifai.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sourced.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrUnauthorized) || len(s.requests()) != 0 {
		t.Errorf("a token source: %d requests, %v", len(s.requests()), err)
	}
}

func TestASessionRouteRefusesAPATWithAHint(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().PasswordPolicies.List(t.Context(), "acme", nil)
		if !errors.Is(err, clarifai.ErrUnauthorized) && !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "WithSessionToken") {
			t.Errorf("got %v", err)
		}
		if _, err := s.Client(clarifai.WithSessionToken(s.SessionToken("owner"))).PasswordPolicies.List(t.Context(), "acme", nil); err != nil {
			t.Errorf("with a session: %v", err)
		}
	}, clarifaitest.WithSessionOnly())
}

package clarifai_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

const (
	authHeader    = "Authorization"
	sessionHeader = "X-Clarifai-Session-Token"
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

type tokenFunc func() (*oauth2.Token, error)

func (f tokenFunc) Token() (*oauth2.Token, error) { return f() }

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

func TestCoreAClosedClientSendsNothingNotEvenWhatNeedsNoCredential(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine(`"invitation":{"id":"i1"}`)), clarifai.WithSessionToken(coreSession))
	c.Close()
	c.Close()
	for name, m := range coreMethods {
		if err := m.call(t.Context(), c, coreGoodIDs()); coreIs(err) != "ErrUnauthorized" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests after Close", n)
	}
}

func TestCoreACallUnderWayFailsAtItsNextTryAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *clarifai.Client
		c, s := coreClient(t, func(int, *coreRequest) coreReply { c.Close(); return coreFail(503, 0) })
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrUnauthorized" || len(s.requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.requests()), err)
		}
	})
}

func TestCoreNoRedirectIsFollowedWhereverItPoints(t *testing.T) {
	locations := []string{
		"https://evil.example/", "http://api.example.test/v2/x", "https://api.example.test:8443/x", "https://sub.api.example.test/",
		"//evil.example/x", "/v2/elsewhere", "", "::bad%zz", "https://api.example.test@evil.example/", "https://evil.example\\@api.example.test/",
		"http://[::1]:namedport", "javascript:alert(1)", "\x7f",
	}
	for _, status := range []int{300, 301, 302, 303, 304, 305, 307, 308, 399} {
		for _, location := range locations {
			for _, withBody := range []bool{true, false} {
				reply := coreReply{status: status, header: map[string]string{}}
				if location != "" {
					reply.header["Location"] = location
				}
				if withBody {
					reply.body = `{"status":{"code":10050,"description":"Moved"}}`
				}
				c, s := coreClient(t, coreScript(reply), clarifai.WithSessionToken(coreSession))
				var response clarifai.Response
				calls := map[string]func() error{
					"GET": func() error {
						return coreValue(c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&response)))
					},
					"POST":   func() error { return coreValue(c.Teams.AddMembers(t.Context(), "acme", "ml", []string{"ann"})) },
					"DELETE": func() error { return c.Organizations.Delete(t.Context(), "acme") },
					"accept": func() error { return c.Invitations.Accept(t.Context(), "me", "i1") },
					"Call":   func() error { return c.Call(t.Context(), "GET", "/v2/x", nil, nil, nil) },
				}
				for name, call := range calls {
					before := len(s.requests())
					want, requests := "ErrMoved", 1
					if write := name == "POST" || name == "DELETE" || name == "accept"; write && (status == 303 || !withBody && status != 307 && status != 308) {
						want = "ErrAmbiguous ErrMoved"
						if name == "POST" {
							requests = 2 // it is looked up
						}
					}
					if err := call(); coreIs(err) != want {
						t.Errorf("%s: HTTP %d to %q is %q: %v", name, status, location, coreIs(err), err)
					}
					if n := len(s.requests()) - before; n != requests {
						t.Errorf("%s: HTTP %d to %q takes %d requests", name, status, location, n)
					}
				}
				if response.HTTPStatus != status || response.Header.Get("Location") != location {
					t.Errorf("captured %d to %q, want %d to %q", response.HTTPStatus, response.Header.Get("Location"), status, location)
				}
			}
		}
	}
}

func TestCoreTheCredentialStaysOnItsServerAcrossRealRedirects(t *testing.T) {
	var reached atomic.Int64
	record := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reached.Add(1)
		fmt.Fprint(w, coreTeam.body)
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
		c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithSessionToken(coreSession),
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
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); coreIs(err) != "ErrMoved" {
					t.Errorf("%d to %s: %v", code, to, err)
				}
				want := "ErrMoved"
				if code < 307 {
					want = "ErrAmbiguous ErrMoved"
				}
				if err := c.Call(t.Context(), "POST", "/v2/x", nil, map[string]any{"a": 1}, nil); coreIs(err) != want {
					t.Errorf("%d to %s: %v", code, to, err)
				}
			}
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("%d requests followed a redirect", n)
	}
}

func TestCoreAServerThatCannotProveItselfGetsNothing(t *testing.T) {
	var reached atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of the refused handshake
	server.StartTLS()
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	var response clarifai.Response
	err = c.Organizations.Delete(t.Context(), "acme", clarifai.WithResponse(&response))
	if coreIs(err) != "ErrUnavailable" || response.Attempts != 1 {
		t.Errorf("%d tries, %q: %v", response.Attempts, coreIs(err), err)
	}
	if reached.Load() != 0 {
		t.Error("the request was made")
	}
}

func TestCoreAMovedThingTellsItsNewPlace(t *testing.T) {
	body := `{"status":{"code":10050,"description":"Moved","req_id":"r","redirect_info":` +
		`{"url":"https://evil.example/new","resource_type":"app","old_resource_id":"old-app","new_resource_id":"new-app"}}}`
	for _, status := range []int{200, 307, 301, 410} {
		c, s := coreClient(t, coreScript(coreReply{status: status, body: body, header: map[string]string{"Location": "https://evil.example/new"}}))
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		e := coreError(t, err)
		if coreIs(err) != "ErrMoved" || e.Code != clarifai.CodeMoved || e.RequestID != "r" || len(s.requests()) != 1 {
			t.Errorf("HTTP %d: %q, %v", status, coreIs(err), err)
		}
		if !strings.Contains(err.Error(), "old-app") || !strings.Contains(err.Error(), "new-app") {
			t.Errorf("it does not tell where to: %v", err)
		}
		if strings.Contains(err.Error(), "evil.example") {
			t.Errorf("it shows a URL: %v", err)
		}
	}
}

func TestCoreTheCredentialGoesToTheConfiguredHostOnly(t *testing.T) {
	for _, base := range []string{"https://API.Example.test", "https://api.example.test:443", "https://[::1]:8443/gw", "https://api.example.test."} {
		c, s := coreClient(t, coreScript(coreTeam), clarifai.WithBaseURL(base))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		want, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		r := s.requests()[0]
		if r.URL.Host != want.Host || r.URL.Scheme != "https" || r.Host != "" && r.Host != want.Host {
			t.Errorf("%s: it went to %s, Host %q", base, r.URL, r.Host)
		}
	}
}

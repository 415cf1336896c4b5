package secrets_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// printout is all that a program prints and logs.
type printout struct {
	mu     sync.Mutex
	text   bytes.Buffer
	logger *slog.Logger // of every level, as JSON and as text
}

func newPrintout() *printout {
	p := new(printout)
	all := slog.HandlerOptions{Level: slog.LevelDebug - 8}
	p.logger = slog.New(slog.NewMultiHandler(slog.NewJSONHandler(p, &all), slog.NewTextHandler(p, &all)))
	return p
}

func (p *printout) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(data)
}

// of prints values in every way.
func (p *printout) of(values ...any) {
	for _, value := range values {
		for _, text := range renderings(value) {
			fmt.Fprintln(p, text)
		}
	}
}

// hides looks for secrets in every spelling that a server, a verb or an encoder
// may produce.
func (p *printout) hides(t *testing.T, what string, secrets map[string]string) {
	t.Helper()
	text := p.text.String()
	for name, secret := range secrets {
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		spellings := []string{
			secret, url.PathEscape(secret), url.QueryEscape(secret), strings.Trim(strconv.Quote(secret), `"`),
			strings.Trim(strconv.QuoteToASCII(secret), `"`), strings.Trim(string(quoted), `"`),
			fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), base64.StdEncoding.EncodeToString([]byte(secret)),
		}
		slices.Sort(spellings)
		for _, spelling := range slices.Compact(spellings) {
			if at := strings.Index(text, spelling); at >= 0 {
				t.Errorf("%s: the %s is in the output: …%s…", what, name, text[max(at-200, 0):at+len(spelling)])
				break
			}
		}
	}
}

// secretsOf are those of a server and of the calls of operations.
func secretsOf(s *clarifaitest.Server, user string) map[string]string {
	all := map[string]string{
		"PAT": s.PAT(user), "session token": s.SessionToken(user), "password": testkit.Password,
		"client secret": testkit.ClientSecret, "card's source": testkit.CardSource, "IdP's secret": idpSecret,
		"secret's value": testkit.SecretValue, "secret's new value": testkit.NewSecretValue,
	}
	for i, token := range s.Tokens("owner") {
		all[fmt.Sprintf("token %d", i)] = token.Secret
	}
	all["token's id"] = testkit.SpareToken // also where it was revoked
	return all
}

const idpSecret = "secret-of-the-idp-4711"

// shown makes the server show a client secret that Clarifai may show.
func shown() []func(*clarifaitest.Config) {
	return []func(*clarifaitest.Config){
		func(c *clarifaitest.Config) {
			c.Variants.ShowOAuthSecrets = true
			c.IdentityProviders = append(c.IdentityProviders, clarifaitest.IdentityProvider{
				OrganizationID: "acme", ID: "oauth", Name: "OAuth", OAuthProvider: "github", OAuthClientID: "c", OAuthClientSecret: idpSecret})
		},
	}
}

// said returns all text of a request.
func said(r *http.Request) (string, error) {
	text := r.URL.String() + " " + r.Header.Get("Authorization") + " " + r.Header.Get("X-Clarifai-Session-Token")
	if r.Body == nil {
		return text, nil
	}
	body, err := io.ReadAll(r.Body)
	return text + " " + string(body), err
}

// echo responds with everything that it was sent.
type echo struct{ envelope bool }

func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	said, err := said(r)
	if err != nil {
		return nil, err
	}
	header := http.Header{"X-Echo": {said}, "Location": {said}, "Set-Cookie": {"echo=" + said}}
	if !e.envelope {
		return testkit.FixedResponse(http.StatusBadGateway, header, []byte(said)).RoundTrip(r)
	}
	body, err := json.Marshal(map[string]any{"status": map[string]any{"code": 11102, "description": said, "details": said, "req_id": said}})
	if err != nil {
		return nil, err
	}
	return testkit.FixedResponse(http.StatusBadRequest, header, body).RoundTrip(r)
}

// header echoes the request in the headers of the server's own responses.
type header struct{ next http.RoundTripper }

func (h header) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := r.URL.String() + " " + r.Header.Get("Authorization") + " " + r.Header.Get("X-Clarifai-Session-Token")
	response, err := h.next.RoundTrip(r)
	if err == nil {
		response.Header["X-Echo"] = []string{"before", sent, strconv.Quote(sent), url.QueryEscape(sent)}
	}
	return response, err
}

// quoting fails with everything that it was sent, as a gateway's client might.
type quoting struct{}

func (quoting) RoundTrip(r *http.Request) (*http.Response, error) {
	said, err := said(r)
	if err == nil {
		err = errors.New("no way for " + said)
	}
	return nil, err
}

// credentials are the ways in which a client can be given one.
var credentials = map[string]func(s *clarifaitest.Server, user string) []clarifai.Option{
	"PAT and session": func(s *clarifaitest.Server, user string) []clarifai.Option {
		return []clarifai.Option{clarifai.WithPAT(s.PAT(user)), clarifai.WithSessionToken(s.SessionToken(user))}
	},
	"session": func(s *clarifaitest.Server, user string) []clarifai.Option {
		return []clarifai.Option{clarifai.WithSessionToken(s.SessionToken(user))}
	},
	"source": func(s *clarifaitest.Server, user string) []clarifai.Option {
		return []clarifai.Option{clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: s.PAT(user)}))}
	},
}

// withCredential is a client of a server that has a credential of one kind.
func withCredential(t *testing.T, s *clarifaitest.Server, kind, user string, opts ...clarifai.Option) *clarifai.Client {
	t.Helper()
	all := slices.Concat([]clarifai.Option{clarifai.WithBaseURL(s.URL()), clarifai.WithInsecureHTTP(), clarifai.WithHTTPClient(s.HTTPClient())},
		credentials[kind](s, user), opts)
	client, err := clarifai.NewClient(all...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// callerOf returns who may call an operation in the organization of the server.
func callerOf(op clarifai.Operation) string {
	if op == clarifai.OpInvitationsAccept || op == clarifai.OpInvitationsDecline {
		return "cy"
	}
	return "owner"
}

// Everything that a program may print of a call, whatever becomes of it.
func TestPrint_Calls(t *testing.T) {
	type way struct{ credential, kind string }
	var ways []way
	for _, kind := range []string{"", "header", "echo", "echo in an envelope", "quoting", "drop", "html", "cut", "truncated", "content_type", "large"} {
		ways = append(ways, way{"PAT and session", kind})
	}
	for _, credential := range []string{"session", "source"} {
		for _, kind := range []string{"echo", "echo in an envelope"} {
			ways = append(ways, way{credential, kind})
		}
	}
	for i, r := range clarifai.Routes() {
		t.Run(string(r.Op), func(t *testing.T) {
			t.Parallel()
			for _, w := range harness.Part(ways, i, 4) {
				printsOf(t, r.Op, w.credential, w.kind)
			}
		})
	}
}

func printsOf(t *testing.T, op clarifai.Operation, credential, kind string) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		hc := http.Client{Transport: s.HTTPClient().Transport, Timeout: 10 * time.Second}
		switch kind {
		case "":
		case "header":
			hc.Transport = header{hc.Transport}
		case "echo":
			hc.Transport = echo{}
		case "echo in an envelope":
			hc.Transport = echo{envelope: true}
		case "quoting":
			hc.Transport = quoting{}
		default:
			s.Inject(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultKind(kind), Count: -1, Size: 2 << 20})
		}
		user := callerOf(op)
		call := testkit.Calls(s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin))[op]
		out := newPrintout()
		client := withCredential(t, s, credential, user, clarifai.WithHTTPClient(&hc), clarifai.WithMaxResponseBytes(1<<20), clarifai.WithLogger(out.logger))
		var response clarifai.Response
		value, err := call(t.Context(), client, clarifai.WithResponse(&response))
		if kind == "header" && len(response.Header["X-Echo"]) != 4 {
			t.Errorf("%s: the echo is not in the captured headers, which proves nothing: %v", op, response.Header)
		}
		out.of(value, err, response)
		if kind == "" || kind == "echo" { // they do not hang on the outcome
			out.of(client, credentials[credential](s, user))
		}
		out.hides(t, fmt.Sprintf("%s, %s, %q", op, credential, kind), secretsOf(s, user))
	}, shown()...)
}

// What a server says in its headers of its own accord is the caller's to see.
func TestPrint_ResponseHeaders(t *testing.T) {
	came := map[string]string{
		"X-Echo": "key " + testkit.PAT + " of " + testkit.PAT, "X-Escaped": url.PathEscape(`to"ken é-4711`),
		"Set-Cookie": "a=b; Path=/", "Retry-After": "7", "X-Other": "words",
	}
	c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 403, Body: `{"status":{"code":11007}}`, Header: came}))
	var response clarifai.Response
	_, err := c.Tokens.Get(t.Context(), "me", clarifai.NewSecret(`to"ken é-4711`), clarifai.WithResponse(&response))
	if testkit.Sentinel(err) != "ErrForbidden" {
		t.Fatal(err)
	}
	want := map[string]string{
		"X-Echo": "key [redacted] of [redacted]", "X-Escaped": "[redacted]",
		"Set-Cookie": "a=b; Path=/", "Retry-After": "7", "X-Other": "words", "Content-Type": "application/json",
	}
	for name, value := range want {
		if got := response.Header.Values(name); len(got) != 1 || got[0] != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if len(response.Header) != len(want) {
		t.Errorf("captured %v", response.Header)
	}
}

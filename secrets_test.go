package clarifai_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
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

// hides looks for secrets, in every spelling that a server, a verb or an
// encoder may give them.
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
				t.Errorf("%s: the %s is in what is printed: …%s…", what, name, text[max(at-200, 0):at+len(spelling)])
				break
			}
		}
	}
}

// secretsOf are those of a server and of the calls of operations.
func secretsOf(s *clarifaitest.Server, user string) map[string]string {
	all := map[string]string{
		"PAT": s.PAT(user), "session token": s.SessionToken(user), "password": password,
		"client secret": clientSecret, "card's source": cardSource, "IdP's secret": idpSecret,
	}
	for i, token := range s.Tokens("owner") {
		all[fmt.Sprintf("token %d", i)] = token.Secret
	}
	all["token's id"] = spareToken // also where it was revoked
	return all
}

const idpSecret = "secret-of-the-idp-4711"

// shown makes the server show a client secret that Clarifai may show.
func shown() []clarifaitest.Option {
	return []clarifaitest.Option{
		clarifaitest.WithShownOAuthSecrets(),
		clarifaitest.WithIdentityProvider(clarifaitest.IdentityProvider{
			OrganizationID: "acme", ID: "oauth", Name: "OAuth", OAuthProvider: "github", OAuthClientID: "c", OAuthClientSecret: idpSecret}),
	}
}

// said is all that a request holds.
func said(r *http.Request) (string, error) {
	text := r.URL.String() + " " + r.Header.Get("Authorization") + " " + r.Header.Get("X-Clarifai-Session-Token")
	if r.Body == nil {
		return text, nil
	}
	body, err := io.ReadAll(r.Body)
	return text + " " + string(body), err
}

// echo answers with everything that it was sent.
type echo struct{ envelope bool }

func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	said, err := said(r)
	if err != nil {
		return nil, err
	}
	header := http.Header{"X-Echo": {said}, "Location": {said}, "Set-Cookie": {"echo=" + said}}
	if !e.envelope {
		return answering{http.StatusBadGateway, header, []byte(said)}.RoundTrip(r)
	}
	body, err := json.Marshal(map[string]any{"status": map[string]any{"code": 11102, "description": said, "details": said, "req_id": said}})
	if err != nil {
		return nil, err
	}
	return answering{http.StatusBadRequest, header, body}.RoundTrip(r)
}

// header echoes in the headers of the server's own answers.
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

// callerOf is who may call an operation in bubble's organization.
func callerOf(op clarifai.Operation) string {
	if op == clarifai.OpInvitationsAccept || op == clarifai.OpInvitationsDecline {
		return "cy"
	}
	return "owner"
}

// Everything that a program may print of a call, whatever becomes of it.
func TestNothingThatIsPrintedOfAnyCallHoldsASecret(t *testing.T) {
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
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
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
		call := operations(s.Invitations("acme")[0].ID, s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))[op]
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
func TestACapturedHeaderIsAsItCameButForTheSecretsOfTheCall(t *testing.T) {
	came := map[string]string{
		"X-Echo": "key " + corePAT + " of " + corePAT, "X-Escaped": url.PathEscape(`to"ken é-4711`),
		"Set-Cookie": "a=b; Path=/", "Retry-After": "7", "X-Other": "words",
	}
	c, _ := coreClient(t, coreScript(coreReply{status: 403, body: `{"status":{"code":11007}}`, header: came}))
	var response clarifai.Response
	_, err := c.Tokens.Get(t.Context(), "me", clarifai.NewSecret(`to"ken é-4711`), clarifai.WithResponse(&response))
	if coreIs(err) != "ErrForbidden" {
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

// A token source is the caller's own code, and so is what its error quotes.
func TestATokenSourcesErrorIsFoundAndItsTextShownNowhere(t *testing.T) {
	sealed := errors.New("vault sealed: token " + corePAT)
	for name, cause := range map[string]error{
		"a plain one": sealed,
		"of its own endpoint": fmt.Errorf("refresh: %w", &url.Error{
			Op: "Post", URL: "https://auth.example/token?refresh_token=" + coreSession, Err: fmt.Errorf("dial for %s: %w", corePAT, sealed)}),
		"of OAuth": errors.Join(sealed, &oauth2.RetrieveError{Body: []byte(`{"access_token":"` + corePAT + `"}`)}),
	} {
		for before := range 2 { // tokens that it has given
			out := newPrintout()
			asked := 0
			source := tokenFunc(func() (*oauth2.Token, error) {
				if asked++; asked <= before {
					return &oauth2.Token{AccessToken: corePAT}, nil
				}
				return &oauth2.Token{AccessToken: corePAT}, cause
			})
			s := &coreServer{handle: coreScript(coreFine(""))}
			c, err := clarifai.NewClient(clarifai.WithTokenSource(source), clarifai.WithHTTPClient(&http.Client{Transport: s}), clarifai.WithLogger(out.logger))
			if err != nil {
				t.Fatal(err)
			}
			for range before {
				if err := c.Organizations.Delete(t.Context(), "acme"); err != nil {
					t.Fatal(err)
				}
			}
			err = c.Organizations.Delete(t.Context(), "acme")
			if coreIs(err) != "ErrUnauthorized" || !errors.Is(err, sealed) || len(s.requests()) != before || asked != before+1 {
				t.Errorf("%s: asked %d times, %d requests: %q, %v", name, asked, len(s.requests()), coreIs(err), err)
			}
			if _, ok := errors.AsType[*oauth2.RetrieveError](err); ok != (name == "of OAuth") {
				t.Errorf("%s: errors.As finds an error of OAuth: %v", name, ok)
			}
			out.of(err)
			out.hides(t, name, map[string]string{"PAT": corePAT, "refresh token": coreSession})
		}
	}
}

// trap panics once it is armed.
type trap struct {
	armed atomic.Bool
	next  http.RoundTripper
	when  string
	slog.Handler
}

func (t *trap) spring(where string, value any) {
	if t.when == where && t.armed.Load() {
		panic(value)
	}
}

func (t *trap) RoundTrip(r *http.Request) (*http.Response, error) {
	t.spring("RoundTripper", r.Context())
	response, err := t.next.RoundTrip(r)
	t.spring("RoundTripper, after it sent", r.Context())
	if err == nil {
		response.Body = trappedBody{response.Body, t}
	}
	return response, err
}

type trappedBody struct {
	io.ReadCloser
	*trap
}

func (b trappedBody) Read(p []byte) (int, error) {
	b.spring("body", "cannot read")
	return b.ReadCloser.Read(p)
}

func (t *trap) Wait(ctx context.Context) error {
	t.spring("limiter", ctx)
	return nil
}

func (t *trap) Handle(ctx context.Context, record slog.Record) error {
	var attrs []any
	record.Attrs(func(a slog.Attr) bool { attrs = append(attrs, a); return true })
	t.spring("logger", []any{record, attrs, ctx})
	return t.Handler.Handle(ctx, record)
}

// recovered calls, and gives what it panicked with and the stack then.
func recovered(call func()) (value any, stack string) {
	defer func() {
		if value = recover(); value != nil {
			stack = string(debug.Stack())
		}
	}()
	call()
	return nil, ""
}

func TestAPanicOfTheCallersCodeShowsNoSecretAndLeavesTheClientUsable(t *testing.T) {
	moments := []string{"RoundTripper", "RoundTripper, after it sent", "body", "limiter", "logger", "token source"}
	for i, r := range clarifai.Routes() {
		t.Run(string(r.Op), func(t *testing.T) {
			t.Parallel()
			for _, when := range harness.Part(moments, i, 3) {
				panicsIn(t, r, when)
			}
		})
	}
}

func panicsIn(t *testing.T, r clarifai.Route, when string) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		out := newPrintout()
		tr := &trap{next: s.HTTPClient().Transport, when: when, Handler: out.logger.Handler()}
		user := callerOf(r.Op)
		opts := []clarifai.Option{
			clarifai.WithBaseURL(s.URL()), clarifai.WithInsecureHTTP(),
			clarifai.WithHTTPClient(&http.Client{Transport: tr, Timeout: 10 * time.Second}), clarifai.WithLimiter(tr), clarifai.WithLogger(slog.New(tr)),
		}
		if when == "token source" {
			opts = append(opts, clarifai.WithTokenSource(tokenFunc(func() (*oauth2.Token, error) {
				tr.spring(when, "no token today")
				return &oauth2.Token{AccessToken: s.PAT(user)}, nil
			})))
		} else {
			opts = append(opts, credentials["PAT and session"](s, user)...)
		}
		client, err := clarifai.NewClient(opts...)
		if err != nil {
			t.Fatal(err)
		}
		call := operations(s.Invitations("acme")[0].ID, s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))[r.Op]
		tr.armed.Store(true)
		value, stack := recovered(func() { _, _ = call(t.Context(), client) })
		if (value == nil) != (when == "token source" && r.Credential == clarifai.CredentialNone) {
			t.Errorf("%s, %s: panicked with %v", r.Op, when, value)
		}
		// The turn to read the roles must be given back, too.
		lookup, _ := recovered(func() { _, _ = client.Roles.GetByName(t.Context(), "Admin", clarifai.RoleTypeOrg) })
		if lookup == nil {
			t.Errorf("%s: looking for a role did not panic", when)
		}
		tr.armed.Store(false)
		if _, err := client.Roles.GetByName(t.Context(), "Admin", clarifai.RoleTypeOrg); err != nil {
			t.Errorf("%s, %s: afterwards: %v", r.Op, when, err)
		}
		if _, err := client.Users.GetMe(t.Context()); err != nil {
			t.Errorf("%s, %s: afterwards: %v", r.Op, when, err)
		}
		out.of(value, client)
		fmt.Fprintln(out, stack)
		out.hides(t, fmt.Sprintf("%s, %s", r.Op, when), secretsOf(s, user))
	}, shown()...)
}

// A goroutine of the package's own would end the program with it.
func TestAPanicWhileReadingAheadReachesWhoReadsTheList(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		tr := &trap{next: s.HTTPClient().Transport, when: "RoundTripper"}
		client := s.Client(clarifai.WithHTTPClient(&http.Client{Transport: tr}))
		options := &clarifai.ListMembersOptions{Paging: clarifai.Paging{PerPage: 1, ReadAhead: 3}}
		tr.armed.Store(true)
		value, _ := recovered(func() { _, _ = clarifai.Collect(client.Members.ListAll(t.Context(), "acme", options)) })
		if _, ok := value.(context.Context); !ok {
			t.Errorf("panicked with %v", value)
		}
		tr.armed.Store(false)
		if members, err := clarifai.Collect(client.Members.ListAll(t.Context(), "acme", options)); err != nil || len(members) != 3 {
			t.Errorf("afterwards: %d members, %v", len(members), err)
		}
	})
}

// from spoils requests from one on.
type from struct {
	n       int64 // that pass before
	seen    atomic.Int64
	next    http.RoundTripper
	spoiled http.RoundTripper
}

func (f *from) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.seen.Add(1) > f.n {
		return f.spoiled.RoundTrip(r)
	}
	return header{f.next}.RoundTrip(r)
}

// everyStep runs a flow of many requests again and again, each time spoiling
// them from stride requests later on, until all of them pass. With a stride of
// up to three, each request is the first to be spoiled in one way at least.
func everyStep(t *testing.T, stride int, flow func(t *testing.T, s *clarifaitest.Server, client *clarifai.Client, out *printout), opts ...clarifaitest.Option) {
	t.Helper()
	kinds := map[string]http.RoundTripper{"echo": echo{}, "echo in an envelope": echo{envelope: true}, "quoting": quoting{}}
	for i, name := range slices.Sorted(maps.Keys(kinds)) {
		spoiled := kinds[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := false
			for n := int64(i % stride); !whole; n += int64(stride) {
				bubble(t, func(t *testing.T, s *clarifaitest.Server) {
					f := &from{n: n, next: s.HTTPClient().Transport, spoiled: spoiled}
					out := newPrintout()
					client := withCredential(t, s, "PAT and session", "owner", clarifai.WithHTTPClient(&http.Client{Transport: f}),
						clarifai.WithLogger(out.logger), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1}))
					flow(t, s, client, out)
					out.of(client)
					out.hides(t, fmt.Sprintf("%s from request %d on", name, n+1), secretsOf(s, "owner"))
					whole = f.seen.Load() <= n
				}, append(shown(), opts...)...)
			}
		})
	}
}

// Both tokens of a rotation, in its result, in its error, and in what its own
// client prints, whichever step fails.
func TestARotationPrintsNoTokenWhateverFails(t *testing.T) {
	ends := make(map[clarifai.RotationStep]bool)
	var mu sync.Mutex
	t.Run("in", func(t *testing.T) {
		for _, fails := range []string{"", "Store", "Check"} {
			everyStep(t, 1, func(t *testing.T, _ *clarifaitest.Server, client *clarifai.Client, out *printout) {
				var successor string
				result, err := client.Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.RotateTokenRequest{
					Grace: time.Minute,
					Store: func(_ context.Context, token *clarifai.Token) error {
						successor = token.ID.Reveal()
						out.of(token, *token)
						if fails == "Store" {
							return fmt.Errorf("vault refuses %s, %q for %s", successor, successor, spareToken)
						}
						return nil
					},
					Check: func(ctx context.Context, own *clarifai.Client) error {
						me, err := own.Users.GetMe(ctx)
						out.of(me, err, own)
						if fails == "Check" {
							return &url.Error{Op: "Get", URL: "https://x.example/" + successor, Err: errors.New(successor + " is no " + spareToken)}
						}
						return err
					},
				})
				out.of(result, *result, err)
				if successor != "" {
					out.hides(t, "a rotation", map[string]string{"successor": successor, "old token": spareToken})
				}
				mu.Lock()
				defer mu.Unlock()
				ends[result.Reached] = true
			})
		}
	})
	if len(ends) != 5 {
		t.Errorf("the rotations end at the steps %v only", ends)
	}
}

func TestNoReportOfRosterAccessOrCostHoldsASecret(t *testing.T) {
	values := func(out *printout, all ...any) {
		for _, v := range all {
			out.of(v)
			if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() {
				out.of(p.Elem().Interface())
			}
		}
	}
	ctx := func(t *testing.T) context.Context { return t.Context() }
	for name, flow := range map[string]func(t *testing.T, client *clarifai.Client, out *printout) error{
		"roster": func(t *testing.T, client *clarifai.Client, out *printout) error {
			company := roster.Company{ID: "acme",
				People: []roster.Person{
					{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser, Teams: []string{"ml"}, Line: 2},
					{Email: "ben@acme.example", Role: clarifai.RoleOrganizationUser, Teams: []string{"ml", "next"}, Line: 3},
				},
				Teams: []roster.Team{{ID: "ml", Name: "ML", Line: 2},
					{ID: "next", Name: "Next", Apps: []roster.App{{ID: "app2", Role: clarifai.TeamRoleFullAccess}}, Line: 3}},
			}
			plan, err := roster.Plan(ctx(t), client, company, roster.Options{})
			values(out, plan, err)
			if err != nil {
				return err
			}
			report, err := roster.Apply(ctx(t), client, plan)
			values(out, report, err)
			values(out, roster.WriteCSV(out, report))
			return err
		},
		"access": func(t *testing.T, client *clarifai.Client, out *printout) error {
			policies := []access.Policy{{Name: "closed", Teams: []string{access.AllTeams}, Rule: access.Rule{Apps: []string{"app2"}}, LowerTo: clarifai.TeamRoleLabelerWorker}}
			review, err := access.Evaluate(ctx(t), client, "acme", policies...)
			values(out, review, err)
			report, err := access.Enforce(ctx(t), client, "acme", policies, access.Options{MaxRemovals: 5, MaxRemovalShare: 1})
			values(out, report, err)
			if report != nil {
				values(out, report.Unfinished())
			}
			return err
		},
		"cost": func(t *testing.T, client *clarifai.Client, out *printout) error {
			breakdown, err := cost.Current(ctx(t), client, "acme", cost.Mapping{Rules: []cost.Rule{{OpType: "predict", Section: clarifai.UsageModelUsage}}})
			values(out, breakdown, err)
			if breakdown != nil {
				for _, view := range breakdown.Views() {
					values(out, view, cost.WriteCSV(out, view.All()))
				}
			}
			rows := cost.Activity(ctx(t), client, "acme", cost.ActivityOptions{From: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
			values(out, cost.WriteJSONLines(out, rows))
			bill, err := cost.ReadBill(ctx(t), client, "acme")
			values(out, bill, err)
			return err
		},
	} {
		var whole atomic.Int64
		t.Run(name, func(t *testing.T) {
			everyStep(t, harness.Count(3, 1), func(t *testing.T, _ *clarifaitest.Server, client *clarifai.Client, out *printout) {
				if flow(t, client, out) == nil {
					whole.Add(1)
				}
			})
		})
		if whole.Load() == 0 {
			t.Errorf("%s never came to its end", name)
		}
	}
}

// What an example prints is what its reader copies.
func TestNoExamplesOutputShowsASecretOfItsServer(t *testing.T) {
	var files []*ast.File
	var sources string
	for _, pattern := range []string{"example*_test.go", "*/example*_test.go"} {
		for _, path := range glob(t, pattern) {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files, sources = append(files, file), sources+string(text)
		}
	}
	secrets := make(map[string]string)
	for _, literal := range regexp.MustCompile(`(?:NewSecret|WithPAT|WithSessionToken)\("([^"]+)"\)`).FindAllStringSubmatch(sources, -1) {
		secrets[literal[0]] = literal[1]
	}
	if len(secrets) == 0 {
		t.Error("no example has a secret")
	}
	for _, user := range regexp.MustCompile(`clarifaitest\.User\{ID: "(\w+)"`).FindAllStringSubmatch(sources, -1) {
		s := clarifaitest.NewServer(t, clarifaitest.InMemory(), clarifaitest.WithUser(clarifaitest.User{ID: user[1]}))
		secrets["PAT of "+user[1]], secrets["session of "+user[1]] = s.PAT(user[1]), s.SessionToken(user[1])
	}
	printed := 0
	for _, example := range doc.Examples(files...) {
		if example.Output == "" {
			continue
		}
		printed++
		out := newPrintout()
		fmt.Fprint(out, example.Output)
		out.hides(t, "Example"+example.Name, secrets)
	}
	if printed < 20 || len(secrets) < 5 {
		t.Errorf("%d examples print something, of %d secrets", printed, len(secrets))
	}
}

package secrets_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// A token source is the caller's own code, and its error may quote anything.
func TestCallers_TokenSourceError(t *testing.T) {
	sealed := errors.New("vault sealed: token " + testkit.PAT)
	for name, cause := range map[string]error{
		"a plain one": sealed,
		"of its own endpoint": fmt.Errorf("refresh: %w", &url.Error{
			Op: "Post", URL: "https://auth.example/token?refresh_token=" + testkit.SessionToken, Err: fmt.Errorf("dial for %s: %w", testkit.PAT, sealed)}),
		"of OAuth": errors.Join(sealed, &oauth2.RetrieveError{Body: []byte(`{"access_token":"` + testkit.PAT + `"}`)}),
	} {
		for before := range 2 { // tokens that it has given
			out := newPrintout()
			asked := 0
			source := testkit.TokenFunc(func() (*oauth2.Token, error) {
				if asked++; asked <= before {
					return &oauth2.Token{AccessToken: testkit.PAT}, nil
				}
				return &oauth2.Token{AccessToken: testkit.PAT}, cause
			})
			s := &testkit.Transport{Handle: testkit.Script(testkit.Success(""))}
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
			if testkit.Sentinel(err) != "ErrUnauthorized" || !errors.Is(err, sealed) || len(s.Requests()) != before || asked != before+1 {
				t.Errorf("%s: asked %d times, %d requests: %q, %v", name, asked, len(s.Requests()), testkit.Sentinel(err), err)
			}
			if _, ok := errors.AsType[*oauth2.RetrieveError](err); ok != (name == "of OAuth") {
				t.Errorf("%s: errors.As finds an error of OAuth: %v", name, ok)
			}
			out.of(err)
			out.hides(t, name, map[string]string{"PAT": testkit.PAT, "refresh token": testkit.SessionToken})
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

// recovered calls f and returns what it panicked with and the stack of the
// panic.
func recovered(call func()) (value any, stack string) {
	defer func() {
		if value = recover(); value != nil {
			stack = string(debug.Stack())
		}
	}()
	call()
	return nil, ""
}

func TestCallers_Panic(t *testing.T) {
	t.Run("it shows no secret and leaves the client usable", func(t *testing.T) {
		moments := []string{"RoundTripper", "RoundTripper, after it sent", "body", "limiter", "logger", "token source"}
		for i, r := range clarifai.Routes() {
			t.Run(string(r.Op), func(t *testing.T) {
				t.Parallel()
				for _, when := range harness.Part(moments, i, 3) {
					panicsIn(t, r, when)
				}
			})
		}
	})

	// A goroutine of the package's own would end the program with it.
	testkit.RunWithServer(t, "one during read-ahead reaches the reader of the list", func(t *testing.T, s *clarifaitest.Server) {
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

func panicsIn(t *testing.T, r clarifai.Route, when string) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		out := newPrintout()
		tr := &trap{next: s.HTTPClient().Transport, when: when, Handler: out.logger.Handler()}
		user := callerOf(r.Op)
		opts := []clarifai.Option{
			clarifai.WithBaseURL(s.URL()), clarifai.WithInsecureHTTP(),
			clarifai.WithHTTPClient(&http.Client{Transport: tr, Timeout: 10 * time.Second}), clarifai.WithLimiter(tr), clarifai.WithLogger(slog.New(tr)),
		}
		if when == "token source" {
			opts = append(opts, clarifai.WithTokenSource(testkit.TokenFunc(func() (*oauth2.Token, error) {
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
		call := testkit.Calls(s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin))[r.Op]
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

package clarifai_test

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestWithHeader(t *testing.T) {
	t.Run("every request of a call carries it", func(t *testing.T) {
		invitation, admin := "", ""
		testkit.WithServer(t, func(_ *testing.T, s *clarifaitest.Server) {
			invitation, admin = s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin)
		})
		header := clarifai.WithHeader("X-Trace", "7")
		calls := map[string]func(context.Context, *clarifai.Client) error{
			"a role that is looked up": func(ctx context.Context, c *clarifai.Client) error {
				return c.Members.UpdateRole(ctx, "acme", "ann", clarifai.MemberRoleAdmin, header)
			},
			"a removal of which one is not there": func(ctx context.Context, c *clarifai.Client) error {
				_ = c.Teams.RemoveMembers(ctx, "acme", "ml", []string{"ben", "ann"}, header)
				return nil
			},
		}
		for op, call := range testkit.Calls(invitation, admin) {
			calls[string(op)] = func(ctx context.Context, c *clarifai.Client) error {
				_, err := call(ctx, c, header)
				return err
			}
		}
		for name, call := range calls {
			outcomes := map[string][]func(*clarifaitest.Config){"answered": nil}
			if _, ok := testkit.Calls(invitation, admin)[clarifai.Operation(name)]; ok {
				outcomes["lost"] = []func(*clarifaitest.Config){testkit.LoseResponse(clarifai.Operation(name))}
			}
			for outcome, options := range outcomes {
				testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
					sent := 0
					hc := *s.HTTPClient()
					next := hc.Transport
					hc.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
						sent++
						if got := r.Header.Get("X-Trace"); got != "7" {
							t.Errorf("%s, %s: %s %s has the header %q", name, outcome, r.Method, r.URL.Path, got)
						}
						return next.RoundTrip(r)
					})
					_ = call(t.Context(), s.Client(clarifai.WithHTTPClient(&hc))) // whatever becomes of it
					if sent == 0 {
						t.Errorf("%s, %s: nothing was sent", name, outcome)
					}
				}, options...)
			}
		}
	})

	t.Run("it adds headers and cannot replace the client's own", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
		_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithHeader("x-trace", "1"), clarifai.WithHeader("X-Trace", "2"), clarifai.WithHeader("traceparent", "00-a"))
		if err != nil {
			t.Fatal(err)
		}
		if h := s.Requests()[0].Header; !reflect.DeepEqual(h.Values("X-Trace"), []string{"1", "2"}) || h.Get("Traceparent") != "00-a" {
			t.Errorf("%v", h)
		}
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		if got := s.Requests()[1].Header.Get("X-Trace"); got != "" {
			t.Errorf("it stays for the next call: %q", got)
		}
		for _, header := range [][2]string{
			{"Authorization", "Key x"}, {"AUTHORIZATION", "x"}, {"x-clarifai-session-token", "x"}, {"X-Clarifai-Request-ID-Prefix", "x"}, {"Cookie", "a=b"},
			{"Host", "evil.example"}, {"Content-Length", "1"}, {"Content-Type", "text/html"}, {"Transfer-Encoding", "chunked"}, {"Accept-Encoding", "br"},
			{"Connection", "close"}, {"Proxy-Authorization", "x"}, {"Content-Encoding", "gzip"}, {"Trailer", "X"}, {"Te", "trailers"}, {"Upgrade", "h2c"},
			{"Expect", "100-continue"}, {"Keep-Alive", "1"}, {"Proxy-Connection", "x"},
			{"", "x"}, {"X Y", "x"}, {"X\r\nY", "x"}, {"X:Y", "x"}, {"Xü", "x"}, {"X", "a\r\nb"}, {"X", "a\x00"}, {"X", "ü"}, {"X", "a\n"},
			{"Authorization ", "x"}, {" Authorization", "x"},
		} {
			before := len(s.Requests())
			if _, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithHeader(header[0], header[1])); testkit.Sentinel(err) != "ErrInvalid" || len(s.Requests()) != before {
				t.Errorf("%q: Teams.Get() = %v", header, err)
			}
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestWithResponse(t *testing.T) {
	t.Run("it keeps what the last attempt returned", func(t *testing.T) {
		retry := clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: 1, MaxWait: 1})
		for name, test := range map[string]struct {
			replies []testkit.Reply
			want    clarifai.Response
		}{
			"success": {[]testkit.Reply{testkit.TeamReply}, clarifai.Response{HTTPStatus: 200, Code: 10000, RequestID: "req-1", Attempts: 1}},
			"retried": {[]testkit.Reply{testkit.Failure(503, 10020), testkit.TeamReply}, clarifai.Response{HTTPStatus: 200, Code: 10000, RequestID: "req-1", Attempts: 2}},
			"failure": {[]testkit.Reply{testkit.Failure(403, 11007)}, clarifai.Response{HTTPStatus: 403, Code: 11007, RequestID: "req-x", Attempts: 1}},
			"by name": {[]testkit.Reply{testkit.FailureNamed(403, "CONN_INSUFFICIENT_SCOPES")}, clarifai.Response{HTTPStatus: 403, Code: 11007, Attempts: 1}},
			"HTML":    {[]testkit.Reply{testkit.Failure(503, 10020), {Status: 502, Body: "<html>"}}, clarifai.Response{HTTPStatus: 502, Attempts: 2}},
			"dropped": {[]testkit.Reply{testkit.Failure(503, 10020), {Err: testkit.ErrReset}}, clarifai.Response{Attempts: 2}},
		} {
			c, _ := testkit.NewClient(t, testkit.Script(test.replies...), retry)
			got := clarifai.Response{HTTPStatus: 999, Code: 999, RequestID: "stale", Attempts: 999, Header: http.Header{"Stale": {"1"}}}
			_, _ = c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&got))
			if test.want.HTTPStatus != 0 && got.Header.Get("Content-Type") != "application/json" || got.Header.Get("Stale") != "" {
				t.Errorf("%s: headers %v", name, got.Header)
			}
			got.Header = nil
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s: %+v, want %+v", name, got, test.want)
			}
		}
		c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(nil)); testkit.Sentinel(err) != "ErrInvalid" || len(s.Requests()) != 0 {
			t.Errorf("nil: %v", err)
		}
	})

	// A call that sends nothing captures nothing: what an earlier call has captured
	// is not taken for its response.
	t.Run("a call that sends nothing captures nothing", func(t *testing.T) {
		var captured clarifai.Response
		capture := reflect.ValueOf(clarifai.WithResponse(&captured))
		refused := reflect.ValueOf(clarifai.WithHeader("Host", "x"))
		stale := clarifai.Response{HTTPStatus: 299, Code: clarifai.CodeSuccess, RequestID: "of the call before", Attempts: 9}
		refusals := make(map[string]int)

		// check calls a method, and reports whether it was refused.
		check := func(t *testing.T, m *testkit.Method, s *testkit.Transport, why string, args []reflect.Value) {
			t.Helper()
			before := len(s.Requests())
			captured = stale
			err := m.Call(t, args)
			if len(s.Requests()) > before {
				if captured.RequestID == stale.RequestID {
					t.Errorf("%s with %s: %v leaves what an earlier call captured", m.Name, why, err)
				}
				return
			}
			if err == nil {
				return // nothing to do
			}
			refusals[m.Name]++
			if !reflect.ValueOf(captured).IsZero() {
				t.Errorf("%s with %s: %v leaves %+v", m.Name, why, err, captured)
			}
		}
		testkit.EachMethod(t, func(t *testing.T, m *testkit.Method, s *testkit.Transport) {
			if !m.Func.Type().IsVariadic() {
				return // it takes no options
			}
			args := m.Arguments(t.Context())
			check(t, m, s, "an option that is refused", append(m.Arguments(t.Context()), capture, refused))
			check(t, m, s, "an option that is refused before", append(m.Arguments(t.Context()), refused, capture))
			check(t, m, s, "what is decent", append(m.Arguments(t.Context()), capture))
			for i := range args[1:] {
				zero := m.Arguments(t.Context())
				zero[1+i].SetZero()
				check(t, m, s, "an argument that is zero", append(zero, capture))
			}
			for _, text := range harness.Part([]string{"", "\xff", "..", "a/b"}, len(refusals), 4) {
				for n := 0; ; n++ {
					args, i, where := m.Arguments(t.Context()), 0, ""
					for _, arg := range args[1:] {
						testkit.VisitTexts(arg, arg.Type().String(), func(at string, put func(string)) {
							if i == n {
								put(text)
								where = at
							}
							i++
						})
					}
					if where == "" {
						break
					}
					check(t, m, s, text+" as "+where, append(args, capture))
				}
			}
			for _, arg := range args[1:] {
				if arg.Kind() == reflect.Pointer && arg.Elem().Kind() == reflect.Struct && arg.Elem().FieldByName("Paging").IsValid() {
					arg.Elem().FieldByName("Paging").Set(reflect.ValueOf(clarifai.Paging{Page: -1}))
					args[0] = reflect.ValueOf(t.Context())
					check(t, m, s, "absurd paging", append(slices.Clone(args), capture))
				}
			}
			if refusals[m.Name] == 0 {
				t.Errorf("%s is never refused", m.Name)
			}
		})

		closed, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
		closed.Close()
		for _, m := range testkit.Methods(closed) {
			if m.Func.Type().IsVariadic() {
				check(t, &m, s, "a client that is closed", append(m.Arguments(t.Context()), capture))
			}
		}

		guarded, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
		for method, path := range map[string]string{"FETCH": "/v2/x", "GET": "x", "POST": "/v2/x"} {
			captured = stale
			err := guarded.Call(t.Context(), method, path, nil, nil, nil, clarifai.WithResponse(&captured))
			if err == nil || !reflect.ValueOf(captured).IsZero() || len(s.Requests()) != 0 {
				t.Errorf("Call %s %s: %v leaves %+v", method, path, err, captured)
			}
		}
		captured = stale
		if err := guarded.Call(t.Context(), http.MethodGet, "/v2/x", nil, nil, nil, clarifai.WithResponse(&captured)); err != nil || captured.HTTPStatus != 200 {
			t.Errorf("%v, %+v", err, captured)
		}
	})
}

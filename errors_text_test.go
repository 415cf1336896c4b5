package clarifai_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestErrors_Text(t *testing.T) {
	t.Run("it has what Clarifai said", func(t *testing.T) {
		body := `{"status":{"code":11007,"description":"Insufficient scopes","details":"needs Teams_Get","req_id":"run-1-abc"}}`
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 403, Body: body, Header: map[string]string{"Retry-After": "7"}}))
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		e := testkit.AsError(t, err)
		if e.Description != "Insufficient scopes" || e.Details != "needs Teams_Get" || e.RequestID != "run-1-abc" || e.HTTPStatus != 403 || e.RetryAfter.Seconds() != 7 {
			t.Errorf("the error is %+v", *e)
		}
		for _, want := range []string{"teams.get", "acme", "CONN_INSUFFICIENT_SCOPES", "11007", "403", "Insufficient scopes", "needs Teams_Get", "run-1-abc"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q is missing in %q", want, err)
			}
		}
	})

	t.Run("an unknown code is shown by its number or name", func(t *testing.T) {
		for _, test := range []struct{ code, want string }{{"77777", "77777"}, {`"SOMETHING_NEW"`, "SOMETHING_NEW"}, {`"77777"`, "77777"}, {"-5", "-5"}, {"99999999999", "99999999999"}} {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 400, Body: `{"status":{"code":` + test.code + `}}`}))
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: Teams.Get() = %v", test.code, err)
			}
		}
	})

	t.Run("a route that is gone suggests WithRoute", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 404}))
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if !strings.Contains(err.Error(), `WithRoute("teams.get"`) || !strings.Contains(err.Error(), "Archived") {
			t.Error(err)
		}
	})

	t.Run("WithSessionToken is suggested where a session may be needed and is not set", func(t *testing.T) {
		for _, session := range []bool{false, true} {
			opts := []clarifai.Option{}
			if session {
				opts = append(opts, clarifai.WithSessionToken(testkit.SessionToken))
			}
			for _, reply := range []testkit.Reply{testkit.Failure(400, 11100), testkit.Failure(401, 11009), testkit.Failure(403, 11007)} {
				c, _ := testkit.NewClient(t, testkit.Script(reply), opts...)
				for route, err := range map[string]error{
					"a route of a session": testkit.ErrorOf(c.PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret("Passw0rd"))),
					"a route of a token":   testkit.ErrorOf(c.Teams.Get(t.Context(), "acme", "ml")),
				} {
					want := route == "a route of a session" && !session
					if got := strings.Contains(fmt.Sprint(err), "use WithSessionToken"); got != want {
						t.Errorf("session %v, %s: %v", session, route, err)
					}
				}
			}
		}
	})
}

const controlCharacters = "\\u001b[31mred\\u001b]0;title\\u0007\\r\\nFAKE LINE\\u009b2J\\u202e\\u2028"

func TestErrors_ControlCharacters(t *testing.T) {
	t.Run("in a response", func(t *testing.T) {
		for name, reply := range map[string]testkit.Reply{
			"description":  {Status: 403, Body: `{"status":{"code":11007,"description":"` + controlCharacters + `","details":"` + controlCharacters + `","req_id":"` + controlCharacters + `"}}`},
			"code name":    {Status: 403, Body: `{"status":{"code":"` + controlCharacters + `"}}`},
			"redirect":     {Status: 307, Body: `{"status":{"code":10050,"redirect_info":{"resource_type":"` + controlCharacters + `","old_resource_id":"` + controlCharacters + `","new_resource_id":"` + controlCharacters + `"}}}`},
			"id":           testkit.Success(`"team":{"id":["` + controlCharacters + `"],"created_at":"` + controlCharacters + `"}`),
			"enum":         testkit.Success(`"team":{"id":"` + controlCharacters + `","name":7}`),
			"raw body":     {Status: 500, Body: "\x1b[31m<html>\x1b[0m"},
			"syntax error": {Status: 200, Body: "{\x1b"},
		} {
			c, _ := testkit.NewClient(t, testkit.Script(reply), testkit.WithoutRetries)
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			if err == nil || testkit.HasControl(err.Error()) || testkit.HasControl(fmt.Sprintf("%v %+v %#v", err, err, err)) {
				t.Errorf("%s: Teams.Get() = %q", name, err)
			}
		}
		item := `{"status":{"code":10010},"teams":[{"id":"new","name":"New","status":{"code":11100,"description":"` + controlCharacters + `"}}]}`
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 207, Body: item}), testkit.WithoutRetries)
		if _, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "new", Name: "New"}}); err == nil || testkit.HasControl(err.Error()) {
			t.Errorf("item: %q", err)
		}
		roles := testkit.Success(`"roles":[{"id":"r","name":"` + controlCharacters + `","type":1}]`)
		c, _ = testkit.NewClient(t, testkit.Script(roles), testkit.WithoutRetries)
		if _, err := c.Roles.GetByName(t.Context(), "nobody", clarifai.RoleTypeOrg); err == nil || testkit.HasControl(err.Error()) {
			t.Errorf("roles: %q", err)
		}
	})

	t.Run("in the words of a proxy", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_, _ = io.WriteString(conn, "HTTP/1.1 407 \x1b[31mred\x07\u009b2J\r\nContent-Length: 0\r\n\r\n")
				}
				_ = conn.Close()
			}
		}()
		t.Cleanup(func() { _ = listener.Close(); <-done })
		proxy := &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: listener.Addr().String()})}
		t.Cleanup(proxy.CloseIdleConnections)
		for name, rt := range map[string]http.RoundTripper{
			"proxy": proxy, "joined": testkit.RoundTripFunc(func(*http.Request) (*http.Response, error) {
				return nil, errors.Join(errors.New("a\x1b[0m"), errors.New("b"))
			}),
		} {
			c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithHTTPClient(&http.Client{Transport: rt}), testkit.WithoutRetries)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); testkit.Sentinel(err) != "ErrUnavailable" || testkit.HasControl(err.Error()) {
				t.Errorf("%s: Teams.Get() = %q", name, err)
			}
		}
	})
}

func TestErrors_Unwrap(t *testing.T) {
	c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Err: testkit.ErrReset}), testkit.WithoutRetries)
	_, err := c.Teams.Get(t.Context(), "acme", "ml")
	if op, ok := errors.AsType[*net.OpError](err); !ok || op != testkit.ErrReset {
		t.Errorf("Teams.Get() = %v", err)
	}
}

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
)

func TestCoreAnErrorTellsWhatClarifaiSaid(t *testing.T) {
	body := `{"status":{"code":11007,"description":"Insufficient scopes","details":"needs Teams_Get","req_id":"run-1-abc"}}`
	c, _ := coreClient(t, coreScript(coreReply{status: 403, body: body, header: map[string]string{"Retry-After": "7"}}))
	_, err := c.Teams.Get(t.Context(), "acme", "ml")
	e := coreError(t, err)
	if e.Description != "Insufficient scopes" || e.Details != "needs Teams_Get" || e.RequestID != "run-1-abc" || e.HTTPStatus != 403 || e.RetryAfter.Seconds() != 7 {
		t.Errorf("%+v", *e)
	}
	for _, want := range []string{"teams.get", "acme", "CONN_INSUFFICIENT_SCOPES", "11007", "403", "Insufficient scopes", "needs Teams_Get", "run-1-abc"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %q", want, err)
		}
	}
}

func TestCoreAnUnknownCodeIsShownByItsNumberOrName(t *testing.T) {
	for _, test := range []struct{ code, want string }{{"77777", "77777"}, {`"SOMETHING_NEW"`, "SOMETHING_NEW"}, {`"77777"`, "77777"}, {"-5", "-5"}, {"99999999999", "99999999999"}} {
		c, _ := coreClient(t, coreScript(coreReply{status: 400, body: `{"status":{"code":` + test.code + `}}`}))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.code, err)
		}
	}
}

func TestCoreARouteThatIsGoneHintsAtWithRoute(t *testing.T) {
	c, _ := coreClient(t, coreScript(coreReply{status: 404}))
	_, err := c.Teams.Get(t.Context(), "acme", "ml")
	if !strings.Contains(err.Error(), `WithRoute("teams.get"`) || !strings.Contains(err.Error(), "Archived") {
		t.Error(err)
	}
}

const coreEscape = "\\u001b[31mred\\u001b]0;title\\u0007\\r\\nFAKE LINE\\u009b2J\\u202e\\u2028"

func TestCoreNothingThatAServerWritesControlsATerminal(t *testing.T) {
	for name, reply := range map[string]coreReply{
		"description":  {status: 403, body: `{"status":{"code":11007,"description":"` + coreEscape + `","details":"` + coreEscape + `","req_id":"` + coreEscape + `"}}`},
		"code name":    {status: 403, body: `{"status":{"code":"` + coreEscape + `"}}`},
		"redirect":     {status: 307, body: `{"status":{"code":10050,"redirect_info":{"resource_type":"` + coreEscape + `","old_resource_id":"` + coreEscape + `","new_resource_id":"` + coreEscape + `"}}}`},
		"id":           coreFine(`"team":{"id":["` + coreEscape + `"],"created_at":"` + coreEscape + `"}`),
		"enum":         coreFine(`"team":{"id":"` + coreEscape + `","name":7}`),
		"raw body":     {status: 500, body: "\x1b[31m<html>\x1b[0m"},
		"syntax error": {status: 200, body: "{\x1b"},
	} {
		c, _ := coreClient(t, coreScript(reply), coreOnce)
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if err == nil || hasControl(err.Error()) || hasControl(fmt.Sprintf("%v %+v %#v", err, err, err)) {
			t.Errorf("%s: %q", name, err)
		}
	}
	item := `{"status":{"code":10010},"teams":[{"id":"new","name":"New","status":{"code":11100,"description":"` + coreEscape + `"}}]}`
	c, _ := coreClient(t, coreScript(coreReply{status: 207, body: item}), coreOnce)
	if _, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.TeamCreate{{ID: "new", Name: "New"}}); err == nil || hasControl(err.Error()) {
		t.Errorf("item: %q", err)
	}
	roles := coreFine(`"roles":[{"id":"r","name":"` + coreEscape + `","type":1}]`)
	c, _ = coreClient(t, coreScript(roles), coreOnce)
	if _, err := c.Roles.ByName(t.Context(), "nobody", clarifai.RoleTypeOrg); err == nil || hasControl(err.Error()) {
		t.Errorf("roles: %q", err)
	}
}

func TestCoreAProxysWordsControlNoTerminal(t *testing.T) {
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
		"proxy": proxy, "joined": roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, errors.Join(errors.New("a\x1b[0m"), errors.New("b"))
		}),
	} {
		c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithHTTPClient(&http.Client{Transport: rt}), coreOnce)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); coreIs(err) != "ErrUnavailable" || hasControl(err.Error()) {
			t.Errorf("%s: %q", name, err)
		}
	}
}

func TestCoreAConnectionsErrorCanBeUnwrapped(t *testing.T) {
	c, _ := coreClient(t, coreScript(coreReply{err: coreReset}), coreOnce)
	_, err := c.Teams.Get(t.Context(), "acme", "ml")
	if op, ok := errors.AsType[*net.OpError](err); !ok || op != coreReset {
		t.Errorf("%v", err)
	}
}

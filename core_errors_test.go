package clarifai_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"unicode"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// coreOnce makes every method's failures final, so that no test waits.
var coreOnce = clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1})

func TestCoreEachKindOfAnswerIsOneError(t *testing.T) {
	html := "<html><body>Bad Gateway</body></html>"
	for name, test := range map[string]struct {
		reply coreReply
		is    string
		code  clarifai.StatusCode
	}{
		"envelope":               {coreFail(400, 11100), "ErrInvalid", 11100},
		"HTML 502":               {coreReply{status: 502, body: html}, "ErrUnavailable", 0},
		"HTML 200":               {coreReply{status: 200, body: html}, "", 0},
		"HTML 403":               {coreReply{status: 403, body: html}, "ErrForbidden", 0},
		"HTML 404":               {coreReply{status: 404, body: html}, "ErrRouteUnavailable", 0},
		"empty 200":              {coreReply{status: 200}, "ErrUnavailable", 0},
		"empty 204":              {coreReply{status: 204}, "ErrUnavailable", 0},
		"empty 404":              {coreReply{status: 404}, "ErrRouteUnavailable", 0},
		"empty 401":              {coreReply{status: 401}, "ErrUnauthorized", 0},
		"{} 200":                 {coreReply{status: 200, body: "{}"}, "", 0},
		"{} 404":                 {coreReply{status: 404, body: "{}"}, "ErrRouteUnavailable", 0},
		"null":                   {coreReply{status: 200, body: "null"}, "", 0},
		"array":                  {coreReply{status: 200, body: "[]"}, "", 0},
		"string":                 {coreReply{status: 200, body: `"ok"`}, "", 0},
		"null status":            {coreReply{status: 200, body: `{"status":null,"team":{"id":"ml"}}`}, "", 0},
		"empty status":           {coreReply{status: 200, body: `{"status":{},"team":{"id":"ml"}}`}, "", 0},
		"status of a string":     {coreReply{status: 200, body: `{"status":"ok","team":{"id":"ml"}}`}, "", 0},
		"code 0":                 {coreReply{status: 200, body: `{"status":{"code":0},"team":{"id":"ml"}}`}, "", 0},
		"null code":              {coreReply{status: 200, body: `{"status":{"code":null},"team":{"id":"ml"}}`}, "", 0},
		"code of an object":      {coreReply{status: 200, body: `{"status":{"code":{}},"team":{"id":"ml"}}`}, "", 0},
		"no status":              {coreReply{status: 200, body: `{"team":{"id":"ml"}}`}, "", 0},
		"200 with 10020":         {coreReply{status: 200, body: `{"status":{"code":10020},"team":{"id":"ml"}}`}, "", 10020},
		"200 with 11101":         {coreFail(200, 11101), "ErrNotFound", 11101},
		"10010 for one":          {coreReply{status: 207, body: `{"status":{"code":10010},"team":{"id":"ml"}}`}, "", 10010},
		"10000 with 500":         {coreReply{status: 500, body: coreTeam.body}, "ErrUnavailable", 10000},
		"10000 with 404":         {coreReply{status: 404, body: coreTeam.body}, "ErrRouteUnavailable", 10000},
		"500 with 11009":         {coreFail(500, 11009), "ErrUnauthorized", 11009},
		"404 with 11101":         {coreFail(404, 11101), "ErrNotFound", 11101},
		"404 with 10020":         {coreFail(404, 10020), "ErrRouteUnavailable", 10020},
		"404 with unknown":       {coreFail(404, 77777), "ErrRouteUnavailable", 77777},
		"405":                    {coreReply{status: 405, body: "{}"}, "ErrRouteUnavailable", 0},
		"501":                    {coreReply{status: 501}, "ErrRouteUnavailable", 0},
		"10040":                  {coreFail(200, 10040), "ErrRouteUnavailable", 10040},
		"400 with 10040":         {coreFail(400, 10040), "ErrRouteUnavailable", 10040},
		"11101 by name":          {coreNamed(404, "CONN_DOES_NOT_EXIST"), "ErrNotFound", 11101},
		"11101 in quotes":        {coreReply{status: 404, body: `{"status":{"code":"11101"}}`}, "ErrNotFound", 11101},
		"unknown name":           {coreNamed(400, "SOMETHING_NEW"), "ErrInvalid", 0},
		"code over 32 bits":      {coreReply{status: 400, body: `{"status":{"code":99999999999}}`}, "ErrInvalid", 0},
		"code as a float":        {coreReply{status: 200, body: `{"status":{"code":10000.5},"team":{"id":"ml"}}`}, "", 0},
		"success without team":   {coreFine(""), "", 0},
		"success, null team":     {coreFine(`"team":null`), "", 0},
		"success, empty team":    {coreFine(`"team":{}`), "", 0},
		"success, team w/o id":   {coreFine(`"team":{"name":"ML"}`), "", 0},
		"success, wrong type":    {coreFine(`"team":[]`), "", 10000},
		"success, bad id":        {coreFine(`"team":{"id":7,"created_at":"yesterday"}`), "", 10000},
		"trailing garbage":       {coreReply{status: 200, body: coreTeam.body + "garbage"}, "", 0},
		"two values":             {coreReply{status: 200, body: coreTeam.body + coreTeam.body}, "", 0},
		"byte order mark":        {coreReply{status: 200, body: "\ufeff" + coreTeam.body}, "", 0},
		"too large, declared":    {coreReply{status: 200, body: coreTeam.body, length: 1 << 40}, "ErrTooLarge", 0},
		"too large, streamed":    {coreReply{status: 200, reader: io.MultiReader(strings.NewReader(`{"x":"`), endless{})}, "ErrTooLarge", 0},
		"too large a failure":    {coreReply{status: 503, reader: endless{}}, "ErrTooLarge", 0},
		"connection":             {coreReply{err: coreReset}, "ErrUnavailable", 0},
		"deep":                   {coreReply{status: 200, body: `{"team":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `,` + coreOK + `}`}, "", 0},
		"teapot":                 {coreReply{status: 418}, "ErrInvalid", 0},
		"odd status":             {coreReply{status: 999}, "ErrUnavailable", 0},
		"informal":               {coreReply{status: 199}, "", 0},
		"10070 where it may not": {coreReply{status: 202, body: `{"status":{"code":10070},"team":{"id":"ml"}}`}, "", 10070},
	} {
		c, s := coreClient(t, coreScript(test.reply), coreOnce, clarifai.WithMaxResponseBytes(1<<17))
		team, err := c.Teams.Get(t.Context(), "acme", "ml")
		if err == nil || team != nil {
			t.Errorf("%s: %+v, %v", name, team, err)
			continue
		}
		e := coreError(t, err)
		if coreIs(err) != test.is || e.Op != clarifai.OpTeamsGet || test.reply.status != e.HTTPStatus && !strings.HasPrefix(name, "success") {
			t.Errorf("%s: %q, HTTP %d: %v", name, coreIs(err), e.HTTPStatus, err)
		}
		if test.code != 0 && e.Code != test.code {
			t.Errorf("%s: code %d", name, e.Code)
		}
		if len(err.Error()) > 1500 {
			t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
		}
		if s.open.Load() != 0 {
			t.Errorf("%s: %d bodies stay open", name, s.open.Load())
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestCoreNoMethodTakesASuccessWithoutItsContentForAnything(t *testing.T) {
	statusOnly := map[string]bool{ // their response is only a status, or one that reading confirms
		"Organizations.Delete": true, "Organizations.Leave": true, "Members.UpdateRole": true, "Members.Remove": true,
		"Invitations.Accept": true, "Invitations.Decline": true, "Teams.Delete": true, "Teams.RemoveMembers": true, "Teams.RemoveApps": true, "Users.Unstar": true,
		"Members.Add": true, "Teams.AddApps": true, // believed where the list cannot be read
		"Apps.Delete": true, "Apps.Transfer": true, "Apps.Unstar": true, "Collaborators.Remove": true, "Collaborators.RemoveByEmail": true,
		"Tokens.Revoke": true, "PasswordPolicies.Delete": true, "IdentityProviders.Delete": true,
		// Clarifai leaves these out where there is nothing to show.
		"Apps.GetResourceCounts": true, "Tokens.GetScopeDependencies": true, "Tokens.GetMyScopes": true, "PasswordPolicies.List": true, "PasswordPolicies.ListAll": true,
		"PasswordPolicies.ListGlobal": true, "PasswordPolicies.Validate": true, "IdentityProviders.ListAuthMethods": true,
		"IdentityProviders.ListOrganizationAuthMethods": true, "Billing.ListPlans": true, "Billing.ListPaymentMethods": true, "Billing.RemovePaymentMethod": true,
		"Usage.ListRealtime": true, "Usage.ListIntervals": true,
	}
	for _, body := range []string{coreBody(""), coreBody(`"organizations":null,"organization":null,"organization_members":null,"invitations":null,"invitation":null,"teams":null,"team":null,"team_users":null,"apps":null,"roles":null,"role":null,"user":null,"user_stars":null,` +
		`"app":null,"app_stars":null,"collaborators":null,"collaborations":null,"keys":null,"key":null,"scopes":null,"scope_deps":null,` +
		`"password_policies":null,"password_violations":null,"identity_providers":null,"identity_provider":null,"auth_methods":null,"entries":null,` +
		`"invoice_items":null,"billing_cycle":null,"billing_cycles":null,"plans":null,"plan":null,"cards":null,"card":null,"usage":null,"realtime_usage":null,"usage_cycles":null,"usage_intervals":null`)} {
		for name, m := range coreMethods {
			c, s := coreClient(t, coreScript(coreReply{status: 200, body: body}), coreOnce)
			err := m.call(t.Context(), c, coreGoodIDs())
			if (err == nil) != statusOnly[name] {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil {
				coreError(t, err)
			}
			if s.open.Load() != 0 {
				t.Errorf("%s: %d bodies stay open", name, s.open.Load())
			}
		}
	}
}

func TestCoreAnEmptyListIsAnEmptyListAndNoError(t *testing.T) {
	body := coreBody(`"organizations":[],"organization_members":[],"invitations":[],"teams":[],"team_users":[],"apps":[],"roles":[],` +
		`"collaborators":[],"collaborations":[],"keys":[],"password_policies":[],"identity_providers":[],"entries":[],"billing_cycles":[],"usage":[],"usage_cycles":[]`)
	for name, m := range coreMethods {
		if !strings.Contains(name, ".List") && !strings.Contains(name, ".All") {
			continue
		}
		c, s := coreClient(t, coreScript(coreReply{status: 200, body: body}))
		if err := m.call(t.Context(), c, coreGoodIDs()); err != nil || len(s.requests()) != 1 {
			t.Errorf("%s: %d requests, %v", name, len(s.requests()), err)
		}
	}
}

func TestCoreNoMethodPanicsOnAnyJSON(t *testing.T) {
	var bodies []string
	for _, v := range []string{`{}`, `[]`, `[null]`, `[{}]`, `[[]]`, `"x"`, `7`, `true`, `{"id":7}`, `[{"id":"x","status":7}]`, `[{"user":null,"role":null,"status":null,"app":null,"organization":null}]`, `{"id":"x","role":"y","user":[]}`} {
		fields := make([]string, 0, 16)
		for _, f := range []string{"organizations", "organization", "organization_members", "invitations", "invitation", "teams", "team", "team_users", "apps", "roles", "role", "user", "user_stars"} {
			fields = append(fields, fmt.Sprintf(`%q:%s`, f, v))
		}
		bodies = append(bodies, coreBody(strings.Join(fields, ",")))
	}
	for name, m := range coreMethods {
		for _, body := range bodies {
			for _, status := range []int{200, 404} {
				c, _ := coreClient(t, coreScript(coreReply{status: status, body: body}), coreOnce)
				var err error
				if p := corePanics(func() { err = m.call(t.Context(), c, coreGoodIDs()) }); p != nil {
					t.Errorf("%s panics on %s: %v", name, body, p)
				}
				if err != nil {
					coreError(t, err)
				}
			}
		}
	}
}

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

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u202e' || r == '\u2028' })
}

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
	if _, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "new", Name: "New"}}); err == nil || hasControl(err.Error()) {
		t.Errorf("item: %q", err)
	}
	roles := coreFine(`"roles":[{"id":"r","name":"` + coreEscape + `","type":1}]`)
	c, _ = coreClient(t, coreScript(roles), coreOnce)
	if _, err := c.Roles.GetByName(t.Context(), "nobody", clarifai.RoleTypeOrg); err == nil || hasControl(err.Error()) {
		t.Errorf("roles: %q", err)
	}
}

// rawServer answers each connection's first request with raw bytes.
func rawServer(t *testing.T, raw string) *clarifai.Client {
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
			if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = io.WriteString(conn, raw)
			}
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL("http://"+listener.Addr().String()), clarifai.WithInsecureHTTP(), coreOnce)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestCoreMalformedHTTPIsUnavailableAndControlsNoTerminal(t *testing.T) {
	for name, raw := range map[string]string{
		"not HTTP":         "\x1b[31mHELLO\x1b[0m\r\n\r\n",
		"bad header":       "HTTP/1.1 200 OK\r\nbad\x1b[31mheader without colon\r\n\r\n{}",
		"bad header name":  "HTTP/1.1 200 OK\r\nb\x1bad: x\r\n\r\n{}",
		"bad length":       "HTTP/1.1 200 OK\r\nContent-Length: \x1b[31m\r\n\r\n{}",
		"two lengths":      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
		"bad status":       "HTTP/1.1 2\x1b0 OK\r\n\r\n{}",
		"bad encoding":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: \x1b[31mzip\r\n\r\n{}",
		"bad chunk":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\x1b[31m\r\n",
		"nothing":          "",
		"half a status":    "HTTP/1.1 20",
		"reason in colour": "HTTP/1.1 500 \x1b[31mOh\r\nContent-Length: 0\r\n\r\n",
		"not gzip":         "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\x1b[31m",
	} {
		c := rawServer(t, raw)
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrUnavailable" {
			t.Errorf("%s: %q: %v", name, coreIs(err), err)
		}
		if err != nil && hasControl(err.Error()) {
			t.Errorf("%s: %q", name, err)
		}
		if err := c.Call(t.Context(), "POST", "/v2/x", nil, nil, nil); coreIs(err) != "ErrAmbiguous ErrUnavailable" {
			t.Errorf("%s: a write is %q: %v", name, coreIs(err), err)
		}
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

func TestCoreAConnectionIsUsedAgainAfterEachKindOfAnswer(t *testing.T) {
	var n, connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch n.Add(1) % 6 {
		case 0:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 1:
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, "<html>"+strings.Repeat("x", 100_000))
		case 2:
			fmt.Fprint(w, `{"status":{"co`)
		case 3:
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusFound)
			fmt.Fprint(w, "moved")
		case 4:
			fmt.Fprint(w, coreFail(403, 11007).body)
			_ = http.NewResponseController(w).Flush()
			fmt.Fprint(w, strings.Repeat(" ", 10_000))
		case 5:
			fmt.Fprint(w, coreTeam.body)
		}
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(), coreOnce)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	for range 24 {
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	}
	if connections.Load() != 1 {
		t.Errorf("%d connections for 24 calls, one after the other", connections.Load())
	}
}

func TestCoreAGzipBombStopsAtTheLimit(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = io.WriteString(z, `{"status":{"code":10000},"team":{"id":"ml","name":"`)
	for range 200 {
		_, _ = z.Write(bytes.Repeat([]byte("x"), 1<<18)) // 50 MiB
	}
	_, _ = io.WriteString(z, `"}}`)
	_ = z.Close()
	var small bytes.Buffer
	z = gzip.NewWriter(&small)
	_, _ = io.WriteString(z, coreTeam.body)
	_ = z.Close()

	body := &small
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip is not asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body.Bytes())
	}))
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
		clarifai.WithHTTPClient(server.Client()), clarifai.WithMaxResponseBytes(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.Name != "ML" {
		t.Errorf("gzip: %v", err)
	}
	body = &bomb
	var response clarifai.Response
	if _, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&response)); coreIs(err) != "ErrTooLarge" || response.Attempts != 1 {
		t.Errorf("%d tries, %v", response.Attempts, err)
	}
}

func TestCoreAResponseOfJustTheLimitIsRead(t *testing.T) {
	for _, over := range []int64{0, 1} {
		for _, streamed := range []bool{false, true} {
			reply := coreTeam
			if streamed {
				reply.reader, reply.length = strings.NewReader(reply.body), -1
			}
			c, _ := coreClient(t, coreScript(reply), clarifai.WithMaxResponseBytes(int64(len(coreTeam.body))-over))
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			if want := map[int64]string{0: "", 1: "ErrTooLarge"}[over]; coreIs(err) != want || (err == nil) != (want == "") {
				t.Errorf("%d over, streamed %v: %v", over, streamed, err)
			}
		}
	}
}

func TestCoreARetriedCallLeavesNothingOfAnEarlierTryInOut(t *testing.T) {
	c, _ := coreClient(t, coreScript(
		coreReply{status: 200, body: `{"status":{"code":10030},"stale":"from the failed try","items":["x"]}`},
		coreFine(`"fresh":true`)), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
	var out struct {
		Stale string
		Fresh bool
		Items []string
	}
	if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, &out); err != nil || !out.Fresh {
		t.Fatal(err)
	}
	if out.Stale != "" || out.Items != nil {
		t.Errorf("left of the failed try: %+v", out)
	}
	m := map[string]any{}
	c, _ = coreClient(t, coreScript(coreReply{status: 503, body: `{"status":{"code":10020},"stale":1}`}, coreFine("")), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
	if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, &m); err != nil || m["stale"] != nil || m["status"] == nil {
		t.Errorf("%v, %v", m, err)
	}
}

func TestCoreARetriedMethodLeavesNothingOfAnEarlierTry(t *testing.T) {
	c, _ := coreClient(t, coreScript(
		coreReply{status: 503, body: `{"status":{"code":10020,"description":"old","req_id":"old"},"team":{"id":"ml","name":"Old","default_role_id":"old"}}`},
		coreFine(`"team":{"id":"ml"}`)), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
	if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || *team != (clarifai.Team{ID: "ml"}) {
		t.Errorf("%+v, %v", team, err)
	}
}

func TestCoreCallTakesOnlyWhatItCanReadInto(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")))
	var nilMap *map[string]any
	for _, out := range []any{map[string]any{}, 7, struct{}{}, nilMap, (*struct{})(nil), []int{}} {
		if err := c.Call(t.Context(), "GET", "/v2/x", nil, nil, out); coreIs(err) != "ErrInvalid" {
			t.Errorf("%T: %v", out, err)
		}
	}
	for _, in := range []any{make(chan int), func() {}, "\xff", map[string]string{"a": "\xff"}, errors.New} {
		if err := c.Call(t.Context(), "POST", "/v2/x", nil, in, nil); coreIs(err) != "ErrInvalid" {
			t.Errorf("%T: %v", in, err)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	var out any
	if err := c.Call(t.Context(), "GET", "/v2/x", nil, nil, &out); err != nil || out == nil {
		t.Errorf("%v, %v", out, err)
	}
}

func TestCoreTextThatIsNotUTF8IsNotSentChanged(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")))
	_, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "caf\xe9"})
	if coreIs(err) != "ErrInvalid" || len(s.requests()) != 0 {
		t.Errorf("%d requests, %v", len(s.requests()), err)
	}
	c, s = coreClient(t, coreScript(coreFine(`"teams":[{"id":"a","name":"\ufffd"}]`)))
	if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "\ufffd"}); err != nil || len(s.requests()) != 1 {
		t.Errorf("U+FFFD itself is refused: %v", err)
	}
}

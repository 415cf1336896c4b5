package clarifai_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// renderings is a value as programs print and log it.
func renderings(v any) map[string]string {
	all := make(map[string]string)
	for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x", "%X", "%d"} {
		all[verb] = fmt.Sprintf(verb, v)
	}
	var text, js bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("m", "v", v)
	slog.New(slog.NewJSONHandler(&js, nil)).Info("m", "v", v)
	all["slog text"], all["slog JSON"] = text.String(), js.String()
	if data, err := json.Marshal(v); err == nil {
		all["JSON"] = string(data)
	}
	for err, ok := v.(error); ok && err != nil; err = errors.Unwrap(err) {
		all["unwrapped "+fmt.Sprintf("%T", err)] = fmt.Sprintf("%v %+v %#v", err, err, err)
	}
	return all
}

func leaks(t *testing.T, what string, v any, secrets ...string) {
	t.Helper()
	all := renderings(v)
	for _, secret := range secrets {
		for _, how := range slices.Sorted(maps.Keys(all)) {
			if text := all[how]; strings.Contains(text, secret) || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", secret)) {
				t.Errorf("%s by %s shows %q: %.160s", what, how, secret, text)
				break // the other renderings show no more
			}
		}
	}
}

func TestCoreNoPrintOfAClientOrItsPartsShowsASecret(t *testing.T) {
	c, s := coreClient(t, coreScript(coreTeam), clarifai.WithSessionToken(coreSession))
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
		t.Fatal(err)
	}
	leaks(t, "*Client", c, corePAT, coreSession)
	leaks(t, "Client", reflect.ValueOf(c).Elem().Interface(), corePAT, coreSession)
	value := reflect.ValueOf(c).Elem()
	for i := range value.NumField() {
		if field := value.Type().Field(i); field.IsExported() {
			leaks(t, field.Name, value.Field(i).Interface(), corePAT, coreSession)
			leaks(t, field.Name+" itself", value.Field(i).Elem().Interface(), corePAT, coreSession)
		}
	}
	leaks(t, "a struct with it", struct{ C *clarifai.Client }{c}, corePAT, coreSession)
	leaks(t, "a hidden field", struct{ c *clarifai.Client }{c}, corePAT, coreSession)
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: corePAT})
	opts := []clarifai.Option{clarifai.WithPAT(corePAT), clarifai.WithSessionToken(coreSession), clarifai.WithTokenSource(source)}
	leaks(t, "options", opts, corePAT, coreSession)
	leaks(t, "an option", opts[0], corePAT, coreSession)
	// What a RoundTripper can reach of the client by the context.
	r := s.requests()[0].Request
	leaks(t, "the context", r.Context(), corePAT, coreSession)
	withSource, err := clarifai.NewClient(clarifai.WithTokenSource(source))
	if err != nil {
		t.Fatal(err)
	}
	leaks(t, "a client with a token source", reflect.ValueOf(withSource).Elem().Interface(), corePAT)
}

func TestCoreABadCredentialIsNotInItsError(t *testing.T) {
	coreNoEnv(t)
	for _, secret := range []string{corePAT + "\n", corePAT + " x", "ü" + corePAT} {
		for _, opt := range []clarifai.Option{clarifai.WithPAT(secret), clarifai.WithSessionToken(secret)} {
			_, err := clarifai.NewClient(opt)
			leaks(t, "the error", err, corePAT)
		}
		t.Setenv("CLARIFAI_PAT", "x"+secret+"x")
		_, err := clarifai.NewClient()
		leaks(t, "the error", err, corePAT)
	}
	_, err := clarifai.NewClient(clarifai.WithBaseURL("https://user:" + corePAT + "@api.clarifai.com"))
	leaks(t, "the error", err, corePAT)
	_, err = clarifai.NewClient(clarifai.WithBaseURL("https://user:" + corePAT + "@api clarifai.com:x"))
	leaks(t, "the error", err, corePAT)
}

// echoes are answers in which the server gives the credential back.
func echoes(secret string) map[string]coreReply {
	return map[string]coreReply{
		"description":     {status: 401, body: `{"status":{"code":11009,"description":"key ` + secret + ` unknown"}}`},
		"details":         {status: 401, body: `{"status":{"code":11009,"details":"Key ` + secret + `"}}`},
		"req_id":          {status: 403, body: `{"status":{"code":11007,"req_id":"` + secret + `-1"}}`},
		"code":            {status: 401, body: `{"status":{"code":"` + secret + `"}}`},
		"new id":          {status: 307, body: `{"status":{"code":10050,"redirect_info":{"new_resource_id":"` + secret + `"}}}`},
		"old id":          {status: 307, body: `{"status":{"code":10050,"redirect_info":{"old_resource_id":"` + secret + `","new_resource_id":"x"}}}`},
		"resource type":   {status: 307, body: `{"status":{"code":10050,"redirect_info":{"resource_type":"` + secret + `","new_resource_id":"x"}}}`},
		"redirect URL":    {status: 307, body: `{"status":{"code":10050,"redirect_info":{"url":"https://x/` + secret + `","new_resource_id":"x"}}}`, header: map[string]string{"Location": "https://x/" + secret}},
		"time":            coreFine(`"team":{"id":"ml","created_at":"` + secret + `"},"teams":[{"id":"new","created_at":"` + secret + `"}]`),
		"HTML":            {status: 502, body: "<html>" + secret},
		"200 HTML":        {status: 200, body: secret},
		"transport error": {err: errors.New("proxy says no to " + secret)},
		"item": {status: 207, body: `{"status":{"code":10010,"req_id":"` + secret + `"},"teams":[{"id":"new","name":"New","status":{"code":11100,"description":"` +
			secret + `","details":"` + secret + `"}}]}`},
		"item's code": {status: 207, body: `{"status":{"code":10010},"teams":[{"id":"new","name":"New","status":{"code":"` + secret + `"}}]}`},
		"silent item": {status: 207, body: `{"status":{"code":10010,"description":"` + secret + `","details":"` + secret + `"},"teams":[]}`},
		"success":     {status: 200, body: `{"status":{"code":10000,"req_id":"` + secret + `"},"team":{"id":"ml"}}`},
		"headers":     {status: 403, body: `{"status":{"code":11007}}`, header: map[string]string{"X-Echo": secret, "Retry-After": secret}},
	}
}

func TestCoreACredentialThatTheServerEchoesIsInNoErrorAndNoLog(t *testing.T) {
	for kind, secret := range map[string]string{"PAT": corePAT, "session": coreSession} {
		for name, reply := range echoes(secret) {
			var log bytes.Buffer
			logger := clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
			s := &coreServer{handle: coreScript(reply)}
			opt := clarifai.WithPAT(secret)
			if kind == "session" {
				opt = clarifai.WithSessionToken(secret)
			}
			c, err := clarifai.NewClient(opt, logger, coreOnce, clarifai.WithHTTPClient(&http.Client{Transport: s}))
			if err != nil {
				t.Fatal(err)
			}
			errs := []error{
				coreValue(c.Teams.Get(t.Context(), "acme", "ml")),
				coreValue(c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "new", Name: "New"}, {ID: "two", Name: "Two"}})),
				c.Invitations.Accept(t.Context(), "me", "i1"),
				c.Call(t.Context(), "POST", "/v2/x", nil, nil, nil),
			}
			for i, err := range errs {
				if err != nil {
					leaks(t, fmt.Sprintf("%s: %s: error %d", kind, name, i), err, secret)
				}
			}
			if strings.Contains(log.String(), secret) {
				t.Errorf("%s: %s: the log shows it", kind, name)
			}
		}
	}
}

func TestCoreErrorsOfTheNetworkShowNoURL(t *testing.T) {
	const canary = "url-canary"
	inner := &url.Error{Op: "Get", URL: "https://user:" + canary + "@proxy.example/path?key=" + canary, Err: errors.New("refused")}
	proxy := fmt.Sprintf("http://user:%s@proxy example:port", canary)
	_, parse := url.Parse(proxy)
	for name, rt := range map[string]http.RoundTripper{
		"a RoundTripper's own url.Error": roundTrip(func(*http.Request) (*http.Response, error) { return nil, inner }),
		"a wrapped one":                  roundTrip(func(*http.Request) (*http.Response, error) { return nil, fmt.Errorf("hop: %w", inner) }),
		"two of them": roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: "https://" + canary, Err: fmt.Errorf("hop: %w", inner)}
		}),
		"joined":        roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.Join(errors.New("a"), inner) }),
		"a proxy's URL": &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, parse }},
		"a proxy's URL, quoted": &http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
			return nil, fmt.Errorf("invalid proxy address %q: %w", "http://user:"+canary+"@p:x", parse) // as http.ProxyFromEnvironment says it
		}},
		"a proxy that is not there": &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: "127.0.0.1:1", User: url.UserPassword("u", canary)})},
		"an odd proxy scheme":       &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "gopher", Host: "127.0.0.1:1", User: url.UserPassword("u", canary)})},
		"dial":                      &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, coreDial }},
	} {
		c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithHTTPClient(&http.Client{Transport: rt}), coreOnce,
			clarifai.WithBaseURL("https://gw.example.test/base-"+canary))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrUnavailable" {
			t.Errorf("%s: %v", name, err)
		}
		leaks(t, name, err, canary, "/v2/organizations")
	}
}

func TestCoreAConnectionsErrorCanBeUnwrapped(t *testing.T) {
	c, _ := coreClient(t, coreScript(coreReply{err: coreReset}), coreOnce)
	_, err := c.Teams.Get(t.Context(), "acme", "ml")
	if op, ok := errors.AsType[*net.OpError](err); !ok || op != coreReset {
		t.Errorf("%v", err)
	}
}

// logLine is a line of the JSON handler.
type logLine map[string]any

func logLines(t *testing.T, log *bytes.Buffer) (lines []logLine) {
	for text := range strings.Lines(log.String()) {
		var line logLine
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestCoreEachTryIsOneLogLineWithWhatIsDocumentedAndNoMore(t *testing.T) {
	documented := []string{"code", "duration", "level", "method", "msg", "operation", "request_id", "route", "status", "time", "try"}
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c, _ := coreClient(t, func(n int, _ *coreRequest) coreReply {
			<-time.After(3 * time.Second)
			return coreScript(coreReply{err: coreReset}, coreReply{status: 502, body: "body-canary"}, coreNamed(429, "CONN_THROTTLED"),
				coreReply{status: 200, body: `{"status":{"co`}, coreFine(`"teams":[{"id":"body-canary","name":"body-canary"}]`))(n, nil)
		}, clarifai.WithSessionToken(coreSession), clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		_, err := c.Teams.List(t.Context(), "path-canary", &clarifai.ListTeamsOptions{Query: "query-canary"}, clarifai.WithHeader("X-Trace", "header-canary"))
		if err != nil {
			t.Fatal(err)
		}
		lines := logLines(t, &log)
		if len(lines) != 5 {
			t.Fatalf("%d lines for 5 tries", len(lines))
		}
		for i, line := range lines {
			keys := slices.Sorted(maps.Keys(line))
			keys = slices.DeleteFunc(keys, func(key string) bool { return key == "failure" }) // of a connection, without the server's words
			if !slices.Equal(keys, documented) {
				t.Errorf("line %d has %v", i, keys)
			}
			level := "WARN"
			if i == 4 {
				level = "DEBUG"
			}
			if line["level"] != level || line["try"] != float64(i+1) || line["operation"] != "teams.list" || line["method"] != "GET" ||
				line["route"] != "/v2/organizations/{user_app_id.user_id}/teams" || line["duration"] != float64(3*time.Second) {
				t.Errorf("line %d: %v", i, line)
			}
		}
		for i, want := range []float64{0, 502, 429, 200, 200} {
			if lines[i]["status"] != want {
				t.Errorf("line %d has status %v", i, lines[i]["status"])
			}
		}
		if lines[2]["code"] != float64(11005) || lines[4]["code"] != float64(10000) || lines[4]["request_id"] != "req-1" {
			t.Errorf("%v, %v", lines[2], lines[4])
		}
		for _, secret := range []string{corePAT, coreSession, "canary", "https://", "example.test"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("%q is in the log: %s", secret, log.String())
			}
		}
	})
}

func TestCoreEveryAttributeOfTheLogIsDocumentedAtWithLogger(t *testing.T) {
	var log bytes.Buffer
	c, _ := coreClient(t, coreScript(coreReply{err: coreReset}), coreOnce,
		clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	doc := docOf(t, "WithLogger")
	for key := range logLines(t, &log)[0] {
		if key == "time" || key == "level" || key == "msg" {
			continue
		}
		if !strings.Contains(doc, key) {
			t.Errorf("the documentation of WithLogger does not tell of %q", key)
		}
	}
}

func TestCoreAWarningMeansThatAnotherTryFollows(t *testing.T) {
	waiting := coreFail(503, 0)
	waiting.header = map[string]string{"Retry-After": "86400"}
	for name, test := range map[string]struct {
		reply coreReply
		opts  []clarifai.CallOption
		want  []string
	}{
		"for good":      {coreFail(403, 0), nil, []string{"DEBUG"}},
		"for ever":      {coreFail(503, 0), nil, []string{"WARN", "WARN", "WARN", "WARN", "DEBUG"}},
		"without retry": {coreFail(503, 0), []clarifai.CallOption{clarifai.WithoutRetry()}, []string{"DEBUG"}},
		"too long":      {waiting, nil, []string{"DEBUG"}},
		"success":       {coreTeam, nil, []string{"DEBUG"}},
	} {
		coreBubble(t, name, func(t *testing.T) {
			var log bytes.Buffer
			c, _ := coreClient(t, coreScript(test.reply), clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
			_, _ = c.Teams.Get(t.Context(), "acme", "ml", test.opts...)
			var got []string
			for _, line := range logLines(t, &log) {
				got = append(got, line["level"].(string))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestCoreALogLineHasTheRouteThatIsUsed(t *testing.T) {
	var log bytes.Buffer
	c, _ := coreClient(t, coreScript(coreTeam), clarifai.WithRoute(clarifai.OpTeamsGet, "POST", "/v3/{id}/of/{user_app_id.user_id}"),
		clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	_, _ = c.Teams.Get(t.Context(), "acme", "ml")
	_ = c.Call(t.Context(), "GET", "/v2/keys/key-canary", url.Values{"q": {"query-canary"}}, nil, nil)
	_ = c.Call(t.Context(), "GET", "/v2/organizations/acme/teams/id-canary", nil, nil, nil)
	lines := logLines(t, &log)
	if lines[0]["route"] != "/v3/{id}/of/{user_app_id.user_id}" || lines[0]["method"] != "POST" || lines[1]["operation"] != "call" ||
		lines[2]["operation"] != "teams.get" || strings.Contains(log.String(), "canary") {
		t.Errorf("%s", log.String())
	}
}

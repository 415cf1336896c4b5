package secrets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
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

func TestPrint_Client(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithSessionToken(testkit.SessionToken))
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
		t.Fatal(err)
	}
	leaks(t, "*Client", c, testkit.PAT, testkit.SessionToken)
	leaks(t, "Client", reflect.ValueOf(c).Elem().Interface(), testkit.PAT, testkit.SessionToken)
	value := reflect.ValueOf(c).Elem()
	for i := range value.NumField() {
		if field := value.Type().Field(i); field.IsExported() {
			leaks(t, field.Name, value.Field(i).Interface(), testkit.PAT, testkit.SessionToken)
			leaks(t, field.Name+" itself", value.Field(i).Elem().Interface(), testkit.PAT, testkit.SessionToken)
		}
	}
	leaks(t, "a struct with it", struct{ C *clarifai.Client }{c}, testkit.PAT, testkit.SessionToken)
	leaks(t, "a hidden field", struct{ c *clarifai.Client }{c}, testkit.PAT, testkit.SessionToken)
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: testkit.PAT})
	opts := []clarifai.Option{clarifai.WithPAT(testkit.PAT), clarifai.WithSessionToken(testkit.SessionToken), clarifai.WithTokenSource(source)}
	leaks(t, "options", opts, testkit.PAT, testkit.SessionToken)
	leaks(t, "an option", opts[0], testkit.PAT, testkit.SessionToken)
	// What a RoundTripper can reach of the client by the context.
	r := s.Requests()[0].Request
	leaks(t, "the context", r.Context(), testkit.PAT, testkit.SessionToken)
	withSource, err := clarifai.NewClient(clarifai.WithTokenSource(source))
	if err != nil {
		t.Fatal(err)
	}
	leaks(t, "a client with a token source", reflect.ValueOf(withSource).Elem().Interface(), testkit.PAT)
}

// echoes are responses that contain the credential.
func echoes(secret string) map[string]testkit.Reply {
	return map[string]testkit.Reply{
		"description":     {Status: 401, Body: `{"status":{"code":11009,"description":"key ` + secret + ` unknown"}}`},
		"details":         {Status: 401, Body: `{"status":{"code":11009,"details":"Key ` + secret + `"}}`},
		"req_id":          {Status: 403, Body: `{"status":{"code":11007,"req_id":"` + secret + `-1"}}`},
		"code":            {Status: 401, Body: `{"status":{"code":"` + secret + `"}}`},
		"new id":          {Status: 307, Body: `{"status":{"code":10050,"redirect_info":{"new_resource_id":"` + secret + `"}}}`},
		"old id":          {Status: 307, Body: `{"status":{"code":10050,"redirect_info":{"old_resource_id":"` + secret + `","new_resource_id":"x"}}}`},
		"resource type":   {Status: 307, Body: `{"status":{"code":10050,"redirect_info":{"resource_type":"` + secret + `","new_resource_id":"x"}}}`},
		"redirect URL":    {Status: 307, Body: `{"status":{"code":10050,"redirect_info":{"url":"https://x/` + secret + `","new_resource_id":"x"}}}`, Header: map[string]string{"Location": "https://x/" + secret}},
		"time":            testkit.Success(`"team":{"id":"ml","created_at":"` + secret + `"},"teams":[{"id":"new","created_at":"` + secret + `"}]`),
		"HTML":            {Status: 502, Body: "<html>" + secret},
		"200 HTML":        {Status: 200, Body: secret},
		"transport error": {Err: errors.New("proxy says no to " + secret)},
		"item": {Status: 207, Body: `{"status":{"code":10010,"req_id":"` + secret + `"},"teams":[{"id":"new","name":"New","status":{"code":11100,"description":"` +
			secret + `","details":"` + secret + `"}}]}`},
		"item's code": {Status: 207, Body: `{"status":{"code":10010},"teams":[{"id":"new","name":"New","status":{"code":"` + secret + `"}}]}`},
		"silent item": {Status: 207, Body: `{"status":{"code":10010,"description":"` + secret + `","details":"` + secret + `"},"teams":[]}`},
		"success":     {Status: 200, Body: `{"status":{"code":10000,"req_id":"` + secret + `"},"team":{"id":"ml"}}`},
		"headers":     {Status: 403, Body: `{"status":{"code":11007}}`, Header: map[string]string{"X-Echo": secret, "Retry-After": secret}},
	}
}

func TestErrors_Secrets(t *testing.T) {
	t.Run("a credential that the server echoes", func(t *testing.T) {
		for kind, secret := range map[string]string{"PAT": testkit.PAT, "session": testkit.SessionToken} {
			for name, reply := range echoes(secret) {
				var log bytes.Buffer
				logger := clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
				s := &testkit.Transport{Handle: testkit.Script(reply)}
				opt := clarifai.WithPAT(secret)
				if kind == "session" {
					opt = clarifai.WithSessionToken(secret)
				}
				c, err := clarifai.NewClient(opt, logger, testkit.WithoutRetries, clarifai.WithHTTPClient(&http.Client{Transport: s}))
				if err != nil {
					t.Fatal(err)
				}
				errs := []error{
					testkit.ErrorOf(c.Teams.Get(t.Context(), "acme", "ml")),
					testkit.ErrorOf(c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "new", Name: "New"}, {ID: "two", Name: "Two"}})),
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
	})

	t.Run("a credential within a value that cannot be read", func(t *testing.T) {
		const pat = "0123456789abcdef0123456789abcdef"
		for _, body := range []string{
			`{"status":{"code":["` + pat + `"]}}`, `{"status":{"code":10000},"team":{"id":"ml","created_at":"` + pat + `"}}`,
			`{"status":{"code":10000},"app_resource_counts":{"datasets":"bad number from key ` + pat + `"}}`,
			`{"status":{"code":10000},"at":"` + pat + `","number":"` + pat + `"}`, `{"status":{"code":"` + pat + `"}}`,
		} {
			c := testkit.NewClientOver(t, &http.Client{Transport: testkit.FixedResponse(200, http.Header{}, []byte(body))})
			_, teamErr := c.Teams.Get(t.Context(), "acme", "ml")
			_, countErr := c.Apps.GetResourceCounts(t.Context(), "acme", "app")
			var at struct {
				At time.Time `json:"at"`
			}
			var number struct {
				Number int `json:"number"`
			}
			atErr := c.Call(t.Context(), http.MethodGet, "/v2/x", nil, nil, &at)
			numberErr := c.Call(t.Context(), http.MethodGet, "/v2/x", nil, nil, &number)
			if noTime := strings.Contains(body, "created_at"); (teamErr == nil) != noTime { // a time that cannot be read is none
				t.Errorf("%s: %v", body, teamErr)
			}
			if text := fmt.Sprintf("%+v %+v %+v %+v", teamErr, countErr, atErr, numberErr); strings.Contains(text, pat[8:16]) {
				t.Errorf("%s: %s", body, text)
			}
		}
	})

	testkit.RunWithServer(t, "the ID of a token", func(t *testing.T, s *clarifaitest.Server) {
		var log strings.Builder
		echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"status":{"code":10020,"description":"no key %[1]s","details":"%[1]s","req_id":"%[1]s"}}`, testkit.SpareToken)
		})
		s.Handle("GET /v2/users/{user}/keys/{key}", echo)
		s.Handle("DELETE /v2/users/{user}/keys/{key}", echo)
		client := s.Client(clarifai.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		id := clarifai.NewSecret(testkit.SpareToken)
		_, getErr := client.Tokens.Get(t.Context(), "me", id)
		_, updateErr := client.Tokens.Update(t.Context(), "me", id, clarifai.UpdateTokenRequest{Description: new("d")})
		revokeErr := client.Tokens.Revoke(t.Context(), "me", id)
		_, oddErr := client.Tokens.Get(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken+"/../x"))
		for _, err := range []error{getErr, updateErr, revokeErr, oddErr} {
			if err == nil {
				t.Fatal("no error")
			}
			for text := range slices.Values([]string{err.Error(), fmt.Sprintf("%+v %#v %q", err, err, err), log.String()}) {
				if strings.Contains(text, testkit.SpareToken) {
					t.Errorf("it shows in %s", text)
				}
			}
		}
	})

	testkit.RunWithServer(t, "a secret that the server escapes", func(t *testing.T, s *clarifaitest.Server) {
		var log strings.Builder
		c := s.Client(clarifai.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		const odd = "tok en+key=é4711"
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTokensGet, Kind: clarifaitest.FaultDrop, Count: -1},
			clarifaitest.Fault{Operation: clarifai.OpTokensRevoke, Kind: clarifaitest.FaultRedirect, Count: -1, Location: s.URL() + "/v2/users/owner/keys/tok%20en"})
		_, err := c.Tokens.Get(t.Context(), "owner", clarifai.NewSecret(odd))
		err2 := c.Tokens.Revoke(t.Context(), "owner", clarifai.NewSecret(odd))
		for _, text := range []string{fmt.Sprint(err), fmt.Sprintf("%#v", err), fmt.Sprint(err2), fmt.Sprintf("%#v", err2), log.String()} {
			if strings.Contains(text, "4711") {
				t.Errorf("shows: %s", text)
			}
		}
		if !errors.Is(err, clarifai.ErrUnavailable) || !errors.Is(err2, clarifai.ErrMoved) || !strings.Contains(log.String(), "tokens.get") {
			t.Errorf("%v; %v; logged:\n%s", err, err2, log.String())
		}
	})

	testkit.RunWithServer(t, "a token that has moved", func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("GET /v2/users/{user}/keys/{key}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(307)
			fmt.Fprintf(w, `{"status":{"code":11107,"redirect_info":{"url":"u","old_resource_id":%q,"resource_type":"key","new_resource_id":"n"}}}`, testkit.SpareToken)
		}))
		_, err := s.Client().Tokens.Get(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken))
		if !errors.Is(err, clarifai.ErrMoved) || strings.Contains(fmt.Sprintf("%v %#v", err, err), testkit.SpareToken) {
			t.Error(err)
		}
	})

	testkit.RunWithServer(t, "a short password", func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/users/{user}/passwords/validate", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
		for _, r := range clarifai.Routes() {
			if r.Op == clarifai.OpPasswordPoliciesValidate {
				p := strings.ReplaceAll(r.Path, "user_app_id.user_id", "user")
				s.Handle(r.Method+" "+p, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(400)
					fmt.Fprint(w, `{"status":{"code":11102,"description":"password \"xq7\" bad","details":"pa\\\"ss-word-1 bad"}}`)
				}))
			}
		}
		_, err := s.Client().PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret("xq7"))
		if err == nil || !strings.Contains(err.Error(), "11102") || strings.Contains(err.Error(), "xq7") {
			t.Errorf("short: %v", err)
		}
		_, err = s.Client().PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret(`pa"ss-word-1`))
		if err == nil || !strings.Contains(err.Error(), "11102") || strings.Contains(err.Error(), "ss-word-1") {
			t.Errorf("escaped: %v", err)
		}
	})

	t.Run("a credential that is refused as invalid", func(t *testing.T) {
		testkit.ClearEnv(t)
		for _, secret := range []string{testkit.PAT + "\n", testkit.PAT + " x", "ü" + testkit.PAT} {
			for _, opt := range []clarifai.Option{clarifai.WithPAT(secret), clarifai.WithSessionToken(secret)} {
				_, err := clarifai.NewClient(opt)
				leaks(t, "the error", err, testkit.PAT)
			}
			t.Setenv("CLARIFAI_PAT", "x"+secret+"x")
			_, err := clarifai.NewClient()
			leaks(t, "the error", err, testkit.PAT)
		}
		_, err := clarifai.NewClient(clarifai.WithBaseURL("https://user:" + testkit.PAT + "@api.clarifai.com"))
		leaks(t, "the error", err, testkit.PAT)
		_, err = clarifai.NewClient(clarifai.WithBaseURL("https://user:" + testkit.PAT + "@api clarifai.com:x"))
		leaks(t, "the error", err, testkit.PAT)
	})
}

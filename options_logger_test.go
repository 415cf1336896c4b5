package clarifai_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

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

func TestWithLogger(t *testing.T) {
	t.Run("each attempt is one line with what is documented and no more", func(t *testing.T) {
		documented := []string{"attempt", "code", "duration", "level", "method", "msg", "operation", "request_id", "route", "status", "time"}
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			c, _ := testkit.NewClient(t, func(n int, _ *testkit.Request) testkit.Reply {
				<-time.After(3 * time.Second)
				return testkit.Script(testkit.Reply{Err: testkit.ErrReset}, testkit.Reply{Status: 502, Body: "body-canary"}, testkit.FailureNamed(429, "CONN_THROTTLED"),
					testkit.Reply{Status: 200, Body: `{"status":{"co`}, testkit.Success(`"teams":[{"id":"body-canary","name":"body-canary"}]`))(n, nil)
			}, clarifai.WithSessionToken(testkit.SessionToken), clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
			_, err := c.Teams.List(t.Context(), "path-canary", &clarifai.ListTeamsOptions{Query: "query-canary"}, clarifai.WithHeader("X-Trace", "header-canary"))
			if err != nil {
				t.Fatal(err)
			}
			lines := logLines(t, &log)
			if len(lines) != 5 {
				t.Fatalf("%d lines for 5 attempts", len(lines))
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
				if line["level"] != level || line["attempt"] != float64(i+1) || line["operation"] != "teams.list" || line["method"] != "GET" ||
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
			for _, secret := range []string{testkit.PAT, testkit.SessionToken, "canary", "https://", "example.test"} {
				if strings.Contains(log.String(), secret) {
					t.Errorf("%q is in the log: %s", secret, log.String())
				}
			}
		})
	})

	t.Run("every attribute is documented", func(t *testing.T) {
		var log bytes.Buffer
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Err: testkit.ErrReset}), testkit.WithoutRetries,
			clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		doc := testkit.DocOf(t, "WithLogger")
		for key := range logLines(t, &log)[0] {
			if key == "time" || key == "level" || key == "msg" {
				continue
			}
			if !strings.Contains(doc, key) {
				t.Errorf("the documentation of WithLogger does not mention %q", key)
			}
		}
	})

	t.Run("a warning means that another attempt follows", func(t *testing.T) {
		waiting := testkit.Failure(503, 0)
		waiting.Header = map[string]string{"Retry-After": "86400"}
		for name, test := range map[string]struct {
			reply testkit.Reply
			opts  []clarifai.CallOption
			want  []string
		}{
			"for good":      {testkit.Failure(403, 0), nil, []string{"DEBUG"}},
			"for ever":      {testkit.Failure(503, 0), nil, []string{"WARN", "WARN", "WARN", "WARN", "DEBUG"}},
			"without retry": {testkit.Failure(503, 0), []clarifai.CallOption{clarifai.WithoutRetry()}, []string{"DEBUG"}},
			"too long":      {waiting, nil, []string{"DEBUG"}},
			"success":       {testkit.TeamReply, nil, []string{"DEBUG"}},
		} {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				var log bytes.Buffer
				c, _ := testkit.NewClient(t, testkit.Script(test.reply), clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
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
	})

	t.Run("a line has the route that is used", func(t *testing.T) {
		var log bytes.Buffer
		c, _ := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithRoute(clarifai.OpTeamsGet, "POST", "/v3/{id}/of/{user_app_id.user_id}"),
			clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		_, _ = c.Teams.Get(t.Context(), "acme", "ml")
		_ = c.Call(t.Context(), "GET", "/v2/keys/key-canary", url.Values{"q": {"query-canary"}}, nil, nil)
		_ = c.Call(t.Context(), "GET", "/v2/organizations/acme/teams/id-canary", nil, nil, nil)
		lines := logLines(t, &log)
		if lines[0]["route"] != "/v3/{id}/of/{user_app_id.user_id}" || lines[0]["method"] != "POST" || lines[1]["operation"] != "call" ||
			lines[2]["operation"] != "call" || strings.Contains(log.String(), "canary") {
			t.Errorf("%s", log.String())
		}
	})
}

package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// documentedCodes reads the table of docs/errors.md.
func documentedCodes(t *testing.T) map[int]string {
	t.Helper()
	codes := make(map[int]string)
	for line := range strings.Lines(testkit.ReadFile(t, "docs/errors.md")) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.Contains(cells[1], "`Err") {
			continue
		}
		sentinel := strings.Trim(cells[1], " `")
		for _, m := range regexp.MustCompile(`(\d+) [A-Z]`).FindAllStringSubmatch(cells[3], -1) {
			code, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			codes[code] = sentinel
		}
	}
	if len(codes) < 30 {
		t.Fatalf("docs/errors.md lists %d codes: its table has changed its form", len(codes))
	}
	return codes
}

func errorOf(t *testing.T, status, code int) error {
	t.Helper()
	client, err := clarifai.NewClient(
		clarifai.WithPAT("test-pat"), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
		clarifai.WithHTTPClient(&http.Client{Transport: testkit.RespondWith(status, fmt.Sprintf(`{"status":{"code":%d}}`, code))}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Teams.Get(context.Background(), "acme", "ml")
	return err
}

func TestErrors_Code(t *testing.T) {
	t.Run("each code is classified as documented whatever the HTTP status", func(t *testing.T) {
		for code, want := range documentedCodes(t) {
			for _, status := range []int{200, 400, 404, 409, 500} {
				if got := testkit.Sentinel(errorOf(t, status, code)); got != want {
					t.Errorf("code %d with HTTP %d is %q, documented is %q", code, status, got, want)
				}
			}
		}
	})

	t.Run("no other code has a sentinel", func(t *testing.T) {
		documented := documentedCodes(t)
		for code := range 100_000 {
			name := clarifai.StatusCode(code).String()
			if documented[code] != "" || name == strconv.Itoa(code) {
				continue
			}
			if got := testkit.Sentinel(errorOf(t, 200, code)); got != "" {
				t.Errorf("%s (%d) is %s, which docs/errors.md does not say", name, code, got)
			}
		}
	})
}

// documentedStatus is a row of the table of HTTP statuses in docs/errors.md.
type documentedStatus struct {
	sentinel      string
	retried, acts bool
}

// documentedStatuses reads that table: what it says of each status.
func documentedStatuses(t *testing.T) map[int]documentedStatus {
	t.Helper()
	_, table, found := strings.Cut(testkit.ReadFile(t, "docs/errors.md"), "\n## HTTP statuses\n")
	if !found {
		t.Fatal("docs/errors.md has no HTTP statuses")
	}
	all := make(map[int]documentedStatus)
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || !strings.Contains(cells[2], "`Err") {
			continue
		}
		row := documentedStatus{
			strings.Trim(cells[2], " `"), strings.TrimSpace(cells[3]) == "yes", strings.TrimSpace(cells[4]) == "unknown outcome",
		}
		for _, m := range regexp.MustCompile(`(\d+)(?:-(\d+))?`).FindAllStringSubmatch(cells[1], -1) {
			from, _ := strconv.Atoi(m[1])
			to := from
			if m[2] != "" {
				to, _ = strconv.Atoi(m[2])
			}
			for status := from; status <= to; status++ {
				if _, ok := all[status]; !ok {
					all[status] = row
				}
			}
		}
	}
	if len(all) != 700 {
		t.Fatalf("docs/errors.md lists %d statuses, want 300 to 999", len(all))
	}
	return all
}

func TestErrors_HTTPStatus(t *testing.T) {
	documented := documentedStatuses(t)
	t.Run("each is classified, retried and taken for an outcome as documented", func(t *testing.T) {
		for status, want := range documented {
			testkit.RunInFakeTime(t, strconv.Itoa(status), func(t *testing.T) {
				for _, fault := range []testkit.Reply{{Status: status}, {Status: status, Body: "<html>"}, testkit.Failure(status, 10020)} {
					c, s := testkit.NewClient(t, testkit.Script(fault, testkit.TeamReply))
					_, err := c.Teams.Get(t.Context(), "acme", "ml")
					if n := len(s.Requests()); (n > 1) != want.retried || (err == nil) != want.retried {
						t.Errorf("HTTP %d %s: %d requests, %v", status, fault.Body, n, err)
					}
					c, _ = testkit.NewClient(t, testkit.Script(fault))
					if _, err := c.Teams.Get(t.Context(), "acme", "ml"); testkit.Sentinel(err) != want.sentinel {
						t.Errorf("HTTP %d %s is %q, want %q", status, fault.Body, testkit.Sentinel(err), want.sentinel)
					}
					acts := want.acts && (status >= 500 || status == 303 || fault.Body != testkit.Failure(status, 10020).Body || want.retried)
					if err := c.Call(t.Context(), "POST", "/v2/things", nil, nil, nil); errors.Is(err, clarifai.ErrAmbiguous) != acts {
						t.Errorf("HTTP %d %s: a write is ambiguous: %v, want %v", status, fault.Body, !acts, acts)
					}
				}
			})
		}
	})
	t.Run("transient failures of proxies are retried like 503, and 501 and 505 are final", func(t *testing.T) {
		for _, status := range []int{500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 525, 526, 527, 530, 598, 599} {
			if want := (documentedStatus{"ErrUnavailable", true, true}); documented[status] != want {
				t.Errorf("HTTP %d: %+v", status, documented[status])
			}
		}
		for _, status := range []int{501, 505, 506, 510, 511} {
			if documented[status].retried {
				t.Errorf("HTTP %d is retried", status)
			}
		}
	})
	t.Run("a redirect after a write is an unknown outcome unless it asks for the same request", func(t *testing.T) {
		for status := 300; status < 400; status++ {
			if documented[status].acts != (status != 307 && status != 308) {
				t.Errorf("HTTP %d: %+v", status, documented[status])
			}
		}
	})
	t.Run("a creation answered 303 is looked up", func(t *testing.T) {
		for _, acted := range []bool{true, false} {
			testkit.RunInFakeTime(t, fmt.Sprint(acted), func(t *testing.T) {
				for _, code := range []int{0, 10050} {
					reply := testkit.Failure(303, code)
					reply.Header = map[string]string{"Location": "/v2/elsewhere"}
					store := newFakeStore()
					store.post = first(acted, reply)
					c, _ := storeClient(t, store)
					posts := 2
					if acted {
						posts = 1
					}
					if err := createTeam(t.Context(), c); err != nil || store.posts != posts {
						t.Errorf("acted %v, code %d: %d posts, %v", acted, code, store.posts, err)
					}
				}
			})
		}
	})
}

func TestErrors_AccountIssues(t *testing.T) {
	for words, want := range map[string]string{
		"Your plan does not include teams":          "ErrPlanLimit",
		"this feature is not available":             "ErrPlanLimit",
		"Please upgrade your account":               "ErrPlanLimit",
		"there is no active Subscription":           "ErrPlanLimit",
		"the card on file has expired":              "ErrForbidden",
		"the trial is over":                         "ErrForbidden",
		"an explanation of the planet's featurette": "ErrForbidden",
		"": "ErrForbidden",
	} {
		for _, field := range []string{"description", "details"} {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 403, Body: fmt.Sprintf(`{"status":{"code":11000,%q:%q}}`, field, words)}))
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); testkit.Sentinel(err) != want {
				t.Errorf("%q as %s: %v", words, field, err)
			}
		}
	}
}

func TestErrors_Response(t *testing.T) {
	html := "<html><body>Bad Gateway</body></html>"
	for name, test := range map[string]struct {
		reply testkit.Reply
		is    string
		code  clarifai.StatusCode
	}{
		"envelope":               {testkit.Failure(400, 11100), "ErrInvalid", 11100},
		"HTML 502":               {testkit.Reply{Status: 502, Body: html}, "ErrUnavailable", 0},
		"HTML 200":               {testkit.Reply{Status: 200, Body: html}, "", 0},
		"HTML 403":               {testkit.Reply{Status: 403, Body: html}, "ErrForbidden", 0},
		"HTML 404":               {testkit.Reply{Status: 404, Body: html}, "ErrRouteUnavailable", 0},
		"empty 200":              {testkit.Reply{Status: 200}, "ErrUnavailable", 0},
		"empty 204":              {testkit.Reply{Status: 204}, "ErrUnavailable", 0},
		"empty 404":              {testkit.Reply{Status: 404}, "ErrRouteUnavailable", 0},
		"empty 401":              {testkit.Reply{Status: 401}, "ErrUnauthorized", 0},
		"{} 200":                 {testkit.Reply{Status: 200, Body: "{}"}, "", 0},
		"{} 404":                 {testkit.Reply{Status: 404, Body: "{}"}, "ErrRouteUnavailable", 0},
		"null":                   {testkit.Reply{Status: 200, Body: "null"}, "", 0},
		"array":                  {testkit.Reply{Status: 200, Body: "[]"}, "", 0},
		"string":                 {testkit.Reply{Status: 200, Body: `"ok"`}, "", 0},
		"null status":            {testkit.Reply{Status: 200, Body: `{"status":null,"team":{"id":"ml"}}`}, "", 0},
		"empty status":           {testkit.Reply{Status: 200, Body: `{"status":{},"team":{"id":"ml"}}`}, "", 0},
		"status of a string":     {testkit.Reply{Status: 200, Body: `{"status":"ok","team":{"id":"ml"}}`}, "", 0},
		"code 0":                 {testkit.Reply{Status: 200, Body: `{"status":{"code":0},"team":{"id":"ml"}}`}, "", 0},
		"null code":              {testkit.Reply{Status: 200, Body: `{"status":{"code":null},"team":{"id":"ml"}}`}, "", 0},
		"code of an object":      {testkit.Reply{Status: 200, Body: `{"status":{"code":{}},"team":{"id":"ml"}}`}, "", 0},
		"no status":              {testkit.Reply{Status: 200, Body: `{"team":{"id":"ml"}}`}, "", 0},
		"200 with 10020":         {testkit.Reply{Status: 200, Body: `{"status":{"code":10020},"team":{"id":"ml"}}`}, "", 10020},
		"200 with 11101":         {testkit.Failure(200, 11101), "ErrNotFound", 11101},
		"10010 for one":          {testkit.Reply{Status: 207, Body: `{"status":{"code":10010},"team":{"id":"ml"}}`}, "", 10010},
		"10000 with 500":         {testkit.Reply{Status: 500, Body: testkit.TeamReply.Body}, "ErrUnavailable", 10000},
		"10000 with 300":         {testkit.Reply{Status: 300, Body: testkit.TeamReply.Body}, "ErrMoved", 10000},
		"10000 with 404":         {testkit.Reply{Status: 404, Body: testkit.TeamReply.Body}, "ErrRouteUnavailable", 10000},
		"500 with 11009":         {testkit.Failure(500, 11009), "ErrUnauthorized", 11009},
		"404 with 11101":         {testkit.Failure(404, 11101), "ErrNotFound", 11101},
		"404 with 10020":         {testkit.Failure(404, 10020), "ErrRouteUnavailable", 10020},
		"404 with unknown":       {testkit.Failure(404, 77777), "ErrRouteUnavailable", 77777},
		"405":                    {testkit.Reply{Status: 405, Body: "{}"}, "ErrRouteUnavailable", 0},
		"501":                    {testkit.Reply{Status: 501}, "ErrRouteUnavailable", 0},
		"10040":                  {testkit.Failure(200, 10040), "ErrRouteUnavailable", 10040},
		"400 with 10040":         {testkit.Failure(400, 10040), "ErrRouteUnavailable", 10040},
		"11101 by name":          {testkit.FailureNamed(404, "CONN_DOES_NOT_EXIST"), "ErrNotFound", 11101},
		"11101 in quotes":        {testkit.Reply{Status: 404, Body: `{"status":{"code":"11101"}}`}, "ErrNotFound", 11101},
		"unknown name":           {testkit.FailureNamed(400, "SOMETHING_NEW"), "ErrInvalid", 0},
		"code over 32 bits":      {testkit.Reply{Status: 400, Body: `{"status":{"code":99999999999}}`}, "ErrInvalid", 0},
		"code as a float":        {testkit.Reply{Status: 200, Body: `{"status":{"code":10000.5},"team":{"id":"ml"}}`}, "", 0},
		"success without team":   {testkit.Success(""), "", 0},
		"success, null team":     {testkit.Success(`"team":null`), "", 0},
		"success, empty team":    {testkit.Success(`"team":{}`), "", 0},
		"success, team w/o id":   {testkit.Success(`"team":{"name":"ML"}`), "", 0},
		"success, wrong type":    {testkit.Success(`"team":[]`), "", 10000},
		"success, bad id":        {testkit.Success(`"team":{"id":7,"created_at":"yesterday"}`), "", 10000},
		"trailing garbage":       {testkit.Reply{Status: 200, Body: testkit.TeamReply.Body + "garbage"}, "", 0},
		"two values":             {testkit.Reply{Status: 200, Body: testkit.TeamReply.Body + testkit.TeamReply.Body}, "", 0},
		"byte order mark":        {testkit.Reply{Status: 200, Body: "\ufeff" + testkit.TeamReply.Body}, "", 0},
		"too large, declared":    {testkit.Reply{Status: 200, Body: testkit.TeamReply.Body, Length: 1 << 40}, "ErrTooLarge", 0},
		"too large, streamed":    {testkit.Reply{Status: 200, Reader: io.MultiReader(strings.NewReader(`{"x":"`), endless{})}, "ErrTooLarge", 0},
		"too large a failure":    {testkit.Reply{Status: 503, Reader: endless{}}, "ErrTooLarge", 0},
		"connection":             {testkit.Reply{Err: testkit.ErrReset}, "ErrUnavailable", 0},
		"deep":                   {testkit.Reply{Status: 200, Body: `{"team":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `,` + testkit.StatusOK + `}`}, "", 0},
		"teapot":                 {testkit.Reply{Status: 418}, "ErrInvalid", 0},
		"odd status":             {testkit.Reply{Status: 999}, "ErrUnavailable", 0},
		"informal":               {testkit.Reply{Status: 199}, "", 0},
		"10070 where it may not": {testkit.Reply{Status: 202, Body: `{"status":{"code":10070},"team":{"id":"ml"}}`}, "", 10070},
	} {
		c, s := testkit.NewClient(t, testkit.Script(test.reply), testkit.WithoutRetries, clarifai.WithMaxResponseBytes(1<<17))
		team, err := c.Teams.Get(t.Context(), "acme", "ml")
		if err == nil || team != nil {
			t.Errorf("%s: Teams.Get() = %+v, %v", name, team, err)
			continue
		}
		e := testkit.AsError(t, err)
		if testkit.Sentinel(err) != test.is || e.Op != clarifai.OpTeamsGet || test.reply.Status != e.HTTPStatus && !strings.HasPrefix(name, "success") {
			t.Errorf("%s: %q, HTTP %d: %v", name, testkit.Sentinel(err), e.HTTPStatus, err)
		}
		if test.code != 0 && e.Code != test.code {
			t.Errorf("%s: code %d", name, e.Code)
		}
		if len(err.Error()) > 1500 {
			t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
		}
		if s.OpenBodies.Load() != 0 {
			t.Errorf("%s: %d bodies stay open", name, s.OpenBodies.Load())
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

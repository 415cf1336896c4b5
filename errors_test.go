package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// sentinels are all that errors.Is can find by code or status.
var sentinels = map[string]error{
	"ErrUnauthorized":     clarifai.ErrUnauthorized,
	"ErrForbidden":        clarifai.ErrForbidden,
	"ErrNotFound":         clarifai.ErrNotFound,
	"ErrConflict":         clarifai.ErrConflict,
	"ErrInvalid":          clarifai.ErrInvalid,
	"ErrRateLimited":      clarifai.ErrRateLimited,
	"ErrPlanLimit":        clarifai.ErrPlanLimit,
	"ErrUnavailable":      clarifai.ErrUnavailable,
	"ErrRouteUnavailable": clarifai.ErrRouteUnavailable,
	"ErrMoved":            clarifai.ErrMoved,
	"ErrTooLarge":         clarifai.ErrTooLarge,
}

// documentedCodes reads the table of docs/errors.md.
func documentedCodes(t *testing.T) map[int]string {
	t.Helper()
	codes := make(map[int]string)
	for line := range strings.Lines(readFile(t, "docs/errors.md")) {
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

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answers gives every request the same response.
func answers(status int, body string) *httpmock.MockTransport {
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(httpmock.NewStringResponder(status, body))
	return transport
}

func errorOf(t *testing.T, status, code int) error {
	t.Helper()
	client, err := clarifai.NewClient(
		clarifai.WithPAT("test-pat"), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
		clarifai.WithHTTPClient(&http.Client{Transport: answers(status, fmt.Sprintf(`{"status":{"code":%d}}`, code))}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Teams.Get(context.Background(), "acme", "ml")
	return err
}

// sentinelOf names the one sentinel of an error, "" if it has none.
func sentinelOf(t *testing.T, err error) string {
	t.Helper()
	found := ""
	for name, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			if found != "" {
				t.Errorf("%v is both %s and %s", err, found, name)
			}
			found = name
		}
	}
	return found
}

func TestEveryCodeIsClassifiedAsDocumentedWhateverTheHTTPStatus(t *testing.T) {
	for code, want := range documentedCodes(t) {
		for _, status := range []int{200, 400, 404, 409, 500} {
			if got := sentinelOf(t, errorOf(t, status, code)); got != want {
				t.Errorf("code %d with HTTP %d is %q, documented is %q", code, status, got, want)
			}
		}
	}
}

func TestNoOtherCodeHasASentinelOfItsOwn(t *testing.T) {
	documented := documentedCodes(t)
	for code := range 100_000 {
		name := clarifai.StatusCode(code).String()
		if documented[code] != "" || name == strconv.Itoa(code) {
			continue
		}
		if got := sentinelOf(t, errorOf(t, 200, code)); got != "" {
			t.Errorf("%s (%d) is %s, which docs/errors.md does not say", name, code, got)
		}
	}
}

// documentedStatus is a row of the table of HTTP statuses in docs/errors.md.
type documentedStatus struct {
	sentinel      string
	retried, acts bool
}

// documentedStatuses reads that table: what it says of each status.
func documentedStatuses(t *testing.T) map[int]documentedStatus {
	t.Helper()
	_, table, found := strings.Cut(readFile(t, "docs/errors.md"), "\n## HTTP statuses\n")
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
			coreBubble(t, strconv.Itoa(status), func(t *testing.T) {
				for _, fault := range []coreReply{{status: status}, {status: status, body: "<html>"}, coreFail(status, 10020)} {
					c, s := coreClient(t, coreScript(fault, coreTeam))
					_, err := c.Teams.Get(t.Context(), "acme", "ml")
					if n := len(s.requests()); (n > 1) != want.retried || (err == nil) != want.retried {
						t.Errorf("HTTP %d %s: %d requests, %v", status, fault.body, n, err)
					}
					c, _ = coreClient(t, coreScript(fault))
					if _, err := c.Teams.Get(t.Context(), "acme", "ml"); sentinelOf(t, err) != want.sentinel {
						t.Errorf("HTTP %d %s is %q, want %q", status, fault.body, sentinelOf(t, err), want.sentinel)
					}
					acts := want.acts && (status >= 500 || status == 303 || fault.body != coreFail(status, 10020).body || want.retried)
					if err := c.Call(t.Context(), "POST", "/v2/things", nil, nil, nil); errors.Is(err, clarifai.ErrAmbiguous) != acts {
						t.Errorf("HTTP %d %s: a write is ambiguous: %v, want %v", status, fault.body, !acts, acts)
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
			coreBubble(t, fmt.Sprint(acted), func(t *testing.T) {
				for _, code := range []int{0, 10050} {
					reply := coreFail(303, code)
					reply.header = map[string]string{"Location": "/v2/elsewhere"}
					store := newCoreStore()
					store.post = first(acted, reply)
					c, _ := settleClient(t, store)
					posts := 2
					if acted {
						posts = 1
					}
					if err := coreCreateTeam(t.Context(), c); err != nil || store.posts != posts {
						t.Errorf("acted %v, code %d: %d posts, %v", acted, code, store.posts, err)
					}
				}
			})
		}
	})
}

func TestAGenericFailureIsClassifiedByItsHTTPStatus(t *testing.T) {
	for status, want := range map[int]string{
		200: "", 301: "ErrMoved", 307: "ErrMoved",
		400: "ErrInvalid", 401: "ErrUnauthorized", 402: "ErrPlanLimit", 403: "ErrForbidden",
		404: "ErrRouteUnavailable", 405: "ErrRouteUnavailable", 408: "ErrUnavailable", 409: "ErrConflict",
		413: "ErrTooLarge", 422: "ErrInvalid", 425: "ErrUnavailable", 429: "ErrRateLimited",
		500: "ErrUnavailable", 501: "ErrRouteUnavailable", 502: "ErrUnavailable", 503: "ErrUnavailable", 504: "ErrUnavailable",
		505: "ErrRouteUnavailable", 507: "ErrUnavailable", 509: "ErrUnavailable", 520: "ErrUnavailable", 530: "ErrUnavailable", 599: "ErrUnavailable",
	} {
		if got := sentinelOf(t, errorOf(t, status, 10020)); got != want {
			t.Errorf("HTTP %d is %q, want %q", status, got, want)
		}
	}
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
			c, _ := coreClient(t, coreScript(coreReply{status: 403, body: fmt.Sprintf(`{"status":{"code":11000,%q:%q}}`, field, words)}))
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); coreIs(err) != want {
				t.Errorf("%q as %s: %v", words, field, err)
			}
		}
	}
}

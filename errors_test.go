package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
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
	text, err := os.ReadFile("docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := make(map[int]string)
	for line := range strings.Lines(string(text)) {
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

func TestAGenericFailureIsClassifiedByItsHTTPStatus(t *testing.T) {
	for status, want := range map[int]string{
		200: "", 301: "ErrMoved", 307: "ErrMoved",
		400: "ErrInvalid", 401: "ErrUnauthorized", 402: "ErrPlanLimit", 403: "ErrForbidden",
		404: "ErrRouteUnavailable", 405: "ErrRouteUnavailable", 408: "ErrUnavailable", 409: "ErrConflict",
		413: "ErrTooLarge", 422: "ErrInvalid", 425: "ErrUnavailable", 429: "ErrRateLimited",
		500: "ErrUnavailable", 501: "ErrRouteUnavailable", 502: "ErrUnavailable", 503: "ErrUnavailable", 504: "ErrUnavailable",
	} {
		if got := sentinelOf(t, errorOf(t, status, 10020)); got != want {
			t.Errorf("HTTP %d is %q, want %q", status, got, want)
		}
	}
}

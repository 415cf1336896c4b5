package hostile_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// listening keeps the bodies of responses.
type listening struct {
	next   http.RoundTripper
	bodies [][]byte
}

func (l *listening) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	l.bodies = append(l.bodies, body)
	return response, err
}

// Whatever a server responds, every operation returns a value or an error of
// this package that can be printed. Envelopes, enumerations, timestamps, pages,
// errors and Retry-After are all decoded on the way.
func FuzzResponse(f *testing.F) {
	s := clarifaitest.NewServer(f, clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "owner"}, {ID: "ann"}},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}},
			Teams: []clarifaitest.Team{{ID: "ml", Members: []string{"ann"}}}, Invitations: []clarifaitest.Invitation{{Email: "cy@acme.example", Role: clarifai.MemberRoleUser}},
		}},
		Apps: []clarifaitest.App{{Owner: "acme", ID: "app"}},
	})
	calls := testkit.Calls("invitation", s.MemberRoleID(clarifai.MemberRoleAdmin))
	var ops []clarifai.Operation
	for _, r := range clarifai.Routes() {
		ops = append(ops, r.Op)
	}
	for i, op := range ops {
		heard := &listening{next: http.DefaultTransport}
		_, _ = calls[op](f.Context(), s.Client(clarifai.WithHTTPClient(&http.Client{Transport: heard})))
		for _, body := range heard.bodies {
			f.Add(uint8(i), uint16(200), "", body)
		}
	}
	for _, body := range []string{
		`{"status":{"code":"SUCCESS"},"teams":[{"id":"ml","created_at":"2026-11-24T00:00:00.123456789+14:00"}]}`, `{"status":{"code":10010},"teams":[null,{},[]]}`,
		`{"status":{"code":1e99}}`, `{"status":{"code":10000,"code":10020}}`, `{"status":null}`, strings.Repeat("[", 10_000), "\x1f\x8b", "{\"status\":{\"description\":\"\xff\x1b[31m\"}}",
	} {
		f.Add(uint8(0), uint16(429), "1e9", []byte(body))
		f.Add(uint8(3), uint16(307), "Wed, 21 Oct 2015 07:28:00 GMT", []byte(body))
	}
	f.Fuzz(func(t *testing.T, op uint8, status uint16, after string, body []byte) {
		header := http.Header{"Retry-After": {after}, "Location": {after}}
		client, err := clarifai.NewClient(clarifai.WithPAT("pat-of-the-fuzzer"), clarifai.WithBaseURL("https://api.example"),
			clarifai.WithHTTPClient(&http.Client{Transport: testkit.FixedResponse(100+int(status)%500, header, body)}),
			clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1}), clarifai.WithMaxResponseBytes(1<<20))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		name := ops[int(op)%len(ops)]
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			if _, err = calls[name](ctx, client); ctx.Err() != nil {
				t.Fatalf("%s hung", name)
			}
		})
		if err == nil {
			return
		}
		_, isError := errors.AsType[*clarifai.Error](err)
		_, isBatch := errors.AsType[*clarifai.BatchError](err)
		if !isError && !isBatch {
			t.Errorf("%s: %T is none of this package's errors: %v", name, err, err)
		}
		if text := err.Error(); len(text) > 10_000 || strings.ContainsFunc(text, unicode.IsControl) || !slices.Equal([]byte(strings.ToValidUTF8(text, "?")), []byte(text)) {
			t.Errorf("%s: an error of %d bytes that cannot be printed: %.500q", name, len(text), text)
		}
	})
}

package clarifai_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// answering gives the same answer to every request.
type answering struct {
	status int
	header http.Header
	body   []byte
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
		Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)), Request: r,
	}, nil
}

// listening keeps the bodies of what is answered.
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

// Whatever a server answers, every operation ends in a value or in an error of
// this package that can be printed. Envelopes, enumerations, timestamps, pages,
// errors and Retry-After are all decoded on the way.
func FuzzNoAnswerBreaksAnOperation(f *testing.F) {
	s := clarifaitest.NewServer(f, clarifaitest.WithUser(clarifaitest.User{ID: "owner"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
			Teams: []clarifaitest.Team{{ID: "ml", Members: []string{"ann"}}}, Invitations: []clarifaitest.Invitation{{Email: "cy@acme.example", Role: clarifai.RoleOrganizationUser}},
		}), clarifaitest.WithUser(clarifaitest.User{ID: "ann"}), clarifaitest.WithApp("acme", "app", ""))
	calls := operations("invitation", s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))
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
			clarifai.WithHTTPClient(&http.Client{Transport: answering{100 + int(status)%500, header, body}}),
			clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, Settle: -1}), clarifai.WithMaxResponseBytes(1<<20))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		name := ops[int(op)%len(ops)]
		_, err = calls[name](ctx, client)
		if ctx.Err() != nil {
			t.Fatalf("%s hung", name)
		}
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

// Whatever path a Call is given, it goes to the client's host, and to that path
// or nowhere.
func FuzzNoPathLeavesTheServer(f *testing.F) {
	for _, path := range []string{"/v2/roles", "/v2/../x", "//evil.example/v2", "/v2/%2e%2e/x", "/v2/a%2fb", "/v2/a?b=c", "/v2/a#b", "@evil.example/", "/v2/\x00", "/v2/é", "/v2/%zz", "/v2/{a}"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		var seen *http.Request
		client, err := clarifai.NewClient(clarifai.WithPAT("pat-of-the-fuzzer"), clarifai.WithBaseURL("https://api.example/base"),
			clarifai.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				seen = r
				return answering{200, http.Header{}, []byte(`{"status":{"code":10000}}`)}.RoundTrip(r)
			})}))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		err = client.Call(t.Context(), http.MethodGet, path, nil, nil, nil)
		if seen == nil {
			if err == nil {
				t.Errorf("%q: nothing was sent, and that is no error", path)
			}
			return
		}
		sent := seen.URL.EscapedPath()
		if seen.URL.Scheme != "https" || seen.URL.Host != "api.example" || !strings.HasPrefix(sent, "/base/") || seen.URL.RawQuery != "" || seen.URL.Fragment != "" {
			t.Errorf("%q is sent to %v", path, seen.URL)
		}
		for segment := range strings.SplitSeq(seen.URL.Path, "/") {
			if segment == "." || segment == ".." {
				t.Errorf("%q is sent to %v", path, seen.URL)
			}
		}
	})
}

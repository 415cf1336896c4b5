package testkit

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// Record calls the sample of an operation and returns what it sent. The first
// response has nonsense in the named field.
func Record(t *testing.T, r *route.Route, nonsense string) ([]Sent, error) {
	t.Helper()
	sample := Samples[clarifai.Operation(r.Op)]
	if sample == nil {
		t.Fatalf("no sample of %s", r.Op)
	}
	rec := &Recorder{T: t, Route: r, nonsense: nonsense}
	client, err := clarifai.NewClient(clarifai.WithPAT("pat"), clarifai.WithHTTPClient(&http.Client{Transport: rec}),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1}))
	if err != nil {
		t.Fatal(err)
	}
	err = sample(t.Context(), client)
	return rec.requests, err
}

// full returns value, and panics if one of its fields is empty.
func full[T any](value T) T {
	v := reflect.Indirect(reflect.ValueOf(value))
	for f, field := range v.Fields() {
		if field.IsZero() {
			panic(fmt.Sprintf("the sample's %s leaves %s empty", v.Type(), f.Name))
		}
	}
	return value
}

// Sent is a request of a sample.
type Sent struct {
	Method string
	URL    *url.URL
	Body   []byte
}

// String returns the request on one line.
func (r Sent) String() string {
	return strings.TrimSpace(r.Method + " " + r.URL.RequestURI() + " " + string(r.Body))
}

// Recorder responds to each request with the response of its route in which every
// field is set.
type Recorder struct {
	T        *testing.T
	Route    *route.Route
	nonsense string // field with a wrong value
	requests []Sent
}

// RoundTrip implements http.RoundTripper.
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := Sent{Method: req.Method, URL: req.URL}
	if req.Body != nil {
		rec.Body, _ = io.ReadAll(req.Body)
	}
	r.requests = append(r.requests, rec)
	matched := route.Match(req.Method, req.URL.EscapedPath())
	if matched == nil {
		r.T.Errorf("%s %s belongs to no operation", req.Method, req.URL)
		return RespondWith(404, "{}").RoundTrip(req)
	}
	binding, _ := Facts.Route(matched.Method, matched.Path)
	tree := Filled(r.T, binding.Response, false)
	tree["status"] = map[string]any{"code": 10000, "req_id": "r"}
	for _, v := range append([]any{tree["identity_provider"]}, Items(tree["identity_providers"])...) {
		if provider, ok := v.(map[string]any); ok {
			delete(provider, "saml_metadata_url") // a provider is of OAuth or of SAML
		}
	}
	if PastFirstPage(req) {
		EmptyLists(tree)
	}
	if matched.Class == route.Never { // it makes one resource
		for name, v := range tree {
			if list, ok := v.([]any); ok {
				tree[name] = list[:1]
			}
		}
	}
	if own := matched.Method == r.Route.Method && matched.Path == r.Route.Path; own && r.nonsense != "" {
		tree[r.nonsense] = []any{[]any{1}}
		r.nonsense = ""
	}
	return RespondWith(200, string(Encode(r.T, tree))).RoundTrip(req)
}

// PastFirstPage reports whether a method that reads a whole list asks for more
// than its first page.
func PastFirstPage(r *http.Request) bool {
	query := r.URL.Query()
	return query.Get("per_page") == "1000" && query.Get("page") != "1"
}

// EmptyLists empties the lists of a response.
func EmptyLists(tree map[string]any) {
	for name, v := range tree {
		if _, ok := v.([]any); ok {
			tree[name] = []any{}
		}
	}
}

// Items returns the items of a list, and none of any other value.
func Items(v any) []any {
	list, _ := v.([]any)
	return list
}

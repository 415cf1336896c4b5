package clarifai_test

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

// record carries out an operation's sample, and gives what it sent.
func record(t *testing.T, r *route.Route, nonsense string) ([]recorded, error) {
	t.Helper()
	sample := samples[clarifai.Operation(r.Op)]
	if sample == nil {
		t.Fatalf("no sample of %s", r.Op)
	}
	rec := &recorder{t: t, of: r, nonsense: nonsense}
	client, err := clarifai.NewClient(clarifai.WithPAT("pat"), clarifai.WithHTTPClient(&http.Client{Transport: rec}),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, Settle: -1}))
	if err != nil {
		t.Fatal(err)
	}
	err = sample(t.Context(), client)
	return rec.requests, err
}

// full is a value that a sample hands in, as it is: no field of it is empty.
func full[T any](value T) T {
	v := reflect.Indirect(reflect.ValueOf(value))
	for f, field := range v.Fields() {
		if field.IsZero() {
			panic(fmt.Sprintf("the sample's %s leaves %s empty", v.Type(), f.Name))
		}
	}
	return value
}

// recorded is what a sample sent.
type recorded struct {
	method string
	url    *url.URL
	body   []byte
}

// String is the request on one line.
func (r recorded) String() string {
	return strings.TrimSpace(r.method + " " + r.url.RequestURI() + " " + string(r.body))
}

// recorder answers each request with its route's response, every field filled.
type recorder struct {
	t        *testing.T
	of       *route.Route
	nonsense string // the field that the first response to it has something else in
	requests []recorded
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := recorded{method: req.Method, url: req.URL}
	if req.Body != nil {
		rec.body, _ = io.ReadAll(req.Body)
	}
	r.requests = append(r.requests, rec)
	matched := route.Match(req.Method, req.URL.EscapedPath())
	if matched == nil {
		r.t.Errorf("%s %s belongs to no operation", req.Method, req.URL)
		return answers(404, "{}").RoundTrip(req)
	}
	binding, _ := facts.Route(matched.Method, matched.Path)
	tree := filled(r.t, binding.Response, false)
	tree["status"] = map[string]any{"code": 10000, "req_id": "r"}
	for _, v := range append([]any{tree["identity_provider"]}, items(tree["identity_providers"])...) {
		if provider, ok := v.(map[string]any); ok {
			delete(provider, "saml_metadata_url") // a provider is of OAuth or of SAML
		}
	}
	if pastFirstPage(req) {
		emptyLists(tree)
	}
	if matched.Class == route.Never { // it makes one thing
		for name, v := range tree {
			if list, ok := v.([]any); ok {
				tree[name] = list[:1]
			}
		}
	}
	if own := matched.Method == r.of.Method && matched.Path == r.of.Path; own && r.nonsense != "" {
		tree[r.nonsense] = []any{[]any{1}}
		r.nonsense = ""
	}
	return answers(200, string(encoded(r.t, tree))).RoundTrip(req)
}

// pastFirstPage reports whether a method that reads a whole list asks for more
// than its first page.
func pastFirstPage(r *http.Request) bool {
	query := r.URL.Query()
	return query.Get("per_page") == "1000" && query.Get("page") != "1"
}

// emptyLists leaves nothing in the lists of an answer.
func emptyLists(tree map[string]any) {
	for name, v := range tree {
		if _, ok := v.([]any); ok {
			tree[name] = []any{}
		}
	}
}

func items(v any) []any {
	list, _ := v.([]any)
	return list
}

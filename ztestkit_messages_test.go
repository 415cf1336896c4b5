package clarifai_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

var facts = contract.Load()

// filled is a message with every field set, as a server would write it. Its
// texts are the names of their fields; an id tells of what.
func filled(t testing.TB, message string, enumsByName bool) map[string]any {
	t.Helper()
	fields, ok := facts.Union(message)
	if !ok {
		t.Fatalf("the facts have no message %s", message)
	}
	tree := make(map[string]any)
	for _, f := range fields {
		v := filledValue(t, f, enumsByName)
		if f.Repeated {
			v = []any{v, v}
		}
		if f.Name == "id" {
			v = strings.ToLower(message[strings.LastIndex(message, ".")+1:]) + "_id"
		}
		tree[f.Name] = v
	}
	return tree
}

const someEmail = "someone@acme.example"

func filledValue(t testing.TB, f contract.Field, enumsByName bool) any {
	t.Helper()
	switch f.Type {
	case "string":
		if strings.Contains(f.Name, "email") {
			return someEmail
		}
		if f.Name == "four_digits" {
			return "4242"
		}
		return f.Name
	case "bool", "google.protobuf.BoolValue":
		return true
	case "int32", "uint32", "int64", "uint64":
		return 7.0
	case "float", "double":
		return 1.5
	case "clarifai.api.status.StatusCode":
		return 10000.0
	case "bytes":
		return "Y2xhcmlmYWk="
	case "google.protobuf.Timestamp":
		return "2100-01-02T03:04:05.123456789Z"
	case "google.protobuf.Struct":
		return map[string]any{"text": "a", "number": 1.5, "list": []any{true, nil}}
	case "map":
		if f.Name != "hosted_image_info" {
			t.Fatalf("what does the map %s hold?", f.Name)
		}
		return map[string]any{"small": filled(t, "clarifai.api.ImageInfo", enumsByName)}
	}
	if enum, ok := facts.Enum(f.Type); ok {
		names := slices.SortedFunc(maps.Keys(enum), func(a, b string) int { return int(enum[b] - enum[a]) })
		if enumsByName {
			return names[0]
		}
		return float64(enum[names[0]])
	}
	if slices.Contains(unmodelled, f.Type) {
		return map[string]any{"id": "some_id", "more": []any{1.5, nil}}
	}
	return filled(t, f.Type, enumsByName)
}

// unmodelled are the messages that this package has no type for: they are sent
// and kept as they come.
var unmodelled = []string{
	"clarifai.api.Workflow", "clarifai.api.WorkflowVersion", "clarifai.api.Model", "clarifai.api.ModelVersion",
	"clarifai.api.ComputeCluster", "clarifai.api.Nodepool", "clarifai.api.Deployment",
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
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

package contract_test

import (
	"encoding/json"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestRequests_Fields(t *testing.T) {
	notNeeded := maps.Clone(sentAllTheSame)
	maps.Copy(notNeeded, unsent)
	for _, r := range route.All() {
		requests, err := testkit.Record(t, r, "")
		if err != nil {
			t.Errorf("%s: %v", r.Op, err)
		}
		if len(requests) == 0 {
			t.Errorf("%s sent nothing", r.Op)
			continue
		}
		own := 0 // an update reads first
		for n, sent := range requests {
			matched := route.Match(sent.Method, sent.URL.EscapedPath())
			if own == 0 && matched != nil && matched.Method == r.Method && matched.Path == r.Path {
				own = n + 1
				checkRequest(t, r, sent, notNeeded).complete()
				continue
			}
			checkRequest(t, matched, sent, notNeeded)
		}
		if own == 0 {
			t.Errorf("%s asks for %v alone", r.Op, requests)
		}
	}
	if len(notNeeded) > 0 {
		t.Errorf("exceptions that no request needs: %v", notNeeded)
	}
}

// Every order in which a list can be sorted is a parameter of its request.
func TestRequests_Sort(t *testing.T) {
	for _, list := range []struct {
		request, typ string
		encode       func(string, *url.Values) error
	}{
		{"clarifai.api.ListAppsRequest", "AppSort", func(sort string, query *url.Values) error {
			return clarifai.AppSort(sort).EncodeValues("sort", query)
		}},
		{"clarifai.api.ListUsersRequest", "UserSort", func(sort string, query *url.Values) error {
			return clarifai.UserSort(sort).EncodeValues("sort", query)
		}},
		{"clarifai.api.ListModelsRequest", "ModelSort", func(sort string, query *url.Values) error {
			return clarifai.ModelSort(sort).EncodeValues("sort", query)
		}},
		{"clarifai.api.ListWorkflowsRequest", "WorkflowSort", func(sort string, query *url.Values) error {
			return clarifai.WorkflowSort(sort).EncodeValues("sort", query)
		}},
	} {
		fields, _ := testkit.Facts.Message(list.request, list.typ == "UserSort")
		var want, got []string
		for _, f := range fields {
			if strings.HasPrefix(f.Name, "sort_by_") {
				want = append(want, f.Name)
			}
		}
		for _, sort := range testkit.Constants(t, list.typ) {
			query := make(url.Values)
			if err := list.encode(sort, &query); err != nil {
				t.Fatal(err)
			}
			got = append(got, slices.Collect(maps.Keys(query))...)
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))); diff != "" {
			t.Errorf("orders of %s, in the facts and by constant:\n%s", list.request, diff)
		}
	}
}

func checkRequest(t *testing.T, r *route.Route, sent testkit.Sent, notNeeded map[string]string) *checker {
	t.Helper()
	if matched := route.Match(sent.Method, sent.URL.EscapedPath()); matched == nil || matched.Path != r.Path || matched.Method != r.Method {
		t.Errorf("%s asks for %s", r.Op, sent)
	}
	binding, _ := testkit.Facts.Route(r.Method, r.Path)
	check := &checker{t: t, op: r.Op, binding: binding, seen: make(map[string]bool), notNeeded: notNeeded}
	if (sent.URL.RawQuery != "" && binding.Body == "*") || (len(sent.Body) > 0 && binding.Body != "*") {
		t.Errorf("%s has its fields in the wrong place: %s", r.Op, sent)
	}
	for name, values := range sent.URL.Query() {
		check.query(binding.Request, name, values)
	}
	if len(sent.Body) > 0 {
		var tree map[string]any
		if err := json.Unmarshal(sent.Body, &tree); err != nil {
			t.Errorf("%s sends %s: %v", r.Op, sent.Body, err)
		}
		check.message(binding.Request, "", tree)
	}
	inPath := make(map[string]bool)
	for _, name := range contract.Placeholders(r.Path) {
		top, _, _ := strings.Cut(name, ".")
		inPath[top] = true
	}
	for name := range inPath {
		if check.seen[name] {
			t.Errorf("%s sends %s, which the path says", r.Op, name)
		}
		check.seen[name] = true
	}
	return check
}

// checker compares a request with its message.
type checker struct {
	t         *testing.T
	op        string
	binding   contract.Route
	seen      map[string]bool // by path
	notNeeded map[string]string
}

func (c *checker) field(message, at, name string) (contract.Field, bool) {
	fields, ok := testkit.Facts.Message(message, c.binding.Archived)
	if !ok {
		c.t.Errorf("%s: the facts have no %s", c.op, message)
	}
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	fields, _ = testkit.Facts.Union(message)
	for _, f := range fields {
		if key := c.op + " " + at; f.Name == name && sentAllTheSame[key] != "" {
			delete(c.notNeeded, key)
			return f, true
		}
	}
	c.t.Errorf("%s sends %s, which %s does not have", c.op, at, message)
	return contract.Field{}, false
}

func (c *checker) query(message, name string, values []string) {
	at, last := "", name
	for { // nested names are dotted
		outer, rest, nested := strings.Cut(last, ".")
		if !nested {
			break
		}
		f, _ := c.field(message, strings.TrimPrefix(at+"."+outer, "."), outer)
		at, last, message = strings.TrimPrefix(at+"."+outer, "."), rest, f.Type
		c.seen[at] = true
	}
	f, ok := c.field(message, name, last)
	if !ok {
		return
	}
	c.seen[name] = true
	if len(values) > 1 && !f.Repeated {
		c.t.Errorf("%s sends %s more than once", c.op, name)
	}
	for _, v := range values {
		var tree any = v
		switch f.Type {
		case "bool", "uint32", "int32":
			if err := json.Unmarshal([]byte(v), &tree); err != nil {
				c.t.Errorf("%s sends %s=%s: %v", c.op, name, v, err)
			}
		}
		c.value(message, f, name, tree)
	}
}

func (c *checker) message(message, at string, tree map[string]any) {
	for name, v := range tree {
		path := strings.TrimPrefix(at+"."+name, ".")
		f, ok := c.field(message, path, name)
		if !ok {
			continue
		}
		c.seen[path] = true
		if !f.Repeated {
			c.value(message, f, path, v)
			continue
		}
		list, ok := v.([]any)
		if !ok {
			c.t.Errorf("%s: %s is no list", c.op, path)
		}
		for _, v := range list {
			c.value(message, f, path, v)
		}
	}
}

func (c *checker) value(message string, f contract.Field, at string, v any) {
	var ok bool
	switch f.Type {
	case "string":
		_, ok = v.(string)
	case "bool", "google.protobuf.BoolValue":
		_, ok = v.(bool)
	case "google.protobuf.Struct":
		_, ok = v.(map[string]any)
	case "uint32", "int32":
		n, isNumber := v.(float64)
		ok = isNumber && n == math.Trunc(n) && (n >= 0 || f.Type == "int32")
	case "google.protobuf.Timestamp":
		text, _ := v.(string)
		_, err := time.Parse(time.RFC3339Nano, text)
		ok = err == nil
	default:
		if testkit.IsKept(message, f.Name) {
			_, ok = v.(map[string]any)
			break
		}
		if enum, isEnum := testkit.Facts.Enum(f.Type); isEnum {
			name, _ := v.(string)
			_, ok = enum[name]
			break
		}
		tree, isTree := v.(map[string]any)
		if ok = isTree; ok {
			c.message(f.Type, at, tree)
		}
	}
	if !ok {
		c.t.Errorf("%s: %s is %v, which is no %s", c.op, at, v, f.Type)
	}
}

// complete looks for fields that were not sent: at the top, and within what was.
func (c *checker) complete() {
	c.t.Helper()
	c.completeWithin(c.binding.Request, "")
}

func (c *checker) completeWithin(message, at string) {
	c.t.Helper()
	fields, ok := testkit.Facts.Message(message, c.binding.Archived)
	if !ok {
		return
	}
	for _, f := range fields {
		path := strings.TrimPrefix(at+"."+f.Name, ".")
		key := c.op + " " + path
		all := c.op + " " + strings.TrimPrefix(at+".*", ".") // all that is not sent of a message
		switch listed := unsent[key] != ""; {
		case !c.seen[path] && !listed && unsent[all] != "":
			delete(c.notNeeded, all)
		case !c.seen[path] && !listed:
			c.t.Errorf("%s does not send %s, and no reason is listed", c.op, path)
		case c.seen[path] && listed:
			c.t.Errorf("%s sends %s, which is listed as not sent", c.op, path)
		case c.seen[path] && path != "user_app_id" && !testkit.IsKept(message, f.Name):
			c.completeWithin(f.Type, path)
		}
		delete(c.notNeeded, key)
	}
}

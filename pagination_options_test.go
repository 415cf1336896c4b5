package clarifai_test

import (
	"encoding/json"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// listMethods are the methods that read a list in pages: those that return a
// Page, and those that return an iterator.
func listMethods(t *testing.T, c *clarifai.Client) map[string]reflect.Value {
	t.Helper()
	methods := make(map[string]reflect.Value)
	client := reflect.ValueOf(c).Elem()
	for field, value := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for m, method := range value.Methods() {
			if out := m.Type.Out(0); out.Kind() == reflect.Func || out.Kind() == reflect.Pointer && strings.HasPrefix(out.Elem().Name(), "Page[") {
				methods[field.Name+"."+m.Name] = method
			}
		}
	}
	if len(methods) < 30 {
		t.Errorf("%d methods that read lists", len(methods))
	}
	return methods
}

// callList calls a method of a list, ranges over what it returns if that is an
// iterator, and runs between after the call.
func callList(t *testing.T, method reflect.Value, options reflect.Value, callOpts []clarifai.CallOption, between func()) {
	t.Helper()
	in := []reflect.Value{reflect.ValueOf(t.Context())}
	for i := 1; i < method.Type().NumIn()-1; i++ {
		if method.Type().In(i).Kind() == reflect.String {
			in = append(in, reflect.ValueOf("acme"))
			continue
		}
		if method.Type().In(i) == reflect.TypeFor[clarifai.LogSource]() {
			in = append(in, reflect.ValueOf(clusterLog))
			continue
		}
		in = append(in, options)
	}
	out := method.CallSlice(append(in, reflect.ValueOf(callOpts)))
	between()
	if out[0].Kind() == reflect.Func {
		for range out[0].Seq2() { // its first error ends it
		}
	}
}

// optionsOf returns the type of a list method's options, a pointer.
func optionsOf(method reflect.Value) reflect.Type { return method.Type().In(method.Type().NumIn() - 2) }

func TestPagination_PerPageIsSent(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)))
	for name, method := range listMethods(t, c) {
		before := len(s.Requests())
		callList(t, method, reflect.Zero(optionsOf(method)), nil, func() {})
		want := "128"
		if method.Type().Out(0).Kind() == reflect.Func {
			want = "1000"
		}
		sent := s.Requests()[before:]
		if len(sent) != 1 {
			t.Errorf("%s: %d requests", name, len(sent))
			continue
		}
		if got := sent[0].URL.Query().Get("per_page"); got != want && !strings.Contains(sent[0].Body, `"per_page":`+want+`}`) {
			t.Errorf("%s asks for %q items: %s", name, got, sent[0].Body)
		}
	}
}

// fill sets every field of options to one of two values.
func fill(v reflect.Value, second bool) {
	pick := func(a, b any) {
		if second {
			a = b
		}
		v.Set(reflect.ValueOf(a).Convert(v.Type()))
	}
	switch v.Interface().(type) {
	case clarifai.Paging:
		pick(clarifai.Paging{Page: 2, PerPage: 5, ReadAhead: 1}, clarifai.Paging{Page: 3, PerPage: 6})
		return
	case time.Time:
		pick(time.Unix(1e9, 0), time.Unix(11e8, 0))
		return
	case clarifai.AppSort:
		pick(clarifai.AppSortID, clarifai.AppSortName)
		return
	case clarifai.ModelSort:
		pick(clarifai.ModelSortName, clarifai.ModelSortCreatedAt)
		return
	case clarifai.ModelSource:
		pick(clarifai.ModelSourceHosted, clarifai.ModelSourceWrapped)
		return
	case clarifai.WorkflowSort:
		pick(clarifai.WorkflowSortID, clarifai.WorkflowSortCreatedAt)
		return
	case clarifai.UserSort:
		pick(clarifai.UserSortID, clarifai.UserSortLastName)
		return
	case clarifai.RoleType:
		pick(clarifai.RoleTypeOrg, clarifai.RoleTypeTeam)
		return
	case clarifai.EventType:
		pick(clarifai.EventAppCreate, clarifai.EventAppDelete)
		return
	case json.RawMessage:
		pick(json.RawMessage(`{"id":"a"}`), json.RawMessage(`{"id":"b"}`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		pick("a", "b")
	case reflect.Bool:
		pick(true, false)
	case reflect.Int, reflect.Int64:
		pick(1, 2)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		fill(v.Elem(), second)
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		fill(v.Index(0), second)
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field, second)
			}
		}
	}
}

func TestPagination_OptionsAreCopied(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)))
	for name, method := range listMethods(t, c) {
		if method.Type().Out(0).Kind() != reflect.Func {
			continue
		}
		// sent returns what the method asks for first if its options are
		// changed, or not, before it is ranged over.
		sent := func(change bool) string {
			options := reflect.New(optionsOf(method).Elem())
			fill(options, false)
			callOpts := []clarifai.CallOption{clarifai.WithHeader("X-Call", "a")}
			before := len(s.Requests())
			callList(t, method, options, callOpts, func() {
				if change {
					fill(options, true)
					callOpts[0] = clarifai.WithHeader("X-Call", "b")
				}
			})
			requests := s.Requests()[before:]
			requests = slices.DeleteFunc(requests, func(r *testkit.Request) bool { // of those that are read ahead
				return r.URL.Query().Get("page") == "3" || strings.Contains(r.Body, `"page":3`)
			})
			if len(requests) != 1 {
				t.Fatalf("%s: %d requests", name, len(requests))
			}
			return requests[0].URL.String() + " " + requests[0].Body + " " + requests[0].Header.Get("X-Call")
		}
		if want, got := sent(false), sent(true); got != want {
			t.Errorf("%s follows what became of its options:\n%s\n%s", name, want, got)
		}
	}
}

func TestPagination_OptionsDoNotRace(t *testing.T) {
	c, _ := testkit.NewClient(t, testkit.PagedList("apps", 50, 0))
	o := &clarifai.ListAppsOptions{AdditionalFields: []string{"stars"}, Paging: clarifai.Paging{PerPage: 10, ReadAhead: 4}}
	var lists []iter.Seq2[clarifai.App, error]
	for _, sort := range []clarifai.AppSort{clarifai.AppSortID, clarifai.AppSortName} { // one options value for all of them
		o.Sort = sort
		lists = append(lists, c.Apps.ListAll(t.Context(), "acme", o))
	}
	for _, list := range lists {
		n := 0
		for _, err := range list {
			if err != nil {
				t.Fatal(err)
			}
			n++
			o.Query, o.AdditionalFields[0] = strconv.Itoa(n), "counts"
		}
		if n != 50 {
			t.Errorf("%d apps", n)
		}
	}
}

package clarifai_test

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// A call that sends nothing captures nothing: what an earlier call has captured
// is not taken for its response.
func TestCaptureResponse_refusedCall(t *testing.T) {
	var captured clarifai.Response
	capture := reflect.ValueOf(clarifai.WithResponse(&captured))
	refused := reflect.ValueOf(clarifai.WithHeader("Host", "x"))
	stale := clarifai.Response{HTTPStatus: 299, Code: clarifai.CodeSuccess, RequestID: "of the call before", Attempts: 9}
	refusals := make(map[string]int)

	// check calls a method, and reports whether it was refused.
	check := func(t *testing.T, m *method, s *coreServer, why string, args []reflect.Value) {
		t.Helper()
		before := len(s.requests())
		captured = stale
		err := m.call(t, args)
		if len(s.requests()) > before {
			if captured.RequestID == stale.RequestID {
				t.Errorf("%s with %s: %v leaves what an earlier call captured", m.name, why, err)
			}
			return
		}
		if err == nil {
			return // nothing to do
		}
		refusals[m.name]++
		if !reflect.ValueOf(captured).IsZero() {
			t.Errorf("%s with %s: %v leaves %+v", m.name, why, err, captured)
		}
	}
	eachMethod(t, func(t *testing.T, m *method, s *coreServer) {
		if !m.fn.Type().IsVariadic() {
			return // it takes no options
		}
		args := m.arguments(t.Context())
		args[0] = reflect.Zero(reflect.TypeFor[context.Context]())
		check(t, m, s, "a nil context", append(args, capture))
		check(t, m, s, "an option that is refused", append(m.arguments(t.Context()), capture, refused))
		check(t, m, s, "an option that is refused before", append(m.arguments(t.Context()), refused, capture))
		check(t, m, s, "what is decent", append(m.arguments(t.Context()), capture))
		for i := range args[1:] {
			zero := m.arguments(t.Context())
			zero[1+i].SetZero()
			check(t, m, s, "an argument that is zero", append(zero, capture))
		}
		for _, text := range harness.Part([]string{"", "\xff", "..", "a/b"}, len(refusals), 4) {
			for n := 0; ; n++ {
				args, i, where := m.arguments(t.Context()), 0, ""
				for _, arg := range args[1:] {
					texts(arg, arg.Type().String(), func(at string, put func(string)) {
						if i == n {
							put(text)
							where = at
						}
						i++
					})
				}
				if where == "" {
					break
				}
				check(t, m, s, text+" as "+where, append(args, capture))
			}
		}
		for _, arg := range args[1:] {
			if arg.Kind() == reflect.Pointer && arg.Elem().Kind() == reflect.Struct && arg.Elem().FieldByName("Paging").IsValid() {
				arg.Elem().FieldByName("Paging").Set(reflect.ValueOf(clarifai.Paging{Page: -1}))
				args[0] = reflect.ValueOf(t.Context())
				check(t, m, s, "absurd paging", append(slices.Clone(args), capture))
			}
		}
		if refusals[m.name] == 0 {
			t.Errorf("%s is never refused", m.name)
		}
	})

	closed, s := coreClient(t, coreScript(coreTeam))
	closed.Close()
	for _, c := range []*clarifai.Client{closed, new(clarifai.Client)} {
		for _, m := range methods(c) {
			if m.fn.Type().IsVariadic() {
				check(t, &m, s, "a client that is closed or zero", append(m.arguments(t.Context()), capture))
			}
		}
	}

	guarded, s := coreClient(t, coreScript(coreTeam), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
	for method, path := range map[string]string{"FETCH": "/v2/x", "GET": "x", "POST": "/v2/x"} {
		captured = stale
		err := guarded.Call(t.Context(), method, path, nil, nil, nil, clarifai.WithResponse(&captured))
		if err == nil || !reflect.ValueOf(captured).IsZero() || len(s.requests()) != 0 {
			t.Errorf("Call %s %s: %v leaves %+v", method, path, err, captured)
		}
	}
	captured = stale
	if err := guarded.Call(t.Context(), http.MethodGet, "/v2/x", nil, nil, nil, clarifai.WithResponse(&captured)); err != nil || captured.HTTPStatus != 200 {
		t.Errorf("%v, %+v", err, captured)
	}
}

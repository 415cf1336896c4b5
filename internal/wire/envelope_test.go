package wire_test

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// leftOut are the fields of Status that are not read.
var leftOut = map[string]string{
	"stack_trace":       "for Clarifai's own engineers, and may hold anything",
	"internal_details":  "for Clarifai's own engineers, and may hold anything",
	"developer_notes":   "for Clarifai's own engineers, and may hold anything",
	"percent_completed": "of jobs, which no operation here starts",
	"time_remaining":    "of jobs, which no operation here starts",
	"http_status_code":  "the response's own status says it",
}

func TestStatus_Fields(t *testing.T) {
	notNeeded := maps.Clone(leftOut)
	for message, typ := range map[string]reflect.Type{
		"clarifai.api.status.Status":       reflect.TypeFor[wire.Status](),
		"clarifai.api.status.RedirectInfo": reflect.TypeFor[wire.RedirectInfo](),
	} {
		fields, ok := contract.Load().Union(message)
		if !ok {
			t.Fatalf("the facts have no %s", message)
		}
		known := make(map[string]bool)
		for _, f := range fields {
			known[f.Name] = true
		}
		read := make(map[string]bool)
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			read[name] = true
			if !known[name] {
				t.Errorf("%s does not have %s", message, name)
			}
		}
		for name := range known {
			if read[name] == (leftOut[name] != "") {
				t.Errorf("%s.%s: read %v, left out for %q", message, name, read[name], leftOut[name])
			}
			delete(notNeeded, name)
		}
	}
	if len(notNeeded) > 0 {
		t.Errorf("left out and in no message: %v", notNeeded)
	}
}

func TestStatus_Values(t *testing.T) {
	const body = `{"status":{"code":10050,"description":"description","details":"details","req_id":"req_id",
		"redirect_info":{"url":"url","resource_type":"resource_type","old_resource_id":"old","new_resource_id":"new"}}}`
	var out wire.Envelope
	if err := wire.Decode([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	want := &wire.Status{
		Code: wire.Code{Number: 10050}, Description: "description", Details: "details", ReqID: "req_id",
		RedirectInfo: &wire.RedirectInfo{URL: "url", ResourceType: "resource_type", OldResourceID: "old", NewResourceID: "new"},
	}
	if diff := cmp.Diff(want, out.EnvelopeStatus()); diff != "" {
		t.Error(diff)
	}
}

func TestCode(t *testing.T) {
	for form, want := range map[string]wire.Code{
		`11005`: {Number: 11005}, `"11005"`: {Number: 11005}, `"CONN_THROTTLED"`: {Name: "CONN_THROTTLED"}, `-1`: {Number: -1},
	} {
		var out wire.Envelope
		if err := wire.Decode([]byte(`{"status":{"code":`+form+`}}`), &out); err != nil || out.Status.Code != want {
			t.Errorf("%s is read as %+v (%v)", form, out.Status, err)
		}
	}
	for _, form := range []string{`true`, `{}`, `[1]`} {
		var out wire.Envelope
		if err := wire.Decode([]byte(`{"status":{"code":`+form+`}}`), &out); err == nil {
			t.Errorf("%s passes for a code", form)
		}
	}
}

func TestStatus_Redact(t *testing.T) {
	status := wire.Status{
		Code: wire.Code{Number: 7, Name: "name"}, Description: "description", Details: "details", ReqID: "req",
		RedirectInfo: &wire.RedirectInfo{URL: "url", ResourceType: "type", OldResourceID: "old", NewResourceID: "new"},
	}
	status.Redact(func(text string) string { return "<" + text + ">" })
	want := wire.Status{
		Code: wire.Code{Number: 7, Name: "<name>"}, Description: "<description>", Details: "<details>", ReqID: "<req>",
		RedirectInfo: &wire.RedirectInfo{URL: "<url>", ResourceType: "<type>", OldResourceID: "<old>", NewResourceID: "<new>"},
	}
	if diff := cmp.Diff(want, status); diff != "" {
		t.Error(diff)
	}
	t.Run("empty texts and the description of a success are left as they are", func(t *testing.T) {
		status := wire.Status{Description: "Ok"}
		status.Redact(func(text string) string {
			t.Errorf("asked for %q", text)
			return "x"
		})
		if status != (wire.Status{Description: "Ok"}) {
			t.Errorf("%+v", status)
		}
	})
}

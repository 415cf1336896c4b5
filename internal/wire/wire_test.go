package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
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

func TestStatusReadsEveryFieldOfItsMessageButThoseLeftOut(t *testing.T) {
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

func TestStatusHasEachFieldsValueWhereItBelongs(t *testing.T) {
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

const sample = `{"status":{"code":10000,"description":"Ok","req_id":"r"},"teams":[{"id":"a","name":"\u00e9"}]}`

func TestABodyThatIsCutAnywhereIsToldFromOneThatIsNotJSON(t *testing.T) {
	for n := range len(sample) {
		var out wire.Envelope
		err := wire.Decode([]byte(sample[:n]), &out)
		if want := wire.ErrCut; n == 0 && !errors.Is(err, wire.ErrEmpty) || n > 0 && !errors.Is(err, want) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	for _, body := range []string{"<html>", "[]", "null", "1", `{"status":}`, sample + "x", "{\x00}"} {
		var out wire.Envelope
		if err := wire.Decode([]byte(body), &out); !errors.Is(err, wire.ErrNotJSON) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestAnyObjectIsReadWholeAndCutOtherwise(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		body := fmt.Appendf(nil, "{%s:[%s,%d,{}],%s:%s}",
			encode(t, rapid.String().Draw(t, "key")), encode(t, rapid.String().Draw(t, "text")), rapid.Int().Draw(t, "number"),
			encode(t, rapid.String().Draw(t, "other key")), encode(t, rapid.Float64().Draw(t, "float")))
		space := rapid.StringMatching(`[ \t\r\n]{0,3}`).Draw(t, "space")
		var out map[string]any
		if err := wire.Decode(append([]byte(space), body...), &out); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		n := rapid.IntRange(0, len(body)-1).Draw(t, "cut")
		want := wire.ErrCut
		if n == 0 {
			want = wire.ErrEmpty
		}
		if err := wire.Decode(append([]byte(space), body[:n]...), &out); !errors.Is(err, want) {
			t.Errorf("%s cut at %d: %v", body, n, err)
		}
	})
}

func encode(t *rapid.T, v any) []byte {
	data, err := wire.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

type colour string

func TestAnEnumIsReadFromEveryFormAndLeftAloneByNull(t *testing.T) {
	names := map[int32]string{0: "NONE", 5: "RED"}
	for form, want := range map[string]colour{
		`0`: "NONE", `5`: "RED", `"5"`: "RED", `"RED"`: "RED", `"BLUE"`: "BLUE", `7`: "7", `-7`: "-7", `null`: "before",
	} {
		got := colour("before")
		if err := wire.UnmarshalEnum([]byte(form), &got, names); err != nil || got != want {
			t.Errorf("%s is read as %q (%v), want %q", form, got, err, want)
		}
	}
	for _, form := range []string{``, `true`, `{}`, `["RED"]`, `"RED`} {
		if err := wire.UnmarshalEnum([]byte(form), new(colour), names); err == nil {
			t.Errorf("%s passes for an enum", form)
		}
	}
	for value, want := range map[colour]string{"RED": `"RED"`, "7": `7`, "-7": `-7`, "": `""`, "SEVEN_7": `"SEVEN_7"`} {
		if got, err := wire.MarshalEnum(value); err != nil || string(got) != want {
			t.Errorf("%q is written as %s (%v), want %s", value, got, err, want)
		}
	}
}

func TestACodeIsReadAsNumberNameOrQuotedNumber(t *testing.T) {
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

func TestTextArrivesAsItWasSentOrIsRefused(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.Map(rapid.SliceOf(rapid.SampledFrom([]string{`\`, `\ufffd`, "\ufffd", `"`, "ü", "\xff", "u"})),
				func(parts []string) string { return strings.Join(parts, "") }),
		).Draw(t, "text")
		data, err := wire.Encode(map[string]string{"name": text})
		if valid := strings.ToValidUTF8(text, "") == text; valid != (err == nil) {
			t.Fatalf("valid %v, but Encode says %v", valid, err)
		}
		if err != nil {
			return
		}
		var back map[string]string
		if err := json.Unmarshal(data, &back); err != nil || back["name"] != text {
			t.Errorf("%q arrives as %q (%v)", text, back["name"], err)
		}
	})
}

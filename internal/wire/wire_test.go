package wire_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

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

func TestStatusReadsEveryFieldOfItsMessageButThoseLeftOut(t *testing.T) {
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
			name := f.Tag.Get("json")
			read[name] = true
			if !known[name] {
				t.Errorf("%s does not have %s", message, name)
			}
		}
		for name := range known {
			if read[name] == (leftOut[name] != "") {
				t.Errorf("%s.%s: read %v, left out for %q", message, name, read[name], leftOut[name])
			}
		}
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
	rapid.Check(t, func(t *rapid.T) {
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

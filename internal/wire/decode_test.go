package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

func TestDecodePart_Null(t *testing.T) {
	for _, text := range []string{`{"raw":null}`, `{"raw":1,"raw":null}`, `{"code":null,"wide":null}`} {
		var got everything
		if err := wire.DecodePart([]byte(text), &got); err != nil || !reflect.ValueOf(got).IsZero() {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	code, wide := wire.Code{Number: 10020}, wire.Int64(7)
	if err := code.UnmarshalJSON([]byte("null")); err != nil || code.Number != 10020 {
		t.Errorf("%+v, %v", code, err)
	}
	if err := wide.UnmarshalJSON([]byte("null")); err != nil || wide != 7 {
		t.Errorf("%d, %v", wide, err)
	}
}

const sample = `{"status":{"code":10000,"description":"Ok","req_id":"r"},"teams":[{"id":"a","name":"\u00e9"}]}`

func TestDecode_Truncated(t *testing.T) {
	for n := range len(sample) {
		var out wire.Envelope
		err := wire.Decode([]byte(sample[:n]), &out)
		if want := wire.ErrTruncated; n == 0 && !errors.Is(err, wire.ErrEmpty) || n > 0 && !errors.Is(err, want) {
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

func TestDecode_Object(t *testing.T) {
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
		want := wire.ErrTruncated
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

func TestDecodePart_Target(t *testing.T) {
	for name, into := range map[string]any{"a value": everything{}, "a nil pointer": (*everything)(nil), "nil": nil} {
		if err := wire.DecodePart([]byte(`{}`), into); err == nil || !strings.Contains(err.Error(), "pointer") {
			t.Errorf("into %s: %v", name, err)
		}
	}
}

func TestDecodeNumbers(t *testing.T) {
	var got any
	if err := wire.DecodeNumbers([]byte(`{"a":[12.30,9007199254740993],"b":"x"}`), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": []any{json.Number("12.30"), json.Number("9007199254740993")}, "b": "x"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

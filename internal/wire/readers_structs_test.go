package wire_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

func TestDecodePart_Names(t *testing.T) {
	got, _, err, _ := decoded[inner]([]byte(`{"NAME":"upper","name":"lower","Hidden":"x","hid\u0064en":"escaped"}`))
	if err != nil || got != (inner{"lower", "escaped"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestDecodePart_Repeated(t *testing.T) {
	got, _, err, _ := decoded[everything]([]byte(`{"text":"a","text":"b","items":[{"name":"1","hidden":"1"},{"name":"2"}],"items":[{"name":"3"}],"child":{"int":1},"child":{"text":"c"},"pointer":"p","pointer":null}`))
	want := everything{Text: "b", Items: []inner{{Name: "3"}}, Child: &everything{Int: 1, Text: "c"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(everything{})); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestDecode_Once(t *testing.T) {
	for _, text := range []string{
		`{"status":{"code":10020},"status":{"code":10000}}`, `{"status":{"code":10020},"status":null}`, `{"status":null,"status":{"code":10000}}`,
		`{"status":{"code":10000},"status":{"code":10000},"status":{"code":10000}}`,
	} {
		var out wire.Envelope
		if err := wire.Decode([]byte(text), &out); err == nil || out.Status != nil {
			t.Errorf("%s: %+v, %v", text, out.Status, err)
		}
	}
	var out wire.Envelope
	if err := wire.Decode([]byte(`{"status":{"code":10020,"description":"d","code":10000}}`), &out); err == nil ||
		err.Error() != "status.code: must not appear twice" || out.Status.Code != (wire.Code{}) || out.Status.Description != "d" {
		t.Errorf("%+v, %v", out.Status, err)
	}
}

// reading has a field of each kind that may be left out, one that is needed in
// spite of that, and one that is never left out.
type reading struct {
	ID      string     `json:"id"`
	Name    string     `json:"name,omitempty"`
	Count   int8       `json:"count,omitempty"`
	Flag    bool       `json:"flag,omitempty"`
	At      time.Time  `json:"at,omitzero"`
	Until   *time.Time `json:"until,omitempty"`
	Texts   []string   `json:"texts,omitempty"`
	Image   *reading   `json:"image,omitempty"`
	Code    *wire.Code `json:"code,omitempty"`
	Needed  string     `json:"needed,omitempty" wire:"needed"`
	Items   []reading  `json:"items,omitempty" wire:"needed"`
	Written []byte     `json:"written,omitempty"`
}

func TestDecode_Optional(t *testing.T) {
	t.Run("a value that does not fit an optional field is left out, and the rest is read", func(t *testing.T) {
		for _, part := range []string{
			`"name":5`, `"name":{"a":[1]}`, `"count":"x"`, `"count":300`, `"count":1.5`, `"flag":"yes"`, `"at":5`, `"at":"yesterday"`, `"until":"x"`, `"texts":"x"`,
			`"texts":["a",1]`, `"texts":{}`, `"image":5`, `"image":{"id":5}`, `"image":{"id":"x","items":[{"needed":1}]}`, `"code":true`, `"written":5`,
			`"name":"before","name":5`,
		} {
			var got struct {
				Items []reading `json:"items"`
			}
			text := `{"items":[{"id":"a",` + part + `,"needed":"n"},{"id":"b","name":"B"}]}`
			if err := wire.DecodePart([]byte(text), &got); err != nil {
				t.Errorf("%s: %v", text, err)
			}
			if diff := cmp.Diff([]reading{{ID: "a", Needed: "n"}, {ID: "b", Name: "B"}}, got.Items); diff != "" {
				t.Errorf("%s (-want +got)\n%s", text, diff)
			}
		}
	})
	t.Run("within an optional field what fits stays", func(t *testing.T) {
		var got reading
		if err := wire.DecodePart([]byte(`{"id":"a","image":{"id":"i","name":5,"count":7}}`), &got); err != nil || got.Image == nil || got.Image.ID != "i" || got.Image.Count != 7 {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("a value that does not fit any other field is an error with its place", func(t *testing.T) {
		for part, place := range map[string]string{
			`"id":5`: "items[0].id", `"needed":5`: "items[0].needed", `"items":5`: "items[0].items", `"items":[{"id":"x","needed":{}}]`: "items[0].items[0].needed",
			`"name":5,"needed":6,"count":"x"`: "items[0].needed",
		} {
			var got reading
			text := `{"items":[{` + part + `}]}`
			if err := wire.DecodePart([]byte(text), &got); err == nil || !strings.HasPrefix(err.Error(), place+": ") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
	t.Run("an empty text is a zero time", func(t *testing.T) {
		got := struct {
			At    time.Time  `json:"at"`
			Until *time.Time `json:"until"`
		}{At: time.Unix(1, 0)}
		if err := wire.DecodePart([]byte(`{"at":"","until":""}`), &got); err != nil || !got.At.IsZero() || got.Until == nil || !got.Until.IsZero() {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("text that is no JSON is an error within an optional field, too", func(t *testing.T) {
		for _, text := range []string{`{"name":tru}`, `{"name":[1}`, `{"image":{"id":5`, `{"at":"`} {
			if err := wire.DecodePart([]byte(text), new(reading)); !errors.Is(err, wire.ErrTruncated) && !errors.Is(err, wire.ErrNotJSON) {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

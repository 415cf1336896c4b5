package wire_test

import (
	"errors"
	"reflect"
	"strconv"
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

type (
	deep   struct{ Name, Only string }
	Deeper struct{ deep }
	embeds struct{ *deep } // encoding/json cannot set it either
	hides  struct {
		Deeper
		Name string
	}
	hidesLast struct {
		Name string
		Deeper
	}
	other   struct{ Name string }
	clashes struct {
		deep
		other
	}
	named struct {
		deep `json:"deep"`
	}
	quotes struct {
		Count int `json:"count,string"`
	}
	embedsInt struct {
		*Count
		Name string
	}
	Count   int
	unnamed struct {
		secret string //nolint:unused // not read, since it is not exported
		Name   string
	}
	nested9 struct{ nested8 }
	nested8 struct{ nested7 }
	nested7 struct{ nested6 }
	nested6 struct{ nested5 }
	nested5 struct{ nested4 }
	nested4 struct{ nested3 }
	nested3 struct{ nested2 }
	nested2 struct{ nested1 }
	nested1 struct{ nested0 }
	nested0 struct{ Name string }
)

// sameAsEncodingJSON checks that a text is read into a T as encoding/json reads it.
func sameAsEncodingJSON[T any](t *testing.T, text string) {
	t.Helper()
	got, want, gotErr, wantErr := decoded[T]([]byte(text))
	if (gotErr == nil) != (wantErr == nil) {
		t.Errorf("%T from %s: %v, want %v", got, text, gotErr, wantErr)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is read as %+v, want %+v", text, got, want)
	}
}

func TestDecodePart_Embedded(t *testing.T) {
	const text = `{"Name":"n","Only":"o","count":"5","Count":6,"deep":{"Name":"d"},"secret":"s"}`
	sameAsEncodingJSON[Deeper](t, text)
	sameAsEncodingJSON[hides](t, text)
	sameAsEncodingJSON[hidesLast](t, text)
	sameAsEncodingJSON[clashes](t, text)
	sameAsEncodingJSON[named](t, text)
	sameAsEncodingJSON[quotes](t, text)
	sameAsEncodingJSON[embedsInt](t, text)
	sameAsEncodingJSON[unnamed](t, text)
	sameAsEncodingJSON[nested9](t, text)

	t.Run("what cannot be set is an error, and the rest is read", func(t *testing.T) {
		var got struct {
			embeds
			After string `json:"after"`
		}
		err := wire.DecodePart([]byte(`{"Name":"n","after":"a"}`), &got)
		if err == nil || err.Error() != "Name: cannot be set" || got.After != "a" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestDecodePart_Tags(t *testing.T) {
	for name, into := range map[string]any{
		"an unknown tag": &struct {
			ID string `json:"id" wire:"twice"`
		}{},
		"a tag in a struct that is left to encoding/json": &struct {
			ID    string `json:"id" wire:"once"`
			Count int    `json:"count,string"`
		}{},
		"once on a field after the 64th": reflect.New(wide(65)).Interface(),
	} {
		t.Run(name+" panics", func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it does not")
				}
			}()
			_ = wire.DecodePart([]byte(`{}`), into)
		})
	}
	t.Run("once on the 64th field is one of two", func(t *testing.T) {
		into := reflect.New(wide(64))
		if err := wire.DecodePart([]byte(`{"F0":"a","F63":"b","F0":"c"}`), into.Interface()); err != nil {
			t.Error(err)
		}
		if err := wire.DecodePart([]byte(`{"F63":"a","F63":"b"}`), into.Interface()); err == nil || err.Error() != "F63: must not appear twice" {
			t.Error(err)
		}
	})
}

// wide returns a struct type with n fields, of which the last is tagged once.
func wide(n int) reflect.Type {
	fields := make([]reflect.StructField, n)
	for i := range fields {
		fields[i] = reflect.StructField{Name: "F" + strconv.Itoa(i), Type: reflect.TypeFor[string]()}
	}
	fields[n-1].Tag = `wire:"once"`
	return reflect.StructOf(fields)
}

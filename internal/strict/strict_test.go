package strict_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/strict"
)

// shelf has a field of each kind that the module's own files have.
type shelf struct {
	base
	Name  string         `json:"name"`
	Size  int8           `json:"size,omitempty"`
	Open  bool           `json:"open,omitempty"`
	Boxes []box          `json:"boxes,omitempty"`
	Inner *shelf         `json:"inner,omitempty"`
	By    map[string]int `json:"by,omitempty"`
	Any   []any          `json:"any,omitempty"`
	Since time.Time      `json:"since,omitzero"`
	Count json.Number    `json:"count,omitempty"`
	Go    func()         `json:"-"`
}

type base struct {
	Kind string `json:"kind,omitempty"`
}

type box struct {
	Label string `json:"label"`
}

// UnmarshalJSON ignores unknown fields by itself.
func (b *box) UnmarshalJSON(data []byte) error {
	type plain box
	return json.Unmarshal(data, (*plain)(b))
}

func TestReadJSON(t *testing.T) {
	const file = `{"kind": "k", "name": "n", "size": 3, "open": true, "boxes": [{"label": "a"}, {"label": "b"}], "inner": {"name": "m"},
		"by": {"a": 1, "A": 2}, "any": [1, "x", null, {"y": []}], "since": "2026-11-01T00:00:00Z", "count": 0.30000000000000004}` + "\n"
	var want shelf
	if err := json.Unmarshal([]byte(file), &want); err != nil {
		t.Fatal(err)
	}
	for name, mark := range map[string]string{"no mark": "", "a byte order mark": "\uFEFF"} {
		var got shelf
		if err := strict.ReadJSON(iotest.OneByteReader(strings.NewReader(mark+file)), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	var got []box
	if err := strict.ReadJSON(strings.NewReader("\xFF\xFE[\x00]\x00"), &got); err != nil || got == nil {
		t.Errorf("UTF-16: %v, %v", got, err)
	}
}

func TestReadJSON_Refused(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"nothing":                    {" \n", "line 2, column 1: the text must not end within a value"},
		"null":                       {"\n null", "line 2, column 2: it must not be null"},
		"a list":                     {"[]", "line 1, column 1: it must be an object, not a list"},
		"a string":                   {`"x"`, "line 1, column 1: it must be an object, not a single value"},
		"cut":                        {`{"name":`, "line 1, column 9: the text must not end within a value"},
		"a comma too many":           {"{\n  \"name\": \"日本\",}", "line 2, column 16: the text must be JSON: "},
		"more behind":                {"{\"name\": \"n\"}\n{}", "line 2, column 1: nothing may follow the value"},
		"two marks":                  {"\uFEFF\uFEFF{}", "line 1, column 1: the text must be JSON: "},
		"Latin-1":                    {"{\n\"name\": \"caf\xe9\"}", "line 2, column 13: the text must be UTF-8"},
		"UTF-16 without mark":        {"{\x00\"\x00", "line 1, column 2: the text must be JSON: "},
		"an unknown field":           {`{"name": "n", "label": "n"}`, "line 1, column 15: label: there is no such field: any, boxes, by, count, inner, kind, name, open, since, size are known"},
		"other letters":              {`{"Name": "n"}`, "line 1, column 2: Name: there is no such field: any, "},
		"a field that is none":       {`{"name": "n", "-": 1, "Go": 1}`, `line 1, column 15: -: there is no such field`},
		"unknown in a list":          {"{\"name\": \"n\", \"boxes\": [{\"label\": \"a\"},\n{\"label\": \"b\", \"x\": 1}]}", "line 2, column 16: boxes[1].x: there is no such field: label are known"},
		"a missing field":            {`{"inner": {"size": 1}, "name": "n"}`, "line 1, column 11: inner.name: it is required"},
		"a field twice":              {`{"name": "n", "name": "n"}`, "line 1, column 15: name: the key must not be repeated"},
		"a key twice":                {`{"name": "n", "by": {"a b": 1, "a\u0020b": 1}}`, `line 1, column 32: by["a b"]: the key must not be repeated`},
		"twice in anything":          {`{"name": "n", "any": [{"x": {"y": 1, "y": 2}}]}`, "any[0].x.y: the key must not be repeated"},
		"twice in what itself reads": {`{"name": "n", "since": {"x": 1, "x": 2}}`, "since.x: the key must not be repeated"},
		"a long key":                 {`{"` + strings.Repeat("x", 1000) + `": 1}`, `["` + strings.Repeat("x", 80) + `"]: there is no such field`},
		"null for a string":          {`{"name": null}`, "line 1, column 10: name: it must not be null"},
		"null for an object":         {`{"name": "n", "boxes": [null]}`, "boxes[0]: it must not be null"},
		"null for a list":            {`{"name": "n", "boxes": null}`, "line 1, column 24: boxes: it must not be null"},
		"null for a map":             {`{"name": "n", "by": null}`, "by: it must not be null"},
		"null for a pointer":         {`{"name": "n", "inner": null}`, "inner: it must not be null"},
		"null for what may be any":   {`{"name": "n", "any": null}`, "any: it must not be null"},
		"a number":                   {`{"name": 1}`, "line 1, column 10: name: it must be a string, not a number"},
		"a large number":             {`{"name": "n", "size": 128}`, "size: it must be a whole number of at most 8 bits, not a number 128"},
		"a word":                     {`{"name": "n", "open": "yes"}`, "open: it must be true or false, not a string"},
		"no number":                  {`{"name": "n", "count": "x"}`, "count: "},
		"no time":                    {`{"name": "n", "since": "today"}`, "line 1, column 24: since: "},
		"a number beyond all":        {`{"name": "n", "any": [1e999]}`, "any[0]: it must be a number in range, not a number 1e999"},
		"deep":                       {`{"name": "n", "any": ` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}", "must not nest deeper than 200"},
		"very deep":                  {strings.Repeat("[", 1_000_000), "must not nest deeper than 200"},
		"large":                      {`{"name": "` + strings.Repeat("x", 17<<20) + `"}`, "larger than 16 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			var got shelf
			err := strict.ReadJSON(strings.NewReader(c.file), &got)
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
				t.Errorf("%.300v, want %q", fmt.Sprint(err), c.want)
			}
		})
	}
	broken := errors.New("broken")
	if err := strict.ReadJSON(iotest.ErrReader(broken), &shelf{}); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
}

func TestCheck(t *testing.T) {
	type tree = map[string]any
	for name, c := range map[string]struct {
		tree any
		want string
	}{
		"as it should be":       {tree{"name": "n", "inner": map[any]any{"name": "m"}, "boxes": []any{tree{"label": "a"}}, "by": tree{}, "any": []any{nil}}, "<nil>"},
		"any scalar":            {tree{"name": "n", "since": time.Time{}, "count": "1"}, "<nil>"}, // the decoder decides about scalars
		"no text for a text":    {tree{"name": 83}, "name: it must be a string: put it in quotes"},
		"an unknown field":      {tree{"name": "n", "inner": map[any]any{"name": "m", "x": 1}}, "inner.x: there is no such field: any, boxes, by, count, inner, kind, name, open, since, size are known"},
		"a key that is no text": {map[any]any{"name": "n", true: 1}, "true: there is no such field: any, boxes, by, count, inner, kind, name, open, since, size are known"},
		"a missing field":       {tree{"boxes": []any{tree{}}}, "boxes[0].label: it is required"},
		"null":                  {nil, "it must not be null"},
		"null in it":            {tree{"name": nil}, "name: it must not be null"},
		"null for a map":        {tree{"name": "n", "by": nil}, "by: it must not be null"},
		"a list":                {tree{"name": []any{}}, "name: it must be a single value, not a list"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := strict.Check(c.tree, &shelf{}); fmt.Sprint(err) != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	round := []any{nil}
	round[0] = round
	if err := strict.Check(tree{"any": round}, &shelf{}); err == nil || !strings.Contains(err.Error(), "nest deeper") {
		t.Errorf("a tree that contains itself: %v", err)
	}
}

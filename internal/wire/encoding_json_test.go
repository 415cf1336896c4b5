package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

type tagged string

func (t *tagged) UnmarshalText(text []byte) error {
	if *t = tagged("<" + string(text) + ">"); len(text) > 9 {
		return errors.New("too long")
	}
	return nil
}

type (
	inner struct {
		Name   string `json:"name"`
		Hidden string `json:"hidden"`
	}
	Behind struct {
		Deep string `json:"deep"`
		Text int    `json:"text"`
	}
	// everything has a field of each kind that a response can have.
	everything struct {
		inner
		*Behind
		Text     string             `json:"text"`
		Flag     bool               `json:"flag"`
		Int      int                `json:"int"`
		Small    int8               `json:"small"`
		Big      int64              `json:"big"`
		Count    uint32             `json:"count"`
		Byte     uint8              `json:"byte"`
		Float    float64            `json:"float"`
		Half     float32            `json:"half"`
		Number   json.Number        `json:"number"`
		Raw      json.RawMessage    `json:"raw"`
		At       time.Time          `json:"at"`
		Code     wire.Code          `json:"code"`
		Wide     wire.Int64         `json:"wide"`
		Bytes    []byte             `json:"bytes"`
		Any      any                `json:"any"`
		Map      map[string]inner   `json:"map"`
		Anys     map[string]any     `json:"anys"`
		Texts    []string           `json:"texts"`
		Items    []inner            `json:"items"`
		Pointers []*inner           `json:"pointers"`
		Lists    [][]int            `json:"lists"`
		Array    [2]int             `json:"array"`
		Pointer  *string            `json:"pointer"`
		Twice    **int              `json:"twice"`
		Child    *everything        `json:"child"`
		Children []everything       `json:"children"`
		Tagged   tagged             `json:"tagged"`
		ByTag    map[tagged]float64 `json:"by_tag"`
		Unnamed  string
		Never    string `json:"-"`
	}
)

const everyField = `{"name":"n","hidden":"h","deep":"d","text":"té\u00e9\ud83d\ude00\n","flag":true,"int":-12,"small":127,"big":9007199254740993,` +
	`"count":4294967295,"byte":255,"float":1.5e-3,"half":0.25,"number":12.30,"raw":{"a": [1, 2]},"at":"2026-11-24T01:02:03.5Z","code":"10000","wide":"12",` +
	`"bytes":"aGk=","any":{"x":[null,1,"y"]},"map":{"k":{"name":"v"}},"anys":{"k":1},"texts":["a","b","a"],"items":[{"name":"1"},{},null],"pointers":[{"name":"p"},null],` +
	`"lists":[[1,2],[],null],"array":[1,2,3],"pointer":"p","twice":7,"child":{"text":"c","child":null},"children":[{"int":1},{"int":2}],"tagged":"t","by_tag":{"t":1},` +
	`"Unnamed":"u","Never":"x","-":"dash","unknown":{"deep":[{}]}}`

// decoded returns what wire and encoding/json read from a text.
func decoded[T any](data []byte) (got, want T, gotErr, wantErr error) {
	return got, want, wire.DecodePart(data, &got), json.Unmarshal(data, &want)
}

func compare(t *testing.T, data []byte) {
	t.Helper()
	var got, want everything
	gotErr, wantErr := wire.DecodePart(data, &got), json.Unmarshal(data, &want)
	if wantErr != nil && strings.Contains(wantErr.Error(), `parsing time ""`) {
		return // which is a zero time here
	}
	if (gotErr == nil) != (wantErr == nil) {
		t.Errorf("%s\nwire: %v\nencoding/json: %v", data, gotErr, wantErr)
	}
	if _, broken := errors.AsType[*json.SyntaxError](wantErr); broken {
		if !errors.Is(gotErr, wire.ErrTruncated) && !errors.Is(gotErr, wire.ErrNotJSON) {
			t.Errorf("%s is no JSON (%v), which wire does not say: %v", data, wantErr, gotErr)
		}
		return
	}
	if _, wentOn := errors.AsType[*json.UnmarshalTypeError](wantErr); wantErr != nil && !wentOn {
		return // encoding/json ends where a type's own method fails
	}
	if bytes.Contains(data, []byte("1e999")) {
		want.Float, want.Half = 0, 0 // which GOEXPERIMENT=jsonv2 makes the largest number
	}
	absent := cmp.Transformer("absent", func(raw json.RawMessage) string {
		return strings.TrimPrefix(string(raw), "null") // nothing else begins with it
	})
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(everything{}), absent); diff != "" {
		t.Errorf("%s (-encoding/json +wire)\n%s", data, diff)
	}
}

func TestDecodePart_EncodingJSON(t *testing.T) {
	compare(t, []byte(everyField))
	// Each field with each kind of value: those that do not fit are errors for
	// both, and all else is read.
	typ := reflect.TypeFor[everything]()
	for f := range typ.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		for _, value := range []string{
			`null`, `true`, `false`, `0`, `-0`, `1`, `-1`, `1.0`, `1e2`, `1e999`, `300`, `99999999999999999999`, `""`, `"x"`, `"1"`, `"2026-11-24T00:00:00Z"`, `"aGk"`,
			`"\ud800"`, `"\ud800\u0041"`, "\"\xff\xfe\"", "\"\xe2\x82\"", `"\/\b\f\"\\"`, `"a rather long text"`,
			`[]`, `[null]`, `[1]`, `["x","y"]`, `[[1]]`, `[{"name":1},{"name":"ok"}]`, `{}`, `{"name":1}`, `{"k":{"name":[]}}`, `{"a":1,"b":"c"}`,
			`{"child":{"child":{"items":[{"name":1}]}}}`, `[{"text":{}},{"text":"ok"}]`, `{"a rather long key":1}`,
		} {
			compare(t, []byte(`{"`+name+`":`+value+`,"flag":true}`))
		}
	}
}

// ambiguous reports whether a text has names that wire and encoding/json may
// understand differently on purpose: twice, or in another letter case.
func ambiguous(data []byte) bool {
	known := map[string]bool{}
	for _, t := range []reflect.Type{reflect.TypeFor[everything](), reflect.TypeFor[inner](), reflect.TypeFor[Behind]()} {
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			known[name], known[f.Name] = true, true
		}
	}
	tokens := json.NewDecoder(bytes.NewReader(data))
	type level struct {
		seen  map[string]bool // nil: a list
		value bool            // what comes next is one, and no name
	}
	var levels []*level
	for {
		token, err := tokens.Token()
		if err != nil {
			return !errors.Is(err, io.EOF) && json.Valid(data)
		}
		var in *level
		if len(levels) > 0 {
			in = levels[len(levels)-1]
		}
		switch token {
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:len(levels)-1]
			continue
		}
		if in != nil && in.seen != nil && !in.value {
			name := token.(string)
			for k := range known {
				if strings.EqualFold(k, name) && k != name {
					return true
				}
			}
			if in.seen[name] {
				return true
			}
			in.seen[name], in.value = true, true
			continue
		}
		if in != nil {
			in.value = false
		}
		switch token {
		case json.Delim('{'):
			levels = append(levels, &level{seen: map[string]bool{}})
		case json.Delim('['):
			levels = append(levels, &level{})
		}
	}
}

func FuzzDecodePart(f *testing.F) {
	f.Add([]byte(everyField))
	for _, text := range []string{`{"items":[{"name":"\ud800"}]}`, `{"at":"2026-11-24T00:00:00+25:00"}`, `{"number":"1"}`, `{"bytes":[1,2]}`, `{"child":{"children":[{"raw":1}]}}`, "{\"text\":\"\xff\"}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !ambiguous(data) {
			compare(t, data)
		}
	})
}

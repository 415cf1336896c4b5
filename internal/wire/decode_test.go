package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
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

// decoded gives what wire and encoding/json read from a text.
func decoded[T any](data []byte) (got, want T, gotErr, wantErr error) {
	return got, want, wire.DecodePart(data, &got), json.Unmarshal(data, &want)
}

func compare(t *testing.T, data []byte) {
	t.Helper()
	var got, want everything
	gotErr, wantErr := wire.DecodePart(data, &got), json.Unmarshal(data, &want)
	if wantErr != nil && strings.Contains(wantErr.Error(), `parsing time ""`) {
		return // an empty text is a zero time; encoding/json ends at it
	}
	if (gotErr == nil) != (wantErr == nil) {
		t.Errorf("%s\nwire: %v\nencoding/json: %v", data, gotErr, wantErr)
	}
	if _, broken := errors.AsType[*json.SyntaxError](wantErr); broken {
		if !errors.Is(gotErr, wire.ErrCut) && !errors.Is(gotErr, wire.ErrNotJSON) {
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

func TestEveryKindOfFieldIsReadAsEncodingJSONReadsIt(t *testing.T) {
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

func TestOnlyJSONIsRead(t *testing.T) {
	for _, text := range []string{
		``, ` `, `{`, `}`, `{]`, `[}`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{a:1}`, `{"a":01}`, `{"a":1.}`, `{"a":.5}`, `{"a":+1}`, `{"a":1e}`, `{"a":1e+}`,
		`{"a":-}`, `{"a":--1}`, `{"a":nul}`, `{"a":nulL}`, `{"a":tru`, `{"a":True}`, `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":"\u12g4"}`, `{"a":"` + "\n" + `"}`, `{"a":"`, `{"a":"\`, `{"a":"\u00`,
		`{"a":[1,]}`, `{"a":[1 2]}`, `{"a":[,1]}`, `{"a":1}x`, `{"a":1}{}`, "{\"a\":1}\x00", `{"items":[{]}`, `{"items":[{"name":"x"}`, `{"text":"x" "y"}`, `{"int":1x}`, `{"flag":truex}`,
		"\ufeff{}", `{"a":'x'}`, `{"a":NaN}`, `{"raw":{"a":}}`, `{"map":{"k":}}`, `{"any":[}`, "{\"a\":\"\x7f\"}", `{"a":1,"a"}`, "{\t\"a\" : [ 1 , 2 ] }\r\n ",
	} {
		compare(t, []byte(text))
	}
	for n := range len(everyField) {
		compare(t, []byte(everyField[:n]))
		var out everything
		if err := wire.DecodePart([]byte(everyField[:n]), &out); !errors.Is(err, wire.ErrCut) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
}

func TestDepthIsLimited(t *testing.T) {
	for _, field := range []string{"unknown", "any", "raw", "child"} {
		for depth, fits := range map[int]bool{5_000: true, 9_999: true, 10_000: false, 1_000_000: false} {
			var out everything
			err := wire.DecodePart([]byte(`{"`+field+`":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+`}`), &out)
			if errors.Is(err, wire.ErrNotJSON) == fits {
				t.Errorf("%s, %d deep: %v", field, depth, err)
			}
		}
	}
	var out everything
	if err := wire.DecodePart([]byte(strings.Repeat(`{"child":`, 20_000)), &out); !errors.Is(err, wire.ErrNotJSON) {
		t.Error(err)
	}
}

func TestDecodePart_null(t *testing.T) {
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

func TestANameIsMatchedToTheLetter(t *testing.T) {
	got, _, err, _ := decoded[inner]([]byte(`{"NAME":"upper","name":"lower","Hidden":"x","hid\u0064en":"escaped"}`))
	if err != nil || got != (inner{"lower", "escaped"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOfFieldsThatComeTwiceTheLastCountsAndListsAreNotMixed(t *testing.T) {
	got, _, err, _ := decoded[everything]([]byte(`{"text":"a","text":"b","items":[{"name":"1","hidden":"1"},{"name":"2"}],"items":[{"name":"3"}],"child":{"int":1},"child":{"text":"c"},"pointer":"p","pointer":null}`))
	want := everything{Text: "b", Items: []inner{{Name: "3"}}, Child: &everything{Int: 1, Text: "c"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(everything{})); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestOfAFieldThatMayStandOnceNothingOfTwoIsKept(t *testing.T) {
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
		err.Error() != "status.code: it stands twice" || out.Status.Code != (wire.Code{}) || out.Status.Description != "d" {
		t.Errorf("%+v, %v", out.Status, err)
	}
}

func TestAValueThatDoesNotFitIsToldWithItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		`{"text":1}`: `text: a number where a text belongs`,
		`{"items":[{"name":"a"},{"name":{}}],"text":[]}`: `items[1].name: an object where a text belongs`,
		`{"children":[{},{"child":{"small":128}}]}`:      `children[1].child.small: a number where a whole number of int8 belongs`,
		`{"int":1.5}`:         `int: a number where a whole number of int belongs`,
		`{"texts":true}`:      `texts: true or false where a list belongs`,
		`{"child":"x"}`:       `child: a text where an object belongs`,
		`{"lists":[[1,"x"]]}`: `lists[0][1]: a text where a whole number belongs`,
		`[]`:                  `a list where an object belongs`,
	} {
		var out everything
		if err := wire.DecodePart([]byte(text), &out); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestATextThatComesAgainDoesNotChangeAnother(t *testing.T) {
	var texts, back []string
	for i := range 2000 {
		texts = append(texts, strings.Repeat("x", i%70)+string(rune('a'+i%26))+strings.Repeat("y", i%3), strings.Repeat("é", i%40))
	}
	data, err := wire.Encode(texts)
	if err != nil {
		t.Fatal(err)
	}
	if err := wire.DecodePart(data, &back); err != nil || !reflect.DeepEqual(texts, back) {
		t.Error(err)
	}
	clear(data) // what was read holds nothing of the text that it was read from
	if !reflect.DeepEqual(texts, back) {
		t.Error("what was read changes with the body")
	}
}

func TestAListFromASmallBodyTakesLittleMemory(t *testing.T) {
	type large struct {
		Room [1 << 10]int `json:"room"`
		Name string       `json:"name"`
	}
	var out struct {
		Items []large `json:"items"`
	}
	if err := wire.DecodePart([]byte(`{"items":[{},{},{},{},{},{`+strings.Repeat(" ", 1<<20)+`}]}`), &out); err != nil || len(out.Items) != 6 {
		t.Fatal(err)
	}
	if most := 6 + 1024; cap(out.Items) > most {
		t.Errorf("room for %d items, want %d at most", cap(out.Items), most)
	}
}

func TestAListThatIsSaidAgainAndAgainTakesNoMoreEachTime(t *testing.T) {
	type large struct {
		Room [1 << 10]int `json:"room"`
		Name string       `json:"name"`
	}
	var out struct {
		Items []large `json:"items"`
	}
	body := []byte(`{` + strings.Repeat(`"items":[{},{}],`, 1000) + `"other":[]}`)
	allocated := testing.AllocsPerRun(1, func() {
		if err := wire.DecodePart(body, &out); err != nil {
			t.Error(err)
		}
	})
	if len(out.Items) != 2 || cap(out.Items) > 4 || allocated > 5000 {
		t.Errorf("%d items, room for %d, %v allocations", len(out.Items), cap(out.Items), allocated)
	}
}

func TestTypesAreLearntByManyAtOnce(t *testing.T) {
	type leaf[T any] struct {
		Next *leaf[T]  `json:"next"`
		List []leaf[T] `json:"list"`
		V    T         `json:"v"`
	}
	const text = `{"v":1,"next":{"v":2,"next":{"v":3}},"list":[{"v":4,"list":[{"v":5}]}]}`
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			got, want, gotErr, wantErr := decoded[leaf[int32]]([]byte(text))
			if gotErr != nil || wantErr != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, %v", got, gotErr)
			}
		})
	}
	all.Wait()
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

func FuzzATextIsReadAsEncodingJSONReadsIt(f *testing.F) {
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
			if err := wire.DecodePart([]byte(text), new(reading)); !errors.Is(err, wire.ErrCut) && !errors.Is(err, wire.ErrNotJSON) {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

package wire_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

type (
	itself  struct{ text string }        // writes itself, by encoding/json
	byText  struct{ text string }        // writes a text
	ring    struct{ Next *ring }         // writes itself, and holds itself
	enum    string                       // writes itself
	part    struct{ Part string }        // embedded in another
	textKey struct{ owner, name string } // a key that writes a text
	hidden  struct {                     // writes only what is visible
		Text   string
		Skip   string `json:"-"`
		secret string
	}
	within struct {
		part
		Any any
	}
)

func (i itself) MarshalJSON() ([]byte, error)  { return json.Marshal(map[string]string{"text": i.text}) }
func (b byText) MarshalText() ([]byte, error)  { return []byte(b.text), nil }
func (r *ring) MarshalJSON() ([]byte, error)   { return []byte(`"\ufffd"`), nil }
func (e enum) MarshalJSON() ([]byte, error)    { return wire.MarshalEnum(e) }
func (k textKey) MarshalText() ([]byte, error) { return []byte(k.owner + "/" + k.name), nil }

// TestEncode_Text is run by CI under GOEXPERIMENT=jsonv2 as well, which writes
// text that is not UTF-8 in another way.
func TestEncode_Text(t *testing.T) {
	holders := map[string]func(text string) any{
		"a string":                     func(s string) any { return s },
		"a pointer":                    func(s string) any { return &s },
		"a map's value":                func(s string) any { return map[string]any{"k": s} },
		"a map's key":                  func(s string) any { return map[string]int{s: 1} },
		"a named key":                  func(s string) any { return map[enum]int{enum(s): 1} },
		"a key that writes itself":     func(s string) any { return map[textKey]int{{s, "x"}: 1} },
		"a list":                       func(s string) any { return []any{1, []string{"x", s}} },
		"an array":                     func(s string) any { return [2]string{s, "x"} },
		"a field":                      func(s string) any { return hidden{Text: s} },
		"an embedded field":            func(s string) any { return within{part: part{s}} },
		"an interface":                 func(s string) any { return within{Any: &within{Any: []any{s}}} },
		"raw JSON":                     func(s string) any { return json.RawMessage(`"` + s + `"`) },
		"raw JSON in a map":            func(s string) any { return map[string]any{"k": json.RawMessage(`"` + s + `"`)} },
		"an enum":                      func(s string) any { return enum(s) },
		"a type that writes itself":    func(s string) any { return []itself{{s}} },
		"a pointer to one":             func(s string) any { return &itself{s} },
		"a type that writes a text":    func(s string) any { return byText{s} },
		"a pointer to one that writes": func(s string) any { return []*byText{nil, {s}} },
	}
	for name, hold := range holders {
		t.Run(name, func(t *testing.T) {
			for _, text := range []string{"", "plain", "tüv €", "\ufffd", "a\ufffdb", "é\ufffd"} {
				data, err := wire.Encode(hold(text))
				if err != nil {
					t.Errorf("%q is refused: %v", text, err)
				} else if !strings.Contains(string(data), text) {
					t.Errorf("%q is written as %s", text, data)
				}
			}
			for _, text := range []string{"\xff", "a\xc3", "\xed\xa0\x80", "\ufffd\xff", "x\x80y"} {
				if data, err := wire.Encode(hold(text)); err == nil {
					t.Errorf("%q is written as %s", text, data)
				}
			}
		})
	}
	t.Run("what is not written does not count", func(t *testing.T) {
		for _, v := range []any{
			hidden{Text: "\ufffd", Skip: "\xff", secret: "\xff"}, map[string]any{"\ufffd": []byte("\xff")}, []any{"\ufffd", nil, time.Time{}, (*byText)(nil), 1.5},
			json.RawMessage(`"\ufffd \\ufffd \uFFFD"`), "\\ufffd",
		} {
			if _, err := wire.Encode(v); err != nil {
				t.Errorf("%#v is refused: %v", v, err)
			}
		}
	})
	t.Run("a value that holds itself is looked through once", func(t *testing.T) {
		r := &ring{}
		r.Next = r
		if _, err := wire.Encode([]any{"\ufffd", r}); err != nil {
			t.Error(err)
		}
	})
	t.Run("the error quotes nothing", func(t *testing.T) {
		_, err := wire.Encode("secret\xff")
		if err == nil || strings.Contains(fmt.Sprint(err), "secret") {
			t.Error(err)
		}
	})
}

func TestEncode_RoundTrip(t *testing.T) {
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

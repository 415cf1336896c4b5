package yamlfile

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestJSON(t *testing.T) {
	for name, c := range map[string]struct{ yaml, want string }{
		"objects and lists": {"rules:\n  - op_type: predict\n    model_ids: [a, 'b c']\n  - op_type: train\nx: {}\ny: []\n",
			`{"rules":[{"op_type":"predict","model_ids":["a","b c"]},{"op_type":"train"}],"x":{},"y":[]}`},
		"one key":                  {"a: 1", `{"a":1}`},
		"a list":                   {"- limit: 5\n- limit: '6'\n", `[{"limit":5},{"limit":"6"}]`},
		"every digit of a number":  {"a: 1234567890123.123456\nb: 0.30\nd: -0.5\n", `{"a":1234567890123.123456,"b":0.30,"d":-0.5}`},
		"words that were booleans": {"a: no\nb: on\nc: true\nd: \ne: ~\n", `{"a":"no","b":"on","c":true,"d":null,"e":null}`},
		"a day is text":            {"a: 2026-10-01\n", `{"a":"2026-10-01"}`},
		"keys of digits":           {"007: a\n\"8\": b\ntrue: c\n", `{"007":"a","8":"b","true":"c"}`},
		"text on several lines":    {"a: |\n  x\n  y\nb: \"q\\\"\\u00e4\"\n", `{"a":"x\ny\n","b":"q\"ä"}`},
		"comments":                 {"# about\na: 1 # one\n# end\n", `{"a":1}`},
		"a byte order mark":        {"\uFEFFa: 1\n", `{"a":1}`},
		"UTF-16":                   {utf16Text("a: ä\n"), `{"a":"ä"}`},
		"JSON":                     {"\uFEFF {\"a\":\n1.50}", `{"a":1.50}`},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := JSON(strings.NewReader(c.yaml))
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(r)
			if err != nil || !json.Valid(data) {
				t.Fatalf("%s, %v", data, err)
			}
			if got := strings.TrimSpace(strings.ReplaceAll(string(data), "\n", "")); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	t.Run("values stay on their lines", func(t *testing.T) {
		text := "# about\n\nfirst:\n\n  - id: x\n    n: 5\n\nlast: [1,\n  2]\n"
		r, err := JSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		for at, want := range map[int]string{3: `"first"`, 5: `{"id":"x"`, 6: `"n":5`, 8: `"last":[1`, 9: "2"} {
			if at > len(lines) || !strings.Contains(lines[at-1], want) {
				t.Errorf("line %d has no %s:\n%s", at, want, data)
			}
		}
	})
}

// utf16Text returns text in UTF-16, the low byte first.
func utf16Text(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		b.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	return b.String()
}

func TestJSON_Refused(t *testing.T) {
	for name, c := range map[string]struct{ yaml, want string }{
		"a doubled key":          {"a: 1\nb: 2\na: 3\n", "[3:1]"},
		"a doubled key within":   {"- {a: 1}\n- b:\n    c: 1\n    c: 2\n", "[4:5]"},
		"no YAML":                {"a: [1\nb: 2", "["},
		"an anchor":              {"a: &x 1\n", "line 1"},
		"an alias":               {"a: 1\nb: *x\n", "line 2"},
		"a merge":                {"a:\n  <<: {b: 1}\n", "line 2"},
		"a tag":                  {"a: !!str 1\n", "line 1"},
		"a number of base 16":    {"a: 1\nb: 0x1F\n", "line 2: 0x1F must be a decimal number"},
		"a number of base 8":     {"a: 007\n", "line 1: 007 must be a decimal number"},
		"digits with a line":     {"a: 1_000\n", "1_000 must be a decimal number"},
		"no number":              {"a: .nan\n", "line 1"},
		"infinity":               {"a: -.inf\n", "line 1"},
		"a key of several parts": {"? [a, b]\n: 1\n", "invalid key"},
		"two documents":          {"a: 1\n---\nb: 1\n", "one document"},
		"an empty file":          {"", "must not be empty"},
		"a comment alone":        {"# nothing\n", "must not be empty"},
		"bytes that are no text": {"a: \xff\n", "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := JSON(strings.NewReader(c.yaml))
			if err == nil {
				data, _ := io.ReadAll(r)
				t.Fatalf("it is %s", data)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q in it", err, c.want)
			}
		})
	}
}

package tabular_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

func TestEscapeFormula(t *testing.T) {
	for name, c := range map[string]struct{ cell, want string }{
		"plain text":                 {"plain", "plain"},
		"a positive number":          {"+7", "+7"},
		"a negative number":          {"-3.50", "-3.50"},
		"a sum of numbers":           {"-3.50+1", "'-3.50+1"},
		"a call":                     {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		"a sign of full width":       {"＝1+1", "'＝1+1"},
		"a small sign":               {"﹣1+1", "'﹣1+1"},
		"a tab before a sign":        {"\t=1", "' =1"},
		"a line end before a sign":   {"\r\n-x", "'  -x"},
		"a no-break space before":    {"\u00a0\u3000=1", "'\u00a0\u3000=1"},
		"invisible before a sign":    {" \u200b@SUM(A1)", "' \u200b@SUM(A1)"},
		"a byte order mark before":   {"\uFEFF=1", "'\uFEFF=1"},
		"a filler before a sign":     {"\u3164\uFE0F=1", "'\u3164\uFE0F=1"},
		"a sign within":              {"a=b@c", "a=b@c"},
		"a sign behind a separator":  {"a; =1;b", "a;' =1;b"},
		"a quote behind a separator": {`a;"=1`, `a;'"=1`},
		"a number behind one":        {"a;-1", "a;'-1"},
		"a number in front of one":   {"-1;a", "'-1;a"},
		"a sign behind a tab":        {"a\t=1", "a =1"},
		"an apostrophe in front":     {"'quoted", "''quoted"},
		"an apostrophe within":       {"o'neill;'x", "o'neill;'x"},
		"control characters":         {"a\x00b\nc\x1b[2J\u009b", "a b c [2J "},
		"line separators":            {"a\u2028b\u2029c", "a b c"},
		"characters that reorder":    {"a\u202eb\u2066c\u200fd", "a b c d"},
		"bytes that are not UTF-8":   {"bad\xff", "bad\uFFFD"},
		"nothing":                    {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tabular.EscapeFormula(c.cell); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// However a spreadsheet splits a line, no cell of it starts a formula.
func TestEscapeFormula_AnySeparator(t *testing.T) {
	alphabet := []rune("=+-@＝a1;\t \"'\u200b\u00a0\u202e\n,")
	harness.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.SampledFrom(alphabet)).Draw(t, "cell")
		var line strings.Builder
		out := tabular.NewWriter(&line)
		if err := errors.Join(out.Write("id", cell), out.Flush()); err != nil {
			t.Fatal(err)
		}
		for _, comma := range ",;\t" {
			in := csv.NewReader(strings.NewReader(line.String()))
			in.Comma, in.LazyQuotes, in.FieldsPerRecord = comma, true, -1
			rows, err := in.ReadAll()
			if err != nil || len(rows) != 1 {
				t.Fatalf("%q: %q, %v", line.String(), rows, err)
			}
			for _, got := range rows[0] {
				first := strings.TrimLeftFunc(got, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '"' })
				number := strings.Trim(strings.TrimLeft(got, "+-"), "1") == "" && len(got) > 1 && got[1] == '1'
				if first != "" && strings.ContainsRune("=+-@＝", []rune(first)[0]) && !number {
					t.Errorf("%q becomes %q, whose cell %q starts a formula", cell, line.String(), got)
				}
			}
		}
	})
}

func TestUnescapeFormula(t *testing.T) {
	alphabet := []rune("=+-@＝a1;\t \"'\u200b\u00a0\u202e\n,5.")
	harness.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.SampledFrom(alphabet)).Draw(t, "cell")
		if got, want := tabular.UnescapeFormula(tabular.EscapeFormula(cell)), tabular.Clean(cell); got != want {
			t.Errorf("%q, written as %q, is read as %q", cell, tabular.EscapeFormula(cell), got)
		}
	})
	for _, cell := range []string{"", "'", "'tis", "O'Neil", "a;'b", "12'", "=1", "' x"} {
		if got := tabular.UnescapeFormula(cell); got != cell {
			t.Errorf("%q, which is not escaped, is read as %q", cell, got)
		}
	}
}

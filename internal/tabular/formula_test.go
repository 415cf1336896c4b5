package tabular_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

func TestEscapeFormula(t *testing.T) {
	for name, c := range map[string]struct{ cell, want string }{
		"plain text":               {"plain", "plain"},
		"a positive number":        {"+7", "+7"},
		"a negative number":        {"-3.50", "-3.50"},
		"a sum of numbers":         {"-3.50+1", "'-3.50+1"},
		"a call":                   {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		"a sign of full width":     {"＝1+1", "'＝1+1"},
		"invisible before a sign":  {" \u200b@SUM(A1)", "' \u200b@SUM(A1)"},
		"an apostrophe in front":   {"'quoted", "''quoted"},
		"control characters":       {"a\x00b\nc", "a b c"},
		"bytes that are not UTF-8": {"bad\xff", "bad\uFFFD"},
		"nothing":                  {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tabular.EscapeFormula(c.cell); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

package terminal

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Color is how text looks on a terminal that has colors.
type Color int

// The colors.
const (
	Plain Color = iota
	Green
	Yellow
	Red
	Faint
	Bold
)

var sequences = map[Color]text.Color{
	Green: text.FgGreen, Yellow: text.FgYellow, Red: text.FgRed, Faint: text.Faint, Bold: text.Bold,
}

// HasColors reports whether w is a terminal on which colors are wanted, which
// NO_COLOR of the environment says.
func HasColors(w io.Writer, env func(string) string) bool {
	return Width(w) > 0 && env("NO_COLOR") == "" && env("TERM") != "dumb"
}

// Paint returns text in a color.
func (c Color) Paint(s string) string {
	sequence, ok := sequences[c]
	if !ok || s == "" {
		return s
	}
	return sequence.EscapeSeq() + s + text.Reset.EscapeSeq()
}

// StringWidth returns the number of cells that text takes on a terminal.
func StringWidth(s string) int { return text.StringWidth(text.StripEscape(s)) }

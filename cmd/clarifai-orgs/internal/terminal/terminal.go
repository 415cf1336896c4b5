// Package terminal shows people text, tables and progress.
package terminal

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Width returns the width of the terminal that w writes to, or 0 if it is none.
func Width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	return 0
}

// Wrap breaks the lines that are wider than width, between words if it can. A width of 0
// is no limit.
func Wrap(s string, width int) string {
	lines := strings.SplitAfter(s, "\n")
	for i, line := range lines {
		body := strings.TrimSuffix(line, "\n")
		if width > 0 && StringWidth(body) > width {
			lines[i] = wrapLine(body, width) + line[len(body):]
		}
	}
	return strings.Join(lines, "")
}

func wrapLine(line string, width int) string {
	var b strings.Builder
	used := 0
	for i, word := range strings.Split(line, " ") {
		w := StringWidth(word)
		switch {
		case i == 0:
		case used+1+w > width:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += w
	}
	return b.String()
}

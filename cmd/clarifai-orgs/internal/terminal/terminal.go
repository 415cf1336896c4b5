// Package terminal shows people text, tables and progress.
package terminal

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Width returns the width of the terminal that w writes to, or 0 if it is none.
func Width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil { //nolint:gosec // a descriptor is small
			return width
		}
	}
	return 0
}

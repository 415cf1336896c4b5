package terminal

import (
	"strings"
	"testing"
)

// screen hands on what is drawn.
type screen chan string

func (s screen) Write(p []byte) (int, error) {
	s <- string(p)
	return len(p), nil
}

func TestProgress_Bar(t *testing.T) {
	drawn := make(screen, 1000)
	p := &Progress{out: drawn, bar: newBar(drawn, 80)}
	p.Clear() // of nothing
	for range 2 {
		p.Show("reading\x1b[2J", 4, 5)
		p.Show("waiting", 5, 5)
		var text string
		for !strings.Contains(text, "5/5 waiting") {
			text += <-drawn
		}
		if strings.Contains(text, "\x1b[2J") {
			t.Errorf("a name steers the terminal: %q", text)
		}
		p.Clear()
		for len(drawn) > 0 {
			text += <-drawn
		}
		if !strings.HasSuffix(strings.TrimRight(text, "\r\n"), "\x1b[K") {
			t.Errorf("it leaves the bar: %q", text)
		}
	}
}

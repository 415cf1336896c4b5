package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// progress shows how far the work is: a bar on a terminal, elsewhere a line now
// and then.
type progress struct {
	out   io.Writer
	bar   bool
	phase string
	last  int // steps that were done at the last line
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out}
	if w, ok := out.(*watched); ok {
		out = w.Writer
	}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		p.bar = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

const (
	barWidth  = 30
	eraseLine = "\r\x1b[K"
	every     = 25 // steps from line to line
)

func (p *progress) show(at roster.Progress) {
	if p.bar {
		filled := barWidth * at.Done / max(at.Total, 1)
		fmt.Fprintf(p.out, "%s[%s%s] %d/%d %s", eraseLine,
			strings.Repeat("#", filled), strings.Repeat(".", barWidth-filled), at.Done, at.Total, clean(at.Phase))
		return
	}
	done := at.Step != nil && at.Done == at.Total
	if at.Step == nil && at.Phase == p.phase || at.Step != nil && at.Phase == p.phase && at.Done < p.last+every && !done {
		return
	}
	p.phase, p.last = at.Phase, at.Done
	fmt.Fprintf(p.out, "%d/%d %s\n", at.Done, at.Total, clean(at.Phase))
}

// clear takes the bar away.
func (p *progress) clear() {
	if p.bar {
		fmt.Fprint(p.out, eraseLine)
	}
}

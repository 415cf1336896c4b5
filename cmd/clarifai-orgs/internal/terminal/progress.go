package terminal

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Progress shows how far the work is: a bar on a terminal, elsewhere a line now
// and then.
type Progress struct {
	out   io.Writer
	bar   *bar // nil without a terminal
	phase string
	last  int // done at the last line
}

// NewProgress returns a Progress that writes to out.
func NewProgress(out io.Writer) *Progress {
	p := &Progress{out: out}
	if width := Width(out); width > 0 {
		p.bar = newBar(out, width)
	}
	return p
}

const every = 25 // done from line to line

// Show shows a phase and how much of it is done. It is called from one goroutine at
// a time.
func (p *Progress) Show(phase string, done, total int) {
	phase = tabular.Clean(phase)
	if p.bar != nil {
		p.bar.show(phase, done, total)
		return
	}
	if phase == p.phase && done < p.last+every && (done < total || done == p.last) {
		return
	}
	p.phase, p.last = phase, done
	fmt.Fprintf(p.out, "%d/%d %s\n", done, total, phase)
}

// Clear takes the bar away. Show brings it back.
func (p *Progress) Clear() {
	if p.bar != nil {
		p.bar.end()
	}
	p.phase, p.last = "", 0
}

// bar is a line that a goroutine draws again and again.
type bar struct {
	out     io.Writer
	width   int
	writer  progress.Writer // nil while there is no line
	tracker *progress.Tracker
	ended   chan struct{}
}

func newBar(out io.Writer, width int) *bar { return &bar{out: out, width: width} }

func (b *bar) show(phase string, done, total int) {
	if b.writer == nil {
		b.start()
	}
	phase += strings.Repeat(" ", max(0, 24-len(phase))) // the bar does not jump from phase to phase
	b.tracker.UpdateMessage(phase)
	b.tracker.UpdateTotal(int64(total))
	b.tracker.SetValue(int64(done))
}

func (b *bar) start() {
	b.writer = progress.NewWriter()
	b.writer.SetOutputWriter(b.out)
	b.writer.SetTerminalWidth(b.width)
	b.writer.SetTrackerPosition(progress.PositionRight)
	b.writer.SetTrackerLength(min(30, max(5, b.width/4)))
	b.writer.SetUpdateFrequency(100 * time.Millisecond)
	style := progress.StyleBlocks
	style.Visibility = progress.StyleVisibility{Tracker: true, Value: true, Percentage: true}
	b.writer.SetStyle(style)
	b.tracker = &progress.Tracker{AutoStopDisabled: true, RemoveOnCompletion: true}
	b.writer.AppendTracker(b.tracker)
	b.ended = make(chan struct{})
	go func() {
		defer close(b.ended)
		b.writer.Render()
	}()
}

func (b *bar) end() {
	if b.writer == nil {
		return
	}
	b.tracker.MarkAsDone()
	for waiting := true; waiting; { // Stop does nothing until Render has begun.
		b.writer.Stop()
		select {
		case <-b.ended:
			waiting = false
		case <-time.After(5 * time.Millisecond):
		}
	}
	b.writer = nil
}

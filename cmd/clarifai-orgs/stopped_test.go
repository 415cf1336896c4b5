package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// stopper ends the context when a text is printed, as Ctrl-C would.
type stopper struct {
	mu   sync.Mutex
	text string
	stop context.CancelFunc
	bytes.Buffer
}

func (s *stopper) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(string(p), s.text) {
		s.stop()
	}
	return s.Buffer.Write(p)
}

func TestCtrlCStopsWithTheSummarySoFar(t *testing.T) {
	for text, want := range map[string]string{
		"reading the members": "stopped while reading",
		" invite\n":           " not invited\n",
		" create team":        " invited\n",
	} {
		t.Run(text, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			stdout := &stopper{text: text, stop: cancel}
			var stderr bytes.Buffer
			code := run(ctx, []string{"-rounds", "2"}, func(string) string { return "" }, stdout, &stderr)
			r := result{code, stdout.String(), stderr.String()}.exits(t, 130).says(t, want)
			if sum, rows := rowsCounted(t, r.stdout); sum != rows {
				t.Errorf("%d outcomes for %d rows", sum, rows)
			}
			if !strings.HasSuffix(r.stdout, " write requests\n") || len(r.rounds()) != 1 || r.stderr != "" {
				t.Errorf("the end:\n%s%s", r.stdout, r.stderr)
			}
		})
	}
}

func TestProgressIsABarOnATerminalAndLinesElsewhere(t *testing.T) {
	var out bytes.Buffer
	for _, bar := range []bool{false, true} {
		out.Reset()
		p := newProgress(&out)
		p.bar = bar
		p.show(roster.Progress{Phase: "reading\x1b[2J", Done: 0, Total: 2})
		for done := range 60 {
			p.show(roster.Progress{Phase: "invite", Done: done + 1, Total: 60, Step: &roster.Result{}})
		}
		p.clear()
		switch text := out.String(); {
		case strings.Contains(text, "\x1b[2J"):
			t.Error("a name steers the terminal")
		case bar && (strings.Contains(text, "\n") || !strings.HasSuffix(text, "[##############################] 60/60 invite"+eraseLine)):
			t.Errorf("bar: %q", text)
		case !bar && strings.Count(text, "\n") != 5:
			t.Errorf("lines: %q", text)
		}
	}
}

// full is an output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAnOutputThatCannotBeWrittenIsAFailureAndTheReportIsWritten(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report.csv")
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"-demo", "-report", report}, func(string) string { return "" }, full{}, &stderr)
	if data, _ := os.ReadFile(report); code != exitFailed || !strings.Contains(stderr.String(), "no space left") || len(data) == 0 {
		t.Errorf("exit %d, a report of %d bytes, %s", code, len(data), &stderr)
	}
}

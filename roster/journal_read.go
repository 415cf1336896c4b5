package roster

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

const (
	journalFormat = 1
	journalMagic  = `{"journal":` // how a journal begins
)

// journalHeader is the first line of a run.
type journalHeader struct {
	Journal      int       `json:"journal"`
	Organization string    `json:"organization"`
	Plan         string    `json:"plan"`
	Steps        int       `json:"steps"`
	Time         time.Time `json:"time"`
}

// journalHistory is what the lines of a journal say together.
type journalHistory struct {
	header *journalHeader // of the last run
	run    int
	steps  map[journalStep]*journalState
}

// journalStep identifies a step in all runs: a step of the plan by its number, and
// others by their text, since their numbers differ between runs.
type journalStep struct {
	number int // -1 for steps that the plan does not have
	text   string
}

// journalState is what is known of a step.
type journalState struct {
	entry JournalEntry
	run   int // whose entry it is
}

func (h *journalHistory) begin(header *journalHeader) {
	if h.steps == nil {
		h.steps = make(map[journalStep]*journalState)
	}
	h.header = header
	h.run++
}

// key returns the key of a step.
func (h *journalHistory) key(number int, text string) journalStep {
	if number < h.header.Steps {
		return journalStep{number: number}
	}
	return journalStep{-1, text}
}

// add takes a line into account. What was done stays done. If it is unknown whether an
// earlier run sent the step, it does not help that a later one did not.
func (h *journalHistory) add(e *JournalEntry) {
	key := h.key(e.Step, e.Text)
	before := h.steps[key]
	switch {
	case before == nil, e.Event == Done:
	case before.entry.Event == Done:
		return
	case before.entry.isUnknown() && before.run != h.run && e.Event != Sending:
		return
	}
	h.steps[key] = &journalState{*e, h.run}
}

// isUnknown reports whether it is unknown if Clarifai did the step.
func (e *JournalEntry) isUnknown() bool { return e.Event == Sending || e.Unknown }

// entries returns the last entry of each step, in the order of the steps.
func (h *journalHistory) entries() []JournalEntry {
	var entries []JournalEntry
	for state := range maps.Values(h.steps) {
		entries = append(entries, state.entry)
	}
	slices.SortFunc(entries, func(a, b JournalEntry) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), a.Time.Compare(b.Time), strings.Compare(a.Text, b.Text))
	})
	return entries
}

// read reads the file and cuts off a last line that is not whole.
func (j *Journal) read() error {
	data, err := io.ReadAll(j.file)
	if err != nil {
		return err
	}
	whole := bytes.LastIndexByte(data, '\n') + 1
	if whole == 0 && !isTornHeader(data) {
		return errors.New("it must be a journal")
	}
	for i, line := range bytes.Split(bytes.TrimSuffix(data[:whole], []byte("\n")), []byte("\n")) {
		if whole == 0 {
			break
		}
		if err := j.history.readLine(line); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if whole < len(data) {
		if err := j.file.Truncate(int64(whole)); err != nil {
			return fmt.Errorf("cutting off a line that is not whole: %w", err)
		}
	}
	j.size = int64(whole)
	_, err = j.file.Seek(j.size, io.SeekStart)
	return err
}

// isTornHeader reports whether data can be the beginning of a journal's first line.
func isTornHeader(data []byte) bool {
	const start = journalMagic + `1,"organization":"`
	n := min(len(data), len(start))
	return string(data[:n]) == start[:n]
}

// readLine reads a line that is whole.
func (h *journalHistory) readLine(line []byte) error {
	if !utf8.Valid(line) {
		return errors.New("it must be UTF-8")
	}
	if bytes.HasPrefix(line, []byte(journalMagic)) {
		return h.readHeader(line)
	}
	if h.header == nil {
		return errors.New("a journal must begin with its header")
	}
	var entry JournalEntry
	if err := decodeLine(line, &entry); err != nil {
		return err
	}
	events := []Status{Sending, Done, Failed, Skipped}
	if entry.Step < 0 || entry.Text == "" || !slices.Contains(events, entry.Event) {
		return errors.New("it must have a step, its text, and a known event")
	}
	h.add(&entry)
	return nil
}

// readHeader reads the first line of a run.
func (h *journalHistory) readHeader(line []byte) error {
	var header journalHeader
	if err := decodeLine(line, &header); err != nil {
		return err
	}
	if header.Journal != journalFormat || header.Organization == "" || header.Plan == "" || header.Steps < 0 {
		return fmt.Errorf("it must be the header of a journal in format %d", journalFormat)
	}
	if b := h.header; b != nil &&
		(steps.FoldID(b.Organization) != steps.FoldID(header.Organization) || b.Plan != header.Plan || b.Steps != header.Steps) {
		return errors.New("all runs must be of one plan")
	}
	h.begin(&header)
	return nil
}

// decodeLine decodes a line, which must have no other fields.
func decodeLine(line []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(target); err != nil {
		return errors.New("it cannot be read: " + err.Error())
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("it must be one JSON object")
	}
	return nil
}

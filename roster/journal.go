package roster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/filelock"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// The errors of a [Journal].
var (
	// ErrLocked says that another process has the journal open.
	ErrLocked = errors.New("roster: another process has the journal open")
	// ErrOtherPlan says that the journal belongs to another plan.
	ErrOtherPlan = errors.New("roster: the journal belongs to another plan")
)

// Sending is the status of a step in a [Journal] of which nothing more is known: it
// was about to be sent when the run ended.
const Sending Status = "sending"

// Journal is a file in which [Apply] records each step, so that a run that was killed
// can go on. It belongs to one plan.
//
// The file has JSON Lines. Each run begins with a line of its own:
//
//	{"journal":1,"organization":"acme","plan":"sha256:9f86…","steps":2,"time":"2026-11-01T08:00:00Z"}
//
// The field journal is the version of the format, plan is the digest of the plan, and
// steps is the number of its steps. The other lines are a [JournalEntry] each, in the
// order in which they happened:
//
//	{"time":"2026-11-01T08:00:01Z","step":0,"event":"sending","text":"add to team vision: ann@acme.test (a member who is not on the team)"}
//	{"time":"2026-11-01T08:00:02Z","step":0,"event":"done","text":"add to team vision: ann@acme.test (a member who is not on the team)","request_id":"4f1c…"}
//
// These commands list the steps that failed, and those that were being sent when the run
// ended:
//
//	jq -c 'select(.event == "failed")' journal.jsonl
//	jq -cs '[.[] | select(.event)] | group_by([.step, .text])[] | last | select(.event == "sending")' journal.jsonl
//
// The lines of steps about to be sent are on the disk before the request is sent. An
// incomplete last line is cut off when the journal is opened again. The file has
// addresses of people, and no credentials. Only its owner can read it (mode 0600).
//
// # The next run
//
// If the journal has an earlier run, Apply goes on with it. What was done is not sent
// again, even if somebody has changed it since. What was being sent is looked up, and is
// sent only if the organization does not show it. So that writes have time to become
// visible, such a run first waits for [ApplyOptions.VerifyTimeout]. Steps that failed or
// were skipped are attempted again.
type Journal struct {
	path string

	mu      sync.Mutex
	file    *os.File // nil after Close
	size    int64    // of the file, as far as this process knows
	err     error    // why nothing more can be written
	earlier []JournalEntry
	history journalHistory
	// numbers are those of the steps of the run that is going on, if there is one.
	numbers map[*Result]int
}

// JournalEntry is a line of a [Journal].
type JournalEntry struct {
	Time time.Time `json:"time"`
	// Step is the index of the step in [Proposal.Steps]. Steps for people who joined
	// while Apply was running have higher numbers, which may differ between runs.
	Step int `json:"step"`
	// Event is [Sending], [Done], [Failed] or [Skipped].
	Event Status `json:"event"`
	// Text is the step as text: see [Step.String].
	Text string `json:"text"`
	// Unknown reports whether the outcome of a failed step is unknown: Clarifai may have
	// applied it.
	Unknown bool `json:"unknown,omitempty"`
	// RequestID, Error and Note are those of the [Result].
	RequestID string `json:"request_id,omitempty"`
	Error     string `json:"error,omitempty"`
	Note      string `json:"note,omitempty"`
}

// OpenJournal opens a journal, and creates its file if it does not exist. The file is
// locked until Close, or until the process ends in whatever way. Opening it again before
// that, in this process or another one, returns [ErrLocked]. Files can be locked on
// Linux, macOS, Windows and the BSDs. On other systems OpenJournal fails.
//
// A file that is not a journal is an error, and it is not changed.
func OpenJournal(path string) (*Journal, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("roster: the journal %q must be a file", path)
	}
	file, err := filelock.Open(path)
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, fmt.Errorf("%w: %q", ErrLocked, path)
	case err != nil:
		return nil, fmt.Errorf("roster: opening the journal: %w", err)
	}
	j := &Journal{path: path, file: file}
	if err := j.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("roster: reading the journal %q: %w", path, err), file.Close())
	}
	// The directory may be one that this process cannot read.
	if err := filelock.SyncDir(filepath.Dir(path)); err != nil && !errors.Is(err, os.ErrPermission) {
		return nil, errors.Join(fmt.Errorf("roster: creating the journal: %w", err), file.Close())
	}
	j.earlier = j.history.entries()
	return j, nil
}

// Close closes the journal and unlocks it. It returns the error because of which the
// journal could not be written, if there was one. Closing it again does nothing.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	_ = j.sync()
	if err := j.file.Close(); err != nil && j.err == nil {
		_ = j.fail(err)
	}
	j.file = nil
	return j.err
}

// Earlier returns the last entry of each step that the journal had when it was opened,
// in the order of the plan. The event is [Sending] if the outcome is unknown: [Apply]
// looks it up. Steps that were not reached are missing.
func (j *Journal) Earlier() []JournalEntry { return slices.Clone(j.earlier) }

// begin begins a run of a plan, whose steps are results. A nil Journal does nothing, as
// in the other methods that Apply calls.
func (j *Journal) begin(organization, digest string, results []*Result) error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.numbers != nil {
		return fmt.Errorf("roster: the journal %q is used by a run that has not ended", j.path)
	}
	if digest == "" {
		return errors.New("roster: a plan that cannot be stored as JSON cannot have a journal")
	}
	before := j.history.header
	if before != nil && (steps.FoldID(before.Organization) != steps.FoldID(organization) || before.Plan != digest) {
		return fmt.Errorf("%w, of organization %.80q: %q: use another file, or apply that plan", ErrOtherPlan, before.Organization, j.path)
	}
	header := &journalHeader{Journal: journalFormat, Organization: organization, Plan: digest, Steps: len(results), Time: time.Now().UTC()}
	if err := j.write(header); err != nil {
		return err
	}
	j.history.begin(header)
	j.numbers = make(map[*Result]int, len(results))
	for i, r := range results {
		j.numbers[r] = i
	}
	return j.sync()
}

// end ends the run.
func (j *Journal) end() {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.numbers = nil
}

// sending records that steps are about to be sent. If there is an error, they must not
// be sent.
func (j *Journal) sending(results []*Result) error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	entries := make([]JournalEntry, len(results))
	for i, r := range results {
		entries[i] = j.entry(r, Sending)
	}
	if err := j.add(entries...); err != nil {
		return err
	}
	return j.sync()
}

// ended records what became of a step. The line is on the disk with the next step that
// is sent: without it, the next run finds out by itself.
func (j *Journal) ended(r *Result) error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	entry := j.entry(r, r.Status)
	entry.RequestID, entry.Note = r.RequestID, r.Note
	if r.Err != nil {
		entry.Error, entry.Unknown = r.Err.Error(), r.Status == Failed && errors.Is(r.Err, clarifai.ErrAmbiguous)
	}
	return j.add(entry)
}

// entry returns a line about a step.
func (j *Journal) entry(r *Result, event Status) JournalEntry {
	return JournalEntry{Time: time.Now().UTC(), Step: j.number(r), Event: event, Text: r.String()}
}

// number returns the number of a step. Steps that the plan does not have get the next
// one.
func (j *Journal) number(r *Result) int {
	n, ok := j.numbers[r]
	if !ok {
		n = len(j.numbers)
		j.numbers[r] = n
	}
	return n
}

// add writes entries and remembers them.
func (j *Journal) add(entries ...JournalEntry) error {
	lines := make([]any, len(entries))
	for i := range entries {
		lines[i] = &entries[i]
	}
	if err := j.write(lines...); err != nil {
		return err
	}
	for i := range entries {
		j.history.add(&entries[i])
	}
	return nil
}

// write writes lines. After an error, nothing more is written: what was written of
// them may end within a line.
func (j *Journal) write(lines ...any) error {
	if j.err != nil || len(lines) == 0 {
		return j.err
	}
	if err := j.check(); err != nil {
		return j.fail(err)
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return j.fail(err)
		}
	}
	n, err := j.file.Write(buffer.Bytes())
	j.size += int64(n)
	return j.fail(err)
}

// sync waits until what was written is on the disk.
func (j *Journal) sync() error {
	if j.err != nil {
		return j.err
	}
	return j.fail(j.file.Sync())
}

// fail remembers an error of writing.
func (j *Journal) fail(err error) error {
	if err != nil {
		j.err = fmt.Errorf("roster: writing the journal %q: %w", j.path, err)
	}
	return j.err
}

// check returns an error if the journal is closed, if somebody removed or replaced its
// file, or if somebody else wrote to it.
func (j *Journal) check() error {
	if j.file == nil {
		return os.ErrClosed
	}
	held, err := j.file.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Stat(j.path); err != nil || !os.SameFile(held, there) {
		return errors.New("somebody removed or replaced the file")
	}
	if held.Size() != j.size {
		return errors.New("somebody else wrote to the file")
	}
	return nil
}

package audit

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/filelock"
)

// stateDir is the directory within a directory of files that has what is not for a
// log shipper: the lock, the state, and files that are not in their place yet.
const stateDir = ".clarifai-audit"

// The files of the state directory. A file for a batch is there, with unplaced added
// to its name, until it is whole and the state names it.
const (
	lockFile   = "lock"
	stateFile  = "state.json"
	newState   = "state.json.new"
	unplaced   = ".unplaced"
	fileFormat = 1
)

// ownUnplaced matches the files for batches in the state directory.
var ownUnplaced = regexp.MustCompile(`^audit-\d{8}T\d{6}\.\d{9}Z-\d{8}T\d{6}\.\d{9}Z(\.late-\d+)?\.jsonl\.unplaced$`)

// DirectorySink is a [Sink] that writes files to a directory.
type DirectorySink struct {
	path   string
	lock   *os.File // nil after Close
	stored storedState
}

// storedState is the file of the state.
type storedState struct {
	Format int    `json:"format"`
	State  *State `json:"state"`
	// File is the file of the batch that was written last, or "" if it had no lines.
	// It is in its place, or about to be put there.
	File string `json:"file,omitempty"`
	// LateFiles is the number of files with late entries, for the next one's name.
	LateFiles int `json:"late_files,omitempty"`
}

// Directory opens a directory for the audit log of one organization, and creates it
// if it does not exist. [Follow] and [Export] write it a file of JSON Lines for each
// window that has entries:
//
//	audit-20261101T000000.000000000Z-20261101T001500.000000000Z.jsonl
//	audit-20261101T000000.000000000Z-20261101T010000.000000000Z.late-1.jsonl
//
// The second one has entries that appeared late. A file is whole and on the disk when
// its name appears. It is not touched again: a log shipper may take it away, and it is
// not written again. What the sink remembers is in the subdirectory .clarifai-audit,
// which must stay. Files with other names may be in the directory.
//
// The directory is locked until Close, or until the process ends in whatever way. For
// any other process, or a second call in this one, the error is [ErrLocked]. A standby
// calls Directory again until it succeeds. Systems that can lock a file are Linux,
// macOS, Windows and the BSDs. On others Directory fails.
//
// # Crashes
//
// A file is first written and synced in the subdirectory. Then a new state is written,
// synced and renamed over the old one, which is the moment from which the batch counts
// as written. Last the file is renamed into its place. A process that ends before that
// moment has written nothing, and what it left in the subdirectory is removed. After
// that moment, the next Directory renames the file.
func Directory(path string) (*DirectorySink, error) {
	if err := os.MkdirAll(filepath.Join(path, stateDir), 0o750); err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	_ = syncDir(filepath.Dir(filepath.Clean(path))) // it may be one that this process cannot read
	if err := syncDir(path); err != nil {
		return nil, err
	}
	lock, err := filelock.Open(filepath.Join(path, stateDir, lockFile))
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, fmt.Errorf("%w: %q", ErrLocked, path)
	case err != nil:
		return nil, fmt.Errorf("audit: locking the directory: %w", err)
	}
	d := &DirectorySink{path: path, lock: lock}
	if err := errors.Join(d.checkLock(), d.recover()); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close unlocks the directory. Closing it again does nothing.
func (d *DirectorySink) Close() error {
	if d.lock == nil {
		return nil
	}
	lock := d.lock
	d.lock = nil
	return lock.Close() // which also unlocks it
}

// Load implements [Sink].
func (d *DirectorySink) Load(context.Context, string) (*State, error) {
	return d.stored.State, d.checkLock()
}

// Write implements [Sink].
func (d *DirectorySink) Write(_ context.Context, b *Batch) error {
	if err := d.checkLock(); err != nil {
		return err
	}
	if before := d.stored.State; before != nil && !before.isOf(b.Organization) {
		return fmt.Errorf("%w: %q has entries of %.80q", ErrOtherOrganization, d.path, before.Organization)
	}
	if err := d.place(); err != nil { // which an earlier Write may have failed to do
		return err
	}
	after := storedState{Format: fileFormat, State: b.State, LateFiles: d.stored.LateFiles}
	if len(b.Lines) > 0 {
		after.File = fileName(b.From, b.To)
		if b.Late {
			after.LateFiles++
			after.File += fmt.Sprintf(".late-%d", after.LateFiles)
		}
		after.File += ".jsonl"
		if err := d.writeLines(after.File, b.Lines); err != nil {
			return err
		}
	}
	if err := d.commit(after); err != nil {
		return err
	}
	return d.place()
}

// fileName returns the name of a file without its extension.
func fileName(from, to time.Time) string {
	const layout = "20060102T150405.000000000Z"
	return "audit-" + from.UTC().Format(layout) + "-" + to.UTC().Format(layout)
}

// own returns the path of a file in the state directory.
func (d *DirectorySink) own(name string) string { return filepath.Join(d.path, stateDir, name) }

// checkLock returns an error if the directory is closed, or if somebody removed the
// lock file, so that another process may hold a new one.
func (d *DirectorySink) checkLock() error {
	if d.lock == nil {
		return fmt.Errorf("audit: the directory %q: %w", d.path, os.ErrClosed)
	}
	held, err := d.lock.Stat()
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if there, err := os.Stat(d.own(lockFile)); err != nil || !os.SameFile(held, there) {
		return fmt.Errorf("%w: somebody replaced or removed %q", ErrLocked, d.own(lockFile))
	}
	return nil
}

// recover reads the state, finishes the batch that it names, and removes what was
// written for a batch that it does not name.
func (d *DirectorySink) recover() error {
	if err := d.readState(); err != nil {
		return err
	}
	if err := d.place(); err != nil {
		return err
	}
	entries, err := os.ReadDir(filepath.Join(d.path, stateDir))
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	for _, entry := range entries {
		if ownUnplaced.MatchString(entry.Name()) {
			if err := os.Remove(d.own(entry.Name())); err != nil {
				return fmt.Errorf("audit: %w", err)
			}
		}
	}
	return nil
}

func (d *DirectorySink) readState() error {
	data, err := os.ReadFile(d.own(stateFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	err = json.Unmarshal(data, &d.stored)
	if err == nil && (d.stored.State == nil || d.stored.Format != fileFormat) {
		err = fmt.Errorf("it must have a state, in format %d", fileFormat)
	}
	if err != nil {
		return fmt.Errorf("audit: %q cannot be read, so that nothing is written: %w", d.own(stateFile), err)
	}
	return nil
}

// writeLines writes and syncs the file for a batch in the state directory.
func (d *DirectorySink) writeLines(name string, lines []Line) error {
	if err := d.checkFree(name); err != nil {
		return err
	}
	path := d.own(name + unplaced)
	err := writeSynced(path, func(encoder *json.Encoder) error { return encodeLines(encoder, lines) })
	if err != nil {
		_ = os.Remove(path) // or the next Directory does
		return err
	}
	return syncDir(filepath.Dir(path))
}

// commit replaces the state. When its new file is renamed, the batch is written.
func (d *DirectorySink) commit(after storedState) error {
	if err := writeSynced(d.own(newState), func(encoder *json.Encoder) error { return encoder.Encode(after) }); err != nil {
		return err
	}
	if err := os.Rename(d.own(newState), d.own(stateFile)); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	d.stored = after
	return syncDir(filepath.Join(d.path, stateDir))
}

// place puts the file that the state names into its place, unless it was there
// already: then it is no longer in the state directory.
func (d *DirectorySink) place() error {
	name := d.stored.File
	if name == "" {
		return nil
	}
	switch _, err := os.Lstat(d.own(name + unplaced)); {
	case errors.Is(err, os.ErrNotExist):
		d.stored.File = ""
		return nil
	case err != nil:
		return fmt.Errorf("audit: %w", err)
	}
	if err := d.checkFree(name); err != nil {
		return err
	}
	if err := os.Rename(d.own(name+unplaced), filepath.Join(d.path, name)); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	d.stored.File = ""
	return errors.Join(syncDir(d.path), syncDir(filepath.Join(d.path, stateDir)))
}

// checkFree returns an error if a file is there that this sink did not write.
func (d *DirectorySink) checkFree(name string) error {
	path := filepath.Join(d.path, name)
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("audit: %q exists already, and this sink did not write it: move it away, or use another directory", path)
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// writeSynced writes a file and syncs it.
func writeSynced(path string, write func(*json.Encoder) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	buffer := bufio.NewWriter(file)
	err = write(json.NewEncoder(buffer))
	if err == nil {
		err = buffer.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("audit: writing %q: %w", path, err)
	}
	return nil
}

// syncDir makes the names in a directory last.
func syncDir(path string) error {
	if err := filelock.SyncDir(path); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

package audit

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

// directory is where the files are. What has been written is the program's only
// memory: a file that is there is whole, and its window is done.
type directory struct{ path string }

// span is the time of a file's entries: from is within, to is not.
type span struct{ from, to time.Time }

const (
	stampLayout = "20060102T150405.000000000Z"
	partial     = ".partial"
)

var (
	windowFile = regexp.MustCompile(`^audit-(\d{8}T\d{6}\.\d{9}Z)-(\d{8}T\d{6}\.\d{9}Z)\.jsonl$`)
	lateFile   = regexp.MustCompile(`^audit-(\d{8}T\d{6}\.\d{9}Z)-(\d{8}T\d{6}\.\d{9}Z)\.late-\d+\.jsonl$`)
)

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func spanName(from, to time.Time) string {
	return "audit-" + from.UTC().Format(stampLayout) + "-" + to.UTC().Format(stampLayout)
}

func windowName(from, to time.Time) string { return spanName(from, to) + ".jsonl" }

// openDirectory makes the directory where it is missing, and clears away what a
// run that was stopped had begun.
func openDirectory(path string) (*directory, error) {
	if err := os.MkdirAll(path, 0o750); err != nil {
		return nil, err
	}
	begun, err := filepath.Glob(filepath.Join(path, "*"+partial))
	if err != nil {
		return nil, err
	}
	for _, file := range begun {
		if err := os.Remove(file); err != nil {
			return nil, err
		}
	}
	return &directory{path}, nil
}

// files gives the files whose name fits a pattern, with their spans.
func (d *directory) files(pattern *regexp.Regexp) (map[string]span, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, err
	}
	found := make(map[string]span)
	for _, entry := range entries {
		m := pattern.FindStringSubmatch(entry.Name())
		if m == nil {
			continue
		}
		from, err1 := time.Parse(stampLayout, m[1])
		to, err2 := time.Parse(stampLayout, m[2])
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("%s is not a file of this program: %w", entry.Name(), err)
		}
		found[entry.Name()] = span{from, to}
	}
	return found, nil
}

// windows gives the windows that are done, in order.
func (d *directory) windows() ([]span, error) {
	files, err := d.files(windowFile)
	if err != nil {
		return nil, err
	}
	var all []span
	for _, s := range files {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b span) int { return a.from.Compare(b.from) })
	for i := 1; i < len(all); i++ {
		if !all[i].from.Equal(all[i-1].to) {
			return nil, fmt.Errorf("%s: the windows do not meet: one ends at %s and the next begins at %s",
				d.path, stamp(all[i-1].to), stamp(all[i].from))
		}
	}
	return all, nil
}

// start tells where to go on: where the last window ends, and at from in an
// empty directory.
func (d *directory) start(from time.Time) (time.Time, error) {
	windows, err := d.windows()
	switch {
	case err != nil:
		return from, err
	case len(windows) == 0 && from.IsZero():
		return from, fmt.Errorf("-from is missing, and %s has no files to go on from", d.path)
	case len(windows) == 0:
		return from, nil
	case !from.IsZero() && from.Before(windows[0].from):
		return from, fmt.Errorf("%s begins at %s, after -from: use another directory for what was before", d.path, stamp(windows[0].from))
	}
	return windows[len(windows)-1].to, nil
}

// put writes a file: its content is on the disk before its name is there.
func (d *directory) put(name string, records []record) (err error) {
	path := filepath.Join(d.path, name)
	file, err := os.OpenFile(path+partial, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(path + partial)
		}
	}()
	buffer := bufio.NewWriter(file)
	lines := json.NewEncoder(buffer)
	for i := range records {
		if err := lines.Encode(&records[i]); err != nil {
			return errors.Join(err, file.Close())
		}
	}
	if err := errors.Join(buffer.Flush(), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+partial, path); err != nil {
		return err
	}
	return d.sync()
}

// sync makes a file's name last. Not every system lets a directory be synced.
func (d *directory) sync() error {
	dir, err := os.Open(d.path)
	if err != nil {
		return err
	}
	_ = dir.Sync()
	return dir.Close()
}

// known counts the entries of a span that are written, on time or late.
func (d *directory) known(from, to time.Time) (counts, error) {
	count := make(counts)
	for _, pattern := range []*regexp.Regexp{windowFile, lateFile} {
		files, err := d.files(pattern)
		if err != nil {
			return nil, err
		}
		for name, s := range files {
			if !s.from.Before(to) || !from.Before(s.to) {
				continue
			}
			if err := count.add(filepath.Join(d.path, name), from, to); err != nil {
				return nil, err
			}
		}
	}
	return count, nil
}

// add counts the lines of a file that are within a span.
func (c counts) add(path string, from, to time.Time) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines := json.NewDecoder(bufio.NewReader(file))
	for {
		var r record
		switch err := lines.Decode(&r); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", path, err)
		}
		if !r.Timestamp.Before(from) && r.Timestamp.Before(to) {
			c[hashOf(r.EventKey)]++
		}
	}
}

// lateName is a name for entries that came late that no file has yet.
func (d *directory) lateName(from, to time.Time) (string, error) {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s.late-%d.jsonl", spanName(from, to), n)
		_, err := os.Lstat(filepath.Join(d.path, name))
		if errors.Is(err, os.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
}

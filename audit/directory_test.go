package audit_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// stateOf is the directory of what a log shipper leaves alone.
func stateOf(dir, name string) string { return filepath.Join(dir, ".clarifai-audit", name) }

// linesIn returns the lines of all files of a directory.
func linesIn(t *testing.T, dir string) (all []audit.Line) {
	t.Helper()
	for _, name := range filesIn(t, dir) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		scanner := bufio.NewScanner(bytes.NewReader(data))
		for scanner.Scan() {
			var line audit.Line
			if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if isLate := strings.Contains(name, ".late-"); isLate != line.Late {
				t.Errorf("%s has a line that is late: %v", name, line.Late)
			}
			all = append(all, line)
		}
	}
	return all
}

// filesIn returns the names of the files of a directory that have lines.
func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "audit-") {
			names = append(names, entry.Name())
		}
	}
	return names
}

// exportTo exports a period to a directory.
func exportTo(t *testing.T, s *clarifaitest.Server, dir string, from, to time.Time) error {
	t.Helper()
	sink, err := audit.Directory(dir)
	if err != nil {
		return err
	}
	_, err = audit.Export(t.Context(), s.Client(), "acme", sink, from, to, minutes)
	return errors.Join(err, sink.Close())
}

// withExport runs a subtest with a directory that has the first five of ten minutes,
// a file for each.
func withExport(t *testing.T, name string, test func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "audit")
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			from := passed(t, 10*time.Minute)
			fill(t, s, from, 10*time.Minute)
			if err := exportTo(t, s, dir, from, from.Add(5*time.Minute)); err != nil {
				t.Fatal(err)
			}
			test(t, s, dir, from)
		})
	})
}

func TestDirectory(t *testing.T) {
	withExport(t, "files appear whole and are written once", func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
		if got := filesIn(t, dir); len(got) != 5 || got[0] != "audit-20000101T000000.000000000Z-20000101T000100.000000000Z.jsonl" {
			t.Errorf("the files are %q", got)
		}
		add(t, s, from, "late")
		for range 2 {
			if err := exportTo(t, s, dir, from, from.Add(10*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		add(t, s, from, "later")
		if err := exportTo(t, s, dir, from, from.Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		complete(t, s, linesIn(t, dir), from, from.Add(10*time.Minute))
		if got := filesIn(t, dir); len(got) != 12 {
			t.Errorf("the files are %q", got)
		}
	})

	withExport(t, "files that a shipper takes away are not written again", func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
		add(t, s, from, "late")
		shipped := linesIn(t, dir)
		take := func() {
			for _, name := range filesIn(t, dir) {
				if err := os.Remove(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
		take()
		if err := exportTo(t, s, dir, from, from.Add(7*time.Minute)); err != nil {
			t.Fatal(err)
		}
		shipped = append(shipped, linesIn(t, dir)...)
		take()
		if err := exportTo(t, s, dir, from, from.Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		complete(t, s, append(shipped, linesIn(t, dir)...), from, from.Add(10*time.Minute))
	})

	withExport(t, "a second organization is refused", func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
		before := len(linesIn(t, dir))
		sink, err := audit.Directory(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer sink.Close()
		_, err = audit.Export(t.Context(), s.Client(), "owner", sink, from, from.Add(10*time.Minute), minutes)
		if !errors.Is(err, audit.ErrOtherOrganization) || len(linesIn(t, dir)) != before {
			t.Errorf("it returns %v", err)
		}
		if err := sink.Write(t.Context(), &audit.Batch{Organization: "owner", State: &audit.State{Organization: "owner"}}); !errors.Is(err, audit.ErrOtherOrganization) {
			t.Errorf("Write returns %v", err)
		}
	})

	withExport(t, "a second process is refused while the first has it open", func(t *testing.T, _ *clarifaitest.Server, dir string, _ time.Time) {
		first, err := audit.Directory(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := audit.Directory(dir); !errors.Is(err, audit.ErrLocked) {
			t.Errorf("it returns %v", err)
		}
		if err := errors.Join(first.Close(), first.Close()); err != nil {
			t.Fatal(err)
		}
		if err := first.Write(t.Context(), &audit.Batch{}); !errors.Is(err, os.ErrClosed) {
			t.Errorf("Write after Close returns %v", err)
		}
		second, err := audit.Directory(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		if err := os.Remove(stateOf(dir, "lock")); err != nil {
			t.Fatal(err)
		}
		if err := second.Write(t.Context(), &audit.Batch{}); !errors.Is(err, audit.ErrLocked) {
			t.Errorf("Write without the lock's file returns %v", err)
		}
	})

	withExport(t, "files of others stay", func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
		odd := filepath.Join(filepath.Dir(dir), "[a-z]*") // as a pattern it is dir, too
		if err := os.Mkdir(odd, 0o700); err != nil {
			t.Fatal(err)
		}
		var others []string
		for _, d := range []string{dir, odd} {
			for _, name := range []string{"x.partial", "audit-1.jsonl.partial", "audit-20000101T000000.000000000Z-20000101T000100.000000000Z.jsonl.unplaced", "state.json"} {
				others = append(others, filepath.Join(d, name))
			}
		}
		others = append(others, stateOf(dir, "note.unplaced"))
		for _, name := range others {
			if err := os.WriteFile(name, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, d := range []string{dir, odd} {
			if err := exportTo(t, s, d, from, from.Add(8*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range others {
			if data, err := os.ReadFile(name); err != nil || string(data) != "mine" {
				t.Errorf("%s: %q, %v", name, data, err)
			}
		}
	})

	withExport(t, "a file that is there already is not overwritten", func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
		name := filepath.Join(dir, "audit-20000101T000500.000000000Z-20000101T000600.000000000Z.jsonl")
		if err := os.WriteFile(name, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		err := exportTo(t, s, dir, from, from.Add(10*time.Minute))
		if data, _ := os.ReadFile(name); err == nil || !strings.Contains(err.Error(), "exists already") || string(data) != "mine" {
			t.Errorf("%q, %v", data, err)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := exportTo(t, s, dir, from, from.Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		complete(t, s, linesIn(t, dir), from, from.Add(10*time.Minute))
	})

	for name, content := range map[string]string{"half": `{"format":1,"state":{"organ`, "empty": ``, "of a later format": `{"format":2,"state":{"organization":"acme"}}`, "without a state": `{"format":1}`} {
		withExport(t, "a state that is "+name+" is refused", func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
			if err := os.WriteFile(stateOf(dir, "state.json"), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			before := len(linesIn(t, dir))
			err := exportTo(t, s, dir, from, from.Add(10*time.Minute))
			if err == nil || !strings.Contains(err.Error(), "cannot be read, so that nothing is written") || len(linesIn(t, dir)) != before {
				t.Errorf("it returns %v", err)
			}
		})
	}

	t.Run("a path that is a file is an error", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if sink, err := audit.Directory(path); err == nil {
			t.Errorf("it is opened: %v", sink.Close())
		}
	})
}

// What a directory looks like when a process ends at a point of Write, or when Write
// fails there.
func TestDirectory_Crash(t *testing.T) {
	const sixth = "audit-20000101T000500.000000000Z-20000101T000600.000000000Z.jsonl"
	fifth := strings.NewReplacer("T000600", "T000500", "T000500", "T000400").Replace(sixth)
	put := func(t *testing.T, path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, crash := range map[string]func(t *testing.T, dir string){
		"half a file is not in its place": func(t *testing.T, dir string) { put(t, stateOf(dir, sixth+".unplaced"), `{"event_key":"x`) },
		"half a state is not in its place": func(t *testing.T, dir string) {
			put(t, stateOf(dir, sixth+".unplaced"), `{"event_key":"x"}`)
			put(t, stateOf(dir, "state.json.new"), `{"format":1,"sta`)
		},
		"the state is in its place, and the file is not": func(t *testing.T, dir string) {
			if err := os.Rename(filepath.Join(dir, fifth), stateOf(dir, fifth+".unplaced")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		withExport(t, name, func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
			crash(t, dir)
			if err := exportTo(t, s, dir, from, from.Add(10*time.Minute)); err != nil {
				t.Fatal(err)
			}
			complete(t, s, linesIn(t, dir), from, from.Add(10*time.Minute))
			if left, _ := filepath.Glob(stateOf(dir, "*.unplaced")); len(left) > 0 {
				t.Errorf("it leaves %q", left)
			}
		})
	}

	for name, obstacle := range map[string]string{
		"the file cannot be written":  stateOf("", sixth+".unplaced"),
		"the state cannot be written": stateOf("", "state.json.new"),
		"the file cannot be placed":   sixth,
	} {
		withExport(t, name, func(t *testing.T, s *clarifaitest.Server, dir string, from time.Time) {
			sink, err := audit.Directory(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer sink.Close()
			obstacle := filepath.Join(dir, obstacle)
			if err := os.MkdirAll(filepath.Join(obstacle, "x"), 0o700); err != nil { // a directory that is not empty
				t.Fatal(err)
			}
			export := func() error {
				_, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(10*time.Minute), minutes)
				return err
			}
			if err := export(); err == nil {
				t.Error("there is no error")
			}
			if err := os.RemoveAll(obstacle); err != nil {
				t.Fatal(err)
			}
			if err := export(); err != nil { // with the sink that failed
				t.Fatal(err)
			}
			complete(t, s, linesIn(t, dir), from, from.Add(10*time.Minute))
		})
	}
}

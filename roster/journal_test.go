package roster_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Lines of a journal of two steps.
const (
	journalHead = `{"journal":1,"organization":"acme","plan":"sha256:00","steps":2,"time":"2026-11-01T08:00:00Z"}` + "\n"
	sendingAnn  = `{"time":"2026-11-01T08:00:01Z","step":0,"event":"sending","text":"invite ann@acme.test (new)"}` + "\n"
	doneAnn     = `{"time":"2026-11-01T08:00:02Z","step":0,"event":"done","text":"invite ann@acme.test (new)","request_id":"r1"}` + "\n"
	sendingBo   = `{"time":"2026-11-01T08:00:03Z","step":1,"event":"sending","text":"invite bö@acme.test (new)"}` + "\n"
	skippedBo   = `{"time":"2026-11-01T08:00:04Z","step":1,"event":"skipped","text":"invite bö@acme.test (new)","error":"stopped"}` + "\n"
	failedBo    = `{"time":"2026-11-01T08:00:04Z","step":1,"event":"failed","text":"invite bö@acme.test (new)","error":"two\nlines"}` + "\n"
)

func openJournal(t *testing.T, path string) *roster.Journal {
	t.Helper()
	j, err := roster.OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

func writeFile(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// events returns entries as lines.
func events(entries []roster.JournalEntry) (lines []string) {
	for _, e := range entries {
		lines = append(lines, strings.TrimSpace(string(e.Event)+" "+e.Text+" "+e.RequestID))
	}
	return lines
}

func TestOpenJournal(t *testing.T) {
	temp := func(t *testing.T, content string) string {
		return writeFile(t, filepath.Join(t.TempDir(), "journal.jsonl"), content)
	}
	t.Run("a file that does not exist is created for its owner alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		if earlier := openJournal(t, path).Earlier(); len(earlier) > 0 {
			t.Errorf("got %v", earlier)
		}
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	})
	for name, content := range map[string]string{
		"an empty file":                      "",
		"a first line that was not written":  journalHead[:7],
		"a first line without its last byte": strings.TrimSuffix(journalHead, "\n"),
		"a run that ended at its beginning":  journalHead,
	} {
		t.Run(name+" has no steps", func(t *testing.T) {
			path := temp(t, content)
			if earlier := openJournal(t, path).Earlier(); len(earlier) > 0 {
				t.Errorf("got %v", earlier)
			}
			if got, want := readFile(t, path), content[:strings.LastIndex(content, "\n")+1]; got != want {
				t.Errorf("the file has %q, want %q", got, want)
			}
		})
	}
	const ann, bo = "invite ann@acme.test (new)", "invite bö@acme.test (new)"
	for name, c := range map[string]struct {
		content string
		want    []string
	}{
		"a step that was done":                          {sendingAnn + doneAnn, []string{"done " + ann + " r1"}},
		"a step that was being sent":                    {sendingAnn + doneAnn + sendingBo, []string{"done " + ann + " r1", "sending " + bo}},
		"a step that failed":                            {sendingBo + failedBo, []string{"failed " + bo}},
		"a step that was not sent after all":            {sendingBo + skippedBo, []string{"skipped " + bo}},
		"a step that a second run failed to do":         {sendingBo + skippedBo + journalHead + sendingBo + failedBo, []string{"failed " + bo}},
		"a step that a second run did":                  {sendingAnn + journalHead + sendingAnn + doneAnn, []string{"done " + ann + " r1"}},
		"an unknown step that a second run skipped":     {sendingBo + journalHead + skippedBo, []string{"sending " + bo}},
		"an unknown step that a second run cannot send": {sendingBo + journalHead + failedBo, []string{"sending " + bo}},
		"a step that was done twice":                    {sendingAnn + doneAnn + journalHead + sendingAnn, []string{"done " + ann + " r1"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := events(openJournal(t, temp(t, journalHead+c.content)).Earlier())
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("a last line that is not whole is cut off, wherever it ends", func(t *testing.T) {
		for n := range len(sendingBo) { // within ö as well
			path := temp(t, journalHead+sendingAnn+doneAnn+sendingBo[:n])
			if got := events(openJournal(t, path).Earlier()); !slices.Equal(got, []string{"done " + ann + " r1"}) {
				t.Fatalf("after %d bytes: %q", n, got)
			}
			if got := readFile(t, path); got != journalHead+sendingAnn+doneAnn {
				t.Fatalf("after %d bytes the file has %q", n, got)
			}
		}
	})
	for name, content := range map[string]string{
		"a plan":                          `{"version":1,"organization":"acme"}`,
		"a plan in lines":                 "{\n  \"version\": 1\n}\n",
		"a list of people":                "email,role\nann@acme.test,Admin\n",
		"a last line of something else":   "of something else",
		"lines without a header":          sendingAnn,
		"a later format":                  strings.Replace(journalHead, `"journal":1`, `"journal":2`, 1),
		"a header without a plan":         strings.Replace(journalHead, `"sha256:00"`, `""`, 1),
		"runs of two plans":               journalHead + strings.Replace(journalHead, "sha256:00", "sha256:01", 1),
		"runs of two organizations":       journalHead + strings.Replace(journalHead, "acme", "other", 1),
		"an empty line":                   journalHead + "\n" + sendingAnn,
		"a line that is cut in its midst": journalHead + sendingAnn[:40] + "\n" + doneAnn,
		"a line with two objects":         journalHead + strings.TrimSpace(sendingAnn) + doneAnn,
		"a line of zero bytes":            journalHead + strings.Repeat("\x00", 40) + "\n",
		"a line that is not UTF-8":        journalHead + strings.Replace(sendingBo, "ö", "\xc3", 1),
		"a line with another field":       journalHead + strings.Replace(doneAnn, "request_id", "request", 1),
		"a line with an unknown event":    journalHead + strings.Replace(doneAnn, `"done"`, `"undone"`, 1),
		"a line without its step's text":  journalHead + strings.Replace(doneAnn, "invite ann@acme.test (new)", "", 1),
		"a line with a negative step":     journalHead + strings.Replace(doneAnn, `"step":0`, `"step":-1`, 1),
	} {
		t.Run(name+" is an error, and stays as it is", func(t *testing.T) {
			path := temp(t, content)
			_, err := roster.OpenJournal(path)
			if err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v", err)
			}
			if got := readFile(t, path); got != content {
				t.Errorf("the file has %q", got)
			}
			if err := os.Remove(path); err != nil { // and it is closed, so that Windows allows it
				t.Error(err)
			}
		})
	}
	t.Run("a directory is an error", func(t *testing.T) {
		path := t.TempDir()
		if _, err := roster.OpenJournal(path); err == nil || !strings.Contains(err.Error(), "must be a file") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a device is an error", func(t *testing.T) {
		if _, err := roster.OpenJournal(os.DevNull); err == nil || !strings.Contains(err.Error(), "must be a file") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a file that must not be written is an error", func(t *testing.T) {
		path := temp(t, journalHead)
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if file, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
			file.Close()
			t.Skip("this user may write everything")
		}
		if _, err := roster.OpenJournal(path); !errors.Is(err, os.ErrPermission) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a directory that does not exist is an error", func(t *testing.T) {
		if _, err := roster.OpenJournal(filepath.Join(t.TempDir(), "missing", "journal.jsonl")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("only one has it open at a time", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		j := openJournal(t, path)
		if _, err := roster.OpenJournal(path); !errors.Is(err, roster.ErrLocked) || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v", err)
		}
		for range 2 {
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
		}
		openJournal(t, path)
	})
}

// journalLine is a line of a journal as others read it.
type journalLine struct {
	Journal int
	Plan    string
	Steps   int
	Time    string
	Step    int
	Event   string
	Text    string
	Request string `json:"request_id"`
	Error   string
	Note    string
}

func journalLines(t *testing.T, path string) (lines []journalLine) {
	t.Helper()
	for text := range strings.Lines(readFile(t, path)) {
		var line journalLine
		if err := json.Unmarshal([]byte(text), &line); err != nil || !strings.HasSuffix(text, "}\n") {
			t.Fatalf("%q: %v", text, err)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestJournal_Lines(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		path := filepath.Join(f.TempDir(), "journal.jsonl")
		f.applying.Journal = openJournal(f.T, path)
		f.server.Inject(clarifaitest.Fault{
			Operation: clarifai.OpTeamsAddApps, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes, Count: -1,
		})
		var atWrite [][]journalLine // what the journal has when the server gets a write
		var mu sync.Mutex
		f.watchWrites(func(int) {
			mu.Lock()
			defer mu.Unlock()
			atWrite = append(atWrite, journalLines(f.T, path))
		}, func(int) {})
		p := f.plan()
		report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
		if err == nil {
			f.Fatal("want an error from Apply")
		}
		lines := journalLines(f.T, path)
		if head := lines[0]; head.Journal != 1 || head.Steps != len(p.Steps) || head.Plan == "" || head.Time == "" {
			f.Errorf("the header: %+v", head)
		}
		sent, ended := make(map[int]int), make(map[int]journalLine)
		for i, line := range lines[1:] {
			if line.Text != report.Steps[line.Step].String() || line.Time == "" {
				f.Errorf("line %d: %+v", i+2, line)
			}
			if line.Event == "sending" {
				sent[line.Step] = i
				continue
			}
			if _, ok := ended[line.Step]; ok {
				f.Errorf("step %d ended twice", line.Step)
			}
			ended[line.Step] = line
		}
		for n, r := range report.Steps {
			line := ended[n]
			if line.Event != string(r.Status) || line.Request != r.RequestID || (line.Error != "") != (r.Err != nil) {
				f.Errorf("%s: %+v, and the line %+v", r.Step, r, line)
			}
			if _, ok := sent[n]; !ok && r.RequestID != "" {
				f.Errorf("%s was not recorded before it was sent", r.Step)
			}
		}
		for i, lines := range atWrite {
			sending := make(map[int]bool)
			for _, line := range lines[1:] {
				sending[line.Step] = line.Event == "sending"
			}
			if !slices.Contains(slices.Collect(maps.Values(sending)), true) {
				f.Errorf("when write %d is sent, nothing is recorded as being sent: %+v", i, lines)
			}
		}
		if text := readFile(f.T, path); strings.Contains(text, f.server.PAT("olga")) || strings.Contains(text, `\u003e`) {
			f.Errorf("the journal:\n%s", text)
		}
	})
}

// A server may say anything in an error, and the error may have several lines.
func TestJournal_Errors(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		path := filepath.Join(f.TempDir(), "journal.jsonl")
		f.applying.Journal = openJournal(f.T, path)
		pat := f.server.PAT("olga")
		f.server.Handle("POST /v2/organizations/acme/teams", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			status := map[string]any{"code": int(clarifai.CodeInsufficientScopes), "description": "first\nsecond", "details": "third\r\n\u2028fourth " + pat}
			if err := json.NewEncoder(w).Encode(map[string]any{"status": status}); err != nil {
				f.Error(err)
			}
		}))
		report, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying)
		if !errors.Is(err, clarifai.ErrForbidden) {
			f.Fatalf("got %v", err)
		}
		failed := 0
		for _, line := range journalLines(f.T, path)[1:] {
			if line.Event == "failed" {
				failed++
				if err := report.Steps[line.Step].Err; line.Error != err.Error() || !strings.Contains(line.Error, "second") {
					f.Errorf("the line has %q, the step %v", line.Error, err)
				}
			}
		}
		if failed != 2 { // two teams
			f.Errorf("%d steps failed", failed)
		}
		if strings.Contains(readFile(f.T, path), pat) {
			f.Error("the journal has the credential")
		}
	})
}

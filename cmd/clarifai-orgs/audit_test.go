package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
)

// logged is a server whose organization has an entry every ten seconds of the ten
// minutes from began, and the flags of audit for windows of a minute.
func logged(t *testing.T) (s *clarifaitest.Server, began time.Time, args []string) {
	t.Helper()
	s, args = server(t, func(c *clarifaitest.Config) {
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "zeta", Owner: "olga"})
	})
	began = time.Now().UTC().Add(-time.Hour).Truncate(time.Minute)
	for n := range 60 {
		entry(t, s, began.Add(time.Duration(n)*10*time.Second), fmt.Sprint("request-", n))
	}
	return s, began, slices.Clip(append([]string{"audit", "--window", "1m"}, args...))
}

func entry(t *testing.T, s *clarifaitest.Server, at time.Time, request string) {
	t.Helper()
	err := s.AddAuditEntries("acme", clarifaitest.AuditEntry{Timestamp: at, UserID: "olga", Operation: clarifai.EventTeamCreate, RequestID: request})
	if err != nil {
		t.Fatal(err)
	}
}

// period is the first minutes of the ten.
func period(began time.Time, minutes int) []string {
	return []string{"--from", began.Format(time.RFC3339), "--to", began.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339)}
}

// files returns the content of the files of a directory.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	names, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		all[filepath.Base(name)] = content(t, name)
	}
	return all
}

// requestIDs returns those of lines, sorted.
func requestIDs(t *testing.T, texts ...string) (ids []string) {
	t.Helper()
	for _, text := range texts {
		for line := range strings.Lines(text) {
			var l audit.Line
			if err := json.Unmarshal([]byte(line), &l); err != nil || l.Organization != "acme" {
				t.Fatalf("%q: %v", line, err)
			}
			ids = append(ids, l.RequestID)
		}
	}
	slices.Sort(ids)
	return ids
}

// are checks that lines are those of the first entries, each once.
func are(t *testing.T, entries int, texts ...string) {
	t.Helper()
	var want []string
	for n := range entries {
		want = append(want, fmt.Sprint("request-", n))
	}
	slices.Sort(want)
	if got := requestIDs(t, texts...); !slices.Equal(got, want) {
		t.Errorf("%d lines, want %d: %q", len(got), entries, got)
	}
}

func values(m map[string]string) (all []string) {
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

func TestAudit(t *testing.T) {
	t.Run("a second run writes nothing, and a later end appends", func(t *testing.T) {
		s, began, args := logged(t)
		dir := filepath.Join(t.TempDir(), "new", "audit")
		args = append(args, "--dir", dir)
		runWith(t, olga, append(args, period(began, 5)...)...).exits(t, exitOK).says(t, "30 entries of acme, in 5 windows from "+began.Format(time.RFC3339))
		first := files(t, dir)
		are(t, 30, values(first)...)
		runWith(t, olga, append(args, period(began, 5)...)...).exits(t, exitOK).says(t, "nothing was written")
		runWith(t, olga, append(args, "--to", period(began, 5)[3])...).exits(t, exitOK).says(t, "nothing was written")
		if second := files(t, dir); len(second) != len(first) {
			t.Errorf("%d files, then %d", len(first), len(second))
		}
		runWith(t, olga, append(args, "--to", period(began, 10)[3])...).exits(t, exitOK).says(t, "30 entries of acme, in 5 windows")
		are(t, 60, values(files(t, dir))...)
		if writes(s) != 0 {
			t.Error("it wrote")
		}
	})
	t.Run("late entries are named, and not looked for if that is not wanted", func(t *testing.T) {
		s, began, args := logged(t)
		dir := t.TempDir()
		args = append(args, "--recheck", "3h", "--dir", dir)
		run := func(more ...string) ran {
			return runWith(t, olga, append(append(args, period(began, 10)...), more...)...).exits(t, exitOK)
		}
		run()
		entry(t, s, began, "request-60")
		run("--recheck", "0").says(t, "nothing was written")
		run().says(t, "1 entries of acme, 1 of them late, in 0 windows")
		are(t, 61, values(files(t, dir))...)
	})
	t.Run("the summary in other formats", func(t *testing.T) {
		_, began, args := logged(t)
		dir, report := t.TempDir(), filepath.Join(t.TempDir(), "report.csv")
		args = append(append(args, "--dir", dir, "--output", "json", "--report", report), period(began, 5)...)
		var got auditSummary
		r := runWith(t, olga, args...).exits(t, exitOK)
		if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
			t.Fatal(err)
		}
		want := auditSummary{Organization: "acme", Directory: dir, From: began, To: began.Add(5 * time.Minute), Windows: 5, Entries: 30}
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		if text := content(t, report); !strings.HasSuffix(text, ",5,30,0\n") {
			t.Errorf("the report: %s", text)
		}
	})
	t.Run("a date is its first moment in UTC", func(t *testing.T) {
		_, _, args := logged(t)
		runWith(t, olga, append(args, "--dir", t.TempDir(), "--window", "24h", "--from", "2026-03-01", "--to", "2026-03-02")...).exits(t, exitOK).
			says(t, "0 entries of acme, in 1 windows from 2026-03-01T00:00:00Z to 2026-03-02T00:00:00Z")
	})
}

func TestAudit_Demo(t *testing.T) {
	t.Run("it says what to do next", func(t *testing.T) {
		dir := t.TempDir()
		t.Setenv("TMPDIR", dir)
		r := runWith(t, nil, "audit", "--demo").exits(t, exitOK).says(t, demoBanner, "180 entries of northwind, in 4 windows", "--org YOUR-ORGANIZATION")
		found := regexp.MustCompile(`(?m)^  ls (.*)$`).FindStringSubmatch(r.stdout)
		if found == nil || !strings.HasPrefix(found[1], dir) {
			t.Fatalf("it names no directory in %s:\n%s", dir, r.stdout)
		}
		if lines := strings.Count(strings.Join(values(files(t, found[1])), ""), "\n"); lines != 180 {
			t.Errorf("%d lines", lines)
		}
	})
	t.Run("a second one in the same directory goes on", func(t *testing.T) {
		dir := t.TempDir()
		for range 2 {
			runWith(t, nil, "audit", "--demo", "--dir", dir).exits(t, exitOK)
		}
	})
}

func TestAudit_StandardOutput(t *testing.T) {
	_, began, args := logged(t)
	args = append(args, period(began, 5)...)
	t.Run("it has the entries, and nothing else", func(t *testing.T) {
		report := filepath.Join(t.TempDir(), "report.json")
		r := runWith(t, olga, append(args, "--report", report)...).exits(t, exitOK)
		are(t, 30, r.stdout)
		if !strings.Contains(r.stderr, "30 entries of acme, in 5 windows") || !strings.Contains(content(t, report), `"entries": 30`) {
			t.Errorf("standard error: %s", r.stderr)
		}
	})
	t.Run("a full one is an error that says where to go on", func(t *testing.T) {
		var stderr strings.Builder
		code := execute(t.Context(), args, func(key string) string { return olga[key] }, full{}, &stderr)
		if code != exitFailed || strings.Count(stderr.String(), "no space left") != 1 || !strings.Contains(stderr.String(), "--from "+args[len(args)-3]+"\n") {
			t.Errorf("exit %d: %s", code, stderr.String())
		}
	})
	t.Run("a pipe that nobody reads is an error, too", func(t *testing.T) {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer writer.Close()
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		cmd := process(t, args...)
		cmd.Stdout, cmd.Stderr = writer, &stderr
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(stderr.String(), "standard output was not written") {
			t.Errorf("%v: %s", cmd.ProcessState, &stderr)
		}
	})
}

func TestAudit_Follow(t *testing.T) {
	t.Run("a signal stops it, and the same command goes on", func(t *testing.T) {
		_, began, args := logged(t)
		dir := t.TempDir()
		args = append(args, "--dir", dir, "--follow", "--from", began.Format(time.RFC3339))
		for _, until := range []string{"the first windows", "the end"} {
			cmd := process(t, args...)
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			said, stopped := "", false
			for lines := bufio.NewScanner(stderr); lines.Scan(); said += lines.Text() + "\n" {
				windows, _, _ := strings.Cut(lines.Text(), " ")
				if done, total, ok := strings.Cut(windows, "/"); ok && !stopped && (until != "the end" || done == total) {
					stopped = true
					_ = cmd.Process.Signal(syscall.SIGTERM)
				}
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitStopped || !strings.Contains(said, "stopped: the same command goes on from ") {
				t.Errorf("exit %d at %s: %s", code, until, said)
			}
		}
		are(t, 60, values(files(t, dir))...)
	})
	t.Run("an outage is said", func(t *testing.T) {
		var stderr bytes.Buffer
		s := &session{stdout: new(watched), stderr: &stderr, progress: terminal.NewProgress(&stderr)}
		new(auditFlags).show(s, new(auditSummary), audit.Progress{Err: errors.New("away"), Wait: time.Minute})
		if stderr.String() != "away; the next attempt is in 1m0s\n" {
			t.Errorf("it says %q", &stderr)
		}
	})
}

func TestAudit_Refused(t *testing.T) {
	s, began, args := logged(t)
	dir := t.TempDir()
	args = slices.Clip(append(args, "--dir", dir))
	t.Run("a directory that another process has open", func(t *testing.T) {
		s.ResetRequests()
		sink, err := audit.Directory(dir)
		if err != nil {
			t.Fatal(err)
		}
		runWith(t, olga, append(args, period(began, 5)...)...).exits(t, exitFailed).says(t, dir, "stop that process")
		if err := sink.Close(); err != nil || len(s.Requests()) > 0 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})
	t.Run("a report into the directory", func(t *testing.T) {
		dir := t.TempDir()
		args := append(args, append(period(began, 5), "--dir", dir)...)
		runWith(t, olga, args...).exits(t, exitOK)
		for _, report := range []string{"summary.csv", ".clarifai-audit/state.json"} {
			runWith(t, olga, append(args, "--report", filepath.Join(dir, report))...).exits(t, exitUsage).says(t, "is in the directory of --dir")
		}
		runWith(t, olga, args...).exits(t, exitOK).says(t, "nothing was written")
	})
	t.Run("a period that is not over", func(t *testing.T) {
		runWith(t, olga, append(args, "--from", began.Format(time.RFC3339), "--to", time.Now().Format(time.RFC3339))...).exits(t, exitUsage).
			says(t, "the period is not over", "--follow")
		if n := len(files(t, dir)); n != 0 {
			t.Errorf("%d files", n)
		}
	})
	t.Run("an organization that does not exist", func(t *testing.T) {
		none := append(append(args, "--dir", t.TempDir(), "--org", "nowhere"), period(began, 5)...)
		runWith(t, olga, none...).exits(t, exitFailed).says(t, `"nowhere"`, "the same command goes on from "+began.Format(time.RFC3339))
	})
	runWith(t, olga, append(args, period(began, 5)...)...).exits(t, exitOK)
	for name, c := range map[string]struct {
		more []string
		code int
		want string
	}{
		"another organization":                     {append(period(began, 5), "--org", "zeta"), exitFailed, "choose another --dir"},
		"an earlier beginning":                     {period(began.Add(-time.Minute), 8), exitUsage, "another period takes another --dir"},
		"a later beginning":                        {period(began.Add(6*time.Minute), 8), exitUsage, "another period takes another --dir"},
		"an earlier beginning of what is followed": {[]string{"--follow", "--from", "2026-01-01"}, exitUsage, "another period takes another --dir"},
	} {
		t.Run(name, func(t *testing.T) {
			s.ResetRequests()
			runWith(t, olga, append(args, c.more...)...).exits(t, c.code).says(t, c.want)
			are(t, 30, values(files(t, dir))...)
			if n := len(s.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestAudit_Usage(t *testing.T) {
	s, began, args := logged(t)
	of := slices.Clip(period(began, 5))
	aFile := file(t, "")
	for name, c := range map[string]struct {
		more []string
		want string
	}{
		"no end":                       {[]string{"--from", "2026-03-01"}, "--to is required, or --follow"},
		"no beginning":                 {[]string{"--to", "2026-03-01"}, "--from is required without --dir"},
		"no beginning of a new one":    {[]string{"--to", "2026-03-01", "--dir", t.TempDir()}, "--from is required: nothing has been written to"},
		"an end of what has none":      {append(of, "--follow"), "--follow and --to exclude each other"},
		"an end before the beginning":  {[]string{"--from", "2026-03-02", "--to", "2026-03-01"}, "--from must be before --to"},
		"no time":                      {[]string{"--from", "yesterday"}, "yesterday"},
		"a time that is none":          {[]string{"--from", "0001-01-01", "--follow"}, "later than the year 1"},
		"an unset variable for a time": {[]string{"--from", "", "--follow"}, "--from"},
		"an unset variable for --dir":  {append(of, "--dir", ""), "--dir must not be empty"},
		"no window":                    {append(of, "--window", "0s"), "--window must be at least 1s"},
		"a delay before the end":       {append(of, "--delay", "-1s"), "--delay and --recheck must be 0 or more"},
		"less than not to look":        {append(of, "--recheck", "-1s"), "--delay and --recheck must be 0 or more"},
		"a file as the directory":      {append(of, "--dir", aFile), "not a directory"},
		"lines in another format":      {append(of, "--output", "csv"), "--output needs --dir"},
		"an ID that cannot be one":     {append(of, "--org", "a/b"), "a/b"},
		"a word":                       {append(of, "now"), "now"},
		"plain http to another":        {append(of, "--base-url", "http://clarifai.test"), "http"},
	} {
		t.Run(name, func(t *testing.T) {
			runWith(t, olga, append(args, c.more...)...).exits(t, exitUsage).says(t, c.want, "--help")
		})
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestAudit_Secrets(t *testing.T) {
	program, dir := canary.Program(execute), t.TempDir()
	program.Run(t, dir, exitOK, "audit", "--demo", "--dir", filepath.Join(dir, "demo"))
	of := func(from time.Time, more ...string) []string {
		return append(append([]string{"audit", "--org", "canas", "--window", "1m", "--report", filepath.Join(dir, "report.json")}, period(from, 2)...), more...)
	}
	to := filepath.Join(dir, "audit")
	began := time.Now().UTC().Add(-time.Hour)
	program.Quoted(t, dir, exitFailed, of(began, "--dir", to)...)
	program.Quoted(t, dir, exitFailed, of(began)...)
	program.Refused(t, dir, exitFailed, of(time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC), "--dir", to)...) // before the time in a bubble begins
	s, _ := server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
	})
	program.Run(t, dir, exitOK, of(began, "--dir", to, "--base-url", s.URL())...)
	program.Run(t, dir, exitOK, of(began, "--base-url", s.URL())...)
	program.Run(t, dir, exitFailed, append(of(began, "--base-url", s.URL()), "--org", "acme")...) // of another owner
	program.Run(t, dir, exitUsage, "audit", "--org", "canas")
}

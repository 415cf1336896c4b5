package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// shell runs a script in which "$1" is the program, in a directory of its own.
func shell(t *testing.T, dir, script string) (stdout string, code int) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	cmd := process(t)
	cmd.Path, cmd.Args = bash, []string{"bash", "-c", script, "bash", cmd.Args[0]}
	cmd.Dir = dir
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	_ = cmd.Run()
	t.Logf("standard error: %s", &stderr)
	return out.String(), cmd.ProcessState.ExitCode()
}

const earlier = "of an earlier run\n"

func earlierReport(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "report.csv")
	if err := os.WriteFile(name, []byte(earlier), 0o640); err != nil {
		t.Fatal(err)
	}
	return name
}

// isReport checks that text is a whole report of the demo.
func isReport(t *testing.T, text string) {
	t.Helper()
	if !strings.HasPrefix(text, "round,record,line,") || strings.Count(text, ",row,") != 120 || !strings.HasSuffix(text, "\n") {
		t.Errorf("no report: %.200q", text)
	}
}

func isAlone(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	if strings.Join(found, " ") != strings.Join(names, " ") {
		t.Errorf("the directory has %q, want %q", found, names)
	}
}

func TestReport_Descriptors(t *testing.T) {
	t.Run("a pipe on standard output", func(t *testing.T) {
		out, code := shell(t, t.TempDir(), `"$1" plan --demo --report /dev/stdout | cat; exit ${PIPESTATUS[0]}`)
		if code != exitOK || !strings.Contains(out, demoBanner) {
			t.Errorf("exit %d", code)
		}
		_, report, _ := strings.Cut(out, "round,record")
		report, _, _ = strings.Cut("round,record"+report, "\n23 requests") // what is printed after it
		isReport(t, report+"\n")
	})
	t.Run("a file on standard output is continued", func(t *testing.T) {
		dir := t.TempDir()
		if _, code := shell(t, dir, `echo before >out; "$1" plan --demo --output json --report /dev/stdout >>out 2>/dev/null`); code != exitOK {
			t.Errorf("exit %d", code)
		}
		out := content(t, filepath.Join(dir, "out"))
		before, report, ok := strings.Cut(out, "\n]\n")
		if !ok || !strings.HasPrefix(before, "before\n[") {
			t.Errorf("it begins with %.100q", out)
		}
		isReport(t, report)
	})
	t.Run("a process that reads it", func(t *testing.T) {
		dir := t.TempDir()
		if _, code := shell(t, dir, `"$1" plan --demo --report >(cat >copy) >/dev/null 2>&1; code=$?; wait $!; exit $code`); code != exitOK {
			t.Errorf("exit %d", code)
		}
		isReport(t, content(t, filepath.Join(dir, "copy")))
	})
	t.Run("a named pipe stays one", func(t *testing.T) {
		dir := t.TempDir()
		pipe := filepath.Join(dir, "pipe.csv")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		out, code := shell(t, dir, `cat pipe.csv & "$1" plan --demo --report pipe.csv >/dev/null 2>&1; code=$?; wait; exit $code`)
		if code != exitOK {
			t.Errorf("exit %d", code)
		}
		isReport(t, out)
		isAlone(t, dir, "pipe.csv")
	})
	t.Run("one for reading is refused before anything is asked", func(t *testing.T) {
		_, code := shell(t, t.TempDir(), `"$1" plan --demo --report /dev/fd/5 5</dev/null >out; code=$?; [ -s out ] && exit 99; exit $code`)
		if code != exitUsage {
			t.Errorf("exit %d", code)
		}
	})
}

func TestReport_Stopped(t *testing.T) {
	t.Run("a reader that leaves is an error, and the report is whole", func(t *testing.T) {
		dir := t.TempDir()
		earlierReport(t, dir)
		_, code := shell(t, dir, `"$1" apply --demo --report report.csv | head -1; exit ${PIPESTATUS[0]}`)
		if code != exitFailed {
			t.Errorf("exit %d", code)
		}
		isAlone(t, dir, "report.csv")
		text := content(t, filepath.Join(dir, "report.csv"))
		if strings.Count(text, ",row,") != 240 || !strings.HasPrefix(text, "round,") || !strings.HasSuffix(text, "\n") {
			t.Errorf("no report of two rounds: %.200q", text)
		}
	})
	for name, limit := range map[string]string{"at once": "0", "in the middle": "4"} {
		t.Run("a limit of the size leaves the earlier file: "+name, func(t *testing.T) {
			dir := t.TempDir()
			earlierReport(t, dir)
			_, code := shell(t, dir, `ulimit -f `+limit+`; "$1" plan --demo --report report.csv 2>&1 >/dev/null | cat; exit ${PIPESTATUS[0]}`)
			if code != exitFailed {
				t.Errorf("exit %d", code)
			}
			isAlone(t, dir, "report.csv")
			if text := content(t, filepath.Join(dir, "report.csv")); text != earlier {
				t.Errorf("it is now %.100q", text)
			}
		})
	}
	t.Run("a full disk is a clear error", func(t *testing.T) {
		if _, err := os.Stat("/dev/full"); err != nil {
			t.Skip(err)
		}
		runWith(t, nil, "plan", "--demo", "--report", "/dev/full").exits(t, exitFailed).says(t, "--report: /dev/full was not written completely: no space left on device")
	})
	t.Run("a full disk leaves the earlier file", func(t *testing.T) {
		dir := t.TempDir()
		if err := syscall.Mount("none", dir, "tmpfs", 0, "size=8k"); err != nil {
			t.Skip("it needs a small disk:", err)
		}
		defer func() { _ = syscall.Unmount(dir, 0) }()
		report := earlierReport(t, dir)
		runWith(t, nil, "plan", "--demo", "--report", report).exits(t, exitFailed).says(t, "was not written, and is as it was before: no space left on device")
		isAlone(t, dir, "report.csv")
		if text := content(t, report); text != earlier {
			t.Errorf("it is now %.100q", text)
		}
	})
}

func TestReport_Refused(t *testing.T) {
	s, args := server(t)
	for name, c := range map[string]struct{ before, report, want string }{
		"a directory that is missing":         {"", "no/such/report.csv", "no such file or directory"},
		"a directory":                         {"mkdir report.csv", "report.csv", "is a directory"},
		"the name of a directory":             {"", "reports/", "is a directory"},
		"the roster":                          {"", "people.csv", "people.csv is the file of --roster"},
		"the roster, through a link":          {"ln -s people.csv link.csv", "link.csv", "is the file of --roster"},
		"the roster, by another name":         {"ln people.csv other.csv", "other.csv", "is the file of --roster"},
		"links that lead nowhere":             {"ln -s a b; ln -s b a", "a", "too many"},
		"where standard output goes":          {"", "out", "is where standard output goes"},
		"where standard output goes, by link": {"ln -s out link", "link", "is where standard output goes"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "people.csv"), []byte(header), 0o600); err != nil {
				t.Fatal(err)
			}
			s.ResetRequests()
			out, code := shell(t, dir, fmt.Sprintf(`%s
"$1" apply %s --roster people.csv --report %s 2>&1 >out; code=$?; cat out; exit $code`, c.before, strings.Join(args, " "), c.report))
			if code != exitUsage || !strings.Contains(out, c.want) {
				t.Errorf("exit %d: %s", code, out)
			}
			if n := len(s.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
			if text := content(t, filepath.Join(dir, "people.csv")); text != header {
				t.Errorf("the roster is now %q", text)
			}
		})
	}
	t.Run("where standard error goes", func(t *testing.T) {
		dir := t.TempDir()
		_, code := shell(t, dir, fmt.Sprintf(`"$1" apply %s --roster people.csv --report log 2>log`, strings.Join(args, " ")))
		if text := content(t, filepath.Join(dir, "log")); code != exitUsage || !strings.Contains(text, "log is where standard error goes") {
			t.Errorf("exit %d: %s", code, text)
		}
	})
}

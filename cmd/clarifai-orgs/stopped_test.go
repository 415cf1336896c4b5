package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// sample is a server with the apps of the sample teams, and the flags that bring
// the sample company in.
func sample(t *testing.T) (*clarifaitest.Server, []string) {
	t.Helper()
	teams, err := roster.ReadTeams(bytes.NewReader(sampleTeams))
	if err != nil {
		t.Fatal(err)
	}
	s, _ := server(t, func(c *clarifaitest.Config) {
		c.Users = c.Users[:1]
		c.Organizations[0].Members, c.Apps = nil, nil
		seen := make(map[string]bool)
		for _, team := range teams {
			for _, app := range team.Apps {
				if !seen[app.ID] {
					c.Apps = append(c.Apps, clarifaitest.App{Owner: "acme", ID: app.ID})
				}
				seen[app.ID] = true
			}
		}
	})
	return s, []string{"apply", "--org", "acme", "--roster", "roster.csv", "--teams", "teams.csv", "--allow-admin"}
}

// state is what an apply leaves on a server.
func state(s *clarifaitest.Server) string {
	var lines []string
	for _, i := range s.Invitations("acme") {
		lines = append(lines, "invited "+strings.ToLower(i.Email)+" "+string(i.Role))
	}
	for _, team := range s.Teams("acme") {
		lines = append(lines, "team "+team.ID+" "+team.Name+" "+string(team.DefaultRole)+" "+strings.Join(team.Members, ","))
		for _, app := range team.Apps {
			lines = append(lines, "app "+team.ID+" "+app.AppID+" "+string(app.Role))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// stopper ends the context when a text is printed, as a signal would.
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

func TestApply_Stopped(t *testing.T) {
	for text, want := range map[string]string{
		"reading the members": "stopped while reading",
		" invite\n":           "invited",
		" create team":        "invited",
	} {
		t.Run(text, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			stderr := &stopper{text: text, stop: cancel}
			var stdout bytes.Buffer
			code := execute(ctx, []string{"apply", "--demo"}, func(string) string { return "" }, &stdout, stderr)
			r := ran{code, stdout.String(), stderr.String()}.exits(t, exitStopped).says(t, want)
			if sum, rows := rowsCounted(t, r.stdout); sum != rows {
				t.Errorf("%d outcomes for %d rows", sum, rows)
			}
			if len(r.rounds()) != 1 || !strings.Contains(r.stdout, " write requests\n") {
				t.Errorf("the end:\n%s%s", r.stdout, r.stderr)
			}
		})
	}
}

// The signals that stop the program.
var stopSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

func TestApply_Signals(t *testing.T) {
	for _, signal := range stopSignals {
		t.Run(signal.String()+" behind the invitations leaves a report of them", func(t *testing.T) {
			s, args := sample(t)
			report := filepath.Join(t.TempDir(), "report.csv")
			if err := os.WriteFile(report, []byte("of an earlier run\n"), 0o640); err != nil {
				t.Fatal(err)
			}
			cmd := process(t)
			var starting sync.Mutex
			var wrote atomic.Int64
			front := before(t, s, func(r *http.Request) {
				if r.Method != http.MethodGet && wrote.Add(1) == 2 {
					starting.Lock()
					defer starting.Unlock()
					_ = cmd.Process.Signal(signal)
				}
			})
			cmd.Args = append(cmd.Args, append(args, "--base-url", front, "--report", report)...)
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			starting.Lock()
			err := cmd.Start()
			starting.Unlock()
			if err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitStopped {
				t.Errorf("exit %d:\n%s", code, &out)
			}
			records, err := csv.NewReader(strings.NewReader(content(t, report))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			invited := 0
			for _, record := range records {
				if record[1] == "row" && record[8] == string(roster.Invited) {
					invited++
				}
			}
			if there := len(s.Invitations("acme")); invited == 0 || invited > there {
				t.Errorf("the report has %d invitations, the server %d", invited, there)
			}
			if info, err := os.Stat(report); err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("%v, %v", info, err)
			}
		})
	}
	t.Run("a second one ends it at once", func(t *testing.T) {
		report := filepath.Join(t.TempDir(), "report.json") // larger than a pipe takes
		if err := syscall.Mkfifo(report, 0o600); err != nil {
			t.Fatal(err)
		}
		reader, err := os.OpenFile(report, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		cmd := process(t, "apply", "--demo", "--report", report)
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := reader.Read(make([]byte, 1)); err != nil { // it writes the report, which nobody reads to its end
			t.Fatal(err)
		}
		go func() { _, _ = io.Copy(io.Discard, stdout) }()
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for signals := 0; ; signals++ {
			select {
			case <-ended:
				if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != os.Interrupt || signals < 2 {
					t.Errorf("it ended with %v after %d signals", cmd.ProcessState, signals)
				}
				return
			case <-time.After(time.Millisecond): // a signal that comes before the last one is handled is lost
				_ = cmd.Process.Signal(os.Interrupt)
			}
		}
	})
	t.Run("one that was ignored before stays ignored", func(t *testing.T) {
		s, args := sample(t)
		cmd := process(t)
		var starting sync.Mutex
		var once sync.Once
		front := before(t, s, func(*http.Request) {
			once.Do(func() {
				starting.Lock()
				defer starting.Unlock()
				_ = cmd.Process.Signal(syscall.SIGHUP)
			})
		})
		cmd.Args = append([]string{"nohup", cmd.Args[0]}, append(args, "--base-url", front)...)
		cmd.Path = "/usr/bin/nohup"
		if _, err := os.Stat(cmd.Path); err != nil {
			t.Skip(err)
		}
		starting.Lock()
		err := cmd.Start()
		starting.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}

func TestApply_KilledAnywhere(t *testing.T) {
	undisturbed, args := sample(t)
	runWith(t, olga, append(args, "--base-url", undisturbed.URL())...).exits(t, exitOK)
	want := state(undisturbed)
	requests := int64(len(undisturbed.Requests()))

	stops := harness.Count(3, 20) // of each signal, at least
	random := rand.New(rand.NewPCG(7, 11))
	for _, signal := range append(slices.Clone(stopSignals), os.Kill) {
		t.Run(signal.String(), func(t *testing.T) {
			stopped, companies := 0, 0
			for ; stopped < stops; companies++ {
				if companies == stops {
					t.Fatalf("stopped %d times in %d companies", stopped, companies)
				}
				s, args := sample(t)
				var left atomic.Int64
				var starting sync.Mutex // held until running is the program that makes the requests
				var running *os.Process
				front := before(t, s, func(*http.Request) {
					if left.Add(-1) == 0 {
						starting.Lock()
						defer starting.Unlock()
						_ = running.Signal(signal)
					}
				})
				args = append(args, "--base-url", front)
				for n := 0; ; n++ {
					if n == 40 {
						t.Fatal("it does not end")
					}
					left.Store(1 + random.Int64N(requests))
					if n >= 6 {
						left.Store(1 << 40)
					}
					var out bytes.Buffer
					cmd := process(t, args...)
					cmd.Stdout, cmd.Stderr = &out, &out
					starting.Lock()
					err := cmd.Start()
					running = cmd.Process
					starting.Unlock()
					if err != nil {
						t.Fatal(err)
					}
					err = cmd.Wait()
					if err == nil && n >= 6 {
						break
					}
					if err == nil {
						continue
					}
					stopped++
					if code := cmd.ProcessState.ExitCode(); signal != os.Kill && (code != exitStopped || !strings.Contains(out.String(), "write requests")) {
						t.Errorf("it ends with %d:\n%s", code, &out)
					}
				}
				if diff := cmp.Diff(want, state(s)); diff != "" {
					t.Errorf("-undisturbed +now:\n%s", diff)
				}
			}
		})
	}
}

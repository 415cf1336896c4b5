package main

import (
	"bytes"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// before is a server before the server, that is told of each request. It
// gives its URL.
func before(t *testing.T, s *clarifaitest.Server, request func()) string {
	t.Helper()
	target, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = s.HTTPClient().Transport
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request()
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL
}

// program starts the test binary as the program itself.
func program(t *testing.T, pat string, out io.Writer, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "ONBOARD_TEST_MAIN=1", "CLARIFAI_PAT="+pat, "CLARIFAI_SESSION_TOKEN=", "CLARIFAI_API_BASE=")
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// sample is a server with the apps of the sample teams, and the flags that bring
// the sample company in.
func sample(t *testing.T) (*clarifaitest.Server, []string) {
	t.Helper()
	teams, err := roster.ReadTeams(bytes.NewReader(sampleTeams))
	if err != nil {
		t.Fatal(err)
	}
	config := clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga", PAT: "pat-of-olga"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
	}
	seen := make(map[string]bool)
	for _, team := range teams {
		for _, app := range team.Apps {
			if !seen[app.ID] {
				config.Apps = append(config.Apps, clarifaitest.App{Owner: "acme", ID: app.ID})
			}
			seen[app.ID] = true
		}
	}
	s := clarifaitest.NewServer(t, config)
	return s, []string{"-org", "acme", "-roster", "roster.csv", "-teams", "teams.csv", "-allow-admin"}
}

// state is what an onboarding leaves on a server.
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

func TestKilledOrInterruptedAnywhereItEndsAsAnUndisturbedRunDoes(t *testing.T) {
	undisturbed, args := sample(t)
	args = append(args, "-base-url", undisturbed.URL())
	runWith(t, map[string]string{"CLARIFAI_PAT": "pat-of-olga"}, args...).exits(t, 0)
	want := state(undisturbed)
	requests := int64(len(undisturbed.Requests()))

	stops := harness.Count(3, 20) // of each signal, at least
	random := rand.New(rand.NewPCG(7, 11))
	for _, signal := range []os.Signal{os.Interrupt, os.Kill} {
		stopped, companies := 0, 0
		for ; stopped < stops; companies++ {
			s, args := sample(t)
			var left atomic.Int64
			var starting sync.Mutex // held until running is the program that makes the requests
			var running *os.Process
			front := before(t, s, func() {
				if left.Add(-1) == 0 {
					starting.Lock()
					defer starting.Unlock()
					_ = running.Signal(signal)
				}
			})
			args = append(args, "-base-url", front)
			for n := 0; ; n++ {
				if n == 40 {
					t.Fatal("it does not end")
				}
				left.Store(1 + random.Int64N(requests))
				if n >= 6 {
					left.Store(1 << 40)
				}
				var out bytes.Buffer
				starting.Lock()
				cmd := program(t, "pat-of-olga", &out, args...)
				running = cmd.Process
				starting.Unlock()
				err := cmd.Wait()
				if err == nil && n >= 6 {
					break
				}
				if err == nil {
					continue
				}
				stopped++
				if code := cmd.ProcessState.ExitCode(); signal == os.Interrupt && code != exitInterrupted {
					t.Errorf("interrupted, it ends with %d:\n%s", code, &out)
				}
				if signal == os.Interrupt && !strings.Contains(out.String(), "write requests") && !strings.Contains(out.String(), "stopped while reading") {
					t.Errorf("interrupted, it says:\n%s", &out)
				}
			}
			if diff := cmp.Diff(want, state(s)); diff != "" {
				t.Errorf("stopped by %v (-undisturbed +now):\n%s", signal, diff)
			}
			if companies == stops {
				t.Fatalf("%v stopped it %d times in %d companies", signal, stopped, companies)
			}
		}
		t.Logf("stopped by %v %d times while bringing %d companies in, each as an undisturbed run leaves it", signal, stopped, companies)
	}
}

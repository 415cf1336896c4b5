package audit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// began is when the log of the killed followers begins.
var began = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// always looks back over everything.
var always = audit.Options{Window: time.Minute, Recheck: 1 << 60}

// followUntilKilled is the program of a follower. While another has the directory, it
// stands by.
func followUntilKilled() {
	client, err := clarifai.NewClient(clarifai.WithPAT(os.Getenv("AUDIT_TEST_PAT")), clarifai.WithBaseURL(os.Getenv("AUDIT_TEST_URL")),
		clarifai.WithInsecureHTTP(), clarifai.WithUserAgent(os.Getenv("AUDIT_TEST_FOLLOWER")))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	for {
		sink, err := audit.Directory(os.Getenv("AUDIT_TEST_DIRECTORY"))
		switch {
		case errors.Is(err, audit.ErrLocked):
			<-time.After(10 * time.Millisecond)
			continue
		case err == nil:
			opts := always
			opts.From = began
			err = errors.Join(audit.Follow(context.Background(), client, "acme", sink, opts), sink.Close())
		}
		fmt.Fprintln(os.Stderr, err)
		return
	}
}

// follower is a process that follows the log.
type follower struct {
	name   string
	cmd    *exec.Cmd
	stderr *strings.Builder
}

func startFollower(t *testing.T, name, url, pat, dir string) *follower {
	t.Helper()
	f := &follower{name, exec.Command(os.Args[0]), &strings.Builder{}}
	f.cmd.Env = append(os.Environ(), "AUDIT_TEST_FOLLOWER="+name, "AUDIT_TEST_URL="+url, "AUDIT_TEST_PAT="+pat, "AUDIT_TEST_DIRECTORY="+dir)
	f.cmd.Stdout, f.cmd.Stderr = io.Discard, f.stderr
	if err := f.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return f
}

// kill ends a follower where it is.
func (f *follower) kill(t *testing.T) {
	t.Helper()
	_ = f.cmd.Process.Kill()
	_ = f.cmd.Wait()
	if f.stderr.Len() > 0 {
		t.Errorf("%s ended: %s", f.name, f.stderr)
	}
}

// TestDirectory_Killed has three processes follow one log into one directory. They
// are killed again and again while entries appear, late ones among them.
func TestDirectory_Killed(t *testing.T) {
	const length = 10 * time.Minute
	s := clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}}, Organizations: []clarifaitest.Organization{{ID: "acme"}},
	})
	fill(t, s, began, length)
	target, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = nil
	served := make(chan string, 1000) // who was served
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r)
		select {
		case served <- r.UserAgent():
		default:
		}
	}))
	defer front.Close()

	dir := filepath.Join(t.TempDir(), "audit")
	random := rand.New(rand.NewPCG(4711, 1))
	pat := s.PAT("olga")
	names := []string{"first", "second", "third"}
	followers := make(map[string]*follower)
	for _, name := range names {
		followers[name] = startFollower(t, name, front.URL, pat, dir)
	}
	killed := make(map[string]int)
	for kill := range harness.Count(6, 20) {
		var holder string
		for range 1 + random.IntN(12) {
			select {
			case agent := <-served:
				for _, name := range names {
					if strings.Contains(agent, name) {
						holder = name
					}
				}
			case <-time.After(time.Minute):
				t.Fatalf("nobody follows the log after %d kills", kill)
			}
			// Somewhere in the period, so most appear late.
			add(t, s, began.Add(time.Duration(random.Int64N(int64(length)))), fmt.Sprintf("grown-%d", kill))
		}
		// Anywhere between a response and the next request, and so within a Write.
		<-time.After(time.Duration(random.Int64N(int64(4 * time.Millisecond))))
		if random.IntN(4) == 0 {
			holder = names[random.IntN(3)] // perhaps one that stands by
		}
		killed[holder]++
		followers[holder].kill(t)
		followers[holder] = startFollower(t, holder, front.URL, pat, dir)
		for len(served) > 0 {
			<-served
		}
	}
	for _, f := range followers {
		f.kill(t)
	}
	if len(killed) < 2 {
		t.Errorf("only one follower had the directory: %v", killed)
	}

	sink, err := audit.Directory(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, began, began.Add(length), always); err != nil {
		t.Fatal(err)
	}
	lines := linesIn(t, dir)
	complete(t, s, lines, began, began.Add(length))
	if late(lines) == 0 {
		t.Error("no entry was late, so this shows less than it should")
	}
}

// Package canary looks for credentials in all that a program puts out. It is
// for the tests of the commands.
package canary

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// The credentials that the programs find in their environment.
const (
	PAT     = "pat-canary-of-the-environment-4711"
	Session = "session-canary-of-the-environment-4711"
)

// Program is an example, with all that it takes from outside.
type Program func(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) int

// Run runs a program with the credentials and fails the test where it ends with
// another code than wanted, or where its output or a file in dir shows one.
func (p Program) Run(t *testing.T, dir string, want int, args ...string) {
	t.Helper()
	env := map[string]string{"CLARIFAI_PAT": PAT + "\n", "CLARIFAI_SESSION_TOKEN": Session + "\n"}
	var stdout, stderr bytes.Buffer
	code := p(t.Context(), args, func(name string) string { return env[name] }, &stdout, &stderr)
	if code != want {
		t.Errorf("%v ends with %d, want %d\n%s%s", args, code, want, stdout.String(), stderr.String())
	}
	shows(t, args, "standard output", stdout.String())
	shows(t, args, "standard error", stderr.String())
	files := os.DirFS(dir)
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, path)
		shows(t, args, path, path+string(data))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func shows(t *testing.T, args []string, where, text string) {
	t.Helper()
	for _, secret := range []string{PAT, Session} {
		if strings.Contains(text, secret) {
			t.Errorf("%v: %s shows %q: %s", args, where, secret, text)
		}
	}
}

// Refused runs a program against an address where nobody listens. Its waits
// cost no time.
func (p Program) Refused(t *testing.T, dir string, want int, args ...string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { p.Run(t, dir, want, append(args, "--base-url", "http://"+l.Addr().String())...) })
}

// Quoted runs a program against servers that refuse everything with all that
// they were sent, as Clarifai and as a gateway would.
func (p Program) Quoted(t *testing.T, dir string, want int, args ...string) {
	t.Helper()
	for _, envelope := range []bool{true, false} {
		var sent atomic.Bool // a credential, or nothing was tried
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			key, session := r.Header.Get("Authorization"), r.Header.Get("X-Clarifai-Session-Token")
			if strings.Contains(key, PAT) || session == Session {
				sent.Store(true)
			}
			said := r.URL.String() + " " + key + " " + session
			w.Header().Set("X-Echo", said)
			body := []byte(said)
			if envelope {
				var err error
				body, err = json.Marshal(map[string]any{"status": map[string]any{"code": 11102, "description": said, "details": url.QueryEscape(said), "req_id": said}})
				if err != nil {
					t.Error(err)
				}
			}
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write(body) //nolint:gosec // a test's server, read by the program under test
		}))
		p.Run(t, dir, want, append(args, "--base-url", server.URL)...)
		server.Close()
		if !sent.Load() {
			t.Errorf("%v sent no credential, which proves nothing", args)
		}
	}
}

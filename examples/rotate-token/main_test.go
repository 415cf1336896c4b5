package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/rotation"
)

// bench is a server with a token to rotate, and a place for its successor.
type bench struct {
	*clarifaitest.Server
	old, file string
}

func newBench(t *testing.T, faults ...clarifaitest.Fault) *bench {
	t.Helper()
	b := &bench{
		Server: clarifaitest.NewServer(t, clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga"}}, Faults: faults}),
		file:   filepath.Join(t.TempDir(), "token"),
	}
	b.old = b.PAT("olga")
	return b
}

// run runs the program with a token.
func (b *bench) run(t *testing.T, pat string, grace time.Duration) error {
	t.Helper()
	client := b.Client(clarifai.WithPAT(pat))
	defer client.Close()
	return rotate(t.Context(), client, clarifai.NewSecret(b.old), b.file, grace)
}

func (b *bench) tokens() (secrets []string) {
	for _, token := range b.Tokens("olga") {
		secrets = append(secrets, token.Secret)
	}
	return secrets
}

func (b *bench) has(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// isUnchanged fails the test unless the old token is the only one, and the next run
// starts again.
func (b *bench) isUnchanged(t *testing.T) {
	t.Helper()
	if got := b.tokens(); len(got) != 1 || got[0] != b.old || b.has(b.file+".rotation") {
		t.Errorf("%d tokens, state %v", len(got), b.has(b.file+".rotation"))
	}
}

// isDone fails the test unless the token in the file is the only one.
func (b *bench) isDone(t *testing.T) {
	t.Helper()
	kept, err := os.ReadFile(b.file)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.tokens(); len(got) != 1 || got[0] != string(kept) || got[0] == b.old || b.has(b.file+".rotation") {
		t.Errorf("%d tokens, state %v", len(got), b.has(b.file+".rotation"))
	}
	if info, err := os.Stat(b.file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestRotate(t *testing.T) {
	t.Run("at once", func(t *testing.T) {
		b := newBench(t)
		if err := b.run(t, b.old, 0); err != nil {
			t.Error(err)
		}
		b.isDone(t)
	})
	t.Run("in two runs", func(t *testing.T) {
		b := newBench(t)
		for range 2 { // the second one is too early, and does nothing
			if err := b.run(t, b.old, time.Hour); err != nil {
				t.Fatal(err)
			}
			if got := b.tokens(); len(got) != 2 || !b.has(b.file+".rotation") {
				t.Fatalf("%d tokens, state %v", len(got), b.has(b.file+".rotation"))
			}
		}
		b.pass(t)
		kept, err := os.ReadFile(b.file)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.run(t, string(kept), time.Hour); err != nil {
			t.Error(err)
		}
		b.isDone(t)
	})
}

// pass ends the grace time.
func (b *bench) pass(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(b.file + ".rotation")
	if err != nil {
		t.Fatal(err)
	}
	var state rotation.State
	if err := json.Unmarshal(data, &state); err != nil {
		t.Fatal(err)
	}
	state.RevokeAfter = time.Now().Add(-time.Second)
	if data, err = json.Marshal(state); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.file+".rotation", data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRotate_Failure(t *testing.T) {
	for name, c := range map[string]struct {
		fault clarifaitest.Fault
		want  error
	}{
		"the successor is refused":     {clarifaitest.Fault{Operation: clarifai.OpTokensCreate, Kind: clarifaitest.FaultStatus, Status: 403}, clarifai.ErrForbidden},
		"the response with it is lost": {clarifaitest.Fault{Operation: clarifai.OpTokensCreate, Kind: clarifaitest.FaultDrop, Acts: true}, clarifai.ErrAmbiguous},
		"the old token is not read":    {clarifaitest.Fault{Operation: clarifai.OpTokensGet, Kind: clarifaitest.FaultStatus, Status: 403}, clarifai.ErrForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.fault)
			if err := b.run(t, b.old, 0); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			b.isUnchanged(t)
			if err := b.run(t, b.old, 0); err != nil { // it starts again
				t.Error(err)
			}
			b.isDone(t)
		})
	}
	t.Run("the successor cannot be kept", func(t *testing.T) {
		b := newBench(t)
		if err := os.Mkdir(b.file, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := b.run(t, b.old, 0); err == nil {
			t.Error("it succeeds")
		}
		b.isUnchanged(t)
	})
	t.Run("the state cannot be kept", func(t *testing.T) {
		b := newBench(t)
		b.file = filepath.Join(b.file, "no", "such", "directory")
		if err := b.run(t, b.old, 0); err == nil {
			t.Error("it succeeds")
		}
		b.isUnchanged(t)
	})
	t.Run("the old token is not revoked", func(t *testing.T) {
		b := newBench(t, clarifaitest.Fault{Operation: clarifai.OpTokensRevoke, Kind: clarifaitest.FaultStatus, Status: 403, Count: 2})
		if err := b.run(t, b.old, 0); !errors.Is(err, clarifai.ErrForbidden) || len(b.tokens()) != 2 {
			t.Errorf("%v, %d tokens", err, len(b.tokens()))
		}
		if err := b.run(t, b.old, 0); err != nil { // it goes on
			t.Error(err)
		}
		b.isDone(t)
	})
}

func TestRotate_NoFile(t *testing.T) {
	b := newBench(t)
	b.file = ""
	t.Chdir(t.TempDir())
	if err := os.WriteFile(".rotation", []byte("{}"), 0o600); err != nil { // of whatever else
		t.Fatal(err)
	}
	if err := b.run(t, b.old, 0); err == nil || err.Error() != "-token is required" {
		t.Errorf("error %v", err)
	}
	if n := len(b.Requests()); n != 0 || !b.has(".rotation") {
		t.Errorf("%d requests, file kept: %v", n, b.has(".rotation"))
	}
}

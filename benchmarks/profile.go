package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"strings"
	"time"
)

// probe shows why a target is missed.
type probe struct {
	what string
	run  func(ctx context.Context) (string, error)
}

// explain runs the probes of the targets that are missed.
func (b *bench) explain(ctx context.Context, s *section) error {
	shown := map[string]bool{}
	for _, t := range s.targets {
		if t.probe == nil || b.once || t.met && !b.profile || shown[t.probe.what] {
			continue
		}
		shown[t.probe.what] = true
		var err error
		if t.why, err = t.probe.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", t.text, err)
		}
	}
	return nil
}

// long is how much of a thing a profile takes.
const long = 5 * time.Second

// cpuProbe profiles the CPU that something takes.
func cpuProbe(do func(ctx context.Context) error) *probe {
	return &probe{"CPU profile of this SDK, by function, and by its own functions with what they call outside of it", func(ctx context.Context) (string, error) {
		dir, err := os.MkdirTemp("", "profile")
		if err != nil {
			return "", err
		}
		defer func() { _ = os.RemoveAll(dir) }() // what is left is in the system's temporary directory
		path := filepath.Join(dir, "cpu")
		f, err := os.Create(path)
		if err != nil {
			return "", err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return "", err
		}
		err = during(ctx, do)
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			return "", err
		}
		if err != nil {
			return "", err
		}
		return top(ctx, dir, path)
	}}
}

// allocProbe profiles what something allocates.
func allocProbe(do func(ctx context.Context) error) *probe {
	return &probe{"profile of what this SDK allocates, in bytes, by function, and by its own functions with what they call outside of it", func(ctx context.Context) (string, error) {
		dir, err := os.MkdirTemp("", "profile")
		if err != nil {
			return "", err
		}
		defer func() { _ = os.RemoveAll(dir) }() // what is left is in the system's temporary directory
		before, after := filepath.Join(dir, "before"), filepath.Join(dir, "after")
		if err := writeAllocs(before); err != nil {
			return "", err
		}
		if err := during(ctx, do); err != nil {
			return "", err
		}
		if err := writeAllocs(after); err != nil {
			return "", err
		}
		return top(ctx, dir, "-sample_index=alloc_space", "-base="+before, after)
	}}
}

func writeAllocs(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
		return err
	}
	return f.Close()
}

// during does something again and again.
func during(ctx context.Context, do func(ctx context.Context) error) error {
	for start := time.Now(); time.Since(start) < long; {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

var (
	names    = strings.NewReplacer(ownModule+"/", "", ownModule, "clarifai")
	machines = regexp.MustCompile(`^(File|Build ID|Time|Active filters):|^ +show=`)
)

// top gives the first lines of a profile, of all functions and of this SDK's
// own, without what names this machine.
func top(ctx context.Context, dir string, args ...string) (string, error) {
	var kept []string
	for _, flag := range []string{"-show=", "-show=" + ownModule + "[^/]*(/internal/|$|[.(])"} {
		text, err := goTool(ctx, dir, []string{"PPROF_TMPDIR=" + dir},
			append([]string{"tool", "pprof", "-top", "-nodecount=15", flag}, args...)...)
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(text) {
			line = names.Replace(strings.TrimRight(line, " \n"))
			if !machines.MatchString(line) {
				kept = append(kept, line[:min(len(line), 140)])
			}
		}
		kept = append(kept, "")
	}
	return strings.Join(kept, "\n"), nil
}

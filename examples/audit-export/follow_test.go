package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestADirectoryWithAGapOrALaterBeginningIsRefused(t *testing.T) {
	s := server(t, 10*time.Minute)
	dir := t.TempDir()
	later := arguments(s.URL(), dir, 5*time.Minute)
	later[slices.Index(later, "-from")+1] = stamp(began.Add(2 * time.Minute))
	export(t.Context(), t, s.PAT("olga"), later...).exits(t, exitOK)
	export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, 5*time.Minute)...).exits(t, exitUsage)
	if err := os.Remove(filepath.Join(dir, windowName(began.Add(3*time.Minute), began.Add(4*time.Minute)))); err != nil {
		t.Fatal(err)
	}
	r := export(t.Context(), t, s.PAT("olga"), later...).exits(t, exitFailed)
	if !strings.Contains(r.stderr, "do not meet") {
		t.Errorf("it says %s", r.stderr)
	}
}

func TestTheDemoWritesAnHour(t *testing.T) {
	dir := t.TempDir()
	r := export(t.Context(), t, "", "-demo", "-dir", dir).exits(t, exitOK)
	if !strings.HasPrefix(r.stdout, "DEMO:") || len(lines(t, dir)) < 100 {
		t.Errorf("%d lines:\n%s", len(lines(t, dir)), r.stdout)
	}
}

func TestALogIsFollowedAsItGrows(t *testing.T) {
	s := server(t, 0)
	dir := t.TempDir()
	from := time.Now().Add(-time.Second).Truncate(time.Millisecond).UTC()
	to := from.Add(2 * time.Second)
	var grown atomic.Int32
	front := through(t, s, func() { // each request is made while the log grows
		add(t, s, time.Now(), fmt.Sprint("grown-", grown.Add(1)))
	})
	args := []string{
		"-base-url", front, "-org", "acme", "-dir", dir, "-follow", "-window", "250ms", "-settle", "10ms", "-recheck", "1h",
		"-from", stamp(from), "-to", stamp(to),
	}
	r := export(t.Context(), t, s.PAT("olga"), args...).exits(t, exitOK)
	if time.Now().Before(to) {
		t.Error("it did not wait for the end")
	}
	if got := strings.Count(r.stdout, "behind"); got != 8 {
		t.Errorf("%d windows:\n%s", got, r.stdout)
	}
	export(t.Context(), t, s.PAT("olga"), args...).exits(t, exitOK) // looks back over all of it
	complete(t, s, dir, from, to)
}

package main

import (
	"context"
	"fmt"
	"io"
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
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestItIsStoppedCleanly(t *testing.T) {
	s := server(t, 5*time.Minute)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	var n atomic.Int32
	proxy := through(t, s, func() {
		if n.Add(1) == 3 {
			cancel()
		}
	})
	r := export(ctx, t, s.PAT("olga"), arguments(proxy, dir, 5*time.Minute)...).exits(t, exitInterrupted)
	if !strings.Contains(r.stdout, "the next run goes on from here") {
		t.Errorf("it says\n%s", r.stdout)
	}
	export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, 5*time.Minute)...).exits(t, exitOK)
	complete(t, s, dir, began, began.Add(5*time.Minute))
}

// through is a server before the server, that tells of each request.
func through(t *testing.T, s *clarifaitest.Server, request func()) string {
	t.Helper()
	target, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = nil
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request()
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL
}

func TestKilledTenTimesWhileTheLogGrowsItWritesEachEntryOnce(t *testing.T) {
	const length = 40 * time.Minute
	s := server(t, length)
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(4711, 1))
	var starting sync.Mutex // held until child is the program that makes the requests
	var child *os.Process
	var left atomic.Int32
	grown := 0
	proxy := through(t, s, func() {
		if left.Add(-1) == 0 {
			starting.Lock()
			defer starting.Unlock()
			_ = child.Kill() // SIGKILL, wherever the program is
		}
	})
	age := time.Since(began) + time.Hour
	start := func() error {
		cmd := exec.CommandContext(t.Context(), os.Args[0], arguments(proxy, dir, length, "-per-page", "5", "-recheck", age.String())...)
		cmd.Env = append(os.Environ(), "AUDIT_EXPORT_TEST_MAIN=1", "CLARIFAI_PAT="+s.PAT("olga"), "CLARIFAI_API_BASE=", "CLARIFAI_SESSION_TOKEN=")
		cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
		starting.Lock()
		err := cmd.Start()
		child = cmd.Process
		starting.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		return cmd.Wait()
	}
	kills := 0
	for kills < harness.Count(5, 10) {
		left.Store(int32(2 + random.IntN(12)))
		if err := start(); err == nil {
			t.Fatalf("it was done after %d kills", kills)
		}
		kills++
		for range 3 { // somewhere in the period, so some are late
			grown++
			add(t, s, began.Add(time.Duration(random.Int64N(int64(length)))), fmt.Sprint("grown-", grown))
		}
	}
	left.Store(1 << 30)
	if err := start(); err != nil {
		t.Fatalf("the last run: %v", err)
	}
	if err := start(); err != nil { // looks back over all of it
		t.Fatalf("looking back: %v", err)
	}
	complete(t, s, dir, began, began.Add(length))
	if !slices.ContainsFunc(lines(t, dir), func(r record) bool { return r.Late }) {
		t.Error("no entry came late, so this shows less than it should")
	}
}

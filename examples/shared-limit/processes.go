package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// What the program tells the processes that it starts.
const (
	workerURL = "SHARED_LIMIT_URL"
	workerPAT = "SHARED_LIMIT_PAT" // of the embedded server, and of no account
)

// result is what the server saw.
type result struct {
	settings
	served, refused int
	took            time.Duration
}

func (r result) String() string {
	kept := fmt.Sprintf("sharing %d a second", r.perSecond)
	if r.each {
		kept = fmt.Sprintf("each with a limit of %d a second", r.perSecond)
	}
	return fmt.Sprintf("%d processes, %s: %d requests served in %.1f s, %d refused with 429",
		r.processes, kept, r.served, r.took.Seconds(), r.refused)
}

// supervise starts the server and the processes, and waits for them.
func (s settings) supervise(ctx context.Context, args []string, stderr io.Writer) (result, error) {
	if err := s.askRedis(ctx); err != nil {
		return result{}, err
	}
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "owner"}},
		Organizations: []clarifaitest.Organization{{ID: "acme", Owner: "owner"}},
		RateLimit:     clarifaitest.RateLimit{PerSecond: float64(s.perSecond), Burst: s.perSecond},
	})
	if err != nil {
		return result{}, err
	}
	defer server.Close()

	program, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	began := time.Now()
	failures := make([]error, s.processes)
	stderr = &inTurn{to: stderr}
	var all sync.WaitGroup
	for i := range failures {
		all.Go(func() {
			worker := exec.CommandContext(ctx, program, args...) //nolint:gosec // this program again, with its own arguments
			worker.Env = append(os.Environ(), workerURL+"="+server.URL(), workerPAT+"="+server.PAT("owner"))
			worker.Stderr = stderr
			worker.Cancel = func() error { return worker.Process.Signal(os.Interrupt) }
			worker.WaitDelay = 5 * time.Second
			if err := worker.Run(); err != nil {
				failures[i] = fmt.Errorf("process %d: %w", i+1, err)
			}
		})
	}
	all.Wait()
	seen := result{settings: s, took: time.Since(began)}
	for _, r := range server.Requests() {
		if r.Status == http.StatusTooManyRequests {
			seen.refused++
		} else {
			seen.served++
		}
	}
	return seen, errors.Join(failures...)
}

// inTurn takes what several processes say at the same time.
type inTurn struct {
	mu sync.Mutex
	to io.Writer
}

func (w *inTurn) Write(data []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(data)
}

// askRedis finds out before anything is started.
func (s settings) askRedis(ctx context.Context) error {
	if s.each {
		return nil
	}
	client := redis.NewClient(s.redis)
	defer client.Close()
	if err := client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("asking Redis at %s: %w; REDIS_URL names another, -each does without", s.redis.Addr, err)
	}
	return nil
}

// callers is how many calls a process has under way at once.
const callers = 8

// work is one of the processes: it makes its requests as fast as the limit lets
// it.
func work(ctx context.Context, args []string, env func(string) string, stderr io.Writer) int {
	s, err := parse(args, env, stderr)
	if err == nil {
		err = s.call(ctx, env(workerURL), env(workerPAT))
	}
	if err != nil {
		fmt.Fprintln(stderr, "shared-limit:", err)
		return exitFailed
	}
	return exitOK
}

func (s settings) call(ctx context.Context, url, pat string) error {
	limiter, release, err := s.limiter()
	if err != nil {
		return err
	}
	defer release()
	client, err := clarifai.NewClient(clarifai.WithPAT(pat), clarifai.WithBaseURL(url),
		clarifai.WithInsecureHTTP(), clarifai.WithLimiter(limiter))
	if err != nil {
		return err
	}
	defer client.Close()

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var begun atomic.Int64
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for begun.Add(1) <= int64(s.requests) {
				if _, err := client.Organizations.Get(ctx, "acme"); err != nil {
					cancel(err) // the first: what it makes of the others says nothing
					return
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func (s settings) limiter() (limiter clarifai.Limiter, release func(), err error) {
	if s.each {
		return rate.NewLimiter(rate.Limit(s.perSecond), burst), func() {}, nil
	}
	client := redis.NewClient(s.redis)
	shared, err := NewLimit(client, s.key, s.perSecond)
	return shared, func() { client.Close() }, err
}

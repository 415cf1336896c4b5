package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// startRedis starts a Redis of the test's own and returns its address.
func startRedis(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatalf("these tests need redis-server (in Debian: apt-get install redis-server): %v", err)
	}
	dir, err := os.MkdirTemp("", "redis") //nolint:usetesting // a test's own directory has too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "redis.sock")
	server := exec.CommandContext(t.Context(), program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", dir)
	said, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	var log strings.Builder
	for lines := bufio.NewScanner(said); lines.Scan(); {
		fmt.Fprintln(&log, lines.Text())
		if strings.Contains(lines.Text(), "eady to accept connections") {
			return "unix://" + socket
		}
	}
	t.Fatalf("redis-server ends before it is ready:\n%s", log.String())
	return ""
}

func TestNewLimit(t *testing.T) {
	if _, err := NewLimit(nil, "", 1); err == nil {
		t.Error("a limit without a key is accepted")
	}
	if _, err := NewLimit(nil, "key", 0); err == nil {
		t.Error("a limit of no requests is accepted")
	}
}

func TestLimit_Wait(t *testing.T) {
	options, err := redis.ParseURL(startRedis(t))
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	for _, key := range []string{"one", "other"} {
		limit, err := NewLimit(client, key, 1) // burst 1
		if err != nil {
			t.Fatal(err)
		}
		limit.rate.Period = time.Hour // so that the second may go long after the deadline
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
		if err := limit.Wait(ctx); err != nil {
			t.Errorf("the first of %s: %v", key, err)
		}
		if err := limit.Wait(ctx); !errors.Is(err, errTooLate) {
			t.Errorf("the second of %s, which may go after the deadline: %v", key, err)
		}
		cancel()
	}
}

// calls makes one call under a limit that asks Redis at options.
func calls(ctx context.Context, t *testing.T, options *redis.Options) (sent int, err error) {
	t.Helper()
	options.ContextTimeoutEnabled = true
	client := redis.NewClient(options)
	defer client.Close()
	limit, err := NewLimit(client, "key", 10)
	if err != nil {
		t.Fatal(err)
	}
	server := clarifaitest.NewServer(t, clarifaitest.Config{Users: []clarifaitest.User{{ID: "owner"}}})
	c, err := clarifai.NewClient(clarifai.WithPAT(server.PAT("owner")), clarifai.WithBaseURL(server.URL()),
		clarifai.WithInsecureHTTP(), clarifai.WithLimiter(limit))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Users.GetMe(ctx, nil)
	return len(server.Requests()), err
}

func TestLimit_NoRedis(t *testing.T) {
	sent, err := calls(t.Context(), t, &redis.Options{Network: "unix", Addr: filepath.Join(t.TempDir(), "none"), MaxRetries: -1})
	if !errors.Is(err, clarifai.ErrRateLimited) || sent != 0 {
		t.Errorf("%v, with %d requests sent; want ErrRateLimited and none", err, sent)
	}
	if !strings.Contains(err.Error(), "asking Redis") {
		t.Errorf("the error does not say what failed: %v", err)
	}
}

// mute is a Redis that takes connections and never answers.
func mute(t *testing.T) *redis.Options {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return &redis.Options{Addr: listener.Addr().String(), ReadTimeout: -1} // it waits as long as it may
}

func TestLimit_SilentRedis(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	sent, err := calls(ctx, t, mute(t)) // it would never return, and the test fail by its own timeout
	if err == nil || sent != 0 {
		t.Errorf("%v, with %d requests sent", err, sent)
	}
}

func TestLimit_WaitForTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := &Limit{turn: make(chan struct{}, 1)}
		limit.turn <- struct{}{} // another caller asks
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := limit.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := pause(ctx, 2*time.Second); !errors.Is(err, errTooLate) || time.Since(began) != 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if err := pause(ctx, 900*time.Millisecond); err != nil || time.Since(began) != 900*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		time.AfterFunc(50*time.Millisecond, cancel)
		if err := pause(ctx, 100*time.Millisecond); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

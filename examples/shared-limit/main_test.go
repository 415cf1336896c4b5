package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// TestMain makes the test binary the program itself where supervise starts it as
// one of the processes.
func TestMain(m *testing.M) {
	if os.Getenv(workerURL) != "" {
		main()
	}
	logging.Disable()
	os.Exit(m.Run())
}

// startRedis starts a Redis of the test's own and gives its address.
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

type outcome struct {
	code           int
	stdout, stderr string
}

func runWith(t *testing.T, redisURL string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	t.Setenv("REDIS_URL", redisURL) // for the processes that it starts
	code := run(t.Context(), args, os.Getenv, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

var summary = regexp.MustCompile(`(\d+) requests served in ([\d.]+) s, (\d+) refused with 429`)

func (o outcome) figures(t *testing.T) (served, refused int, seconds float64) {
	t.Helper()
	m := summary.FindStringSubmatch(o.stdout)
	if o.code != exitOK || m == nil {
		t.Fatalf("exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	served, _ = strconv.Atoi(m[1])
	seconds, _ = strconv.ParseFloat(m[2], 64)
	refused, _ = strconv.Atoi(m[3])
	return served, refused, seconds
}

func TestProcessesThatShareALimitAreNeverRefused(t *testing.T) {
	address := startRedis(t)
	served, refused, seconds := runWith(t, address, "-processes", "3", "-requests", "40", "-per-second", "60").figures(t)
	if served != 120 || refused != 0 {
		t.Errorf("%d served, %d refused; want 120 and none", served, refused)
	}
	// No faster than the limit lets them: this is what sharing is for.
	if least := float64(120-burst) / 60; seconds < least-0.1 {
		t.Errorf("they took %.1f s, and the limit demands %.1f", seconds, least)
	}
}

func TestProcessesWithALimitEachAreRefusedAndArriveAllTheSame(t *testing.T) {
	// A busy machine, too, makes 60 requests sooner than a server that takes 12 a second.
	served, refused, _ := runWith(t, "", "-each", "-processes", "4", "-requests", "15", "-per-second", "12").figures(t)
	if served != 60 || refused == 0 {
		t.Errorf("%d served, %d refused; want 60, and some refused", served, refused)
	}
}

func TestAKeyIsALimitOfItsOwn(t *testing.T) {
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
	server := clarifaitest.NewServer(t, clarifaitest.WithUser(clarifaitest.User{ID: "owner"}))
	c, err := clarifai.NewClient(clarifai.WithPAT(server.PAT("owner")), clarifai.WithBaseURL(server.URL()),
		clarifai.WithInsecureHTTP(), clarifai.WithLimiter(limit))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Users.GetMe(ctx, nil)
	return len(server.Requests()), err
}

func TestWithoutRedisNothingIsSent(t *testing.T) {
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

func TestARedisThatIsSilentHoldsACallNoLongerThanItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	sent, err := calls(ctx, t, mute(t)) // it would never return, and the test fail by its own timeout
	if err == nil || sent != 0 {
		t.Errorf("%v, with %d requests sent", err, sent)
	}
}

func TestOneWhoWaitsForItsTurnEndsWithItsContext(t *testing.T) {
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

func TestAPauseEndsAtOnceWhereItCannotEndInTime(t *testing.T) {
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

func TestWrongUsageIsToldAndShowsNoPassword(t *testing.T) {
	const password = "canary-of-redis"
	for name, tt := range map[string]struct {
		url  string
		args []string
		code int
	}{
		"an address that is none":   {"nonsense://u:" + password + "@h", nil, exitUsage},
		"one that does not parse":   {"redis://u:" + password + "@h:port/0", nil, exitUsage},
		"nobody there":              {"redis://u:" + password + "@127.0.0.1:1/0", nil, exitFailed},
		"no processes":              {"", []string{"-processes", "0"}, exitUsage},
		"too many processes":        {"", []string{"-processes", "65"}, exitUsage},
		"no requests":               {"", []string{"-requests", "0"}, exitUsage},
		"no rate":                   {"", []string{"-per-second", "0"}, exitUsage},
		"no key":                    {"", []string{"-key", ""}, exitUsage},
		"an argument":               {"", []string{password}, exitUsage},
		"a flag that there is none": {"", []string{"-nonsense"}, exitUsage},
	} {
		got := runWith(t, tt.url, tt.args...)
		if got.code != tt.code || got.stderr == "" || got.stdout != "" {
			t.Errorf("%s: exit %d, want %d\n%s%s", name, got.code, tt.code, got.stdout, got.stderr)
		}
		if strings.Contains(got.stdout+got.stderr, password) {
			t.Errorf("%s shows the password: %s", name, got.stderr)
		}
	}
	if _, err := NewLimit(nil, "", 1); err == nil {
		t.Error("a limit without a key passes")
	}
	if _, err := NewLimit(nil, "key", 0); err == nil {
		t.Error("a limit of nothing passes")
	}
}

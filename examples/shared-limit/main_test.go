package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9/logging"
)

// The test binary is the program itself if it is started by the tests, or as one of
// the processes of the demo.
const asProgram = "SHARED_LIMIT_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	logging.Disable()
	os.Exit(m.Run())
}

// runProgram runs the program and returns what it printed.
func runProgram(t *testing.T, redisURL string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "REDIS_URL="+redisURL, "CLARIFAI_PAT=", "CLARIFAI_SESSION_TOKEN=", "CLARIFAI_API_BASE=")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

var summary = regexp.MustCompile(`^(\d+) processes, .* (\d+) requests served in ([\d.]+) s, (\d+) refused with 429\n$`)

// figures returns what the demo printed.
func figures(t *testing.T, redisURL string, args ...string) (processes, served, refused int, seconds float64) {
	t.Helper()
	stdout, stderr, err := runProgram(t, redisURL, append([]string{"-demo"}, args...)...)
	m := summary.FindStringSubmatch(stdout)
	if err != nil || m == nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	processes, _ = strconv.Atoi(m[1])
	served, _ = strconv.Atoi(m[2])
	seconds, _ = strconv.ParseFloat(m[3], 64)
	refused, _ = strconv.Atoi(m[4])
	return processes, served, refused, seconds
}

func TestDemo(t *testing.T) {
	t.Run("processes that share a limit are never refused", func(t *testing.T) {
		processes, served, refused, seconds := figures(t, startRedis(t), "-processes", "3", "-requests", "40", "-per-second", "60")
		if processes != 3 || served != 120 || refused != 0 {
			t.Errorf("%d processes, %d served, %d refused; want 3, 120 and none", processes, served, refused)
		}
		// No faster than the limit lets them: this is what sharing is for.
		if least := float64(120-burst) / 60; seconds < least-0.1 {
			t.Errorf("they took %.1f s, and the limit demands %.1f", seconds, least)
		}
	})
	t.Run("processes with a limit each are refused, and arrive all the same", func(t *testing.T) {
		// A busy machine, too, makes 60 requests sooner than a server that takes 12 a second.
		_, served, refused, _ := figures(t, "", "-each", "-processes", "4", "-requests", "15", "-per-second", "12")
		if served != 60 || refused == 0 {
			t.Errorf("%d served, %d refused; want 60, and some refused", served, refused)
		}
	})
}

func TestProgram_Failure(t *testing.T) {
	const password = "canary-of-redis"
	for name, c := range map[string]struct {
		url  string
		args []string
		want string
	}{
		"a URL of something else":   {"nonsense://u:" + password + "@h", nil, "REDIS_URL must be"},
		"a URL that does not parse": {"redis://u:" + password + "@h:port/0", nil, "REDIS_URL must be"},
		"no Redis":                  {"redis://u:" + password + "@127.0.0.1:1/0", []string{"-demo"}, "asking Redis"},
		"no organization":           {"", []string{"-each"}, "organization"},
		"no key":                    {startRedis(t), []string{"-org", "acme", "-key", ""}, "key"},
		"no rate":                   {startRedis(t), []string{"-demo", "-per-second", "0"}, "at least one request"},
	} {
		stdout, stderr, err := runProgram(t, c.url, c.args...)
		if err == nil || stdout != "" || !strings.Contains(stderr, c.want) || strings.Contains(stderr, password) {
			t.Errorf("%s: %v\n%s%s", name, err, stdout, stderr)
		}
	}
}

// Shared-limit keeps one rate limit for several processes. Clarifai counts the
// requests of an account, and not of a process: bots that each keep to 15 a
// second send twice as much when there are two of them. limit.go is what a
// program of one's own takes from here; it needs Redis.
//
//	go run .                          # in this directory: 4 processes share 15 requests a second
//	go run . -each                    # each has a limit of its own: what happens without sharing
//
// The processes call an embedded server, which refuses what goes over the limit.
// REDIS_URL says where Redis is, as redis://user:password@host:6379/0 or
// unix:///run/redis.sock; without it, localhost.
//
// It ends with 0 when every call succeeded, 1 when one failed or Redis cannot be
// reached, 2 for wrong usage, and 130 when it is interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	logging.Disable() // what fails is in the error
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	if os.Getenv(workerURL) != "" {
		os.Exit(work(ctx, os.Args[1:], os.Getenv, os.Stderr))
	}
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// settings are the same for the program and for the processes that it starts,
// which are started with the same arguments.
type settings struct {
	processes, requests, perSecond int
	key                            string
	each                           bool
	redis                          *redis.Options
}

func parse(args []string, env func(string) string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("shared-limit", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.processes, "processes", 4, "how many `processes` share the limit")
	flags.IntVar(&s.requests, "requests", 75, "how many `requests` each of them makes")
	flags.IntVar(&s.perSecond, "per-second", 15, "the limit, in `requests` a second")
	flags.StringVar(&s.key, "key", "clarifai-demo", "the limit's `name` in Redis: one for each account")
	flags.BoolVar(&s.each, "each", false, "each process keeps a limit of its own; Redis is not used")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, errors.New("there are arguments besides the flags")
	}
	if s.processes < 1 || s.processes > 64 || s.requests < 1 || s.perSecond < 1 || s.key == "" {
		return s, errors.New("-processes is 1 to 64, -requests and -per-second at least 1, -key not empty")
	}
	url := env("REDIS_URL")
	if url == "" {
		url = "redis://localhost:6379/0"
	}
	var err error
	if s.redis, err = redis.ParseURL(url); err != nil {
		// It may hold a password, which the parser's error would show.
		return s, errors.New("REDIS_URL is no address of Redis, such as redis://localhost:6379/0")
	}
	s.redis.ContextTimeoutEnabled = true // or an interrupted call waits for a Redis that is silent
	return s, nil
}

func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) int {
	s, err := parse(args, env, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		fmt.Fprintln(stderr, "shared-limit:", err)
		return exitUsage
	}
	result, err := s.supervise(ctx, args, stderr)
	if err == nil {
		fmt.Fprintln(stdout, result)
		return exitOK
	}
	fmt.Fprintln(stderr, "shared-limit:", err)
	if ctx.Err() != nil {
		return exitInterrupted
	}
	return exitFailed
}

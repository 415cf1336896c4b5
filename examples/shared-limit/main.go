// Shared-limit keeps one rate limit for several processes, in Redis, since Clarifai
// counts the requests of an account and not of a process. Copy limit.go.
//
//	CLARIFAI_PAT=… go run . -org acme    # several of these share 15 requests a second
//	go run . -demo                       # 4 processes, on an embedded server
//	go run . -demo -each                 # the same without sharing: many are refused
//
// REDIS_URL is the address of Redis, by default redis://localhost:6379/0.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

var (
	org       = flag.String("org", "", "`ID` of the organization")
	requests  = flag.Int("requests", 75, "`number` of requests")
	perSecond = flag.Int("per-second", 15, "the limit, in `requests` a second")
	key       = flag.String("key", "clarifai-demo", "`name` of the limit in Redis: one for each account")
	each      = flag.Bool("each", false, "a limit for each process, without Redis")
)

func main() {
	flag.Parse()
	logging.Disable() // errors say what fails
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	limiter, err := newLimiter(ctx)
	switch {
	case err != nil:
	case *demo:
		err = startProcesses(ctx) // your program does without this case
	default:
		err = sendRequests(ctx, limiter)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func newLimiter(ctx context.Context) (clarifai.Limiter, error) {
	if *each {
		return rate.NewLimiter(rate.Limit(*perSecond), burst), nil
	}
	options, err := redis.ParseURL(cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379/0"))
	if err != nil { // it may show a password
		return nil, errors.New("REDIS_URL must be an address of Redis, such as redis://localhost:6379/0")
	}
	options.ContextTimeoutEnabled = true // or a Redis that is silent holds a call for ever
	client := redis.NewClient(options)
	if err := client.Ping(ctx).Err(); err != nil {
		return nil, fmt.Errorf("asking Redis, see REDIS_URL and -each: %w", err)
	}
	return NewLimit(client, *key, *perSecond)
}

// sendRequests makes its requests as fast as the limit allows, eight at a time.
func sendRequests(ctx context.Context, limiter clarifai.Limiter) error {
	client, err := newClient(clarifai.WithLimiter(limiter)) // in your program clarifai.NewClient, which reads CLARIFAI_PAT
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	began := time.Now()
	var sent atomic.Int64
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for sent.Add(1) <= int64(*requests) {
				if _, err := client.Organizations.Get(ctx, *org); err != nil {
					cancel(err) // only the first error counts
					return
				}
			}
		})
	}
	callers.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	fmt.Printf("%d requests in %.1f s\n", *requests, time.Since(began).Seconds())
	return nil
}

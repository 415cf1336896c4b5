package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// This file is the demo: an embedded server, and processes of this program that call
// it. A program that is copied does without it.

var (
	demo      = flag.Bool("demo", false, "start processes and an embedded server for them")
	processes = flag.Int("processes", 4, "`number` of processes of the demo")
)

// serverURL is the variable in which a process finds the embedded server.
const serverURL = "SHARED_LIMIT_SERVER"

func newClient(opts ...clarifai.Option) (*clarifai.Client, error) {
	if url := os.Getenv(serverURL); url != "" {
		opts = append(opts, clarifai.WithBaseURL(url), clarifai.WithInsecureHTTP())
	}
	return clarifai.NewClient(opts...)
}

// startProcesses starts the server and the processes, waits for them, and prints what
// the server saw.
func startProcesses(ctx context.Context) error {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "owner"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		RateLimit:     clarifaitest.RateLimit{PerSecond: float64(*perSecond), Burst: *perSecond},
	})
	if err != nil {
		return err
	}
	defer server.Close()
	program, err := os.Executable()
	if err != nil {
		return err
	}
	failures := make([]error, max(*processes, 0))
	began := time.Now()
	var all sync.WaitGroup
	for i := range failures {
		process := exec.CommandContext(ctx, program, "-org", "acme", //nolint:gosec // this program again
			"-requests", strconv.Itoa(*requests), "-per-second", strconv.Itoa(*perSecond), "-key", *key, "-each="+strconv.FormatBool(*each))
		process.Env = append(os.Environ(), serverURL+"="+server.URL(), "CLARIFAI_PAT="+server.PAT("owner"), "CLARIFAI_SESSION_TOKEN=")
		process.Stderr = os.Stderr
		process.Cancel = func() error { return process.Process.Signal(os.Interrupt) }
		process.WaitDelay = 5 * time.Second
		all.Go(func() {
			if err := process.Run(); err != nil {
				failures[i] = fmt.Errorf("process %d: %w", i+1, err)
			}
		})
	}
	all.Wait()
	served, refused := 0, 0
	for _, request := range server.Requests() {
		if request.Status == http.StatusTooManyRequests {
			refused++
		} else {
			served++
		}
	}
	how := "sharing"
	if *each {
		how = "each with a limit of"
	}
	fmt.Printf("%d processes, %s %d a second: %d requests served in %.1f s, %d refused with 429\n",
		len(failures), how, *perSecond, served, time.Since(began).Seconds(), refused)
	return errors.Join(failures...)
}

// Access-review tells who reaches which app of a Clarifai organization, and
// why: by a role in the organization, on a team, as a collaborator (outsiders,
// too), or because the app is visible to them. It reads, and writes nothing.
//
//	go run ./examples/access-review                                # a demo, without an account
//	go run ./examples/access-review -html review.html -csv review.csv
//
//	CLARIFAI_PAT=… go run ./examples/access-review -org acme -html review.html
//
// The page is a matrix of people and apps, the CSV has a line for every reason;
// both hold addresses of people, and a new file is its owner's alone. What the
// review finds is held against Members.ListForApp, which is a list to read for each
// app: -no-check leaves that out. A disagreement is a finding, not a failure.
//
// It sees what its caller sees: take the credential of an Admin.
//
// It ends with 0 when the review is complete, 1 when something could not be
// read or written, 2 for wrong usage or a missing credential, and 130 when it
// is interrupted.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is the program, with all that it takes from outside.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) int {
	set, err := parse(args, env, stderr)
	if err != nil {
		return usage(stderr, err)
	}
	if set.demo {
		demo.Announce(stdout)
	}
	files, err := openOutputs(set)
	if err != nil {
		return usage(stderr, err)
	}
	defer files.close()
	client, count, closeAll, err := connect(ctx, set)
	if err != nil {
		return usage(stderr, err)
	}
	defer closeAll()

	// Reading and judging are apart: what is said of access is a plain function
	// of what was read, and is tested as one.
	facts, err := read(ctx, client, set.org, set.check, stdout)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stdout, "stopped while reading; no review was made")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(stderr, clean(err.Error()))
		return exitFailed
	}
	found := judge(facts)
	found.Demo, found.Requests = set.demo, count.requests.Load()
	summarize(stdout, found, !files.any())
	if err := files.write(found, stdout); err != nil {
		fmt.Fprintln(stderr, clean(err.Error()))
		return exitFailed
	}
	fmt.Fprintf(stdout, "%d requests, none of them a write\n", found.Requests)
	return exitOK
}

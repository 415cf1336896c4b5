// Doctor tells which of this package's routes answer to you, as you: it asks
// every readable operation for one item, with your own personal access token,
// and changes nothing. What it finds out is how the grades of the routes become
// better: please attach its JSON file to a report. No ids, names, addresses or
// credentials are in it.
//
//	go run ./examples/doctor                          # a demo, without an account
//
//	CLARIFAI_PAT=… go run ./examples/doctor -org acme -json doctor.json
//	CLARIFAI_PAT=… go run ./examples/doctor -ops teams.list,roles.list
//	CLARIFAI_PAT=… go run ./examples/doctor -route 'teams.list=GET /v3/organizations/{user_app_id.user_id}/teams'
//
// With -writes it also creates, changes and deletes a team, gives it an app,
// and invites and cancels, to see how Clarifai behaves where its definitions do
// not say. That takes an organization made for it, named twice:
//
//	CLARIFAI_PAT=… go run ./examples/doctor -writes -org scratch -org scratch -invite-email me+doctor@mine.example
//
// It ends with 0, with 1 if an operation of -ops does not answer or -writes could
// not clean up, with 2 for wrong usage or a missing credential, and with 130 when
// it is interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/demo"
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
	return runOver(ctx, newTransport(), args, env, stdout, stderr)
}

// runOver is run with connections of its caller's own.
func runOver(ctx context.Context, transport *http.Transport, args []string, env func(string) string, stdout, stderr io.Writer) int {
	set, err := parse(args, env, stderr)
	if err != nil {
		return usage(stderr, err)
	}
	if set.demo {
		demo.Announce(stdout)
	}
	tap := &tap{next: transport}
	client, closeAll, err := connect(set, tap)
	if err != nil {
		return usage(stderr, err)
	}
	defer closeAll()

	p := &patient{client: client, org: set.org}
	report := &report{Version: clarifai.Version, Server: set.server()}
	for _, r := range readable() {
		if len(set.ops) > 0 && !set.asks(r.Op) {
			continue
		}
		if ctx.Err() != nil {
			break
		}
		report.Operations = append(report.Operations, examine(ctx, p, tap, r, set.rerouted(r.Op)))
	}
	code := exitOK
	if set.writes && ctx.Err() == nil {
		variants, err := tryWrites(ctx, set, tap)
		report.Variants = variants
		if errors.Is(err, errUsage) {
			return usage(stderr, err)
		}
		if err != nil {
			fmt.Fprintln(stderr, err)
			code = exitFailed
		}
	}
	report.print(stdout)
	if err := report.write(set.json); err != nil {
		fmt.Fprintln(stderr, err)
		code = exitFailed
	}
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stdout, "interrupted: what is missing was not asked")
		return exitInterrupted
	case len(set.ops) > 0 && !report.allAnswer():
		code = exitFailed
	}
	return code
}

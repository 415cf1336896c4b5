// Onboard brings a company's roster into a Clarifai organization: it invites
// who is missing, creates the teams with their apps, and puts on them those who
// have joined. It can be run again and again, and does nothing twice.
//
//	go run ./examples/onboard            # a demo, without an account
//	go run ./examples/onboard -dry-run   # what it would do
//
//	CLARIFAI_PAT=… go run ./examples/onboard -org acme -roster people.csv -teams teams.csv
//
// The roster is CSV with the columns email, first_name, last_name, member_role
// and teams, several teams separated by ';'; -columns maps other names. The
// teams file has the columns id, name, default_role and apps, the latter as
// app_id:Role separated by ';'. See roster.csv and teams.csv beside this file.
//
// Members whose addresses Clarifai does not show hold everybody back whom the
// program would invite, since each of them may be such a member. Say who they
// are with -member-emails (CSV with the columns user_id and email, an empty
// email for somebody who is not in the roster), or accept with
// -ignore-hidden-members that members may be invited once more.
//
// Two runs for one organization at the same time can invite somebody twice,
// where the server accepts that: let one end before another starts.
//
// It ends with 0 when all is well, 1 for bad rows or a step that failed, 2 for
// wrong usage or a missing credential, 3 when nothing failed but rows were held
// or, with -skip-bad-rows, left out, and 130 when it is interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitIncomplete  = 3
	exitInterrupted = 130
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // whoever stops reading does not stop the report
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is the program, with all that it takes from outside.
func run(ctx context.Context, args []string, env func(string) string, out, stderr io.Writer) int {
	stdout := &watched{Writer: out}
	set, err := parse(args, env, stderr)
	if err != nil {
		return usage(stderr, err)
	}
	if set.demo {
		demo.Announce(stdout)
	}
	company, err := set.company()
	if err != nil {
		return refuse(err, stdout, stderr)
	}
	report, err := openReport(set.report, set.roster, set.teams, set.memberEmails)
	if err != nil {
		return usage(stderr, err)
	}
	defer report.Close()
	count := new(counter)
	client, closeAll, err := connect(set, company, count)
	if err != nil {
		return usage(stderr, err)
	}
	defer closeAll()

	code := exitOK
	for n := range set.rounds {
		if set.rounds > 1 {
			fmt.Fprintf(stdout, "round %d of %d\n", n+1, set.rounds)
		}
		round := onboard(ctx, client, company, set, stdout, stderr)
		fmt.Fprintln(stdout, count.take())
		report.add(round.report)
		code = worse(code, round.code)
		if ctx.Err() != nil && n+1 < set.rounds {
			code = exitInterrupted
		}
		if round.report == nil || ctx.Err() != nil {
			break
		}
	}
	if err := report.write(); err != nil {
		fmt.Fprintln(stderr, err)
		code = worse(code, exitFailed)
	}
	if stdout.err != nil {
		fmt.Fprintln(stderr, "the output was not written:", stdout.err)
		code = worse(code, exitFailed)
	}
	return code
}

// worse returns the exit code that says more: to be incomplete is less than any
// failure.
func worse(a, b int) int {
	if a == exitIncomplete && b != exitOK {
		return b
	}
	if b == exitIncomplete && a != exitOK {
		return a
	}
	return max(a, b)
}

// watched remembers that something could not be written.
type watched struct {
	io.Writer
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// round is one onboarding: its exit code and, unless the organization could not
// be read, its report.
type round struct {
	code   int
	report *roster.Report
}

// onboard plans, shows or applies the plan, and prints a summary.
func onboard(ctx context.Context, client *clarifai.Client, company roster.Company, set *settings, stdout, stderr io.Writer) round {
	bar := newProgress(stdout)
	options := set.options
	options.Progress = bar.show
	plan, err := roster.Plan(ctx, client, company, options)
	bar.clear()
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stdout, "stopped while reading; nothing was written in this round, and no row was looked at")
		return round{code: exitInterrupted}
	case err != nil:
		return round{code: explain(err, stderr)}
	}
	report := plan.Report()
	switch {
	case plan.Empty():
		fmt.Fprintln(stdout, "nothing to do")
	case len(plan.Steps) == 0:
		fmt.Fprintln(stdout, "nothing that can be done: there are rows that are held or bad")
	case set.dryRun:
		for _, step := range plan.Steps {
			fmt.Fprintln(stdout, clean(step.String()))
		}
	default:
		report, err = roster.Apply(ctx, client, plan)
		bar.clear()
	}
	summarize(stdout, report)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stdout, "interrupted: what was not done is done by the next run; give what was done some seconds to show")
		return round{exitInterrupted, report}
	case err != nil:
		return round{exitFailed, report}
	case report.Incomplete():
		advise(stdout, report)
		return round{exitIncomplete, report}
	}
	return round{exitOK, report}
}

// refuse tells of input that cannot be used, before anything is sent.
func refuse(err error, stdout, stderr io.Writer) int {
	code := explain(err, stderr)
	fmt.Fprintln(stdout, new(counter).take())
	return code
}

// explain prints an error, one line for each bad row.
func explain(err error, stderr io.Writer) int {
	if input, ok := errors.AsType[*roster.InputError](err); ok {
		for _, row := range input.Rows {
			fmt.Fprintln(stderr, clean(row.Error()))
		}
		return exitFailed
	}
	fmt.Fprintln(stderr, clean(err.Error()))
	return exitFailed
}

// Billing-report tells what a Clarifai organization's current cycle has cost so
// far, and who and what caused it: by member, team, app, day and cost center. It
// reads, and writes nothing.
//
//	go run ./examples/billing-report                        # a demo, without an account
//	go run ./examples/billing-report -html bill.html -csv shares.csv
//
//	CLARIFAI_PAT=… CLARIFAI_SESSION_TOKEN=… go run ./examples/billing-report -org acme -mapping mapping.json -html bill.html
//
// Which usage an item of the bill is for is not known: -mapping names a file of
// it, a cost.Mapping as JSON, such as
//
//	{"rules": [{"op_type": "predict", "section": "model-usage"}]}
//
// Without one each item stands under its own name. The bill took a browser
// session in 2022; where it is refused, the mapping's prices make an estimate.
// -budgets names a file of limits, a list of cost.Budget as JSON; -cost-centers
// one of lines "member,ada,Research" or "app,shelf,Retail", which go before what
// the mapping says. -save-bill keeps the bill, and -bill takes a kept one up when
// its cycle is over.
//
// The files name people and what they cost: a new one is its owner's alone.
//
// It ends with 0 when the report is complete, 1 when something could not be read
// or written, or a budget is of nothing that there is, 2 for wrong usage or a missing credential, 3 when a budget of
// -budgets is passed or will be, and 130 when it is interrupted.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"unicode"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitBudget      = 3
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
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
	input, err := readInputs(set)
	if err != nil {
		return usage(stderr, err)
	}
	files, err := openOutputs(set)
	if err != nil {
		return usage(stderr, err)
	}
	defer files.close()
	client, closeAll, err := connect(set)
	if err != nil {
		return usage(stderr, err)
	}
	defer closeAll()

	r, err := makeReport(ctx, client, set.org, input)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stdout, "stopped while reading; no report was made")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(stderr, clean(err.Error()))
		return exitFailed
	}
	r.Demo = set.demo
	summarize(stdout, r)
	if err := files.write(r, stdout); err != nil {
		fmt.Fprintln(stderr, clean(err.Error()))
		return exitFailed
	}
	if set.budgets == "" {
		return exitOK
	}
	for _, b := range r.Budgets {
		if b.State == cost.BudgetUnknown {
			fmt.Fprintf(stderr, "the budget %q is of nothing that there is: it would never be passed\n", clean(b.Name))
			return exitFailed
		}
	}
	for _, b := range r.Budgets {
		if b.State == cost.BudgetExceeded || b.State == cost.BudgetWillExceed {
			return exitBudget
		}
	}
	return exitOK
}

// clean keeps text of others from controlling the terminal.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

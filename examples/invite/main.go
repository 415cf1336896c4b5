// Invite reads CSV from standard input, with the columns email and member_role, and
// invites those who are neither members nor were invited before. It reports bad rows
// and skips them. With -dry-run it only says whom it would invite.
//
//	CLARIFAI_PAT=… go run ./examples/invite -org acme -dry-run <people.csv
//	go run ./examples/invite -demo <examples/invite/people.csv
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func main() {
	org := flag.String("org", "", "`ID` of the organization")
	dryRun := flag.Bool("dry-run", false, "invite nobody")
	flag.Parse()
	client, err := demo.NewClient( // in your program clarifai.NewClient, which reads CLARIFAI_PAT
		clarifai.WithGuard(clarifai.Guard{Owners: []string{*org, "me"}, ReadOnly: *dryRun, MaxWrites: 100}))
	if err == nil {
		err = invite(context.Background(), client, *org, os.Stdin, *dryRun, os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func invite(ctx context.Context, client *clarifai.Client, org string, file io.Reader, dryRun bool, out io.Writer) error {
	people, err := roster.ReadPeople(file, roster.Columns{})
	company := roster.Company{ID: org, People: people}
	if bad, ok := errors.AsType[*roster.InputError](err); ok {
		company.BadRows = bad.Rows
	} else if err != nil {
		return err
	}
	proposal, err := roster.Plan(ctx, client, company, roster.Options{SkipBadRows: true, MaxInvites: 100})
	if err != nil {
		return err
	}
	for _, row := range proposal.BadRows {
		fmt.Fprintln(out, "skipped:", row)
	}
	report := proposal.Report()
	if !dryRun {
		report, err = roster.Apply(ctx, client, proposal, nil) // the report is complete even if there is an error
	}
	for _, row := range report.Rows {
		fmt.Fprintf(out, "%s: %s (%s)\n", row.Person.Email, row.Outcome, row.Reason)
	}
	return err
}

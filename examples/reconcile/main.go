// Reconcile keeps an organization in line with a JSON document: it invites people who
// join, moves people between teams, and removes people who have left, within limits.
// Without -yes it only prints the plan. Run it every night: the next run finds what one
// has left undone.
//
//	CLARIFAI_PAT=… go run ./examples/reconcile -org acme -file acme.json -journal 2026-11-28.jsonl -yes
//	go run ./examples/reconcile -demo -yes
package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

//go:embed northwind.json
var sample []byte // the document of the demo

func main() {
	org, file := flag.String("org", "", "`ID` of the organization"), flag.String("file", "", "JSON `file` that says what it should have")
	journal := flag.String("journal", "", "new `file` for each plan, in which its steps are recorded")
	limit := flag.Int("max", 5, "`maximum` of removals of each kind, which are also at most a fifth of what is there")
	yes := flag.Bool("yes", false, "carry the plan out")
	flag.Parse()
	if *file == "" && !demo.Started() {
		log.Fatal("-org and -file are required, or -demo")
	}
	document, err := sample, error(nil)
	if *file != "" {
		document, err = os.ReadFile(*file)
	}
	if err != nil {
		log.Fatal(err)
	}
	company, err := roster.ReadCompany(bytes.NewReader(document), *file)
	if err != nil {
		log.Fatal(err) // it lists all that cannot be used
	}
	company.ID = *org
	client, err := demo.NewClient( // in your program clarifai.NewClient, which reads CLARIFAI_PAT
		clarifai.WithGuard(clarifai.Guard{Owners: []string{*org, "me"}, ReadOnly: !*yes}))
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
		err = reconcile(ctx, client, company, *limit, *journal, *yes, os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func reconcile(ctx context.Context, client *clarifai.Client, company roster.Company, limit int, journal string, yes bool, out io.Writer) (err error) {
	options := roster.Options{UpdateRoles: true, UpdateNames: true, AllowAdmin: true, Limits: make(map[roster.Kind]roster.Limit)}
	for _, kind := range roster.RemovalKinds() {
		options.Limits[kind] = roster.Limit{Max: limit, Share: 0.2}
	}
	proposal, err := roster.Plan(ctx, client, company, options)
	if err != nil {
		return err
	}
	for _, step := range proposal.Steps {
		fmt.Fprintln(out, step)
	}
	for _, step := range proposal.Withheld {
		fmt.Fprintln(out, "not done:", step)
	}
	if yes {
		var applying roster.ApplyOptions
		if journal != "" {
			if applying.Journal, err = roster.OpenJournal(journal); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, applying.Journal.Close()) }()
		}
		report, err := roster.Apply(ctx, client, proposal, &applying) // the report is complete even if there is an error
		for _, result := range report.Steps {
			if result.Status != roster.Done {
				fmt.Fprintf(out, "%s: %s: %s\n", result.Status, result.Step, result.Note)
			}
		}
		if err != nil {
			return err
		}
	}
	if len(proposal.Exceeded) > 0 {
		return fmt.Errorf("a limit is exceeded: %d steps are not done", len(proposal.Withheld))
	}
	return nil
}

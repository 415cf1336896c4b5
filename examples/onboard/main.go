// Onboard brings a company's people and teams into an organization: it invites
// people, creates teams with their apps, and puts members on them. It removes nothing,
// and a second run finds nothing to do. The company is in roster.csv and teams.csv.
//
//	go run ./examples/onboard [-dry-run]    # a company of 120, on an embedded server
//	CLARIFAI_PAT=… go run ./examples/onboard -org acme -dir DIRECTORY -dry-run
package main

import (
	"bytes"
	"context"
	"embed"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/signal"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

//go:embed roster.csv teams.csv
var sample embed.FS // the company of the demo

func main() {
	org := flag.String("org", "", "`ID` of the organization; without it, an embedded server is used")
	dir := flag.String("dir", "", "`directory` of roster.csv and teams.csv")
	dryRun := flag.Bool("dry-run", false, "print the plan and write nothing")
	flag.Parse()
	if *org == "" {
		_ = flag.Set("demo", "true") // your program does without the demo and its sample
	}
	files := fs.FS(sample)
	if *dir != "" {
		files = os.DirFS(*dir)
	} else if !demo.Started() {
		log.Fatal("-dir is required")
	}
	client, err := demo.NewClient( // in your program clarifai.NewClient, which reads CLARIFAI_PAT
		clarifai.WithGuard(clarifai.Guard{Owners: []string{*org, "me"}, ReadOnly: *dryRun, MaxWrites: 1000}))
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
		err = onboard(ctx, client, *org, files, *dryRun, os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func onboard(ctx context.Context, client *clarifai.Client, org string, files fs.FS, dryRun bool, out io.Writer) error {
	rosterCSV, noRoster := fs.ReadFile(files, "roster.csv")
	teamsCSV, noTeams := fs.ReadFile(files, "teams.csv")
	people, badPeople := roster.ReadPeople(bytes.NewReader(rosterCSV), roster.Columns{})
	teams, badTeams := roster.ReadTeams(bytes.NewReader(teamsCSV))
	if err := roster.JoinInputErrors(noRoster, noTeams, badPeople, badTeams); err != nil {
		return err // it lists all rows that cannot be used
	}
	company := roster.Company{ID: org, People: people, Teams: teams}
	proposal, err := roster.Plan(ctx, client, company, roster.Options{})
	if err != nil {
		return err
	}
	for _, step := range proposal.Steps {
		fmt.Fprintln(out, step)
	}
	fmt.Fprintf(out, "%d people and %d teams take %d steps\n", len(people), len(teams), len(proposal.Steps))
	report := proposal.Report()
	if !dryRun {
		report, err = roster.Apply(ctx, client, proposal, nil) // the report is complete even if there is an error
	}
	for _, outcome := range roster.Outcomes() {
		if n := report.Count(outcome); n > 0 {
			fmt.Fprintf(out, "%4d %s\n", n, outcome)
		}
	}
	for _, row := range report.Rows {
		if row.Outcome == roster.Held {
			fmt.Fprintf(out, "%s is held: %s\n", row.Person.Email, row.Reason)
		}
	}
	if err != nil || dryRun {
		return err
	}
	if proposal, err = roster.Plan(ctx, client, company, roster.Options{}); err == nil && proposal.Empty() {
		fmt.Fprintln(out, "a second plan finds nothing to do")
	}
	return err
}

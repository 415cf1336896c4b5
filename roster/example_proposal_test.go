package roster_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// A plan is stored for a review, and later read and applied.
func ExampleDecodeProposal() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	proposal, err := roster.Plan(ctx, client, exampleCompany(), roster.Options{AllowAdmin: true})
	if err != nil {
		log.Fatal(err)
	}
	stored, err := json.MarshalIndent(proposal, "", "  ") // write this to a file
	if err != nil {
		log.Fatal(err)
	}

	// Later, in another process.
	reviewed, err := roster.DecodeProposal(bytes.NewReader(stored))
	if err != nil {
		log.Fatal(err) // the text was changed, for example
	}
	fmt.Println("the same plan:", reviewed.Digest() == proposal.Digest())
	report, err := roster.Apply(ctx, client, reviewed, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range report.Steps {
		fmt.Printf("%s: %s\n", result.Status, result.Step)
	}
	// Output:
	// the same plan: true
	// done: invite new@acme.test, "Team Contributor" (neither a member nor invited)
}

// With a journal, a run that was killed can go on where it stopped. Here the first run
// ends by itself, and the second one finds that everything is done.
func ExampleOpenJournal() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	dir, err := os.MkdirTemp("", "roster")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	proposal, err := roster.Plan(ctx, client, exampleCompany(), roster.Options{AllowAdmin: true})
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		journal, err := roster.OpenJournal(filepath.Join(dir, "journal.jsonl"))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("steps of earlier runs:", len(journal.Earlier()))
		report, err := roster.Apply(ctx, client, proposal, &roster.ApplyOptions{Journal: journal, VerifyTimeout: -1})
		if err != nil {
			log.Fatal(err)
		}
		for _, result := range report.Steps {
			fmt.Printf("%s: %s %s (%s)\n", result.Status, result.Kind, result.Email, cmp.Or(result.Note, "sent now"))
		}
		if err := journal.Close(); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// steps of earlier runs: 0
	// done: invite new@acme.test (sent now)
	// steps of earlier runs: 1
	// done: invite new@acme.test (done by an earlier run)
}

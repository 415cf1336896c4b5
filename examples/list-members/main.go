// List-members writes the members of an organization as CSV: their user IDs, their
// addresses if Clarifai shows them, their roles, and their teams, separated by ';'.
//
//	CLARIFAI_PAT=… go run ./examples/list-members -org acme >members.csv
//	go run ./examples/list-members -demo
package main

import (
	"context"
	"flag"
	"io"
	"log"
	"os"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

func main() {
	org := flag.String("org", "", "`ID` of the organization")
	flag.Parse()
	client, err := demo.NewClient() // in your program clarifai.NewClient(), which reads CLARIFAI_PAT
	if err == nil {
		err = writeMembers(context.Background(), client, *org, os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// line is a line of the CSV. cost.WriteCSV takes any rows, and escapes the cells that
// a spreadsheet would take for a formula.
type line []string

func (line) CSVHeader() []string   { return []string{"user_id", "email", "role", "teams"} }
func (l line) CSVRecord() []string { return l }

func writeMembers(ctx context.Context, client *clarifai.Client, org string, out io.Writer) error {
	memberships, err := client.Teams.ListMemberships(ctx, org)
	if err != nil {
		return err
	}
	return cost.WriteCSV(out, func(yield func(line, error) bool) {
		for member, err := range client.Members.ListAll(ctx, org, nil) {
			var teams []string
			for _, team := range memberships.TeamsOf(member.UserID()) {
				teams = append(teams, team.ID)
			}
			if !yield(line{member.UserID(), member.Email(), member.RoleName(), strings.Join(teams, ";")}, err) {
				return
			}
		}
	})
}

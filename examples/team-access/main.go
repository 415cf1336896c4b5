// Team-access writes which apps the teams of an organization reach, and in which
// role, as CSV: a line for each app of each team, and one for a team without apps.
//
//	CLARIFAI_PAT=… go run ./examples/team-access -org acme
//	go run ./examples/team-access -demo
package main

import (
	"cmp"
	"context"
	"flag"
	"io"
	"log"
	"os"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

func main() {
	org := flag.String("org", "", "`ID` of the organization")
	flag.Parse()
	client, err := demo.NewClient() // in your program clarifai.NewClient(), which reads CLARIFAI_PAT
	if err == nil {
		err = writeTeamAccess(context.Background(), client, *org, os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// line is a line of the CSV. cost.WriteCSV takes any rows, and escapes the cells that
// a spreadsheet would take for a formula.
type line []string

func (line) CSVHeader() []string   { return []string{"team", "app", "role"} }
func (l line) CSVRecord() []string { return l }

func writeTeamAccess(ctx context.Context, client *clarifai.Client, org string, out io.Writer) error {
	return cost.WriteCSV(out, func(yield func(line, error) bool) {
		for team, err := range client.Teams.ListAll(ctx, org, nil) {
			if err != nil {
				yield(nil, err)
				return
			}
			hasApps := false
			for app, err := range client.Teams.ListAllApps(ctx, org, team.ID, nil) {
				hasApps = true
				if !yield(line{team.ID, app.AppID(), cmp.Or(app.RoleName, app.RoleID)}, err) {
					return
				}
			}
			if !hasApps && !yield(line{team.ID, "", ""}, nil) {
				return
			}
		}
	})
}

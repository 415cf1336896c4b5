package roster_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// A plan is printed, and then applied.
func Example() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.test"},
			{ID: "ann", Email: "ann@acme.test", AcceptsAtOnce: true},
		},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		Apps:          []clarifaitest.App{{Owner: "acme", ID: "shelf", Name: "Shelf"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()

	people, err := roster.ReadPeople(strings.NewReader(`email,member_role,teams
Ann@acme.test,Team Contributor,vision
new@acme.test,Organization User,vision
`), roster.Columns{})
	if err != nil {
		log.Fatal(err)
	}
	company := roster.Company{ID: "acme", People: people, Teams: []roster.Team{{
		ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Apps: []roster.App{{ID: "shelf"}},
	}}}

	ctx := context.Background()
	proposal, err := roster.Plan(ctx, client, company, roster.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range proposal.Steps {
		fmt.Println(step)
	}
	report, err := roster.Apply(ctx, client, proposal, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range report.Rows {
		fmt.Println(row.Person.Email, row.Outcome)
	}
	for _, finding := range report.Findings {
		fmt.Println(finding)
	}
	// Output:
	// invite Ann@acme.test, "Team Contributor" (neither a member nor invited)
	// invite new@acme.test, "Organization User" (neither a member nor invited)
	// create team vision, "Vision" (there is no such team)
	// set default role vision, "Model Trainer" (the team is new)
	// add app vision: shelf, "Model Trainer" (the team does not have the app)
	// Ann@acme.test joined
	// new@acme.test invited
	// waiting: vision: new@acme.test: invited
}

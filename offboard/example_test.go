package offboard_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

// A member and an outside collaborator leave, and the evidence says that nothing of
// them is left.
func Example() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann", Email: "ann@acme.test"}, {ID: "hal"}},
		Organizations: []clarifaitest.Organization{{
			ID:      "acme",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}},
			Teams: []clarifaitest.Team{{
				ID: "vision", Members: []string{"ann"}, Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}},
			}},
		}},
		Apps: []clarifaitest.App{{Owner: "acme", ID: "shelf", Collaborators: []clarifaitest.Collaborator{{UserID: "hal", Scopes: []string{"Apps_Get"}}}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()

	ctx := context.Background()
	proposal, err := offboard.Plan(ctx, client, "acme", []string{"ann@acme.test", "hal"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, person := range proposal.People {
		for _, before := range person.Before {
			fmt.Printf("%s reaches %s by %s %s: %s\n", person.Name, before.App, before.Way, before.Team, before.Role)
		}
	}
	evidence, err := offboard.Run(ctx, client, proposal, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range evidence.Steps {
		fmt.Printf("%s: %s %s, logged as %s\n", result.Status, result.Kind, result.UserID, result.Audit.Operation)
	}
	fmt.Println("left:", len(evidence.Left), "incomplete:", evidence.Incomplete())
	// Output:
	// ann reaches shelf by team vision: Model Trainer
	// hal reaches shelf by collaboration : Apps_Get
	// done: end collaboration hal, logged as COLLABORATOR_REMOVE
	// done: take off team ann, logged as ORGANIZATION_TEAM_MEMBER_REMOVE
	// done: remove member ann, logged as ORGANIZATION_MEMBER_REMOVE
	// left: 0 incomplete: false
}

// Evidence is written for those who ask later. What is left names who must act.
func ExampleEvidence_WriteCSV() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()

	ctx := context.Background()
	proposal, err := offboard.Plan(ctx, client, "acme", []string{"olga"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	evidence, err := offboard.Run(ctx, client, proposal, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, left := range evidence.Left {
		fmt.Println(left)
	}
	var file strings.Builder
	if err := evidence.WriteCSV(&file); err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(file.String()) {
		if strings.HasPrefix(line, "left,") {
			fmt.Print(line)
		}
	}
	// Output:
	// kept: olga: this is the caller: another Admin must do it (an Admin)
	// left,olga,olga,olga@acme.test,kept,,,,,this is the caller: another Admin must do it,an Admin,,,,,
}

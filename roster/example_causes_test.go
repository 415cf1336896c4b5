package roster_test

import (
	"context"
	"fmt"
	"log"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// A plan says what differs from the files, and the audit log says who did it.
func ExampleFindCauses() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}, {ID: "ann", Email: "ann@acme.test"}},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}},
			Teams: []clarifaitest.Team{{ID: "vision", Name: "Vision", Members: []string{"ann"}}},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()
	ctx := context.Background()

	// Somebody takes ann off her team by hand.
	if err := client.Teams.RemoveMembers(ctx, "acme", "vision", []string{"ann"}); err != nil {
		log.Fatal(err)
	}
	proposal, err := roster.Plan(ctx, client, roster.Company{
		ID: "acme", Teams: []roster.Team{{ID: "vision", Name: "Vision"}},
		People: []roster.Person{{Email: "ann@acme.test", Role: clarifai.MemberRoleTeamContributor, Teams: []string{"vision"}}},
	}, roster.Options{})
	if err != nil {
		log.Fatal(err)
	}
	causes, err := roster.FindCauses(ctx, client, proposal, time.Now().AddDate(0, -1, 0))
	if err != nil {
		log.Fatal(err)
	}
	for _, cause := range causes {
		step := proposal.Steps[cause.Step]
		fmt.Println(step.Kind, step.UserID, step.Team, "because of", cause.Event, "by", cause.UserID)
	}
	// Output: add to team ann vision because of ORGANIZATION_TEAM_MEMBER_REMOVE by olga
}

package roster_test

import (
	"context"
	"fmt"
	"log"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Each kind of removal needs a limit. If a plan would exceed it, no step of that kind is
// taken.
func ExampleLimit() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for _, share := range []float64{0.1, 0.5} { // at most 10%, and then half, of the members
		proposal, err := roster.Plan(context.Background(), client, exampleCompany(), roster.Options{
			AllowAdmin: true,
			Limits:     map[roster.Kind]roster.Limit{roster.RemoveMember: {Max: 5, Share: share}},
		})
		if err != nil {
			log.Fatal(err)
		}
		for _, step := range proposal.Steps {
			fmt.Println(step)
		}
		for _, limit := range proposal.Exceeded {
			fmt.Printf("limit exceeded: %s: %d of %d\n", limit.Kind, limit.Steps, limit.Existing)
		}
	}
	// Output:
	// invite new@acme.test, "Team Contributor" (neither a member nor invited)
	// limit exceeded: remove member: 1 of 3
	// invite new@acme.test, "Team Contributor" (neither a member nor invited)
	// remove member ben@acme.test, "Team Contributor" (no row of the files has the member)
}

// People who leave are named by user ID or address. The caller stays.
func ExamplePlanLeave() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	proposal, err := roster.PlanLeave(ctx, client, "acme", []string{"ben@acme.test", "olga"}, roster.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range proposal.Steps {
		fmt.Println(step)
	}
	for _, finding := range proposal.Findings {
		fmt.Println(finding)
	}
	if _, err := roster.Apply(ctx, client, proposal, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println("members:", len(server.Members("acme")))
	// Output:
	// take off team vision: ben@acme.test (the person leaves)
	// remove member ben@acme.test, "Team Contributor" (the person leaves)
	// kept: user olga: the person leaves: nothing is taken from the caller
	// members: 2
}

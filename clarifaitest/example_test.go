package clarifaitest_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// A program runs a bot against a server of its own.
func Example() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.test"},
			{ID: "ann", Email: "ann@acme.test", AcceptsAtOnce: true},
		},
		Organizations: []clarifaitest.Organization{{ID: "acme", Name: "Acme"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := server.Client() // olga's
	defer client.Close()

	ctx := context.Background()
	for _, email := range []string{"ann@acme.test", "new@acme.test"} {
		invitation := clarifai.CreateInvitationRequest{Email: email, Role: clarifai.MemberRoleTeamContributor}
		if _, err := client.Invitations.Create(ctx, "acme", invitation); err != nil {
			log.Fatal(err)
		}
	}
	for _, m := range server.Members("acme") {
		fmt.Printf("%s is %s\n", m.UserID, m.Role)
	}
	for _, inv := range server.Invitations("acme") {
		fmt.Println(inv.Email, inv.Status)
	}
	// Output:
	// olga is Admin
	// ann is Team Contributor
	// ann@acme.test ACCEPTED
	// new@acme.test PENDING
}

// The response to a creation gets lost after the server has acted; the client
// finds out that the team is there, and creates no second one.
func ExampleFault() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		Faults: []clarifaitest.Fault{{
			Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultDrop, Acts: true,
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	team, err := server.Client().Teams.Create(context.Background(), "acme", clarifai.CreateTeamRequest{ID: "vision", Name: "Vision"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(team.Name, len(server.Teams("acme")))
	// Output: Vision 1
}

// What a bot asked for stands in Requests.
func ExampleServer_Requests() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "auditor", Scopes: []string{"OrganizationMembers_List"}}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	ctx, client := context.Background(), server.Client()
	_, _ = client.Members.List(ctx, "acme", nil)
	err = client.Teams.DeleteBatch(ctx, "acme", []string{"vision"})
	fmt.Println(errors.Is(err, clarifai.ErrForbidden))
	for _, r := range server.Requests() {
		fmt.Println(r.Operation, r.Status, r.Code, r.Write)
	}
	// Output:
	// true
	// members.list 200 SUCCESS false
	// teams.delete 403 CONN_INSUFFICIENT_SCOPES true
}

// Test-your-bot is a small bot, and in main_test.go its tests: on a server in the
// test's own process, which fails as networks and servers do. The bot puts members
// who are on no team on a team for newcomers, and creates that if need be.
//
//	go test ./examples/test-your-bot
//	CLARIFAI_PAT=… go run ./examples/test-your-bot -org acme -team newcomers
//	go run ./examples/test-your-bot -demo -team newcomers
package main

import (
	"context"
	"errors"
	"flag"
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

func main() {
	org := flag.String("org", "", "`ID` of the organization")
	team := flag.String("team", "", "`ID` of the team for newcomers")
	flag.Parse()
	client, err := demo.NewClient( // in your program clarifai.NewClient, which reads CLARIFAI_PAT
		clarifai.WithGuard(clarifai.Guard{Owners: []string{*org}, MaxWrites: 10}))
	if err != nil {
		log.Fatal(err)
	}
	added, err := welcome(context.Background(), client, *org, *team)
	log.Printf("new on team %s: %q", *team, added)
	if err != nil {
		log.Fatal(err)
	}
}

// welcome is the bot. It returns the user IDs of those whom it put on the team, also
// if there is an error.
func welcome(ctx context.Context, client *clarifai.Client, org, team string) ([]string, error) {
	_, err := client.Teams.Get(ctx, org, team)
	if errors.Is(err, clarifai.ErrNotFound) {
		_, err = client.Teams.Create(ctx, org, clarifai.CreateTeamRequest{ID: team, Name: "Newcomers"})
	}
	if err != nil {
		return nil, err
	}
	memberships, err := client.Teams.ListMemberships(ctx, org)
	if err != nil {
		return nil, err
	}
	var newcomers []string
	for member, err := range client.Members.ListAll(ctx, org, nil) {
		if err != nil {
			return nil, err
		}
		if len(memberships.TeamsOf(member.UserID())) == 0 {
			newcomers = append(newcomers, member.UserID())
		}
	}
	if len(newcomers) == 0 {
		return nil, nil
	}
	results, err := client.Teams.AddMembers(ctx, org, team, newcomers) // aligned with newcomers
	var added []string
	for n, result := range results {
		if result != nil {
			added = append(added, newcomers[n])
		}
	}
	return added, err
}

// Github gets an object and a list by go-github.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/google/go-github/v93/github"
)

func main() {
	ctx := context.Background()
	client, err := github.NewClient(github.WithAuthToken(os.Getenv("API_TOKEN")))
	if err != nil {
		panic(err)
	}
	team, _, err := client.Teams.GetTeamBySlug(ctx, "acme", "platform")
	if err != nil {
		panic(err)
	}
	members, _, err := client.Organizations.ListMembers(ctx, "acme", nil)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, team.GetName(), len(members))
}

// Tfe gets an object and a list by go-tfe.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/go-tfe"
)

func main() {
	ctx := context.Background()
	client, err := tfe.NewClient(&tfe.Config{Token: os.Getenv("API_TOKEN")})
	if err != nil {
		panic(err)
	}
	team, err := client.Teams.Read(ctx, "platform")
	if err != nil {
		panic(err)
	}
	members, err := client.OrganizationMemberships.List(ctx, "acme", nil)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, team.Name, members.TotalCount)
}

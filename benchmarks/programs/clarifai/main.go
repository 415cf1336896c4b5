// Clarifai gets an object and a list by this SDK.
package main

import (
	"context"
	"fmt"
	"os"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func main() {
	ctx := context.Background()
	client, err := clarifai.NewClient()
	if err != nil {
		panic(err)
	}
	team, err := client.Teams.Get(ctx, "acme", "platform")
	if err != nil {
		panic(err)
	}
	members, err := clarifai.Collect(client.Members.ListAll(ctx, "acme", nil))
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, team.Name, len(members))
}

// Clerk gets an object and a list by clerk-sdk-go.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/organization"
	"github.com/clerk/clerk-sdk-go/v2/organizationmembership"
)

func main() {
	ctx := context.Background()
	config := &clerk.ClientConfig{BackendConfig: clerk.BackendConfig{Key: new(os.Getenv("API_TOKEN"))}}
	one, err := organization.NewClient(config).Get(ctx, "platform")
	if err != nil {
		panic(err)
	}
	list, err := organizationmembership.NewClient(config).List(ctx, &organizationmembership.ListParams{OrganizationID: "acme"})
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, one.Name, list.TotalCount)
}

// Tailscale gets an object and a list by tailscale's client.
package main

import (
	"context"
	"fmt"
	"os"

	"tailscale.com/client/tailscale/v2"
)

func main() {
	ctx := context.Background()
	client := &tailscale.Client{APIKey: os.Getenv("API_TOKEN")}
	user, err := client.Users().Get(ctx, "platform")
	if err != nil {
		panic(err)
	}
	users, err := client.Users().List(ctx, nil, nil)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, user.DisplayName, len(users))
}

// Godo gets an object and a list by godo.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/digitalocean/godo"
)

func main() {
	ctx := context.Background()
	client := godo.NewFromToken(os.Getenv("API_TOKEN"))
	project, _, err := client.Projects.Get(ctx, "platform")
	if err != nil {
		panic(err)
	}
	droplets, _, err := client.Droplets.List(ctx, nil)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, project.Name, len(droplets))
}

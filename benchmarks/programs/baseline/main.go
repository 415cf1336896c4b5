// Baseline is what the programs beside it are compared with: it gets an object
// and a list by net/http and encoding/json.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

type team struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func get(ctx context.Context, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, os.Getenv("API")+path, nil) //nolint:gosec // the URL is its user's
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Key "+os.Getenv("API_TOKEN"))
	resp, err := http.DefaultClient.Do(req) //nolint:gosec // the URL is its user's
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // it has been read
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

func main() {
	ctx := context.Background()
	var one team
	if err := get(ctx, "/teams/platform", &one); err != nil {
		panic(err)
	}
	var list []team
	if err := get(ctx, "/teams", &list); err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, one.Name, len(list))
}

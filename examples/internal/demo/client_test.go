package demo_test

import (
	"flag"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

// The flags of a program.
var (
	org  = flag.String("org", "", "")
	team = flag.String("team", "", "")
)

func TestNewClient(t *testing.T) {
	t.Setenv("CLARIFAI_PAT", "pat")
	t.Setenv("CLARIFAI_API_BASE", "no URL")
	if _, err := demo.NewClient(); err == nil || demo.Started() {
		t.Errorf("without -demo it is not clarifai.NewClient: %v", err)
	}
	*team = "platform" // as given on the command line
	if err := flag.Set("demo", "true"); err != nil {
		t.Fatal(err)
	}
	if !demo.Started() || *org != demo.Organization || *team != "platform" {
		t.Errorf("-demo: org %q, team %q", *org, *team)
	}
	client, err := demo.NewClient(clarifai.WithGuard(clarifai.Guard{Owners: []string{*org}}))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	memberships, err := client.Teams.ListMemberships(t.Context(), *org)
	if err != nil || len(memberships.TeamsOf("fred")) != 2 {
		t.Errorf("%v, %v", memberships, err)
	}
}

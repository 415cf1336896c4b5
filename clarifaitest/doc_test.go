package clarifaitest_test

import (
	"context"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// addEveryone is the bot of the package's documentation.
func addEveryone(ctx context.Context, client *clarifai.Client, org, team string) error {
	var ids []string
	for m, err := range client.Members.ListAll(ctx, org, nil) {
		if err != nil {
			return err
		}
		ids = append(ids, m.User.ID)
	}
	_, err := client.Teams.AddMembers(ctx, org, team, ids)
	return err
}

// This is the test of the package's documentation.
func TestAddEveryone(t *testing.T) {
	server := clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}},
		Organizations: []clarifaitest.Organization{{
			ID:      "acme", // olga's, the first user's
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}},
			Teams:   []clarifaitest.Team{{ID: "all"}},
		}},
		Faults: []clarifaitest.Fault{{
			Operation: clarifai.OpTeamsAddMembers, Kind: clarifaitest.FaultDrop, Acts: true,
		}},
	})
	if err := addEveryone(t.Context(), server.Client(), "acme", "all"); err != nil {
		t.Fatal(err)
	}
	equal(t, "team", server.TeamMembers("acme", "all"), []string{"olga", "ann"})
}

package clarifaitest_test

import (
	"context"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// gather is the bot of the package's documentation.
func gather(ctx context.Context, client *clarifai.Client, org, team string) error {
	members, err := clarifai.Collect(client.Members.All(ctx, org, nil))
	if err != nil {
		return err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.User.ID)
	}
	_, err = client.Teams.AddMembers(ctx, org, team, ids)
	return err
}

func TestTheBotOfTheDocumentationSurvivesALostResponse(t *testing.T) {
	server := clarifaitest.NewServer(t,
		clarifaitest.WithUser(clarifaitest.User{ID: "olga"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ann"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID:      "acme",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
			Teams:   []clarifaitest.Team{{ID: "all"}},
		}),
		clarifaitest.WithFaults(clarifaitest.Fault{
			Operation: clarifai.OpTeamsAddMembers, Kind: clarifaitest.FaultDrop, Acts: true,
		}),
	)
	if err := gather(t.Context(), server.Client(), "acme", "all"); err != nil {
		t.Fatal(err)
	}
	equal(t, "team", server.TeamMembers("acme", "all"), []string{"olga", "ann"})
}

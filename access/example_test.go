package access_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// A dry run reports what enforcing a policy would do.
func Example() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}},
		Organizations: []clarifaitest.Organization{{
			ID:      "acme",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}},
			Teams: []clarifaitest.Team{{
				ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{
					{AppID: "shelf", Role: clarifai.TeamRoleFullAccess},
					{AppID: "noise", Role: clarifai.TeamRoleFullAccess},
					{AppID: "draft", Role: clarifai.TeamRoleFullAccess},
				},
			}},
		}},
		Apps: []clarifaitest.App{
			{Owner: "acme", ID: "shelf", Metadata: map[string]any{"area": "vision"}},
			{Owner: "acme", ID: "noise", Metadata: map[string]any{"area": "sound"}},
			{Owner: "acme", ID: "draft"}, // shows no metadata
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()

	policies, err := access.ReadPolicies(strings.NewReader(`[{
		"name":     "vision stays with vision",
		"teams":    ["vision"],
		"rule":     {"metadata": {"key": "area", "values": ["vision"]}},
		"lower_to": "Labeler Worker",
		"clear_default_role": true
	}]`))
	if err != nil {
		log.Fatal(err)
	}
	report, err := access.Enforce(context.Background(), client, "acme", policies, access.Options{
		MaxRemovals: 10, MaxRemovalShare: 0.5, DryRun: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range report.Evaluation.Violations {
		for path := range v.Paths() {
			fmt.Println("violation:", path)
		}
	}
	for _, u := range report.Evaluation.Undecided {
		fmt.Println("undecided:", u.App, "-", u.Reason)
	}
	for _, r := range report.Steps {
		fmt.Printf("%s: %s\n", r.Status, &r.Step)
	}
	// Output:
	// violation: ann > vision > noise as "Full Access"
	// undecided: draft - rule.metadata: the app's metadata is not shown
	// planned: clear default role: vision, it was "Model Trainer" (future apps would be reached through it)
	// planned: remove app: vision, app noise, it was "Full Access" (rule.metadata: metadata "area" is "sound")
	// planned: add app: vision, app noise, "Labeler Worker" (lowered from "Full Access")
}

// A review says who reaches which app, and why.
func ExampleReview() {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}, {ID: "auditor"}},
		Organizations: []clarifaitest.Organization{{
			ID:      "acme",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}},
			Teams: []clarifaitest.Team{{
				ID: "vision", Name: "Vision", Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}},
			}},
		}},
		Apps: []clarifaitest.App{
			{Owner: "acme", ID: "board", Visibility: clarifai.VisibilityOrg},
			{Owner: "acme", ID: "shelf", Collaborators: []clarifaitest.Collaborator{{UserID: "auditor", Scopes: []string{"Apps_Get"}}}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()
	ctx := context.Background()

	review, err := access.Review(ctx, client, "acme", &access.ReadOptions{Check: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(review)
	for entry := range review.Entries() {
		person, app := entry.Person, entry.App
		fmt.Printf("%s, %s: %s\n", person.Name, app.ID, entry.Reasons[0])
	}

	if _, err := client.Teams.AddMembers(ctx, "acme", "vision", []string{"olga"}); err != nil {
		log.Fatal(err)
	}
	later, err := access.Review(ctx, client, "acme", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, change := range access.Compare(review, later) {
		fmt.Println("changed:", change)
	}
	// Output:
	// acme: 2 members and 1 outsider, 2 apps, 0 pending invitations, 0 disagreements
	// olga, board: member role Admin: all apps
	// olga, shelf: member role Admin: all apps
	// ann, board: visible to all members (ORG)
	// ann, shelf: team vision: Model Trainer
	// auditor, shelf: collaborator: Apps_Get
	// changed: olga joined team vision
}

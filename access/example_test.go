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

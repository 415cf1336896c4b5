package clarifai_test

import (
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// exampleServer returns the server of the examples, in this process: it has an
// organization "acme" with two members.
func exampleServer() *clarifaitest.Server {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.example", FirstName: "Olga"},
			{ID: "ann", Email: "ann@acme.example", FirstName: "Ann"},
			{ID: "ben", Email: "ben@acme.example", FirstName: "Ben"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Name: "Acme", BillingEmail: "billing@acme.example",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}},
		}},
		Apps: []clarifaitest.App{{Owner: "acme", ID: "translator", Name: "Translator"}},
		Models: []clarifaitest.Model{
			{Owner: "acme", AppID: "translator", ID: "fi-en", Versions: []clarifaitest.ModelVersion{{ID: "v1"}, {ID: "v2"}}},
			{Owner: "acme", AppID: "translator", ID: "sv-en", Versions: []clarifaitest.ModelVersion{{ID: "v1", Untrained: true}}},
		},
		ComputeClusters: []clarifaitest.ComputeCluster{{Owner: "acme", ID: "gpus", Nodepools: []clarifaitest.Nodepool{{
			ID: "large", InstanceTypes: []string{"g5.xlarge"}, MaxInstances: 3, Nodes: 1,
			Runners: []clarifaitest.Runner{{ID: "runner-1", Runs: clarifaitest.Worker{Owner: "acme", AppID: "translator", ModelID: "fi-en"}, Replicas: 2}},
		}}}},
		Deployments: []clarifaitest.Deployment{{
			Owner: "acme", ID: "translate", Runs: clarifaitest.Worker{Owner: "acme", AppID: "translator", ModelID: "fi-en"}, MaxReplicas: 2,
			Nodepools: []clarifaitest.DeploymentNodepool{{ClusterID: "gpus", NodepoolID: "large"}},
		}},
		Logs: []clarifaitest.Log{{
			Source: clarifai.RunnerLog{OwnerID: "acme", ClusterID: "gpus", NodepoolID: "large", RunnerID: "runner-1"},
			Lines:  []string{"loading the model", "ready"},
		}},
		Workflows: []clarifaitest.Workflow{{Owner: "acme", AppID: "translator", ID: "manuals", VersionID: "v1"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	return server
}

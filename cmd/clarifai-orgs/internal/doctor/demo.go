package doctor

import (
	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// Demo returns the Config of a server on which every readable operation has
// something to be asked about.
func Demo(org string) clarifaitest.Config {
	titles := clarifaitest.Worker{Owner: org, AppID: "shelf", ModelID: "titles"}
	return clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@northwind.example"},
			{ID: "ann", Email: "ann@northwind.example"},
			{ID: "ben", Email: "ben@northwind.example"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: org, Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}},
			Teams: []clarifaitest.Team{{ID: "vision", Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}}}},
			Invitations: []clarifaitest.Invitation{{Email: "cy@northwind.example", Role: clarifai.MemberRoleTeamContributor}},
		}},
		Apps: []clarifaitest.App{
			{Owner: org, ID: "shelf", StarredBy: []string{"olga"}, Metadata: map[string]any{"tier": "gold"},
				Collaborators: []clarifaitest.Collaborator{{UserID: "ben", Scopes: []string{"Apps_Get"}}}},
			{Owner: "ben", ID: "shared", Collaborators: []clarifaitest.Collaborator{{UserID: "olga"}}},
		},
		Models: []clarifaitest.Model{{Owner: org, AppID: "shelf", ID: "titles", Versions: []clarifaitest.ModelVersion{{ID: "v1"}},
			StarredBy: []string{"olga"}}},
		Workflows: []clarifaitest.Workflow{{Owner: org, AppID: "shelf", ID: "spines", VersionID: "v1", UseCases: []string{"books"}}},
		ComputeClusters: []clarifaitest.ComputeCluster{{Owner: org, ID: "gpus", KeyDescription: "of the cluster", Nodepools: []clarifaitest.Nodepool{{
			ID: "large", MaxInstances: 2, Nodes: 1, Runners: []clarifaitest.Runner{{ID: "runner-1", Runs: titles, Replicas: 1}},
		}}}},
		Deployments: []clarifaitest.Deployment{{Owner: org, ID: "titles", Runs: titles, MaxReplicas: 2,
			Nodepools: []clarifaitest.DeploymentNodepool{{ClusterID: "gpus", NodepoolID: "large", Priority: 1}}}},
		Logs: []clarifaitest.Log{
			{Source: clarifai.ClusterLog{OwnerID: org, ClusterID: "gpus"}, Lines: []string{"ready"}},
			{Source: clarifai.RunnerLog{OwnerID: org, ClusterID: "gpus", NodepoolID: "large", RunnerID: "runner-1"}, Lines: []string{"ready"}},
			{Source: clarifai.ModelVersionLog{OwnerID: org, AppID: "shelf", ModelID: "titles", ModelVersionID: "v1"}, Lines: []string{"built"}},
			{Source: clarifai.DeployedModelLog{OwnerID: org, ClusterOwnerID: org, ClusterID: "gpus", NodepoolID: "large", ModelVersionID: "v1"},
				Lines: []string{"ready"}},
		},
		Tokens:           []clarifaitest.Token{{UserID: "olga", Apps: []clarifaitest.AppRef{{Owner: org, ID: "shelf"}}, Description: "a key"}},
		PasswordPolicies: []clarifaitest.PasswordPolicy{{MinimumLength: 8}, {OrganizationID: org, MinimumLength: 12}},
		Notifications:    []clarifaitest.Notification{{UserID: "olga", Title: "Maintenance"}},
		Secrets:          []clarifaitest.EnvironmentSecret{{OwnerID: org, ID: "STORE_PASSWORD"}},
		IdentityProviders: []clarifaitest.IdentityProvider{{
			OrganizationID: org, ID: "saml", Name: "SAML", Enabled: true, SAMLMetadataURL: "https://idp.northwind.example/metadata"}},
	}
}

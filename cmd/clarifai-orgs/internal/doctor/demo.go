package doctor

import (
	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// Demo returns the Config of a server on which every readable operation has
// something to be asked about.
func Demo(org string) clarifaitest.Config {
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
		Workflows:        []clarifaitest.Workflow{{Owner: org, AppID: "shelf", ID: "spines", VersionID: "v1", UseCases: []string{"books"}}},
		Tokens:           []clarifaitest.Token{{UserID: "olga", Apps: []clarifaitest.AppRef{{Owner: org, ID: "shelf"}}, Description: "a key"}},
		PasswordPolicies: []clarifaitest.PasswordPolicy{{MinimumLength: 8}, {OrganizationID: org, MinimumLength: 12}},
		IdentityProviders: []clarifaitest.IdentityProvider{{
			OrganizationID: org, ID: "saml", Name: "SAML", Enabled: true, SAMLMetadataURL: "https://idp.northwind.example/metadata"}},
	}
}

package clarifaitest_test

import (
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestServer_OrganizationIsAsConfigured(t *testing.T) {
	s := clarifaitest.NewServer(t, acme())
	o, ok := s.Organization("ACME")
	if !ok {
		t.Fatal("no organization")
	}
	o.Invitations[0].ID = ""
	equal(t, "organization", o, clarifaitest.Organization{
		ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "olga", Role: clarifai.MemberRoleAdmin, Email: "olga@acme.test"},
			{UserID: "ann", Role: clarifai.MemberRoleUser, Email: "ann@acme.test"},
		},
		Teams: []clarifaitest.Team{{
			ID: "red", Name: "Red", DefaultRole: clarifai.TeamRoleLabelerLead, Members: []string{"ann"},
			Apps: []clarifaitest.TeamApp{{AppID: "vision", Role: clarifai.TeamRoleFullAccess}},
		}},
		Invitations: []clarifaitest.Invitation{{Email: "bob@acme.test", Role: clarifai.MemberRoleAdmin, Status: clarifai.InvitationPending}},
	})
	equal(t, "apps", s.TeamApps("acme", "red"), o.Teams[0].Apps)
	equal(t, "members of no organization", len(s.Members("none")), 0)
	equal(t, "members of no team", len(s.TeamMembers("acme", "none")), 0)
}

func TestServer_OtherResourcesAreAsConfigured(t *testing.T) {
	app := clarifaitest.App{
		Owner: "acme", ID: "text", Name: "Text", Description: "d", Notes: "n", DefaultLanguage: "en", DefaultWorkflowID: "w",
		Metadata: map[string]any{"a": []any{1.}}, Visibility: clarifai.VisibilityOrg, Template: true,
		Collaborators: []clarifaitest.Collaborator{{UserID: "bob", Scopes: []string{"Predict"}, Endpoints: []string{"/x"}}},
		StarredBy:     []string{"ann"}, Counts: clarifaitest.ResourceCounts{Models: 3},
	}
	token := clarifaitest.Token{
		UserID: "ann", Secret: "secret", Description: "d", Scopes: []string{"Predict"}, Endpoints: []string{"/x"},
		Apps: []clarifaitest.AppRef{{Owner: "acme", ID: "text"}}, ExpiresAt: time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC), OrganizationID: "acme",
	}
	created := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	model := clarifaitest.Model{
		Owner: "acme", AppID: "text", ID: "m", Name: "M", DisplayName: "The M", ModelTypeID: "text-classifier", Task: "t", Description: "d",
		Notes: "n", Metadata: map[string]any{"k": "v"}, Visibility: clarifai.VisibilityPublic, Toolkits: []string{"tk"}, UseCases: []string{"uc"},
		Languages: []string{"fi"}, LicenseType: clarifai.LicenseOpenSource, Source: clarifai.ModelSourceHosted, Creator: "c", Replicas: 1,
		CreatedAt: created, Versions: []clarifaitest.ModelVersion{{ID: "v", License: "MIT", Untrained: true, Inputs: 2}}, StarredBy: []string{"ann"},
	}
	workflow := clarifaitest.Workflow{
		Owner: "acme", AppID: "text", ID: "w", Description: "d", Notes: "n", Metadata: map[string]any{"k": "v"},
		Visibility: clarifai.VisibilityOrg, UseCases: []string{"uc"}, CreatedAt: created, VersionID: "v", StarredBy: []string{"ann"},
	}
	policy := clarifaitest.PasswordPolicy{ID: "p", OrganizationID: "acme", MinimumLength: 8, ExcludeEmail: true}
	provider := clarifaitest.IdentityProvider{OrganizationID: "acme", ID: "okta", Name: "Okta", Enabled: true, OAuthClientSecret: "hush"}
	s := clarifaitest.NewServer(t, acme(func(c *clarifaitest.Config) {
		c.Apps = append(c.Apps, app)
		c.Tokens = append(c.Tokens, token)
		c.Models = append(c.Models, model)
		c.Workflows = append(c.Workflows, workflow)
		c.PasswordPolicies = append(c.PasswordPolicies, policy)
		c.IdentityProviders = append(c.IdentityProviders, provider)
	}))

	got, ok := s.App("ACME", "text")
	if !ok || got.Collaborators[0].ID == "" {
		t.Fatalf("app %+v, %v", got, ok)
	}
	got.Collaborators[0].ID = ""
	equal(t, "app", got, app)
	plain, _ := s.App("acme", "vision")
	equal(t, "an app of defaults", plain, clarifaitest.App{Owner: "acme", ID: "vision", Name: "Vision", Visibility: clarifai.VisibilityPrivate})
	if _, ok := s.App("acme", "none"); ok {
		t.Error("an app that is not there")
	}
	equal(t, "apps", len(s.Apps()), 2)
	equal(t, "models", s.Models(), []clarifaitest.Model{model})
	equal(t, "workflows", s.Workflows(), []clarifaitest.Workflow{workflow})

	equal(t, "tokens", s.Tokens("Ann"), []clarifaitest.Token{
		{UserID: "ann", Secret: s.PAT("ann"), Description: "seeded", Scopes: []string{"All"}}, token,
	})
	equal(t, "of nobody", len(s.Tokens("nobody")), 0)
	equal(t, "policies", s.PasswordPolicies(), []clarifaitest.PasswordPolicy{policy})
	equal(t, "providers", s.IdentityProviders("ACME"), []clarifaitest.IdentityProvider{provider})
	equal(t, "of no organization", len(s.IdentityProviders("none")), 0)
}

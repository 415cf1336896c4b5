package testkit

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// Secrets that calls send.
const (
	SpareToken   = "spare-token-of-the-owner"
	Password     = `pass"<w&rd> é 47xy`
	OldPassword  = `old-pass"<w&rd> é 47xy`
	ClientSecret = `client-secret+/=<4711>`
	CardSource   = "tok_new_4711"
	// Of the secret KEY of acme, and one that a call sets for a secret.
	SecretValue    = `value"<of& é KEY+/=47xy>`
	NewSecretValue = `new-value"<& é +/=47xy>`
)

// someWorker is a model that runs.
var someWorker = clarifaitest.Worker{Owner: "acme", AppID: "app", ModelID: "model"}

// WithServer runs a test in fake time against a server in memory. The server has an
// organization "acme" with members, a team, apps and a pending invitation.
func WithServer(t *testing.T, test func(t *testing.T, s *clarifaitest.Server), change ...func(*clarifaitest.Config)) {
	t.Helper()
	config := clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "owner", Email: "owner@acme.example", FeatureFlags: "flags"},
			{ID: "ann", Email: "ann@acme.example"},
			{ID: "ben", Email: "ben@acme.example"},
			{ID: "cy", Email: "cy@acme.example"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.example",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.MemberRoleUser},
				{UserID: "ben", Role: clarifai.MemberRoleUser},
			},
			Teams: []clarifaitest.Team{{
				ID: "ml", Name: "ML", Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "app", Role: clarifai.TeamRoleModelTrainer}},
			}},
			Invitations: []clarifaitest.Invitation{{Email: "cy@acme.example", Role: clarifai.MemberRoleUser}},
		}},
		Apps: []clarifaitest.App{
			{Owner: "acme", ID: "app", StarredBy: []string{"owner"}, Collaborators: []clarifaitest.Collaborator{
				{UserID: "cy", Scopes: []string{"Apps_Get"}}}, Counts: clarifaitest.ResourceCounts{Models: 3}},
			{Owner: "owner", ID: "own"},
			{Owner: "acme", ID: "app2"},
		},
		Models: []clarifaitest.Model{
			{Owner: "acme", AppID: "app", ID: "model", StarredBy: []string{"owner"}, Versions: []clarifaitest.ModelVersion{{ID: "v1"}}},
			{Owner: "acme", AppID: "app", ID: "model2"},
		},
		Workflows: []clarifaitest.Workflow{
			{Owner: "acme", AppID: "app", ID: "workflow", VersionID: "v1", StarredBy: []string{"owner"}},
			{Owner: "acme", AppID: "app", ID: "workflow2"},
		},
		ComputeClusters: []clarifaitest.ComputeCluster{{Owner: "acme", ID: "cluster", Nodepools: []clarifaitest.Nodepool{{
			ID: "nodepool", Runners: []clarifaitest.Runner{{ID: "runner", Runs: someWorker}},
		}}}},
		Deployments: []clarifaitest.Deployment{{Owner: "acme", ID: "deployment", Runs: someWorker, Nodepools: []clarifaitest.DeploymentNodepool{
			{ClusterID: "cluster", NodepoolID: "nodepool"}}}},
		Logs: []clarifaitest.Log{
			{Source: SomeLogs[clarifai.OpLogsListForModelVersion], Lines: []string{"building", "built"}},
			{Source: SomeLogs[clarifai.OpLogsListForDeployedModel], Lines: []string{"running"}},
			{Source: SomeLogs[clarifai.OpLogsListForRunner], Lines: []string{"running"}},
			{Source: SomeLogs[clarifai.OpLogsListForCluster], Lines: []string{"starting"}},
			{Source: SomeLogs[clarifai.OpLogsListForPipelineRun], Lines: []string{"step"}},
		},
		Tokens: []clarifaitest.Token{{UserID: "owner", Secret: SpareToken, Description: "spare"}},
		PasswordPolicies: []clarifaitest.PasswordPolicy{
			{ID: "policy", OrganizationID: "acme", MinimumLength: 8},
			{ID: "everybody", MinimumLength: 4},
		},
		IdentityProviders: []clarifaitest.IdentityProvider{{
			OrganizationID: "acme", ID: "idp", Name: "IdP", SAMLMetadataURL: "https://idp.example/metadata"}},
		Usage: []clarifaitest.Usage{{
			OwnerID: "acme", Date: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), // when fake time begins
			Section: clarifai.UsageModelUsage, CallerUserID: "ann", AppID: "app", Value: 3}},
		Notifications: []clarifaitest.Notification{{UserID: "owner", ID: "note", Title: "News", Summary: "There is news.", Description: "Nobody reads it."}},
		Secrets:       []clarifaitest.EnvironmentSecret{{OwnerID: "acme", ID: "KEY", Value: SecretValue}},
		Cards:         []clarifaitest.Card{{OwnerID: "acme", ID: "card-1"}, {OwnerID: "acme", ID: "card-2"}},
		InMemory:      true,
	}
	synctest.Test(t, func(t *testing.T) {
		test(t, clarifaitest.NewServer(t, With(config, change...)))
	})
}

// CountRequests returns the number of requests of an operation.
func CountRequests(s *clarifaitest.Server, op clarifai.Operation) (n int) {
	for _, r := range s.Requests() {
		if r.Operation == op {
			n++
		}
	}
	return n
}

// LoseResponse makes the server drop the connection after it has acted.
func LoseResponse(op clarifai.Operation) func(*clarifaitest.Config) {
	return func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop, Acts: true})
	}
}

// CollaboratorOf returns the ID of the only collaborator of the app, or "nobody" if
// it cannot be read.
func CollaboratorOf(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) string {
	for collaborator, err := range c.Collaborators.ListAll(ctx, "acme", "app", nil, opts...) {
		if err == nil {
			return collaborator.ID
		}
	}
	return "nobody"
}

// DropRequest makes the server drop the connection without acting.
func DropRequest(op clarifai.Operation) func(*clarifaitest.Config) {
	return func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop})
	}
}

// RunWithServer runs a subtest as [WithServer] does.
func RunWithServer(t *testing.T, name string, test func(t *testing.T, s *clarifaitest.Server), change ...func(*clarifaitest.Config)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { WithServer(t, test, change...) })
}

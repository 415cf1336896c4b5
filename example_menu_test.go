package clarifai_test

import (
	"context"
	"fmt"
	"log"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func ExampleAppsService_Create() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	// An organization owns apps under its own id.
	app, err := client.Apps.Create(ctx, "acme", clarifai.CreateAppRequest{
		ID: "defects", Name: "Defects", Visibility: clarifai.VisibilityOrg, Metadata: map[string]any{"tier": "gold"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.ID, app.Visibility, app.Metadata["tier"])
	for app, err := range client.Apps.ListAll(ctx, "acme", &clarifai.ListAppsOptions{Sort: clarifai.AppSortID, SortAscending: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(app.ID)
	}
	// Output:
	// defects ORG gold
	// defects
	// translator
}

func ExampleAppsService_Update() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	app, err := client.Apps.Update(context.Background(), "acme", "translator", clarifai.UpdateAppRequest{
		Description: new("Manuals, from Finnish"), // what is nil stays as it is
		Metadata:    &clarifai.MetadataChange{Set: map[string]any{"owner": "docs"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.Name, app.Description, app.Metadata)
	// Output: Translator Manuals, from Finnish map[owner:docs]
}

func ExampleCollaboratorsService_Add() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	// Ben is no member of acme; he may look at one app.
	if _, err := client.Collaborators.Add(ctx, "acme", "translator", clarifai.AddCollaboratorRequest{
		UserID: "ben", Scopes: []string{"Apps_Get", "Models_Get"},
	}); err != nil {
		log.Fatal(err)
	}
	for c, err := range client.Collaborators.ListAll(ctx, "acme", "translator", nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(c.UserID(), c.Scopes)
	}
	// Output: ben [Apps_Get Models_Get]
}

func ExampleTokensService_Rotate() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	vault := make(map[string]string) // stands for where your secrets are kept
	result, err := client.Tokens.Rotate(context.Background(), "me", clarifai.NewSecret(server.PAT("olga")), clarifai.RotateTokenRequest{
		Store: func(_ context.Context, successor *clarifai.Token) error {
			vault["clarifai"] = successor.ID.Reveal()
			return nil
		},
		Grace: time.Millisecond, // time for others to take up the successor
	})
	fmt.Println(result) // also beside an error
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(vault["clarifai"] != "", result.Token.ID)
	// Output:
	// the old token is revoked; the successor is stored and works
	// true [redacted]
}

func ExampleClient_Preflight() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	report, err := client.Preflight(context.Background(), clarifai.OpTeamsCreate, clarifai.OpInvitationsCreate)
	if err != nil {
		log.Fatal(err)
	}
	if err := report.Err(); err != nil {
		log.Fatal(err) // names the scopes that the token lacks
	}
	fmt.Println(report.Allowed)
	// Output: [teams.create invitations.create]
}

func ExamplePasswordPoliciesService_Update() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	policy, err := client.PasswordPolicies.Create(ctx, "acme", clarifai.CreatePasswordPolicyRequest{
		OrganizationID: "acme", PasswordRules: clarifai.PasswordRules{MinimumLength: 12, NumericNeeded: true},
	})
	if err != nil {
		log.Fatal(err)
	}
	policy, err = client.PasswordPolicies.Update(ctx, "acme", policy.ID, clarifai.UpdatePasswordPolicyRequest{ExcludeNames: new(true)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(policy.MinimumLength, policy.NumericNeeded, policy.ExcludeNames)
	// Output: 12 true true
}

func ExamplePasswordPolicy_Check() {
	policy := clarifai.PasswordPolicy{MinimumLength: 12, NumericNeeded: true, ExcludeNames: true, NoCommonVocabs: true}
	check := policy.Check(clarifai.NewSecret("ann-marie"), &clarifai.User{FirstName: "Ann", LastName: "Marie"})
	fmt.Println("broken:", check.Broken)
	fmt.Println("cannot tell:", check.Unknown)
	// Output:
	// broken: [minimum_length numeric_needed exclude_names]
	// cannot tell: [no_common_vocabs]
}

func ExampleIdentityProvidersService_Create() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	if _, err := client.IdentityProviders.Create(ctx, "acme", clarifai.CreateIdentityProviderRequest{
		ID: "github", Name: "GitHub", Type: clarifai.IdentityProviderOAuth, Enabled: true,
		OAuthProvider: clarifai.OAuthGitHub, OAuthClientID: "client-id", OAuthClientSecret: clarifai.NewSecret("client-secret"),
	}); err != nil {
		log.Fatal(err)
	}
	methods, err := client.IdentityProviders.ListOrganizationAuthMethods(ctx, "acme", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range methods {
		fmt.Println(m.Type, m.Name)
	}
	// Output:
	// PASSWORD Password
	// OAUTH GitHub
}

func ExampleAuditLogService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	if _, err := client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "docs", Name: "Docs"}); err != nil {
		log.Fatal(err)
	}
	options := &clarifai.ListAuditLogOptions{
		From: time.Now().Add(-time.Hour), Operations: clarifai.EventsTeams.Events(), SortAscending: true,
		IngestionDelay: -1, // a minute by default: entries may come late
	}
	for entry, err := range client.AuditLog.ListAll(ctx, "acme", options) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(entry.UserID(), entry.Operation, entry.Targets[0].ID(), entry.Success)
	}
	// Output: olga ORGANIZATION_TEAM_CREATE docs true
}

func ExampleBillingService_GetCurrentBill() {
	today := time.Now().UTC()
	server, err := clarifaitest.Start(
		clarifaitest.InMemory(),
		clarifaitest.WithUser(clarifaitest.User{ID: "olga"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{ID: "acme"}),
		clarifaitest.WithUsage(clarifaitest.Usage{
			OwnerID: "acme", Date: today, Section: clarifai.UsageTrainingHours, CallerUserID: "olga", AppID: "shelf", Value: 3}),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	// On Clarifai itself this took a browser session in 2022: WithSessionToken.
	client := server.Client()

	bill, err := client.Billing.GetCurrentBill(context.Background(), "acme")
	if err != nil {
		log.Fatal(err)
	}
	for _, item := range bill.InvoiceItems { // digit for digit as the server wrote it
		fmt.Println(item.OpType, item.Count, item.PricePerOp, item.Dollars)
	}
	// Output:
	// train 3 4.1 12.299999999999999
	// platform-fee   499
	// support-credit   -25.5
	// rounding   1.7763568394002505e-15
}

func ExampleUsageService_ListHistory() {
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	server, err := clarifaitest.Start(
		clarifaitest.InMemory(),
		clarifaitest.WithUser(clarifaitest.User{ID: "olga"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{ID: "acme"}),
		clarifaitest.WithUsage(
			clarifaitest.Usage{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "olga", AppID: "shelf", Value: 40},
			clarifaitest.Usage{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "olga", AppID: "vision", Value: 2}),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	usage, err := server.Client().Usage.ListHistory(context.Background(), "acme", &clarifai.ListUsageHistoryOptions{
		StartDate: day, EndDate: day.AddDate(0, 0, 1), BrokenDownPerApp: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range usage {
		fmt.Println(row.Date.Format(time.DateOnly), row.Section, row.CallerUserID, row.AppID, row.Value)
	}
	// Output:
	// 2026-11-02 model-usage olga shelf 40
	// 2026-11-02 model-usage olga vision 2
}

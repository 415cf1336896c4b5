package clarifai_test

import (
	"context"
	"fmt"
	"log"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func ExampleTokensService_Create() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	token, err := client.Tokens.Create(context.Background(), "me", clarifai.CreateTokenRequest{
		Description: "nightly export", Scopes: []clarifai.Scope{"Apps_Get"}, ExpiresAt: time.Now().AddDate(0, 3, 0),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.Description, token.ID) // token.ID.Reveal() is what to store
	// Output: nightly export [redacted]
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
		IngestionDelay: -1, // do not wait for late entries
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
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		Usage: []clarifaitest.Usage{{
			OwnerID: "acme", Date: today, Section: clarifai.UsageTrainingHours, CallerUserID: "olga", AppID: "shelf", Value: 3}},
		InMemory: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	// Clarifai itself took only a browser session for this in 2022: WithSessionToken.
	client := server.Client()

	bill, err := client.Billing.GetCurrentBill(context.Background(), "acme")
	if err != nil {
		log.Fatal(err)
	}
	// The numbers have all digits that the server wrote.
	for _, item := range bill.InvoiceItems {
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
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		Usage: []clarifaitest.Usage{
			{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "olga", AppID: "shelf", Value: 40},
			{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "olga", AppID: "vision", Value: 2},
		},
		InMemory: true,
	})
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

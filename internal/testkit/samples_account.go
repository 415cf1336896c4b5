package testkit

import (
	"context"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// accountSamples are those of apps, credentials, policies, money and the log.
var accountSamples = map[clarifai.Operation]func(context.Context, *clarifai.Client) error{
	clarifai.OpAppsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Apps.List(ctx, "org", full(&someApps))
		return err
	},
	clarifai.OpAppsListVisible: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Apps.ListVisible(ctx, full(&someApps))
		return err
	},
	clarifai.OpAppsSearch: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Apps.Search(ctx, "org", full(&clarifai.SearchAppsOptions{Name: "name", Paging: somePage}))
		return err
	},
	clarifai.OpAppsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Apps.Get(ctx, "org", "app", full(&clarifai.GetAppOptions{AdditionalFields: []string{"stars"}}))
		return err
	},
	clarifai.OpAppsCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Apps.Create(ctx, "org", full(clarifai.CreateAppRequest{
			ID: "app_id", Name: "name", DefaultLanguage: "default_language", DefaultWorkflowID: "default_workflow_id", Description: "description", Notes: "notes",
			Metadata:   map[string]any{"list": []any{true, nil}, "number": 1.5, "text": "a"},
			Visibility: clarifai.VisibilityPublic, SampleMS: 7, DataTierID: "data_tier_id",
			Image: &clarifai.Image{URL: "https://pictures.example/1"}, IsTemplate: new(true), EmbeddingsStorage: clarifai.EmbeddingsQdrant,
		}))
		return err
	},
	clarifai.OpAppsUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Apps.Update(ctx, "org", "app_id", full(clarifai.UpdateAppRequest{
			Name: new("name"), DefaultLanguage: new("default_language"), DefaultWorkflowID: new("default_workflow_id"),
			Description: new("description"), Notes: new("notes"), Visibility: new(clarifai.VisibilityPublic), SampleMS: new(7),
			DataTierID: new("data_tier_id"), Image: &clarifai.Image{URL: "https://pictures.example/1"}, IsTemplate: new(true),
			Metadata: &clarifai.MetadataChange{Set: map[string]any{"text": "a"}, Remove: []string{"none"}}, Reindex: true,
		}))
		return err
	},
	clarifai.OpAppsUpdateDetails: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Apps.Update(ctx, "org", "app_id", clarifai.UpdateAppRequest{
			Description: new("description"), Notes: new("notes"), Image: &clarifai.Image{URL: "https://pictures.example/1"},
		})
		return err
	},
	clarifai.OpAppsChangeID: func(ctx context.Context, c *clarifai.Client) error {
		err := c.Apps.ChangeID(ctx, "org", "old", clarifai.ChangeAppIDRequest{NewID: "app_id"})
		return err
	},
	clarifai.OpAppsDelete: func(ctx context.Context, c *clarifai.Client) error { return c.Apps.Delete(ctx, "org", "app") },
	clarifai.OpAppsTransfer: func(ctx context.Context, c *clarifai.Client) error {
		return c.Apps.Transfer(ctx, "me", "app", clarifai.TransferAppRequest{NewOwnerID: "org"})
	},
	clarifai.OpAppsStar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Apps.Star(ctx, "org", []string{"app_id"})
	},
	clarifai.OpAppsUnstar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Apps.Unstar(ctx, "org", []string{"app_id"})
	},
	clarifai.OpAppsGetResourceCounts: func(ctx context.Context, c *clarifai.Client) error {
		counts, err := c.Apps.GetResourceCounts(ctx, "org", "app")
		if err == nil {
			full(counts)
		}
		return err
	},
	clarifai.OpCollaboratorsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Collaborators.List(ctx, "org", "app", full(&clarifai.ListCollaboratorsOptions{ListAll: true, Paging: somePage}))
		return err
	},
	clarifai.OpCollaboratorsAdd: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Collaborators.Add(ctx, "org", "app", clarifai.AddCollaboratorRequest{
			UserID: "user_id", Scopes: []clarifai.Scope{"scopes"}, Endpoints: []string{"endpoints"}})
		return err
	},
	clarifai.OpCollaboratorsUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Collaborators.Update(ctx, "org", "app", "collaborator_id", full(clarifai.UpdateCollaboratorRequest{
			Scopes: []clarifai.Scope{"scopes"}, Endpoints: []string{"endpoints"}}))
		return err
	},
	clarifai.OpCollaboratorsRemove: func(ctx context.Context, c *clarifai.Client) error {
		return c.Collaborators.RemoveBatch(ctx, "org", "app", []string{"collaborator_id", "other"})
	},
	clarifai.OpCollaboratorsListCollaborations: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Collaborators.ListCollaborations(ctx, "me", full(&clarifai.ListCollaborationsOptions{TemplateOnly: true, Paging: somePage}))
		return err
	},
	clarifai.OpTokensList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Tokens.List(ctx, "me", full(&clarifai.ListTokensOptions{
			NotExpired: true, Scopes: []clarifai.Scope{"Apps_Get", "Apps_Add"}, Endpoints: []string{"/v2"},
			Type: clarifai.TokenPersonalAccess, Paging: somePage}))
		return err
	},
	clarifai.OpTokensListForApp: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Tokens.ListForApp(ctx, "org", "app", full(&clarifai.ListAppTokensOptions{Paging: somePage}))
		return err
	},
	clarifai.OpTokensGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Tokens.Get(ctx, "me", clarifai.NewSecret("key_id"))
		return err
	},
	clarifai.OpTokensCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Tokens.Create(ctx, "me", full(clarifai.CreateTokenRequest{
			Description: "text", Scopes: []clarifai.Scope{"Apps_Get"}, Endpoints: []string{"/v2"}, Type: clarifai.TokenPersonalAccess,
			Apps: []clarifai.AppIdentity{{UserID: "org", AppID: "app"}}, ExpiresAt: time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC),
			OrganizationID: "org", AuthorizedIDPIDs: []string{"idp"},
		}))
		return err
	},
	clarifai.OpTokensUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Tokens.Update(ctx, "me", clarifai.NewSecret("key_id"), full(clarifai.UpdateTokenRequest{
			Description: new("description"), Scopes: []clarifai.Scope{"scopes"}, Endpoints: []string{"endpoints"},
			ExpiresAt: new(time.Date(2100, 1, 2, 3, 4, 5, 123456789, time.UTC)),
		}))
		return err
	},
	clarifai.OpTokensRevoke: func(ctx context.Context, c *clarifai.Client) error {
		return c.Tokens.Revoke(ctx, "me", clarifai.NewSecret("key_id"))
	},
	clarifai.OpTokensGetScopeDependencies: func(ctx context.Context, c *clarifai.Client) error {
		deps, err := c.Tokens.GetScopeDependencies(ctx, "me", full(&clarifai.GetScopeDependenciesOptions{KeyType: clarifai.TokenPersonalAccess}))
		if err == nil {
			full(deps)
		}
		return err
	},
	clarifai.OpTokensGetMyScopes: func(ctx context.Context, c *clarifai.Client) error {
		mine, err := c.Tokens.GetMyScopes(ctx, "me")
		if err == nil {
			full(mine)
		}
		return err
	},
	clarifai.OpPasswordPoliciesList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.PasswordPolicies.List(ctx, "org", full(&clarifai.ListPasswordPoliciesOptions{
			UserIDs: []string{"ann", "ben"}, OrganizationIDs: []string{"org"}, Paging: somePage}))
		return err
	},
	clarifai.OpPasswordPoliciesListGlobal: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.PasswordPolicies.ListGlobal(ctx)
		return err
	},
	clarifai.OpPasswordPoliciesCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.PasswordPolicies.Create(ctx, "org", clarifai.CreatePasswordPolicyRequest{OrganizationID: "org", PasswordRules: full(someRules)})
		return err
	},
	clarifai.OpPasswordPoliciesUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.PasswordPolicies.Update(ctx, "org", "passwordpolicy_id", full(clarifai.UpdatePasswordPolicyRequest{
			MinimumLength: new(7), MaximumLength: new(7), UpperCaseNeeded: new(true), LowerCaseNeeded: new(true),
			NumericNeeded: new(true), NonAlphanumericNeeded: new(true), PasswordLifeSpanDays: new(7),
			PasswordReuseEpoch: new(7), ExcludeNames: new(true), ExcludeEmail: new(true), NoConfusingLetters: new(true),
			NoSimplePasswords: new(true), NoCommonVocabs: new(true), NoOverlapWithOld: new(true),
		}))
		return err
	},
	clarifai.OpPasswordPoliciesDelete: func(ctx context.Context, c *clarifai.Client) error {
		return c.PasswordPolicies.DeleteBatch(ctx, "org", []string{"policy", "other"})
	},
	clarifai.OpPasswordPoliciesValidate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.PasswordPolicies.Validate(ctx, "me", clarifai.NewSecret("a password"))
		return err
	},
	clarifai.OpIdentityProvidersList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.IdentityProviders.List(ctx, "org", full(&clarifai.ListIdentityProvidersOptions{Paging: somePage}))
		return err
	},
	clarifai.OpIdentityProvidersGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.IdentityProviders.Get(ctx, "org", "idp")
		return err
	},
	clarifai.OpIdentityProvidersCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.IdentityProviders.Create(ctx, "org", clarifai.CreateIdentityProviderRequest{
			ID: "identityprovider_id", Name: "name", Type: "type", Enabled: true, OAuthProvider: "oauth_provider",
			OAuthClientID: "oauth_client_id", OAuthClientSecret: clarifai.NewSecret("oauth_client_secret"),
			BackgroundColor: "background_color", Icon: "icon", TextColor: "text_color",
		})
		return err
	},
	clarifai.OpIdentityProvidersUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.IdentityProviders.Update(ctx, "org", "identityprovider_id", clarifai.UpdateIdentityProviderRequest{
			Name: new("name"), Enabled: new(true), OAuthProvider: new(clarifai.OAuthProvider("oauth_provider")),
			OAuthClientID: new("oauth_client_id"), OAuthClientSecret: clarifai.NewSecret("oauth_client_secret"),
			BackgroundColor: new("background_color"), Icon: new("icon"), TextColor: new("text_color"),
		})
		return err
	},
	clarifai.OpIdentityProvidersDelete: func(ctx context.Context, c *clarifai.Client) error {
		return c.IdentityProviders.DeleteBatch(ctx, "org", []string{"idp", "other"})
	},
	clarifai.OpIdentityProvidersListAuthMethods: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.IdentityProviders.ListAuthMethods(ctx, full(&clarifai.ListAuthMethodsOptions{RecoveryPath: "/back", DryRun: true}))
		return err
	},
	clarifai.OpIdentityProvidersListOrganizationAuthMethods: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.IdentityProviders.ListOrganizationAuthMethods(ctx, "org", full(&clarifai.ListAuthMethodsOptions{RecoveryPath: "/back", DryRun: true}))
		return err
	},
	clarifai.OpBillingGetCurrentBill: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.GetCurrentBill(ctx, "org")
		return err
	},
	clarifai.OpBillingListCycles: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.ListCycles(ctx, "org", full(&clarifai.ListBillingCyclesOptions{Paging: somePage}))
		return err
	},
	clarifai.OpBillingListPlans: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.ListPlans(ctx, "org")
		return err
	},
	clarifai.OpBillingGetSubscription: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.GetSubscription(ctx, "org")
		return err
	},
	clarifai.OpBillingSubscribe: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.Subscribe(ctx, "org", full(clarifai.SubscribeRequest{PlanID: "plan_id", SignupCode: "code"}))
		return err
	},
	clarifai.OpBillingListPaymentMethods: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.ListPaymentMethods(ctx, "org")
		return err
	},
	clarifai.OpBillingAddPaymentMethod: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.AddPaymentMethod(ctx, "org", clarifai.NewSecret("tok_1a"))
		return err
	},
	clarifai.OpBillingSetDefaultPaymentMethod: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Billing.SetDefaultPaymentMethod(ctx, "org", "creditcard_id")
		return err
	},
	clarifai.OpBillingRemovePaymentMethod: func(ctx context.Context, c *clarifai.Client) error {
		return c.Billing.RemovePaymentMethod(ctx, "org", "card")
	},
	clarifai.OpUsageListHistory: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Usage.ListHistory(ctx, "org", full(&clarifai.ListUsageHistoryOptions{
			StartDate: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), EndDate: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), BrokenDownPerApp: true}))
		return err
	},
	clarifai.OpUsageListRealtime: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Usage.ListRealtime(ctx, "org")
		return err
	},
	clarifai.OpUsageListCycles: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Usage.ListCycles(ctx, "org", full(&clarifai.ListUsageCyclesOptions{CycleNumber: 3, BeforeDate: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}))
		return err
	},
	clarifai.OpUsageListIntervals: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Usage.ListIntervals(ctx)
		return err
	},
	clarifai.OpAuditLogList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.AuditLog.List(ctx, "org", full(&clarifai.ListAuditLogOptions{
			From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC),
			UserIDs: []string{"ann"}, Operations: []clarifai.EventType{clarifai.EventTeamCreate}, Success: new(true),
			Targets: []clarifai.AuditLogTarget{full(clarifai.AuditLogTarget{
				User: &clarifai.User{ID: "ann"}, Role: &clarifai.Role{ID: "role"}, Team: &clarifai.Team{ID: "ml"},
				App: &clarifai.App{ID: "app", UserID: "org"}, Workflow: raw, WorkflowVersion: raw, Model: raw, ModelVersion: raw,
				ComputeCluster: raw, Nodepool: raw, Deployment: raw,
			})}, SourceIPs: []string{"192.0.2.1"},
			SortAscending: true, IngestionDelay: time.Minute, Paging: somePage,
		}))
		return err
	},
}

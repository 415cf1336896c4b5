package clarifai_test

import (
	"context"
	"encoding/json"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// samples calls every operation with every option and field that it takes. The
// ids are what the recorder's answers hold.
var samples = map[clarifai.Operation]func(context.Context, *clarifai.Client) error{
	clarifai.OpOrganizationsCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Organizations.Create(ctx, full(clarifai.CreateOrganizationRequest{ID: "organization_id", Name: "name", BillingEmail: someEmail}))
		return err
	},
	clarifai.OpOrganizationsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Organizations.Get(ctx, "org")
		return err
	},
	clarifai.OpOrganizationsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Organizations.List(ctx, full(&clarifai.ListOrganizationsOptions{Paging: somePage}))
		return err
	},
	clarifai.OpOrganizationsListForUser: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Organizations.ListForUser(ctx, "me", full(&clarifai.ListUserOrganizationsOptions{Paging: somePage}))
		return err
	},
	clarifai.OpOrganizationsUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Organizations.Update(ctx, "organization_id", full(clarifai.UpdateOrganizationRequest{Name: new("name"), BillingEmail: new(someEmail)}))
		return err
	},
	clarifai.OpOrganizationsDelete: func(ctx context.Context, c *clarifai.Client) error { return c.Organizations.Delete(ctx, "org") },
	clarifai.OpOrganizationsLeave:  func(ctx context.Context, c *clarifai.Client) error { return c.Organizations.Leave(ctx, "org") },
	clarifai.OpMembersList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Members.List(ctx, "org", full(&clarifai.ListMembersOptions{Paging: somePage}))
		return err
	},
	clarifai.OpMembersListForApp: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Members.ListForApp(ctx, "org", "app", full(&clarifai.ListAppMembersOptions{
			RequiredScopes: []string{"Models_Get", "Apps_Get"}, Paging: somePage}))
		return err
	},
	clarifai.OpMembersAdd: func(ctx context.Context, c *clarifai.Client) error {
		return c.Members.Add(ctx, "org", full(clarifai.AddMemberRequest{UserID: "user_id", Role: clarifai.RoleID("role_id")}))
	},
	clarifai.OpMembersUpdateRole: func(ctx context.Context, c *clarifai.Client) error {
		return c.Members.UpdateRole(ctx, "org", "user_id", clarifai.RoleID("role_id"))
	},
	clarifai.OpMembersRemove: func(ctx context.Context, c *clarifai.Client) error { return c.Members.Remove(ctx, "org", "member") },
	clarifai.OpInvitationsCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Invitations.Create(ctx, "org", full(clarifai.CreateInvitationRequest{Email: someEmail, Role: clarifai.RoleID("role_id")}))
		return err
	},
	clarifai.OpInvitationsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Invitations.List(ctx, "org", full(&clarifai.ListInvitationsOptions{Status: clarifai.InvitationPending, Paging: somePage}))
		return err
	},
	clarifai.OpInvitationsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Invitations.Get(ctx, "org", "invitation")
		return err
	},
	clarifai.OpInvitationsGetPublic: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Invitations.GetPublic(ctx, "invitation")
		return err
	},
	clarifai.OpInvitationsCancel: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Invitations.Cancel(ctx, "org", "invitation")
		return err
	},
	clarifai.OpInvitationsAccept: func(ctx context.Context, c *clarifai.Client) error {
		return c.Invitations.Accept(ctx, "me", "invitation")
	},
	clarifai.OpInvitationsDecline: func(ctx context.Context, c *clarifai.Client) error {
		return c.Invitations.Decline(ctx, "me", "invitation")
	},
	clarifai.OpTeamsCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Teams.Create(ctx, "org", full(clarifai.CreateTeamRequest{ID: "team_id", Name: "name", DefaultRole: clarifai.RoleID("default_role_id")}))
		return err
	},
	clarifai.OpTeamsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Teams.Get(ctx, "org", "team")
		return err
	},
	clarifai.OpTeamsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Teams.List(ctx, "org", full(&clarifai.ListTeamsOptions{Query: "q", Paging: somePage}))
		return err
	},
	clarifai.OpTeamsUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Teams.Update(ctx, "org", "team_id", full(clarifai.UpdateTeamRequest{Name: new("name"), DefaultRole: new(clarifai.RoleID("default_role_id"))}))
		return err
	},
	clarifai.OpTeamsDelete: func(ctx context.Context, c *clarifai.Client) error {
		return c.Teams.Delete(ctx, "org", []string{"team_id", "other"})
	},
	clarifai.OpTeamsListMembers: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Teams.ListMembers(ctx, "org", "team", full(&clarifai.ListTeamMembersOptions{Query: "q", Paging: somePage}))
		return err
	},
	clarifai.OpTeamsAddMembers: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Teams.AddMembers(ctx, "org", "team", []string{"user_id"})
		return err
	},
	clarifai.OpTeamsRemoveMembers: func(ctx context.Context, c *clarifai.Client) error {
		return c.Teams.RemoveMembers(ctx, "org", "team", []string{"user_id", "other"})
	},
	clarifai.OpTeamsListApps: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Teams.ListApps(ctx, "org", "team", full(&clarifai.ListTeamAppsOptions{Query: "q", Paging: somePage}))
		return err
	},
	clarifai.OpTeamsAddApps: func(ctx context.Context, c *clarifai.Client) error {
		return c.Teams.AddApps(ctx, "org", "team", []clarifai.AddTeamAppRequest{full(clarifai.AddTeamAppRequest{AppID: "app_id", Role: clarifai.RoleID("role_id")})})
	},
	clarifai.OpTeamsSetAppRole: func(ctx context.Context, c *clarifai.Client) error {
		return c.Teams.SetAppRole(ctx, "org", "team", "app_id", clarifai.RoleID("role_id"))
	},
	clarifai.OpTeamsRemoveApps: func(ctx context.Context, c *clarifai.Client) error {
		return c.Teams.RemoveApps(ctx, "org", "team", []string{"app_id", "other"})
	},
	clarifai.OpRolesList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Roles.List(ctx, full(&clarifai.ListRolesOptions{
			Types: []clarifai.RoleType{clarifai.RoleTypeOrg, clarifai.RoleTypeTeam}, Paging: somePage}))
		return err
	},
	clarifai.OpRolesGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Roles.Get(ctx, "role")
		return err
	},
	clarifai.OpUsersGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Users.Get(ctx, "me", full(&clarifai.GetUserOptions{AdditionalFields: []string{"stars"}}))
		return err
	},
	clarifai.OpUsersStar: func(ctx context.Context, c *clarifai.Client) error { return c.Users.Star(ctx, []string{"user_id"}) },
	clarifai.OpUsersUnstar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Users.Unstar(ctx, []string{"user_id"})
	},

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
			Description: new("description"), Notes: new("notes"), Visibility: new(clarifai.VisibilityPublic), SampleMS: new(uint32(7)),
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
		err := c.Apps.ChangeID(ctx, "org", "old", "app_id")
		return err
	},
	clarifai.OpAppsDelete: func(ctx context.Context, c *clarifai.Client) error { return c.Apps.Delete(ctx, "org", "app") },
	clarifai.OpAppsTransfer: func(ctx context.Context, c *clarifai.Client) error {
		return c.Apps.Transfer(ctx, "me", "app", "org")
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
			UserID: "user_id", Scopes: []string{"scopes"}, Endpoints: []string{"endpoints"}})
		return err
	},
	clarifai.OpCollaboratorsUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Collaborators.Update(ctx, "org", "app", "collaborator_id", full(clarifai.UpdateCollaboratorRequest{
			Scopes: []string{"scopes"}, Endpoints: &[]string{"endpoints"}}))
		return err
	},
	clarifai.OpCollaboratorsRemove: func(ctx context.Context, c *clarifai.Client) error {
		return c.Collaborators.Remove(ctx, "org", "app", []string{"collaborator_id", "other"})
	},
	clarifai.OpCollaboratorsListCollaborations: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Collaborators.ListCollaborations(ctx, "me", full(&clarifai.ListCollaborationsOptions{TemplateOnly: true, Paging: somePage}))
		return err
	},
	clarifai.OpTokensList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Tokens.List(ctx, "me", full(&clarifai.ListTokensOptions{
			NotExpired: true, Scopes: []string{"Apps_Get", "Apps_Add"}, Endpoints: []string{"/v2"},
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
			Description: "text", Scopes: []string{"Apps_Get"}, Endpoints: []string{"/v2"}, Type: clarifai.TokenPersonalAccess,
			Apps: []clarifai.AppIdentity{{UserID: "org", AppID: "app"}}, ExpiresAt: time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC),
			OrganizationID: "org", AuthorizedIDPIDs: []string{"idp"},
		}))
		return err
	},
	clarifai.OpTokensUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Tokens.Update(ctx, "me", clarifai.NewSecret("key_id"), full(clarifai.UpdateTokenRequest{
			Description: new("description"), Scopes: []string{"scopes"}, Endpoints: &[]string{"endpoints"},
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
			MinimumLength: new(uint32(7)), MaximumLength: new(uint32(7)), UpperCaseNeeded: new(true), LowerCaseNeeded: new(true),
			NumericNeeded: new(true), NonAlphanumericNeeded: new(true), PasswordLifeSpanDays: new(uint32(7)),
			PasswordReuseEpoch: new(uint32(7)), ExcludeNames: new(true), ExcludeEmail: new(true), NoConfusingLetters: new(true),
			NoSimplePasswords: new(true), NoCommonVocabs: new(true), NoOverlapWithOld: new(true),
		}))
		return err
	},
	clarifai.OpPasswordPoliciesDelete: func(ctx context.Context, c *clarifai.Client) error {
		return c.PasswordPolicies.Delete(ctx, "org", []string{"policy", "other"})
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
		return c.IdentityProviders.Delete(ctx, "org", []string{"idp", "other"})
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

var (
	raw      = json.RawMessage(`{"id":"some_id"}`)
	someApps = clarifai.ListAppsOptions{
		AdditionalFields: []string{"stars", "counts"}, Sort: clarifai.AppSortName, SortAscending: true, FeaturedOnly: true,
		StarredOnly: true, TemplateOnly: true, Visibility: clarifai.VisibilityPrivate, Search: "s", Query: "q", Name: "n", ID: "i",
		Paging: somePage,
	}
	someRules = clarifai.PasswordRules{
		MinimumLength: 8, MaximumLength: 64, UpperCaseNeeded: true, LowerCaseNeeded: true, NumericNeeded: true,
		NonAlphanumericNeeded: true, PasswordLifeSpanDays: 90, PasswordReuseEpoch: 5, ExcludeNames: true, ExcludeEmail: true,
		NoConfusingLetters: true, NoSimplePasswords: true, NoCommonVocabs: true, NoOverlapWithOld: true,
	}
)

var somePage = clarifai.Paging{Page: 2, PerPage: 50}

// requestsOf is what each sample sends, read-backs included: which value of the
// caller's goes where.
var requestsOf = map[clarifai.Operation][]string{
	clarifai.OpOrganizationsCreate: {
		`POST /v2/organizations {"organizations":[{"id":"organization_id","name":"name","billing_email":"someone@acme.example"}]}`,
	},
	clarifai.OpOrganizationsGet:         {`GET /v2/organizations/org`},
	clarifai.OpOrganizationsList:        {`GET /v2/organizations?page=2&per_page=50`},
	clarifai.OpOrganizationsListForUser: {`GET /v2/users/me/organizations?page=2&per_page=50`},
	clarifai.OpOrganizationsUpdate: {
		`PATCH /v2/organizations/organization_id {"action":"merge","organizations":[{"id":"organization_id","name":"name","billing_email":"someone@acme.example"}]}`,
	},
	clarifai.OpOrganizationsDelete: {`DELETE /v2/organizations/org`},
	clarifai.OpOrganizationsLeave:  {`DELETE /v2/organizations/org/leave`},

	clarifai.OpMembersList: {`GET /v2/organizations/org/members?page=2&per_page=50`},
	clarifai.OpMembersListForApp: {
		`GET /v2/organizations/org/apps/app/members?page=2&per_page=50&required_scopes=Models_Get&required_scopes=Apps_Get`,
	},
	clarifai.OpMembersAdd: {
		`POST /v2/organizations/org/members {"member_id":"user_id","role_id":"role_id"}`,
	},
	clarifai.OpMembersUpdateRole: {
		`PATCH /v2/organizations/org/members {"action":"overwrite","organization_members":[{"id":"user_id","role_id":"role_id"}]}`,
	},
	clarifai.OpMembersRemove: {`DELETE /v2/organizations/org/members/member`},

	clarifai.OpInvitationsCreate: {
		`POST /v2/organizations/org/invitations {"invitations":[{"invitee_email":"someone@acme.example","role":{"id":"role_id"}}]}`,
	},
	clarifai.OpInvitationsList:      {`GET /v2/organizations/org/invitations?page=2&per_page=50&status=PENDING`},
	clarifai.OpInvitationsGet:       {`GET /v2/organizations/org/invitations/invitation`},
	clarifai.OpInvitationsGetPublic: {`GET /v2/organization_invitation/invitation`},
	clarifai.OpInvitationsCancel: {
		`PATCH /v2/organizations/org/invitations {"action":"remove","invitations":[{"id":"invitation"}]}`,
		`GET /v2/organizations/org/invitations/invitation`,
	},
	clarifai.OpInvitationsAccept:  {`POST /v2/users/me/organization_invitation_accept/invitation`},
	clarifai.OpInvitationsDecline: {`POST /v2/users/me/organization_invitation_decline/invitation`},

	clarifai.OpTeamsCreate: {`POST /v2/organizations/org/teams {"teams":[{"id":"team_id","name":"name"}]}`},
	clarifai.OpTeamsGet:    {`GET /v2/organizations/org/teams/team`},
	clarifai.OpTeamsList:   {`GET /v2/organizations/org/teams?page=2&per_page=50&query=q`},
	clarifai.OpTeamsUpdate: {
		`PATCH /v2/organizations/org/teams {"action":"merge","teams":[{"id":"team_id","name":"name","default_role_id":"default_role_id"}]}`,
	},
	clarifai.OpTeamsDelete:        {`DELETE /v2/organizations/org/teams {"ids":["team_id","other"]}`},
	clarifai.OpTeamsListMembers:   {`GET /v2/organizations/org/teams/team/users?page=2&per_page=50&query=q`},
	clarifai.OpTeamsAddMembers:    {`POST /v2/organizations/org/teams/team/users {"user_ids":["user_id"]}`},
	clarifai.OpTeamsRemoveMembers: {`DELETE /v2/organizations/org/teams/team/users {"user_ids":["user_id","other"]}`},
	clarifai.OpTeamsListApps:      {`GET /v2/organizations/org/teams/team/apps?page=2&per_page=50&query=q`},
	clarifai.OpTeamsAddApps: {
		`POST /v2/organizations/org/teams/team/apps {"apps":[{"app_id":"app_id","role_id":"role_id"}]}`,
	},
	clarifai.OpTeamsSetAppRole: {
		`POST /v2/organizations/org/teams/team/apps {"apps":[{"app_id":"app_id","role_id":"role_id"}]}`,
		`GET /v2/organizations/org/teams/team/apps?page=1&per_page=1000`,
		`GET /v2/organizations/org/teams/team/apps?page=2&per_page=1000`,
	},
	clarifai.OpTeamsRemoveApps: {`DELETE /v2/organizations/org/teams/team/apps {"app_ids":["app_id","other"]}`},

	clarifai.OpRolesList: {`GET /v2/roles?page=2&per_page=50&types=ORG&types=TEAM`},
	clarifai.OpRolesGet:  {`GET /v2/roles/role`},

	clarifai.OpUsersGet:    {`GET /v2/users/me?additional_fields=stars`},
	clarifai.OpUsersStar:   {`POST /v2/user_stars {"user_stars":[{"user_id":"user_id"}]}`},
	clarifai.OpUsersUnstar: {`DELETE /v2/user_stars {"user_ids":["user_id"]}`},

	clarifai.OpAppsList: {
		`GET /v2/users/org/apps?additional_fields=stars&additional_fields=counts&featured_only=true&id=i&name=n&page=2&per_page=50&query=q&search=s&sort_ascending=true&sort_by_name=true&starred_only=true&template_only=true&visibility.gettable=PRIVATE`,
	},
	clarifai.OpAppsListVisible: {
		`GET /v2/apps?additional_fields=stars&additional_fields=counts&featured_only=true&id=i&name=n&page=2&per_page=50&query=q&search=s&sort_ascending=true&sort_by_name=true&starred_only=true&template_only=true&visibility.gettable=PRIVATE`,
	},
	clarifai.OpAppsSearch: {
		`POST /v2/users/org/apps/searches {"app_query":{"name":"name"},"pagination":{"page":2,"per_page":50}}`,
	},
	clarifai.OpAppsGet: {
		`GET /v2/users/org/apps/app?additional_fields=stars`,
	},
	clarifai.OpAppsCreate: {
		`POST /v2/users/org/apps {"apps":[{"id":"app_id","name":"name","default_language":"default_language","default_workflow_id":"default_workflow_id","description":"description","notes":"notes","metadata":{"list":[true,null],"number":1.5,"text":"a"},"visibility":{"gettable":"PUBLIC"},"sample_ms":7,"data_tier_id":"data_tier_id","image":{"url":"https://pictures.example/1"},"is_template":true,"embeddings_storage":"QDRANT"}]}`,
	},
	clarifai.OpAppsUpdate: {
		`GET /v2/users/org/apps/app_id`,
		`PATCH /v2/users/org/apps/app_id {"app":{"id":"app_id","name":"name","default_language":"default_language","default_workflow_id":"default_workflow_id","legal_consent_status":7,"metadata":{"list":[true,null],"number":1.5,"text":"a"},"description":"description","sample_ms":7,"visibility":{"gettable":"PUBLIC"},"data_tier_id":"data_tier_id","notes":"notes","image":{"url":"https://pictures.example/1"},"is_template":true,"embeddings_storage":"QDRANT"},"action":"overwrite","metadata_action":{"op":"overwrite"},"reindex":true}`,
	},
	clarifai.OpAppsUpdateDetails: {
		`PATCH /v2/users/org/apps/app_id/partial {"action":"overwrite","apps":[{"id":"app_id","description":"description","notes":"notes","image":{"url":"https://pictures.example/1"}}]}`,
	},
	clarifai.OpAppsChangeID: {
		`GET /v2/users/org/apps/old`,
		`PATCH /v2/users/org/apps/ids {"action":"overwrite","ids":[{"id":"old","new_id":"app_id"}]}`,
	},
	clarifai.OpAppsDelete: {
		`DELETE /v2/users/org/apps/app`,
	},
	clarifai.OpAppsTransfer: {
		`PATCH /v2/users/me/apps/app/owner {"new_owner_id":"org"}`,
	},
	clarifai.OpAppsStar: {
		`POST /v2/users/org/app_stars {"app_stars":[{"app_id":"app_id"}]}`,
	},
	clarifai.OpAppsUnstar: {
		`DELETE /v2/users/org/app_stars {"app_ids":["app_id"]}`,
	},
	clarifai.OpAppsGetResourceCounts: {
		`GET /v2/users/org/apps/app/resource_counts`,
	},
	clarifai.OpCollaboratorsList: {
		`GET /v2/users/org/apps/app/collaborators?list_all_collaborators=true&page=2&per_page=50`,
	},
	clarifai.OpCollaboratorsAdd: {
		`POST /v2/users/org/apps/app/collaborators {"collaborators":[{"user":{"id":"user_id"},"scopes":["scopes"],"endpoints":["endpoints"]}]}`,
	},
	clarifai.OpCollaboratorsUpdate: {
		`GET /v2/users/org/apps/app/collaborators?page=1&per_page=1000`,
		`PATCH /v2/users/org/apps/app/collaborators {"action":"overwrite","collaborators":[{"id":"collaborator_id","user":{"id":"user_id"},"scopes":["scopes"],"endpoints":["endpoints"]}]}`,
	},
	clarifai.OpCollaboratorsRemove: {
		`DELETE /v2/users/org/apps/app/collaborators {"collaborator_ids":["collaborator_id","other"]}`,
	},
	clarifai.OpCollaboratorsListCollaborations: {
		`GET /v2/users/me/collaborations?page=2&per_page=50&template_only=true`,
	},
	clarifai.OpTokensList: {
		`GET /v2/users/me/keys?endpoints=%2Fv2&not_expired=true&page=2&per_page=50&scopes=Apps_Get&scopes=Apps_Add&type=personal_access_token`,
	},
	clarifai.OpTokensListForApp: {
		`GET /v2/users/org/apps/app/keys?page=2&per_page=50`,
	},
	clarifai.OpTokensGet: {
		`GET /v2/users/me/keys/key_id`,
	},
	clarifai.OpTokensCreate: {
		`POST /v2/users/me/keys {"keys":[{"type":"personal_access_token","description":"text","scopes":["Apps_Get"],"endpoints":["/v2"],"apps":[{"id":"app","user_id":"org"}],"expires_at":"2100-01-02T03:04:05Z","authorized_idp_ids":["idp"],"organization_id":"org"}]}`,
	},
	clarifai.OpTokensUpdate: {
		`GET /v2/users/me/keys/key_id`,
		`PATCH /v2/users/me/keys {"action":"overwrite","keys":[{"id":"key_id","type":"type","description":"description","scopes":["scopes"],"endpoints":["endpoints"],"apps":[{"id":"app_id","user_id":"user_id"},{"id":"app_id","user_id":"user_id"}],"expires_at":"2100-01-02T03:04:05.123456789Z","authorized_idp_ids":["authorized_idp_ids","authorized_idp_ids"],"organization_id":"organization_id"}]}`,
	},
	clarifai.OpTokensRevoke: {
		`DELETE /v2/users/me/keys/key_id`,
	},
	clarifai.OpTokensGetScopeDependencies: {
		`GET /v2/users/me/scopes?key_type=personal_access_token`,
	},
	clarifai.OpTokensGetMyScopes: {
		`GET /v2/users/me/myscopes`,
	},
	clarifai.OpBillingGetCurrentBill:  {`GET /v2/users/org/billing_usage`},
	clarifai.OpBillingListCycles:      {`GET /v2/users/org/billing_cycles?page=2&per_page=50`},
	clarifai.OpBillingListPlans:       {`GET /v2/users/org/plans`},
	clarifai.OpBillingGetSubscription: {`GET /v2/users/org/subscriptions`},
	clarifai.OpBillingSubscribe:       {`POST /v2/users/org/subscriptions {"plan":{"id":"plan_id"},"signup_code":"code"}`},
	clarifai.OpBillingListPaymentMethods: {
		`GET /v2/users/org/credit_cards`,
	},
	clarifai.OpBillingAddPaymentMethod: {
		`POST /v2/users/org/credit_cards {"source":"tok_1a"}`,
	},
	clarifai.OpBillingSetDefaultPaymentMethod: {
		`PATCH /v2/users/org/credit_cards {"action":{"op":"merge"},"cards":[{"id":"creditcard_id","default":true}]}`,
		`GET /v2/users/org/credit_cards`,
	},
	clarifai.OpBillingRemovePaymentMethod: {
		`DELETE /v2/users/org/credit_cards {"card":{"id":"card"}}`,
	},
	clarifai.OpUsageListHistory: {
		`GET /v2/users/org/historical_usage?broken_down_per_app=true&end_date=2026-02-01T00%3A00%3A00Z&start_date=2026-01-01T00%3A00%3A00Z`,
	},
	clarifai.OpUsageListRealtime:  {`GET /v2/users/org/realtime_usage`},
	clarifai.OpUsageListCycles:    {`GET /v2/users/org/usage_cycles?before_date=2026-02-01T00%3A00%3A00Z&cycle_number=3`},
	clarifai.OpUsageListIntervals: {`GET /v2/usage_intervals`},
	clarifai.OpPasswordPoliciesList: {
		`GET /v2/users/org/password_policies?organization_ids=org&page=2&per_page=50&user_ids=ann&user_ids=ben`,
	},
	clarifai.OpPasswordPoliciesListGlobal: {
		`GET /v2/password_policies/global`,
	},
	clarifai.OpPasswordPoliciesCreate: {
		`POST /v2/users/org/password_policies {"password_policies":[{"organization_id":"org","minimum_length":8,"maximum_length":64,"upper_case_needed":true,"lower_case_needed":true,"numeric_needed":true,"non_alphanumeric_needed":true,"password_life_span_days":90,"password_reuse_epoch":5,"exclude_names":true,"exclude_email":true,"no_confusing_letters":true,"no_simple_passwords":true,"no_common_vocabs":true,"no_overlap_with_old":true}]}`,
	},
	clarifai.OpPasswordPoliciesUpdate: {
		`GET /v2/users/org/password_policies?page=1&per_page=1000`,
		`PATCH /v2/users/org/password_policies {"action":"overwrite","password_policies":[{"id":"passwordpolicy_id","user_id":"user_id","organization_id":"organization_id","minimum_length":7,"maximum_length":7,"upper_case_needed":true,"lower_case_needed":true,"numeric_needed":true,"non_alphanumeric_needed":true,"password_life_span_days":7,"password_reuse_epoch":7,"exclude_names":true,"exclude_email":true,"no_confusing_letters":true,"no_simple_passwords":true,"no_common_vocabs":true,"no_overlap_with_old":true}]}`,
	},
	clarifai.OpPasswordPoliciesDelete: {
		`DELETE /v2/users/org/password_policies?ids=policy&ids=other`,
	},
	clarifai.OpPasswordPoliciesValidate: {
		`POST /v2/users/me/validate_password {"password":{"plaintext":"a password"}}`,
	},
	clarifai.OpIdentityProvidersList: {
		`GET /v2/organizations/org/identity_providers?page=2&per_page=50`,
	},
	clarifai.OpIdentityProvidersGet: {
		`GET /v2/organizations/org/identity_providers/idp`,
	},
	clarifai.OpIdentityProvidersCreate: {
		`POST /v2/organizations/org/identity_providers {"identity_providers":[{"id":"identityprovider_id","name":"name","enabled":true,"background_color":"background_color","icon":"icon","text_color":"text_color","type":"type","oauth_provider":"oauth_provider","oauth_client_id":"oauth_client_id","oauth_client_secret":"oauth_client_secret"}]}`,
	},
	clarifai.OpIdentityProvidersUpdate: {
		`GET /v2/organizations/org/identity_providers/identityprovider_id`,
		`PATCH /v2/organizations/org/identity_providers {"action":"merge","identity_providers":[{"id":"identityprovider_id","name":"name","enabled":true,"background_color":"background_color","icon":"icon","text_color":"text_color","oauth_provider":"oauth_provider","oauth_client_id":"oauth_client_id","oauth_client_secret":"oauth_client_secret"}]}`,
	},
	clarifai.OpIdentityProvidersDelete: {
		`DELETE /v2/organizations/org/identity_providers {"ids":["idp","other"]}`,
	},
	clarifai.OpIdentityProvidersListAuthMethods: {
		`GET /v2/auth/methods?dry_run=true&recovery_path=%2Fback`,
	},
	clarifai.OpIdentityProvidersListOrganizationAuthMethods: {
		`GET /v2/organizations/org/auth/methods?dry_run=true&recovery_path=%2Fback`,
	},
	clarifai.OpAuditLogList: {
		`POST /v2/users/org/audit_log/searches {"query":{"timestamp_from":"2026-01-01T00:00:00Z","timestamp_to":"2026-02-01T00:00:00Z","user_ids":["ann"],"operations":["ORGANIZATION_TEAM_CREATE"],"targets":[{"user":{"id":"ann"},"role":{"id":"role"},"team":{"id":"ml"},"app":{"id":"app","user_id":"org"},"workflow":{"id":"some_id"},"workflow_version":{"id":"some_id"},"model":{"id":"some_id"},"model_version":{"id":"some_id"},"compute_cluster":{"id":"some_id"},"nodepool":{"id":"some_id"},"deployment":{"id":"some_id"}}],"success":true,"source_ips":["192.0.2.1"]},"sort_ascending":true,"pagination":{"page":2,"per_page":50}}`,
	},
}

// unsent are the fields of requests that the package does not send.
var unsent = map[string]string{
	"organizations.create user_app_id":                                "of the caller, who is told by the credential",
	"organizations.create organizations.created_at":                   "the server's own",
	"organizations.create organizations.modified_at":                  "the server's own",
	"organizations.update organizations.created_at":                   "the server's own",
	"organizations.update organizations.modified_at":                  "the server's own",
	"organizations.list user_app_id":                                  "of the caller, who is told by the credential",
	"invitations.create invitations.id":                               "the server's own",
	"invitations.create invitations.organization":                     "the path says it",
	"invitations.create invitations.created_at":                       "the server's own",
	"invitations.create invitations.cancelled_at":                     "the server's own",
	"invitations.create invitations.declined_at":                      "the server's own",
	"invitations.create invitations.accepted_at":                      "the server's own",
	"invitations.create invitations.primary_email_exists":             "the server's own",
	"invitations.create invitations.role.created_at":                  "the id says it",
	"invitations.create invitations.role.modified_at":                 "the id says it",
	"invitations.create invitations.role.name":                        "the id says it",
	"invitations.create invitations.role.description":                 "the id says it",
	"invitations.create invitations.role.scopes":                      "the id says it",
	"invitations.create invitations.role.endpoints":                   "the id says it",
	"invitations.create invitations.role.type":                        "the id says it",
	"invitations.cancel invitations.invitee_email":                    "the id says it",
	"invitations.cancel invitations.role":                             "the id says it",
	"invitations.cancel invitations.organization":                     "the id says it",
	"invitations.cancel invitations.created_at":                       "the id says it",
	"invitations.cancel invitations.cancelled_at":                     "the server's own",
	"invitations.cancel invitations.declined_at":                      "the id says it",
	"invitations.cancel invitations.accepted_at":                      "the id says it",
	"invitations.cancel invitations.primary_email_exists":             "the id says it",
	"teams.create teams.created_at":                                   "the server's own",
	"teams.create teams.modified_at":                                  "the server's own",
	"teams.update teams.created_at":                                   "the server's own",
	"teams.update teams.modified_at":                                  "the server's own",
	"apps.list sort_by_modified_at":                                   "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list sort_by_created_at":                                    "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list sort_by_star_count":                                    "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list sort_by_id":                                            "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list sort_by_relevance":                                     "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list_visible sort_by_modified_at":                           "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list_visible sort_by_created_at":                            "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list_visible sort_by_star_count":                            "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list_visible sort_by_id":                                    "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list_visible sort_by_relevance":                             "one order at a time: see TestEverySortOrderOfAppsIsAParameterOfItsRequest",
	"apps.list_visible user_app_id":                                   "of the caller, who is told by the credential",
	"apps.create apps.default_workflow":                               "the default workflow's id says it",
	"apps.create apps.user_id":                                        "the path says it",
	"apps.create apps.created_at":                                     "the server's own",
	"apps.create apps.modified_at":                                    "the server's own",
	"apps.create apps.is_starred":                                     "star and unstar set it",
	"apps.create apps.star_count":                                     "the server's own",
	"apps.create apps.extra_info":                                     "the server's own",
	"apps.create apps.image.*":                                        "the caller says which of them",
	"apps.update app.default_workflow":                                "the default workflow's id says it",
	"apps.update app.user_id":                                         "the path says it",
	"apps.update app.created_at":                                      "the server's own",
	"apps.update app.modified_at":                                     "the server's own",
	"apps.update app.is_starred":                                      "star and unstar set it",
	"apps.update app.star_count":                                      "the server's own",
	"apps.update app.extra_info":                                      "the server's own",
	"apps.update app.image.*":                                         "the caller says which of them",
	"apps.update_details apps.*":                                      "only description, notes and image are changed by it",
	"apps.update_details apps.image.*":                                "the caller says which of them",
	"apps.create apps.legal_consent_status":                           "Clarifai's own affair",
	"apps.update metadata_action.*":                                   "what words it takes is not known: the least is sent",
	"collaborators.add collaborators.*":                               "the server's own, or said by the path",
	"collaborators.add collaborators.user.*":                          "the id says it, or the email where there is no id",
	"collaborators.update collaborators.*":                            "the server's own, or said by the path",
	"collaborators.update collaborators.user.*":                       "the id says it",
	"collaborators.remove user_emails":                                "the ids say it: RemoveByEmail sends these instead",
	"tokens.create keys.id":                                           "the server's own",
	"tokens.create keys.created_at":                                   "the server's own",
	"tokens.create keys.apps.*":                                       "the ids say it",
	"tokens.update keys.created_at":                                   "the server's own",
	"tokens.update keys.apps.*":                                       "the ids say it",
	"password_policies.create password_policies.id":                   "the server's own",
	"password_policies.create password_policies.user_id":              "a policy is for a user or for an organization",
	"identity_providers.create identity_providers.created_at":         "the server's own",
	"identity_providers.create identity_providers.modified_at":        "the server's own",
	"identity_providers.create identity_providers.saml_metadata_url":  "a provider is of OAuth or of SAML",
	"identity_providers.update identity_providers.created_at":         "the server's own",
	"identity_providers.update identity_providers.modified_at":        "the server's own",
	"identity_providers.update identity_providers.type":               "it cannot be changed",
	"identity_providers.update identity_providers.saml_metadata_url":  "a provider is of OAuth or of SAML",
	"identity_providers.list_auth_methods user_app_id":                "the route is not about a user",
	"identity_providers.list_auth_methods authorize_pat":              "a credential, which does not belong into a URL",
	"identity_providers.list_organization_auth_methods authorize_pat": "a credential, which does not belong into a URL",
	"billing.subscribe plan.name":                                     "the id says it",
	"billing.add_payment_method card":                                 "only the processor's token is sent",
	"billing.set_default_payment_method action.*":                     "what words it takes is not known: the least is sent",
	"billing.set_default_payment_method cards.*":                      "they stay as they are",
	"billing.remove_payment_method card.*":                            "the id says it",
	"audit_log.list query.targets.user.*":                             "the id says it",
	"audit_log.list query.targets.role.*":                             "the id says it",
	"audit_log.list query.targets.team.*":                             "the id says it",
	"audit_log.list query.targets.app.*":                              "the id says it",
}

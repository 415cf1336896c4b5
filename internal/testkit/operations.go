package testkit

import (
	"context"
	"maps"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Call calls one operation. Its value is true if the operation returns none.
type Call func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error)

// itemsOf returns the items of a page.
func itemsOf[T any](page *clarifai.Page[T], err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// only returns the call of an operation that returns nothing.
func only(call func(context.Context, *clarifai.Client, ...clarifai.CallOption) error) Call {
	return func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return true, call(ctx, c, opts...)
	}
}

// Calls has a call of each operation on resources of the server of [WithServer]. A
// list is read by one page, since the requests of ListAll depend on its length.
func Calls(invitationID, roleID string) map[clarifai.Operation]Call {
	role := clarifai.MemberRoleByID(roleID)
	all := map[clarifai.Operation]Call{
		clarifai.OpOrganizationsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Organizations.Create(ctx, clarifai.CreateOrganizationRequest{ID: "new", Name: "New", BillingEmail: "b@new.example"}, opts...)
		},
		clarifai.OpOrganizationsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Organizations.Get(ctx, "acme", opts...)
		},
		clarifai.OpOrganizationsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Organizations.List(ctx, nil, opts...))
		},
		clarifai.OpOrganizationsListForUser: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Organizations.ListForUser(ctx, "me", nil, opts...))
		},
		clarifai.OpOrganizationsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Organizations.Update(ctx, "acme", clarifai.UpdateOrganizationRequest{Name: new("Acme 2")}, opts...)
		},
		clarifai.OpOrganizationsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Organizations.Delete(ctx, "acme", opts...)
		}),
		clarifai.OpOrganizationsLeave: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Organizations.Leave(ctx, "acme", opts...)
		}),
		clarifai.OpMembersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Members.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpMembersListForApp: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Members.ListForApp(ctx, "acme", "app", nil, opts...))
		},
		clarifai.OpMembersAdd: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Members.Add(ctx, "acme", clarifai.AddMemberRequest{UserID: "cy", Role: clarifai.MemberRoleUser}, opts...)
		}),
		clarifai.OpMembersUpdateRole: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Members.UpdateRole(ctx, "acme", "ann", clarifai.MemberRoleTeamContributor, opts...)
		}),
		clarifai.OpMembersRemove: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Members.Remove(ctx, "acme", "ann", opts...)
		}),
		clarifai.OpInvitationsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "new@acme.example", Role: clarifai.MemberRoleUser}, opts...)
		},
		clarifai.OpInvitationsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Invitations.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpInvitationsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.Get(ctx, "acme", invitationID, opts...)
		},
		clarifai.OpInvitationsGetPublic: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.GetPublic(ctx, invitationID, opts...)
		},
		clarifai.OpInvitationsCancel: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.Cancel(ctx, "acme", invitationID, opts...)
		},
		clarifai.OpInvitationsAccept: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Invitations.Accept(ctx, "cy", invitationID, opts...)
		}),
		clarifai.OpInvitationsDecline: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Invitations.Decline(ctx, "cy", invitationID, opts...)
		}),
		clarifai.OpTeamsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, opts...)
		},
		clarifai.OpTeamsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.Get(ctx, "acme", "ml", opts...)
		},
		clarifai.OpTeamsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Teams.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpTeamsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.Update(ctx, "acme", "ml", clarifai.UpdateTeamRequest{Name: new("ML 2")}, opts...)
		},
		clarifai.OpTeamsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.DeleteBatch(ctx, "acme", []string{"ml"}, opts...)
		}),
		clarifai.OpTeamsListMembers: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Teams.ListMembers(ctx, "acme", "ml", nil, opts...))
		},
		clarifai.OpTeamsAddMembers: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.AddMembers(ctx, "acme", "ml", []string{"ben"}, opts...)
		},
		clarifai.OpTeamsRemoveMembers: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.RemoveMembers(ctx, "acme", "ml", []string{"ann"}, opts...)
		}),
		clarifai.OpTeamsListApps: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Teams.ListApps(ctx, "acme", "ml", nil, opts...))
		},
		clarifai.OpTeamsAddApps: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.AddApps(ctx, "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "app2", Role: clarifai.TeamRoleFullAccess}}, opts...)
		}),
		clarifai.OpTeamsSetAppRole: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.SetAppRole(ctx, "acme", "ml", "app", clarifai.TeamRoleFullAccess, opts...)
		}),
		clarifai.OpTeamsRemoveApps: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.RemoveApps(ctx, "acme", "ml", []string{"app"}, opts...)
		}),
		clarifai.OpRolesList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Roles.List(ctx, nil, opts...))
		},
		clarifai.OpRolesGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Roles.Get(ctx, strings.TrimPrefix(string(role), "id:"), opts...)
		},
		clarifai.OpAppsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Apps.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpAppsListVisible: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Apps.ListVisible(ctx, &clarifai.ListAppsOptions{StarredOnly: true}, opts...))
		},
		clarifai.OpAppsSearch: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Apps.Search(ctx, "acme", &clarifai.SearchAppsOptions{Name: "app"}, opts...))
		},
		clarifai.OpAppsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Get(ctx, "acme", "app", nil, opts...)
		},
		clarifai.OpAppsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Create(ctx, "acme", clarifai.CreateAppRequest{ID: "new", Name: "New"}, opts...)
		},
		clarifai.OpAppsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Name: new("changed")}, opts...)
		},
		clarifai.OpAppsUpdateDetails: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Description: new("changed")}, opts...)
		},
		clarifai.OpAppsChangeID: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.ChangeID(ctx, "acme", "app", clarifai.ChangeAppIDRequest{NewID: "changed"}, opts...)
		}),
		clarifai.OpAppsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Delete(ctx, "acme", "app", opts...)
		}),
		clarifai.OpAppsTransfer: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Transfer(ctx, "owner", "own", clarifai.TransferAppRequest{NewOwnerID: "acme"}, opts...)
		}),
		clarifai.OpAppsStar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Star(ctx, "acme", []string{"app2"}, opts...)
		}),
		clarifai.OpAppsUnstar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Unstar(ctx, "acme", []string{"app"}, opts...)
		}),
		clarifai.OpAppsGetResourceCounts: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.GetResourceCounts(ctx, "acme", "app", opts...)
		},
		clarifai.OpCollaboratorsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Collaborators.List(ctx, "acme", "app", nil, opts...))
		},
		clarifai.OpCollaboratorsAdd: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Collaborators.Add(ctx, "acme", "app2", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []clarifai.Scope{"Apps_Get"}}, opts...)
		},
		clarifai.OpCollaboratorsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Collaborators.Update(ctx, "acme", "app", CollaboratorOf(ctx, c, opts...), clarifai.UpdateCollaboratorRequest{Scopes: []clarifai.Scope{"Apps_Get", "Models_Get"}}, opts...)
		},
		clarifai.OpCollaboratorsRemove: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Collaborators.RemoveBatch(ctx, "acme", "app", []string{CollaboratorOf(ctx, c, opts...)}, opts...)
		}),
		clarifai.OpCollaboratorsListCollaborations: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Collaborators.ListCollaborations(ctx, "me", nil, opts...)
		},
		clarifai.OpTokensList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Tokens.List(ctx, "me", nil, opts...))
		},
		clarifai.OpTokensListForApp: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.ListForApp(ctx, "acme", "app", nil, opts...)
		},
		clarifai.OpTokensGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.Get(ctx, "me", clarifai.NewSecret(SpareToken), opts...)
		},
		clarifai.OpTokensCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: "new", Scopes: []clarifai.Scope{"Apps_Get"}}, opts...)
		},
		clarifai.OpTokensUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.Update(ctx, "me", clarifai.NewSecret(SpareToken), clarifai.UpdateTokenRequest{Description: new("changed")}, opts...)
		},
		clarifai.OpTokensRevoke: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Tokens.Revoke(ctx, "me", clarifai.NewSecret(SpareToken), opts...)
		}),
		clarifai.OpTokensGetScopeDependencies: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.GetScopeDependencies(ctx, "me", nil, opts...)
		},
		clarifai.OpTokensGetMyScopes: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.GetMyScopes(ctx, "me", opts...)
		},
		clarifai.OpBillingGetCurrentBill: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.GetCurrentBill(ctx, "acme", opts...)
		},
		clarifai.OpBillingListCycles: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Billing.ListCycles(ctx, "acme", nil, opts...))
		},
		clarifai.OpBillingListPlans: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.ListPlans(ctx, "acme", opts...)
		},
		clarifai.OpBillingGetSubscription: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.GetSubscription(ctx, "acme", opts...)
		},
		clarifai.OpBillingSubscribe: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.Subscribe(ctx, "acme", clarifai.SubscribeRequest{PlanID: "community"}, opts...)
		},
		clarifai.OpBillingListPaymentMethods: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.ListPaymentMethods(ctx, "acme", opts...)
		},
		clarifai.OpBillingAddPaymentMethod: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.AddPaymentMethod(ctx, "acme", clarifai.NewSecret(CardSource), opts...)
		},
		clarifai.OpBillingSetDefaultPaymentMethod: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.SetDefaultPaymentMethod(ctx, "acme", "card-2", opts...)
		},
		clarifai.OpBillingRemovePaymentMethod: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Billing.RemovePaymentMethod(ctx, "acme", "card-2", opts...)
		}),
		clarifai.OpUsageListHistory: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListHistory(ctx, "acme", nil, opts...)
		},
		clarifai.OpUsageListRealtime: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListRealtime(ctx, "acme", opts...)
		},
		clarifai.OpUsageListCycles: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListCycles(ctx, "acme", nil, opts...)
		},
		clarifai.OpUsageListIntervals: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListIntervals(ctx, opts...)
		},
		clarifai.OpPasswordPoliciesList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.List(ctx, "acme", nil, opts...)
		},
		clarifai.OpPasswordPoliciesListGlobal: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			all, err := c.PasswordPolicies.ListGlobal(ctx, opts...)
			return &all, err // an empty list may be left out
		},
		clarifai.OpPasswordPoliciesCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.Create(ctx, "me", clarifai.CreatePasswordPolicyRequest{
				UserID: "owner", PasswordRules: clarifai.PasswordRules{MinimumLength: 12}}, opts...)
		},
		clarifai.OpPasswordPoliciesUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.Update(ctx, "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)}, opts...)
		},
		clarifai.OpPasswordPoliciesDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.PasswordPolicies.DeleteBatch(ctx, "acme", []string{"policy"}, opts...)
		}),
		clarifai.OpPasswordPoliciesValidate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.Validate(ctx, "me", clarifai.NewSecret(Password), opts...)
		},
		clarifai.OpIdentityProvidersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.IdentityProviders.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpIdentityProvidersGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.IdentityProviders.Get(ctx, "acme", "idp", opts...)
		},
		clarifai.OpIdentityProvidersCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.IdentityProviders.Create(ctx, "acme", clarifai.CreateIdentityProviderRequest{
				ID: "google", Name: "Google", Type: clarifai.IdentityProviderOAuth, OAuthProvider: clarifai.OAuthGoogle,
				OAuthClientID: "client", OAuthClientSecret: clarifai.NewSecret(ClientSecret)}, opts...)
		},
		clarifai.OpIdentityProvidersUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.IdentityProviders.Update(ctx, "acme", "idp", clarifai.UpdateIdentityProviderRequest{Enabled: new(true)}, opts...)
		},
		clarifai.OpIdentityProvidersDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.IdentityProviders.DeleteBatch(ctx, "acme", []string{"idp"}, opts...)
		}),
		clarifai.OpIdentityProvidersListAuthMethods: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			all, err := c.IdentityProviders.ListAuthMethods(ctx, nil, opts...)
			return &all, err // an empty list may be left out
		},
		clarifai.OpIdentityProvidersListOrganizationAuthMethods: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			all, err := c.IdentityProviders.ListOrganizationAuthMethods(ctx, "acme", nil, opts...)
			return &all, err // an empty list may be left out
		},
		clarifai.OpAuditLogList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.AuditLog.List(ctx, "acme", nil, opts...)
		},
	}
	maps.Copy(all, modelCalls())
	maps.Copy(all, userCalls)
	maps.Copy(all, computeCalls())
	return all
}

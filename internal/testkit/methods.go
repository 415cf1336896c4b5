package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// MethodCall is a method of a service, called with as many ids as it takes.
type MethodCall struct {
	Op   clarifai.Operation
	IDs  int
	Call func(ctx context.Context, c *clarifai.Client, id []string) error
}

func ErrorOf[T any](_ T, err error) error { return err }

const SomeRole = "id:role-1" // needs no lookup

// MethodCalls has every method of every service that makes requests.
var MethodCalls = map[string]MethodCall{
	"Organizations.Create": {clarifai.OpOrganizationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.Create(ctx, clarifai.OrganizationCreate{ID: id[0], Name: "N", BillingEmail: "b@acme.example"}))
	}},
	"Organizations.Get": {clarifai.OpOrganizationsGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.Get(ctx, id[0]))
	}},
	"Organizations.List": {clarifai.OpOrganizationsList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Organizations.List(ctx, nil))
	}},
	"Organizations.All": {clarifai.OpOrganizationsList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Organizations.All(ctx, nil)))
	}},
	"Organizations.ListForUser": {clarifai.OpOrganizationsListForUser, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.ListForUser(ctx, id[0], nil))
	}},
	"Organizations.AllForUser": {clarifai.OpOrganizationsListForUser, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Organizations.AllForUser(ctx, id[0], nil)))
	}},
	"Organizations.Update": {clarifai.OpOrganizationsUpdate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.Update(ctx, id[0], clarifai.OrganizationUpdate{Name: new("N")}))
	}},
	"Organizations.Delete": {clarifai.OpOrganizationsDelete, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Organizations.Delete(ctx, id[0])
	}},
	"Organizations.Leave": {clarifai.OpOrganizationsLeave, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Organizations.Leave(ctx, id[0])
	}},
	"Members.List": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Members.List(ctx, id[0], nil))
	}},
	"Members.All": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Members.All(ctx, id[0], nil)))
	}},
	"Members.ListForApp": {clarifai.OpMembersListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Members.ListForApp(ctx, id[0], id[1], nil))
	}},
	"Members.AllForApp": {clarifai.OpMembersListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Members.AllForApp(ctx, id[0], id[1], nil)))
	}},
	"Members.Find": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Members.Find(ctx, id[0], "ann"))
	}},
	"Members.Add": {clarifai.OpMembersAdd, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.Add(ctx, id[0], clarifai.MemberAdd{UserID: id[1], Role: SomeRole})
	}},
	"Members.UpdateRole": {clarifai.OpMembersUpdateRole, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.UpdateRole(ctx, id[0], id[1], SomeRole)
	}},
	"Members.Remove": {clarifai.OpMembersRemove, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.Remove(ctx, id[0], id[1])
	}},
	"Invitations.Create": {clarifai.OpInvitationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.Create(ctx, id[0], clarifai.InvitationCreate{Email: "a@acme.example", Role: SomeRole}))
	}},
	"Invitations.CreateBatch": {clarifai.OpInvitationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.CreateBatch(ctx, id[0], []clarifai.InvitationCreate{{Email: "a@acme.example", Role: SomeRole}}))
	}},
	"Invitations.List": {clarifai.OpInvitationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.List(ctx, id[0], nil))
	}},
	"Invitations.All": {clarifai.OpInvitationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Invitations.All(ctx, id[0], nil)))
	}},
	"Invitations.Get": {clarifai.OpInvitationsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.Get(ctx, id[0], id[1]))
	}},
	"Invitations.GetPublic": {clarifai.OpInvitationsGetPublic, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.GetPublic(ctx, id[0]))
	}},
	"Invitations.Cancel": {clarifai.OpInvitationsCancel, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.Cancel(ctx, id[0], id[1]))
	}},
	"Invitations.Accept": {clarifai.OpInvitationsAccept, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Invitations.Accept(ctx, id[0], id[1])
	}},
	"Invitations.Decline": {clarifai.OpInvitationsDecline, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Invitations.Decline(ctx, id[0], id[1])
	}},
	"Teams.Create": {clarifai.OpTeamsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.Create(ctx, id[0], clarifai.TeamCreate{ID: id[1], Name: "N"}))
	}},
	"Teams.CreateBatch": {clarifai.OpTeamsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.CreateBatch(ctx, id[0], []clarifai.TeamCreate{{ID: id[1], Name: "N", DefaultRole: SomeRole}}))
	}},
	"Teams.Get": {clarifai.OpTeamsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.Get(ctx, id[0], id[1]))
	}},
	"Teams.List": {clarifai.OpTeamsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.List(ctx, id[0], nil))
	}},
	"Teams.All": {clarifai.OpTeamsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Teams.All(ctx, id[0], nil)))
	}},
	"Teams.Update": {clarifai.OpTeamsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.Update(ctx, id[0], id[1], clarifai.TeamUpdate{Name: new("N")}))
	}},
	"Teams.Delete": {clarifai.OpTeamsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.Delete(ctx, id[0], id[1:2])
	}},
	"Teams.ListMembers": {clarifai.OpTeamsListMembers, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.ListMembers(ctx, id[0], id[1], nil))
	}},
	"Teams.AllMembers": {clarifai.OpTeamsListMembers, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Teams.AllMembers(ctx, id[0], id[1], nil)))
	}},
	"Teams.AddMembers": {clarifai.OpTeamsAddMembers, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.AddMembers(ctx, id[0], id[1], id[2:3]))
	}},
	"Teams.RemoveMembers": {clarifai.OpTeamsRemoveMembers, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.RemoveMembers(ctx, id[0], id[1], id[2:3])
	}},
	"Teams.ListApps": {clarifai.OpTeamsListApps, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.ListApps(ctx, id[0], id[1], nil))
	}},
	"Teams.AllApps": {clarifai.OpTeamsListApps, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Teams.AllApps(ctx, id[0], id[1], nil)))
	}},
	"Teams.AddApps": {clarifai.OpTeamsAddApps, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.AddApps(ctx, id[0], id[1], []clarifai.TeamAppAdd{{AppID: id[2], Role: SomeRole}})
	}},
	"Teams.SetAppRole": {clarifai.OpTeamsSetAppRole, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.SetAppRole(ctx, id[0], id[1], id[2], SomeRole)
	}},
	"Teams.RemoveApps": {clarifai.OpTeamsRemoveApps, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.RemoveApps(ctx, id[0], id[1], id[2:3])
	}},
	"Roles.List": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Roles.List(ctx, nil))
	}},
	"Roles.All": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Roles.All(ctx, nil)))
	}},
	"Roles.Get": {clarifai.OpRolesGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Roles.Get(ctx, id[0]))
	}},
	"Roles.ByName": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Roles.ByName(ctx, "Admin", clarifai.RoleTypeOrg))
	}},
	"Roles.Resolve": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Roles.Resolve(ctx, clarifai.RoleAdmin, clarifai.RoleTypeOrg))
	}},
	"Users.Me": {clarifai.OpUsersGet, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Users.Me(ctx))
	}},
	"Users.Get": {clarifai.OpUsersGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Users.Get(ctx, id[0], nil))
	}},
	"Users.Star": {clarifai.OpUsersStar, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Users.Star(ctx, id[:1])
	}},
	"Users.Unstar": {clarifai.OpUsersUnstar, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Users.Unstar(ctx, id[:1])
	}},

	"Apps.List": {clarifai.OpAppsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.List(ctx, id[0], nil))
	}},
	"Apps.All": {clarifai.OpAppsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Apps.All(ctx, id[0], nil)))
	}},
	"Apps.ListVisible": {clarifai.OpAppsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Apps.ListVisible(ctx, nil))
	}},
	"Apps.AllVisible": {clarifai.OpAppsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Apps.AllVisible(ctx, nil)))
	}},
	"Apps.Search": {clarifai.OpAppsSearch, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.Search(ctx, id[0], nil))
	}},
	"Apps.SearchAll": {clarifai.OpAppsSearch, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Apps.SearchAll(ctx, id[0], nil)))
	}},
	"Apps.Get": {clarifai.OpAppsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.Get(ctx, id[0], id[1], nil))
	}},
	"Apps.Create": {clarifai.OpAppsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.Create(ctx, id[0], clarifai.AppCreate{ID: id[1]}))
	}},
	"Apps.Update": {clarifai.OpAppsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.Update(ctx, id[0], id[1], clarifai.AppUpdate{Name: new("N")}))
	}},
	"Apps.ChangeID": {clarifai.OpAppsChangeID, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.ChangeID(ctx, id[0], id[1], id[2])
	}},
	"Apps.Delete": {clarifai.OpAppsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Delete(ctx, id[0], id[1])
	}},
	"Apps.Transfer": {clarifai.OpAppsTransfer, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Transfer(ctx, id[0], id[1], id[2])
	}},
	"Apps.Star": {clarifai.OpAppsStar, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Star(ctx, id[0], id[1:2])
	}},
	"Apps.Unstar": {clarifai.OpAppsUnstar, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Unstar(ctx, id[0], id[1:2])
	}},
	"Apps.ResourceCounts": {clarifai.OpAppsResourceCounts, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.ResourceCounts(ctx, id[0], id[1]))
	}},
	"Collaborators.List": {clarifai.OpCollaboratorsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.List(ctx, id[0], id[1], nil))
	}},
	"Collaborators.All": {clarifai.OpCollaboratorsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Collaborators.All(ctx, id[0], id[1], nil)))
	}},
	"Collaborators.Add": {clarifai.OpCollaboratorsAdd, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.Add(ctx, id[0], id[1], clarifai.CollaboratorAdd{UserID: id[2], Scopes: []string{"All"}}))
	}},
	"Collaborators.Update": {clarifai.OpCollaboratorsUpdate, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.Update(ctx, id[0], id[1], id[2], clarifai.CollaboratorUpdate{Scopes: []string{"All"}}))
	}},
	"Collaborators.Remove": {clarifai.OpCollaboratorsRemove, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Collaborators.Remove(ctx, id[0], id[1], id[2:3])
	}},
	"Collaborators.RemoveByEmail": {clarifai.OpCollaboratorsRemove, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Collaborators.RemoveByEmail(ctx, id[0], id[1], []string{"a@acme.example"})
	}},
	"Collaborators.ListCollaborations": {clarifai.OpCollaboratorsListCollaborations, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.ListCollaborations(ctx, id[0], nil))
	}},
	"Collaborators.AllCollaborations": {clarifai.OpCollaboratorsListCollaborations, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Collaborators.AllCollaborations(ctx, id[0], nil)))
	}},
	"Tokens.List": {clarifai.OpTokensList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.List(ctx, id[0], nil))
	}},
	"Tokens.All": {clarifai.OpTokensList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Tokens.All(ctx, id[0], nil)))
	}},
	"Tokens.ListForApp": {clarifai.OpTokensListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.ListForApp(ctx, id[0], id[1], nil))
	}},
	"Tokens.AllForApp": {clarifai.OpTokensListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Tokens.AllForApp(ctx, id[0], id[1], nil)))
	}},
	"Tokens.Get": {clarifai.OpTokensGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Get(ctx, id[0], clarifai.NewSecret(id[1])))
	}},
	"Tokens.Create": {clarifai.OpTokensCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Create(ctx, id[0], clarifai.TokenCreate{Description: "D", Scopes: []string{"All"}}))
	}},
	"Tokens.Update": {clarifai.OpTokensUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Update(ctx, id[0], clarifai.NewSecret(id[1]), clarifai.TokenUpdate{Description: new("D")}))
	}},
	"Tokens.Revoke": {clarifai.OpTokensRevoke, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Tokens.Revoke(ctx, id[0], clarifai.NewSecret(id[1]))
	}},
	"Tokens.Rotate": {clarifai.OpTokensGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Rotate(ctx, id[0], clarifai.NewSecret(id[1]), clarifai.Rotation{Store: func(context.Context, *clarifai.Token) error { return nil }}))
	}},
	"Tokens.Scopes": {clarifai.OpTokensScopes, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Scopes(ctx, id[0], nil))
	}},
	"Tokens.MyScopes": {clarifai.OpTokensMyScopes, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.MyScopes(ctx, id[0]))
	}},
	"PasswordPolicies.List": {clarifai.OpPasswordPoliciesList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.List(ctx, id[0], nil))
	}},
	"PasswordPolicies.All": {clarifai.OpPasswordPoliciesList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.PasswordPolicies.All(ctx, id[0], nil)))
	}},
	"PasswordPolicies.Global": {clarifai.OpPasswordPoliciesGlobal, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.PasswordPolicies.Global(ctx))
	}},
	"PasswordPolicies.Create": {clarifai.OpPasswordPoliciesCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.Create(ctx, id[0], clarifai.PasswordPolicyCreate{PasswordRules: clarifai.PasswordRules{MinimumLength: 8}}))
	}},
	"PasswordPolicies.Update": {clarifai.OpPasswordPoliciesUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.Update(ctx, id[0], id[1], clarifai.PasswordPolicyUpdate{NumericNeeded: new(true)}))
	}},
	"PasswordPolicies.Delete": {clarifai.OpPasswordPoliciesDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.PasswordPolicies.Delete(ctx, id[0], id[1:2])
	}},
	"PasswordPolicies.Validate": {clarifai.OpPasswordPoliciesValidate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.Validate(ctx, id[0], clarifai.NewSecret("a password")))
	}},
	"IdentityProviders.List": {clarifai.OpIdentityProvidersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.List(ctx, id[0], nil))
	}},
	"IdentityProviders.All": {clarifai.OpIdentityProvidersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.IdentityProviders.All(ctx, id[0], nil)))
	}},
	"IdentityProviders.Get": {clarifai.OpIdentityProvidersGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.Get(ctx, id[0], id[1]))
	}},
	"IdentityProviders.Create": {clarifai.OpIdentityProvidersCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.Create(ctx, id[0], clarifai.IdentityProviderCreate{
			ID: id[1], Name: "N", Type: clarifai.IdentityProviderSAML, SAMLMetadataURL: "https://idp.example"}))
	}},
	"IdentityProviders.Update": {clarifai.OpIdentityProvidersUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.Update(ctx, id[0], id[1], clarifai.IdentityProviderUpdate{Name: new("N")}))
	}},
	"IdentityProviders.Delete": {clarifai.OpIdentityProvidersDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.IdentityProviders.Delete(ctx, id[0], id[1:2])
	}},
	"IdentityProviders.AuthMethods": {clarifai.OpIdentityProvidersAuthMethods, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.IdentityProviders.AuthMethods(ctx, nil))
	}},
	"IdentityProviders.OrganizationAuthMethods": {clarifai.OpIdentityProvidersOrganizationAuthMethods, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.OrganizationAuthMethods(ctx, id[0], nil))
	}},
	"Billing.CurrentBill": {clarifai.OpBillingCurrentBill, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.CurrentBill(ctx, id[0]))
	}},
	"Billing.Cycles": {clarifai.OpBillingCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.Cycles(ctx, id[0], nil))
	}},
	"Billing.AllCycles": {clarifai.OpBillingCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Billing.AllCycles(ctx, id[0], nil)))
	}},
	"Billing.Plans": {clarifai.OpBillingPlans, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.Plans(ctx, id[0]))
	}},
	"Billing.Subscription": {clarifai.OpBillingSubscription, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.Subscription(ctx, id[0]))
	}},
	"Billing.Subscribe": {clarifai.OpBillingSubscribe, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.Subscribe(ctx, id[0], clarifai.SubscribeRequest{PlanID: "enterprise"}))
	}},
	"Billing.PaymentMethods": {clarifai.OpBillingPaymentMethods, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.PaymentMethods(ctx, id[0]))
	}},
	"Billing.AddPaymentMethod": {clarifai.OpBillingAddPaymentMethod, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.AddPaymentMethod(ctx, id[0], clarifai.NewSecret("tok_visa")))
	}},
	"Billing.SetDefaultPaymentMethod": {clarifai.OpBillingSetDefaultPaymentMethod, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.SetDefaultPaymentMethod(ctx, id[0], id[1]))
	}},
	"Billing.RemovePaymentMethod": {clarifai.OpBillingRemovePaymentMethod, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Billing.RemovePaymentMethod(ctx, id[0], id[1])
	}},
	"Usage.History": {clarifai.OpUsageHistory, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Usage.History(ctx, id[0], nil))
	}},
	"Usage.Realtime": {clarifai.OpUsageRealtime, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Usage.Realtime(ctx, id[0]))
	}},
	"Usage.Cycles": {clarifai.OpUsageCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Usage.Cycles(ctx, id[0], nil))
	}},
	"Usage.Intervals": {clarifai.OpUsageIntervals, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Usage.Intervals(ctx))
	}},
	"AuditLog.Search": {clarifai.OpAuditLogSearch, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.AuditLog.Search(ctx, id[0], nil))
	}},
	"AuditLog.All": {clarifai.OpAuditLogSearch, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.AuditLog.All(ctx, id[0], nil)))
	}},
}

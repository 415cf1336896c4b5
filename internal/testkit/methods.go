package testkit

import (
	"context"
	"maps"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// MethodCall calls a method of a service with as many IDs as it takes.
type MethodCall struct {
	Op   clarifai.Operation
	IDs  int
	Call func(ctx context.Context, c *clarifai.Client, id []string) error
}

// ErrorOf returns the error of a call that returns a value, too.
func ErrorOf[T any](_ T, err error) error { return err }

// SomeRole is a role that needs no lookup.
const SomeRole = "id:role-1"

// MethodCalls are all methods of all services.
var MethodCalls = func() map[string]MethodCall {
	all := maps.Clone(organizationMethods)
	maps.Copy(all, userMethods)
	maps.Copy(all, modelMethods)
	maps.Copy(all, computeMethods)
	return all
}()

// organizationMethods are the methods of the services for organizations and what is
// in them.
var organizationMethods = map[string]MethodCall{
	"Organizations.Create": {clarifai.OpOrganizationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.Create(ctx, clarifai.CreateOrganizationRequest{ID: id[0], Name: "N", BillingEmail: "b@acme.example"}))
	}},
	"Organizations.Get": {clarifai.OpOrganizationsGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.Get(ctx, id[0]))
	}},
	"Organizations.List": {clarifai.OpOrganizationsList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Organizations.List(ctx, nil))
	}},
	"Organizations.ListAll": {clarifai.OpOrganizationsList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Organizations.ListAll(ctx, nil)))
	}},
	"Organizations.ListForUser": {clarifai.OpOrganizationsListForUser, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.ListForUser(ctx, id[0], nil))
	}},
	"Organizations.ListAllForUser": {clarifai.OpOrganizationsListForUser, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Organizations.ListAllForUser(ctx, id[0], nil)))
	}},
	"Organizations.Update": {clarifai.OpOrganizationsUpdate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Organizations.Update(ctx, id[0], clarifai.UpdateOrganizationRequest{Name: new("N")}))
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
	"Members.ListAll": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Members.ListAll(ctx, id[0], nil)))
	}},
	"Members.ListForApp": {clarifai.OpMembersListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Members.ListForApp(ctx, id[0], id[1], nil))
	}},
	"Members.ListAllForApp": {clarifai.OpMembersListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Members.ListAllForApp(ctx, id[0], id[1], nil)))
	}},
	"Members.Find": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Members.Find(ctx, id[0], "ann"))
	}},
	"Members.Add": {clarifai.OpMembersAdd, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.Add(ctx, id[0], clarifai.AddMemberRequest{UserID: id[1], Role: SomeRole})
	}},
	"Members.UpdateRole": {clarifai.OpMembersUpdateRole, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.UpdateRole(ctx, id[0], id[1], SomeRole)
	}},
	"Members.UpdateRoleBatch": {clarifai.OpMembersUpdateRole, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.UpdateRoleBatch(ctx, id[0], []clarifai.UpdateMemberRoleRequest{{UserID: id[1], Role: SomeRole}})
	}},
	"Members.Remove": {clarifai.OpMembersRemove, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.Remove(ctx, id[0], id[1])
	}},
	"Invitations.Create": {clarifai.OpInvitationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.Create(ctx, id[0], clarifai.CreateInvitationRequest{Email: "a@acme.example", Role: SomeRole}))
	}},
	"Invitations.CreateBatch": {clarifai.OpInvitationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.CreateBatch(ctx, id[0], []clarifai.CreateInvitationRequest{{Email: "a@acme.example", Role: SomeRole}}))
	}},
	"Invitations.List": {clarifai.OpInvitationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.List(ctx, id[0], nil))
	}},
	"Invitations.ListAll": {clarifai.OpInvitationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Invitations.ListAll(ctx, id[0], nil)))
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
	"Invitations.CancelBatch": {clarifai.OpInvitationsCancel, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Invitations.CancelBatch(ctx, id[0], id[1:2]))
	}},
	"Invitations.Accept": {clarifai.OpInvitationsAccept, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Invitations.Accept(ctx, id[0], id[1])
	}},
	"Invitations.Decline": {clarifai.OpInvitationsDecline, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Invitations.Decline(ctx, id[0], id[1])
	}},
	"Teams.Create": {clarifai.OpTeamsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.Create(ctx, id[0], clarifai.CreateTeamRequest{ID: id[1], Name: "N"}))
	}},
	"Teams.CreateBatch": {clarifai.OpTeamsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.CreateBatch(ctx, id[0], []clarifai.CreateTeamRequest{{ID: id[1], Name: "N", DefaultRole: SomeRole}}))
	}},
	"Teams.Get": {clarifai.OpTeamsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.Get(ctx, id[0], id[1]))
	}},
	"Teams.List": {clarifai.OpTeamsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.List(ctx, id[0], nil))
	}},
	"Teams.ListAll": {clarifai.OpTeamsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Teams.ListAll(ctx, id[0], nil)))
	}},
	"Teams.Update": {clarifai.OpTeamsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.Update(ctx, id[0], id[1], clarifai.UpdateTeamRequest{Name: new("N")}))
	}},
	"Teams.UpdateBatch": {clarifai.OpTeamsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.UpdateBatch(ctx, id[0], []clarifai.UpdateTeamBatchRequest{{TeamID: id[1], UpdateTeamRequest: clarifai.UpdateTeamRequest{Name: new("N")}}}))
	}},
	"Teams.Delete": {clarifai.OpTeamsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.Delete(ctx, id[0], id[1])
	}},
	"Teams.DeleteBatch": {clarifai.OpTeamsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.DeleteBatch(ctx, id[0], id[1:2])
	}},
	"Teams.ListMembers": {clarifai.OpTeamsListMembers, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.ListMembers(ctx, id[0], id[1], nil))
	}},
	"Teams.ListMemberships": {clarifai.OpTeamsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Teams.ListMemberships(ctx, id[0]))
	}},
	"Teams.ListAllMembers": {clarifai.OpTeamsListMembers, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Teams.ListAllMembers(ctx, id[0], id[1], nil)))
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
	"Teams.ListAllApps": {clarifai.OpTeamsListApps, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Teams.ListAllApps(ctx, id[0], id[1], nil)))
	}},
	"Teams.AddApps": {clarifai.OpTeamsAddApps, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.AddApps(ctx, id[0], id[1], []clarifai.AddTeamAppRequest{{AppID: id[2], Role: SomeRole}})
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
	"Roles.ListAll": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Roles.ListAll(ctx, nil)))
	}},
	"Roles.Get": {clarifai.OpRolesGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Roles.Get(ctx, id[0]))
	}},
	"Roles.GetByName": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Roles.GetByName(ctx, "Admin", clarifai.RoleTypeOrg))
	}},
	"Roles.ResolveMemberRole": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Roles.ResolveMemberRole(ctx, clarifai.MemberRoleAdmin))
	}},
	"Roles.ResolveTeamRole": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Roles.ResolveTeamRole(ctx, clarifai.TeamRoleModelTrainer))
	}},

	"Apps.List": {clarifai.OpAppsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.List(ctx, id[0], nil))
	}},
	"Apps.ListAll": {clarifai.OpAppsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Apps.ListAll(ctx, id[0], nil)))
	}},
	"Apps.ListVisible": {clarifai.OpAppsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Apps.ListVisible(ctx, nil))
	}},
	"Apps.ListAllVisible": {clarifai.OpAppsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Apps.ListAllVisible(ctx, nil)))
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
		return ErrorOf(c.Apps.Create(ctx, id[0], clarifai.CreateAppRequest{ID: id[1]}))
	}},
	"Apps.Update": {clarifai.OpAppsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.Update(ctx, id[0], id[1], clarifai.UpdateAppRequest{Name: new("N")}))
	}},
	"Apps.ChangeID": {clarifai.OpAppsChangeID, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.ChangeID(ctx, id[0], id[1], clarifai.ChangeAppIDRequest{NewID: id[2]})
	}},
	"Apps.Delete": {clarifai.OpAppsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Delete(ctx, id[0], id[1])
	}},
	"Apps.Transfer": {clarifai.OpAppsTransfer, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Transfer(ctx, id[0], id[1], clarifai.TransferAppRequest{NewOwnerID: id[2]})
	}},
	"Apps.Star": {clarifai.OpAppsStar, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Star(ctx, id[0], id[1:2])
	}},
	"Apps.Unstar": {clarifai.OpAppsUnstar, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Unstar(ctx, id[0], id[1:2])
	}},
	"Apps.GetResourceCounts": {clarifai.OpAppsGetResourceCounts, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Apps.GetResourceCounts(ctx, id[0], id[1]))
	}},
	"Collaborators.List": {clarifai.OpCollaboratorsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.List(ctx, id[0], id[1], nil))
	}},
	"Collaborators.ListAll": {clarifai.OpCollaboratorsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Collaborators.ListAll(ctx, id[0], id[1], nil)))
	}},
	"Collaborators.Add": {clarifai.OpCollaboratorsAdd, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.Add(ctx, id[0], id[1], clarifai.AddCollaboratorRequest{UserID: id[2], Scopes: []clarifai.Scope{"All"}}))
	}},
	"Collaborators.Update": {clarifai.OpCollaboratorsUpdate, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.Update(ctx, id[0], id[1], id[2], clarifai.UpdateCollaboratorRequest{Scopes: []clarifai.Scope{"All"}}))
	}},
	"Collaborators.Remove": {clarifai.OpCollaboratorsRemove, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Collaborators.Remove(ctx, id[0], id[1], id[2])
	}},
	"Collaborators.RemoveBatch": {clarifai.OpCollaboratorsRemove, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Collaborators.RemoveBatch(ctx, id[0], id[1], id[2:3])
	}},
	"Collaborators.RemoveByEmail": {clarifai.OpCollaboratorsRemove, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Collaborators.RemoveByEmail(ctx, id[0], id[1], []string{"a@acme.example"})
	}},
	"Collaborators.ListCollaborations": {clarifai.OpCollaboratorsListCollaborations, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Collaborators.ListCollaborations(ctx, id[0], nil))
	}},
	"Collaborators.ListAllCollaborations": {clarifai.OpCollaboratorsListCollaborations, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Collaborators.ListAllCollaborations(ctx, id[0], nil)))
	}},
	"Tokens.List": {clarifai.OpTokensList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.List(ctx, id[0], nil))
	}},
	"Tokens.ListAll": {clarifai.OpTokensList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Tokens.ListAll(ctx, id[0], nil)))
	}},
	"Tokens.ListForApp": {clarifai.OpTokensListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.ListForApp(ctx, id[0], id[1], nil))
	}},
	"Tokens.ListAllForApp": {clarifai.OpTokensListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Tokens.ListAllForApp(ctx, id[0], id[1], nil)))
	}},
	"Tokens.Get": {clarifai.OpTokensGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Get(ctx, id[0], clarifai.NewSecret(id[1])))
	}},
	"Tokens.Create": {clarifai.OpTokensCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Create(ctx, id[0], clarifai.CreateTokenRequest{Description: "D", Scopes: []clarifai.Scope{"All"}}))
	}},
	"Tokens.Update": {clarifai.OpTokensUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.Update(ctx, id[0], clarifai.NewSecret(id[1]), clarifai.UpdateTokenRequest{Description: new("D")}))
	}},
	"Tokens.Revoke": {clarifai.OpTokensRevoke, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Tokens.Revoke(ctx, id[0], clarifai.NewSecret(id[1]))
	}},
	"Tokens.GetScopeDependencies": {clarifai.OpTokensGetScopeDependencies, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.GetScopeDependencies(ctx, id[0], nil))
	}},
	"Tokens.GetMyScopes": {clarifai.OpTokensGetMyScopes, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Tokens.GetMyScopes(ctx, id[0]))
	}},
	"PasswordPolicies.List": {clarifai.OpPasswordPoliciesList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.List(ctx, id[0], nil))
	}},
	"PasswordPolicies.ListAll": {clarifai.OpPasswordPoliciesList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.PasswordPolicies.ListAll(ctx, id[0], nil)))
	}},
	"PasswordPolicies.ListGlobal": {clarifai.OpPasswordPoliciesListGlobal, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.PasswordPolicies.ListGlobal(ctx))
	}},
	"PasswordPolicies.Create": {clarifai.OpPasswordPoliciesCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.Create(ctx, id[0], clarifai.CreatePasswordPolicyRequest{PasswordRules: clarifai.PasswordRules{MinimumLength: 8}}))
	}},
	"PasswordPolicies.Update": {clarifai.OpPasswordPoliciesUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.Update(ctx, id[0], id[1], clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)}))
	}},
	"PasswordPolicies.Delete": {clarifai.OpPasswordPoliciesDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.PasswordPolicies.Delete(ctx, id[0], id[1])
	}},
	"PasswordPolicies.DeleteBatch": {clarifai.OpPasswordPoliciesDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.PasswordPolicies.DeleteBatch(ctx, id[0], id[1:2])
	}},
	"PasswordPolicies.Validate": {clarifai.OpPasswordPoliciesValidate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.PasswordPolicies.Validate(ctx, id[0], clarifai.NewSecret("a password")))
	}},
	"IdentityProviders.List": {clarifai.OpIdentityProvidersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.List(ctx, id[0], nil))
	}},
	"IdentityProviders.ListAll": {clarifai.OpIdentityProvidersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.IdentityProviders.ListAll(ctx, id[0], nil)))
	}},
	"IdentityProviders.Get": {clarifai.OpIdentityProvidersGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.Get(ctx, id[0], id[1]))
	}},
	"IdentityProviders.Create": {clarifai.OpIdentityProvidersCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.Create(ctx, id[0], clarifai.CreateIdentityProviderRequest{
			ID: id[1], Name: "N", Type: clarifai.IdentityProviderSAML, SAMLMetadataURL: "https://idp.example"}))
	}},
	"IdentityProviders.Update": {clarifai.OpIdentityProvidersUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.Update(ctx, id[0], id[1], clarifai.UpdateIdentityProviderRequest{Name: new("N")}))
	}},
	"IdentityProviders.Delete": {clarifai.OpIdentityProvidersDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.IdentityProviders.Delete(ctx, id[0], id[1])
	}},
	"IdentityProviders.DeleteBatch": {clarifai.OpIdentityProvidersDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.IdentityProviders.DeleteBatch(ctx, id[0], id[1:2])
	}},
	"IdentityProviders.ListAuthMethods": {clarifai.OpIdentityProvidersListAuthMethods, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.IdentityProviders.ListAuthMethods(ctx, nil))
	}},
	"IdentityProviders.ListOrganizationAuthMethods": {clarifai.OpIdentityProvidersListOrganizationAuthMethods, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.IdentityProviders.ListOrganizationAuthMethods(ctx, id[0], nil))
	}},
	"Billing.GetCurrentBill": {clarifai.OpBillingGetCurrentBill, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.GetCurrentBill(ctx, id[0]))
	}},
	"Billing.ListCycles": {clarifai.OpBillingListCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.ListCycles(ctx, id[0], nil))
	}},
	"Billing.ListAllCycles": {clarifai.OpBillingListCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Billing.ListAllCycles(ctx, id[0], nil)))
	}},
	"Billing.ListPlans": {clarifai.OpBillingListPlans, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.ListPlans(ctx, id[0]))
	}},
	"Billing.GetSubscription": {clarifai.OpBillingGetSubscription, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.GetSubscription(ctx, id[0]))
	}},
	"Billing.Subscribe": {clarifai.OpBillingSubscribe, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.Subscribe(ctx, id[0], clarifai.SubscribeRequest{PlanID: "enterprise"}))
	}},
	"Billing.ListPaymentMethods": {clarifai.OpBillingListPaymentMethods, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Billing.ListPaymentMethods(ctx, id[0]))
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
	"Usage.ListHistory": {clarifai.OpUsageListHistory, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Usage.ListHistory(ctx, id[0], nil))
	}},
	"Usage.ListRealtime": {clarifai.OpUsageListRealtime, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Usage.ListRealtime(ctx, id[0]))
	}},
	"Usage.ListCycles": {clarifai.OpUsageListCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Usage.ListCycles(ctx, id[0], nil))
	}},
	"Usage.ListIntervals": {clarifai.OpUsageListIntervals, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Usage.ListIntervals(ctx))
	}},
	"AuditLog.List": {clarifai.OpAuditLogList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.AuditLog.List(ctx, id[0], nil))
	}},
	"AuditLog.ListAll": {clarifai.OpAuditLogList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.AuditLog.ListAll(ctx, id[0], nil)))
	}},
}

package testkit

import (
	"context"
	"encoding/json"
	"maps"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Samples calls every operation with every option and field that it takes. The IDs
// are those in the responses of a [Recorder].
var Samples = func() map[clarifai.Operation]func(context.Context, *clarifai.Client) error {
	all := maps.Clone(organizationSamples)
	maps.Copy(all, accountSamples)
	maps.Copy(all, modelSamples)
	maps.Copy(all, userSamples)
	maps.Copy(all, computeSamples)
	return all
}()

// organizationSamples are those of organizations, their people, teams and roles.
var organizationSamples = map[clarifai.Operation]func(context.Context, *clarifai.Client) error{
	clarifai.OpOrganizationsCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Organizations.Create(ctx, full(clarifai.CreateOrganizationRequest{ID: "organization_id", Name: "name", BillingEmail: SomeEmail}))
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
		_, err := c.Organizations.Update(ctx, "organization_id", full(clarifai.UpdateOrganizationRequest{Name: new("name"), BillingEmail: new(SomeEmail)}))
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
			RequiredScopes: []clarifai.Scope{"Models_Get", "Apps_Get"}, Paging: somePage}))
		return err
	},
	clarifai.OpMembersAdd: func(ctx context.Context, c *clarifai.Client) error {
		return c.Members.Add(ctx, "org", full(clarifai.AddMemberRequest{UserID: "user_id", Role: clarifai.MemberRoleByID("role_id")}))
	},
	clarifai.OpMembersUpdateRole: func(ctx context.Context, c *clarifai.Client) error {
		return c.Members.UpdateRole(ctx, "org", "user_id", clarifai.MemberRoleByID("role_id"))
	},
	clarifai.OpMembersRemove: func(ctx context.Context, c *clarifai.Client) error { return c.Members.Remove(ctx, "org", "member") },
	clarifai.OpInvitationsCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Invitations.Create(ctx, "org", full(clarifai.CreateInvitationRequest{Email: SomeEmail, Role: clarifai.MemberRoleByID("role_id")}))
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
		_, err := c.Teams.Create(ctx, "org", full(clarifai.CreateTeamRequest{ID: "team_id", Name: "name", DefaultRole: clarifai.TeamRoleByID("default_role_id")}))
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
		_, err := c.Teams.Update(ctx, "org", "team_id", full(clarifai.UpdateTeamRequest{Name: new("name"), DefaultRole: new(clarifai.TeamRoleByID("default_role_id"))}))
		return err
	},
	clarifai.OpTeamsDelete: func(ctx context.Context, c *clarifai.Client) error {
		return c.Teams.DeleteBatch(ctx, "org", []string{"team_id", "other"})
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
		return c.Teams.AddApps(ctx, "org", "team", []clarifai.AddTeamAppRequest{full(clarifai.AddTeamAppRequest{AppID: "app_id", Role: clarifai.TeamRoleByID("role_id")})})
	},
	clarifai.OpTeamsSetAppRole: func(ctx context.Context, c *clarifai.Client) error {
		return c.Teams.SetAppRole(ctx, "org", "team", "app_id", clarifai.TeamRoleByID("role_id"))
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

package route

// What most routes share.
var (
	ok         = []int32{CodeSuccess}
	okAccepted = []int32{CodeSuccess, CodeAccepted}
	okMixed    = []int32{CodeSuccess, CodeMixed}
)

// When a look-up is sent.
const (
	named       = "if a role is given by name"
	unclear     = "if the response leaves the outcome open"
	defaultRole = "if a default role is given"
	keptRole    = "if the server keeps the role that the team has in the app"
)

const (
	users         = "/v2/users"
	user          = users + "/{user_app_id.user_id}"
	organizations = "/v2/organizations"
	organization  = organizations + "/{user_app_id.user_id}"
	members       = organization + "/members"
	invitations   = organization + "/invitations"
	app           = user + "/apps/{user_app_id.app_id}"
	teams         = organization + "/teams"
	teamUsers     = teams + "/{team_id}/users"
	teamApps      = teams + "/{team_id}/apps"
)

// table is every operation, by resource.
//
// Deletes and removals may be answered with ACCEPTED: carried out a little
// later. A creation may not: its success is a thing that is there.
var table = []Route{
	{
		Op: "organizations.create", Method: "POST", Path: organizations,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Add", "Organizations_Get"},
		Success: ok, Class: Verify,
		LookUps: []LookUp{{Op: "organizations.list_for_user", When: unclear}},
	},
	{
		Op: "organizations.get", Method: "GET", Path: organization,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "organizations.list", Method: "GET", Path: organizations,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "organizations.list_for_user", Method: "GET", Path: user + "/organizations",
		Grade: Archived, Note: "called by the official Python client of 2026",
		Credential: PAT, Scopes: []string{"UserOrganizations_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "organizations.update", Method: "PATCH", Path: organization,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Add", "Organizations_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "organizations.get", When: unclear}},
	},
	{
		Op: "organizations.delete", Method: "DELETE", Path: organization,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Delete", "Organizations_Add", "Organizations_Get"},
		Success: okAccepted, Class: Idempotent,
	},
	{
		Op: "organizations.leave", Method: "DELETE", Path: organization + "/leave",
		Grade: Archived, Credential: PAT,
		Success: okAccepted, Class: Never,
	},

	{
		Op: "members.list", Method: "GET", Path: members,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_List"},
		Success: ok, Class: Read,
	},
	{
		Op: "members.list_for_app", Method: "GET", Path: organization + "/apps/{user_app_id.app_id}/members",
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_List"},
		Success: ok, Class: Read,
	},
	{
		Op: "members.add", Method: "POST", Path: members,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_Add"},
		Success: ok, Class: Verify,
		LookUps: []LookUp{{Op: "roles.list", When: named}, {Op: "members.list", When: unclear}},
	},
	{
		Op: "members.update_role", Method: "PATCH", Path: members,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_Add"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "roles.list", When: named}},
	},
	{
		Op: "members.remove", Method: "DELETE", Path: members + "/{member_id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_Delete"},
		Success: okAccepted, Class: Idempotent,
	},

	{
		Op: "invitations.create", Method: "POST", Path: invitations,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Add"},
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "roles.list", When: named}, {Op: "invitations.list", When: unclear}},
	},
	{
		Op: "invitations.list", Method: "GET", Path: invitations,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "invitations.get", Method: "GET", Path: invitations + "/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "invitations.get_public", Method: "GET", Path: "/v2/organization_invitation/{id}",
		Grade: Archived, Credential: None,
		Success: ok, Class: Read,
	},
	{
		Op: "invitations.cancel", Method: "PATCH", Path: invitations,
		Grade: Assumed, Note: `the route is archived; that action "remove" cancels is assumed, and checked by reading cancelled_at`,
		Credential: PAT, Scopes: []string{"OrganizationInvitations_Add"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "invitations.get"}, {Op: "invitations.list", When: unclear}},
	},
	{
		Op: "invitations.accept", Method: "POST", Path: user + "/organization_invitation_accept/{id}",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},
	{
		Op: "invitations.decline", Method: "POST", Path: user + "/organization_invitation_decline/{id}",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},

	{
		Op: "teams.create", Method: "POST", Path: teams,
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Add", "Teams_Get"},
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "teams.list", When: unclear}, {Op: "teams.update", When: defaultRole}, {Op: "teams.get", When: defaultRole}, {Op: "roles.list", When: named}},
	},
	{
		Op: "teams.get", Method: "GET", Path: teams + "/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "teams.list", Method: "GET", Path: teams,
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "teams.update", Method: "PATCH", Path: teams,
		Grade: Archived, Note: "that it takes default_role_id is assumed, and checked by reading",
		Credential: PAT, Scopes: []string{"Teams_Add", "Teams_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "roles.list", When: named}, {Op: "teams.get", When: unclear}},
	},
	{
		Op: "teams.delete", Method: "DELETE", Path: teams,
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Delete", "Teams_Add", "Teams_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "teams.list", When: unclear}},
	},
	{
		Op: "teams.list_members", Method: "GET", Path: teamUsers,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamUsers_Get", "Teams_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "teams.add_members", Method: "POST", Path: teamUsers,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamUsers_Add", "TeamUsers_Get", "Teams_Get"},
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "teams.list_members", When: unclear}},
	},
	{
		Op: "teams.remove_members", Method: "DELETE", Path: teamUsers,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamUsers_Delete", "TeamUsers_Add", "TeamUsers_Get", "Teams_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "teams.list_members", When: unclear}},
	},
	{
		Op: "teams.list_apps", Method: "GET", Path: teamApps,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamApps_Get", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "teams.add_apps", Method: "POST", Path: teamApps,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "roles.list", When: named}, {Op: "teams.list_apps", When: unclear}},
	},
	{
		Op: "teams.set_app_role", Method: "POST", Path: teamApps,
		Grade: Assumed, Note: "the route is archived; that it sets the role of an app which the team has already is assumed, and checked by listing",
		Credential: PAT, Scopes: []string{"TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "roles.list", When: named}, {Op: "teams.list_apps"}, {Op: "teams.remove_apps", When: keptRole}, {Op: "teams.add_apps", When: keptRole}},
	},
	{
		Op: "teams.remove_apps", Method: "DELETE", Path: teamApps,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamApps_Delete", "TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "teams.list_apps", When: unclear}},
	},

	{
		Op: "roles.list", Method: "GET", Path: "/v2/roles",
		Grade: Archived, Credential: PAT, Scopes: []string{"Roles_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "roles.get", Method: "GET", Path: "/v2/roles/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"Roles_Get"},
		Success: ok, Class: Read,
	},

	{
		Op: "users.get", Method: "GET", Path: user,
		Grade: Current, Credential: PAT,
		Success: ok, Class: Read,
	},
	{
		Op: "users.star", Method: "POST", Path: "/v2/user_stars",
		Grade: Archived, Credential: PAT,
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "users.get", When: unclear}},
	},
	{
		Op: "users.unstar", Method: "DELETE", Path: "/v2/user_stars",
		Grade: Archived, Credential: PAT,
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "users.get", When: unclear}},
	},

	{
		Op: "apps.list", Method: "GET", Path: user + "/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "apps.list_visible", Method: "GET", Path: "/v2/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "apps.search", Method: "POST", Path: user + "/apps/searches",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "apps.get", Method: "GET", Path: app,
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "apps.create", Method: "POST", Path: user + "/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get", "Models_Get", "Workflows_Get", "Workflows_Add"},
		Success: ok, Class: Verify,
		LookUps: []LookUp{{Op: "apps.list", When: unclear}},
	},
	{
		Op: "apps.update", Method: "PATCH", Path: app,
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.get"}},
	},
	{
		Op: "apps.update_details", Method: "PATCH", Path: app + "/partial",
		Grade: Current, Note: "description, notes and image alone", Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.get", When: unclear}},
	},
	{
		Op: "apps.change_id", Method: "PATCH", Path: user + "/apps/ids",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.get"}, {Op: "apps.list", When: unclear}},
	},
	{
		Op: "apps.delete", Method: "DELETE", Path: app,
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Delete", "Apps_Get", "Workflows_Get"},
		Success: okAccepted, Class: Idempotent,
	},
	{
		Op: "apps.transfer", Method: "PATCH", Path: app + "/owner",
		Grade: Archived, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get", "Apps_Delete", "Organizations_Get"},
		Success: ok, Class: Never,
	},
	{
		Op: "apps.star", Method: "POST", Path: user + "/app_stars",
		Grade: Archived, Credential: PAT, Scopes: []string{"Apps_Get"},
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "apps.list", When: unclear}},
	},
	{
		Op: "apps.unstar", Method: "DELETE", Path: user + "/app_stars",
		Grade: Archived, Credential: PAT, Scopes: []string{"Apps_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.list", When: unclear}},
	},
	{
		Op: "apps.resource_counts", Method: "GET", Path: app + "/resource_counts",
		Grade: Current, Credential: Key, Scopes: []string{"Datasets_Get", "Models_Get", "Workflows_Get", "Apps_Get", "Pipelines_Get"},
		Success: ok, Class: Read,
	},

	{
		Op: "collaborators.list", Method: "GET", Path: app + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "collaborators.add", Method: "POST", Path: app + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Add", "Collaborators_Get"},
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "collaborators.list", When: unclear}},
	},
	{
		Op: "collaborators.update", Method: "PATCH", Path: app + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Add", "Collaborators_Get", "Collaborators_Delete"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "collaborators.list"}},
	},
	{
		Op: "collaborators.remove", Method: "DELETE", Path: app + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Add", "Collaborators_Get", "Collaborators_Delete"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "collaborators.list", When: unclear}},
	},
	{
		Op: "collaborators.list_collaborations", Method: "GET", Path: user + "/collaborations",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Collaborators_Get"},
		Success: ok, Class: Read,
	},

	{
		Op: "tokens.list", Method: "GET", Path: user + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "tokens.list_for_app", Method: "GET", Path: app + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Keys_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "tokens.get", Method: "GET", Path: user + "/keys/{key_id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "tokens.create", Method: "POST", Path: user + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Keys_Add", "Keys_Get"},
		Success: ok, Class: Never,
	},
	{
		Op: "tokens.update", Method: "PATCH", Path: user + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Add", "Keys_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "tokens.get"}},
	},
	{
		Op: "tokens.revoke", Method: "DELETE", Path: user + "/keys/{key_id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Add", "Keys_Delete", "Keys_Get"},
		Success: okAccepted, Class: Idempotent,
	},
	{
		Op: "tokens.scopes", Method: "GET", Path: user + "/scopes",
		Grade: Current, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "tokens.my_scopes", Method: "GET", Path: user + "/myscopes",
		Grade: Current, Credential: PAT,
		Success: ok, Class: Read,
	},

	{
		Op: "password_policies.list", Method: "GET", Path: user + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "password_policies.global", Method: "GET", Path: "/v2/password_policies/global",
		Grade: Archived, Credential: None,
		Success: ok, Class: Read,
	},
	{
		Op: "password_policies.create", Method: "POST", Path: user + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},
	{
		Op: "password_policies.update", Method: "PATCH", Path: user + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "password_policies.list"}},
	},
	{
		Op: "password_policies.delete", Method: "DELETE", Path: user + "/password_policies",
		Grade: Archived, Credential: Session, Scopes: []string{"PasswordPolicies_Add", "PasswordPolicies_Delete", "PasswordPolicies_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "password_policies.list", When: unclear}},
	},
	{
		Op: "password_policies.validate", Method: "POST", Path: user + "/validate_password",
		Grade: Current, Credential: Session,
		Success: ok, Class: Read,
	},

	{
		Op: "identity_providers.list", Method: "GET", Path: organization + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "identity_providers.get", Method: "GET", Path: organization + "/identity_providers/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "identity_providers.create", Method: "POST", Path: organization + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Add", "IdentityProviders_Get"},
		Success: ok, Class: Verify,
		LookUps: []LookUp{{Op: "identity_providers.list", When: unclear}},
	},
	{
		Op: "identity_providers.update", Method: "PATCH", Path: organization + "/identity_providers",
		Grade: Archived, Note: "what a merge does with a secret that is not sent is not known",
		Credential: PAT, Scopes: []string{"IdentityProviders_Add", "IdentityProviders_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "identity_providers.get"}},
	},
	{
		Op: "identity_providers.delete", Method: "DELETE", Path: organization + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Delete", "IdentityProviders_Add", "IdentityProviders_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "identity_providers.list", When: unclear}},
	},
	{
		Op: "identity_providers.auth_methods", Method: "GET", Path: "/v2/auth/methods",
		Grade: Archived, Credential: None,
		Success: ok, Class: Read,
	},
	{
		Op: "identity_providers.organization_auth_methods", Method: "GET", Path: organization + "/auth/methods",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},

	{
		Op: "audit_log.search", Method: "POST", Path: user + "/audit_log/searches",
		Grade: Current, Credential: PAT, Scopes: []string{"AuditLogs_Get"},
		Success: ok, Class: Read,
	},

	{
		Op: "billing.current_bill", Method: "GET", Path: user + "/billing_usage",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.cycles", Method: "GET", Path: user + "/billing_cycles",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.plans", Method: "GET", Path: user + "/plans",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.subscription", Method: "GET", Path: user + "/subscriptions",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.subscribe", Method: "POST", Path: user + "/subscriptions",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},
	{
		Op: "billing.payment_methods", Method: "GET", Path: user + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.add_payment_method", Method: "POST", Path: user + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},
	{
		Op: "billing.set_default_payment_method", Method: "PATCH", Path: user + "/credit_cards",
		Grade: Archived, Note: "that it takes merge is not in what is archived; the outcome is checked by reading",
		Credential: Session,
		Success:    ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "billing.payment_methods"}},
	},
	{
		Op: "billing.remove_payment_method", Method: "DELETE", Path: user + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: okAccepted, Class: Idempotent,
	},

	{
		Op: "usage.history", Method: "GET", Path: user + "/historical_usage",
		Grade: Archived, Credential: PAT, Scopes: []string{"HistoricalUsage_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "usage.realtime", Method: "GET", Path: user + "/realtime_usage",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "usage.cycles", Method: "GET", Path: user + "/usage_cycles",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "usage.intervals", Method: "GET", Path: "/v2/usage_intervals",
		Grade: Archived, Credential: None,
		Success: ok, Class: Read,
	},
}

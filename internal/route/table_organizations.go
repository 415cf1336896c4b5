package route

var organizationRoutes = []Route{
	{
		Op: "organizations.create", Method: "POST", Path: organizationsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Add", "Organizations_Get"},
		Success: success, Class: Verify,
		LookUps: []LookUp{{Op: "organizations.list_for_user", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "organizations.get", Method: "GET", Path: organizationPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "organizations.list", Method: "GET", Path: organizationsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "organizations.list_for_user", Method: "GET", Path: userPath + "/organizations",
		Grade: Archived, Note: "called by the official Python client of 2026",
		Credential: PAT, Scopes: []string{"UserOrganizations_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "organizations.update", Method: "PATCH", Path: organizationPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Add", "Organizations_Get"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "organizations.get", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "organizations.delete", Method: "DELETE", Path: organizationPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Organizations_Delete", "Organizations_Add", "Organizations_Get"},
		Success: successOrAccepted, Class: Idempotent,
	},
	{
		Op: "organizations.leave", Method: "DELETE", Path: organizationPath + "/leave",
		Grade: Archived, Credential: PAT,
		Success: successOrAccepted, Class: Never,
	},
}

var memberRoutes = []Route{
	{
		Op: "members.list", Method: "GET", Path: membersPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_List"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "members.list_for_app", Method: "GET", Path: organizationPath + "/apps/{user_app_id.app_id}/members",
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_List"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "members.add", Method: "POST", Path: membersPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_Add"},
		Success: success, Class: Verify,
		LookUps: []LookUp{{Op: "roles.list", When: whenRoleIsNamed}, {Op: "members.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "members.update_role", Method: "PATCH", Path: membersPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_Add"},
		Success: successOrMixed, Class: Idempotent,
		LookUps: []LookUp{{Op: "roles.list", When: whenRoleIsNamed}, {Op: "members.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "members.remove", Method: "DELETE", Path: membersPath + "/{member_id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_Delete"},
		Success: successOrAccepted, Class: Idempotent,
	},
}

var invitationRoutes = []Route{
	{
		Op: "invitations.create", Method: "POST", Path: invitationsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Add"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "roles.list", When: whenRoleIsNamed}, {Op: "invitations.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "invitations.list", Method: "GET", Path: invitationsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "invitations.get", Method: "GET", Path: invitationsPath + "/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "invitations.get_public", Method: "GET", Path: "/v2/organization_invitation/{id}",
		Grade: Archived, Credential: None,
		Success: success, Class: Read,
	},
	{
		Op: "invitations.cancel", Method: "PATCH", Path: invitationsPath,
		Grade: Assumed, Note: `the route is archived; that action "remove" cancels is assumed, and checked by reading cancelled_at`,
		Credential: PAT, Scopes: []string{"OrganizationInvitations_Add"},
		Success: successOrMixed, Class: Idempotent,
		LookUps: []LookUp{{Op: "invitations.get", When: whenOutcomeIsUnknown}, {Op: "invitations.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "invitations.accept", Method: "POST", Path: userPath + "/organization_invitation_accept/{id}",
		Grade: Archived, Credential: Session,
		Success: success, Class: Never,
	},
	{
		Op: "invitations.decline", Method: "POST", Path: userPath + "/organization_invitation_decline/{id}",
		Grade: Archived, Credential: Session,
		Success: success, Class: Never,
	},
}

package route

var organizationRoutes = []Route{
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
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "organizations.list_for_user", Method: "GET", Path: user + "/organizations",
		Grade: Archived, Note: "called by the official Python client of 2026",
		Credential: PAT, Scopes: []string{"UserOrganizations_Get"},
		Success: ok, Class: Read, Pages: true,
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
}

var memberRoutes = []Route{
	{
		Op: "members.list", Method: "GET", Path: members,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_List"},
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "members.list_for_app", Method: "GET", Path: organization + "/apps/{user_app_id.app_id}/members",
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationMembers_List"},
		Success: ok, Class: Read, Pages: true,
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
}

var invitationRoutes = []Route{
	{
		Op: "invitations.create", Method: "POST", Path: invitations,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Add"},
		Success: okMixed, Class: Verify,
		LookUps: []LookUp{{Op: "roles.list", When: named}, {Op: "invitations.list", When: unclear}},
	},
	{
		Op: "invitations.list", Method: "GET", Path: invitations,
		Grade: Archived, Credential: PAT, Scopes: []string{"OrganizationInvitations_Get"},
		Success: ok, Class: Read, Pages: true,
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
}

package route

var teamRoutes = []Route{
	{
		Op: "teams.create", Method: "POST", Path: teamsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Add", "Teams_Get"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "teams.list", When: whenOutcomeIsUnknown}, {Op: "teams.update", When: whenDefaultRoleIsGiven}, {Op: "teams.get", When: whenDefaultRoleIsGiven}, {Op: "roles.list", When: whenRoleIsNamed}},
	},
	{
		Op: "teams.get", Method: "GET", Path: teamsPath + "/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "teams.list", Method: "GET", Path: teamsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "teams.update", Method: "PATCH", Path: teamsPath,
		Grade: Archived, Note: "that it takes default_role_id is assumed, and checked by reading",
		Credential: PAT, Scopes: []string{"Teams_Add", "Teams_Get"},
		Success: successOrMixed, Class: Idempotent,
		LookUps: []LookUp{{Op: "roles.list", When: whenRoleIsNamed}, {Op: "teams.get", When: whenOutcomeIsUnknown}, {Op: "teams.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "teams.delete", Method: "DELETE", Path: teamsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"Teams_Delete", "Teams_Add", "Teams_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "teams.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "teams.list_members", Method: "GET", Path: teamUsersPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamUsers_Get", "Teams_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "teams.add_members", Method: "POST", Path: teamUsersPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamUsers_Add", "TeamUsers_Get", "Teams_Get"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "teams.list_members", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "teams.remove_members", Method: "DELETE", Path: teamUsersPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamUsers_Delete", "TeamUsers_Add", "TeamUsers_Get", "Teams_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "teams.list_members", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "teams.list_apps", Method: "GET", Path: teamAppsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamApps_Get", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "teams.add_apps", Method: "POST", Path: teamAppsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "roles.list", When: whenRoleIsNamed}, {Op: "teams.list_apps", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "teams.set_app_role", Method: "POST", Path: teamAppsPath,
		Grade: Assumed, Note: "the route is archived; that it sets the role of an app which the team has already is assumed, and checked by listing",
		Credential: PAT, Scopes: []string{"TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "roles.list", When: whenRoleIsNamed}, {Op: "teams.list_apps"}, {Op: "teams.remove_apps", When: whenRoleIsKept}, {Op: "teams.add_apps", When: whenRoleIsKept}},
	},
	{
		Op: "teams.remove_apps", Method: "DELETE", Path: teamAppsPath,
		Grade: Archived, Credential: PAT, Scopes: []string{"TeamApps_Delete", "TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "teams.list_apps", When: whenOutcomeIsUnknown}},
	},
}

var roleRoutes = []Route{
	{
		Op: "roles.list", Method: "GET", Path: "/v2/roles",
		Grade: Archived, Credential: PAT, Scopes: []string{"Roles_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "roles.get", Method: "GET", Path: "/v2/roles/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"Roles_Get"},
		Success: success, Class: Read,
	},
}

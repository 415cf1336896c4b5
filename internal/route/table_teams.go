package route

var teamRoutes = []Route{
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
		Success: ok, Class: Read, Pages: true,
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
		Success: ok, Class: Read, Pages: true,
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
		Success: ok, Class: Read, Pages: true,
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
}

var roleRoutes = []Route{
	{
		Op: "roles.list", Method: "GET", Path: "/v2/roles",
		Grade: Archived, Credential: PAT, Scopes: []string{"Roles_Get"},
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "roles.get", Method: "GET", Path: "/v2/roles/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"Roles_Get"},
		Success: ok, Class: Read,
	},
}

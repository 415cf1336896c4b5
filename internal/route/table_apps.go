package route

var userRoutes = []Route{
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
}

var appRoutes = []Route{
	{
		Op: "apps.list", Method: "GET", Path: user + "/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "apps.list_visible", Method: "GET", Path: "/v2/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "apps.search", Method: "POST", Path: user + "/apps/searches",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: ok, Class: Read, Pages: true,
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
		Op: "apps.get_resource_counts", Method: "GET", Path: app + "/resource_counts",
		Grade: Current, Credential: Key, Scopes: []string{"Datasets_Get", "Models_Get", "Workflows_Get", "Apps_Get", "Pipelines_Get"},
		Success: ok, Class: Read,
	},
}

var collaboratorRoutes = []Route{
	{
		Op: "collaborators.list", Method: "GET", Path: app + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Get"},
		Success: ok, Class: Read, Pages: true,
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
		Success: ok, Class: Read, Pages: true,
	},
}

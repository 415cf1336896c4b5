package route

var appRoutes = []Route{
	{
		Op: "apps.list", Method: "GET", Path: userPath + "/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "apps.list_visible", Method: "GET", Path: "/v2/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "apps.search", Method: "POST", Path: userPath + "/apps/searches",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "apps.get", Method: "GET", Path: appPath,
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Workflows_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "apps.create", Method: "POST", Path: userPath + "/apps",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get", "Models_Get", "Workflows_Get", "Workflows_Add"},
		Success: success, Class: Verify,
		LookUps: []LookUp{{Op: "apps.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "apps.update", Method: "PATCH", Path: appPath,
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.get"}},
	},
	{
		Op: "apps.update_details", Method: "PATCH", Path: appPath + "/partial",
		Grade: Current, Note: "description, notes and image alone", Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.get", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "apps.change_id", Method: "PATCH", Path: userPath + "/apps/ids",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.get"}, {Op: "apps.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "apps.delete", Method: "DELETE", Path: appPath,
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Delete", "Apps_Get", "Workflows_Get"},
		Success: successOrAccepted, Class: Idempotent,
	},
	{
		Op: "apps.transfer", Method: "PATCH", Path: appPath + "/owner",
		Grade: Archived, Credential: PAT, Scopes: []string{"Apps_Add", "Apps_Get", "Apps_Delete", "Organizations_Get"},
		Success: success, Class: Never,
	},
	{
		Op: "apps.star", Method: "POST", Path: userPath + "/app_stars",
		Grade: Archived, Credential: PAT, Scopes: []string{"Apps_Get"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "apps.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "apps.unstar", Method: "DELETE", Path: userPath + "/app_stars",
		Grade: Archived, Credential: PAT, Scopes: []string{"Apps_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "apps.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "apps.get_resource_counts", Method: "GET", Path: appPath + "/resource_counts",
		Grade: Current, Credential: Key, Scopes: []string{"Datasets_Get", "Models_Get", "Workflows_Get", "Apps_Get", "Pipelines_Get"},
		Success: success, Class: Read,
	},
}

var collaboratorRoutes = []Route{
	{
		Op: "collaborators.list", Method: "GET", Path: appPath + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "collaborators.add", Method: "POST", Path: appPath + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Add", "Collaborators_Get"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "collaborators.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "collaborators.update", Method: "PATCH", Path: appPath + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Add", "Collaborators_Get", "Collaborators_Delete"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "collaborators.list"}},
	},
	{
		Op: "collaborators.remove", Method: "DELETE", Path: appPath + "/collaborators",
		Grade: Current, Credential: Key, Scopes: []string{"Apps_Get", "Collaborators_Add", "Collaborators_Get", "Collaborators_Delete"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "collaborators.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "collaborators.list_collaborations", Method: "GET", Path: userPath + "/collaborations",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Collaborators_Get"},
		Success: success, Class: Read, Pages: true,
	},
}

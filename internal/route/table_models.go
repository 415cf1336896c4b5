package route

// Paths of the models and workflows in an app.
const (
	modelsPath    = appPath + "/models"
	workflowsPath = appPath + "/workflows"
)

var (
	modelScopes    = []string{"Apps_Get", "Concepts_Get", "Models_Get"}
	workflowScopes = []string{"Apps_Get", "Models_Get", "Workflows_Get"}
)

var modelRoutes = []Route{
	{
		Op: "models.list", Method: "GET", Path: modelsPath,
		Grade: Current, Credential: Key, Scopes: modelScopes,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "models.list_for_owner", Method: "GET", Path: userPath + "/models",
		Grade: Current, Credential: Key, Scopes: modelScopes,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "models.list_visible", Method: "GET", Path: "/v2/models",
		Grade: Current, Credential: Key, Scopes: modelScopes,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "models.get", Method: "GET", Path: modelsPath + "/{model_id}",
		Grade: Current, Credential: Key, Scopes: modelScopes,
		Success: success, Class: Read,
	},
	{
		Op: "models.star", Method: "POST", Path: appPath + "/model_stars",
		Grade: Archived, Credential: Key, Scopes: []string{"Models_Get"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "models.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "models.unstar", Method: "DELETE", Path: appPath + "/model_stars",
		Grade: Archived, Credential: Key, Scopes: []string{"Models_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "models.list", When: whenOutcomeIsUnknown}},
	},
}

var workflowRoutes = []Route{
	{
		Op: "workflows.list", Method: "GET", Path: workflowsPath,
		Grade: Current, Credential: Key, Scopes: workflowScopes,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "workflows.list_for_owner", Method: "GET", Path: userPath + "/workflows",
		Grade: Current, Credential: Key, Scopes: workflowScopes,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "workflows.list_visible", Method: "GET", Path: "/v2/workflows",
		Grade: Current, Credential: Key, Scopes: workflowScopes,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "workflows.get", Method: "GET", Path: workflowsPath + "/{workflow_id}",
		Grade: Current, Credential: Key, Scopes: workflowScopes,
		Success: success, Class: Read,
	},
	{
		Op: "workflows.star", Method: "POST", Path: appPath + "/workflow_stars",
		Grade: Archived, Credential: Key, Scopes: []string{"Workflows_Get"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "workflows.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "workflows.unstar", Method: "DELETE", Path: appPath + "/workflow_stars",
		Grade: Archived, Credential: Key, Scopes: []string{"Workflows_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "workflows.list", When: whenOutcomeIsUnknown}},
	},
}

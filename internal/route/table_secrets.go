package route

var secretRoutes = []Route{
	{
		Op: "secrets.list", Method: "GET", Path: secretsPath,
		Grade: Current, Credential: PAT, Scopes: []string{"Secrets_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "secrets.get", Method: "GET", Path: secretsPath + "/{id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Secrets_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "secrets.create", Method: "POST", Path: secretsPath,
		Grade: Current, Credential: PAT, Scopes: []string{"Secrets_Add"},
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "secrets.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "secrets.update", Method: "PATCH", Path: secretsPath,
		Grade: Current, Note: "that it takes overwrite is known from the official Python client; the outcome is checked by reading",
		Credential: PAT, Scopes: []string{"Secrets_Add"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "secrets.get"}},
	},
	{
		Op: "secrets.delete", Method: "DELETE", Path: secretsPath,
		Grade: Current, Credential: PAT, Scopes: []string{"Secrets_Delete"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "secrets.list", When: whenOutcomeIsUnknown}},
	},
}

package route

var tokenRoutes = []Route{
	{
		Op: "tokens.list", Method: "GET", Path: userPath + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "tokens.list_for_app", Method: "GET", Path: appPath + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Keys_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "tokens.get", Method: "GET", Path: userPath + "/keys/{key_id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "tokens.create", Method: "POST", Path: userPath + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Keys_Add", "Keys_Get"},
		Success: success, Class: Never,
	},
	{
		Op: "tokens.update", Method: "PATCH", Path: userPath + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Add", "Keys_Get"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "tokens.get"}},
	},
	{
		Op: "tokens.revoke", Method: "DELETE", Path: userPath + "/keys/{key_id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Add", "Keys_Delete", "Keys_Get"},
		Success: successOrAccepted, Class: Idempotent,
	},
	{
		Op: "tokens.get_scope_dependencies", Method: "GET", Path: userPath + "/scopes",
		Grade: Current, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "tokens.get_my_scopes", Method: "GET", Path: userPath + "/myscopes",
		Grade: Current, Credential: PAT,
		Success: success, Class: Read,
	},
}

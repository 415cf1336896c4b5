package route

var tokenRoutes = []Route{
	{
		Op: "tokens.list", Method: "GET", Path: user + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Keys_Get"},
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "tokens.list_for_app", Method: "GET", Path: app + "/keys",
		Grade: Current, Credential: PAT, Scopes: []string{"Apps_Get", "Keys_Get"},
		Success: ok, Class: Read, Pages: true,
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
		Op: "tokens.get_scope_dependencies", Method: "GET", Path: user + "/scopes",
		Grade: Current, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "tokens.get_my_scopes", Method: "GET", Path: user + "/myscopes",
		Grade: Current, Credential: PAT,
		Success: ok, Class: Read,
	},
}

package route

var passwordPolicyRoutes = []Route{
	{
		Op: "password_policies.list", Method: "GET", Path: user + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "password_policies.list_global", Method: "GET", Path: "/v2/password_policies/global",
		Grade: Archived, Credential: None,
		Success: ok, Class: Read,
	},
	{
		Op: "password_policies.create", Method: "POST", Path: user + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},
	{
		Op: "password_policies.update", Method: "PATCH", Path: user + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "password_policies.list"}},
	},
	{
		Op: "password_policies.delete", Method: "DELETE", Path: user + "/password_policies",
		Grade: Archived, Credential: Session, Scopes: []string{"PasswordPolicies_Add", "PasswordPolicies_Delete", "PasswordPolicies_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "password_policies.list", When: unclear}},
	},
	{
		Op: "password_policies.validate", Method: "POST", Path: user + "/validate_password",
		Grade: Current, Credential: Session,
		Success: ok, Class: Read,
	},
}

var identityProviderRoutes = []Route{
	{
		Op: "identity_providers.list", Method: "GET", Path: organization + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Get"},
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "identity_providers.get", Method: "GET", Path: organization + "/identity_providers/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "identity_providers.create", Method: "POST", Path: organization + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Add", "IdentityProviders_Get"},
		Success: ok, Class: Verify,
		LookUps: []LookUp{{Op: "identity_providers.list", When: unclear}},
	},
	{
		Op: "identity_providers.update", Method: "PATCH", Path: organization + "/identity_providers",
		Grade: Archived, Note: "what a merge does with a secret that is not sent is not known",
		Credential: PAT, Scopes: []string{"IdentityProviders_Add", "IdentityProviders_Get"},
		Success: ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "identity_providers.get"}},
	},
	{
		Op: "identity_providers.delete", Method: "DELETE", Path: organization + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Delete", "IdentityProviders_Add", "IdentityProviders_Get"},
		Success: okAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "identity_providers.list", When: unclear}},
	},
	{
		Op: "identity_providers.list_auth_methods", Method: "GET", Path: "/v2/auth/methods",
		Grade: Archived, Credential: None,
		Success: ok, Class: Read,
	},
	{
		Op: "identity_providers.list_organization_auth_methods", Method: "GET", Path: organization + "/auth/methods",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
}

package route

var passwordPolicyRoutes = []Route{
	{
		Op: "password_policies.list", Method: "GET", Path: userPath + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "password_policies.list_global", Method: "GET", Path: "/v2/password_policies/global",
		Grade: Archived, Credential: None,
		Success: success, Class: Read,
	},
	{
		Op: "password_policies.create", Method: "POST", Path: userPath + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: success, Class: Never,
	},
	{
		Op: "password_policies.update", Method: "PATCH", Path: userPath + "/password_policies",
		Grade: Archived, Credential: Session,
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "password_policies.list"}},
	},
	{
		Op: "password_policies.delete", Method: "DELETE", Path: userPath + "/password_policies",
		Grade: Archived, Credential: Session, Scopes: []string{"PasswordPolicies_Add", "PasswordPolicies_Delete", "PasswordPolicies_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "password_policies.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "password_policies.validate", Method: "POST", Path: userPath + "/validate_password",
		Grade: Current, Credential: Session,
		Success: success, Class: Read,
	},
}

var identityProviderRoutes = []Route{
	{
		Op: "identity_providers.list", Method: "GET", Path: organizationPath + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "identity_providers.get", Method: "GET", Path: organizationPath + "/identity_providers/{id}",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "identity_providers.create", Method: "POST", Path: organizationPath + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Add", "IdentityProviders_Get"},
		Success: success, Class: Verify,
		LookUps: []LookUp{{Op: "identity_providers.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "identity_providers.update", Method: "PATCH", Path: organizationPath + "/identity_providers",
		Grade: Archived, Note: "what a merge does with a secret that is not sent is not known",
		Credential: PAT, Scopes: []string{"IdentityProviders_Add", "IdentityProviders_Get"},
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "identity_providers.get"}},
	},
	{
		Op: "identity_providers.delete", Method: "DELETE", Path: organizationPath + "/identity_providers",
		Grade: Archived, Credential: PAT, Scopes: []string{"IdentityProviders_Delete", "IdentityProviders_Add", "IdentityProviders_Get"},
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "identity_providers.list", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "identity_providers.list_auth_methods", Method: "GET", Path: "/v2/auth/methods",
		Grade: Archived, Credential: None,
		Success: success, Class: Read,
	},
	{
		Op: "identity_providers.list_organization_auth_methods", Method: "GET", Path: organizationPath + "/auth/methods",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
}

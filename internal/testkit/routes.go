package testkit

import clarifai "github.com/clarifai-community/clarifai-orgs-go"

// ReadsFirst are the methods that read what they then change, and the operations by
// which they do.
var ReadsFirst = map[string]clarifai.Operation{
	"Apps.Update":              clarifai.OpAppsGet,
	"Apps.ChangeID":            clarifai.OpAppsGet,
	"Users.Update":             clarifai.OpUsersGet,
	"Users.ChangeID":           clarifai.OpUsersGet,
	"Secrets.Update":           clarifai.OpSecretsGet,
	"Collaborators.Update":     clarifai.OpCollaboratorsList,
	"Tokens.Update":            clarifai.OpTokensGet,
	"PasswordPolicies.Update":  clarifai.OpPasswordPoliciesList,
	"IdentityProviders.Update": clarifai.OpIdentityProvidersGet,
}

// FirstOp returns the operation of the first request that a method makes.
func FirstOp(name string) clarifai.Operation {
	if op, ok := ReadsFirst[name]; ok {
		return op
	}
	return MethodCalls[name].Op
}

// IDs returns valid arguments of a [MethodCall].
func IDs() []string { return []string{"acme", "ml", "ann"} }

// RouteOf returns the route of an operation.
func RouteOf(op clarifai.Operation) clarifai.Route {
	for _, r := range clarifai.Routes() {
		if r.Op == op {
			return r
		}
	}
	return clarifai.Route{}
}

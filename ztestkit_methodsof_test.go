package clarifai_test

import (
	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// coreReadsFirst are the methods that read what they are about to change, by the
// operation that does.
var coreReadsFirst = map[string]clarifai.Operation{
	"Apps.Update":              clarifai.OpAppsGet,
	"Apps.ChangeID":            clarifai.OpAppsGet,
	"Collaborators.Update":     clarifai.OpCollaboratorsList,
	"Tokens.Update":            clarifai.OpTokensGet,
	"PasswordPolicies.Update":  clarifai.OpPasswordPoliciesList,
	"IdentityProviders.Update": clarifai.OpIdentityProvidersGet,
}

// coreFirst is the operation of the first request that a method makes.
func coreFirst(name string) clarifai.Operation {
	if op, ok := coreReadsFirst[name]; ok {
		return op
	}
	return coreMethods[name].op
}

func coreGoodIDs() []string { return []string{"acme", "ml", "ann"} }

func coreRouteOf(op clarifai.Operation) clarifai.Route {
	for _, r := range clarifai.Routes() {
		if r.Op == op {
			return r
		}
	}
	return clarifai.Route{}
}

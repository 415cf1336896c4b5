package access_test

import (
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	nan := 0.0
	nan /= nan
	for _, o := range []access.Options{
		{MaxRemovals: -1}, {MaxShare: -0.1}, {MaxShare: 1.1}, {MaxShare: nan}, {Owed: []access.Step{{}}},
		{Owed: []access.Step{{Kind: access.RemoveApp, Team: "a", App: "b", Role: "x"}}},
		{Owed: []access.Step{{Kind: access.GiveApp, Team: "a", App: "b", Role: clarifai.RoleID("")}}},
	} {
		run(t, seed(), func(f *fixture) {
			if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, o); err == nil {
				f.Errorf("%+v is taken", o)
			}
		})
	}
}

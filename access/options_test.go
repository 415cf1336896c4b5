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
		{MaxRemovals: -1}, {MaxRemovalShare: -0.1}, {MaxRemovalShare: 1.1}, {MaxRemovalShare: nan}, {Unfinished: []access.Step{{}}},
		{Unfinished: []access.Step{{Kind: access.RemoveApp, Team: "a", App: "b", Role: "x"}}},
		{Unfinished: []access.Step{{Kind: access.AddApp, Team: "a", App: "b", Role: clarifai.RoleID("")}}},
	} {
		run(t, seed(), func(f *fixture) {
			if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, o); err == nil {
				f.Errorf("%+v is taken", o)
			}
		})
	}
}

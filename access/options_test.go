package access_test

import (
	"errors"
	"math"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestOptions(t *testing.T) {
	t.Run("bad values are refused before any request", func(t *testing.T) {
		for _, o := range []access.Options{
			{MaxRemovalShare: 1.1}, {MaxRemovalShare: math.Inf(1)}, {MaxRemovalShare: math.NaN()}, {Unfinished: []access.Step{{}}},
			{Unfinished: []access.Step{{Kind: access.RemoveApp, Team: "a", App: "b", Role: "x"}}},
			{Unfinished: []access.Step{{Kind: access.AddApp, Team: "a", App: "b", Role: clarifai.TeamRoleByID("")}}},
		} {
			withServer(t, seed(), func(f *fixture) {
				report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, o)
				if report != nil || err == nil || len(f.server.Requests()) > 0 {
					f.Errorf("%+v: %v, %v", o, report, err)
				}
			})
		}
	})
	t.Run("a negative limit allows no removal", func(t *testing.T) {
		for _, o := range []access.Options{{MaxRemovals: -1, MaxRemovalShare: 1}, {MaxRemovals: 10, MaxRemovalShare: -1}} {
			withServer(t, seed(), func(f *fixture) {
				if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, o); !errors.Is(err, access.ErrLimit) {
					f.Errorf("%+v: %v", o, err)
				}
				f.options = o
				f.wantNothingToDo(area("sound"))
			})
		}
	})
}

package access_test

import (
	"errors"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestEvaluate_Roles(t *testing.T) {
	t.Run("a role is lowered only to one that is known to allow no more", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			customRoles(f.server, `{"role_id": "r-edit", "app": {"user_id": "acme", "app_id": "echo"}},
			{"role_id": "r-dim", "app": {"user_id": "ACME", "app_id": "noise"}}`)
			f.wantLines(violations(f.evaluate(area("vision", lower("Viewer")))),
				`vision only: team vision reaches app echo as "Editor", through which 2 members: lower to "Viewer" (rule.metadata: metadata "area" is "sound")`,
				`vision only: team vision reaches app noise as "Dim", through which 2 members: remove (rule.metadata: metadata "area" is "sound"; "Viewer" is not known to allow no more than "Dim")`)
			f.wantLines(violations(f.evaluate(area("vision", lower("Root")))),
				`vision only: team vision reaches app noise as "Dim", through which 2 members: remove (rule.metadata: metadata "area" is "sound"; "Root" is not known to allow no more than "Dim")`)
		})
	})
	t.Run("an ambiguous name is refused", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.server.Handle("GET /v2/roles", onePage("roles", `{"id": "a", "name": "Viewer"}, {"id": "b", "name": "viewer"},
				{"id": "c", "name": "Twin"}, {"id": "d", "name": "Twin"}`))
			for role, want := range map[clarifai.TeamRole]bool{"viewer": true, "Viewer": true, "VIEWER": false, "Twin": false, clarifai.TeamRoleByID("d"): true} {
				_, err := access.Evaluate(f.Context(), f.client, "acme", area("void", lower(role)))
				if _, bad := errors.AsType[*access.PolicyError](err); bad == want || want && err != nil {
					f.Errorf("%s: %v", role, err)
				}
			}
		})
	})
}

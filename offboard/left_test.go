package offboard_test

import (
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

func TestRun_Left(t *testing.T) {
	t.Run("no step took away an invitation to another address that came meanwhile", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.editResponses(func(_ clarifai.Operation, body map[string]any) {
				for _, m := range items(body, "organization_members") {
					if user := m["user"].(map[string]any); user["id"] == "ann" {
						user["email_addresses"] = []any{map[string]any{"email": "ann@home.test"}}
					}
				}
			})
			invited := false
			f.running.Progress = func(at offboard.Progress) {
				if invited || !strings.HasPrefix(at.Phase, "reading again: ") {
					return
				}
				invited = true
				request := clarifai.CreateInvitationRequest{Email: "ann@acme.test", Role: clarifai.MemberRoleUser}
				if _, err := f.server.Client().Invitations.Create(f.Context(), "acme", request); err != nil {
					f.Errorf("Create: %v", err)
				}
			}
			e := f.run(f.plan("ann"))
			f.wantLines(leftLines(e.Left)[:1], "still invited of Ann Arbor <ann>")
			if r := e.Left[0]; r.Who != offboard.AnAdmin || strings.Contains(r.Text, "succeeded") {
				f.Errorf("%v", r)
			}
		})
	})
	t.Run("no step takes away what Clarifai lists without a reason", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.server.Handle("GET /v2/organizations/acme/apps/show/members", listing("organization_members", `{"user": {"id": "hal"}}`))
			e := f.run(f.plan("hal"))
			f.wantLines(leftLines(e.Left), "still listed show of hal")
			if r := e.Left[0]; r.Who != offboard.Support || strings.Contains(r.Text, "succeeded") {
				f.Errorf("%v", r)
			}
		})
	})
}

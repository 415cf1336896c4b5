package docs_test

import (
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// Every operation sends as many requests as docs/routes.md says that it does
// when nothing goes wrong.
func TestRoutes_Requests(t *testing.T) {
	invitation, admin := "", ""
	testkit.WithServer(t, func(_ *testing.T, s *clarifaitest.Server) {
		invitation, admin = s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin)
	})
	calls := testkit.Calls(invitation, admin)
	for _, r := range route.All() {
		op := clarifai.Operation(r.Op)
		call, ok := calls[op]
		if !ok {
			t.Errorf("%s: there is no call of it", op)
			continue
		}
		testkit.RunWithServer(t, r.Op, func(t *testing.T, s *clarifaitest.Server) {
			client := s.Client()
			if op == clarifai.OpInvitationsAccept || op == clarifai.OpInvitationsDecline {
				client = s.Client(clarifai.WithSessionToken(s.SessionToken("cy")))
			}
			if _, err := call(t.Context(), client); err != nil {
				t.Error(err)
			}
			got := len(s.Requests()) - setUp[op]
			if op != clarifai.OpRolesList {
				got -= testkit.CountRequests(s, clarifai.OpRolesList) // a role is named by its name
			}
			// A list here has one page, and an empty one behind it.
			if single, lists := r.Requests(); got < single+lists || got > single+2*lists {
				t.Errorf("%d requests, want %d and %d lists: %v", got, single, lists, s.Requests())
			}
		})
	}
	testkit.RunWithServer(t, "a role's name takes a list of roles, once", func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		for _, role := range []clarifai.MemberRole{clarifai.MemberRoleAdmin, clarifai.MemberRoleUser} {
			if err := client.Members.UpdateRole(t.Context(), "acme", "ann", role); err != nil {
				t.Error(err)
			}
		}
		if got := len(s.Requests()); got != 4 {
			t.Errorf("%d requests, want 4", got)
		}
	})
}

// setUp is how many requests a call of operations sends to find what it is on.
var setUp = map[clarifai.Operation]int{
	clarifai.OpUsersUnstar:         1,
	clarifai.OpCollaboratorsUpdate: 1,
	clarifai.OpCollaboratorsRemove: 1,
}

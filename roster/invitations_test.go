package roster_test

import (
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// One of two addresses that are alike has expired and may be invited again; the
// other is pending, and may be the same mailbox.
func TestPlan_AlikeInvitations(t *testing.T) {
	const plain, sharp = "strasse@acme.test", "stra\u00dfe@acme.test"
	for name, order := range map[string][2]string{"it is listed last": {plain, sharp}, "it is listed first": {sharp, plain}} {
		t.Run(name, func(t *testing.T) {
			status := map[string]clarifai.InvitationStatus{plain: clarifai.InvitationPending, sharp: clarifai.InvitationExpired}
			run(t, seed(invitations(order[0], status[order[0]]), invitations(order[1], status[order[1]])), func(f *fixture) {
				f.options.ReinviteExpired = true
				f.company.People = []roster.Person{person(2, sharp)}
				rows := f.plan().Rows
				f.outcomes(rows, roster.Held)
				if want := `this may be "strasse@acme.test", for whom there is an invitation`; !strings.HasPrefix(rows[0].Reason, want) {
					f.Errorf("reason %q, want %q", rows[0].Reason, want)
				}
			})
		})
	}
}

package roster_test

import (
	"fmt"
	"net/http"
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
			withServer(t, seed(invitations(order[0], status[order[0]]), invitations(order[1], status[order[1]])), func(f *fixture) {
				f.options.ReinviteExpired = true
				f.company.People = []roster.Person{person(2, sharp)}
				rows := f.plan().Rows
				f.wantOutcomes(rows, roster.Held)
				if want := `this may be "strasse@acme.test", who has an invitation`; !strings.HasPrefix(rows[0].Reason, want) {
					f.Errorf("reason %q, want %q", rows[0].Reason, want)
				}
			})
		})
	}
}

func TestPlan_HiddenInvitations(t *testing.T) {
	for _, c := range []struct {
		status clarifai.InvitationStatus
		ignore bool
		want   roster.Outcome
	}{
		{clarifai.InvitationPending, false, roster.Held},
		{clarifai.InvitationPending, true, roster.ToInvite},
		{clarifai.InvitationExpired, false, roster.ToInvite},
		{clarifai.InvitationDeclined, false, roster.ToInvite},
	} {
		withServer(t, seed(invitations("dee@acme.test", c.status)), func(f *fixture) {
			f.editResponses(func(_ *http.Request, body map[string]any) {
				eachObject(body, "", func(_ string, object map[string]any) { delete(object, "invitee_email") })
			})
			f.options.IgnoreHiddenMembers = c.ignore
			f.company.People = f.company.People[:4]
			p := f.plan()
			f.wantOutcomes(p.Rows, roster.Member, roster.Member, c.want, c.want)
			if p.Incomplete() != (c.want == roster.Held) {
				f.Errorf("%s: Incomplete is %v", c.status, p.Incomplete())
			}
		})
	}
}

func TestPlan_Invitations(t *testing.T) {
	t.Run("an invitation on neither list by status is held", func(t *testing.T) {
		withServer(t, seed(invitations("dee@acme.test", clarifai.InvitationExpired)), func(f *fixture) {
			f.server.Handle("GET /v2/organizations/acme/invitations", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				list := ""
				if r.URL.Query().Get("status") == "" && r.URL.Query().Get("page") == "1" {
					list = `{"id": "x", "invitee_email": "dee@acme.test", "created_at": "2026-05-04T00:00:00Z"}`
				}
				fmt.Fprintf(w, `{"status": {"code": 10000}, "invitations": [%s]}`, list)
			}))
			p := f.plan()
			f.wantOutcomes(p.Rows, roster.Member, roster.Member, roster.ToInvite, roster.Held, roster.ToInvite)
		})
	})
	t.Run("the newest invitation counts in any order", func(t *testing.T) {
		const older = `{"id": "a", "invitee_email": "dee@acme.test", "created_at": "2026-05-01T00:00:00Z", "declined_at": "2026-05-02T00:00:00Z"}`
		const newer = `{"id": "b", "invitee_email": "DEE@acme.test", "created_at": "2026-05-03T00:00:00Z"}`
		for _, order := range [][2]string{{older, newer}, {newer, older}} {
			withServer(t, seed(), func(f *fixture) {
				f.server.Handle("GET /v2/organizations/acme/invitations", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					list := map[string]string{"": order[0] + "," + order[1], "EXPIRED": newer}[r.URL.Query().Get("status")]
					if r.URL.Query().Get("page") != "1" {
						list = ""
					}
					fmt.Fprintf(w, `{"status": {"code": 10000}, "invitations": [%s]}`, list)
				}))
				f.wantOutcomes(f.plan().Rows, roster.Member, roster.Member, roster.ToInvite, roster.Expired, roster.ToInvite)
			})
		}
	})
}

package roster_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_InvitationStates(t *testing.T) {
	const pending, expired, declined, cancelled, accepted = clarifai.InvitationPending, clarifai.InvitationExpired,
		clarifai.InvitationDeclined, clarifai.InvitationCancelled, clarifai.InvitationAccepted
	cases := []struct {
		name     string
		statuses []clarifai.InvitationStatus
		want     roster.Outcome
	}{
		{"pending", []clarifai.InvitationStatus{pending}, roster.InvitedEarlier},
		{"declined", []clarifai.InvitationStatus{declined}, roster.Declined},
		{"cancelled", []clarifai.InvitationStatus{cancelled}, roster.Cancelled},
		{"expired", []clarifai.InvitationStatus{expired}, roster.Expired},
		{"accepted and no member now", []clarifai.InvitationStatus{accepted}, roster.Left},
		{"pending before the newest", []clarifai.InvitationStatus{pending, declined}, roster.InvitedEarlier},
		{"the newest decides", []clarifai.InvitationStatus{expired, declined}, roster.Declined},
		{"of the same time the one that holds back", []clarifai.InvitationStatus{declined, expired}, roster.Declined},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			withServer(t, seed(invitations("FAY@acme.test", c.statuses...)), func(f *fixture) {
				f.company.People = []roster.Person{person(2, "fay@acme.test", "sound")}
				f.company.Teams = f.company.Teams[1:]
				p := f.plan()
				f.wantOutcomes(p.Rows, c.want)
				f.apply(p)
				if n := f.invited("fay@acme.test"); n != len(c.statuses) {
					f.Errorf("%d invitations, want the %d of before", n, len(c.statuses))
				}
			})
		})
	}
}

func TestPlan_ReinviteExpired(t *testing.T) {
	t.Run("an expired invitation is repeated only with the option", func(t *testing.T) {
		withServer(t, testkit.With(seed(invitations("dee@acme.test", clarifai.InvitationExpired)), func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }), func(f *fixture) {
			f.wantOutcomes(f.plan().Rows, roster.Member, roster.Member, roster.ToInvite, roster.Expired, roster.ToInvite)
			f.options.ReinviteExpired = true
			f.planAndApply()
			if n := f.invited("dee@acme.test"); n != 2 {
				f.Errorf("%d invitations, want the expired and a new one", n)
			}
			f.wantNothingToDo()
		})
	})
	// Who was invited once, and may have become a member since, is not invited
	// again.
	t.Run("somebody who may be a hidden member is held", func(t *testing.T) {
		hidden(t, func(f *fixture) {
			if _, err := f.client.Invitations.Create(f.Context(), "acme", clarifai.CreateInvitationRequest{Email: "dee@acme.test", Role: clarifai.MemberRoleTeamContributor}); err != nil {
				f.Fatal(err)
			}
			if err := f.server.Expire("acme", "dee@acme.test"); err != nil {
				f.Fatal(err)
			}
			f.company.People = f.company.People[3:4]
			f.options.ReinviteExpired = true
			f.wantOutcomes(f.plan().Rows, roster.Held)
		})
	})
}

func TestPlan_TwoRowsOfOneMember(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		f.server.Handle("GET /v2/organizations/acme/members", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			list := ""
			if r.URL.Query().Get("page") == "1" {
				list = `{"user": {"id": "ann",
					"email_addresses": [{"email": "ann.k@acme.test"}, {"email": "ann@acme.test", "primary": true}]}}`
			}
			fmt.Fprintf(w, `{"status": {"code": 10000}, "organization_members": [%s]}`, list)
		}))
		f.company.People = append(f.company.People, person(7, "ann.k@acme.test", "sound"))
		p := f.plan()
		f.wantOutcomes(p.Rows, roster.Member, roster.ToInvite, roster.ToInvite, roster.ToInvite, roster.ToInvite, roster.Held)
	})
}

func TestPlan_MaxInvites(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		f.options.MaxInvites = 1
		_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
		input, ok := errors.AsType[*roster.InputError](err)
		if !ok || len(input.Rows) != 2 || input.Rows[0].Line != 5 || input.Rows[1].Line != 6 {
			f.Fatalf("Plan: %v", err)
		}
		f.wantWrites(0)
		f.options.MaxInvites = 3
		f.planAndApply()
		f.options.MaxInvites = -1 // nobody needs one any more
		f.wantNothingToDo()
	})
}

func TestPlan_Incomplete(t *testing.T) {
	withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.MemberEmails = clarifaitest.MemberEmailsHidden }), func(f *fixture) {
		f.company.Teams = nil
		f.company.People = []roster.Person{person(2, "dee@acme.test"), person(3, "eli@acme.test")}
		p := f.plan()
		if len(p.Steps) != 0 || p.Empty() || !p.Incomplete() {
			f.Errorf("%d steps; Empty is %v, Incomplete is %v", len(p.Steps), p.Empty(), p.Incomplete())
		}
		f.wantLines(findingLines(p.Findings, roster.Hidden),
			"hidden: user ann: a member who shows no address, and may be one of the people who are held",
			"hidden: user bo: a member who shows no address, and may be one of the people who are held")
		f.company.People = []roster.Person{person(2, "olga@acme.test")} // the caller, who is found
		f.wantLines(findingLines(f.plan().Findings, roster.Hidden))
		f.company.People = []roster.Person{person(2, "dee@acme.test"), person(3, "eli@acme.test")}
		if report := f.apply(p); !report.Incomplete() {
			f.Error("the report is not incomplete")
		}
		f.options.IgnoreHiddenMembers = true
		report := f.planAndApply()
		if report.Incomplete() {
			f.Errorf("incomplete: %v", report.Rows)
		}
		if p := f.plan(); !p.Empty() {
			f.Errorf("not empty: %v", p.Steps)
		}
	})
}

func TestPlan_ReinviteLeft(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		f.planAndApply() // cy joins
		if err := f.client.Members.Remove(f.Context(), "acme", "cy"); err != nil {
			f.Fatal(err)
		}
		f.wantOutcomes(f.plan().Rows, roster.Member, roster.Member, roster.Left, roster.InvitedEarlier, roster.InvitedEarlier)
		f.options.ReinviteLeft = true
		p := f.plan()
		if len(p.Steps) != 1 || p.Steps[0].Before != "left" {
			f.Errorf("steps: %v", p.Steps)
		}
		report := f.apply(p)
		f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.InvitedEarlier, roster.InvitedEarlier)
		f.wantOnTeam("vision", "ann", "bo", "cy")
		f.wantNothingToDo()
	})
}

func TestPlan_ReinviteCancelled(t *testing.T) {
	withServer(t, seed(invitations("dee@acme.test", clarifai.InvitationCancelled)), func(f *fixture) {
		f.company.People = f.company.People[3:4]
		f.wantOutcomes(f.plan().Rows, roster.Cancelled)
		f.options.ReinviteCancelled = true
		p := f.plan()
		if len(p.Steps) == 0 || p.Steps[0].Kind != roster.Invite || p.Steps[0].Before != "cancelled" {
			f.Errorf("steps: %v", p.Steps)
		}
		f.apply(p)
		f.wantNothingToDo()
	})
}

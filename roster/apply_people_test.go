package roster_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_People(t *testing.T) {
	t.Run("the next run adds people who accept later to their teams", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.planAndApply()
			if err := f.server.Accept("acme", "dee@acme.test"); err != nil {
				f.Fatal(err)
			}
			report := f.planAndApply()
			f.wantLines(steps(report.Steps, roster.Done), "add to team sound dee@acme.test")
			f.wantNothingToDo()
		})
	})
	t.Run("a row that has the ID of somebody and the address of another is nobody who joined", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.company.People[1].UserID = "bob" // bo has the address
			report := f.planAndApply()
			if row := report.Rows[1]; row.Outcome != roster.Held || row.UserID != "" {
				f.Errorf("%+v", row)
			}
			f.wantOnTeam("sound")
		})
	})
	t.Run("who joins is not added to teams out of scope", func(t *testing.T) {
		withServer(t, seed(invitations("cy@acme.test", clarifai.InvitationPending), teams(clarifaitest.Team{ID: "vision"})), func(f *fixture) {
			f.options.Teams = []string{"sound"}
			p := f.plan()
			if err := f.server.Accept("acme", "cy@acme.test"); err != nil {
				f.Fatal(err)
			}
			f.apply(p)
			f.wantOnTeam("sound", "bo")
			f.wantOnTeam("vision")
		})
	})
	t.Run("invitations share requests", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.company.People = nil
			for i := range 130 {
				f.company.People = append(f.company.People, person(i+2, fmt.Sprintf("p%d@acme.test", i)))
			}
			report := f.planAndApply()
			if n := f.writes(clarifai.OpInvitationsCreate); n != 2 || report.Count(roster.Invited) != 130 {
				f.Errorf("%d requests, %d invited", n, report.Count(roster.Invited))
			}
			f.wantNothingToDo()
		})
	})
	t.Run("nobody is invited who may be a member without an address by now", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			f.editResponses(func(_ *http.Request, body map[string]any) {
				eachObject(body, "", func(name string, object map[string]any) {
					if name == "user" {
						delete(object, "email_addresses")
						delete(object, "primary_email")
					}
				})
			})
			report := f.apply(p)
			f.wantLines(steps(report.Steps, roster.Skipped), "invite cy@acme.test", "invite dee@acme.test", "invite eli@acme.test")
			f.wantOutcomes(report.Rows, roster.Member, roster.Member, roster.Held, roster.Held, roster.Held)
		})
	})
}

func TestApply_InvitedSincePlan(t *testing.T) {
	invite := func(f *fixture) {
		invitation := clarifai.CreateInvitationRequest{Email: "eli@acme.test", Role: clarifai.MemberRoleUser}
		if _, err := f.client.Invitations.Create(f.Context(), "acme", invitation); err != nil {
			f.Fatal(err)
		}
	}
	cancel := func(f *fixture) {
		id := f.server.Invitations("acme")[len(f.server.Invitations("acme"))-1].ID
		if _, err := f.client.Invitations.Cancel(f.Context(), "acme", id); err != nil {
			f.Fatal(err)
		}
	}
	expire := func(f *fixture) {
		if err := f.server.Expire("acme", "eli@acme.test"); err != nil {
			f.Fatal(err)
		}
	}
	again := roster.Options{ReinviteExpired: true, ReinviteCancelled: true, ReinviteLeft: true}
	for name, c := range map[string]struct {
		change []func(*clarifaitest.Organization)
		since  []func(*fixture)
	}{
		"somebody else's invitation was cancelled": {nil, []func(*fixture){invite, cancel}},
		"somebody else's invitation has expired":   {nil, []func(*fixture){invite, expire}},
		"an invitation has expired once more": {
			[]func(*clarifaitest.Organization){invitations("eli@acme.test", clarifai.InvitationExpired)}, []func(*fixture){invite, expire},
		},
	} {
		t.Run(name, func(t *testing.T) {
			withServer(t, seed(c.change...), func(f *fixture) {
				f.company.People, f.company.Teams, f.options = []roster.Person{person(2, "eli@acme.test")}, nil, again
				p := f.plan()
				<-time.After(time.Hour)
				for _, change := range c.since {
					change(f)
				}
				want := f.invited("eli@acme.test")
				report, err := roster.Apply(f.Context(), f.client, p, nil)
				if len(p.Steps) != 1 || !errors.Is(err, roster.ErrChanged) || f.invited("eli@acme.test") != want {
					f.Errorf("%v: %v, %d invitations, want %d", report.Steps, err, f.invited("eli@acme.test"), want)
				}
			})
		})
	}
	t.Run("a plan without the rows invites nobody who is invited", func(t *testing.T) {
		withServer(t, seed(invitations("eli@acme.test", clarifai.InvitationPending)), func(f *fixture) {
			p := proposal(roster.Step{Kind: roster.Invite, Email: "eli@acme.test", Role: clarifai.MemberRoleUser})
			f.server.ResetRequests()
			f.apply(p)
			f.wantWrites(0)
		})
	})
}

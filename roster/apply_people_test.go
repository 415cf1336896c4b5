package roster_test

import (
	"fmt"
	"net/http"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
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

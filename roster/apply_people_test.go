package roster_test

import (
	"fmt"
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
			for i := range 90 {
				f.company.People = append(f.company.People, person(i+2, fmt.Sprintf("p%d@acme.test", i)))
			}
			report := f.planAndApply()
			if n := f.writes(clarifai.OpInvitationsCreate); n != 3 || report.Count(roster.Invited) != 90 {
				f.Errorf("%d requests, %d invited", n, report.Count(roster.Invited))
			}
			f.wantNothingToDo()
		})
	})
}

package roster_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestTheOnlyAdminStaysOne(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.options.UpdateRoles = true
		f.company.People = []roster.Person{person(2, "olga@acme.test")}
		f.company.Teams = nil
		p := f.plan()
		f.lines(found(p.Findings, roster.Differs),
			`differs: olga@acme.test: the organization's only Admin keeps that role: it is "Admin", and should be "Team Contributor"`)
		if !p.Empty() {
			f.Errorf("steps: %v", p.Steps)
		}
	})
}

package roster_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_OnlyAdmin(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		f.options.UpdateRoles = true
		f.company.People = []roster.Person{person(2, "olga@acme.test")}
		f.company.Teams = nil
		p := f.plan()
		f.wantLines(findingLines(p.Findings, roster.Differs),
			`differs: olga@acme.test: the organization's only Admin keeps that role: it is "Admin", and should be "Team Contributor"`)
		if !p.Empty() {
			f.Errorf("steps: %v", p.Steps)
		}
	})
}

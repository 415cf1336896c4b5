package roster_test

import (
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_LastAdmin(t *testing.T) {
	t.Run("the only one keeps the role", func(t *testing.T) {
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
	})
	t.Run("who has a custom role of that name is no Admin", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.namesake("bo")
			f.options.UpdateRoles = true
			f.company.People, f.company.Teams = []roster.Person{person(2, "olga@acme.test")}, nil
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
	t.Run("the last of several keeps the role", func(t *testing.T) {
		bo := func(o *clarifaitest.Organization) { o.Members[1].Role = clarifai.MemberRoleAdmin }
		withServer(t, seed(bo), func(f *fixture) {
			f.options.UpdateRoles = true
			f.company.People = []roster.Person{person(2, "olga@acme.test"), person(3, "bo@acme.test")}
			f.company.Teams = nil
			p := f.plan()
			if len(p.Steps) != 1 || p.Steps[0].UserID != "olga" {
				f.Errorf("steps: %v", p.Steps)
			}
			f.wantLines(findingLines(p.Findings, roster.Differs),
				`differs: bo@acme.test: the organization's only Admin keeps that role: it is "Admin", and should be "Team Contributor"`)
		})
	})
}

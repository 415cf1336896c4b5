package roster_test

import (
	"net/http"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_Names(t *testing.T) {
	names := func(f *fixture) {
		f.options.UpdateNames = true
		f.company.Name, f.company.BillingEmail = "Acme Works", "money@acme.test"
		f.company.Teams[0].Name = "Sight"
	}
	t.Run("of the organization and of teams", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits = nil
			names(f)
			f.wantLines(stepLines(f.plan().Steps), `rename organization, "Acme" -> "Acme Works"`,
				`change billing email, "bills@acme.test" -> "money@acme.test"`, `rename team vision, "Vision" -> "Sight"`)
		})
	})
	t.Run("only with the option", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits = nil
			names(f)
			f.options.UpdateNames = false
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			f.wantLines(findingLines(p.Findings, roster.Differs), `differs: vision: the team has another name: it is "Vision", and should be "Sight"`)
		})
	})
	t.Run("empty ones keep what is there", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits, f.options.UpdateNames = nil, true
			f.company.Name, f.company.BillingEmail = "", ""
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
	t.Run("an address in other letter case is the same", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options.Limits, f.options.UpdateNames = nil, true
			f.company.BillingEmail = "Bills@ACME.test"
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
	t.Run("an address that is not shown is not replaced", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.editResponses(func(_ *http.Request, body map[string]any) {
				eachObject(body, "", func(_ string, object map[string]any) { delete(object, "billing_email") })
			})
			f.options.Limits, f.options.UpdateNames = nil, true
			p := f.plan()
			f.wantLines(stepLines(p.Steps))
			f.wantLines(findingLines(p.Findings, roster.Differs),
				`differs: the organization's billing email is not shown, and may be another one: it is "", and should be "bills@acme.test"`)
		})
	})
	t.Run("space around a name", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.options = roster.Options{UpdateNames: true, AllowAdmin: true}
			f.company.Name, f.company.BillingEmail, f.company.Teams[0].Name = " Acme ", "", "Vision "
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
}

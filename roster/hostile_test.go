package roster_test

import (
	"context"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestWithoutAContextAClientOrAProposalNothingIsDone(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		p := f.plan()
		f.server.ResetRequests()
		closed := f.server.Client()
		closed.Close()
		var never context.Context
		for name, test := range map[string]struct {
			ctx    context.Context
			client *clarifai.Client
		}{
			"a nil context": {never, f.client}, "a nil client": {f.Context(), nil},
			"a zero client": {f.Context(), new(clarifai.Client)}, "a closed client": {f.Context(), closed},
		} {
			if plan, err := roster.Plan(test.ctx, test.client, f.company, f.options); plan != nil || err == nil {
				f.Errorf("Plan with %s: %v, %v", name, plan, err)
			}
			report, err := roster.Apply(test.ctx, test.client, p)
			if err == nil || len(report.Steps) != len(p.Steps) || len(report.Rows) != len(p.Rows) {
				f.Errorf("Apply with %s: %+v, %v", name, report, err)
			}
		}
		if report, err := roster.Apply(f.Context(), f.client, nil); report == nil || err == nil {
			f.Errorf("Apply without a proposal: %v, %v", report, err)
		}
		if n := len(f.server.Requests()); n != 0 {
			f.Errorf("%d requests", n)
		}
	})
}

func TestNoTextInACompanyBreaksAPlanOrATerminal(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		places := func(c *roster.Company) []*string {
			person, team := &c.People[0], &c.Teams[0]
			return []*string{
				&c.ID, &c.Name, &c.BillingEmail, &person.Email, &person.Teams[0], (*string)(&person.Role),
				&team.ID, &team.Name, (*string)(&team.DefaultRole), &team.Apps[0].ID, (*string)(&team.Apps[0].Role),
			}
		}
		good := acme()
		for place := range places(&good) {
			for _, text := range []string{"\xff", "a\x00b\x1b[31m\r\n\u202e", "../x", strings.Repeat("x", 1<<16)} {
				c := acme()
				*places(&c)[place] = text
				_, err := roster.Plan(f.Context(), f.client, c, f.options)
				if err == nil && !utf8.ValidString(text) && place > 2 {
					f.Errorf("%q is taken at place %d", text, place)
				}
				if err != nil && (strings.ContainsFunc(strings.ReplaceAll(err.Error(), "\n", ""), unicode.IsControl) || !utf8.ValidString(err.Error())) {
					f.Errorf("%.20q at place %d: %.300q", text, place, err)
				}
			}
		}
	})
}

package roster_test

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_SkipBadRows(t *testing.T) {
	t.Run("the other rows are used", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			people, err := roster.ReadPeople(strings.NewReader("email,member_role,teams\n"+
				"dee@acme.test,Team Contributor,sound\n"+
				"short\n"+
				"not an address,Team Contributor,\n"+
				"DEE@acme.test,Organization User,\n"+
				"eli@acme.test,Team Contributor,broken\n"+
				"fay@acme.test,id:nope,\n"+
				"gil@acme.test,Team Contributor,vision\n"), roster.Columns{})
			input, ok := errors.AsType[*roster.InputError](err)
			if !ok {
				f.Fatal(err)
			}
			f.company.People, f.company.BadRows = people, input.Rows
			f.company.Teams = append(f.company.Teams, roster.Team{Line: 4, ID: "broken"})
			f.company.Teams[0].Apps[0].Role = clarifai.TeamRoleByID("nor")
			want := []string{
				`roster line 3: the row has 1 cells, and the header has 3`,
				`roster line 4: "not an address": malformed email`,
				`roster line 5: "DEE@acme.test": duplicate email: "dee@acme.test" is in line 2 already`,
				`roster line 6: "eli@acme.test": the row of team "broken" is bad`,
				`roster line 7: "fay@acme.test": the server has no role "id:nope": `,
				`roster line 8: "gil@acme.test": the row of team "vision" is bad`,
				`teams line 2: "vision": the server has no role "id:nor": `,
				`teams line 4: "broken": the team name is required`,
			}
			if _, err := roster.Plan(f.Context(), f.client, f.company, f.options); err == nil {
				f.Error("they are not refused")
			}
			f.options.SkipBadRows = true
			p := f.plan()
			got := badLines(p.BadRows)
			for i, line := range got {
				if i < len(want) && strings.HasPrefix(line, want[i]) {
					got[i] = want[i] // what the server says of a role is its own
				}
			}
			f.wantLines(got, want...)
			if p.Empty() || !p.Incomplete() {
				f.Errorf("Empty is %v, Incomplete is %v", p.Empty(), p.Incomplete())
			}
			report := f.apply(p)
			f.wantOutcomes(report.Rows, roster.Invited)
			f.wantLines(badLines(report.BadRows), badLines(p.BadRows)...)
			f.wantNothingToDo()
			if len(f.server.Teams("acme")) != 1 || len(f.server.Invitations("acme")) != 1 {
				f.Errorf("teams %v, invitations %v", f.server.Teams("acme"), f.server.Invitations("acme"))
			}
			if len(f.company.People) != 6 || len(f.company.Teams) != 3 {
				f.Error("the caller's company was changed")
			}
		})
	})
	t.Run("too many invitations are not skipped", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.options.SkipBadRows, f.options.MaxInvites = true, 1
			f.company.People = append(f.company.People, person(7, "not an address"))
			_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
			if input, ok := errors.AsType[*roster.InputError](err); !ok || len(input.Rows) != 3 {
				f.Errorf("Plan: %v", err)
			}
		})
	})
}

package roster_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Ann and zoe are on the team vision, and in the rows of the test.
func TestPlan_ExtraIsNobodyWhoMayBeARow(t *testing.T) {
	const (
		ann = "unmatched: vision: ann@acme.test: on the team, and may be a row that is held or left out"
		zoe = "unmatched: vision: \u0131zoe@acme.test: on the team, and may be a row that is held or left out"
	)
	bad := func(email string) roster.Person {
		return roster.Person{Line: 2, Email: email, Teams: []string{"vision"}}
	}
	for name, c := range map[string]struct {
		rows      []roster.Person
		badRows   []roster.RowError
		unmatched []string
		extra     int
	}{
		"neither":                       {nil, nil, nil, 2},
		"a row that is left out":        {[]roster.Person{bad("Ann@acme.test")}, nil, []string{ann}, 1},
		"a row that is held":            {[]roster.Person{person(2, "izoe@acme.test", "vision")}, nil, []string{zoe}, 1},
		"a row without an address":      {[]roster.Person{bad("")}, nil, []string{ann, zoe}, 0},
		"a row that could not be read":  {nil, []roster.RowError{{File: roster.FileRoster, Line: 3, Reason: "not CSV"}}, []string{ann, zoe}, 0},
		"a row of the teams' file only": {nil, []roster.RowError{{File: roster.FileTeams, Line: 3, Reason: "not CSV"}}, nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			there := func(o *clarifaitest.Organization) {
				o.Members = append(o.Members, clarifaitest.Member{UserID: "zoe", Role: o.Members[0].Role})
				o.Teams = []clarifaitest.Team{{ID: "vision", Name: "Vision", Members: []string{"ann", "zoe"}}}
			}
			config := testkit.With(seed(there), func(c *clarifaitest.Config) {
				c.Users = append(c.Users, clarifaitest.User{ID: "zoe", Email: "\u0131zoe@acme.test"})
			})
			run(t, config, func(f *fixture) {
				f.options.SkipBadRows = true
				f.company.People, f.company.BadRows = c.rows, c.badRows
				findings := f.plan().Findings
				f.lines(found(findings, roster.Unmatched), c.unmatched...)
				if extra := found(findings, roster.Extra); len(extra) != c.extra {
					f.Errorf("extra: %q, want %d", extra, c.extra)
				}
			})
		})
	}
}

package roster_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestMerge(t *testing.T) {
	people := roster.Company{
		File: "people.json", ID: "acme",
		People:      []roster.Person{person(2, "ann@acme.test", "vision"), {File: "hr.csv", Line: 9, Email: "bo@acme.test"}},
		Invitations: []roster.Person{person(0, "cy@acme.test")},
	}
	teams := roster.Company{
		File: "teams.json", Name: "Acme", BillingEmail: "bills@acme.test",
		Teams: []roster.Team{{ID: "vision", Name: "Vision", Line: 3, Members: []string{"cy@acme.test"}}}, BadRows: []roster.RowError{{File: roster.FileTeams, Line: 4, Reason: "r"}},
	}
	t.Run("the rows of all parts, with their files", func(t *testing.T) {
		inFile := func(p roster.Person, file string) roster.Person { p.File = file; return p }
		want := roster.Company{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
			People:      []roster.Person{inFile(people.People[0], "people.json"), people.People[1]},
			Invitations: []roster.Person{inFile(people.Invitations[0], "people.json")},
			Teams:       []roster.Team{{File: "teams.json", ID: "vision", Name: "Vision", Line: 3, Members: []string{"cy@acme.test"}}},
			BadRows:     []roster.RowError{{File: roster.FileTeams, Source: "teams.json", Line: 4, Reason: "r"}},
		}
		got, err := roster.Merge(people, teams, roster.Company{ID: "acme", Name: "Acme"})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if people.People[0].File != "" || teams.Teams[0].File != "" || teams.BadRows[0].Source != "" {
			t.Error("the parts have changed")
		}
	})
	t.Run("a person or a team in two files is a bad row", func(t *testing.T) {
		again := roster.Company{
			File:   "more.json",
			People: []roster.Person{person(5, "CY@acme.test"), person(6, "zoe@acme.test", "vision")},
			Teams:  []roster.Team{{ID: "vision", Name: "Vision", Line: 8}},
		}
		people.People = people.People[:1]
		teams.BadRows = nil
		all, err := roster.Merge(people, teams, again)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			`people.json: "cy@acme.test": duplicate email: "CY@acme.test" is in more.json line 5 already`,
			`more.json line 8: "vision": duplicate team: it is in teams.json line 3 already`,
		}
		if diff := cmp.Diff(want, badRows(t, all.Validate(roster.Options{}))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("what the parts say of the organization must be the same", func(t *testing.T) {
		for want, part := range map[string]roster.Company{
			`people.json says that the organization's ID is "acme", and other.json that it is "Acme": all files must say the same`: {File: "other.json", ID: "Acme"},
			`teams.json says that the organization's name is "Acme", and part 3 that it is "ACME"`:                                 {Name: "ACME"},
			`the organization's billing email is "bills@acme.test", and part 3 that it is "x@acme.test"`:                           {BillingEmail: "x@acme.test"},
		} {
			got, err := roster.Merge(people, teams, part)
			if err == nil || !strings.Contains(err.Error(), want) || got.ID != "" {
				t.Errorf("%v, want %q in it", err, want)
			}
		}
	})
	t.Run("nothing is an empty company", func(t *testing.T) {
		got, err := roster.Merge()
		if diff := cmp.Diff(roster.Company{}, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

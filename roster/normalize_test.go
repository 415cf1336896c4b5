package roster_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_FormsOfCompany(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		want := f.plan().Steps
		if len(want) == 0 {
			f.Fatal("there is nothing to compare")
		}
		c := acme()
		for i := range c.People {
			c.People[i].Teams = nil
		}
		c.People, c.Invitations = c.People[:4], c.People[4:]
		c.People[1].UserID = "BO"
		c.Teams[0].Members = []string{"ann@acme.TEST", "bo", "cy@acme.test", "bo@acme.test"}
		c.Teams[1].Members = []string{"Bo", "dee@acme.test"}
		f.company = c
		if diff := cmp.Diff(want, f.plan().Steps); diff != "" {
			f.Errorf("the members of teams, and invitations, are not as teams of people (-teams of people):\n%s", diff)
		}
		if len(c.Teams[0].Members) != 4 || len(c.Invitations) != 1 || c.People[0].Teams != nil {
			f.Errorf("Plan has changed the caller's company: %+v", c)
		}
	})
}

func TestCompany_Validate_Places(t *testing.T) {
	user := func(file string, line int, email, id string, teams ...string) roster.Person {
		return roster.Person{File: file, Line: line, Email: email, UserID: id, Role: clarifai.MemberRoleUser, Teams: teams}
	}
	c := roster.Company{
		ID: "acme", File: "org.json",
		People: []roster.Person{
			user("a.csv", 2, "ann@acme.test", "ann"),
			user("b.csv", 2, "ANN@acme.test", ""),
			user("", 0, "", "Ann"),
			user("", 7, "", "bo", "vision"),
			user("", 7, "", "cy/../bo"),
		},
		Invitations: []roster.Person{user("", 9, "ann@acme.test", ""), user("", 0, "", "")},
		Teams: []roster.Team{
			{ID: "vision", Name: "Vision", Members: []string{"ann", "dee@acme.test", "dee", ""}},
			{File: "teams.yaml", ID: "vision", Name: "Vision", Members: []string{"Ann@ACME.test", "BO"}},
			{File: "teams.yaml", Line: 4, ID: "VISION", Name: "Vision"},
		},
	}
	want := []string{
		`b.csv line 2: "ANN@acme.test": duplicate email: "ann@acme.test" is in a.csv line 2 already`,
		`org.json: "Ann": duplicate user ID: "ann" is in a.csv line 2 already`,
		"org.json: the email is required",
		`org.json line 7: "cy/../bo": a user ID must have 1 to 32 letters and digits, with '-' and '_' between them, unlike "cy/../bo"`,
		`org.json line 9: "ann@acme.test": duplicate email: "ann@acme.test" is in a.csv line 2 already`,
		`org.json: "vision": member "dee@acme.test" is not among the people; member "dee" is not among the people; member "" is not among the people`,
		`teams.yaml: "vision": duplicate team: it is in org.json already`,
		`teams.yaml line 4: "VISION": the team's ID differs only in letter case from that of "vision" in org.json`,
	}
	if diff := cmp.Diff(want, badRows(t, c.Validate(roster.Options{}))); diff != "" {
		t.Error(diff)
	}
}

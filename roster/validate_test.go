package roster_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_HostileText(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
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

func TestCompany_Validate(t *testing.T) {
	t.Run("each bad row is listed once with all its reasons", func(t *testing.T) {
		company := roster.Company{
			ID: "acme",
			People: []roster.Person{
				{Line: 2, Email: "ana@acme.test", Role: "team_contributor", Teams: []string{"vision"}},
				{Line: 3, Email: "", Role: ""},
				{Line: 4, Email: "Bo <bo@acme.test>", Role: "Labeler Lead", Teams: []string{"Vision"}},
				{Line: 5, Email: "ANA@acme.test", Role: "Organization User"},
				{Line: 6, Email: "cy@acme.test", Role: "ADMIN"},
				{Line: 7, Email: strings.Repeat("x", 250) + "@acme.test", Role: "id:"},
			},
			Teams: []roster.Team{
				{Line: 2, ID: "vision", Name: "Vision", DefaultRole: "model-trainer", Apps: []roster.App{{ID: "shelf"}, {ID: "shelf"}}},
				{Line: 3, ID: "_x", DefaultRole: "Admin", Apps: []roster.App{{ID: ""}}},
				{Line: 4, ID: "vision", Name: "Again", Apps: []roster.App{{ID: "shelf"}, {ID: "cam", Role: "Painter"}}},
			},
		}
		const members = "it must be Admin, Financial Manager, Organization Contributor, Organization User, Team Contributor, Infrastructure Manager, or id:… for a custom role"
		const onTeams = "it must be Full Access, Model Trainer, Labeler Lead, Labeler Worker, or id:… for a custom role"
		want := []string{
			"roster line 3: the email is required; the member role is required",
			`roster line 4: "Bo <bo@acme.test>": malformed email; unknown member role "Labeler Lead": ` + members + `; unknown team "Vision"`,
			`roster line 5: "ANA@acme.test": duplicate email: "ana@acme.test" is in line 2 already`,
			`roster line 6: "cy@acme.test": the role Admin is not allowed unless AllowAdmin is set`,
			`roster line 7: "` + strings.Repeat("x", 80) + `": malformed email; unknown member role "id:": ` + members,
			`teams line 2: "vision": duplicate app "shelf"`,
			`teams line 3: "_x": a team ID must have 1 to 32 letters and digits, with '-' and '_' between them; the team name is required; unknown team role "Admin": ` + onTeams + `; "" is not an app ID`,
			`teams line 4: "vision": app "shelf" requires a role, since the team has no default role; unknown team role "Painter": ` + onTeams + `; duplicate team: it is in line 2 already`,
		}
		if diff := cmp.Diff(want, badRows(t, company.Validate(roster.Options{}))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("what a company requires", func(t *testing.T) {
		for want, c := range map[string]roster.Company{
			"Company.ID is required": {},
			"Name and BillingEmail":  {ID: "acme"},
		} {
			if err := c.Validate(roster.Options{CreateOrganization: true}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q in it", err, want)
			}
		}
		twice := roster.Company{ID: "acme", People: []roster.Person{ // from no file
			{Email: "ann@acme.test", Role: clarifai.MemberRoleTeamContributor}, {Email: "Ann@acme.test", Role: clarifai.MemberRoleTeamContributor}, {},
		}}
		want := []string{
			`roster: "Ann@acme.test": duplicate email: "ann@acme.test" is before this row already`,
			"roster: the email is required; the member role is required",
		}
		err := twice.Validate(roster.Options{})
		if diff := cmp.Diff(want, badRows(t, err)); diff != "" {
			t.Error(diff)
		}
		if got := err.Error(); got != "roster: 2 bad rows:\n"+strings.Join(want, "\n") {
			t.Error(got)
		}
		many := &roster.InputError{Rows: make([]roster.RowError, 23)}
		if got := many.Error(); strings.Count(got, "\n") != 21 || !strings.HasSuffix(got, "\nand 3 more") {
			t.Errorf("of 23 rows: %s", got)
		}
	})
	t.Run("an address has at most 254 bytes", func(t *testing.T) {
		for local, ok := range map[int]bool{244: true, 245: false} {
			c := roster.Company{ID: "acme", People: []roster.Person{person(2, strings.Repeat("x", local)+"@acme.test")}}
			if err := c.Validate(roster.Options{}); (err == nil) != ok {
				t.Errorf("of %d bytes: %v", local+10, err)
			}
		}
	})
	t.Run("an address with invisible characters is malformed", func(t *testing.T) {
		for _, email := range []string{"zoe@acme.test\u200b", "\ufeffzoe@acme.test", "zo\u00ade@acme.test", "a@b", "x@[1.2.3.4]", "x@.test."} {
			c := roster.Company{ID: "acme", People: []roster.Person{{Line: 2, Email: email, Role: clarifai.MemberRoleTeamContributor}}}
			if err := c.Validate(roster.Options{}); err == nil {
				t.Errorf("%q is taken", email)
			}
		}
	})
	t.Run("addresses that are almost the same are duplicates", func(t *testing.T) {
		for _, pair := range [][2]string{
			{"zo\u00e9@acme.test", "zoe\u0301@acme.test"}, {"zoe@b\u00fccher.test", "zoe@xn--bcher-kva.test"},
			{"stra\u00dfe@acme.test", "strasse@acme.test"}, {"\u0130pek@acme.test", "ipek@acme.test"}, {"m\u0131ke@acme.test", "mike@acme.test"},
		} {
			c := roster.Company{ID: "acme", People: []roster.Person{person(2, pair[0]), person(3, pair[1])}}
			if err := c.Validate(roster.Options{}); err == nil || !strings.Contains(err.Error(), "duplicate email") {
				t.Errorf("%+q: %v", pair, err)
			}
		}
	})
}

package roster_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

const document = `{
  "id": "acme", "name": "Acme", "billing_email": "bills@acme.test",
  "people": [
    {"email": "ann@acme.test", "first_name": "Ann", "last_name": "O'Neil", "role": "Organization User", "teams": ["sound"]},
    {"user_id": "bo",
     "role": "id:7"}
  ],
  "invitations": [{"email": "cy@acme.test", "role": "Team Contributor"}, {"email": "dee@acme.test", "role": "Admin"}],

  "teams": [
    {"id": "vision", "name": "Vision", "default_role": "Model Trainer", "apps": [{"id": "shelf"}, {"id": "defects", "role": "Full Access"}],
     "members": ["bo", "cy@acme.test"]},
    {"id": "sound", "name": "Sound"}
  ]
}
`

func TestReadCompany(t *testing.T) {
	want := roster.Company{
		File: "org.json", ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
		People: []roster.Person{
			{File: "org.json", Line: 4, Email: "ann@acme.test", FirstName: "Ann", LastName: "O'Neil", Role: clarifai.MemberRoleUser, Teams: []string{"sound"}},
			{File: "org.json", Line: 5, UserID: "bo", Role: clarifai.MemberRoleByID("7")},
		},
		Invitations: []roster.Person{
			{File: "org.json", Line: 8, Email: "cy@acme.test", Role: clarifai.MemberRoleTeamContributor},
			{File: "org.json", Line: 8, Email: "dee@acme.test", Role: clarifai.MemberRoleAdmin},
		},
		Teams: []roster.Team{
			{File: "org.json", Line: 11, ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer,
				Apps: []roster.App{{ID: "shelf"}, {ID: "defects", Role: clarifai.TeamRoleFullAccess}}, Members: []string{"bo", "cy@acme.test"}},
			{File: "org.json", Line: 13, ID: "sound", Name: "Sound"},
		},
	}
	t.Run("rows have the lines of the document", func(t *testing.T) {
		for name, file := range map[string]string{"plain": document, "with a mark": "\uFEFF" + document} {
			got, err := roster.ReadCompany(strings.NewReader(file), "org.json")
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s: %v\n%s", name, err, diff)
			}
		}
		company, err := roster.ReadCompany(strings.NewReader(document), "org.json")
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{`org.json line 8: "dee@acme.test": the role Admin is not allowed unless AllowAdmin is set`}
		if diff := cmp.Diff(lines, badRows(t, company.Validate(roster.Options{}))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a company that is written as JSON is read back", func(t *testing.T) {
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := roster.ReadCompany(strings.NewReader(string(data)), "org.json")
		again, merr := json.Marshal(got)
		if err != nil || merr != nil || string(again) != string(data) {
			t.Errorf("%v\n%s\n%s", err, data, again)
		}
	})
	t.Run("bad rows in one line are distinguished", func(t *testing.T) {
		company, err := roster.ReadCompany(strings.NewReader(`{"id": "acme", "people": [{"email": "a", "role": "x"}, {"email": "b", "role": "x"}]}`), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := badRows(t, company.Validate(roster.Options{})); len(got) != 2 || !strings.HasPrefix(got[1], `roster line 1: "b": malformed email; unknown member role`) {
			t.Errorf("%q", got)
		}
	})
	t.Run("what is not a company", func(t *testing.T) {
		for _, c := range []struct{ name, old, new, want string }{
			{"a misspelled list of members", `"members"`, `"membres"`, "line 12, column 6: teams[0].membres: there is no such field: apps, default_role, id, members, name are known"},
			{"a list in capitals", `"teams": [
`, `"Teams": [
`, "line 10, column 3: Teams: there is no such field"},
			{"a list twice", `"invitations"`, `"people"`, "line 8, column 3: people: the key must not be repeated"},
			{"null for people", `"invitations": [`, `"invitations": null, "x": [`, "line 8, column 18: invitations: it must not be null"},
			{"a person that is null", `"people": [`, `"people": [null,`, "people[0]: it must not be null"},
			{"a person without a role", `,
     "role": "id:7"`, "", "line 5, column 5: people[1].role: it is required"},
			{"a number for an ID", `"user_id": "bo"`, `"user_id": 7`, "people[1].user_id: it must be a string, not a number"},
			{"a name for a list", `"teams": ["sound"]`, `"teams": "sound"`, "people[0].teams: it must be a list, not a single value"},
			{"a file name", `"id": "acme"`, `"id": "acme", "File": "x"`, "File: there is no such field"},
			{"another document behind", "\n}\n", "\n}\n{}", "nothing may follow the value"},
		} {
			text := strings.Replace(document, c.old, c.new, 1)
			if text == document {
				t.Fatalf("%s: %s is not in the document", c.name, c.old)
			}
			got, err := roster.ReadCompany(strings.NewReader(text), "org.json")
			if err == nil || !strings.HasPrefix(err.Error(), "roster: org.json cannot be read: ") || !strings.Contains(err.Error(), c.want) || got.ID != "" {
				t.Errorf("%s: %v, want %q in it", c.name, err, c.want)
			}
			var company roster.Company
			if err := json.Unmarshal([]byte(text), &company); err == nil || strings.Contains(err.Error(), "line ") || company.ID != "" {
				t.Errorf("%s, by json.Unmarshal: %v", c.name, err)
			}
		}
	})
	t.Run("a file that cannot be read", func(t *testing.T) {
		for want, file := range map[string]io.Reader{
			"larger than 16 MiB": io.LimitReader(spaces{}, 100<<20),
			"is UTF-32":          strings.NewReader("\xFF\xFE\x00\x00{\x00\x00\x00"),
			"must be UTF-8":      strings.NewReader("{\"id\": \"\xff\"}"),
			"must not end":       strings.NewReader(""),
		} {
			if _, err := roster.ReadCompany(file, ""); err == nil || !strings.HasPrefix(err.Error(), "roster: the company cannot be read: ") || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q in it", err, want)
			}
		}
	})
	t.Run("any document that is read can be validated", func(t *testing.T) {
		company, err := roster.ReadCompany(strings.NewReader("{}"), "empty.json")
		if err != nil {
			t.Fatal(err)
		}
		if err := company.Validate(roster.Options{}); err == nil || err.Error() != "roster: Company.ID is required" {
			t.Error(err)
		}
	})
}

func FuzzReadCompany(f *testing.F) {
	f.Add([]byte(document))
	f.Add([]byte(`{"teams":[{"id":"a","name":"A","members":["","@"]}],"people":[{"role":""}]}`))
	f.Add([]byte("\xFE\xFF\x00{\x00}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		company, err := roster.ReadCompany(strings.NewReader(string(data)), "f")
		if err != nil {
			return
		}
		for i, p := range company.People {
			if p.Line < 1 || i > 0 && p.Line < company.People[i-1].Line {
				t.Errorf("person %d is in line %d", i, p.Line)
			}
		}
		_ = company.Validate(roster.Options{})
		text, err := json.Marshal(company)
		if err != nil {
			t.Fatal(err)
		}
		again, err := roster.ReadCompany(strings.NewReader(string(text)), "f")
		if err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if twice, err := json.Marshal(again); err != nil || string(twice) != string(text) {
			t.Errorf("%v\n%s\n%s", err, text, twice)
		}
	})
}

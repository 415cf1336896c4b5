package yaml_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	goccy "github.com/goccy/go-yaml"
	yaml4 "go.yaml.in/yaml/v4"
	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"
	sigs "sigs.k8s.io/yaml"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

const company = `
id: acme
name: Acme
people:
- email: ann@acme.test
  role: Organization User
  teams: [vision]
- user_id: "0123"
  role: id:7
invitations:
- email: cy@acme.test
  role: Team Contributor
teams:
- id: vision
  name: "on"
  default_role: Model Trainer
  apps:
  - id: shelf
  - {id: defects, role: Full Access}
  members: ["0123", cy@acme.test]
`

var wantCompany = roster.Company{
	ID: "acme", Name: "Acme",
	People: []roster.Person{
		{Email: "ann@acme.test", Role: clarifai.MemberRoleUser, Teams: []string{"vision"}},
		{UserID: "0123", Role: clarifai.MemberRoleByID("7")},
	},
	Invitations: []roster.Person{{Email: "cy@acme.test", Role: clarifai.MemberRoleTeamContributor}},
	Teams: []roster.Team{{
		ID: "vision", Name: "on", DefaultRole: clarifai.TeamRoleModelTrainer,
		Apps:    []roster.App{{ID: "shelf"}, {ID: "defects", Role: clarifai.TeamRoleFullAccess}},
		Members: []string{"0123", "cy@acme.test"},
	}},
}

func TestCompany(t *testing.T) {
	for name, decode := range libraries {
		t.Run(name, func(t *testing.T) {
			var got roster.Company
			if err := decode([]byte(company), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wantCompany, got); diff != "" {
				t.Fatal(diff)
			}
			for _, c := range []struct{ shape, old, new, want string }{
				{"misspelled members", "members:", "membres:", "teams[0].membres: there is no such field"},
				{"people in capitals", "people:", "People:", "People: there is no such field"},
				{"nothing for people", "invitations:\n- email: cy@acme.test\n  role: Team Contributor", "invitations:", "invitations: it must not be null"},
				{"nothing for a member", `members: ["0123",`, `members: [~,`, "teams[0].members[0]: it must not be null"},
				{"a person without a role", "  role: Organization User\n", "", "people[0].role: it is required"},
				{"a list for an address", "email: ann@acme.test", "email: [ann@acme.test]", "people[0].email: it must be a single value, not a list"},
				{"a name for a list", "teams: [vision]", "teams: vision", "people[0].teams: it must be a list, not a single value"},
			} {
				got := roster.Company{ID: "before"}
				text := strings.Replace(company, c.old, c.new, 1)
				if text == company {
					t.Fatalf("%s: %q is not in the document", c.shape, c.old)
				}
				err := decode([]byte(text), &got)
				if err == nil || !strings.Contains(err.Error(), c.want) || got.ID != "before" {
					t.Errorf("%s: %+v, %v", c.shape, got, err)
				}
			}
			twice := []byte(strings.Replace(company, "invitations:", "people: []\ninvitations:", 1))
			err := decode(twice, &got)
			// The two whose plain form lets the last of two keys win: Company.UnmarshalYAML names them.
			if lets := name == "gopkg.in/yaml.v2" || name == "sigs.k8s.io/yaml"; lets != (err == nil) {
				t.Errorf("people twice: %v", err)
			}
		})
	}
}

// An ID that YAML takes for a number or a truth value must be as it is written, or an
// error, and never another ID.
func TestCompany_PlainIDs(t *testing.T) {
	for _, id := range []string{"123", "0123", "1_000", "1e3", "0x1F", "no", "on", "NULL2", "2024-01-02", "1.0", "true"} {
		text := []byte("id: acme\npeople:\n- user_id: " + id + "\n  role: Admin\n")
		for name, decode := range libraries {
			var got roster.Company
			if err := decode(text, &got); err == nil && got.People[0].UserID != id {
				t.Errorf("%s reads %s as %q", name, id, got.People[0].UserID)
			}
		}
	}
}

func TestCompany_Written(t *testing.T) {
	for name, encode := range map[string]func(any) ([]byte, error){
		"gopkg.in/yaml.v2": yaml2.Marshal, "gopkg.in/yaml.v3": yaml3.Marshal,
		"go.yaml.in/yaml/v4":       yaml4.Marshal,
		"github.com/goccy/go-yaml": goccy.Marshal,
		"sigs.k8s.io/yaml":         sigs.Marshal,
		"encoding/json":            json.Marshal, // JSON is YAML
	} {
		withPlaces := wantCompany
		withPlaces.File = "org.yaml"
		data, err := encode(withPlaces)
		if err != nil {
			t.Fatal(err)
		}
		for reader, decode := range libraries {
			var got roster.Company
			if err := decode(data, &got); err != nil {
				t.Errorf("written by %s, read by %s: %v\n%s", name, reader, err, data)
				continue
			}
			if diff := cmp.Diff(wantCompany, got); diff != "" {
				t.Errorf("written by %s, read by %s: %s", name, reader, diff)
			}
		}
	}
}

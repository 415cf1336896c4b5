package main

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func sample(t *testing.T) map[string]string {
	t.Helper()
	files, err := readFiles(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestConvert(t *testing.T) {
	company, err := convert(sample(t), "harbor")
	if err != nil {
		t.Fatal(err)
	}
	team := func(id string) roster.Team {
		i := slices.IndexFunc(company.Teams, func(t roster.Team) bool { return t.ID == id })
		if i < 0 {
			t.Fatalf("no team %s", id)
		}
		return company.Teams[i]
	}
	t.Run("admins and members", func(t *testing.T) {
		var admins []string
		for _, p := range company.People {
			if p.Role == clarifai.MemberRoleAdmin {
				admins = append(admins, p.Email)
			}
		}
		if len(company.People) != 10 || !slices.Equal(admins, []string{"ines@harbor.test", "otto@harbor.test"}) {
			t.Errorf("%d people, of whom %v are Admins", len(company.People), admins)
		}
	})
	t.Run("maintainers are members of the team", func(t *testing.T) {
		if got := team("sig-docs").Members; !slices.Equal(got, []string{"bea@harbor.test", "carlos@harbor.test"}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("a team below another one has its repositories", func(t *testing.T) {
		want := []roster.App{{ID: "glossary", Role: clarifai.TeamRoleLabelerLead}, {ID: "handbook", Role: clarifai.TeamRoleModelTrainer}}
		if got := team("sig-docs-de").Apps; !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("the greater permission counts", func(t *testing.T) {
		want := []roster.App{{ID: "handbook", Role: clarifai.TeamRoleFullAccess}}
		if got := team("sig-docs-leads").Apps; !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		files := sample(t)
		files["sig-docs/teams.yaml"] = strings.Replace(files["sig-docs/teams.yaml"], "handbook: maintain", "handbook: read", 1)
		lower, err := convert(files, "harbor")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(lower.Teams, func(t roster.Team) bool { return t.ID == "sig-docs-leads" })
		if got := lower.Teams[i].Apps[0].Role; got != clarifai.TeamRoleModelTrainer {
			t.Errorf("got %v", got)
		}
	})
}

func TestConvert_BadFiles(t *testing.T) {
	for name, c := range map[string]struct{ file, old, new, want string }{
		"a misspelled field":    {"org.yaml", "admins:", "admin:", "field admin not found"},
		"an unknown permission": {"sig-docs/teams.yaml", "handbook: write", "handbook: push", `unknown permission "push"`},
		"a team without text":   {"sig-testing/teams.yaml", "  sig-testing:\n", "  sig-none:\n  sig-testing:\n", `team "sig-none" is empty`},
		"no address":            {"addresses.yaml", "bea: bea@harbor.test\n", "", `no address of "bea"`},
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(sample(t))
			files[c.file] = strings.Replace(files[c.file], c.old, c.new, 1)
			if _, err := convert(files, "harbor"); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// The document that the program prints is read back as the same company.
func TestRun(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"testdata", "harbor"}, &out); err != nil {
		t.Fatal(err)
	}
	var got roster.Company
	if err := yaml.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want, err := convert(sample(t), "harbor")
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Validate(roster.Options{AllowAdmin: true}); err != nil {
		t.Error(err)
	}
	if len(got.People) != len(want.People) || len(got.Teams) != len(want.Teams) || got.ID != "harbor" {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if err := run(nil, &out); err == nil {
		t.Error("no arguments are no error")
	}
}

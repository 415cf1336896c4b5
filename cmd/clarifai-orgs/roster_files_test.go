package main

import (
	"os"
	"path/filepath"
	"testing"
)

// document is a file with a name of its own.
func document(t *testing.T, name, content string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const (
	yamlCompany = `id: acme
people:
  - email: ann@acme.test
    role: Team Contributor
  - email: new@acme.test
    role: Organization User
`
	jsonTeams = `{"teams": [{"id": "vision", "name": "Vision", "members": ["ann@acme.test"], "apps": [{"id": "shelf", "role": "Model Trainer"}]}]}`
)

func TestPlan_Documents(t *testing.T) {
	_, args := server(t)
	base := args[:2] // without the organization
	run := func(more ...string) ran {
		return runWith(t, olga, append(append([]string{"plan"}, base...), more...)...)
	}
	people, teams := document(t, "people.yaml", yamlCompany), document(t, "teams.JSON", jsonTeams)
	t.Run("several are one company, and name the organization", func(t *testing.T) {
		run("--file", people, "--file", teams).exits(t, exitOK).
			says(t, "+ new@acme.test Organization User", `+ vision "Vision"`, "+ app shelf Model Trainer", "+ ann@acme.test\n", "4 to add")
	})
	t.Run("tables go with them", func(t *testing.T) {
		run("--file", people, "--teams", file(t, teamsFile), "--roster", file(t, header+"cy@acme.test,C,C,Organization User,\n")).exits(t, exitOK).
			says(t, "+ new@acme.test", "+ cy@acme.test", "5 to add")
	})
	t.Run("a demo of one", func(t *testing.T) {
		runWith(t, nil, "plan", "--demo", "--file", people, "--file", teams).exits(t, exitOK).says(t, "rows in the roster, of which 2", "summary of acme")
	})
	t.Run("a mistake is named with its place", func(t *testing.T) {
		t.Chdir(t.TempDir())
		for want, text := range map[string]string{
			"people.yaml":           "id: acme\npeople:\n  - email: ann@acme.test\n    rolle: Admin\n",
			"line 4":                "id: acme\npeople:\n  - email: ann@acme.test\n    rolle: Admin\n",
			"malformed email":       "id: acme\npeople:\n  - email: x\n    role: Organization User\n",
			"people.yaml line 3":    "id: acme\npeople:\n  - email: x\n    role: Organization User\n",
			"must be a plain value": "id: *acme\n",
		} {
			if err := os.WriteFile("people.yaml", []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			run("--file", "people.yaml").exits(t, exitFailed).says(t, want)
		}
	})
	t.Run("each person is in one of them", func(t *testing.T) {
		run("--file", people, "--roster", file(t, header+"ANN@acme.test,Ann,A,Team Contributor,\n")).exits(t, exitFailed).says(t, "duplicate email")
	})
	t.Run("one of another organization", func(t *testing.T) {
		run("--file", people, "--org", "other").exits(t, exitFailed).says(t, "the command line", `"other"`, `"acme"`)
	})
	t.Run("none that names the organization", func(t *testing.T) {
		run("--file", teams).exits(t, exitUsage).says(t, "--org is required")
	})
	t.Run("no output replaces one", func(t *testing.T) {
		run("--file", people, "--file", teams, "--out", teams).exits(t, exitUsage).says(t, "is the file of --file, and would be overwritten")
		run("--file", people, "--out", "x", "--markdown", "x").exits(t, exitUsage).says(t, "each needs its own")
	})
}

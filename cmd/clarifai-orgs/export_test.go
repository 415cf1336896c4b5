package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// grown is a server whose organization has some of everything.
func grown(t *testing.T) (*clarifaitest.Server, []string) {
	t.Helper()
	return server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "ivy", Email: "ivy@acme.test", HidesEmail: true})
		o := &c.Organizations[0]
		o.Members = append(o.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleUser})
		o.Invitations = []clarifaitest.Invitation{{Email: "new@acme.test", Role: clarifai.MemberRoleUser, Status: clarifai.InvitationPending}}
		o.Teams = []clarifaitest.Team{{
			ID: "vision", Name: "no: 'Vision' #1", DefaultRole: clarifai.TeamRoleModelTrainer, Members: []string{"ann", "ivy"},
			Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}},
		}}
	})
}

func TestExport(t *testing.T) {
	everyLimit := []string{"--remove", "all=1000,100%", "--update-roles", "--update-names", "--allow-admin", "--exit-code"}
	t.Run("a plan of a document has nothing to do", func(t *testing.T) {
		for _, name := range []string{"org.yaml", "org.json"} {
			s, args := grown(t)
			name = filepath.Join(t.TempDir(), name)
			runWith(t, olga, append([]string{"export", "--file", name}, args...)...).exits(t, exitOK).says(t, "3 people, 1 pending invitations, 1 teams", ", 0 write requests")
			for _, want := range []string{"ann@acme.test", "new@acme.test", "shelf", "ivy"} {
				if !strings.Contains(content(t, name), want) {
					t.Errorf("%s is not in\n%s", want, content(t, name))
				}
			}
			runWith(t, olga, append([]string{"plan", "--file", name}, append(args[:2], everyLimit...)...)...).exits(t, exitOK).says(t, "nothing to do", "rows in the roster, of which 4")
			if writes(s) != 0 {
				t.Error("something was written")
			}
		}
	})
	t.Run("a plan of the tables has nothing to do", func(t *testing.T) {
		_, args := grown(t)
		dir := t.TempDir()
		tables := []string{"--roster", filepath.Join(dir, "people.csv"), "--teams", filepath.Join(dir, "teams.csv")}
		runWith(t, olga, append(append([]string{"export"}, tables...), args...)...).exits(t, exitOK)
		runWith(t, olga, append(append(append([]string{"plan"}, tables...), args...), everyLimit...)...).exits(t, exitOK).says(t, "nothing to do", "rows in the roster, of which 4")
	})
	t.Run("without a file it prints YAML and nothing else", func(t *testing.T) {
		_, args := grown(t)
		for id, r := range map[string]ran{
			"acme":      runWith(t, olga, append([]string{"export"}, args...)...).exits(t, exitOK).says(t, "3 people"),
			"northwind": runWith(t, nil, "export", "--demo").exits(t, exitOK).says(t, demoBanner, "This was a demo"),
		} {
			company, err := readCompany(strings.NewReader(r.stdout), "org.yaml")
			if err != nil || len(company.People) < 3 || company.ID != id {
				t.Errorf("%+v, %v", company, err)
			}
		}
	})
	t.Run("half of the tables is refused", func(t *testing.T) {
		runWith(t, nil, "export", "--demo", "--roster", "people.csv").exits(t, exitUsage).says(t, "--roster and --teams go together")
	})
	t.Run("what cannot be read leaves the file as it was", func(t *testing.T) {
		_, args := grown(t)
		name := file(t, earlier)
		runWith(t, olga, append([]string{"export", "--file", name, "--org", "other"}, args[:2]...)...).exits(t, exitFailed)
		if content(t, name) != earlier {
			t.Error(content(t, name))
		}
	})
}

func TestWriteCompany(t *testing.T) {
	names := []string{
		"no", "on", "~", "null", "true", "007", "0x1F", "1_000", "1e3", ".inf", "2026-10-01", "12:30:45", "a: b", "- a", "# a", "a #b", "&a", "*a", "!a", "%a", "@a", "`a`", "{a", "[a]",
		"'a'", `"a"`, `a"b`, `a\b`, "a\nb", "a\tb", " a ", "|", ">", "?", "? a", "=", "<<", "é", "上田", "\u0085", "\u2028", "\u200b", "\uFEFFa", "a:", ":a", "--- a", "...",
		"\x1b]0;a\a", "\u202ea\u202c", "\u009b31m", "a\rb",
	}
	company := roster.Company{ID: "acme", Name: "Acme"}
	for _, name := range names {
		company.Teams = append(company.Teams, roster.Team{ID: name, Name: name, Apps: []roster.App{{ID: name}}, Members: []string{name}})
		company.People = append(company.People, roster.Person{Email: name, FirstName: name, Role: clarifai.MemberRole(name), Teams: []string{name}})
	}
	for _, file := range []string{"org.yaml", "org.json"} {
		for i, name := range names {
			one := company
			one.Teams, one.People = company.Teams[i:i+1], company.People[i:i+1]
			var out bytes.Buffer
			if err := writeCompany(&out, &one, file); err != nil {
				t.Errorf("%s: %q: %v", file, name, err)
				continue
			}
			if !isPrintable(out.String()) {
				t.Errorf("%s: %q could steer a terminal: %q", file, name, out.String())
			}
			read, err := readCompany(&out, file)
			if diff := cmp.Diff(one, read, cmpopts.IgnoreFields(roster.Company{}, "File"), cmpopts.IgnoreFields(roster.Person{}, "File", "Line"),
				cmpopts.IgnoreFields(roster.Team{}, "File", "Line")); err != nil || diff != "" {
				t.Errorf("%s: %q: %v\n%s", file, name, err, diff)
			}
		}
	}
}

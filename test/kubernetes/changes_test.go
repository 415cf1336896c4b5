package main

import (
	"cmp"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// nightly are the options of a run that nobody watches.
func nightly() roster.Options {
	return roster.Options{
		UpdateRoles: true, UpdateNames: true, AllowAdmin: true,
		Limits: map[roster.Kind]roster.Limit{
			roster.RemoveTeamMember: {Max: 4, Share: 0.4},
			roster.RemoveTeamApp:    {Max: 3, Share: 0.5},
			roster.CancelInvitation: {Max: 5, Share: 1},
			roster.RemoveMember:     {Max: 2, Share: 0.25},
			roster.DeleteTeam:       {Max: 1, Share: 0.25},
		},
	}
}

// edit replaces text in a file, as a commit does.
type edit struct{ file, old, new string }

// The changes follow each other. Each is one commit and the run after it.
var changes = []struct {
	name     string
	edits    []edit
	accepts  string // address of the invitee who accepts before the run
	steps    []string
	exceeded []roster.Kind
}{
	{name: "nothing", steps: nil},
	{
		name:  "somebody joins",
		edits: []edit{{"org.yaml", "- hana\n", "- hana\n- ivo\n"}, {"sig-testing/teams.yaml", "    - gwen\n", "    - gwen\n    - ivo\n"}},
		steps: []string{"invite ivo@harbor.test"},
	},
	{
		name: "the invitee accepts", accepts: "ivo@harbor.test",
		steps: []string{"add to team sig-testing ivo"},
	},
	{
		name: "somebody moves to another team",
		edits: []edit{
			{"sig-storage/teams.yaml", "    - emil\n    - farid\n    privacy: closed", "    - emil\n    privacy: closed"},
			{"sig-docs/teams.yaml", "    - carlos\n", "    - carlos\n    - farid\n"},
		},
		steps: []string{"add to team sig-docs farid", "take off team sig-storage farid"},
	},
	{
		name:  "somebody without a team leaves",
		edits: []edit{{"org.yaml", "- hana\n", ""}},
		steps: []string{"remove member hana"},
	},
	{
		name: "somebody on teams leaves",
		edits: []edit{
			{"org.yaml", "- emil\n", ""},
			{"sig-storage/teams.yaml", "    members:\n    - emil\n    privacy: closed", "    privacy: closed"},
			{"sig-storage/teams.yaml", "    - emil\n", ""},
		},
		steps: []string{"remove member emil"},
	},
	{
		name: "a team is renamed",
		edits: []edit{{
			"sig-docs/teams.yaml",
			"      sig-docs-de:\n        description: Documents in German\n",
			"      sig-docs-german:\n        description: Documents in German\n        previously:\n        - sig-docs-de\n",
		}},
		steps: []string{"rename team sig-docs-de"},
	},
	{
		name: "a team is renamed again",
		edits: []edit{{
			"sig-docs/teams.yaml",
			"      sig-docs-german:\n        description: Documents in German\n        previously:\n",
			"      sig-deutsch:\n        description: Documents in German\n        previously:\n        - sig-docs-german\n",
		}},
		steps: []string{"rename team sig-docs-de"},
	},
	{
		name:  "an owner changes",
		edits: []edit{{"org.yaml", "- otto\nmembers:\n- Ayo\n- bea\n", "- bea\nmembers:\n- Ayo\n- otto\n"}},
		steps: []string{"change role bea", "change role otto"},
	},
	{
		name:  "a member becomes a maintainer",
		edits: []edit{{"sig-docs/teams.yaml", "    - bea\n    members:\n    - carlos\n", "    - bea\n    - carlos\n    members:\n"}},
	},
	{
		name:  "a permission of a team is raised, also for the teams below it",
		edits: []edit{{"sig-docs/teams.yaml", "handbook: write", "handbook: maintain"}},
		steps: []string{"change app role sig-docs handbook", "change app role sig-docs-de handbook"},
	},
	{
		name: "a repository moves to another team",
		edits: []edit{
			{"sig-testing/teams.yaml", "      fixtures: read\n", ""},
			{"sig-storage/teams.yaml", "      volumes: write\n", "      volumes: write\n      fixtures: read\n"},
		},
		steps: []string{"add app sig-storage fixtures", "remove app sig-testing fixtures"},
	},
	{
		name:  "a team is created below another one",
		edits: []edit{{"sig-docs/teams.yaml", "    teams:\n", "    teams:\n      sig-docs-fr:\n        members:\n        - dunja\n"}},
		steps: []string{"create team sig-docs-fr", "add app sig-docs-fr handbook", "add to team sig-docs-fr dunja"},
	},
	{
		name: "a team is deleted",
		edits: []edit{{"sig-storage/teams.yaml", `  sig-storage-reviewers:
    description: Reviewers of storage
    members:
    - farid
    privacy: secret
    repos:
      volumes: triage
`, ""}},
		steps: []string{"take off team sig-storage-reviewers farid", "remove app sig-storage-reviewers volumes", "delete team sig-storage-reviewers"},
	},
	{
		name:  "somebody is invited",
		edits: []edit{{"org.yaml", "- Ayo\n", "- Ayo\n- jo\n"}, {"addresses.yaml", "otto:", "jo: jo@harbor.test\notto:"}},
		steps: []string{"invite jo@harbor.test"},
	},
	{
		name:  "the invitee is not wanted any more",
		edits: []edit{{"org.yaml", "- jo\n", ""}},
		steps: []string{"cancel invitation jo@harbor.test"},
	},
	{
		name:  "the organization is renamed",
		edits: []edit{{"org.yaml", "name: Harbor", "name: Harbour"}},
		steps: []string{"rename organization"},
	},
	{
		name:     "a file has lost its teams",
		edits:    []edit{{"sig-docs/teams.yaml", "teams:\n  sig-docs:", "x"}},
		exceeded: []roster.Kind{roster.RemoveTeamMember, roster.RemoveTeamApp, roster.DeleteTeam},
	},
}

// A configuration in the shape of Kubernetes' own is converted and applied, and then
// changed in the ways in which that changes.
func TestChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files, err := readFiles(os.DirFS("testdata"))
		if err != nil {
			t.Fatal(err)
		}
		server := clarifaitest.NewServer(t, harbor())
		client := server.Client()
		t.Cleanup(client.Close)
		first := plan(t, client, files)
		if n := len(first.Steps); n != 9+7+8 { // people, teams and apps; who joins is put on teams then
			t.Errorf("%d steps at first: %v", n, lines(first.Steps))
		}
		apply(t, client, first)
		wantAsConverted(t, server, files)
		for _, change := range changes {
			before := maps.Clone(files)
			for _, e := range change.edits {
				if strings.Count(files[e.file], e.old) != 1 {
					t.Fatalf("%s: %s has %d times %q", change.name, e.file, strings.Count(files[e.file], e.old), e.old)
				}
				files[e.file] = strings.Replace(files[e.file], e.old, e.new, 1)
				if e.new == "x" {
					files[e.file] = ""
				}
			}
			if change.accepts != "" {
				if err := server.Accept("harbor", change.accepts); err != nil {
					t.Fatal(err)
				}
			}
			p := plan(t, client, files)
			if got := lines(p.Steps); !slices.Equal(got, change.steps) {
				t.Errorf("%s: got\n  %s\nwant\n  %s", change.name, strings.Join(got, "\n  "), strings.Join(change.steps, "\n  "))
			}
			var exceeded []roster.Kind
			for _, e := range p.Exceeded {
				exceeded = append(exceeded, e.Kind)
			}
			if !slices.Equal(exceeded, change.exceeded) {
				t.Errorf("%s: the limits of %q are exceeded, want %q", change.name, exceeded, change.exceeded)
			}
			apply(t, client, p)
			if len(change.exceeded) > 0 {
				files = before
			}
			wantAsConverted(t, server, files)
			if p := plan(t, client, files); len(p.Steps)+len(p.Withheld) > 0 {
				t.Errorf("%s: then there is still %v, and withheld %v", change.name, p.Steps, p.Withheld)
			}
		}
	})
}

// harbor returns a server with an organization that has only its owner. All others have
// accounts and accept at once, except for ivo and jo.
func harbor() clarifaitest.Config {
	config := clarifaitest.Config{
		InMemory:      true,
		Organizations: []clarifaitest.Organization{{ID: "harbor", Name: "Harbor", BillingEmail: "bills@harbor.test", Owner: "ines"}},
	}
	for _, id := range []string{"ines", "ayo", "bea", "carlos", "dunja", "emil", "farid", "gwen", "hana", "otto"} {
		config.Users = append(config.Users, clarifaitest.User{ID: id, Email: id + "@harbor.test", AcceptsAtOnce: true})
	}
	for _, app := range []string{"release", "handbook", "glossary", "volumes", "fixtures"} {
		config.Apps = append(config.Apps, clarifaitest.App{Owner: "harbor", ID: app})
	}
	return config
}

func plan(t *testing.T, client *clarifai.Client, files map[string]string) *roster.Proposal {
	t.Helper()
	company, err := convert(files, "harbor")
	if err != nil {
		t.Fatal(err)
	}
	p, err := roster.Plan(t.Context(), client, company, nightly())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(t *testing.T, client *clarifai.Client, p *roster.Proposal) {
	t.Helper()
	if _, err := roster.Apply(t.Context(), client, p, nil); err != nil {
		t.Fatal(err)
	}
}

// lines returns what steps do and to whom.
func lines(steps []roster.Step) (lines []string) {
	for _, s := range steps {
		words := []string{string(s.Kind), s.Team, s.App}
		if s.Kind != roster.RenameOrganization {
			words = append(words, cmp.Or(s.UserID, s.Email))
		}
		lines = append(lines, strings.Join(strings.Fields(strings.Join(words, " ")), " "))
	}
	return lines
}

// wantAsConverted asserts that the organization has what the files say, and nothing
// else. Who has been invited is not on teams yet.
func wantAsConverted(t *testing.T, server *clarifaitest.Server, files map[string]string) {
	t.Helper()
	company, err := convert(files, "harbor")
	if err != nil {
		t.Fatal(err)
	}
	org, _ := server.Organization("harbor")
	if org.Name != company.Name || org.BillingEmail != company.BillingEmail {
		t.Errorf("the organization has the names %q and %q", org.Name, org.BillingEmail)
	}
	var got, want []string
	there := make(map[string]bool) // members by address
	for _, m := range org.Members {
		there[m.Email] = true
		got = append(got, m.Email+" is "+string(m.Role))
	}
	for _, i := range org.Invitations {
		if i.Status == clarifai.InvitationPending {
			got = append(got, i.Email+" is "+string(i.Role))
		}
	}
	for _, p := range company.People {
		want = append(want, p.Email+" is "+string(p.Role))
	}
	for _, team := range org.Teams {
		got = append(got, "team "+team.ID+" is "+team.Name)
		for _, id := range team.Members {
			got = append(got, team.ID+" has "+strings.ToLower(id)+"@harbor.test")
		}
		for _, a := range team.Apps {
			got = append(got, team.ID+" has "+a.AppID+" as "+string(a.Role))
		}
	}
	for _, team := range company.Teams {
		want = append(want, "team "+team.ID+" is "+team.Name)
		for _, address := range team.Members {
			if there[address] {
				want = append(want, team.ID+" has "+address)
			}
		}
		for _, a := range team.Apps {
			want = append(want, team.ID+" has "+a.ID+" as "+string(a.Role))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

const (
	people = `email,first_name,last_name,member_role,teams
olga@acme.example,Olga,Owner,Admin,
ann@acme.example,Ann,Adler,Team Contributor,vision
new@acme.example,Nora,New,Team Contributor,vision
joins@acme.example,Jo,Ins,Organization User,vision
`
	teams = `id,name,default_role,apps
vision,Vision,Model Trainer,shelf
`
)

func files(people, teams string) fstest.MapFS {
	return fstest.MapFS{"roster.csv": {Data: []byte(people)}, "teams.csv": {Data: []byte(teams)}}
}

// withoutAdmin is the roster without the row that is refused.
var withoutAdmin = strings.Replace(people, "olga@acme.example,Olga,Owner,Admin,\n", "", 1)

func newServer(t *testing.T, faults ...clarifaitest.Fault) *clarifaitest.Server {
	t.Helper()
	return clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.example"}, {ID: "ann", Email: "ann@acme.example"},
			{ID: "jo", Email: "joins@acme.example", AcceptsAtOnce: true}, {ID: "hal", HidesEmail: true},
		},
		Organizations: []clarifaitest.Organization{{ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}}}},
		Apps:          []clarifaitest.App{{Owner: "acme", ID: "shelf"}},
		Faults:        faults,
	})
}

// onboarded runs the program and returns what it printed.
func onboarded(t *testing.T, server *clarifaitest.Server, people string, dryRun bool) (string, error) {
	t.Helper()
	client := server.Client(clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme", "me"}, ReadOnly: dryRun}))
	var out strings.Builder
	err := onboard(t.Context(), client, "acme", files(people, teams), dryRun, &out)
	return out.String(), err
}

func says(t *testing.T, out string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+out, "\n"+line) {
			t.Errorf("no line begins with %q:\n%s", line, out)
		}
	}
}

func writes(server *clarifaitest.Server) (n int) {
	for _, request := range server.Requests() {
		if request.Write {
			n++
		}
	}
	return n
}

func TestOnboard(t *testing.T) {
	server := newServer(t)
	out, err := onboarded(t, server, withoutAdmin, false)
	if err != nil {
		t.Fatal(err)
	}
	says(t, out, "invite new@acme.example", "create team vision", "3 people and 1 teams take ",
		"   1 member\n", "   1 joined\n", "   1 invited\n", "a second plan finds nothing to do\n")
	if got := server.TeamMembers("acme", "vision"); !slices.Equal(got, []string{"ann", "jo"}) {
		t.Errorf("on the team: %v", got)
	}
	if got := server.TeamApps("acme", "vision"); len(got) != 1 || got[0].AppID != "shelf" || got[0].Role != clarifai.TeamRoleModelTrainer {
		t.Errorf("the team's apps: %v", got)
	}

	server.ResetRequests()
	out, err = onboarded(t, server, withoutAdmin, false)
	says(t, out, "3 people and 1 teams take 0 steps\n", "   2 member\n", "   1 invited earlier\n")
	if err != nil || writes(server) != 0 {
		t.Errorf("the second run: %v, %d writes", err, writes(server))
	}
}

func TestOnboard_DryRun(t *testing.T) {
	server := newServer(t)
	out, err := onboarded(t, server, withoutAdmin, true)
	says(t, out, "invite new@acme.example", "add to team vision: ann@acme.example", "   2 to invite\n")
	if err != nil || writes(server) != 0 || strings.Contains(out, "second plan") {
		t.Errorf("%v, %d writes\n%s", err, writes(server), out)
	}
}

func TestOnboard_BadRows(t *testing.T) {
	server := newServer(t)
	_, err := onboarded(t, server, people+"nobody,No,Body,Team Contributor,speech\n", false)
	if err == nil || len(server.Requests()) != 0 {
		t.Fatalf("%v, %d requests", err, len(server.Requests()))
	}
	says(t, err.Error(), "roster line 2: ", `roster line 6: "nobody": malformed email`)
	if err := onboard(t.Context(), server.Client(), "acme", fstest.MapFS{}, false, nil); err == nil {
		t.Error("missing files are no error")
	}
}

func TestOnboard_Failure(t *testing.T) {
	t.Run("a step fails, and the others go on", func(t *testing.T) {
		server := newServer(t, clarifaitest.Fault{Operation: clarifai.OpInvitationsCreate, Kind: clarifaitest.FaultStatus, Status: 403, Count: -1})
		out, err := onboarded(t, server, withoutAdmin, false)
		says(t, out, "   2 invitation failed\n")
		if got := server.TeamMembers("acme", "vision"); !errors.Is(err, clarifai.ErrForbidden) || !slices.Equal(got, []string{"ann"}) {
			t.Errorf("%v, on the team: %v", err, got)
		}
		if strings.Contains(out, "second plan") {
			t.Errorf("all looks well:\n%s", out)
		}
	})
	t.Run("who may be a member is held, with the reason", func(t *testing.T) {
		server := newServer(t)
		if err := server.Client().Members.Add(t.Context(), "acme", clarifai.AddMemberRequest{UserID: "hal", Role: clarifai.MemberRoleUser}); err != nil {
			t.Fatal(err)
		}
		out, err := onboarded(t, server, withoutAdmin, false)
		says(t, out, "   2 held\n", "new@acme.example is held: ")
		if err != nil || len(server.Invitations("acme")) != 0 || strings.Contains(out, "second plan") {
			t.Errorf("%v, %d invitations\n%s", err, len(server.Invitations("acme")), out)
		}
	})
}

func TestOnboard_Sample(t *testing.T) {
	server := clarifaitest.NewServer(t, clarifaitest.Config{Organizations: []clarifaitest.Organization{{ID: "acme"}}})
	var out strings.Builder
	client := server.Client(clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme", "me"}, ReadOnly: true}))
	if err := onboard(t.Context(), client, "acme", sample, true, &out); err != nil {
		t.Fatal(err)
	}
	says(t, out.String(), "120 people and 9 teams take ", " 120 to invite\n")
}

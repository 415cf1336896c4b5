package roster_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// everything allows a plan to change everything.
func everything() roster.Options {
	o := roster.Options{
		ReinviteExpired: true, ReinviteCancelled: true, ReinviteLeft: true, UpdateRoles: true, UpdateNames: true,
		AllowAdmin: true, AllowEmptyTeams: true, Limits: make(map[roster.Kind]roster.Limit),
	}
	for _, kind := range roster.RemovalKinds() {
		o.Limits[kind] = roster.Limit{Max: 1000, Share: 1}
	}
	return o
}

func TestExport(t *testing.T) {
	t.Run("no plan of an export cancels a member's invitation", func(t *testing.T) {
		config := seed(invitations("ann@acme.test", clarifai.InvitationPending), func(o *clarifaitest.Organization) {
			o.Members = append(o.Members, clarifaitest.Member{UserID: "anna", Role: clarifai.MemberRoleUser})
		})
		config.Users = append(config.Users, clarifaitest.User{ID: "anna", Email: "\uff41nn@acme.test"})
		withServer(t, config, func(f *fixture) {
			company, err := roster.Export(f.Context(), f.client, "acme", nil)
			if err != nil {
				f.Fatal(err)
			}
			f.company, f.options = company, everything()
			f.wantLines(stepLines(f.plan().Steps))
		})
	})
	t.Run("everything is exported, and sorted", func(t *testing.T) {
		config := seed(
			teams(clarifaitest.Team{ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Members: []string{"bo", "ann"}, Apps: []clarifaitest.TeamApp{
				{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}, {AppID: "defects", Role: clarifai.TeamRoleFullAccess},
			}}, clarifaitest.Team{ID: "sound", Name: "Sound", Members: []string{"ivy", "bo"}}),
			invitations("zoe@acme.test", clarifai.InvitationPending), invitations("dee@acme.test", clarifai.InvitationPending),
			invitations("old@acme.test", clarifai.InvitationExpired), invitations("no@acme.test", clarifai.InvitationDeclined),
			func(o *clarifaitest.Organization) {
				o.Members = append(o.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleUser})
			},
		)
		config.Users = append(config.Users, clarifaitest.User{ID: "ivy", Email: "ivy@acme.test", FirstName: " Ivy\x1b", LastName: "O'Neil", HidesEmail: true})
		withServer(t, config, func(f *fixture) {
			var progress []roster.Progress
			got, err := roster.Export(f.Context(), f.client, "acme", &roster.ExportOptions{Progress: func(p roster.Progress) { progress = append(progress, p) }})
			if err != nil {
				f.Fatal(err)
			}
			want := roster.Company{
				ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
				People: []roster.Person{
					{UserID: "ivy", FirstName: "Ivy", LastName: "O'Neil", Role: clarifai.MemberRoleUser, Teams: []string{"sound"}},
					{Email: "ann@acme.test", Role: clarifai.MemberRoleTeamContributor, Teams: []string{"vision"}},
					{Email: "bo@acme.test", Role: clarifai.MemberRoleTeamContributor, Teams: []string{"sound", "vision"}},
					{Email: "olga@acme.test", Role: clarifai.MemberRoleAdmin},
				},
				Invitations: []roster.Person{
					{Email: "dee@acme.test", Role: clarifai.MemberRoleTeamContributor}, {Email: "zoe@acme.test", Role: clarifai.MemberRoleTeamContributor},
				},
				Teams: []roster.Team{
					{ID: "sound", Name: "Sound"},
					{ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Apps: []roster.App{
						{ID: "defects", Role: clarifai.TeamRoleFullAccess}, {ID: "shelf", Role: clarifai.TeamRoleModelTrainer},
					}},
				},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				f.Error(diff)
			}
			f.wantWrites(0)
			last := progress[len(progress)-1]
			if progress[0].Done != 0 || last.Done != 9 || last.Total != 9 || !slices.IsSortedFunc(progress, func(a, b roster.Progress) int { return a.Done - b.Done }) {
				f.Errorf("progress: %+v", progress)
			}
		})
	})
	t.Run("an organization that does not exist", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			_, err := roster.Export(f.Context(), f.client, "other", nil)
			if !errors.Is(err, clarifai.ErrNotFound) {
				f.Error(err)
			}
		})
	})
	t.Run("an error of any list is returned", func(t *testing.T) {
		for _, op := range []clarifai.Operation{
			clarifai.OpRolesList, clarifai.OpInvitationsList, clarifai.OpMembersList, clarifai.OpTeamsList, clarifai.OpTeamsListMembers, clarifai.OpTeamsListApps,
		} {
			withServer(t, seed(teams(clarifaitest.Team{ID: "vision", Name: "Vision"})), func(f *fixture) {
				f.server.Inject(clarifaitest.Fault{Operation: op, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403})
				got, err := roster.Export(f.Context(), f.client, "acme", nil)
				if !errors.Is(err, clarifai.ErrForbidden) || got.ID != "" || got.People != nil {
					f.Errorf("%s: %+v, %v", op, got, err)
				}
			})
		}
	})
}

// TestExport_NothingToDo checks that a plan for an export changes nothing, whatever the
// organization has.
func TestExport_NothingToDo(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		server, err := clarifaitest.Start(drawOrganization(t))
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		client := server.Client()
		defer client.Close()
		company, err := roster.Export(t.Context(), client, "acme", nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := company.Validate(everything()); err != nil {
			t.Fatal(err)
		}
		plan, err := roster.Plan(t.Context(), client, throughFiles(t, company), everything())
		if err != nil {
			t.Fatal(err)
		}
		findings := slices.DeleteFunc(plan.Findings, func(f roster.Finding) bool {
			return f.Kind == roster.Kept && strings.Contains(f.Reason, "no row of the files has the address: the person may be") // an invitation
		})
		if len(plan.Steps)+len(plan.Withheld)+len(findings) > 0 || plan.Incomplete() {
			t.Fatalf("steps %v\nwithheld %v\nfindings %v\nrows %+v\nof %+v", plan.Steps, plan.Withheld, plan.Findings, plan.Rows, company)
		}
	})
}

// throughFiles returns the company as it is read back from a document, or from CSV.
func throughFiles(t *rapid.T, c roster.Company) roster.Company {
	if rapid.Bool().Draw(t, "a document") {
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		read, err := roster.ReadCompany(bytes.NewReader(data), "org.json")
		if err != nil {
			t.Fatal(err)
		}
		return read
	}
	var people, teams bytes.Buffer
	err := errors.Join(roster.WritePeople(&people, slices.Concat(c.People, c.Invitations)), roster.WriteTeams(&teams, c.Teams))
	if err != nil {
		t.Fatal(err)
	}
	read := roster.Company{ID: c.ID, Name: c.Name, BillingEmail: c.BillingEmail}
	var peopleErr, teamsErr error
	read.People, peopleErr = roster.ReadPeople(&people, roster.Columns{})
	read.Teams, teamsErr = roster.ReadTeams(&teams)
	if err := errors.Join(peopleErr, teamsErr); err != nil {
		t.Fatal(err)
	}
	return read
}

// drawOrganization draws a server's organization with members who hide addresses, have
// several, or have addresses that are almost the same, and with invitations of those.
func drawOrganization(t *rapid.T) clarifaitest.Config {
	addresses := rapid.Permutation([]string{
		"ann@acme.test", "+bo@acme.test", "stra\u00dfe@acme.test", "strasse@acme.test", "'cy@acme.test", "Dee@ACME.test", "zo\u00eb@b\u00fccher.test", "i@acme.test", "\u0131@acme.test",
		"eli@acme.test", "fay@acme.test", "gus@acme.test", "hal@acme.test",
	}).Draw(t, "addresses")
	next := func() (address string) {
		address, addresses = addresses[0], addresses[1:]
		return address
	}
	roles := []clarifai.MemberRole{clarifai.MemberRoleAdmin, clarifai.MemberRoleUser, clarifai.MemberRoleContributor, clarifai.MemberRoleTeamContributor}
	teamRoles := []clarifai.TeamRole{clarifai.TeamRoleFullAccess, clarifai.TeamRoleModelTrainer, clarifai.TeamRoleLabelerLead, clarifai.TeamRoleLabelerWorker}
	org := clarifaitest.Organization{ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga"}
	users := []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}}
	var invitees, members []string
	for i := range rapid.IntRange(0, 6).Draw(t, "members") {
		u := clarifaitest.User{
			ID: fmt.Sprintf("user-%d", i), Email: next(), HidesEmail: rapid.IntRange(0, 3).Draw(t, "hides") == 0,
			FirstName: rapid.SampledFrom([]string{"", "=Ann", " Bo ", "C;y", "D\u202e"}).Draw(t, "name"),
		}
		if rapid.IntRange(0, 3).Draw(t, "another address") == 0 {
			u.OtherEmails = []string{next()}
			if !u.HidesEmail { // of one who does, nobody knows that the invitation is theirs
				invitees = append(invitees, u.OtherEmails...)
			}
		}
		users, members = append(users, u), append(members, u.ID)
		org.Members = append(org.Members, clarifaitest.Member{UserID: u.ID, Role: rapid.SampledFrom(roles).Draw(t, "role")})
	}
	statuses := []clarifai.InvitationStatus{
		clarifai.InvitationPending, clarifai.InvitationPending, clarifai.InvitationExpired, clarifai.InvitationCancelled, clarifai.InvitationDeclined,
	}
	invitees = append(invitees, next(), next())
	for _, address := range invitees {
		for range rapid.IntRange(0, 2).Draw(t, "invitations") {
			org.Invitations = append(org.Invitations, clarifaitest.Invitation{
				Email: address, Role: rapid.SampledFrom(roles).Draw(t, "role"), Status: rapid.SampledFrom(statuses).Draw(t, "status"),
			})
		}
	}
	apps := []clarifaitest.App{{Owner: "acme", ID: "shelf"}, {Owner: "acme", ID: "defects"}}
	for i := range rapid.IntRange(0, 3).Draw(t, "teams") {
		team := clarifaitest.Team{ID: fmt.Sprintf("team-%d", i), Name: rapid.SampledFrom([]string{"Vision", "=1+1", "a;b"}).Draw(t, "team's name") + strings.Repeat("!", i)}
		team.DefaultRole = rapid.SampledFrom(append(teamRoles, "")).Draw(t, "default role")
		for _, app := range apps {
			if rapid.Bool().Draw(t, "has the app") {
				team.Apps = append(team.Apps, clarifaitest.TeamApp{AppID: app.ID, Role: rapid.SampledFrom(teamRoles).Draw(t, "role")})
			}
		}
		for _, id := range members {
			if rapid.Bool().Draw(t, "is on the team") {
				team.Members = append(team.Members, id)
			}
		}
		org.Teams = append(org.Teams, team)
	}
	return testkit.With(clarifaitest.Config{Users: users, Apps: apps, Organizations: []clarifaitest.Organization{org}, InMemory: true}, func(c *clarifaitest.Config) {
		c.Variants.HideBillingEmails = rapid.Bool().Draw(t, "hides billing emails")
		c.Variants.MaxPerPage = rapid.SampledFrom([]int{0, 2}).Draw(t, "page")
		c.Variants.RoleNames = rapid.SampledFrom([]clarifaitest.RoleNames{0, 1}).Draw(t, "names of roles")
	})
}

package roster_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// drawing draws an organization, and a company that it should become.
type drawing struct {
	*rapid.T
	config  clarifaitest.Config
	org     clarifaitest.Organization
	company roster.Company
	options roster.Options
	// hides has members hide their addresses, so that people are held.
	hides bool
}

var (
	drawnRoles     = []clarifai.MemberRole{clarifai.MemberRoleUser, clarifai.MemberRoleContributor, clarifai.MemberRoleAdmin}
	drawnTeamRoles = []clarifai.TeamRole{clarifai.TeamRoleFullAccess, clarifai.TeamRoleModelTrainer, clarifai.TeamRoleLabelerWorker}
	drawnTeams     = []string{"t0", "t1", "t2", "t3"}
	drawnApps      = []string{"a0", "a1", "a2"}
)

// drawCase draws a server, a company for it, and options that allow everything. The
// caller, olga, is an Admin before and after.
func drawCase(t *rapid.T) *drawing {
	d := &drawing{T: t}
	d.hides = d.often(1)
	d.config = clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}}, InMemory: true}
	d.org = clarifaitest.Organization{ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga"}
	d.company = roster.Company{ID: "acme", Name: pick(d, "Acme", "Acme Two", ""), BillingEmail: pick(d, "bills@acme.test", "money@acme.test", "")}
	d.options = roster.Options{
		ReinviteExpired: d.often(3), ReinviteCancelled: d.often(3), ReinviteLeft: d.often(3),
		UpdateRoles: true, UpdateNames: true, AllowEmptyTeams: true, AllowAdmin: true, Limits: noLimit(),
	}
	if d.often(2) {
		d.wantPerson(clarifaitest.User{ID: "olga", Email: "olga@acme.test"}, clarifai.MemberRoleAdmin)
	}
	for i := range d.size(6) {
		d.account(fmt.Sprintf("user%d", i))
	}
	for i := range d.size(3) {
		d.stranger(fmt.Sprintf("new%d@acme.test", i))
	}
	for _, app := range drawnApps {
		d.config.Apps = append(d.config.Apps, clarifaitest.App{Owner: "acme", ID: app})
	}
	for _, id := range drawnTeams {
		if d.often(2) {
			d.team(id)
		}
		if d.often(2) {
			d.wantTeam(id)
		}
	}
	d.placePeople()
	d.config.Organizations = []clarifaitest.Organization{d.org}
	return d
}

// describe returns the case in a form that can be read.
func (d *drawing) describe() string {
	var users []string
	for _, u := range d.config.Users {
		users = append(users, fmt.Sprintf("%s (accepts: %v, hides: %v)", u.ID, u.AcceptsAtOnce, u.HidesEmail))
	}
	org, _ := json.Marshal(d.org)
	company, _ := json.Marshal(d.company)
	options, _ := json.Marshal(d.options)
	return fmt.Sprintf("users: %v\norganization: %s\ncompany: %s\noptions: %s", users, org, company, options)
}

// noLimit returns limits that allow every removal.
func noLimit() map[roster.Kind]roster.Limit {
	limits := make(map[roster.Kind]roster.Limit)
	for _, kind := range roster.RemovalKinds() {
		limits[kind] = roster.Limit{Max: 1000, Share: 1}
	}
	return limits
}

// often returns true in n of four cases.
func (d *drawing) often(n int) bool { return rapid.IntRange(0, 3).Draw(d.T, "") < n }

func (d *drawing) size(most int) int { return rapid.IntRange(0, most).Draw(d.T, "size") }

func pick[V any](d *drawing, values ...V) V { return rapid.SampledFrom(values).Draw(d.T, "") }

// some returns some of the values, each once.
func some[V comparable](d *drawing, values []V) (chosen []V) {
	for _, v := range values {
		if d.often(1) {
			chosen = append(chosen, v)
		}
	}
	return chosen
}

// role draws a role, which is seldom Admin.
func (d *drawing) role() clarifai.MemberRole { return drawnRoles[min(d.size(8)/3, 2)] }

// account draws a user who is a member, or was invited, or is neither; and perhaps a
// row for the user.
func (d *drawing) account(id string) {
	u := clarifaitest.User{ID: id, Email: id + "@acme.test"}
	if d.often(2) {
		u.HidesEmail = d.hides && d.often(1)
		d.org.Members = append(d.org.Members, clarifaitest.Member{UserID: id, Role: d.role()})
	} else {
		u.AcceptsAtOnce = d.often(2)
		d.invitation(u.Email)
	}
	d.config.Users = append(d.config.Users, u)
	wanted, given := d.often(3), d.often(1)
	if wanted {
		d.wantPerson(u, d.role())
	}
	if u.HidesEmail && given {
		d.options.MemberEmails = map[string]string{id: u.Email}
		if !wanted {
			d.options.MemberEmails[id] = pick(d, u.Email, "")
		}
	}
}

// stranger draws an address without an account.
func (d *drawing) stranger(address string) {
	d.invitation(address)
	if d.often(3) {
		d.wantPerson(clarifaitest.User{Email: address}, d.role())
	}
}

// invitation draws an earlier invitation of somebody who is no member, or none.
func (d *drawing) invitation(address string) {
	status := pick(d, "", "", "", clarifai.InvitationPending, clarifai.InvitationPending,
		clarifai.InvitationExpired, clarifai.InvitationDeclined, clarifai.InvitationCancelled)
	if status != "" {
		d.org.Invitations = append(d.org.Invitations, clarifaitest.Invitation{Email: address, Role: d.role(), Status: status})
	}
}

// wantPerson adds a row: by address, by user ID, or by both.
func (d *drawing) wantPerson(u clarifaitest.User, role clarifai.MemberRole) {
	p := roster.Person{Email: strings.ToUpper(u.Email[:1]) + u.Email[1:], Role: role}
	if u.ID != "" {
		switch d.size(7) {
		case 0:
			p.UserID, p.Email = u.ID, ""
		case 1:
			p.UserID = strings.ToUpper(u.ID)
		}
	}
	if u.HidesEmail && d.often(2) {
		p.UserID = u.ID
	}
	if d.often(1) {
		d.company.Invitations = append(d.company.Invitations, p)
	} else {
		d.company.People = append(d.company.People, p)
	}
}

func (d *drawing) team(id string) {
	t := clarifaitest.Team{ID: id, Name: pick(d, "Team "+id, "Old "+id), DefaultRole: pick(d, append(drawnTeamRoles, "")...)}
	for _, app := range some(d, drawnApps) {
		t.Apps = append(t.Apps, clarifaitest.TeamApp{AppID: app, Role: pick(d, drawnTeamRoles...)})
	}
	members := []string{"olga"}
	for _, m := range d.org.Members {
		members = append(members, m.UserID)
	}
	t.Members = some(d, members)
	d.org.Teams = append(d.org.Teams, t)
}

func (d *drawing) wantTeam(id string) {
	t := roster.Team{ID: id, Name: "Team " + id, DefaultRole: pick(d, append(drawnTeamRoles, "")...)}
	for _, app := range some(d, drawnApps) {
		role := pick(d, append(drawnTeamRoles, t.DefaultRole)...)
		t.Apps = append(t.Apps, roster.App{ID: app, Role: role})
		if role == "" {
			t.Apps = t.Apps[:len(t.Apps)-1]
		}
	}
	d.company.Teams = append(d.company.Teams, t)
}

// placePeople puts people on teams, by the person's teams or by the team's members.
func (d *drawing) placePeople() {
	for _, list := range [][]roster.Person{d.company.People, d.company.Invitations} {
		for i := range list {
			for n := range d.company.Teams {
				switch team := &d.company.Teams[n]; {
				case !d.often(1):
				case d.often(1) && list[i].UserID != "":
					team.Members = append(team.Members, strings.ToLower(list[i].UserID))
				case d.often(1) && list[i].Email != "":
					team.Members = append(team.Members, strings.ToLower(list[i].Email))
				default:
					list[i].Teams = append(list[i].Teams, team.ID)
				}
			}
		}
	}
}

// eachCase draws cases, each from its number, and checks them.
func eachCase(t *testing.T, short, long int, check func(d *drawing, n int) string) {
	t.Helper()
	for n := range harness.Count(short, long) {
		d := example(n)
		if problem := check(d, n); problem != "" {
			t.Errorf("case %d: %s\n%s", n, problem, d.describe())
		}
	}
}

// example draws a case from its number.
func example(n int) *drawing { return rapid.Custom(drawCase).Example(n) }

// everyKind returns a case that needs a step of each kind, some of them several, except
// for creating the organization.
func everyKind() *drawing {
	member := func(id string, role clarifai.MemberRole) clarifaitest.Member {
		return clarifaitest.Member{UserID: id, Role: role}
	}
	user := func(id string) clarifaitest.User { return clarifaitest.User{ID: id, Email: id + "@acme.test"} }
	row := func(id string, role clarifai.MemberRole, teams ...string) roster.Person {
		return roster.Person{Email: id + "@acme.test", Role: role, Teams: teams}
	}
	const user0, contributor, admin = clarifai.MemberRoleUser, clarifai.MemberRoleContributor, clarifai.MemberRoleAdmin
	joins := user("joins")
	joins.AcceptsAtOnce = true
	d := &drawing{
		org: clarifaitest.Organization{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga",
			Members: []clarifaitest.Member{
				member("boss", admin), member("raised", user0), member("stays", user0), member("moves", contributor),
				member("leaves", contributor), member("quits", admin),
			},
			Teams: []clarifaitest.Team{
				{
					ID: "vision", Name: "Old vision", DefaultRole: clarifai.TeamRoleFullAccess, Members: []string{"moves", "leaves", "olga"},
					Apps: []clarifaitest.TeamApp{{AppID: "a0", Role: clarifai.TeamRoleFullAccess}, {AppID: "a1", Role: clarifai.TeamRoleFullAccess}},
				},
				{ID: "sound", Name: "Sound", DefaultRole: clarifai.TeamRoleFullAccess, Members: []string{"boss", "stays"}},
				{
					ID: "old", Name: "Old", Members: []string{"moves", "leaves", "boss"},
					Apps: []clarifaitest.TeamApp{{AppID: "a2", Role: clarifai.TeamRoleModelTrainer}},
				},
				{ID: "empty", Name: "Empty"},
			},
			Invitations: []clarifaitest.Invitation{
				{Email: "late@acme.test", Role: user0}, {Email: "later@acme.test", Role: user0}, {Email: "asked@acme.test", Role: user0},
			},
		},
		company: roster.Company{
			ID: "acme", Name: "Acme Two", BillingEmail: "money@acme.test",
			People: []roster.Person{
				row("olga", admin, "vision"), row("boss", contributor, "sound"), row("raised", admin, "new"), row("stays", user0, "sound", "new"),
				row("moves", user0, "sound"), row("joins", user0, "vision", "new"), row("asked", user0), row("unknown", contributor, "new"),
			},
			Teams: []roster.Team{
				{ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Apps: []roster.App{{ID: "a0"}, {ID: "a2"}}},
				{ID: "sound", Name: "Sound", Apps: []roster.App{{ID: "a1", Role: clarifai.TeamRoleLabelerWorker}}},
				{ID: "new", Name: "New", DefaultRole: clarifai.TeamRoleLabelerWorker, Apps: []roster.App{{ID: "a0"}}},
				{ID: "newer", Name: "Newer"},
			},
		},
		options: roster.Options{UpdateRoles: true, UpdateNames: true, AllowAdmin: true, Limits: noLimit()},
		config: clarifaitest.Config{InMemory: true, Users: []clarifaitest.User{
			user("olga"), user("boss"), user("raised"), user("stays"), user("moves"), user("leaves"), user("quits"), joins,
		}},
	}
	for _, app := range drawnApps {
		d.config.Apps = append(d.config.Apps, clarifaitest.App{Owner: "acme", ID: app})
	}
	d.config.Organizations = []clarifaitest.Organization{d.org}
	return d
}

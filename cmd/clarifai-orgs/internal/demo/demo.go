// Package demo starts the embedded server for plan and apply, so that they run
// without an account: a company's organization in the middle of its life, made
// from the same files that the commands read.
package demo

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Mix says how many of 100 people are what when the server starts. The others
// have no account. It adds up to 100 at most.
type Mix struct {
	Members   int // are members already
	Accepting int // have an account, and accept an invitation at once
	Accounts  int // have an account, and take their time
	Pending   int // have an account and a pending invitation
	Expired   int // their invitation has expired
	Declined  int // have declined
	Cancelled int // their invitation was cancelled
}

// Config says what the server starts with.
type Config struct {
	Company roster.Company // its bad rows are left out
	Mix     Mix
	Teams   int // how many of the teams are there already, the first ones
}

// Typical is a company that has begun to use Clarifai.
func Typical(company roster.Company) Config {
	return Config{
		Company: company,
		Mix:     Mix{Members: 20, Accepting: 24, Accounts: 20, Pending: 4, Expired: 2, Declined: 1, Cancelled: 1},
		Teams:   2,
	}
}

// Owner is the ID of the user who owns the organization, and as whom the commands
// call.
const Owner = "owner"

const former = "former-colleague" // a member who is not in the roster

// Start starts the server. The caller closes it. [clarifaitest.Server.Client]
// and the PAT of its first user are those of the organization's owner.
func Start(c Config, change ...func(*clarifaitest.Config)) (*clarifaitest.Server, error) {
	s := seeder{Config: c, ids: map[string]string{Owner: "", former: "", strings.ToLower(c.Company.ID): ""}}
	s.dropBadRows()
	s.org = clarifaitest.Organization{
		ID: s.Company.ID, Name: s.Company.Name, BillingEmail: s.Company.BillingEmail, Owner: Owner,
	}
	s.user(clarifaitest.User{ID: Owner, Email: s.address(Owner), FirstName: "Olga", LastName: "Owner"})
	s.user(clarifaitest.User{ID: former, Email: s.address(former), FirstName: "Fred", LastName: "Former"})
	s.org.Members = append(s.org.Members, clarifaitest.Member{UserID: former, Role: clarifai.MemberRoleTeamContributor})
	for i := range s.Company.People {
		s.person(i)
	}
	s.apps()
	for i := range min(s.Teams, len(s.Company.Teams)) {
		s.team(i)
	}
	s.server.Organizations = []clarifaitest.Organization{s.org}
	for _, c := range change {
		c(&s.server)
	}
	return clarifaitest.Start(s.server)
}

// seeder turns a Config into that of the server.
type seeder struct {
	Config
	org    clarifaitest.Organization
	server clarifaitest.Config
	ids    map[string]string // user ids that are taken, and the email of each
}

// address is one that the roster does not have.
func (s *seeder) address(name string) string {
	email := name + "@demo.example"
	for slices.ContainsFunc(s.Company.People, func(p roster.Person) bool { return strings.EqualFold(p.Email, email) }) {
		email = "x" + email
	}
	return email
}

// dropBadRows keeps a demo of bad input from failing before it shows.
func (s *seeder) dropBadRows() {
	bad, _ := errors.AsType[*roster.InputError](s.Company.Validate(roster.Options{AllowAdmin: true}))
	if bad == nil {
		return
	}
	refused := func(file string, line int, subject string) bool {
		return slices.ContainsFunc(bad.Rows, func(r roster.RowError) bool {
			return r.File == file && r.Line == line && r.Subject == subject
		})
	}
	s.Company.People = slices.DeleteFunc(slices.Clone(s.Company.People), func(p roster.Person) bool {
		return refused(roster.FileRoster, p.Line, p.Email)
	})
	s.Company.Teams = slices.DeleteFunc(slices.Clone(s.Company.Teams), func(t roster.Team) bool {
		return refused(roster.FileTeams, t.Line, t.ID)
	})
}

func (s *seeder) user(u clarifaitest.User) {
	s.ids[u.ID] = strings.ToLower(u.Email)
	s.server.Users = append(s.server.Users, u)
}

// person makes of someone what the mix says. Stepping by 37, which has no
// factor in common with 100, spreads the kinds over the roster.
func (s *seeder) person(i int) {
	p := s.Company.People[i]
	share := i * 37 % 100
	within := func(percent int) bool {
		share -= percent
		return share < 0
	}
	invited := func(status clarifai.InvitationStatus) {
		s.org.Invitations = append(s.org.Invitations, clarifaitest.Invitation{Email: p.Email, Role: named(p.Role, clarifai.MemberRoleTeamContributor), Status: status})
	}
	switch {
	case within(s.Mix.Members):
		s.org.Members = append(s.org.Members, clarifaitest.Member{UserID: s.account(p, false), Role: named(p.Role, clarifai.MemberRoleTeamContributor)})
	case within(s.Mix.Accepting):
		s.account(p, true)
	case within(s.Mix.Accounts):
		s.account(p, false)
	case within(s.Mix.Pending):
		s.account(p, false)
		invited(clarifai.InvitationPending)
	case within(s.Mix.Expired):
		invited(clarifai.InvitationExpired)
	case within(s.Mix.Declined):
		invited(clarifai.InvitationDeclined)
	case within(s.Mix.Cancelled):
		invited(clarifai.InvitationCancelled)
	}
}

// named gives a role that a server can be seeded with, which is by name; a role
// by id becomes another.
func named[R clarifai.MemberRole | clarifai.TeamRole](role, other R) R {
	if strings.HasPrefix(string(role), string(clarifai.MemberRoleByID(""))) {
		return other
	}
	return role
}

// account gives someone an account, with an address in lower case as a server
// would keep it, and an id made of it.
func (s *seeder) account(p roster.Person, accepts bool) (id string) {
	local, _, _ := strings.Cut(strings.ToLower(p.Email), "@")
	base := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, local)
	base = strings.Trim(base[:min(len(base), 24)], "-")
	if base == "" {
		base = "user"
	}
	id = base
	for n := 2; ; n++ {
		if _, taken := s.ids[id]; !taken {
			break
		}
		id = fmt.Sprintf("%s-%d", base, n)
	}
	s.user(clarifaitest.User{
		ID: id, Email: strings.ToLower(p.Email), FirstName: p.FirstName, LastName: p.LastName, AcceptsAtOnce: accepts,
	})
	return id
}

// apps gives the organization the apps that the teams speak of.
func (s *seeder) apps() {
	seen := make(map[string]bool)
	for _, team := range s.Company.Teams {
		for _, app := range team.Apps {
			if !seen[app.ID] {
				seen[app.ID] = true
				s.server.Apps = append(s.server.Apps, clarifaitest.App{Owner: s.Company.ID, ID: app.ID})
			}
		}
	}
}

// team makes a team that is there already: with its first app, every other of
// its people who are members, and someone who has no place in the roster.
func (s *seeder) team(i int) {
	t := s.Company.Teams[i]
	made := clarifaitest.Team{ID: t.ID, Name: t.Name, DefaultRole: named(t.DefaultRole, clarifai.TeamRoleLabelerWorker), Members: []string{former}}
	if len(t.Apps) > 0 {
		role := t.Apps[0].Role
		if role == "" {
			role = t.DefaultRole
		}
		made.Apps = []clarifaitest.TeamApp{{AppID: t.Apps[0].ID, Role: named(role, clarifai.TeamRoleLabelerWorker)}}
	}
	on := true
	for _, p := range s.Company.People {
		id := s.member(p.Email)
		if id == "" || !slices.Contains(p.Teams, t.ID) {
			continue
		}
		if on {
			made.Members = append(made.Members, id)
		}
		on = !on
	}
	s.org.Teams = append(s.org.Teams, made)
}

// member gives the user id of someone who is a member already, "" for others.
func (s *seeder) member(email string) string {
	for _, m := range s.org.Members {
		if s.ids[m.UserID] == strings.ToLower(email) {
			return m.UserID
		}
	}
	return ""
}

package roster

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Validate checks the company without asking Clarifai: addresses, roles, ids,
// duplicates, and that people name teams that are there. Bad rows are an
// [*InputError]. [Plan] validates, too.
func (c *Company) Validate(o Options) error {
	if err := c.check(o); err != nil {
		return err
	}
	p := c.badRows(o)
	return p.err()
}

// check returns what is wrong with the whole, and not with a row.
func (c *Company) check(o Options) error {
	switch {
	case c.ID == "":
		return errors.New("roster: the organization's id is empty")
	case o.CreateOrganization && (c.Name == "" || c.BillingEmail == ""):
		return errors.New("roster: an organization that is to be created needs a name and a billing email")
	}
	users := make(map[string]string, len(o.MemberEmails)) // by email.Key
	ids := make(map[string]bool, len(o.MemberEmails))
	for id, address := range o.MemberEmails {
		key := email.Key(address)
		switch {
		case id == "" || ids[steps.FoldID(id)]:
			return fmt.Errorf("roster: MemberEmails must name each user once, and %.80q is empty or named twice", id)
		case address != "" && !validEmail(address):
			return fmt.Errorf("roster: MemberEmails: the address of user %.80q is malformed", id)
		case address != "" && users[key] != "":
			return fmt.Errorf("roster: MemberEmails: users %.80q and %.80q cannot have the same address", min(id, users[key]), max(id, users[key]))
		}
		ids[steps.FoldID(id)], users[key] = true, id
	}
	return nil
}

func (c *Company) badRows(o Options) rowProblems {
	var p rowProblems
	for _, row := range c.BadRows {
		p = append(p, rowProblem{RowError: row})
	}
	teams := make(map[string]bool, len(c.Teams))
	first := make(map[string]int, len(c.Teams)) // by folded ID, the place in the file
	for i := range c.Teams {
		team := &c.Teams[i]
		team.check(&p)
		teams[team.ID] = true
		switch n, ok := first[steps.FoldID(team.ID)]; {
		case !ok:
			first[steps.FoldID(team.ID)] = i
		case c.Teams[n].ID == team.ID:
			p.team(team, "the team stands %s already", c.Teams[n].place())
		default:
			p.team(team, "the team's ID differs in letter case alone from that of %q, which stands %s", c.Teams[n].ID, c.Teams[n].place())
		}
	}
	emails := make(map[string]int, len(c.People))
	for i := range c.People {
		person := &c.People[i]
		person.check(&p, o)
		for _, id := range person.Teams {
			if !teams[id] {
				p.person(person, "unknown team %.80q", id)
			}
		}
		if person.Email == "" {
			continue
		}
		// Two rows that are written almost alike may be somebody's mistake.
		like := email.Loose(person.Email)
		if first, ok := emails[like]; ok {
			p.person(person, "duplicate email: %.80q stands %s already", c.People[first].Email, c.People[first].place())
			continue
		}
		emails[like] = i
	}
	return p
}

func (t *Team) place() string { return place(t.Line) }

func (p *Person) place() string { return place(p.Line) }

func place(line int) string {
	if line == 0 {
		return "before this row"
	}
	return fmt.Sprintf("in line %d", line)
}

func (p *Person) check(all *rowProblems, o Options) {
	switch {
	case p.Email == "":
		all.person(p, "no email")
	case !validEmail(p.Email):
		all.person(p, "malformed email")
	}
	switch {
	case p.Role == "":
		all.person(p, "no member role")
	case !isKnownRole(p.Role, memberRoles):
		all.person(p, "unknown role %.80q: the member roles are %s, or id:… for a custom one", p.Role, joinRoles(memberRoles))
	case isAdmin(p.Role) && !o.AllowAdmin:
		all.person(p, adminRefused)
	}
}

func (t *Team) check(all *rowProblems) {
	if !steps.ValidID(t.ID) {
		all.team(t, "a team id has 1 to 32 letters and digits, with '-' and '_' between them")
	}
	switch {
	case t.Name == "":
		all.team(t, "the team has no name")
	case !utf8.ValidString(t.Name):
		all.team(t, "the team's name is not valid UTF-8")
	}
	if t.DefaultRole != "" {
		checkTeamRole(all, t, t.DefaultRole)
	}
	seen := make(map[string]bool, len(t.Apps))
	for _, app := range t.Apps {
		switch role := t.roleIn(app); {
		case !steps.ValidID(app.ID):
			all.team(t, "%.80q is not an app id", app.ID)
		case role == "":
			all.team(t, "app %q has no role, and the team no default role", app.ID)
		case role != t.DefaultRole:
			checkTeamRole(all, t, role)
		}
		if seen[steps.FoldID(app.ID)] {
			all.team(t, "app %.80q is named twice", app.ID)
		}
		seen[steps.FoldID(app.ID)] = true
	}
}

// roleIn is the role that the team is to have in an app.
func (t *Team) roleIn(app App) clarifai.RoleRef { return cmp.Or(app.Role, t.DefaultRole) }

func checkTeamRole(all *rowProblems, t *Team, role clarifai.RoleRef) {
	if !isKnownRole(role, teamRoles) {
		all.team(t, "unknown role %.80q: the team roles are %s, or id:… for a custom one", role, joinRoles(teamRoles))
	}
}

var (
	memberRoles = []clarifai.RoleRef{
		clarifai.RoleAdmin, clarifai.RoleFinancialManager, clarifai.RoleOrganizationContributor,
		clarifai.RoleOrganizationUser, clarifai.RoleTeamContributor, clarifai.RoleInfrastructureManager,
	}
	teamRoles = []clarifai.RoleRef{
		clarifai.TeamRoleFullAccess, clarifai.TeamRoleModelTrainer, clarifai.TeamRoleLabelerLead, clarifai.TeamRoleLabelerWorker,
	}
)

// isKnownRole reports whether a role can be used without asking Clarifai whether it
// exists: it is documented, or named by its id.
func isKnownRole(role clarifai.RoleRef, documented []clarifai.RoleRef) bool {
	if id, ok := strings.CutPrefix(string(role), string(clarifai.RoleID(""))); ok {
		return id != ""
	}
	return slices.ContainsFunc(documented, func(d clarifai.RoleRef) bool {
		return role.Matches(&clarifai.Role{Name: string(d)})
	})
}

func isAdmin(role clarifai.RoleRef) bool {
	return role.Matches(&clarifai.Role{Name: string(clarifai.RoleAdmin)})
}

func joinRoles(roles []clarifai.RoleRef) string {
	all := make([]string, len(roles))
	for i, role := range roles {
		all[i] = string(role)
	}
	return strings.Join(all, ", ")
}

// validEmail accepts a plain address, as the client does that invites it, of
// the length that mail knows.
func validEmail(email string) bool {
	invisible := func(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) }
	address, err := mail.ParseAddress(email)
	_, domain, _ := strings.Cut(email, "@")
	return err == nil && address.Address == email && len(email) <= 254 &&
		strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(domain, "[]") && !strings.ContainsFunc(email, invisible)
}

const adminRefused = "the row would make an Admin, which is not allowed here"

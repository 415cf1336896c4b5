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

// Validate checks the company without any request: addresses, roles, IDs,
// duplicates, and that the teams of people exist. If rows are bad, it returns an
// [*InputError]. [Plan] calls it.
func (c *Company) Validate(o Options) error {
	if err := c.check(o); err != nil {
		return err
	}
	p := c.badRows(o)
	return p.err()
}

// check returns an error for what does not belong to a row.
func (c *Company) check(o Options) error {
	switch {
	case c.ID == "":
		return errors.New("roster: Company.ID is required")
	case o.CreateOrganization && (c.Name == "" || c.BillingEmail == ""):
		return errors.New("roster: CreateOrganization requires the company's Name and BillingEmail")
	}
	users := make(map[string]string, len(o.MemberEmails)) // by email.Key
	ids := make(map[string]bool, len(o.MemberEmails))
	for id, address := range o.MemberEmails {
		key := email.Key(address)
		switch {
		case id == "" || ids[steps.FoldID(id)]:
			return fmt.Errorf("roster: MemberEmails: user ID %.80q must not be empty or occur twice", id)
		case address != "" && !validEmail(address):
			return fmt.Errorf("roster: MemberEmails: the address of user %.80q is malformed", id)
		case address != "" && users[key] != "":
			return fmt.Errorf("roster: MemberEmails: users %.80q and %.80q cannot have the same address", min(id, users[key]), max(id, users[key]))
		}
		ids[steps.FoldID(id)], users[key] = true, id
	}
	return nil
}

// badRows returns the problems of all rows.
func (c *Company) badRows(o Options) rowProblems {
	var p rowProblems
	for _, row := range c.BadRows {
		p = append(p, rowProblem{RowError: row})
	}
	teams := make(map[string]bool, len(c.Teams))
	first := make(map[string]int, len(c.Teams)) // index by folded ID
	for i := range c.Teams {
		team := &c.Teams[i]
		team.check(&p)
		teams[team.ID] = true
		switch n, ok := first[steps.FoldID(team.ID)]; {
		case !ok:
			first[steps.FoldID(team.ID)] = i
		case c.Teams[n].ID == team.ID:
			p.team(team, "duplicate team: it is %s already", place(c.Teams[n].Line))
		default:
			p.team(team, "the team's ID differs only in letter case from that of %q %s", c.Teams[n].ID, place(c.Teams[n].Line))
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
		// Two addresses that are almost the same may be a mistake.
		like := email.Loose(person.Email)
		if first, ok := emails[like]; ok {
			p.person(person, "duplicate email: %.80q is %s already", c.People[first].Email, place(c.People[first].Line))
			continue
		}
		emails[like] = i
	}
	return p
}

// adminRefused is the problem of a row with the role Admin.
const adminRefused = "the role Admin is not allowed"

// place says where another row is.
func place(line int) string {
	if line == 0 {
		return "before this row"
	}
	return fmt.Sprintf("in line %d", line)
}

// check adds the problems of a person's row.
func (p *Person) check(all *rowProblems, o Options) {
	switch {
	case p.Email == "":
		all.person(p, "the email is required")
	case !validEmail(p.Email):
		all.person(p, "malformed email")
	}
	switch {
	case p.Role == "":
		all.person(p, "the member role is required")
	case !isKnownRole(p.Role, memberRoles):
		all.person(p, "unknown member role %.80q: it must be %s, or id:… for a custom role", p.Role, joinRoles(memberRoles))
	case isAdmin(p.Role) && !o.AllowAdmin:
		all.person(p, adminRefused)
	}
}

// check adds the problems of a team's row.
func (t *Team) check(all *rowProblems) {
	if !steps.ValidID(t.ID) {
		all.team(t, "a team ID must have 1 to 32 letters and digits, with '-' and '_' between them")
	}
	switch {
	case t.Name == "":
		all.team(t, "the team name is required")
	case !utf8.ValidString(t.Name):
		all.team(t, "the team name must be UTF-8")
	}
	if t.DefaultRole != "" {
		checkTeamRole(all, t, t.DefaultRole)
	}
	seen := make(map[string]bool, len(t.Apps))
	for _, app := range t.Apps {
		switch role := t.roleIn(app); {
		case !steps.ValidID(app.ID):
			all.team(t, "%.80q is not an app ID", app.ID)
		case role == "":
			all.team(t, "app %q requires a role, since the team has no default role", app.ID)
		case role != t.DefaultRole:
			checkTeamRole(all, t, role)
		}
		if seen[steps.FoldID(app.ID)] {
			all.team(t, "duplicate app %.80q", app.ID)
		}
		seen[steps.FoldID(app.ID)] = true
	}
}

// roleIn returns the role that the team should have in an app.
func (t *Team) roleIn(app App) clarifai.TeamRole { return cmp.Or(app.Role, t.DefaultRole) }

func checkTeamRole(all *rowProblems, t *Team, role clarifai.TeamRole) {
	if !isKnownRole(role, teamRoles) {
		all.team(t, "unknown team role %.80q: it must be %s, or id:… for a custom role", role, joinRoles(teamRoles))
	}
}

var (
	memberRoles = []clarifai.MemberRole{
		clarifai.MemberRoleAdmin, clarifai.MemberRoleFinancialManager, clarifai.MemberRoleContributor,
		clarifai.MemberRoleUser, clarifai.MemberRoleTeamContributor, clarifai.MemberRoleInfrastructureManager,
	}
	teamRoles = []clarifai.TeamRole{
		clarifai.TeamRoleFullAccess, clarifai.TeamRoleModelTrainer, clarifai.TeamRoleLabelerLead, clarifai.TeamRoleLabelerWorker,
	}
)

// isKnownRole reports whether a role is documented or given by its ID.
func isKnownRole[R clarifai.MemberRole | clarifai.TeamRole](role R, documented []R) bool {
	if id, ok := strings.CutPrefix(string(role), string(clarifai.MemberRoleByID(""))); ok {
		return id != ""
	}
	return slices.ContainsFunc(documented, func(d R) bool {
		return clarifai.MemberRole(role).Matches(&clarifai.Role{Name: string(d)})
	})
}

func isAdmin(role clarifai.MemberRole) bool {
	return role.Matches(&clarifai.Role{Name: string(clarifai.MemberRoleAdmin)})
}

func joinRoles[R clarifai.MemberRole | clarifai.TeamRole](roles []R) string {
	all := make([]string, len(roles))
	for i, role := range roles {
		all[i] = string(role)
	}
	return strings.Join(all, ", ")
}

// validEmail reports whether email is a plain address that the client accepts, of at
// most 254 bytes.
func validEmail(email string) bool {
	invisible := func(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) }
	address, err := mail.ParseAddress(email)
	_, domain, _ := strings.Cut(email, "@")
	return err == nil && address.Address == email && len(email) <= 254 &&
		strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(domain, "[]") && !strings.ContainsFunc(email, invisible)
}

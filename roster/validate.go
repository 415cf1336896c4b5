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
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Validate checks the company without any request: addresses, user IDs, roles, IDs,
// that every person and every team is there once, and that the teams of people and the
// members of teams exist. If rows are bad, it returns an [*InputError]. [Plan] calls
// it.
func (c *Company) Validate(o Options) error {
	if err := c.check(o); err != nil {
		return err
	}
	n, p := c.normalize()
	p = append(p, n.badRows(o)...)
	return p.err()
}

// check returns an error for what does not belong to a row.
func (c *Company) check(o Options) error {
	switch {
	case c.ID == "":
		return errors.New("roster: Company.ID is required")
	case o.CreateOrganization && (c.Name == "" || c.BillingEmail == ""):
		return errors.New("roster: CreateOrganization requires the company's Name and BillingEmail")
	case c.BillingEmail != "" && !validEmail(c.BillingEmail):
		return fmt.Errorf("roster: the billing email %.80q of the company is malformed", c.BillingEmail)
	}
	return o.check()
}

// badRows returns the problems of all rows of a company that is normalized.
func (c *Company) badRows(o Options) rowProblems {
	var p rowProblems
	for _, row := range c.BadRows {
		p = append(p, rowProblem{RowError: row})
	}
	c.checkTeams(&p)
	c.checkPeople(&p, o)
	return p
}

// checkTeams adds the problems of the teams.
func (c *Company) checkTeams(p *rowProblems) {
	first := make(map[string]*Team, len(c.Teams)) // by folded ID
	for i := range c.Teams {
		team := &c.Teams[i]
		team.check(p)
		switch other := first[steps.FoldID(team.ID)]; {
		case other == nil:
			first[steps.FoldID(team.ID)] = team
		case other.ID == team.ID:
			p.team(team, "duplicate team: it is %s already", place(other.File, other.Line, team.File))
		default:
			p.team(team, "the team's ID differs only in letter case from that of %q %s", other.ID, place(other.File, other.Line, team.File))
		}
	}
}

// checkPeople adds the problems of the people. Each of them must have one place, in
// whatever file.
func (c *Company) checkPeople(p *rowProblems, o Options) {
	teams := make(map[string]bool, len(c.Teams))
	for i := range c.Teams {
		teams[c.Teams[i].ID] = true
	}
	emails := make(map[string]*Person, len(c.People)) // by email.Loose
	ids := make(map[string]*Person)                   // by folded user ID
	for i := range c.People {
		person := &c.People[i]
		person.check(p, o)
		for _, id := range person.Teams {
			if !teams[id] {
				p.person(person, "unknown team %.80q", id)
			}
		}
		// Two addresses that are almost the same may be a mistake.
		like := email.Loose(person.Email)
		if first := emails[like]; first != nil && person.Email != "" {
			p.person(person, "duplicate email: %.80q is %s already", first.Email, place(first.File, first.Line, person.File))
		} else {
			emails[like] = person
		}
		if first := ids[steps.FoldID(person.UserID)]; first != nil && person.UserID != "" {
			p.person(person, "duplicate user ID: %.80q is %s already", first.UserID, place(first.File, first.Line, person.File))
		} else {
			ids[steps.FoldID(person.UserID)] = person
		}
	}
}

// adminRefused is the problem of a row with the role Admin.
const adminRefused = "the role Admin is not allowed unless AllowAdmin is set"

// place says where another row is, for a row of the file own.
func place(file string, line int, own string) string {
	switch {
	case file != own && file != "" && line > 0:
		return fmt.Sprintf("in %.80s line %d", tabular.Clean(file), line)
	case file != own && file != "":
		return fmt.Sprintf("in %.80s", tabular.Clean(file))
	case line == 0:
		return "before this row"
	}
	return fmt.Sprintf("in line %d", line)
}

// check adds the problems of a person's row.
func (p *Person) check(all *rowProblems, o Options) {
	switch {
	case p.Email == "" && p.UserID == "":
		all.person(p, "the email is required")
	case p.Email != "" && !validEmail(p.Email):
		all.person(p, "malformed email")
	}
	if p.UserID != "" && !steps.ValidID(p.UserID) {
		all.person(p, "a user ID must have 1 to 32 letters and digits, with '-' and '_' between them, unlike %.80q", p.UserID)
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

package access

import (
	"fmt"
	"iter"
)

// plural returns a number together with a noun, such as "1 app" or "2 apps".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Evaluation is what [Evaluate] found. Its lists are sorted by team, app and the order
// of the policies.
type Evaluation struct {
	// Organization is the organization's ID.
	Organization string
	// Assignments is the number of apps of teams that the policies bind. An app
	// counts once for each of its teams.
	Assignments int
	Violations  []Violation
	Undecided   []Undecided
	// DefaultRoles are the default roles that the policies do not allow.
	DefaultRoles []DefaultRole
	// Contradictions are apps for which policies require roles that cannot be
	// compared.
	Contradictions []Contradiction
	// Incomplete says what could not be read: what the caller does not see, and
	// lists that changed while they were read. There may be more violations than
	// are listed, and [Enforce] changes nothing.
	Incomplete []string
	// UnknownApps are the app IDs in rules that the organization does not show:
	// apps that are gone, apps that do not exist yet, or typing errors. Each entry
	// has the policy, the place in it and the ID.
	UnknownApps []string

	evaluator *evaluator
}

// findings returns the number of findings about teams.
func (r *Evaluation) findings() int {
	return len(r.Violations) + len(r.Undecided) + len(r.DefaultRoles)
}

// Complete reports whether the organization was read completely.
func (r *Evaluation) Complete() bool { return len(r.Incomplete) == 0 }

// Clean reports whether the organization was read completely and nothing was found.
// Unknown apps do not count.
func (r *Evaluation) Clean() bool {
	return r.Complete() && r.findings()+len(r.Contradictions) == 0
}

// TeamAccess is the access of a team, and so of its members, to an app.
type TeamAccess struct {
	// Team and App are IDs.
	Team     string
	TeamName string
	App      string
	AppName  string
	// Role is the name of the team's role in the app, or its ID if it has no name.
	Role   string
	RoleID string
	// Members are the sorted user IDs of the members of the team.
	Members []string
}

// String returns the access in one line.
func (a TeamAccess) String() string {
	return fmt.Sprintf("team %s reaches app %s as %q", a.Team, a.App, a.Role)
}

// Path is how one member reaches an app: through a team, in a role.
type Path struct {
	// Member, Team and App are IDs.
	Member string
	Team   string
	App    string
	// Role is the name of the role, or its ID if it has no name.
	Role string
}

// String returns the path in one line.
func (p Path) String() string {
	return fmt.Sprintf("%s > %s > %s as %q", p.Member, p.Team, p.App, p.Role)
}

// Paths returns the path of each member of the team to the app.
func (a TeamAccess) Paths() iter.Seq[Path] {
	return func(yield func(Path) bool) {
		for _, member := range a.Members {
			if !yield(Path{member, a.Team, a.App, a.Role}) {
				return
			}
		}
	}
}

// Violation is an app that fails the rule of a policy, although a team that the
// policy binds reaches it in a role that the policy does not allow.
type Violation struct {
	// Policy is the name of the policy.
	Policy string
	TeamAccess
	// Reason is the condition that decides.
	Reason string
	// LowerTo is the name of the lower role in which [Enforce] adds the app again.
	// Empty means that Enforce removes the app from the team.
	LowerTo string

	lowerID string
}

// String returns the violation in one line.
func (v Violation) String() string {
	remedy := "remove"
	if v.LowerTo != "" {
		remedy = fmt.Sprintf("lower to %q", v.LowerTo)
	}
	return fmt.Sprintf("%s: %s, through which %s: %s (%s)", v.Policy, &v.TeamAccess, plural(len(v.Members), "member"), remedy, v.Reason)
}

// Undecided is an app of a team for which the verdict of a rule is [Unknown]. It is
// not a violation, and [Enforce] does not change it.
type Undecided struct {
	// Policy is the name of the policy.
	Policy string
	TeamAccess
	// Reason says what is unknown.
	Reason string
}

// String returns the app and the reason in one line.
func (u Undecided) String() string {
	return fmt.Sprintf("%s: %s, and it is unknown whether it may (%s)", u.Policy, &u.TeamAccess, u.Reason)
}

// DefaultRole is a default role of a team that a policy does not allow. The team
// reaches each app that is added later in this role, whatever the rule says about
// the app.
type DefaultRole struct {
	// Policy is the name of the policy.
	Policy string
	// Team is the team's ID.
	Team     string
	TeamName string
	// Role is the name of the default role, or its ID if it has no name.
	Role   string
	RoleID string
	// Members are the sorted user IDs of the members of the team.
	Members []string
	// Clear says that [Enforce] clears the default role.
	Clear bool
}

// String returns the default role in one line.
func (o DefaultRole) String() string {
	remedy := "keep"
	if o.Clear {
		remedy = "clear"
	}
	return fmt.Sprintf("%s: team %s reaches future apps as %q by its default role: %s", o.Policy, o.Team, o.Role, remedy)
}

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

// Review is what an organization is like by certain policies. Its lists are
// ordered by team, app and the policies' order.
type Review struct {
	Organization string
	Assignments  int // apps of teams that the policies bind, each counted once for each team
	Violations   []Violation
	Undecided    []Undecided
	DefaultRoles []DefaultRole
	// Contradictions are apps for which policies name roles of which none is
	// known to be the lower.
	Contradictions []Contradiction
	// Incomplete says what was not read whole: what the caller is not shown, and
	// lists that kept changing while they were read. Where it says anything,
	// more may be wrong than is listed, and [Enforce] changes nothing.
	Incomplete []string
	// Strangers are the app ids in rules that the organization does not show:
	// apps that are gone or still to come, or typing errors, each as the policy,
	// the place in it and the id.
	UnknownApps []string

	view *snapshot
}

// Complete reports whether the organization was read whole.
func (r *Review) Complete() bool { return len(r.Incomplete) == 0 }

// Clean reports whether the organization was read whole and there is nothing
// to tell: no violation, nothing undecided, no opening.
func (r *Review) Clean() bool {
	return r.Complete() && len(r.Violations)+len(r.Undecided)+len(r.DefaultRoles)+len(r.Contradictions) == 0
}

// Access is what a team has of an app, and who has it by that.
type TeamAccess struct {
	Team     string // the team's id
	TeamName string
	App      string // the app's id
	AppName  string
	RoleID   string
	Role     string   // its name, or its id if it shows none
	Members  []string // user ids of those on the team, sorted; nil: nobody is
}

// String tells the access in a few words.
func (a TeamAccess) String() string {
	return fmt.Sprintf("team %s reaches app %s as %q", a.Team, a.App, a.Role)
}

// Path is one person's way to an app.
type Path struct {
	Member string // the user id
	Team   string // the team's id
	App    string // the app's id
	Role   string // the role's name, or its id if it shows none
}

// String tells the way in a line.
func (p Path) String() string {
	return fmt.Sprintf("%s > %s > %s as %q", p.Member, p.Team, p.App, p.Role)
}

// Paths gives the way of each member of the team to the app.
func (a TeamAccess) Paths() iter.Seq[Path] {
	return func(yield func(Path) bool) {
		for _, member := range a.Members {
			if !yield(Path{member, a.Team, a.App, a.Role}) {
				return
			}
		}
	}
}

// Violation is an app that fails the rule of a policy, and that a team which
// the policy binds reaches in a role that the policy does not let it have.
type Violation struct {
	Policy string // its name
	TeamAccess
	Reason  string // the condition that decides
	LowerTo string // name of the role that enforcing gives instead; "": it removes the app from the team

	lowerID string
}

// String tells the violation in a line.
func (v Violation) String() string {
	remedy := "remove"
	if v.LowerTo != "" {
		remedy = fmt.Sprintf("lower to %q", v.LowerTo)
	}
	return fmt.Sprintf("%s: %s, through which %s: %s (%s)", v.Policy, &v.TeamAccess, plural(len(v.Members), "member"), remedy, v.Reason)
}

// Undecided is an app of a team of which a rule cannot tell whether it may be
// reached. It is no violation, and enforcing leaves it.
type Undecided struct {
	Policy string // its name
	TeamAccess
	Reason string // what is not known
}

// String tells it in a line.
func (u Undecided) String() string {
	return fmt.Sprintf("%s: %s, and whether it may is not known (%s)", u.Policy, &u.TeamAccess, u.Reason)
}

// Opening is a default role of a team: an app that comes to the team later is
// reached in it, whatever a policy's rule says of that app.
type DefaultRole struct {
	Policy   string // its name
	Team     string // the team's id
	TeamName string
	RoleID   string
	Role     string   // its name, or its id if it shows none
	Members  []string // user ids of those on the team, sorted
	Clear    bool     // enforcing takes the default role away
}

// String tells the opening in a line.
func (o DefaultRole) String() string {
	remedy := "left"
	if o.Clear {
		remedy = "clear"
	}
	return fmt.Sprintf("%s: team %s reaches future apps as %q by its default role: %s", o.Policy, o.Team, o.Role, remedy)
}

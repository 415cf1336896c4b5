package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Access is what a team has of an app, and who has it by that.
type Access struct {
	Team     string // the team's id
	TeamName string
	App      string // the app's id
	AppName  string
	RoleID   string
	Role     string   // its name, or its id if it shows none
	Members  []string // user ids of those on the team, sorted; nil: nobody is
}

// String tells the access in a few words.
func (a Access) String() string {
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
func (a Access) Paths() iter.Seq[Path] {
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
	Access
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
	return fmt.Sprintf("%s: %s, through which %s: %s (%s)", v.Policy, &v.Access, count(len(v.Members), "member"), remedy, v.Reason)
}

// Undecided is an app of a team of which a rule cannot tell whether it may be
// reached. It is no violation, and enforcing leaves it.
type Undecided struct {
	Policy string // its name
	Access
	Reason string // what is not known
}

// String tells it in a line.
func (u Undecided) String() string {
	return fmt.Sprintf("%s: %s, and whether it may is not known (%s)", u.Policy, &u.Access, u.Reason)
}

// Opening is a default role of a team: an app that comes to the team later is
// reached in it, whatever a policy's rule says of that app.
type Opening struct {
	Policy   string // its name
	Team     string // the team's id
	TeamName string
	RoleID   string
	Role     string   // its name, or its id if it shows none
	Members  []string // user ids of those on the team, sorted
	Clear    bool     // enforcing takes the default role away
}

// String tells the opening in a line.
func (o Opening) String() string {
	remedy := "left"
	if o.Clear {
		remedy = "clear"
	}
	return fmt.Sprintf("%s: team %s reaches future apps as %q by its default role: %s", o.Policy, o.Team, o.Role, remedy)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Review is what an organization is like by certain policies. Its lists are
// ordered by team, app and the policies' order.
type Review struct {
	Organization string
	Assignments  int // apps of teams that the policies bind, each counted once for each team
	Violations   []Violation
	Undecided    []Undecided
	Openings     []Opening
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
	Strangers []string

	view *view
}

// Complete reports whether the organization was read whole.
func (r *Review) Complete() bool { return len(r.Incomplete) == 0 }

// Clean reports whether the organization was read whole and there is nothing
// to tell: no violation, nothing undecided, no opening.
func (r *Review) Clean() bool {
	return r.Complete() && len(r.Violations)+len(r.Undecided)+len(r.Openings)+len(r.Contradictions) == 0
}

// Evaluate reads an organization and tells where it is not as the policies say.
// It makes no write request.
//
// It reads the lists of roles, teams and the organization's apps, the apps of
// each team that a policy binds, and the members of each team of which there is
// something to tell, up to four lists at a time. Each list is read until two
// readings in a row agree, since one reading can miss an item when somebody
// else adds or removes others meanwhile. An organization that does not change
// costs each list twice: two times its pages of up to 1000 items, and what the
// client needs to see that a list ends. A list that changes is read up to five
// times, with up to 1.75 s of waiting; if no two readings in a row agree,
// [Review.Incomplete] says so.
//
// An error means that nothing can be told: a list cannot be read, or a policy
// is not valid or names a team or a role that the organization does not have (a
// [*PolicyError]; all of them are joined).
func Evaluate(ctx context.Context, client *clarifai.Client, orgID string, policies ...Policy) (*Review, error) {
	if ctx == nil || client == nil {
		return nil, errors.New("access: the context and the client must not be nil")
	}
	if err := Validate(policies...); err != nil {
		return nil, err
	}
	v := &view{client: client, org: orgID}
	if err := v.read(ctx); err != nil {
		return nil, err
	}
	if err := v.bind(policies); err != nil {
		return nil, err
	}
	if err := v.readApps(ctx); err != nil {
		return nil, err
	}
	r := v.review()
	if err := v.readMembers(ctx, r); err != nil {
		return nil, err
	}
	return r, nil
}

// view is an organization as it is read, and the policies as they bind it.
type view struct {
	client *clarifai.Client
	org    string

	roles      roles
	apps       map[string]*clarifai.App
	teams      []*team // those that a policy binds, by id
	incomplete []string
	strangers  []string
}

// team is a team with the policies that bind it.
type team struct {
	clarifai.Team
	policies []*bound
	apps     []clarifai.TeamApp // by id
}

// bound is a policy with its role looked up.
type bound struct {
	*Policy
	rule  *node
	lower *clarifai.Role // nil: none
}

// concurrency is how many lists are read at a time.
const concurrency = 4

func (v *view) read(ctx context.Context) error {
	var roles []clarifai.Role
	var teams []clarifai.Team
	var apps []clarifai.App
	var agree [3]bool
	err := parallel(ctx, concurrency, len(agree), func(ctx context.Context, i int) (err error) {
		switch i {
		case 0:
			teams, agree[i], err = agreed(ctx, v.client.Teams.ListAll(ctx, v.org, nil), decidesTeam)
		case 1:
			roles, agree[i], err = agreed(ctx, v.client.Roles.ListAll(ctx, nil), decidesRole)
		case 2:
			byID := &clarifai.ListAppsOptions{Sort: clarifai.AppSortID, SortAscending: true}
			apps, agree[i], err = agreed(ctx, v.client.Apps.ListAll(ctx, v.org, byID), decidesApp)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, list := range []string{"the list of teams", "the list of roles", "the list of apps"} {
		if !agree[i] {
			v.lacks("%s", notAgreed(list))
		}
	}
	v.roles = newRoles(roles)
	v.apps = make(map[string]*clarifai.App, len(apps))
	for i := range apps {
		app := &apps[i]
		switch {
		case app.ID == "":
			v.lacks("the list of apps has one without an id")
		case v.apps[app.ID] != nil:
			v.lacks("app %.80q is listed twice: the list changed while it was read", app.ID)
		}
		v.apps[app.ID] = app
	}
	seen := make(map[string]bool, len(teams))
	for i := range teams {
		t := &team{Team: teams[i]}
		switch {
		case t.ID == "":
			v.lacks("the list of teams has one without an id")
		case seen[t.ID]:
			v.lacks("team %.80q is listed twice: which one is meant cannot be told", t.ID)
		default:
			v.teams = append(v.teams, t)
		}
		seen[t.ID] = true
	}
	slices.SortFunc(v.teams, func(a, b *team) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

func (v *view) lacks(format string, args ...any) {
	v.incomplete = append(v.incomplete, fmt.Sprintf(format, args...))
}

// bind puts the policies to their teams, and keeps the teams that have any.
func (v *view) bind(policies []Policy) error {
	var problems []error
	there := make(map[string]bool, len(v.teams))
	for _, t := range v.teams {
		there[t.ID] = true
	}
	for i := range policies {
		b := &bound{Policy: &policies[i]}
		b.rule, _ = compile(&b.Rule)
		v.look(b.Name, b.rule)
		for n, id := range b.Teams {
			if id != AllTeams && !there[id] {
				problems = append(problems, &PolicyError{b.Name, fmt.Sprintf("teams[%d]", n), fmt.Sprintf("the organization has no team %q", id)})
			}
		}
		if b.LowerTo != "" {
			role, problem := v.roles.find(b.LowerTo)
			if problem != "" {
				problems = append(problems, &PolicyError{b.Name, "lower_to", problem})
			}
			b.lower = role
		}
		for _, t := range v.teams {
			if b.binds(t.ID) {
				t.policies = append(t.policies, b)
			}
		}
	}
	v.teams = slices.DeleteFunc(v.teams, func(t *team) bool { return len(t.policies) == 0 })
	return errors.Join(problems...)
}

// look tells of the app ids in a rule that the organization does not show.
func (v *view) look(policy string, n *node) {
	for _, part := range n.parts {
		v.look(policy, part)
	}
	for i, id := range n.rule.Apps {
		if v.apps[id] == nil {
			v.strangers = append(v.strangers, fmt.Sprintf("%s: %s[%d]: %s", policy, n.path, i, id))
		}
	}
}

func (v *view) readApps(ctx context.Context) error {
	agree := make([]bool, len(v.teams))
	err := parallel(ctx, concurrency, len(v.teams), func(ctx context.Context, i int) (err error) {
		v.teams[i].apps, agree[i], err = agreed(ctx, v.teamApps(ctx, v.teams[i].ID), decidesTeamApp)
		return err
	})
	if err != nil {
		return err
	}
	for i, t := range v.teams {
		if !agree[i] {
			v.lacks("%s", notAgreed(fmt.Sprintf("the list of apps of team %q", t.ID)))
		}
		t.apps = slices.DeleteFunc(t.apps, func(a clarifai.TeamApp) bool { return !v.known(t, &a) })
		slices.SortStableFunc(t.apps, func(a, b clarifai.TeamApp) int { return cmp.Compare(a.App.AppID, b.App.AppID) })
		for i := 1; i < len(t.apps); i++ {
			if a, b := &t.apps[i-1], &t.apps[i]; a.App.AppID == b.App.AppID {
				v.lacks("app %.80q of team %q is listed twice: the list changed while it was read", b.App.AppID, t.ID)
			}
		}
		t.apps = slices.CompactFunc(t.apps, func(a, b clarifai.TeamApp) bool { return a.App.AppID == b.App.AppID })
	}
	return nil
}

func (v *view) teamApps(ctx context.Context, team string) iter.Seq2[clarifai.TeamApp, error] {
	return v.client.Teams.ListAllApps(ctx, v.org, team, nil)
}

// known reports whether an app of a team is one of those that were read, and
// shows its role by ID, which alone distinguishes roles.
func (v *view) known(t *team, a *clarifai.TeamApp) bool {
	switch {
	case a.App == nil || a.App.AppID == "":
		v.lacks("team %q has an app whose id is not shown", t.ID)
	case a.RoleID == "":
		v.lacks("team %q has app %.80q in a role whose id is not shown", t.ID, a.App.AppID)
	case a.App.UserID != "" && !strings.EqualFold(a.App.UserID, v.org):
		v.lacks("app %.80q of team %q belongs to %.80q, whose apps were not read", a.App.AppID, t.ID, a.App.UserID)
	case v.apps[a.App.AppID] == nil:
		v.lacks("app %.80q of team %q is not in the list of the organization's apps, as far as the caller sees it", a.App.AppID, t.ID)
	default:
		return true
	}
	return false
}

// review asks the policies about each app of each team.
func (v *view) review() *Review {
	r := &Review{Organization: v.org, view: v, Incomplete: v.incomplete, Strangers: v.strangers}
	for _, t := range v.teams {
		r.Assignments += len(t.apps)
		for _, b := range t.policies {
			if t.DefaultRoleID != "" && !v.allows(b, t.DefaultRoleID) {
				r.Openings = append(r.Openings, Opening{
					Policy: b.Name, Team: t.ID, TeamName: t.Name, RoleID: t.DefaultRoleID, Role: v.roles.name(t.DefaultRoleID, ""),
					Clear: b.ClearDefaultRole,
				})
			}
		}
		for i := range t.apps {
			v.judge(t, &t.apps[i], r)
		}
	}
	return r
}

// judge asks the policies of a team about one of its apps.
func (v *view) judge(t *team, a *clarifai.TeamApp, r *Review) {
	app := v.apps[a.App.AppID]
	access := Access{
		Team: t.ID, TeamName: t.Name, App: app.ID, AppName: cmp.Or(app.Name, a.AppName),
		RoleID: a.RoleID, Role: v.roles.name(a.RoleID, a.RoleName),
	}
	first := len(r.Violations)
	var kept []*bound // whose rule fails, and which the role satisfies
	for _, b := range t.policies {
		verdict := b.rule.judge(app)
		if verdict == Holds {
			continue
		}
		if v.allows(b, a.RoleID) {
			kept = append(kept, b)
			continue
		}
		reason := b.rule.explain(app)
		if verdict == Unknown {
			r.Undecided = append(r.Undecided, Undecided{b.Name, access, reason})
			continue
		}
		violation := Violation{Policy: b.Name, Access: access, Reason: reason}
		switch {
		case b.lower == nil:
		case !v.roles.atMost(b.lower.ID, a.RoleID):
			violation.Reason += fmt.Sprintf("; that %q allows no more than %q is not known", b.lower.Name, access.Role)
		default:
			violation.LowerTo, violation.lowerID = b.lower.Name, b.lower.ID
		}
		r.Violations = append(r.Violations, violation)
	}
	for i := first; i < len(r.Violations); i++ {
		for _, b := range kept {
			if next := &r.Violations[i]; next.lowerID != "" && !v.roles.atMost(next.lowerID, b.lower.ID) {
				next.Reason += fmt.Sprintf("; that %q allows no more than %q of policy %q is not known", next.LowerTo, b.lower.Name, b.Name)
				next.LowerTo, next.lowerID = "", ""
			}
		}
	}
	if _, c := v.remedy(r.Violations[first:]); c != nil {
		r.Contradictions = append(r.Contradictions, *c)
	}
}

// allows reports whether a policy lets its teams have a role in an app that
// fails its rule.
func (v *view) allows(b *bound, roleID string) bool {
	return b.lower != nil && v.roles.atMost(roleID, b.lower.ID)
}

// remedy gives the role to lower to that satisfies all the policies that one
// app of one team violates; "": it has to be removed.
func (v *view) remedy(violations []Violation) (roleID string, _ *Contradiction) {
	if slices.ContainsFunc(violations, func(v Violation) bool { return v.lowerID == "" }) {
		return "", nil // no access satisfies everybody
	}
	var lowest *Violation
	for i := range violations {
		next := &violations[i]
		switch {
		case lowest == nil || v.roles.atMost(next.lowerID, lowest.lowerID):
			lowest = next
		case !v.roles.atMost(lowest.lowerID, next.lowerID):
			return "", &Contradiction{
				Policies: []string{lowest.Policy, next.Policy}, Team: next.Team, App: next.App,
				Reason: fmt.Sprintf("which of the roles %q and %q allows less is not known", lowest.LowerTo, next.LowerTo),
			}
		}
	}
	if lowest == nil {
		return "", nil
	}
	return lowest.lowerID, nil
}

// readMembers reads who is on the teams of which there is something to tell.
func (v *view) readMembers(ctx context.Context, r *Review) error {
	var order []string
	on := make(map[string][]string)
	need := func(team string) {
		if _, ok := on[team]; !ok {
			order, on[team] = append(order, team), nil
		}
	}
	for i := range r.Violations {
		need(r.Violations[i].Team)
	}
	for i := range r.Undecided {
		need(r.Undecided[i].Team)
	}
	for i := range r.Openings {
		need(r.Openings[i].Team)
	}
	lists, agree := make([][]clarifai.TeamMember, len(order)), make([]bool, len(order))
	err := parallel(ctx, concurrency, len(order), func(ctx context.Context, i int) (err error) {
		lists[i], agree[i], err = agreed(ctx, v.client.Teams.ListAllMembers(ctx, v.org, order[i], nil), decidesMember)
		return err
	})
	if err != nil {
		return err
	}
	for i, list := range lists {
		if !agree[i] {
			r.Incomplete = append(r.Incomplete, notAgreed(fmt.Sprintf("the list of members of team %q", order[i])))
		}
		var ids []string
		for _, m := range list {
			ids = append(ids, m.UserID)
		}
		slices.Sort(ids)
		on[order[i]] = slices.Compact(ids)
	}
	for i := range r.Violations {
		r.Violations[i].Members = on[r.Violations[i].Team]
	}
	for i := range r.Undecided {
		r.Undecided[i].Members = on[r.Undecided[i].Team]
	}
	for i := range r.Openings {
		r.Openings[i].Members = on[r.Openings[i].Team]
	}
	return nil
}

// parallel does n things, so many at a time. The first that fails ends those
// that are under way; it returns when nothing runs any more.
func parallel(ctx context.Context, atOnce, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan error)
	var first error
	running := 0
	for next := 0; next < n || running > 0; {
		if next < n && running < atOnce && first == nil {
			go func(i int) { results <- do(ctx, i) }(next)
			next++
			running++
			continue
		}
		if running == 0 {
			break
		}
		err := <-results
		running--
		if err != nil && first == nil {
			first = err // what fails after it may fail because of it
			cancel()
		}
	}
	return first
}

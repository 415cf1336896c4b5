package access

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// view is an organization as it is read, and the policies as they bind it.
type snapshot struct {
	client *clarifai.Client
	org    string

	roles       roles
	apps        map[string]*clarifai.App
	teams       []*team // those that a policy binds, by id
	incomplete  []string
	unknownApps []string
}

// team is a team with the policies that bind it.
type team struct {
	clarifai.Team
	policies []*boundPolicy
	apps     []clarifai.TeamApp // by id
}

// bound is a policy with its role looked up.
type boundPolicy struct {
	*Policy
	rule  *condition
	lower *clarifai.Role // nil: none
}

// concurrency is how many lists are read at a time.
const concurrency = 4

func (v *snapshot) readLists(ctx context.Context) error {
	var roles []clarifai.Role
	var teams []clarifai.Team
	var apps []clarifai.App
	var agree [3]bool
	err := parallel(ctx, concurrency, len(agree), func(ctx context.Context, i int) (err error) {
		switch i {
		case 0:
			teams, agree[i], err = steps.ReadStable(ctx, v.client.Teams.All(ctx, v.org, nil), teamKey)
		case 1:
			roles, agree[i], err = steps.ReadStable(ctx, v.client.Roles.All(ctx, nil), roleKey)
		case 2:
			byID := &clarifai.AppListOptions{Sort: clarifai.AppSortID, SortAscending: true}
			apps, agree[i], err = steps.ReadStable(ctx, v.client.Apps.All(ctx, v.org, byID), appKey)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, list := range []string{"the list of teams", "the list of roles", "the list of apps"} {
		if !agree[i] {
			v.addIncomplete("%s", steps.Unstable(list))
		}
	}
	v.roles = newRoles(roles)
	v.apps = make(map[string]*clarifai.App, len(apps))
	for i := range apps {
		app := &apps[i]
		switch {
		case app.ID == "":
			v.addIncomplete("the list of apps has one without an id")
		case v.apps[app.ID] != nil:
			v.addIncomplete("app %.80q is listed twice: the list changed while it was read", app.ID)
		}
		v.apps[app.ID] = app
	}
	seen := make(map[string]bool, len(teams))
	for i := range teams {
		t := &team{Team: teams[i]}
		switch {
		case t.ID == "":
			v.addIncomplete("the list of teams has one without an id")
		case seen[t.ID]:
			v.addIncomplete("team %.80q is listed twice: which one is meant cannot be told", t.ID)
		default:
			v.teams = append(v.teams, t)
		}
		seen[t.ID] = true
	}
	slices.SortFunc(v.teams, func(a, b *team) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

func (v *snapshot) addIncomplete(format string, args ...any) {
	v.incomplete = append(v.incomplete, fmt.Sprintf(format, args...))
}

// bind puts the policies to their teams, and keeps the teams that have any.
func (v *snapshot) bind(policies []Policy) error {
	var problems []error
	there := make(map[string]bool, len(v.teams))
	for _, t := range v.teams {
		there[t.ID] = true
	}
	for i := range policies {
		b := &boundPolicy{Policy: &policies[i]}
		b.rule, _ = compile(&b.Rule)
		v.findUnknownApps(b.Name, b.rule)
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

// findUnknownApps tells of the app ids in a rule that the organization does not show.
func (v *snapshot) findUnknownApps(policy string, n *condition) {
	for _, part := range n.parts {
		v.findUnknownApps(policy, part)
	}
	for i, id := range n.rule.Apps {
		if v.apps[id] == nil {
			v.unknownApps = append(v.unknownApps, fmt.Sprintf("%s: %s[%d]: %s", policy, n.path, i, id))
		}
	}
}

func (v *snapshot) readApps(ctx context.Context) error {
	agree := make([]bool, len(v.teams))
	err := parallel(ctx, concurrency, len(v.teams), func(ctx context.Context, i int) (err error) {
		v.teams[i].apps, agree[i], err = steps.ReadStable(ctx, v.teamApps(ctx, v.teams[i].ID), teamAppKey)
		return err
	})
	if err != nil {
		return err
	}
	for i, t := range v.teams {
		if !agree[i] {
			v.addIncomplete("%s", steps.Unstable(fmt.Sprintf("the list of apps of team %q", t.ID)))
		}
		t.apps = slices.DeleteFunc(t.apps, func(a clarifai.TeamApp) bool { return !v.isComplete(t, &a) })
		slices.SortStableFunc(t.apps, func(a, b clarifai.TeamApp) int { return cmp.Compare(a.App.AppID, b.App.AppID) })
		for i := 1; i < len(t.apps); i++ {
			if a, b := &t.apps[i-1], &t.apps[i]; a.App.AppID == b.App.AppID {
				v.addIncomplete("app %.80q of team %q is listed twice: the list changed while it was read", b.App.AppID, t.ID)
			}
		}
		t.apps = slices.CompactFunc(t.apps, func(a, b clarifai.TeamApp) bool { return a.App.AppID == b.App.AppID })
	}
	return nil
}

func (v *snapshot) teamApps(ctx context.Context, team string) iter.Seq2[clarifai.TeamApp, error] {
	return v.client.Teams.AllApps(ctx, v.org, team, nil)
}

// isComplete reports whether an app of a team is one of those that were read, and
// shows its role by ID, which alone distinguishes roles.
func (v *snapshot) isComplete(t *team, a *clarifai.TeamApp) bool {
	switch {
	case a.App == nil || a.App.AppID == "":
		v.addIncomplete("team %q has an app whose id is not shown", t.ID)
	case a.RoleID == "":
		v.addIncomplete("team %q has app %.80q in a role whose id is not shown", t.ID, a.App.AppID)
	case a.App.UserID != "" && !strings.EqualFold(a.App.UserID, v.org):
		v.addIncomplete("app %.80q of team %q belongs to %.80q, whose apps were not read", a.App.AppID, t.ID, a.App.UserID)
	case v.apps[a.App.AppID] == nil:
		v.addIncomplete("app %.80q of team %q is not in the list of the organization's apps, as far as the caller sees it", a.App.AppID, t.ID)
	default:
		return true
	}
	return false
}

// readMembers reads who is on the teams of which there is something to tell.
func (v *snapshot) readMembers(ctx context.Context, r *Review) error {
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
	for i := range r.DefaultRoles {
		need(r.DefaultRoles[i].Team)
	}
	lists, agree := make([][]clarifai.TeamMember, len(order)), make([]bool, len(order))
	err := parallel(ctx, concurrency, len(order), func(ctx context.Context, i int) (err error) {
		lists[i], agree[i], err = steps.ReadStable(ctx, v.client.Teams.AllMembers(ctx, v.org, order[i], nil), memberKey)
		return err
	})
	if err != nil {
		return err
	}
	for i, list := range lists {
		if !agree[i] {
			r.Incomplete = append(r.Incomplete, steps.Unstable(fmt.Sprintf("the list of members of team %q", order[i])))
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
	for i := range r.DefaultRoles {
		r.DefaultRoles[i].Members = on[r.DefaultRoles[i].Team]
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

// What the verdicts hang on, of an item of each list.

func teamKey(t *clarifai.Team) string { return key(t.ID, t.DefaultRoleID) }

func roleKey(r *clarifai.Role) string {
	return key(r.ID, r.Name, r.Type, r.Scopes, r.Endpoints)
}

func appKey(a *clarifai.App) string {
	return key(a.ID, a.UserID, a.Visibility, a.Metadata)
}

func teamAppKey(a *clarifai.TeamApp) string { return key(a.App, a.RoleID) }

func memberKey(m *clarifai.TeamMember) string { return m.UserID }

// fingerprint is a text that is the same for the same values.
func key(values ...any) string {
	var b strings.Builder
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			text = fmt.Append(nil, v) // not JSON, which nothing that was read from JSON is
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

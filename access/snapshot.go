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

// snapshot is an organization as it was read, and the policies that bind its teams.
type snapshot struct {
	client *clarifai.Client
	org    string

	roles       roles
	apps        map[string]*clarifai.App
	teams       []*team // bound teams, sorted by ID
	incomplete  []string
	unknownApps []string
}

// team is a team together with the policies that bind it.
type team struct {
	clarifai.Team
	policies []*boundPolicy
	apps     []clarifai.TeamApp // sorted by ID
}

// boundPolicy is a policy together with its role.
type boundPolicy struct {
	*Policy
	rule  *condition
	lower *clarifai.Role // nil if apps are removed
}

// concurrency is the maximum number of lists that are read at a time.
const concurrency = 4

// readLists reads the roles, the teams and the apps of the organization.
func (s *snapshot) readLists(ctx context.Context) error {
	var roles []clarifai.Role
	var teams []clarifai.Team
	var apps []clarifai.App
	var stable [3]bool
	err := parallel(ctx, concurrency, len(stable), func(ctx context.Context, i int) (err error) {
		switch i {
		case 0:
			teams, stable[i], err = steps.ReadStable(ctx, s.client.Teams.ListAll(ctx, s.org, nil), teamKey)
		case 1:
			roles, stable[i], err = steps.ReadStable(ctx, s.client.Roles.ListAll(ctx, nil), roleKey)
		case 2:
			byID := &clarifai.ListAppsOptions{Sort: clarifai.AppSortID, SortAscending: true}
			apps, stable[i], err = steps.ReadStable(ctx, s.client.Apps.ListAll(ctx, s.org, byID), appKey)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, list := range []string{"the list of teams", "the list of roles", "the list of apps"} {
		if !stable[i] {
			s.addIncomplete("%s", steps.Unstable(list))
		}
	}
	s.roles = newRoles(roles)
	s.apps = make(map[string]*clarifai.App, len(apps))
	for i := range apps {
		app := &apps[i]
		switch {
		case app.ID == "":
			s.addIncomplete("the list of apps has one without an ID")
		case s.apps[app.ID] != nil:
			s.addIncomplete("app %.80q is listed twice: the list changed while it was read", app.ID)
		}
		s.apps[app.ID] = app
	}
	seen := make(map[string]bool, len(teams))
	for i := range teams {
		t := &team{Team: teams[i]}
		switch {
		case t.ID == "":
			s.addIncomplete("the list of teams has one without an ID")
		case seen[t.ID]:
			s.addIncomplete("team %.80q is listed twice: it is unknown which one is meant", t.ID)
		default:
			s.teams = append(s.teams, t)
		}
		seen[t.ID] = true
	}
	slices.SortFunc(s.teams, func(a, b *team) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// addIncomplete records what could not be read.
func (s *snapshot) addIncomplete(format string, args ...any) {
	s.incomplete = append(s.incomplete, fmt.Sprintf(format, args...))
}

// bind assigns the policies to their teams, and drops the teams that have none.
func (s *snapshot) bind(policies []Policy) error {
	var problems []error
	there := make(map[string]bool, len(s.teams))
	for _, t := range s.teams {
		there[t.ID] = true
	}
	for i := range policies {
		b := &boundPolicy{Policy: &policies[i]}
		b.rule, _ = compile(&b.Rule)
		s.findUnknownApps(b.Name, b.rule)
		for n, id := range b.Teams {
			if id != AllTeams && !there[id] {
				problems = append(problems, &PolicyError{b.Name, fmt.Sprintf("teams[%d]", n), fmt.Sprintf("the organization has no team %q", id)})
			}
		}
		if b.LowerTo != "" {
			role, problem := s.roles.find(b.LowerTo)
			if problem != "" {
				problems = append(problems, &PolicyError{b.Name, "lower_to", problem})
			}
			b.lower = role
		}
		for _, t := range s.teams {
			if b.binds(t.ID) {
				t.policies = append(t.policies, b)
			}
		}
	}
	s.teams = slices.DeleteFunc(s.teams, func(t *team) bool { return len(t.policies) == 0 })
	return errors.Join(problems...)
}

// findUnknownApps records the app IDs in a rule that the organization does not show.
func (s *snapshot) findUnknownApps(policy string, n *condition) {
	for _, part := range n.parts {
		s.findUnknownApps(policy, part)
	}
	for i, id := range n.rule.Apps {
		if s.apps[id] == nil {
			s.unknownApps = append(s.unknownApps, fmt.Sprintf("%s: %s[%d]: %s", policy, n.path, i, id))
		}
	}
}

// readApps reads the apps of the bound teams.
func (s *snapshot) readApps(ctx context.Context) error {
	stable := make([]bool, len(s.teams))
	err := parallel(ctx, concurrency, len(s.teams), func(ctx context.Context, i int) (err error) {
		s.teams[i].apps, stable[i], err = steps.ReadStable(ctx, s.teamApps(ctx, s.teams[i].ID), teamAppKey)
		return err
	})
	if err != nil {
		return err
	}
	for i, t := range s.teams {
		if !stable[i] {
			s.addIncomplete("%s", steps.Unstable(fmt.Sprintf("the list of apps of team %q", t.ID)))
		}
		t.apps = slices.DeleteFunc(t.apps, func(a clarifai.TeamApp) bool { return !s.isComplete(t, &a) })
		slices.SortStableFunc(t.apps, func(a, b clarifai.TeamApp) int { return cmp.Compare(a.App.AppID, b.App.AppID) })
		for i := 1; i < len(t.apps); i++ {
			if a, b := &t.apps[i-1], &t.apps[i]; a.App.AppID == b.App.AppID {
				s.addIncomplete("app %.80q of team %q is listed twice: the list changed while it was read", b.App.AppID, t.ID)
			}
		}
		t.apps = slices.CompactFunc(t.apps, func(a, b clarifai.TeamApp) bool { return a.App.AppID == b.App.AppID })
	}
	return nil
}

func (s *snapshot) teamApps(ctx context.Context, team string) iter.Seq2[clarifai.TeamApp, error] {
	return s.client.Teams.ListAllApps(ctx, s.org, team, nil)
}

// isComplete reports whether everything about an app of a team is known. Its role must
// show an ID, since names do not distinguish roles. Otherwise the snapshot is
// incomplete.
func (s *snapshot) isComplete(t *team, a *clarifai.TeamApp) bool {
	switch {
	case a.App == nil || a.App.AppID == "":
		s.addIncomplete("team %q has an app whose ID is not shown", t.ID)
	case a.RoleID == "":
		s.addIncomplete("team %q has app %.80q in a role whose ID is not shown", t.ID, a.App.AppID)
	case a.App.UserID != "" && !strings.EqualFold(a.App.UserID, s.org):
		s.addIncomplete("app %.80q of team %q belongs to %.80q, whose apps were not read", a.App.AppID, t.ID, a.App.UserID)
	case s.apps[a.App.AppID] == nil:
		s.addIncomplete("app %.80q of team %q is not in the list of the organization's apps, as far as the caller sees it", a.App.AppID, t.ID)
	default:
		return true
	}
	return false
}

// readMembers reads the members of the teams with a finding.
func (s *snapshot) readMembers(ctx context.Context, r *Evaluation) error {
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
	lists, stable := make([][]clarifai.TeamMember, len(order)), make([]bool, len(order))
	err := parallel(ctx, concurrency, len(order), func(ctx context.Context, i int) (err error) {
		lists[i], stable[i], err = steps.ReadStable(ctx, s.client.Teams.ListAllMembers(ctx, s.org, order[i], nil), memberKey)
		return err
	})
	if err != nil {
		return err
	}
	for i, list := range lists {
		if !stable[i] {
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

// parallel calls do n times, up to limit calls at a time. The first error cancels the
// other calls. It returns when all calls have returned.
func parallel(ctx context.Context, limit, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan error)
	var first error
	running := 0
	for next := 0; next < n || running > 0; {
		if next < n && running < limit && first == nil {
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
			first = err // later errors may follow from it
			cancel()
		}
	}
	return first
}

// The keys of list items have what the verdicts depend on.

func teamKey(t *clarifai.Team) string { return key(t.ID, t.DefaultRoleID) }

func roleKey(r *clarifai.Role) string {
	return key(r.ID, r.Name, r.Type, r.Scopes, r.Endpoints)
}

func appKey(a *clarifai.App) string {
	return key(a.ID, a.UserID, a.Visibility, a.Metadata)
}

func teamAppKey(a *clarifai.TeamApp) string { return key(a.App, a.RoleID) }

func memberKey(m *clarifai.TeamMember) string { return m.UserID }

// key returns the same text for the same values.
func key(values ...any) string {
	var b strings.Builder
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			text = fmt.Append(nil, v) // cannot happen for values from JSON
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

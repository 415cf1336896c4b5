package access

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// evaluator evaluates policies for a snapshot.
type evaluator struct {
	*Snapshot
	bound       []*boundTeam // sorted by ID
	found       []*boundTeam // teams with a finding
	incomplete  []string
	unknownApps []string
}

// boundTeam is a team together with the policies that bind it.
type boundTeam struct {
	*team
	policies []*boundPolicy
	known    []clarifai.TeamApp // the apps of which everything is known, sorted by ID
}

// boundPolicy is a policy together with its role.
type boundPolicy struct {
	*Policy
	rule  *condition
	lower *clarifai.Role // nil if apps are removed
}

// newEvaluator binds policies to the teams of a snapshot.
func newEvaluator(s *Snapshot, policies []Policy) (*evaluator, error) {
	e := &evaluator{Snapshot: s}
	if !s.stable {
		e.addIncomplete("the lists were read once, and something may have changed meanwhile: read them until two readings agree")
	}
	for _, list := range []string{theTeams, theRoles, theApps} {
		e.checkStable(list)
	}
	e.incomplete = slices.Concat(e.incomplete, s.appGaps, s.teamGaps)
	return e, e.bind(policies)
}

// addIncomplete records what could not be read.
func (e *evaluator) addIncomplete(format string, args ...any) {
	e.incomplete = append(e.incomplete, fmt.Sprintf(format, args...))
}

// checkStable records a list of which no two readings agreed.
func (e *evaluator) checkStable(list string) {
	if e.isUnstable(list) {
		e.addIncomplete("%s", steps.Unstable(list))
	}
}

// bind assigns the policies to their teams. Teams that have none are left out.
func (e *evaluator) bind(policies []Policy) error {
	var problems []error
	for _, t := range e.teams {
		e.bound = append(e.bound, &boundTeam{team: t})
	}
	slices.SortFunc(e.bound, func(a, b *boundTeam) int { return cmp.Compare(a.ID, b.ID) })
	for i := range policies {
		b := &boundPolicy{Policy: &policies[i]}
		b.rule, _ = compile(&b.Rule)
		e.findUnknownApps(b.Name, b.rule)
		for n, id := range b.Teams {
			if id != AllTeams && !slices.ContainsFunc(e.teams, func(t *team) bool { return t.ID == id }) {
				problems = append(problems, &PolicyError{b.Name, fmt.Sprintf("teams[%d]", n), fmt.Sprintf("the organization has no team %q", id)})
			}
		}
		if b.LowerTo != "" {
			role, problem := e.roles.find(b.LowerTo)
			if problem != "" {
				problems = append(problems, &PolicyError{b.Name, "lower_to", problem})
			}
			b.lower = role
		}
		for _, t := range e.bound {
			if b.binds(t.ID) {
				t.policies = append(t.policies, b)
			}
		}
	}
	e.bound = slices.DeleteFunc(e.bound, func(t *boundTeam) bool { return len(t.policies) == 0 })
	return errors.Join(problems...)
}

// findUnknownApps records the app IDs in a rule that the organization does not show.
func (e *evaluator) findUnknownApps(policy string, n *condition) {
	for _, part := range n.parts {
		e.findUnknownApps(policy, part)
	}
	for i, id := range n.rule.Apps {
		if e.apps[id] == nil {
			e.unknownApps = append(e.unknownApps, fmt.Sprintf("%s: %s[%d]: %s", policy, n.path, i, id))
		}
	}
}

// selectApps selects the apps of a team of which everything is known.
func (e *evaluator) selectApps(t *boundTeam) {
	e.checkStable(teamAppsName(t.ID))
	for i := range t.apps {
		if a := &t.apps[i]; e.isComplete(t.team, a) {
			t.known = append(t.known, *a)
		}
	}
	slices.SortStableFunc(t.known, func(a, b clarifai.TeamApp) int { return cmp.Compare(a.App.AppID, b.App.AppID) })
	for i := 1; i < len(t.known); i++ {
		if a, b := &t.known[i-1], &t.known[i]; a.App.AppID == b.App.AppID {
			e.addIncomplete("app %.80q of team %q is listed twice: the list changed while it was read", b.App.AppID, t.ID)
		}
	}
	t.known = slices.CompactFunc(t.known, func(a, b clarifai.TeamApp) bool { return a.App.AppID == b.App.AppID })
}

// isComplete reports whether everything about an app of a team is known. Its role must
// show an ID, since names do not distinguish roles. Otherwise the evaluation is
// incomplete.
func (e *evaluator) isComplete(t *team, a *clarifai.TeamApp) bool {
	switch {
	case a.AppID() == "":
		e.addIncomplete("team %q has an app whose ID is not shown", t.ID)
	case a.RoleID == "":
		e.addIncomplete("team %q has app %.80q in a role whose ID is not shown", t.ID, a.App.AppID)
	case a.App.UserID != "" && !strings.EqualFold(a.App.UserID, e.org):
		e.addIncomplete("app %.80q of team %q belongs to %.80q, whose apps were not read", a.App.AppID, t.ID, a.App.UserID)
	case e.apps[a.App.AppID] == nil:
		e.addIncomplete("app %.80q of team %q is not in the list of the organization's apps, as far as the caller sees it", a.App.AppID, t.ID)
	default:
		return true
	}
	return false
}

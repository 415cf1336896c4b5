package roster

import (
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// isLost reports whether a step was not done although it is needed.
func isLost(r *Result) bool { return r.Err != nil && (r.Status == Failed || r.Status == Skipped) }

// lostOf returns the steps of these kinds that were not done although they are
// needed. It returns the first one of each key.
func (a *applier) lostOf(key func(*Result) string, kinds ...Kind) map[string]*Result {
	lost := make(map[string]*Result)
	for _, r := range a.steps {
		if isLost(r) && slices.Contains(kinds, r.Kind) && lost[key(r)] == nil {
			lost[key(r)] = r
		}
	}
	return lost
}

// lostPlaces returns, by folded user ID, steps that should have put somebody on a
// team, or given an app to that team. Whoever did not get the new access keeps the old.
func (a *applier) lostPlaces() map[string]*Result {
	lost, apps := a.lostOf(personKey, AddTeamMember), a.lostOf(teamKey, AddTeamApp)
	for _, r := range a.steps {
		if key := personKey(r); r.Kind == AddTeamMember && apps[r.Team] != nil && lost[key] == nil {
			lost[key] = apps[r.Team]
		}
	}
	return lost
}

func personKey(r *Result) string { return steps.FoldID(r.UserID) }

func teamKey(r *Result) string { return r.Team }

// withoutLost skips the steps that depend on a lost step of the same key, and
// returns the others.
func (a *applier) withoutLost(results []*Result, lost map[string]*Result, key func(*Result) string) (left []*Result) {
	for _, r := range results {
		if needed := lost[key(r)]; needed != nil {
			a.skipStep(r, fmt.Sprintf("it depends on a step that was not done: %s", needed.label()), needed.Err)
			continue
		}
		left = append(left, r)
	}
	return left
}

// width says how much a member role allows. Roles of which this package knows
// nothing count as the narrowest.
func width(role *clarifai.Role) int {
	for i, known := range []clarifai.MemberRole{clarifai.MemberRoleAdmin, clarifai.MemberRoleContributor, clarifai.MemberRoleUser} {
		if known.Matches(role) {
			return 3 - i
		}
	}
	return 0
}

// widens reports whether a change of a member's role allows more than before.
func widens(r *Result) bool {
	return width(&clarifai.Role{Name: r.After}) > width(&clarifai.Role{Name: r.Before})
}

package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// ErrContradiction says that policies contradict each other.
var ErrContradiction = errors.New("access: policies contradict each other")

// Contradiction says that policies cannot all be satisfied.
type Contradiction struct {
	// Policies are the names of the policies. One policy can contradict itself.
	Policies []string
	// Team is the ID of the team that they bind, or [AllTeams].
	Team string
	// App is the ID of the app. Empty means all apps.
	App    string
	Reason string
}

// Error returns the contradiction in one line.
func (c *Contradiction) Error() string {
	return fmt.Sprintf("access: team %s: policies %q contradict each other: %s", teamAndApp(c.Team, c.App), c.Policies, c.Reason)
}

// Is reports whether target is [ErrContradiction].
func (*Contradiction) Is(target error) bool { return target == ErrContradiction }

func teamAndApp(team, app string) string {
	if app == "" {
		return team
	}
	return team + ", app " + app
}

// demand is a condition that must hold, or must not hold, for a rule to hold.
type demand struct {
	*condition
	policy string
	holds  bool
}

func (d demand) String() string {
	if d.holds {
		return d.path + " must hold"
	}
	return d.path + " must not hold"
}

// collectDemands collects the conditions without which a rule cannot hold.
func (c *condition) collectDemands(policy string, holds bool, found *[]demand) {
	switch {
	case c.join == joinLeaf:
		*found = append(*found, demand{c, policy, holds})
	case c.join == joinNot:
		c.parts[0].collectDemands(policy, !holds, found)
	case len(c.parts) == 1, c.join == joinAll && holds, c.join == joinAny && !holds:
		for _, part := range c.parts {
			part.collectDemands(policy, holds, found)
		}
	}
}

// findContradictions returns the teams that are bound to conditions that no app can
// meet together, so that the teams would lose all their apps. It compares single
// conditions, and misses what only their combinations show.
func findContradictions(policies []Policy) (all []Contradiction) {
	demands := make([][]demand, len(policies))
	teams := []string{AllTeams}
	for i := range policies {
		if n, err := compile(&policies[i].Rule); err == nil {
			n.collectDemands(policies[i].Name, true, &demands[i])
		}
		teams = append(teams, policies[i].Teams...)
	}
	slices.Sort(teams)
	reported := make(map[string]bool) // for all teams
	for _, team := range slices.Compact(teams) {
		var together []demand
		for i := range policies {
			if policies[i].binds(team) {
				together = append(together, demands[i]...)
			}
		}
		for _, c := range findConflicts(together) {
			key := fmt.Sprintf("%q %s", c.Policies, c.Reason)
			if reported[key] {
				continue
			}
			reported[key] = team == AllTeams
			c.Team = team
			all = append(all, c)
		}
	}
	return all
}

// findConflicts returns the conditions on one property that leave no value for it.
func findConflicts(demands []demand) (found []Contradiction) {
	var order []string
	about := make(map[string][]demand)
	for _, d := range demands {
		key := d.rule.setFields()[0]
		if d.rule.Metadata != nil {
			key += fmt.Sprintf(" %q", d.rule.Metadata.keys())
		}
		if about[key] == nil {
			order = append(order, key)
		}
		about[key] = append(about[key], d)
	}
	for _, key := range order {
		list := about[key]
		clash := conflictOfWords(list)
		if list[0].rule.Metadata != nil {
			clash = conflictOfValues(list)
		}
		if clash == nil {
			continue
		}
		c := Contradiction{}
		words := make([]string, len(clash))
		for i, d := range clash {
			words[i] = fmt.Sprintf("of %q %s", d.policy, d)
			if !slices.Contains(c.Policies, d.policy) {
				c.Policies = append(c.Policies, d.policy)
			}
		}
		c.Reason = "no app can meet all of them: " + strings.Join(words, ", ")
		found = append(found, c)
	}
	return found
}

// conflictOfWords returns the conditions on a visibility, an ID or an owner that leave
// no value: those up to the one that excludes the last value.
func conflictOfWords(list []demand) []demand {
	var left map[string]bool // nil means any
	if list[0].rule.Visibility != nil {
		left = make(map[string]bool)
		for _, v := range []clarifai.Visibility{clarifai.VisibilityPrivate, clarifai.VisibilityOrg, clarifai.VisibilityPublic} {
			left[string(v)] = true
		}
	}
	wanted := slices.Clone(list)
	slices.SortStableFunc(wanted, func(a, b demand) int { // demands that must hold first
		switch {
		case a.holds == b.holds:
			return 0
		case a.holds:
			return -1
		}
		return 1
	})
	var used []demand
	for _, d := range wanted {
		if left == nil && !d.holds {
			return nil // infinitely many IDs are left
		}
		before := len(left)
		if left == nil {
			left = make(map[string]bool, len(d.words))
			for s := range d.words {
				left[s] = true
			}
		} else {
			for s := range left {
				if d.words[s] != d.holds {
					delete(left, s)
				}
			}
		}
		if before != len(left) {
			used = append(used, d)
		}
		if len(left) == 0 {
			return used
		}
	}
	return nil
}

// conflictOfValues returns two conditions on one place in metadata that exclude each
// other. A list may have several values, so they do only if all wanted values are
// excluded.
func conflictOfValues(list []demand) []demand {
	for _, want := range list {
		for _, not := range list {
			if !want.holds || not.holds {
				continue
			}
			all := not.rule.Metadata.Present
			if !all && !want.rule.Metadata.Present {
				all = true
				for v := range want.values {
					all = all && not.values[v]
				}
			}
			if all {
				return []demand{want, not}
			}
		}
	}
	return nil
}

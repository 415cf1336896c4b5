package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// ErrContradiction is what errors.Is finds where policies contradict each other.
var ErrContradiction = errors.New("access: policies contradict each other")

// Contradiction is what policies ask for and no one can do.
type Contradiction struct {
	Policies []string // their names: one that contradicts itself, or several
	Team     string   // the team that they bind; [AllTeams]: every team
	App      string   // where it is about one app; "": about all of them
	Reason   string
}

// Error tells the contradiction in a line.
func (c *Contradiction) Error() string {
	return fmt.Sprintf("access: team %s: policies %q contradict each other: %s", teamAndApp(c.Team, c.App), c.Policies, c.Reason)
}

// Is makes it [ErrContradiction].
func (*Contradiction) Is(target error) bool { return target == ErrContradiction }

func teamAndApp(team, app string) string {
	if app == "" {
		return team
	}
	return team + ", app " + app
}

// demand is a single condition that must hold, or must not, for a rule to hold.
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

// collectDemands gathers the conditions without which a rule cannot hold.
func (n *condition) collectDemands(policy string, holds bool, found *[]demand) {
	switch {
	case n.join == joinLeaf:
		*found = append(*found, demand{n, policy, holds})
	case n.join == joinNot:
		n.parts[0].collectDemands(policy, !holds, found)
	case len(n.parts) == 1, n.join == joinAll && holds, n.join == joinAny && !holds:
		for _, part := range n.parts {
			part.collectDemands(policy, holds, found)
		}
	}
}

// impossible tells which teams are bound to conditions that no app can meet
// together, so that all of their apps would go. It looks at the single
// conditions that must hold; what only their combinations show, it misses.
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
	told := make(map[string]bool) // of all teams together: not again of each
	for _, team := range slices.Compact(teams) {
		var together []demand
		for i := range policies {
			if policies[i].binds(team) {
				together = append(together, demands[i]...)
			}
		}
		for _, c := range findConflicts(together) {
			key := fmt.Sprintf("%q %s", c.Policies, c.Reason)
			if told[key] {
				continue
			}
			told[key] = team == AllTeams
			c.Team = team
			all = append(all, c)
		}
	}
	return all
}

// clashes finds conditions on one thing that leave no value for it.
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
		c.Reason = "no app meets them all: " + strings.Join(words, ", ")
		found = append(found, c)
	}
	return found
}

// conflictOfWords gives the conditions on a visibility, an id or an owner that leave
// none: those up to the one that takes the last.
func conflictOfWords(list []demand) []demand {
	var left map[string]bool // nil: any
	if list[0].rule.Visibility != nil {
		left = make(map[string]bool)
		for _, v := range []clarifai.Visibility{clarifai.VisibilityPrivate, clarifai.VisibilityOrg, clarifai.VisibilityPublic} {
			left[string(v)] = true
		}
	}
	wanted := slices.Clone(list)
	slices.SortStableFunc(wanted, func(a, b demand) int { // those that must hold come first
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
			return nil // of all the ids there can be, some are left
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

// conflictOfValues gives two conditions on one place in metadata that exclude each
// other. Since a list may hold several values, only that all of the wanted ones
// are excluded tells.
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

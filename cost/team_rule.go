package cost

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// TeamRule says how what a member used of an app ("" where it is not known) is
// split between the member's teams: by weights, one for each of teamIDs. nil, or
// nothing but zeros, leaves it shared.
type TeamRule func(memberID, appID string, teamIDs []string) []int64

// SplitEvenly is a [TeamRule] by which all teams of a member bear the same.
func SplitEvenly(_, _ string, teamIDs []string) []int64 {
	weights := make([]int64, len(teamIDs))
	for i := range weights {
		weights[i] = 1
	}
	return weights
}

// split is the kind of what a TeamRule parts, until it is parted: its key has
// the weights, too.
const lineSplit LineKind = "split"

// sharedLine is the line of someone in several teams.
func (s *allocation) sharedLine(who caller, teams []string) (lineID, error) {
	shared := lineID{LineShared, strings.Join(teams, "+")}
	s.teams[shared.key] = teams
	if s.mapping.TeamRule == nil {
		return shared, nil
	}
	userID := who.userID
	if m := s.directory.members[userID]; m != nil {
		userID = m.ID
	}
	weights := s.mapping.TeamRule(userID, who.appID, slices.Clone(teams))
	if len(weights) == 0 {
		return shared, nil
	}
	if len(weights) != len(teams) {
		return shared, fmt.Errorf("cost: the team rule gives %d weights for the %d teams of %q", len(weights), len(teams), userID)
	}
	whole := false
	for _, w := range weights {
		if w < 0 {
			return shared, fmt.Errorf("cost: the team rule gives the weight %d for a team of %q: no team bears less than nothing", w, userID)
		}
		whole = whole || w > 0
	}
	if !whole {
		return shared, nil
	}
	id := lineID{lineSplit, shared.key + fmt.Sprint(weights)}
	s.splits[id.key] = &teamSplit{teams, slices.Clone(weights)}
	return id, nil
}

// teamSplit is usage of several teams that is to be parted.
type teamSplit struct {
	teams   []string
	weights []int64
}

// applyTeamSplits parts what a TeamRule wants split among its teams.
func (s *allocation) applyTeamSplits(all shares) error {
	ids := make([]lineID, 0, len(s.splits))
	for id := range all {
		if id.kind == lineSplit {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, lineID.compare)
	for _, id := range ids {
		line := s.splits[id.key]
		for item, amount := range all[id] {
			parts, err := amount.Allocate(line.weights)
			if err != nil {
				return err
			}
			for i, team := range line.teams {
				if err := all.add(lineID{LineRegular, team}, item, parts[i]); err != nil {
					return err
				}
			}
		}
		delete(all, id)
	}
	return nil
}

// totalWeight is the sum of the weights.
func (l *teamSplit) totalWeight() *big.Int {
	sum := new(big.Int)
	for _, w := range l.weights {
		sum.Add(sum, big.NewInt(w))
	}
	return sum
}

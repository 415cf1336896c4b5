package cost

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// TeamRule splits the usage of a member of several teams between these teams. It
// returns one weight for each of teamIDs. If it returns nil, or zeros only, the
// usage is reported as shared. The appID is empty if the app is unknown.
type TeamRule func(memberID, appID string, teamIDs []string) []int64

// SplitEvenly is a [TeamRule] that assigns every team of a member the same part.
func SplitEvenly(_, _ string, teamIDs []string) []int64 {
	weights := make([]int64, len(teamIDs))
	for i := range weights {
		weights[i] = 1
	}
	return weights
}

// lineSplit is the kind of a line whose amount is still to be split between teams.
// Its key contains the weights.
const lineSplit LineKind = "split"

// sharedLine returns the line of a caller who is in several teams.
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
		return shared, fmt.Errorf("cost: the team rule must return %d weights for the teams of %q, but returns %d", len(teams), userID, len(weights))
	}
	positive := false
	for _, w := range weights {
		if w < 0 {
			return shared, fmt.Errorf("cost: the team rule must not return a negative weight, but returns %d for %q", w, userID)
		}
		positive = positive || w > 0
	}
	if !positive {
		return shared, nil
	}
	id := lineID{lineSplit, shared.key + fmt.Sprint(weights)}
	s.splits[id.key] = &teamSplit{teams, slices.Clone(weights)}
	return id, nil
}

// teamSplit says how a line is split between teams.
type teamSplit struct {
	teams   []string
	weights []int64
}

// applyTeamSplits replaces lines that are to be split by parts of the lines of their
// teams.
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

// totalWeight returns the sum of the weights.
func (l *teamSplit) totalWeight() *big.Int {
	sum := new(big.Int)
	for _, w := range l.weights {
		sum.Add(sum, big.NewInt(w))
	}
	return sum
}

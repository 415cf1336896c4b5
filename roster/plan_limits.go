package roster

import (
	"fmt"
	"math"
	"slices"
)

// allows reports whether the limit allows a number of steps that take something away
// from what exists.
func (l Limit) allows(n, existing int) bool {
	// A hundredth of 300 must be 3, although 0.01 is no exact number.
	share := math.Floor(max(l.Share, 0)*float64(existing) + 1e-9)
	return n <= l.Max && float64(n) <= share
}

// withhold moves the steps to Withheld that must not be taken: all removals if rows
// were skipped, all steps of a kind whose limit is exceeded, and what depends on
// steps that are withheld.
func (p *planner) withhold() {
	if len(p.BadRows) > 0 {
		p.withholdSteps("bad rows of the files were skipped", func(s Step) bool { return slices.Contains(RemovalKinds(), s.Kind) })
	}
	numbers := make(map[Kind]int)
	for _, s := range p.Steps {
		if s.isLimited() {
			numbers[s.Kind]++
		}
	}
	for _, kind := range append([]Kind{SetTeamDefaultRole, UpdateTeamAppRole, UpdateMemberRole}, RemovalKinds()...) {
		limit, limited := p.Options.Limits[kind]
		n, existing := numbers[kind], p.existing(kind)
		if !limited || n == 0 || limit.allows(n, existing) {
			continue
		}
		p.Exceeded = append(p.Exceeded, ExceededLimit{Kind: kind, Limit: limit, Steps: n, Existing: existing})
		reason := fmt.Sprintf("%d of %d would be too many: the limit is %d and %.4g%%", n, existing, max(limit.Max, 0), 100*max(limit.Share, 0))
		p.withholdSteps(reason, func(s Step) bool { return s.Kind == kind && s.isLimited() })
	}
	for _, d := range p.deletions {
		p.withholdDeletion(d)
	}
}

// isLimited reports whether the limit of its kind counts a step. The first default role
// of a team replaces nothing.
func (s Step) isLimited() bool { return s.Kind != SetTeamDefaultRole || s.Replaces != "" }

// withholdDeletion withholds the deletion of a team, and the steps that empty it, if
// one of them is withheld: a team must not be emptied and then stay.
func (p *planner) withholdDeletion(d *deletion) {
	ofTeam := func(s Step) bool { return s.Team == d.step.Team }
	i := slices.IndexFunc(p.Withheld, ofTeam)
	if i < 0 {
		return
	}
	p.withholdSteps(fmt.Sprintf("the step %q of the team is withheld", p.Withheld[i].Kind), ofTeam)
}

// withholdSteps moves steps to Withheld.
func (p *planner) withholdSteps(reason string, include func(Step) bool) {
	p.Steps = slices.DeleteFunc(p.Steps, func(s Step) bool {
		if include(s) {
			p.withheld(s, reason)
			return true
		}
		return false
	})
}

// withheld adds a step that is not taken.
func (p *planner) withheld(s Step, reason string) {
	if p.inScope(s.Kind, s.Team) && s.check() == "" {
		s.Reason += "; withheld: " + reason
		p.Withheld = append(p.Withheld, s)
	}
}

// existing returns how much there is of what steps of a kind take away or change.
func (p *planner) existing(kind Kind) (n int) {
	switch kind {
	case CancelInvitation:
		return len(p.invited.pending)
	case UpdateMemberRole, RemoveMember:
		return len(p.people.all)
	case DeleteTeam:
		return len(p.byTeam)
	case SetTeamDefaultRole, ClearTeamDefaultRole:
		for _, team := range p.byTeam {
			if team.DefaultRoleID != "" {
				n++
			}
		}
	case RemoveTeamMember:
		for _, members := range p.members {
			n += len(members)
		}
	case UpdateTeamAppRole, RemoveTeamApp:
		for _, apps := range p.apps {
			n += len(apps)
		}
	}
	return n
}

package roster

import (
	"fmt"
	"slices"
)

// inScope reports whether the options allow steps of a kind that are about a team, or
// about no team if the ID is empty.
func (p *planner) inScope(kind Kind, team string) bool {
	return p.kindInScope(kind) && p.teamInScope(team)
}

func (p *planner) kindInScope(kind Kind) bool {
	return len(p.Options.Kinds) == 0 || slices.Contains(p.Options.Kinds, kind)
}

// teamInScope reports whether the plan has steps about a team. If it is restricted to
// some teams, it has no steps that are about none.
func (p *planner) teamInScope(team string) bool {
	return len(p.Options.Teams) == 0 || slices.Contains(p.Options.Teams, team)
}

// checkTeamsInScope returns an error for a team in scope that does not exist and is
// not in the company. With a mistyped ID, the plan would have nothing to do.
func (p *planner) checkTeamsInScope() error {
	for _, id := range p.Options.Teams {
		known := slices.ContainsFunc(p.company.Teams, func(t Team) bool { return t.ID == id }) ||
			slices.ContainsFunc(p.bad, func(r rowProblem) bool { return r.File == FileTeams && r.Subject == id })
		if !known && p.byTeam[id] == nil {
			return fmt.Errorf("roster: Teams: neither the company nor the organization has a team %.80q", id)
		}
	}
	return nil
}

// allows reports whether the plan may have removals of a kind: it has a limit, and is
// in scope.
func (p *planner) allows(kind Kind) bool {
	_, limited := p.Options.Limits[kind]
	return limited && p.kindInScope(kind)
}

// removesPeople reports whether the plan may take people off teams or remove them.
func (p *planner) removesPeople() bool {
	return p.allows(RemoveMember) || p.allows(RemoveTeamMember) || p.allows(DeleteTeam)
}

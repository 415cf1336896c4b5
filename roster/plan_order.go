package roster

import (
	"context"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// The phases of a plan that are no kind of step.
const (
	phaseNames = iota + 3
	phaseTeamApps
	phaseTeamMembers
	phasePromotions
	phaseWiderRoles
	phaseRoles
	phaseRemovals
)

// phases has the place of each kind in the order of the steps: access is given before
// it is taken, and teams are emptied before they are deleted.
var phases = map[Kind]int{
	CreateOrganization: 0, Invite: 1, CreateTeam: 2,
	RenameOrganization: phaseNames, UpdateBillingEmail: phaseNames, RenameTeam: phaseNames,
	SetTeamDefaultRole: phaseNames, ClearTeamDefaultRole: phaseNames,
	AddTeamApp: phaseTeamApps, UpdateTeamAppRole: phaseTeamApps, AddTeamMember: phaseTeamMembers,
	UpdateMemberRole: phaseRoles,
	RemoveTeamMember: phaseRemovals, RemoveTeamApp: phaseRemovals + 1, CancelInvitation: phaseRemovals + 2,
	RemoveMember: phaseRemovals + 3, DeleteTeam: phaseRemovals + 4,
}

// lastPhase is that of the caller's own role, since it may allow the other steps.
const lastPhase = phaseRemovals + 5

// sortSteps puts the steps in the order in which they are safe. Promotions come
// before all other changes of roles, and roles that allow more before those that
// allow less.
func (p *planner) sortSteps(ctx context.Context) {
	var callerID string
	if slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Kind == UpdateMemberRole }) {
		// If the caller is unknown, Apply still takes the caller's role last.
		if me, err := p.caller(ctx); err == nil {
			callerID = me.ID
		}
	}
	place := func(s Step) int {
		switch {
		case s.Kind != UpdateMemberRole:
			return phases[s.Kind]
		case s.Role.Matches(p.admin):
			return phasePromotions
		case steps.FoldID(s.UserID) == steps.FoldID(callerID):
			return lastPhase
		case widens(&Result{Step: s}):
			return phaseWiderRoles
		}
		return phaseRoles
	}
	inOrder := func(a, b Step) int { return place(a) - place(b) }
	slices.SortStableFunc(p.Steps, inOrder)
	slices.SortStableFunc(p.Withheld, inOrder)
}

package roster

import (
	"cmp"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// planTeamRemovals plans what the company's teams should not have, or reports it.
func (p *planner) planTeamRemovals() {
	leaving := make(map[string]bool) // folded IDs
	for _, s := range p.Steps {
		if s.Kind == RemoveMember {
			leaving[steps.FoldID(s.UserID)] = true
		}
	}
	filled := make(map[string]bool) // teams for which the files have somebody
	for i := range p.Rows {
		for _, team := range p.Rows[i].Person.Teams {
			filled[team] = true
		}
	}
	for i := range p.company.Teams {
		team := &p.company.Teams[i]
		if p.byTeam[team.ID] == nil || !p.teamInScope(team.ID) {
			continue
		}
		p.removeExtraApps(team)
		p.removeExtraMembers(team, leaving, filled[team.ID])
	}
}

// removeExtraMembers plans to take those off a team whom the files do not have for it.
// Leaving has the members who are to be removed from the organization, which takes
// them off their teams as well. If the limit of that is exceeded, they stay on them.
func (p *planner) removeExtraMembers(team *Team, leaving map[string]bool, filled bool) {
	for _, m := range p.members[team.ID] {
		step := takeOffTeam(m.UserID, p.people.byID[steps.FoldID(m.UserID)], team.ID, notForTeam)
		step.File, step.Line = team.File, team.Line
		rule := p.keptBecause(m.UserID)
		switch {
		case p.wanted[team.ID][steps.FoldID(m.UserID)]:
		case !p.hasPeople || !p.allows(RemoveTeamMember):
			p.findExtra(step)
		case rule != "":
			p.keep(step, rule)
		case leaving[steps.FoldID(m.UserID)]:
		case filled || p.Options.AllowEmptyTeams:
			p.add(step)
		default: // also if a rule keeps others on the team: a column may be lost
			p.keep(step, "the files have nobody for the team")
		}
	}
}

// takeOffTeam returns the step that takes a user off a team. The member is nil if the
// user is not one of the organization's.
func takeOffTeam(userID string, m *clarifai.Member, team, reason string) Step {
	step := Step{Kind: RemoveTeamMember, UserID: userID, Team: team, Reason: reason}
	if m != nil {
		step.Email = m.Email()
	}
	return step
}

// findExtra adds a finding about a user on a team whom the roster does not have for
// that team, and whom the plan may not take off.
func (p *planner) findExtra(s Step) {
	f := Finding{Kind: Extra, Team: s.Team, UserID: s.UserID, Reason: notForTeam}
	switch known := p.people.byID[steps.FoldID(s.UserID)]; {
	case known == nil:
		f.Reason = "on the team, but not among the organization's members"
	case known.User.Email() == "":
		f.Kind, f.Reason = Unmatched, "on the team, but shows no address to find in the roster"
	case p.mayBeRow(known.User):
		f.Kind, f.Reason, f.Email = Unmatched, "on the team, and may be the person of a row that is held or skipped", known.User.Email()
	default:
		f.Email = known.User.Email()
	}
	p.Findings = append(p.Findings, f)
}

// removeExtraApps plans to remove the apps that the files do not have for a team, or
// reports them. An app whose ID differs only in letter case is a finding already.
func (p *planner) removeExtraApps(team *Team) {
	for _, app := range p.apps[team.ID] {
		wanted := slices.ContainsFunc(team.Apps, func(want App) bool { return steps.FoldID(want.ID) == steps.FoldID(app.AppID()) })
		if app.AppID() == "" || wanted {
			continue
		}
		step := removeApp(app, team.ID, noApp)
		step.File, step.Line = team.File, team.Line
		if p.allows(RemoveTeamApp) {
			p.add(step)
		} else {
			p.Findings = append(p.Findings, Finding{Kind: Extra, Team: team.ID, App: step.App, Reason: noApp})
		}
	}
}

// removeApp returns the step that removes an app from a team.
func removeApp(app clarifai.TeamApp, team, reason string) Step {
	role := &clarifai.Role{ID: app.RoleID, Name: app.RoleName}
	return Step{
		Kind: RemoveTeamApp, Team: team, App: app.AppID(), Reason: reason,
		Before: cmp.Or(app.RoleName, app.RoleID), Replaces: string(roleByID[clarifai.TeamRole](role)),
	}
}

// deletion is a team to delete, and the steps that empty it.
type deletion struct {
	step     Step
	emptying []Step
	// obstacle says why the team cannot be emptied. It is empty if it can.
	obstacle string
}

// teamsToDelete returns the IDs of the teams that the company does not have and that
// the plan may delete, sorted.
func (p *planner) teamsToDelete() (ids []string) {
	if !p.hasTeams || !p.allows(DeleteTeam) {
		return nil
	}
	for id := range p.byTeam {
		if p.teamInScope(id) && !slices.ContainsFunc(p.company.Teams, func(t Team) bool { return t.ID == id }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// planDeletions plans to empty and to delete the teams that the company does not have.
// If one cannot be emptied, nothing of it is taken.
func (p *planner) planDeletions() {
	for _, id := range p.teamsToDelete() {
		d := &deletion{step: Step{Kind: DeleteTeam, Team: id, Reason: noTeam, Before: p.byTeam[id].Name}}
		if twin := p.twinOf(id); twin != "" {
			p.keep(d.step, fmt.Sprintf("its ID differs only in letter case from that of team %q", twin))
			continue
		}
		p.empty(d)
		if d.obstacle != "" {
			p.withheld(d.step, d.obstacle)
			continue
		}
		p.deletions = append(p.deletions, d)
		for _, step := range append(d.emptying, d.step) {
			p.add(step)
		}
	}
}

// empty finds the steps that empty a team, or the obstacle.
func (p *planner) empty(d *deletion) {
	const reason = "the files have no such team, which must be empty to be deleted"
	block := func(obstacle string) { d.obstacle = cmp.Or(d.obstacle, obstacle) }
	id := d.step.Team
	for _, m := range p.members[id] {
		step := takeOffTeam(m.UserID, p.people.byID[steps.FoldID(m.UserID)], id, reason)
		if rule := p.keptBecause(m.UserID); rule != "" {
			p.keep(step, rule)
			block(fmt.Sprintf("user %s stays on the team: %s", m.UserID, rule))
		}
		d.emptying = append(d.emptying, step)
	}
	for _, app := range p.apps[id] {
		if app.AppID() == "" {
			block("the team has an app that shows no ID")
		}
		d.emptying = append(d.emptying, removeApp(app, id, reason))
	}
	places := make(map[string]bool)
	for _, step := range d.emptying {
		if problem := step.check(); problem != "" || places[step.place()] {
			block(fmt.Sprintf("what is on the team cannot be taken off: %s", cmp.Or(problem, "its IDs differ only in letter case")))
		}
		places[step.place()] = true
		if !p.allows(step.Kind) {
			block(fmt.Sprintf("the team is not empty, and the kind %q is not allowed", step.Kind))
		}
	}
}

// twinOf returns the ID of another team that differs from id only in letter case. It
// returns an empty string if there is none.
func (p *planner) twinOf(id string) string {
	for other := range p.byTeam {
		if other != id && steps.FoldID(other) == steps.FoldID(id) {
			return other
		}
	}
	return ""
}

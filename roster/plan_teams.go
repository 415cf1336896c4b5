package roster

import (
	"cmp"
	"context"
	"errors"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// planTeams plans the missing teams, and the names, default roles, apps and members of
// all teams in scope.
func (p *planner) planTeams() {
	for i := range p.company.Teams {
		team := &p.company.Teams[i]
		there := p.byTeam[team.ID]
		switch {
		case !p.teamInScope(team.ID):
			continue
		case there != nil:
			p.planTeamName(team, there)
			p.planDefaultRole(team, there)
		case !p.kindInScope(CreateTeam):
			p.findTeamDiffers(team, "there is no such team, and creating one is out of scope", "", "")
			continue
		default:
			p.createTeam(team)
		}
		p.planTeamApps(team, p.apps[team.ID])
		p.planTeamMembers(team, p.members[team.ID])
	}
}

func (p *planner) createTeam(team *Team) {
	p.add(Step{
		Kind: CreateTeam, File: team.File, Line: team.Line, Team: team.ID, Reason: "there is no such team", After: team.Name,
	})
	if role := p.roles.team(team.DefaultRole); role != nil {
		p.add(Step{
			Kind: SetTeamDefaultRole, File: team.File, Line: team.Line, Team: team.ID,
			Reason: "the team is new", After: role.Name, TeamRole: roleByID[clarifai.TeamRole](role),
		})
	}
}

// planDefaultRole plans the default role of a team that exists, or reports that it
// differs.
func (p *planner) planDefaultRole(team *Team, there *clarifai.Team) {
	step := Step{
		Kind: SetTeamDefaultRole, File: team.File, Line: team.Line, Team: team.ID, Before: p.roles.nameOf(there.DefaultRoleID),
		Replaces: string(roleByID[clarifai.TeamRole](defaultRoleOf(there))),
	}
	role := p.roles.team(team.DefaultRole)
	switch {
	case role == nil:
		if there.DefaultRoleID != "" && p.allows(ClearTeamDefaultRole) {
			step.Kind, step.Reason = ClearTeamDefaultRole, "the files have no default role for the team"
			p.add(step)
		}
		return
	case there.DefaultRoleID == role.ID:
		return
	case there.DefaultRoleID == "":
		step.Reason = "the team has no default role" // an interrupted run may have left it so
	case p.Options.UpdateRoles:
		step.Reason = "the team has another default role"
	default:
		p.findTeamDiffers(team, "the team has another default role", step.Before, role.Name)
		return
	}
	step.After, step.TeamRole = role.Name, roleByID[clarifai.TeamRole](role)
	p.add(step)
}

// nameDefaultRoles looks up the default roles of teams that the company has with another
// one, so that the plan shows their names.
func (p *planner) nameDefaultRoles(ctx context.Context) error {
	for i := range p.company.Teams {
		team := &p.company.Teams[i]
		there := p.byTeam[team.ID]
		if there == nil || !p.teamInScope(team.ID) || there.DefaultRoleID == "" || p.roles.nameOf(there.DefaultRoleID) != there.DefaultRoleID {
			continue
		}
		if team.DefaultRole == "" && !p.allows(ClearTeamDefaultRole) {
			continue
		}
		ref := clarifai.TeamRoleByID(there.DefaultRoleID)
		switch role, err := p.client.Roles.ResolveTeamRole(ctx, ref); {
		case errors.Is(err, clarifai.ErrInvalid): // the list of roles does not have it
		case err != nil:
			return err
		default:
			p.roles[ref] = role
		}
	}
	return nil
}

// defaultRoleOf returns a team's default role, or nil if it has none.
func defaultRoleOf(team *clarifai.Team) *clarifai.Role {
	if team.DefaultRoleID == "" {
		return nil
	}
	return &clarifai.Role{ID: team.DefaultRoleID}
}

// planTeamApps plans the apps that a team should have, and their roles.
func (p *planner) planTeamApps(team *Team, there []clarifai.TeamApp) {
	byID := make(map[string]clarifai.TeamApp, len(there))
	exactID := make(map[string]string, len(there)) // by folded ID
	for _, app := range there {
		if app.App != nil {
			byID[app.App.AppID] = app
			exactID[steps.FoldID(app.App.AppID)] = app.App.AppID
		}
	}
	for _, app := range team.Apps {
		want := p.roles.team(team.roleIn(app))
		is, ok := byID[app.ID]
		step := Step{
			File: team.File, Line: team.Line, Team: team.ID, App: app.ID,
			Before: cmp.Or(is.RoleName, is.RoleID), After: want.Name, TeamRole: roleByID[clarifai.TeamRole](want),
		}
		switch {
		case !ok && exactID[steps.FoldID(app.ID)] != "":
			step.Before, step.After = exactID[steps.FoldID(app.ID)], app.ID
			p.Findings = append(p.Findings, step.finding(Differs, "the team has an app whose ID differs only in letter case"))
		case !ok:
			step.Kind, step.Reason = AddTeamApp, "the team does not have the app"
			p.add(step)
		case !differs(&clarifai.Role{ID: is.RoleID, Name: is.RoleName}, want):
		case p.Options.UpdateRoles:
			step.Kind, step.Reason = UpdateTeamAppRole, "the team has another role in the app"
			step.Replaces = string(roleByID[clarifai.TeamRole](&clarifai.Role{ID: is.RoleID, Name: is.RoleName}))
			p.add(step)
		default:
			p.Findings = append(p.Findings, step.finding(Differs, "the team has another role in the app"))
		}
	}
}

// planTeamMembers plans to add members to a team.
func (p *planner) planTeamMembers(team *Team, there []clarifai.TeamMember) {
	on := make(map[string]bool, len(there))
	for _, m := range there {
		on[steps.FoldID(m.UserID)] = true
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome == Member && !on[steps.FoldID(row.UserID)] && isOnTeam(&row.Person, team.ID) {
			p.add(addMember(row, team.ID, "a member who is not on the team"))
		}
	}
}

// addMember returns the step that adds a member to a team.
func addMember(row *Row, team, reason string) Step {
	return Step{
		Kind: AddTeamMember, File: row.Person.File, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID, Team: team, Reason: reason,
	}
}

// teamsThatDifferInCase returns the rows of new teams whose IDs differ only in
// letter case from the ID of an existing team.
func (c *Company) teamsThatDifferInCase(there map[string]*clarifai.Team) (bad rowProblems) {
	for i := range c.Teams {
		if twin := teamThatDiffersInCase(c.Teams[i].ID, there); twin != "" {
			bad.team(&c.Teams[i], "the organization has team %.80q, whose ID differs only in letter case", twin)
		}
	}
	return bad
}

// teamThatDiffersInCase returns the ID of a team that differs from id only in letter
// case. It returns an empty string if there is none, or if the team itself exists.
func teamThatDiffersInCase(id string, there map[string]*clarifai.Team) string {
	if there[id] != nil {
		return ""
	}
	for other := range there {
		if steps.FoldID(other) == steps.FoldID(id) {
			return other
		}
	}
	return ""
}

package roster

import (
	"cmp"
	"context"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// planTeams plans the missing teams, their apps and their members: first all teams,
// then their default roles, then the rest.
func (p *planner) planTeams(ctx context.Context) error {
	left := 2 * len(p.company.Teams)
	var adds []Step
	for i := range p.company.Teams {
		team := &p.company.Teams[i]
		var apps []clarifai.TeamApp
		var members []clarifai.TeamMember
		if there := p.byTeam[team.ID]; there == nil {
			p.createTeam(team)
		} else {
			p.compareTeam(team, there)
			var err error
			p.reportReading("team "+team.ID, left)
			if apps, err = p.teamApps(ctx, team.ID); err != nil {
				return err
			}
			p.reportReading("team "+team.ID, left-1)
			if members, err = p.teamMembers(ctx, team.ID); err != nil {
				return err
			}
		}
		left -= 2
		adds = append(adds, p.planTeamApps(team, apps)...)
		adds = append(adds, p.planTeamMembers(team, members)...)
	}
	p.Steps = slices.Concat(p.Steps, p.defaultRoles, adds)
	return nil
}

func (p *planner) createTeam(team *Team) {
	p.Steps = append(p.Steps, Step{
		Kind: CreateTeam, Line: team.Line, Team: team.ID, Reason: "there is no such team", After: team.Name,
	})
	if role := p.roles.team(team.DefaultRole); role != nil {
		p.defaultRoles = append(p.defaultRoles, Step{
			Kind: SetTeamDefaultRole, Line: team.Line, Team: team.ID, Reason: "the team is new", After: role.Name, TeamRole: roleByID[clarifai.TeamRole](role),
		})
	}
}

// compareTeam plans the default role of an existing team, and reports what differs.
func (p *planner) compareTeam(team *Team, there *clarifai.Team) {
	differs := func(reason, before, after string) {
		p.Findings = append(p.Findings, Finding{
			Kind: Differs, Line: team.Line, Team: team.ID, Reason: reason, Before: before, After: after,
		})
	}
	if there.Name != team.Name {
		differs("the team has another name", there.Name, team.Name)
	}
	role := p.roles.team(team.DefaultRole)
	if role == nil || there.DefaultRoleID == role.ID {
		return
	}
	// An interrupted run may have left the team without one.
	reason := "the team has no default role"
	if there.DefaultRoleID != "" {
		reason = "the team has another default role"
		if !p.Options.UpdateRoles {
			differs(reason, p.roles.nameOf(there.DefaultRoleID), role.Name)
			return
		}
	}
	p.defaultRoles = append(p.defaultRoles, Step{
		Kind: SetTeamDefaultRole, Line: team.Line, Team: team.ID, Reason: reason,
		Before: p.roles.nameOf(there.DefaultRoleID), After: role.Name, TeamRole: roleByID[clarifai.TeamRole](role),
		Replaces: string(roleByID[clarifai.TeamRole](defaultRoleOf(there))),
	})
}

// defaultRoleOf returns a team's default role, or nil if it has none.
func defaultRoleOf(team *clarifai.Team) *clarifai.Role {
	if team.DefaultRoleID == "" {
		return nil
	}
	return &clarifai.Role{ID: team.DefaultRoleID}
}

// planTeamApps returns the steps that a team's apps need.
func (p *planner) planTeamApps(team *Team, there []clarifai.TeamApp) (missing []Step) {
	byID := make(map[string]clarifai.TeamApp, len(there))
	exactID := make(map[string]string, len(there)) // by folded ID
	for _, app := range there {
		if app.App != nil {
			byID[app.App.AppID] = app
			exactID[steps.FoldID(app.App.AppID)] = app.App.AppID
		}
	}
	differs := func(app App, reason, before, after string) {
		p.Findings = append(p.Findings, Finding{
			Kind: Differs, Line: team.Line, Team: team.ID, App: app.ID, Reason: reason, Before: before, After: after,
		})
	}
	for _, app := range team.Apps {
		want := p.roles.team(team.roleIn(app))
		is, ok := byID[app.ID]
		step := Step{
			Line: team.Line, Team: team.ID, App: app.ID,
			Before: cmp.Or(is.RoleName, is.RoleID), After: want.Name, TeamRole: roleByID[clarifai.TeamRole](want),
		}
		switch {
		case !ok && exactID[steps.FoldID(app.ID)] != "":
			differs(app, "the team has an app whose ID differs only in letter case", exactID[steps.FoldID(app.ID)], app.ID)
			continue
		case !ok:
			step.Kind, step.Reason = AddTeamApp, "the team does not have the app"
		case is.RoleID == want.ID:
			continue
		case p.Options.UpdateRoles:
			step.Kind, step.Reason = UpdateTeamAppRole, "the team has another role in the app"
			step.Replaces = string(roleByID[clarifai.TeamRole](&clarifai.Role{ID: is.RoleID, Name: is.RoleName}))
		default:
			differs(app, "the team has another role in the app", step.Before, want.Name)
			continue
		}
		missing = append(missing, step)
	}
	return missing
}

// planTeamMembers returns the steps that add members to a team, and reports those
// on the team whom the roster does not have for it.
func (p *planner) planTeamMembers(team *Team, there []clarifai.TeamMember) (missing []Step) {
	on := make(map[string]bool, len(there))
	for _, m := range there {
		on[steps.FoldID(m.UserID)] = true
		if !p.wanted[team.ID][steps.FoldID(m.UserID)] {
			p.findExtra(team, m)
		}
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome == Member && !on[steps.FoldID(row.UserID)] && isOnTeam(&row.Person, team.ID) {
			missing = append(missing, addMember(row, team.ID, "a member who is not on the team"))
		}
	}
	return missing
}

// addMember returns the step that adds a member to a team.
func addMember(row *Row, team, reason string) Step {
	return Step{
		Kind: AddTeamMember, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID, Team: team, Reason: reason,
	}
}

// findExtra adds a finding about a user on a team whom the roster does not have for
// that team.
func (p *planner) findExtra(team *Team, m clarifai.TeamMember) {
	f := Finding{Kind: Extra, Team: team.ID, UserID: m.UserID, Reason: "on the team, but not in the roster for it"}
	switch known := p.people.byID[steps.FoldID(m.UserID)]; {
	case known == nil:
		f.Reason = "on the team, but not among the organization's members"
	case known.User.Email() == "":
		f.Kind, f.Reason = Unmatched, "on the team, but shows no address to find in the roster"
	case p.mayBeRow(known.User):
		f.Kind, f.Reason, f.Email = Unmatched, "on the team, and may be a row that is held or skipped", known.User.Email()
	default:
		f.Email = known.User.Email()
	}
	p.Findings = append(p.Findings, f)
}

// mayBeRow reports whether a user may be the person of a row that is held or
// skipped. A skipped row without a valid address may be anybody.
func (p *planner) mayBeRow(user *clarifai.User) bool {
	alike := make(map[string]bool)
	for _, address := range append(user.Emails(), p.people.given[steps.FoldID(user.ID)]) {
		alike[email.Loose(address)] = true
	}
	return slices.ContainsFunc(p.Rows, func(r Row) bool {
		return r.Outcome == Held && alike[email.Loose(r.Person.Email)]
	}) || slices.ContainsFunc(p.BadRows, func(r RowError) bool {
		return r.File == FileRoster && (!validEmail(r.Subject) || alike[email.Loose(r.Subject)])
	})
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

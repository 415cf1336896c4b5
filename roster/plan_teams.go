package roster

import (
	"cmp"
	"context"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

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
	p.Steps = append(append(p.Steps, p.defaults...), adds...)
	return nil
}

func (p *planner) createTeam(team *Team) {
	p.Steps = append(p.Steps, Step{
		Kind: CreateTeam, Line: team.Line, Team: team.ID, Reason: "there is no such team", After: team.Name,
	})
	if role := p.roles.team(team.DefaultRole); role != nil {
		p.defaults = append(p.defaults, Step{
			Kind: SetTeamDefaultRole, Line: team.Line, Team: team.ID, Reason: "the team is new", After: role.Name, Role: byID(role),
		})
	}
}

// compareTeam tells how a team that is there differs.
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
	// A team without one may be what an interrupted run has left.
	reason := "the team has no default role"
	if there.DefaultRoleID != "" {
		reason = "the team has another default role"
		if !p.options.UpdateRoles {
			differs(reason, p.roles.nameOf(there.DefaultRoleID), role.Name)
			return
		}
	}
	p.defaults = append(p.defaults, Step{
		Kind: SetTeamDefaultRole, Line: team.Line, Team: team.ID, Reason: reason,
		Before: p.roles.nameOf(there.DefaultRoleID), After: role.Name, Role: byID(role),
		before: byID(&clarifai.Role{ID: there.DefaultRoleID}),
	})
}

func (p *planner) planTeamApps(team *Team, there []clarifai.TeamApp) (results []Step) {
	has := make(map[string]clarifai.TeamApp, len(there))
	spelled := make(map[string]string, len(there)) // by folded ID
	for _, app := range there {
		if app.App != nil {
			has[app.App.AppID] = app
			spelled[steps.FoldID(app.App.AppID)] = app.App.AppID
		}
	}
	for _, app := range team.Apps {
		want := p.roles.team(team.roleIn(app))
		is, ok := has[app.ID]
		step := Step{Line: team.Line, Team: team.ID, App: app.ID, Before: cmp.Or(is.RoleName, is.RoleID), After: want.Name, Role: byID(want)}
		switch {
		case !ok && spelled[steps.FoldID(app.ID)] != "":
			p.Findings = append(p.Findings, Finding{
				Kind: Differs, Line: team.Line, Team: team.ID, App: app.ID,
				Reason: "the team has an app whose ID differs in letter case alone", Before: spelled[steps.FoldID(app.ID)], After: app.ID,
			})
			continue
		case !ok:
			step.Kind, step.Reason = AddTeamApp, "the team does not have the app"
		case is.RoleID == want.ID:
			continue
		case p.options.UpdateRoles:
			step.Kind, step.Reason = UpdateTeamAppRole, "the team has another role in the app"
			step.before = byID(&clarifai.Role{ID: is.RoleID, Name: is.RoleName})
		default:
			p.Findings = append(p.Findings, Finding{
				Kind: Differs, Line: team.Line, Team: team.ID, App: app.ID,
				Reason: "the team has another role in the app", Before: step.Before, After: want.Name,
			})
			continue
		}
		results = append(results, step)
	}
	return results
}

func (p *planner) planTeamMembers(team *Team, there []clarifai.TeamMember) (results []Step) {
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
			results = append(results, addMember(row, team.ID, "a member who is not on the team"))
		}
	}
	return results
}

func addMember(row *Row, team, reason string) Step {
	return Step{
		Kind: AddTeamMember, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID, Team: team, Reason: reason,
	}
}

// findExtra tells of someone on a team whom the roster does not have there.
func (p *planner) findExtra(team *Team, m clarifai.TeamMember) {
	f := Finding{Kind: Extra, Team: team.ID, UserID: m.UserID, Reason: "on the team, and not in the roster for it"}
	switch known := p.people.byID[steps.FoldID(m.UserID)]; {
	case known == nil:
		f.Reason = "on the team, and not among the organization's members"
	case known.User.Email() == "":
		f.Kind, f.Reason = Unmatched, "on the team, and shows no address to find in the roster"
	case p.mayBeRow(known.User):
		f.Kind, f.Reason, f.Email = Unmatched, "on the team, and may be a row that is held or left out", known.User.Email()
	default:
		f.Email = known.User.Email()
	}
	p.Findings = append(p.Findings, f)
}

// mayBeRow reports whether a user may be the person of a row that is held or
// left out. A row that was left out without a proper address may be anybody.
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

// teamsThatDifferInCase are the teams that an organization lacks, and whose IDs differ in
// letter case alone from that of a team there.
func (c *Company) teamsThatDifferInCase(there map[string]*clarifai.Team) (bad rowProblems) {
	for i := range c.Teams {
		if twin := teamThatDiffersInCase(c.Teams[i].ID, there); twin != "" {
			bad.team(&c.Teams[i], "the organization has team %.80q, whose ID differs in letter case alone", twin)
		}
	}
	return bad
}

// teamThatDiffersInCase returns the ID of a team that differs from id in letter case alone;
// "" if there is none, or the team itself.
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

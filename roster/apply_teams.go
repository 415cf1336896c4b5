package roster

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// createTeams creates the teams that are still missing.
func (a *applier) createTeams(ctx context.Context, now *snapshot) {
	results := a.plannedOf(CreateTeam)
	if len(results) == 0 {
		return
	}
	there, err := now.teams(ctx)
	for _, r := range results {
		switch {
		case err != nil:
			a.finishStep(ctx, r, fmt.Errorf("cannot read whether the team exists: %w", err), "")
			a.teamErrors[r.Team] = err
		case there[r.Team] != nil:
			a.skipStep(r, "no longer needed: the team exists now", nil)
		case teamThatDiffersInCase(r.Team, there) != "":
			a.skipStep(r, fmt.Sprintf("the organization now has team %.80q, whose ID differs only in letter case", teamThatDiffersInCase(r.Team, there)), ErrChanged)
			a.teamErrors[r.Team] = ErrChanged
		}
	}
	a.sendBatches(ctx, a.plannedOf(CreateTeam), func(batch []*Result, opt clarifai.CallOption) error {
		list := make([]clarifai.CreateTeamRequest, len(batch))
		for i, r := range batch {
			list[i] = clarifai.CreateTeamRequest{ID: r.Team, Name: r.After}
		}
		_, err := a.client.Teams.CreateBatch(ctx, a.Organization, list, opt)
		errs := steps.ItemErrors(err, len(batch))
		for i, r := range batch {
			if errs[i] != nil && !errors.Is(errs[i], clarifai.ErrConflict) {
				a.teamErrors[r.Team] = errs[i]
			}
		}
		return err
	})
	for _, r := range a.planned(func(r *Result) bool { return r.Team != "" && a.teamErrors[r.Team] != nil && r.Kind != CreateTeam }) {
		a.skipStep(r, "the team was not created", a.teamErrors[r.Team])
	}
}

// addTeamMembers adds members to teams.
func (a *applier) addTeamMembers(ctx context.Context) {
	for team, results := range byTeam(a.plannedOf(AddTeamMember)) {
		a.sendBatches(ctx, results, func(batch []*Result, opt clarifai.CallOption) error {
			ids := make([]string, len(batch))
			for i, r := range batch {
				ids[i] = r.UserID
			}
			_, err := a.client.Teams.AddMembers(ctx, a.Organization, team, ids, opt)
			return err
		})
	}
}

// byTeam groups steps by their team, in the order in which the teams appear.
func byTeam(results []*Result) iter.Seq2[string, []*Result] {
	return func(yield func(string, []*Result) bool) {
		var order []string
		groups := make(map[string][]*Result)
		for _, r := range results {
			if groups[r.Team] == nil {
				order = append(order, r.Team)
			}
			groups[r.Team] = append(groups[r.Team], r)
		}
		for _, team := range order {
			if !yield(team, groups[team]) {
				return
			}
		}
	}
}

// isNewTeam reports whether this run created the team, so that it has nothing that
// could be replaced.
func (a *applier) isNewTeam(team string) bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool {
		return r.Kind == CreateTeam && r.Team == team && r.Status == Done
	})
}

// setDefaultRoles sets the default roles of teams.
func (a *applier) setDefaultRoles(ctx context.Context) {
	for _, r := range a.plannedOf(SetTeamDefaultRole) {
		if ctx.Err() != nil {
			return
		}
		if !a.isNewTeam(r.Team) {
			teams, err := newSnapshot(a.client, a.Organization, &a.Options).teams(ctx)
			team := teams[r.Team]
			var is *clarifai.Role
			if team != nil && team.DefaultRoleID != "" {
				is = &clarifai.Role{ID: team.DefaultRoleID}
			}
			if !a.mayReplace(ctx, r, is, team != nil, err) {
				continue
			}
		}
		a.send(ctx, r, func(opt clarifai.CallOption) error {
			_, err := a.client.Teams.Update(ctx, a.Organization, r.Team, clarifai.UpdateTeamRequest{DefaultRole: &r.TeamRole}, opt)
			return err
		})
	}
}

// applyTeamApps adds apps to teams, and changes the roles of teams in their apps.
func (a *applier) applyTeamApps(ctx context.Context) {
	for team, results := range byTeam(a.plannedOf(AddTeamApp)) {
		for batch := range slices.Chunk(results, batchSize) {
			if ctx.Err() != nil {
				return
			}
			a.sendBatches(ctx, a.stillMissing(ctx, team, batch), func(batch []*Result, opt clarifai.CallOption) error {
				list := make([]clarifai.AddTeamAppRequest, len(batch))
				for i, r := range batch {
					list[i] = clarifai.AddTeamAppRequest{AppID: r.App, Role: r.TeamRole}
				}
				return a.client.Teams.AddApps(ctx, a.Organization, team, list, opt)
			})
		}
	}
	for _, r := range a.plannedOf(UpdateTeamAppRole) {
		if ctx.Err() != nil {
			return
		}
		there, err := a.readTeamApps(ctx, r.Team)
		is, ok := there[r.App]
		if a.mayReplace(ctx, r, is, ok, err) {
			a.send(ctx, r, func(opt clarifai.CallOption) error {
				return a.client.Teams.SetAppRole(ctx, a.Organization, r.Team, r.App, r.TeamRole, opt)
			})
		}
	}
}

// stillMissing returns the steps whose apps the team still does not have. Adding an
// app that the team has could change its role.
func (a *applier) stillMissing(ctx context.Context, team string, results []*Result) (left []*Result) {
	if a.isNewTeam(team) {
		return results
	}
	there, err := a.readTeamApps(ctx, team)
	for _, r := range results {
		is, ok := there[r.App]
		if err == nil && !ok || a.mayReplace(ctx, r, is, true, err) {
			left = append(left, r)
		}
	}
	return left
}

// readTeamApps returns the roles that a team has in its apps now, by app ID.
func (a *applier) readTeamApps(ctx context.Context, team string) (map[string]*clarifai.Role, error) {
	apps, err := newSnapshot(a.client, a.Organization, &a.Options).teamApps(ctx, team)
	there := make(map[string]*clarifai.Role, len(apps))
	for _, app := range apps {
		if app.App != nil {
			there[app.App.AppID] = &clarifai.Role{ID: app.RoleID, Name: app.RoleName}
		}
	}
	return there, err
}

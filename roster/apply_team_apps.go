package roster

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// applyTeamApps adds apps to teams, and changes the roles of teams in their apps.
// The apps of a team are read once, right before its steps: adding an app that the
// team has could change its role.
func (a *applier) applyTeamApps(ctx context.Context) {
	a.eachTeam(ctx, a.plannedOf(AddTeamApp, UpdateTeamAppRole), func(ctx context.Context, team string, results []*Result) {
		var missing, changes []*Result
		for _, r := range a.appsAsPlanned(ctx, team, results) {
			if r.Kind == AddTeamApp {
				missing = append(missing, r)
			} else {
				changes = append(changes, r)
			}
		}
		a.sendBatches(ctx, missing, func(batch []*Result, opt clarifai.CallOption) error {
			list := make([]clarifai.AddTeamAppRequest, len(batch))
			for i, r := range batch {
				list[i] = clarifai.AddTeamAppRequest{AppID: r.App, Role: r.TeamRole}
			}
			return a.client.Teams.AddApps(ctx, a.Organization, team, list, opt)
		})
		for _, r := range changes {
			a.send(ctx, r, func(opt clarifai.CallOption) error {
				return a.client.Teams.SetAppRole(ctx, a.Organization, team, r.App, r.TeamRole, opt)
			})
		}
	})
}

// removeTeamApps removes apps from teams.
func (a *applier) removeTeamApps(ctx context.Context) {
	a.eachTeam(ctx, a.plannedOf(RemoveTeamApp), func(ctx context.Context, team string, results []*Result) {
		a.sendBatches(ctx, a.appsAsPlanned(ctx, team, results), func(batch []*Result, opt clarifai.CallOption) error {
			ids := make([]string, len(batch))
			for i, r := range batch {
				ids[i] = r.App
			}
			return a.client.Teams.RemoveApps(ctx, a.Organization, team, ids, opt)
		})
	})
}

// appsAsPlanned reads a team's apps, and returns the steps that find what they
// expect. A team that this run created has none.
func (a *applier) appsAsPlanned(ctx context.Context, team string, results []*Result) (left []*Result) {
	if ctx.Err() != nil {
		return nil
	}
	if a.newTeams[team] {
		return results
	}
	there, err := a.readTeamApps(ctx, team)
	for _, r := range results {
		is, ok := there[r.App]
		if err == nil && !ok && r.Kind == AddTeamApp || a.mayReplace(ctx, r, is, ok || r.Kind == AddTeamApp, err) {
			left = append(left, r)
		}
	}
	return left
}

// readTeamApps returns the roles that a team has in its apps now, by app ID.
func (a *applier) readTeamApps(ctx context.Context, team string) (map[string]*clarifai.Role, error) {
	apps, err := a.read().teamApps(ctx, team)
	there := make(map[string]*clarifai.Role, len(apps))
	for _, app := range apps {
		if app.App != nil {
			there[app.App.AppID] = &clarifai.Role{ID: app.RoleID, Name: app.RoleName}
		}
	}
	return there, err
}

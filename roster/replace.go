package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// What errors.Is finds in the errors of steps that [Apply] did not take, because
// of what it read right before them.
var (
	// ErrChanged: what the step would replace is not as the plan found it.
	// Another plan sees it as it is.
	ErrChanged = errors.New("roster: it has changed since the plan was made")
	// ErrLastAdmin: the step would take Admin from the last member who has that
	// role, or leave only those from whom other steps take it.
	ErrLastAdmin = errors.New("roster: the organization would be left without an Admin")
)

// mayReplace reports whether a step finds the role that it replaces as the plan
// did. Else it ends the step. is is nil where there is no role, there is false
// where there is nothing that could have one.
func (a *applier) mayReplace(ctx context.Context, r *Result, is *clarifai.Role, there bool, err error) bool {
	switch {
	case err != nil:
		a.end(ctx, r, fmt.Errorf("what the step would replace cannot be read: %w", err), "")
		return false
	case !there:
		a.skip(r, "what the step is about is not there any more", ErrChanged)
		return false
	case is == nil && r.before == "", r.before.Matches(is):
		return true
	case is == nil:
		a.skip(r, fmt.Sprintf("the role was %q, and there is none now", r.Before), ErrChanged)
		return false
	}
	name := is.Name
	if name == "" {
		name = a.roles.nameOf(is.ID)
	}
	switch {
	case r.Role.Matches(is):
		a.skip(r, "no longer needed: the role is there by now", nil)
	case r.before == "":
		a.skip(r, fmt.Sprintf("there was none, and it is %q now", name), ErrChanged)
	default:
		a.skip(r, fmt.Sprintf("the role was %q, and is %q now", r.Before, name), ErrChanged)
	}
	return false
}

// fresh reports whether a team was created by this run, so that it holds
// nothing that could be replaced.
func (a *applier) fresh(team string) bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool {
		return r.Kind == CreateTeam && r.Team == team && r.Status == Done
	})
}

// setDefaultRoles plans the default roles of teams that exist.
func (a *applier) setDefaultRoles(ctx context.Context) {
	for _, r := range a.kind(SetDefaultRole) {
		if ctx.Err() != nil {
			return
		}
		if !a.fresh(r.Team) {
			teams, err := newView(a.client, a.Organization, &a.options).teams(ctx)
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
			_, err := a.client.Teams.Update(ctx, a.Organization, r.Team, clarifai.UpdateTeamRequest{DefaultRole: &r.Role}, opt)
			return err
		})
	}
}

// giveApps adds apps to teams, and changes the roles of teams in their apps.
func (a *applier) giveApps(ctx context.Context) {
	for team, steps := range byTeam(a.kind(AddApp)) {
		for batch := range slices.Chunk(steps, batchSize) {
			if ctx.Err() != nil {
				return
			}
			a.sendBatches(ctx, a.missing(ctx, team, batch), func(batch []*Result, opt clarifai.CallOption) error {
				list := make([]clarifai.AddTeamAppRequest, len(batch))
				for i, r := range batch {
					list[i] = clarifai.AddTeamAppRequest{AppID: r.App, Role: r.Role}
				}
				return a.client.Teams.AddApps(ctx, a.Organization, team, list, opt)
			})
		}
	}
	for _, r := range a.kind(SetAppRole) {
		if ctx.Err() != nil {
			return
		}
		there, err := a.appsOf(ctx, r.Team)
		is, ok := there[r.App]
		if a.mayReplace(ctx, r, is, ok, err) {
			a.send(ctx, r, func(opt clarifai.CallOption) error {
				return a.client.Teams.SetAppRole(ctx, a.Organization, r.Team, r.App, r.Role, opt)
			})
		}
	}
}

// missing returns those steps whose apps the team still lacks: adding one that
// is there may set its role.
func (a *applier) missing(ctx context.Context, team string, steps []*Result) (left []*Result) {
	if a.fresh(team) {
		return steps
	}
	there, err := a.appsOf(ctx, team)
	for _, r := range steps {
		is, ok := there[r.App]
		if err == nil && !ok || a.mayReplace(ctx, r, is, true, err) {
			left = append(left, r)
		}
	}
	return left
}

// appsOf reads the roles that a team has in its apps now.
func (a *applier) appsOf(ctx context.Context, team string) (map[string]*clarifai.Role, error) {
	apps, err := newView(a.client, a.Organization, &a.options).teamApps(ctx, team)
	there := make(map[string]*clarifai.Role, len(apps))
	for _, app := range apps {
		if app.App != nil {
			there[app.App.AppID] = &clarifai.Role{ID: app.RoleID, Name: app.RoleName}
		}
	}
	return there, err
}

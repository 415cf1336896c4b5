package access

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// run takes the steps, team by team. One team at a time sends requests. While it waits
// until its writes are visible, the next one goes on.
func (e *enforcer) run(ctx context.Context) {
	var order []string
	byTeam := make(map[string][]*Result)
	for i := range e.report.Steps {
		s := &e.report.Steps[i]
		if byTeam[s.Team] == nil {
			order = append(order, s.Team)
		}
		byTeam[s.Team] = append(byTeam[s.Team], s)
	}
	e.turn = make(chan struct{}, 1)
	var teams sync.WaitGroup
	for _, team := range order {
		e.turn <- struct{}{}
		teams.Go(func() {
			defer func() { <-e.turn }()
			e.runTeam(ctx, team, byTeam[team])
		})
	}
	teams.Wait()
	for i := range e.report.Steps {
		if s := &e.report.Steps[i]; s.Status == Planned {
			s.skip("the context ended before this step", ctx.Err())
		}
	}
}

// runTeam takes the steps of one team.
func (e *enforcer) runTeam(ctx context.Context, team string, results []*Result) {
	kind := func(kind Kind) (list []*Result) {
		for _, s := range results {
			if s.Kind == kind && s.Status == Planned {
				list = append(list, s)
			}
		}
		return list
	}
	for _, s := range kind(ClearDefaultRole) {
		e.clearDefaultRole(ctx, s)
	}
	removals, adds := kind(RemoveApp), kind(AddApp)
	if len(removals)+len(adds) == 0 || ctx.Err() != nil {
		return
	}
	now, err := e.readApps(ctx, team)
	if err != nil {
		for _, s := range slices.Concat(removals, adds) {
			s.failUnread(ctx, "nothing was sent: the team cannot be read", err)
		}
		return
	}
	for _, s := range removals {
		there := now[s.App]
		switch {
		case there == nil:
			s.skip("no longer needed: the team no longer has the app", nil)
		case there.RoleID != s.before:
			s.skip(fmt.Sprintf("the role was %q, and now it is %q", s.Before, e.roles.name(there.RoleID, there.RoleName)), ErrChanged)
		default:
			s.send(ctx, func(opt clarifai.CallOption) error {
				return e.client.Teams.RemoveApps(ctx, e.org, team, []string{s.App}, opt)
			})
		}
	}
	now = e.confirmApps(ctx, team, removals, now)
	var ready []*Result
	for _, s := range adds {
		there, removal := now[s.App], s.removal
		switch {
		case removal == nil && there != nil:
			s.skip("no longer added: the team has the app", nil)
		case removal == nil:
			ready = append(ready, s)
		case removal.Status == Skipped && removal.Err == nil, removal.Status == Done && !removal.requested:
			s.skip("not added: somebody else removed the app", nil)
		case removal.Status == Skipped:
			s.skip("not added: its removal was skipped: "+removal.Note, removal.Err)
		case removal.Status == Failed:
			s.skip("not added: its removal failed: "+removal.Note, removal.Err)
		case removal.Status != Done: // the context ended
		case there != nil:
			s.skip(fmt.Sprintf("not added: the team has the app again, as %q", e.roles.name(there.RoleID, there.RoleName)), ErrChanged)
		default:
			ready = append(ready, s)
		}
	}
	e.addApps(ctx, team, ready)
	e.confirmApps(ctx, team, ready, now)
}

// addApps adds apps to a team in one call, and records the response to each.
func (e *enforcer) addApps(ctx context.Context, team string, results []*Result) {
	if len(results) == 0 || ctx.Err() != nil {
		return
	}
	items := make([]clarifai.AddTeamAppRequest, len(results))
	for i, s := range results {
		items[i] = clarifai.AddTeamAppRequest{AppID: s.App, Role: s.Role}
	}
	var response clarifai.Response
	err := e.client.Teams.AddApps(ctx, e.org, team, items, clarifai.WithResponse(&response))
	failed := steps.ItemErrors(err, len(results))
	for i, s := range results {
		s.recordAnswer(ctx, failed[i], response.RequestID)
	}
}

// clearDefaultRole clears a team's default role if nobody else has changed it.
func (e *enforcer) clearDefaultRole(ctx context.Context, s *Result) {
	if ctx.Err() != nil {
		return
	}
	var now *clarifai.Team
	read := func(ctx context.Context) (err error) {
		now, err = e.client.Teams.Get(ctx, e.org, s.Team)
		return err
	}
	if err := read(ctx); err != nil {
		s.failUnread(ctx, "nothing was sent: the team cannot be read", err)
		return
	}
	switch {
	case now.DefaultRoleID == "":
		s.skip("no longer needed: the team no longer has a default role", nil)
		return
	case now.DefaultRoleID != s.before:
		s.skip(fmt.Sprintf("the default role was %q, and now it is %q", s.Before, e.roles.name(now.DefaultRoleID, "")), ErrChanged)
		return
	}
	s.send(ctx, func(opt clarifai.CallOption) error {
		_, err := e.client.Teams.Update(ctx, e.org, s.Team, clarifai.UpdateTeamRequest{DefaultRole: new(clarifai.TeamRole)}, opt)
		return err
	})
	e.poll(ctx, []*Result{s}, read, func(*Result) reading { return reading{now.DefaultRoleID != "", now.DefaultRoleID} })
}

// sleep waits, and lets another team take its turn meanwhile.
func (e *enforcer) sleep(ctx context.Context, wait time.Duration) error {
	<-e.turn
	defer func() { e.turn <- struct{}{} }()
	return steps.Sleep(ctx, wait)
}

// readApps returns the apps of a team by ID. It reads until two readings agree, so
// that it is certain which apps the team does not have.
func (e *enforcer) readApps(ctx context.Context, team string) (map[string]*clarifai.TeamApp, error) {
	list, stable, err := steps.ReadStable(ctx, e.teamApps(ctx, team), teamAppKey)
	switch {
	case err != nil:
		return nil, err
	case !stable:
		return nil, fmt.Errorf("%w: %s", ErrIncomplete, steps.Unstable(fmt.Sprintf("the list of apps of team %q", team)))
	}
	return byApp(team, list)
}

// byApp returns the apps of a team by ID.
func byApp(team string, list []clarifai.TeamApp) (map[string]*clarifai.TeamApp, error) {
	now := make(map[string]*clarifai.TeamApp, len(list))
	for i := range list {
		switch {
		case list[i].App == nil || list[i].App.AppID == "":
			return nil, fmt.Errorf("%w: team %q has an app whose ID is not shown", ErrIncomplete, team)
		case list[i].RoleID == "":
			return nil, fmt.Errorf("%w: team %q has app %.80q in a role whose ID is not shown", ErrIncomplete, team, list[i].App.AppID)
		}
		now[list[i].App.AppID] = &list[i]
	}
	return now, nil
}

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

// run takes the steps, team by team. While one team waits for its writes to
// show, the next one goes on: there is one request at a time, and all wait
// together.
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
			s.skip("stopped before it", ctx.Err())
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
	removals, gives := kind(RemoveApp), kind(AddApp)
	if len(removals)+len(gives) == 0 || ctx.Err() != nil {
		return
	}
	now, err := e.readApps(ctx, team)
	if err != nil {
		for _, s := range slices.Concat(removals, gives) {
			s.failUnread(ctx, "nothing was sent: the team cannot be read again", err)
		}
		return
	}
	for _, s := range removals {
		there := now[s.App]
		switch {
		case there == nil:
			s.skip("no longer needed: the team does not have the app any more", nil)
		case there.RoleID != s.before:
			s.skip(fmt.Sprintf("the role was %q, and is %q now", s.Before, e.roles.name(there.RoleID, there.RoleName)), ErrChanged)
		default:
			s.send(ctx, func(opt clarifai.CallOption) error {
				return e.client.Teams.RemoveApps(ctx, e.org, team, []string{s.App}, opt)
			})
		}
	}
	now = e.confirmApps(ctx, team, removals, now)
	var give []*Result
	for _, s := range gives {
		there, needs := now[s.App], s.removal
		switch {
		case needs == nil && there != nil:
			s.skip("no longer given: the team has the app", nil)
		case needs == nil:
			give = append(give, s)
		case needs.Status == Skipped && needs.Err == nil, needs.Status == Done && !needs.requested:
			s.skip("not given: the app had been taken from the team by someone else", nil)
		case needs.Status == Skipped:
			s.skip("not given: its removal was skipped: "+needs.Note, needs.Err)
		case needs.Status == Failed:
			s.skip("not given: its removal failed: "+needs.Note, needs.Err)
		case needs.Status != Done: // stopped
		case there != nil:
			s.skip(fmt.Sprintf("not given: the team has the app again, as %q", e.roles.name(there.RoleID, there.RoleName)), ErrChanged)
		default:
			give = append(give, s)
		}
	}
	e.addApps(ctx, team, give)
	e.confirmApps(ctx, team, give, now)
}

// addApps adds apps to a team, all of them in one request. The client reports what
// became of each.
func (e *enforcer) addApps(ctx context.Context, team string, results []*Result) {
	if len(results) == 0 || ctx.Err() != nil {
		return
	}
	adds := make([]clarifai.TeamAppAdd, len(results))
	for i, s := range results {
		adds[i] = clarifai.TeamAppAdd{AppID: s.App, Role: s.Role}
	}
	var response clarifai.Response
	err := e.client.Teams.AddApps(ctx, e.org, team, adds, clarifai.CaptureResponse(&response))
	failed := steps.ItemErrors(err, len(results))
	for i, s := range results {
		s.recordAnswer(ctx, failed[i], response.RequestID)
	}
}

// clearDefaultRole takes a default role away that is as it was found.
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
		s.failUnread(ctx, "nothing was sent: the team cannot be read again", err)
		return
	}
	switch {
	case now.DefaultRoleID == "":
		s.skip("no longer needed: the team has no default role any more", nil)
		return
	case now.DefaultRoleID != s.before:
		s.skip(fmt.Sprintf("the default role was %q, and is %q now", s.Before, e.roles.name(now.DefaultRoleID, "")), ErrChanged)
		return
	}
	s.send(ctx, func(opt clarifai.CallOption) error {
		_, err := e.client.Teams.Update(ctx, e.org, s.Team, clarifai.TeamUpdate{DefaultRole: new(clarifai.RoleRef)}, opt)
		return err
	})
	e.poll(ctx, []*Result{s}, read, func(*Result) reading { return reading{now.DefaultRoleID != "", now.DefaultRoleID} })
}

// sleep waits, and lets another team take its turn meanwhile. It reports false
// if the context ends first.
func (e *enforcer) sleep(ctx context.Context, wait time.Duration) error {
	<-e.turn
	defer func() { e.turn <- struct{}{} }()
	return steps.Sleep(ctx, wait)
}

// readApps reads the apps of a team, by id, as often as it takes to know what the
// team does not have.
func (e *enforcer) readApps(ctx context.Context, team string) (map[string]*clarifai.TeamApp, error) {
	list, agree, err := steps.ReadStable(ctx, e.teamApps(ctx, team), teamAppKey)
	switch {
	case err != nil:
		return nil, err
	case !agree:
		return nil, fmt.Errorf("%w: %s", ErrIncomplete, steps.Unstable(fmt.Sprintf("the list of apps of team %q", team)))
	}
	return byApp(team, list)
}

// byApp keys the apps of a team by their ids.
func byApp(team string, list []clarifai.TeamApp) (map[string]*clarifai.TeamApp, error) {
	now := make(map[string]*clarifai.TeamApp, len(list))
	for i := range list {
		switch {
		case list[i].App == nil || list[i].App.AppID == "":
			return nil, fmt.Errorf("%w: team %q has an app whose id is not shown", ErrIncomplete, team)
		case list[i].RoleID == "":
			return nil, fmt.Errorf("%w: team %q has app %.80q in a role whose id is not shown", ErrIncomplete, team, list[i].App.AppID)
		}
		now[list[i].App.AppID] = &list[i]
	}
	return now, nil
}

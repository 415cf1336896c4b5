package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/parallel"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// createTeams creates the teams that are still missing.
func (a *applier) createTeams(ctx context.Context, now *snapshot) {
	results := a.plannedOf(CreateTeam)
	if len(results) == 0 || ctx.Err() != nil {
		return
	}
	there, err := now.teams(ctx)
	for _, r := range results {
		switch {
		case err != nil:
			a.finishStep(ctx, r, fmt.Errorf("cannot read whether the team exists: %w", err), "")
			a.teamErrors[r.Team] = err
		case there[r.Team] != nil:
			a.skipNeedless(r, "no longer needed: the team exists now")
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
		for i, itemErr := range steps.ItemErrors(err, len(batch)) {
			switch {
			case itemErr == nil:
				a.newTeams[batch[i].Team] = true
			case !errors.Is(itemErr, clarifai.ErrConflict):
				a.teamErrors[batch[i].Team] = itemErr
			}
		}
		return err
	})
	for _, r := range a.planned(func(r *Result) bool { return r.Team != "" && a.teamErrors[r.Team] != nil && r.Kind != CreateTeam }) {
		a.skipStep(r, "the team was not created", a.teamErrors[r.Team])
	}
}

// updateTeams sets the names and default roles of teams, and removes default roles.
// The teams are read once, right before. A team that this run created has nothing
// that could be replaced.
func (a *applier) updateTeams(ctx context.Context) {
	results := a.plannedOf(RenameTeam, SetTeamDefaultRole, ClearTeamDefaultRole)
	var there map[string]*clarifai.Team
	var err error
	if slices.ContainsFunc(results, func(r *Result) bool { return !a.newTeams[r.Team] }) {
		there, err = a.read().teams(ctx)
	}
	var items [][]*Result
	for _, item := range byTeam(results) {
		if team := item[0].Team; !a.newTeams[team] {
			item = slices.DeleteFunc(item, func(r *Result) bool { return !a.teamAsPlanned(ctx, r, there[team], err) })
		}
		if len(item) > 0 {
			items = append(items, item)
		}
	}
	a.sendItems(ctx, items, func(batch [][]*Result, opt clarifai.CallOption) error {
		list := make([]clarifai.UpdateTeamBatchRequest, len(batch))
		for i, item := range batch {
			list[i] = clarifai.UpdateTeamBatchRequest{TeamID: item[0].Team, UpdateTeamRequest: teamUpdate(item)}
		}
		_, err := a.client.Teams.UpdateBatch(ctx, a.Organization, list, opt)
		return err
	})
}

// teamAsPlanned reports whether a team has what the step expects. Otherwise it ends
// the step.
func (a *applier) teamAsPlanned(ctx context.Context, r *Result, team *clarifai.Team, err error) bool {
	if r.Kind == RenameTeam && team != nil && err == nil {
		return a.mayReplaceText(r, team.Name)
	}
	var is *clarifai.Role
	if team != nil {
		is = defaultRoleOf(team)
	}
	return a.mayReplace(ctx, r, is, team != nil, err)
}

// teamUpdate returns the change that the steps of one team make together.
func teamUpdate(item []*Result) (req clarifai.UpdateTeamRequest) {
	for _, r := range item {
		if r.Kind == RenameTeam {
			req.Name = &r.After
		} else {
			req.DefaultRole = &r.TeamRole // empty if the step removes it
		}
	}
	return req
}

// eachTeam takes the steps of each team. It works on several teams at a time.
func (a *applier) eachTeam(ctx context.Context, results []*Result, do func(ctx context.Context, team string, results []*Result)) {
	groups := byTeam(results)
	_ = parallel.Do(ctx, concurrency, len(groups), func(ctx context.Context, i int) error {
		do(ctx, groups[i][0].Team, groups[i])
		return nil
	}, nil)
}

// byTeam groups steps by their team, in the order in which the teams appear.
func byTeam(results []*Result) (groups [][]*Result) {
	place := make(map[string]int)
	for _, r := range results {
		i, ok := place[r.Team]
		if !ok {
			i = len(groups)
			place[r.Team] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

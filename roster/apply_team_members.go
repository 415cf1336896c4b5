package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// addTeamMembers adds members to teams. Nothing is read first: adding somebody
// who is on the team already changes nothing.
func (a *applier) addTeamMembers(ctx context.Context) {
	a.eachTeam(ctx, a.plannedOf(AddTeamMember), func(ctx context.Context, team string, results []*Result) {
		a.sendBatches(ctx, results, func(batch []*Result, opt clarifai.CallOption) error {
			_, err := a.client.Teams.AddMembers(ctx, a.Organization, team, userIDs(batch), opt)
			return err
		})
	})
}

// removeTeamMembers takes members off teams. Nothing is read first: removing
// somebody who is not on the team is no failure.
func (a *applier) removeTeamMembers(ctx context.Context) {
	results := a.withoutLost(a.withoutCaller(ctx, a.plannedOf(RemoveTeamMember)), a.lostPlaces(), personKey)
	results = a.withoutProtected(ctx, results)
	a.eachTeam(ctx, results, func(ctx context.Context, team string, results []*Result) {
		a.sendBatches(ctx, results, func(batch []*Result, opt clarifai.CallOption) error {
			err := a.client.Teams.RemoveMembers(ctx, a.Organization, team, userIDs(batch), opt)
			refused := errors.Is(err, clarifai.ErrForbidden) || errors.Is(err, clarifai.ErrUnauthorized)
			if err != nil && !refused && a.isGone(ctx, team) {
				return clarifai.ErrNotFound
			}
			return err
		})
	})
}

// withoutProtected skips the steps about people who now have an address that the
// options protect, and returns the others. Without such addresses nothing is read.
func (a *applier) withoutProtected(ctx context.Context, results []*Result) []*Result {
	if len(results) == 0 || !slices.ContainsFunc(a.Options.Protect, steps.IsAddress) {
		return results
	}
	people, err := a.read().directory(ctx)
	if err != nil {
		a.failAll(ctx, results, fmt.Errorf("cannot read whether the person is protected: %w", err))
		return nil
	}
	return slices.DeleteFunc(results, func(r *Result) bool { return !a.mayTakeFrom(r, people) })
}

// isGone reports whether a team was deleted. A refusal of several people does not say
// so.
func (a *applier) isGone(ctx context.Context, team string) bool {
	teams, err := a.read().teams(ctx)
	return err == nil && teams[team] == nil
}

// withoutCaller skips the steps that would take something from the caller, who may
// be another one than when the plan was made. It returns the others.
func (a *applier) withoutCaller(ctx context.Context, results []*Result) (left []*Result) {
	if len(results) == 0 || ctx.Err() != nil {
		return nil
	}
	if err := a.readCaller(ctx); err != nil {
		a.failAll(ctx, results, fmt.Errorf("cannot read who the caller is: %w", err))
		return nil
	}
	for _, r := range results {
		if a.isCaller(r) {
			a.skipStep(r, "it is about the caller", ErrCaller)
			continue
		}
		left = append(left, r)
	}
	return left
}

func userIDs(results []*Result) []string {
	ids := make([]string, len(results))
	for i, r := range results {
		ids[i] = r.UserID
	}
	return ids
}

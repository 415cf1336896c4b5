package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/parallel"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// cancelInvitations cancels the invitations that are still pending.
func (a *applier) cancelInvitations(ctx context.Context) {
	results := a.plannedOf(CancelInvitation)
	if len(results) == 0 || ctx.Err() != nil {
		return
	}
	pending, err := a.readPending(ctx, results)
	var left []*Result
	for _, r := range results {
		i := pending[r.Invitation]
		switch {
		case i != nil && !i.AcceptedAt.IsZero():
			a.skipStep(r, "the invitation was accepted on "+day(i.AcceptedAt), ErrChanged)
		case i != nil && (!i.CancelledAt.IsZero() || !i.DeclinedAt.IsZero()):
			a.skipNeedless(r, "no longer needed: the invitation was cancelled or declined")
		case i != nil && a.protected.has("", i.InviteeEmail):
			a.skipStep(r, "the options protect the person", ErrChanged)
		case i != nil && r.Email != "" && i.InviteeEmail != "" && email.Key(r.Email) != email.Key(i.InviteeEmail):
			a.skipStep(r, "the invitation is for somebody else than the plan found", ErrChanged)
		case i == nil && err == nil:
			a.skipNeedless(r, noLongerThere)
		default:
			var is *clarifai.Role
			if i != nil {
				is = i.Role
			}
			if a.mayReplace(ctx, r, is, i != nil, err) {
				left = append(left, r)
			}
		}
	}
	a.sendBatches(ctx, left, func(batch []*Result, opt clarifai.CallOption) error {
		ids := make([]string, len(batch))
		for i, r := range batch {
			ids[i] = r.Invitation
		}
		_, err := a.client.Invitations.CancelBatch(ctx, a.Organization, ids, opt)
		return err
	})
}

// readPending returns the pending invitations by ID. If one of the steps is about
// another, it returns those of every state.
func (a *applier) readPending(ctx context.Context, results []*Result) (map[string]*clarifai.Invitation, error) {
	found := make(map[string]*clarifai.Invitation)
	for _, status := range []clarifai.InvitationStatus{clarifai.InvitationPending, ""} {
		for i, err := range a.client.Invitations.ListAll(ctx, a.Organization, &clarifai.ListInvitationsOptions{Status: status}) {
			if err != nil {
				return nil, err
			}
			found[i.ID] = &i
		}
		if !slices.ContainsFunc(results, func(r *Result) bool { return found[r.Invitation] == nil }) {
			break
		}
	}
	return found, nil
}

// removeMembers removes members from the organization, and so from their teams.
// Those who may be Admins come last, one by one.
func (a *applier) removeMembers(ctx context.Context) {
	results := a.withoutCaller(ctx, a.plannedOf(RemoveMember))
	if len(results) == 0 || !a.knowsAdmin(ctx, results) {
		return
	}
	people, err := a.read().directory(ctx)
	var admins, others []*Result
	for _, r := range results {
		is, there := people.roleOf(r.UserID)
		switch {
		case !a.mayTakeFrom(r, people), !a.mayReplace(ctx, r, is, there, err):
		case a.mayBeAdmin(is):
			admins = append(admins, r)
		default:
			others = append(others, r)
		}
	}
	_ = parallel.Do(ctx, concurrency, len(others), func(ctx context.Context, i int) error {
		a.removeMember(ctx, others[i])
		return nil
	}, nil)
	for _, r := range admins {
		if ctx.Err() == nil && a.mayTakeAdmin(ctx, r) {
			a.removeMember(ctx, r)
		}
	}
}

func (a *applier) removeMember(ctx context.Context, r *Result) {
	a.send(ctx, r, func(opt clarifai.CallOption) error {
		return a.client.Members.Remove(ctx, a.Organization, r.UserID, opt)
	})
}

// deleteTeams deletes the teams that are empty.
func (a *applier) deleteTeams(ctx context.Context) {
	results := a.withoutLost(a.plannedOf(DeleteTeam), a.lostOf(teamKey, RemoveTeamMember, RemoveTeamApp), teamKey)
	for batch := range slices.Chunk(results, batchSize) {
		if ctx.Err() != nil {
			return
		}
		a.sendBatches(ctx, a.emptyTeams(ctx, batch), func(batch []*Result, opt clarifai.CallOption) error {
			ids := make([]string, len(batch))
			for i, r := range batch {
				ids[i] = r.Team
			}
			return a.client.Teams.DeleteBatch(ctx, a.Organization, ids, opt)
		})
	}
}

// emptyTeams returns the steps whose teams are there under the name that the plan
// found, and have neither members nor apps. It waits until what this run has taken
// off does not show any more.
func (a *applier) emptyTeams(ctx context.Context, results []*Result) (empty []*Result) {
	teams, err := a.read().teams(ctx)
	results = slices.DeleteFunc(slices.Clone(results), func(r *Result) bool {
		switch team := teams[r.Team]; {
		case err != nil:
			a.finishStep(ctx, r, fmt.Errorf("cannot read the team: %w", err), "")
		case team == nil:
			a.skipNeedless(r, noLongerThere)
		case team.Name != r.Before:
			a.skipStep(r, fmt.Sprintf("the team was %q, and now it is %q", r.Before, team.Name), ErrChanged)
		default:
			return false
		}
		return true
	})
	taken := a.takenOff()
	backoff := steps.NewBackoff(a.opts.verifyTimeout())
	for len(results) > 0 {
		now := a.read()
		var late []*Result
		for _, r := range results {
			has, others, err := now.contents(ctx, r.Team, taken)
			switch {
			case errors.Is(err, clarifai.ErrNotFound):
				a.skipNeedless(r, noLongerThere)
			case err != nil:
				a.finishStep(ctx, r, fmt.Errorf("cannot read whether the team is empty: %w", err), "")
			case others > 0:
				a.skipStep(r, fmt.Sprintf("the team has %d members or apps that the plan did not find", others), ErrChanged)
			case has > 0:
				late = append(late, r)
			default:
				empty = append(empty, r)
			}
		}
		results = late
		if len(results) == 0 {
			break
		}
		wait, ok := backoff.Next()
		if !ok {
			for _, r := range results {
				a.skipStep(r, "the team still shows members or apps that were taken off", ErrChanged)
			}
			break
		}
		a.reportWaiting()
		if steps.Sleep(ctx, wait) != nil {
			break
		}
	}
	return empty
}

// seat is the place of a member or an app on a team. A removed member has none anywhere:
// team is then empty.
type seat struct{ team, user, app string }

// takenOff returns the places that are gone by steps of this run.
func (a *applier) takenOff() map[seat]bool {
	taken := make(map[seat]bool)
	for _, r := range a.steps {
		if r.Status != Done && (r.Status != Skipped || r.Err != nil) {
			continue
		}
		switch r.Kind {
		case RemoveMember:
			taken[seat{user: steps.FoldID(r.UserID)}] = true
		case RemoveTeamMember:
			taken[seat{team: r.Team, user: steps.FoldID(r.UserID)}] = true
		case RemoveTeamApp:
			taken[seat{team: r.Team, app: r.App}] = true
		}
	}
	return taken
}

// contents returns how many members and apps a team has, and how many of them were
// not taken off.
func (s *snapshot) contents(ctx context.Context, team string, taken map[seat]bool) (all, others int, err error) {
	members, err := s.teamMembers(ctx, team)
	if err != nil {
		return 0, 0, err
	}
	apps, err := s.teamApps(ctx, team)
	if err != nil {
		return 0, 0, err
	}
	for _, m := range members {
		user := steps.FoldID(m.UserID)
		if !taken[seat{team: team, user: user}] && !taken[seat{user: user}] {
			others++
		}
	}
	for _, app := range apps {
		if !taken[seat{team: team, app: app.AppID()}] {
			others++
		}
	}
	return len(members) + len(apps), others, nil
}

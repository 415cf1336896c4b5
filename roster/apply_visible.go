package roster

import (
	"context"
	"errors"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// waitUntilVisible reads until the writes of steps of these kinds are visible, or
// until the verify timeout is over. It notes the steps that are not visible by then,
// and returns what it read last. Steps that were visible earlier are not read again,
// and those for which an earlier wait was too short are read only once more.
func (a *applier) waitUntilVisible(ctx context.Context, kinds ...Kind) *snapshot {
	var unseen []*Result
	waited := make(map[*Result]bool)
	for _, r := range a.steps {
		if r.Status != Done || a.seen[r] || !slices.Contains(kinds, r.Kind) {
			continue
		}
		if a.unseen[r] {
			r.Note, waited[r] = "", true
		}
		a.seen[r], a.unseen[r] = true, false
		unseen = append(unseen, r)
	}
	var now *snapshot
	note := "not visible yet"
	backoff := steps.NewBackoff(a.opts.verifyTimeout())
	for {
		var err error
		now = a.read()
		if unseen, err = now.notVisible(ctx, unseen); err != nil {
			note = "not confirmed: " + err.Error()
			if ctx.Err() != nil {
				note = a.notConfirmed()
			}
			break
		}
		if !slices.ContainsFunc(unseen, func(r *Result) bool { return !waited[r] }) {
			break
		}
		wait, ok := backoff.Next()
		if !ok {
			break
		}
		a.reportWaiting()
		if steps.Sleep(ctx, wait) != nil {
			note = a.notConfirmed()
			break
		}
	}
	for _, r := range unseen {
		a.seen[r] = false
		if r.Note == "" {
			r.Note, a.unseen[r] = note, true
		}
	}
	return now
}

func (a *applier) notConfirmed() string {
	if a.stopped != nil {
		return "not confirmed: the journal could not be written"
	}
	return "not confirmed: the context ended"
}

// reportWaiting reports that Apply waits until its writes are visible.
func (a *applier) reportWaiting() {
	a.opts.report(Progress{Phase: "waiting until the writes are visible", Done: a.done, Total: len(a.steps)})
}

// notVisible returns the steps that are not visible in the snapshot. If there is an
// error, they include those that were not checked.
func (s *snapshot) notVisible(ctx context.Context, results []*Result) ([]*Result, error) {
	var left []*Result
	for i, r := range results {
		seen, err := s.isVisible(ctx, r)
		if errors.Is(err, clarifai.ErrNotFound) {
			seen, err = false, nil // its team or organization is not visible
		}
		if err != nil {
			return append(left, results[i:]...), err
		}
		if !seen {
			left = append(left, r)
		}
	}
	return left, nil
}

// isVisible reports whether the snapshot has what a step wrote.
func (s *snapshot) isVisible(ctx context.Context, r *Result) (bool, error) {
	switch r.Kind {
	case CreateOrganization:
		_, err := s.client.Organizations.Get(ctx, s.org)
		return err == nil, err
	case Invite:
		return s.invitationIsVisible(ctx, r)
	case CreateTeam, RenameTeam, SetTeamDefaultRole, ClearTeamDefaultRole, DeleteTeam:
		teams, err := s.teams(ctx)
		return r.isVisibleIn(teams[r.Team]), err
	case UpdateMemberRole, RemoveMember:
		people, err := s.directory(ctx)
		if err != nil {
			return false, err
		}
		is, there := people.roleOf(r.UserID)
		return there == (r.Kind == UpdateMemberRole) && (!there || r.Role.Matches(is)), nil
	}
	return true, nil
}

// isVisibleIn reports whether a team, or nil if there is none, is as the step left
// it. A name may have been normalized.
func (r *Result) isVisibleIn(team *clarifai.Team) bool {
	switch {
	case team == nil || r.Kind == DeleteTeam:
		return team == nil && r.Kind == DeleteTeam
	case r.Kind == RenameTeam:
		return team.Name != r.Before
	case r.Kind == ClearTeamDefaultRole:
		return team.DefaultRoleID == ""
	case r.Kind == SetTeamDefaultRole:
		return r.TeamRole == clarifai.TeamRoleByID(team.DefaultRoleID)
	}
	return true
}

// invitationIsVisible reports whether the snapshot has the invitation, and also the
// member if the invitation was accepted: people who join are added to their teams.
func (s *snapshot) invitationIsVisible(ctx context.Context, r *Result) (bool, error) {
	invited, err := s.invitations(ctx)
	if err != nil {
		return false, err
	}
	members, err := s.directory(ctx)
	if err != nil {
		return false, err
	}
	i, known := invited.find(r.Email)
	switch {
	case members.find(r.Email) != nil:
		return true, nil
	case !known || i.state == stateExpired:
		return false, nil // an expired one is an earlier one
	}
	return i.state != stateAccepted || members.hidden > 0, nil
}

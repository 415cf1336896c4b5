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
// and returns what it read last.
func (a *applier) waitUntilVisible(ctx context.Context, kinds ...Kind) *snapshot {
	var unseen []*Result
	for _, r := range a.steps {
		if r.Status == Done && slices.Contains(kinds, r.Kind) {
			r.Note = "" // from an earlier wait
			unseen = append(unseen, r)
		}
	}
	var now *snapshot
	note := "not visible yet"
	backoff := steps.NewBackoff(a.opts.verifyTimeout())
	for {
		var err error
		now = newSnapshot(a.client, a.Organization, &a.Options)
		if unseen, err = now.notVisible(ctx, unseen); err != nil {
			note = "not confirmed: " + err.Error()
			break
		}
		if len(unseen) == 0 {
			break
		}
		wait, ok := backoff.Next()
		if !ok {
			break
		}
		a.opts.report(Progress{Phase: "waiting until the writes are visible", Done: a.done, Total: len(a.steps)})
		if steps.Sleep(ctx, wait) != nil {
			note = "not confirmed: the context ended"
			break
		}
	}
	for _, r := range unseen {
		r.Note = note
	}
	return now
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
	case CreateTeam:
		teams, err := s.teams(ctx)
		return teams[r.Team] != nil, err
	case SetTeamDefaultRole:
		teams, err := s.teams(ctx)
		return teams[r.Team] != nil && r.TeamRole == clarifai.TeamRoleByID(teams[r.Team].DefaultRoleID), err
	case AddTeamApp, UpdateTeamAppRole:
		apps, err := s.teamApps(ctx, r.Team)
		return slices.ContainsFunc(apps, func(app clarifai.TeamApp) bool {
			return app.App != nil && app.App.AppID == r.App && clarifai.TeamRoleByID(app.RoleID) == r.TeamRole
		}), err
	case AddTeamMember:
		members, err := s.teamMembers(ctx, r.Team)
		return slices.ContainsFunc(members, func(m clarifai.TeamMember) bool { return steps.FoldID(m.UserID) == steps.FoldID(r.UserID) }), err
	case UpdateMemberRole:
		people, err := s.directory(ctx)
		if err != nil {
			return false, err
		}
		member := people.byID[steps.FoldID(r.UserID)]
		return member != nil && r.Role.Matches(member.Role), nil
	}
	return true, nil
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

package roster

import (
	"context"
	"errors"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// waitUntilVisible reads what steps of these kinds wrote until all of it shows, or until
// the settling time is over; what does not show by then is noted. It gives what
// it read last.
func (a *applier) waitUntilVisible(ctx context.Context, kinds ...Kind) *snapshot {
	var unseen []*Result
	for _, r := range a.steps {
		if r.Status == Done && slices.Contains(kinds, r.Kind) {
			r.Note = "" // of an earlier look
			unseen = append(unseen, r)
		}
	}
	now := newSnapshot(a.client, a.Organization, &a.options)
	note := "not visible yet"
	backoff := steps.NewBackoff(a.options.verifyTimeout())
	for len(unseen) > 0 {
		var err error
		now = newSnapshot(a.client, a.Organization, &a.options)
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
		a.options.report(Progress{Phase: "waiting for it to show", Done: a.done, Total: len(a.steps)})
		if steps.Sleep(ctx, wait) != nil {
			note = "not confirmed: stopped"
			break
		}
	}
	for _, r := range unseen {
		r.Note = note
	}
	return now
}

// notVisible gives those of the steps that do not show in the view. With an error
// it gives those that it did not come to, too.
func (v *snapshot) notVisible(ctx context.Context, results []*Result) ([]*Result, error) {
	var left []*Result
	for i, r := range results {
		seen, err := v.isVisible(ctx, r)
		if errors.Is(err, clarifai.ErrNotFound) {
			seen, err = false, nil // of a team or an organization that does not show yet
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

func (v *snapshot) isVisible(ctx context.Context, r *Result) (bool, error) {
	switch r.Kind {
	case CreateOrganization:
		_, err := v.client.Organizations.Get(ctx, v.org)
		return err == nil, err
	case Invite:
		return v.invitationIsVisible(ctx, r)
	case CreateTeam:
		teams, err := v.teams(ctx)
		return err == nil && teams[r.Team] != nil, err
	case SetTeamDefaultRole:
		teams, err := v.teams(ctx)
		return err == nil && teams[r.Team] != nil && r.Role == clarifai.RoleID(teams[r.Team].DefaultRoleID), err
	case AddTeamApp, UpdateTeamAppRole:
		apps, err := v.teamApps(ctx, r.Team)
		return slices.ContainsFunc(apps, func(app clarifai.TeamApp) bool {
			return app.App != nil && app.App.AppID == r.App && clarifai.RoleID(app.RoleID) == r.Role
		}), err
	case AddTeamMember:
		members, err := v.teamMembers(ctx, r.Team)
		return slices.ContainsFunc(members, func(m clarifai.TeamMember) bool { return steps.FoldID(m.UserID) == steps.FoldID(r.UserID) }), err
	case UpdateMemberRole:
		people, err := v.directory(ctx)
		if err != nil {
			return false, err
		}
		member := people.byID[steps.FoldID(r.UserID)]
		return member != nil && r.Role.Matches(member.Role), nil
	}
	return true, nil
}

// invitationIsVisible waits for the invitation, and where it has been accepted for
// the member, too: who joins at once is put on the teams at once.
func (v *snapshot) invitationIsVisible(ctx context.Context, r *Result) (bool, error) {
	invited, err := v.invitations(ctx)
	if err != nil {
		return false, err
	}
	members, err := v.directory(ctx)
	if err != nil {
		return false, err
	}
	i, known := invited.find(r.Email)
	switch {
	case members.find(r.Email) != nil:
		return true, nil
	case !known || i.state == stateExpired:
		return false, nil // one that has expired is an earlier one
	}
	return i.state != stateAccepted || members.hidden > 0, nil
}

package roster

import (
	"context"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// invite invites the people who are still neither members nor invited.
func (a *applier) invite(ctx context.Context, now *snapshot) {
	results := a.plannedOf(Invite)
	if len(results) == 0 || ctx.Err() != nil {
		return
	}
	invited, err := now.invitations(ctx)
	var members *directory
	if err == nil {
		members, err = now.directory(ctx)
	}
	if err != nil {
		a.failAll(ctx, results, fmt.Errorf("cannot read whether the person is invited: %w", err))
		return
	}
	if a.createsOrganization() {
		members.hidden = 0 // a new organization has no other members
	}
	for _, r := range results {
		row := a.rows[email.Key(r.Email)]
		if row == nil { // a program has left it out
			row = &Row{Person: Person{Email: r.Email, Role: r.Role}, Outcome: ToInvite}
		}
		if there := classify(row.Person, members, invited, a.Options); there.Outcome != ToInvite {
			*row = there
			a.skipInvitation(r, row)
		} else if i, _ := invited.find(r.Email); i.reinvited() != r.Before || a.isSinceThePlan(i) {
			a.skipStep(r, "there is another invitation than the plan found: "+there.Reason, ErrChanged)
		}
	}
	a.sendBatches(ctx, a.plannedOf(Invite), func(batch []*Result, opt clarifai.CallOption) error {
		list := make([]clarifai.CreateInvitationRequest, len(batch))
		for i, r := range batch {
			list[i] = clarifai.CreateInvitationRequest{Email: r.Email, Role: r.Role}
		}
		_, err := a.client.Invitations.CreateBatch(ctx, a.Organization, list, opt)
		return err
	})
}

// isSinceThePlan reports whether an invitation was created since the plan was made.
func (a *applier) isSinceThePlan(i invitation) bool {
	return i.Invitation != nil && !a.MadeAt.IsZero() && i.CreatedAt.After(a.MadeAt)
}

// skipInvitation records that a person need not or must not be invited any more. An
// earlier run that was sending the invitation has sent it.
func (a *applier) skipInvitation(r *Result, row *Row) {
	note := "no longer needed: " + row.Reason
	switch {
	case row.Outcome == Member:
		a.joining[row] = true
	case row.Outcome == Held:
		a.skipStep(r, note, nil)
		return
	case row.Outcome == InvitedEarlier && a.wasSending(r):
		row.Outcome, row.Reason = Invited, invitedEarlier
	}
	a.skipNeedless(r, note)
}

// addJoined finds the people who have become members since the plan, and adds the
// steps for their teams.
func (a *applier) addJoined(ctx context.Context, now *snapshot) {
	members, err := now.directory(ctx)
	if err != nil {
		return // the next run finds them
	}
	matched := make(map[string]bool)
	for i := range a.report.Rows {
		if row := &a.report.Rows[i]; !a.joining[row] {
			matched[steps.FoldID(row.UserID)] = true
		}
	}
	adds := a.addsTo(ctx, now)
	taking := make(map[seat]*Result) // steps that take somebody off a team
	for _, r := range a.plannedOf(RemoveTeamMember) {
		taking[seat{team: r.Team, user: steps.FoldID(r.UserID)}] = r
	}
	for i := range a.report.Rows {
		row := &a.report.Rows[i]
		if row.UserID != "" && !a.joining[row] {
			continue
		}
		member, unclear := members.match(row.Person)
		if member == nil || unclear != "" {
			continue
		}
		row.UserID = member.User.ID
		if matched[steps.FoldID(row.UserID)] {
			row.Outcome, row.Reason = Held, "another row is the same member, user "+row.UserID
			continue
		}
		matched[steps.FoldID(row.UserID)] = true
		row.Outcome, row.Reason = Joined, "joined after the invitation"
		for _, team := range row.Person.Teams {
			if !adds(team) {
				continue
			}
			if r := taking[seat{team: team, user: steps.FoldID(row.UserID)}]; r != nil {
				a.skipStep(r, "the user is now somebody whom the files have for the team", ErrChanged)
			}
			step := &Result{Step: addMember(row, team, "joined after the invitation"), Status: Planned}
			a.steps = append(a.steps, step)
			a.resumeStep(step)
			if lost := a.teamErrors[team]; lost != nil && step.Status == Planned {
				a.skipStep(step, "the team was not created", lost)
			}
		}
	}
}

// addsTo returns a function that reports whether people who join are added to a team: the
// teams and the kinds of steps to which the plan is restricted may leave that out, or may
// have left out the team.
func (a *applier) addsTo(ctx context.Context, now *snapshot) func(team string) bool {
	teams, err := now.teams(ctx)
	created := make(map[string]bool)
	for _, r := range a.steps {
		if r.Kind == CreateTeam {
			created[r.Team] = true
		}
	}
	o := &a.Options
	return func(team string) bool {
		switch {
		case len(o.Kinds) > 0 && !slices.Contains(o.Kinds, AddTeamMember), len(o.Teams) > 0 && !slices.Contains(o.Teams, team):
			return false
		}
		return created[team] || err != nil || teams[team] != nil
	}
}

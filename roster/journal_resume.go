package roster

import (
	"context"
	"slices"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// The notes of steps that an earlier run did, and the reason of a row.
const (
	doneEarlier    = "done by an earlier run"
	sentEarlier    = "sent by an earlier run, and found done"
	invitedEarlier = "invited by an earlier run"
)

// before returns the last entry that earlier runs have of a step. It returns nil if
// they have none, or if no run is going on.
func (j *Journal) before(r *Result) *JournalEntry {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.numbers == nil {
		return nil
	}
	state := j.history.steps[j.history.key(j.number(r), r.String())]
	if state == nil || state.run == j.history.run {
		return nil
	}
	return &state.entry
}

// wasSending reports whether an earlier run was sending the step when it ended, so
// that it is unknown whether it did it.
func (j *Journal) wasSending(r *Result) bool {
	entry := j.before(r)
	return entry != nil && entry.Event == Sending
}

// resume begins a run in the journal and ends the steps that an earlier run did.
func (a *applier) resume() error {
	if a.opts.Journal == nil {
		return nil
	}
	if err := a.opts.Journal.begin(a.Organization, a.Digest(), a.steps); err != nil {
		return err
	}
	for _, r := range a.steps {
		a.resumeStep(r)
	}
	return nil
}

// resumeStep ends a step that an earlier run did. What it wrote a while ago is visible,
// or somebody else has changed it since.
func (a *applier) resumeStep(r *Result) {
	entry := a.opts.Journal.before(r)
	if entry == nil || entry.Event != Done {
		return
	}
	r.Status, r.Note, r.RequestID = Done, doneEarlier, entry.RequestID
	a.seen[r] = time.Since(entry.Time) > a.opts.verifyTimeout()
	if row := a.rows[email.Key(r.Email)]; r.Kind == Invite && row != nil {
		row.Outcome, row.Reason, row.RequestID = Invited, invitedEarlier, entry.RequestID
	}
	a.done++
	a.opts.report(Progress{Phase: string(r.Kind), Done: a.done, Total: len(a.steps), Step: r})
}

// awaitEarlier waits until the writes of earlier runs are visible, and then until the
// invitations and teams are that they were sending: nothing is created twice because it
// is visible late. What is not visible within the verify timeout was not created. It
// returns what it read last, and reads nothing if there is no earlier run.
func (a *applier) awaitEarlier(ctx context.Context) *snapshot {
	now := a.waitUntilVisible(ctx, Invite, CreateTeam, RenameTeam, SetTeamDefaultRole, ClearTeamDefaultRole, UpdateMemberRole, RemoveMember, DeleteTeam)
	sent := a.planned(func(r *Result) bool {
		return (r.Kind == Invite || r.Kind == CreateTeam) && a.journal.wasSending(r)
	})
	backoff := steps.NewBackoff(a.opts.verifyTimeout())
	for slices.ContainsFunc(sent, func(r *Result) bool { return a.isMissing(ctx, now, r) }) {
		wait, ok := backoff.Next()
		if !ok {
			break
		}
		a.reportWaiting()
		if steps.Sleep(ctx, wait) != nil {
			break
		}
		now = a.read()
	}
	return now
}

// isMissing reports whether the snapshot could be read, and does not have what a step
// creates.
func (a *applier) isMissing(ctx context.Context, now *snapshot, r *Result) bool {
	if r.Kind == CreateTeam {
		teams, err := now.teams(ctx)
		return err == nil && teams[r.Team] == nil
	}
	row := a.rows[email.Key(r.Email)]
	if row == nil {
		return false
	}
	invited, err := now.invitations(ctx)
	if err != nil {
		return false
	}
	members, err := now.directory(ctx)
	return err == nil && classify(row.Person, members, invited, a.Options).Outcome == ToInvite
}

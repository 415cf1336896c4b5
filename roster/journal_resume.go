package roster

import (
	"context"
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

// wasSending reports whether an earlier run sent the step, or was about to, and it is
// unknown whether Clarifai did it.
func (j *Journal) wasSending(r *Result) bool {
	entry := j.before(r)
	return entry != nil && entry.isUnknown()
}

// wasSendingAny reports whether that is so for any step.
func (j *Journal) wasSendingAny() bool {
	if j == nil {
		return false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, state := range j.history.steps {
		if state.entry.isUnknown() && state.run != j.history.run {
			return true
		}
	}
	return false
}

// resume begins a run in the journal and ends the steps that an earlier run did.
func (a *applier) resume() error {
	if a.opts.Journal == nil {
		return nil
	}
	if err := a.opts.Journal.begin(a.Organization, a.Digest(), a.steps); err != nil {
		return err
	}
	a.journal = a.opts.Journal
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

// awaitSent waits for the verify timeout if an earlier run was sending something, since
// what it wrote at last may not be visible yet: what is read then decides whether a step
// is sent again, and nobody is invited twice. It reports whether the run may go on.
func (a *applier) awaitSent(ctx context.Context) bool {
	if !a.journal.wasSendingAny() {
		return true
	}
	a.reportWaiting()
	return steps.Sleep(ctx, a.opts.verifyTimeout()) == nil
}

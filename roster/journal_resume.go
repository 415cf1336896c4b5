package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

// The notes of steps that an earlier run did.
const (
	doneEarlier = "done by an earlier run"
	sentEarlier = "sent by an earlier run, and found done"
)

// before returns the last entry that earlier runs have of a step, or nil.
func (j *Journal) before(r *Result) *JournalEntry {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	state := j.history.steps[j.history.key(j.number(r), r.String())]
	if state == nil || state.run == j.history.run {
		return nil
	}
	return &state.entry
}

// wasDone reports whether an earlier run did the step. What it wrote may have been
// changed since.
func (j *Journal) wasDone(r *Result) bool {
	entry := j.before(r)
	return entry != nil && entry.Event == Done
}

// wasSending reports whether an earlier run was sending the step when it ended, so
// that it is unknown whether it did it.
func (j *Journal) wasSending(r *Result) bool {
	entry := j.before(r)
	return entry != nil && entry.Event == Sending
}

// resume begins a run in the journal and ends the steps that an earlier run did.
func (a *applier) resume() error {
	if err := a.opts.Journal.begin(a.Organization, planDigest(a.Proposal), a.steps); err != nil {
		return err
	}
	for _, r := range a.steps {
		a.resumeStep(r)
	}
	return nil
}

// resumeStep ends a step that an earlier run did.
func (a *applier) resumeStep(r *Result) {
	entry := a.opts.Journal.before(r)
	if entry == nil || entry.Event != Done {
		return
	}
	r.Status, r.Note, r.RequestID = Done, doneEarlier, entry.RequestID
	if row := a.rows[email.Key(r.Email)]; r.Kind == Invite && row != nil {
		row.Outcome, row.Reason, row.RequestID = Invited, "invited by an earlier run", entry.RequestID
	}
	a.done++
	a.opts.report(Progress{Phase: string(r.Kind), Done: a.done, Total: len(a.steps), Step: r})
}

// planDigest identifies a plan.
func planDigest(p *Proposal) string {
	data, err := json.Marshal(p.Steps)
	if err != nil {
		panic(err) // steps have nothing that cannot be JSON
	}
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

package roster

import (
	"context"
	"errors"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// batchSize is the number of items that the API takes in one request. More are not
// sent in one call, so that progress is reported and the end of the context takes
// effect between two requests.
const batchSize = 128

// send takes one step by a call of its own.
func (a *applier) send(ctx context.Context, r *Result, call func(clarifai.CallOption) error) {
	a.sendBatches(ctx, []*Result{r}, func(_ []*Result, opt clarifai.CallOption) error { return call(opt) })
}

// sendBatches takes steps that share requests. A bad item does not affect the others,
// since the client divides a request that is refused.
func (a *applier) sendBatches(ctx context.Context, results []*Result, call func([]*Result, clarifai.CallOption) error) {
	items := make([][]*Result, len(results))
	for i := range results {
		items[i] = results[i : i+1]
	}
	a.sendItems(ctx, items, func(batch [][]*Result, opt clarifai.CallOption) error { return call(slices.Concat(batch...), opt) })
}

// sendItems takes steps that share requests. An item of a request may take several
// steps, which succeed or fail together.
func (a *applier) sendItems(ctx context.Context, items [][]*Result, call func([][]*Result, clarifai.CallOption) error) {
	for batch := range slices.Chunk(items, batchSize) {
		if ctx.Err() != nil || !a.mayBeSent(slices.Concat(batch...)) {
			return
		}
		var response clarifai.Response
		err := call(batch, clarifai.WithResponse(&response))
		errs := steps.ItemErrors(err, len(batch))
		id := response.RequestID
		if err != nil && len(batch) > 1 {
			id = "" // there were several requests
		}
		for i, item := range batch {
			for _, r := range item {
				a.finishStep(ctx, r, errs[i], id)
			}
		}
	}
}

// mayBeSent records in the journal that steps are about to be sent. It reports false
// if the journal cannot be written, and ends the run.
func (a *applier) mayBeSent(results []*Result) bool {
	a.lock <- struct{}{}
	defer func() { <-a.lock }()
	for _, r := range results {
		if a.journal.wasSending(r) {
			a.resent[r] = true
		}
	}
	return a.recorded(a.journal.sending(results))
}

// wasSending reports whether an earlier run was sending the step when it ended.
func (a *applier) wasSending(r *Result) bool {
	a.lock <- struct{}{}
	defer func() { <-a.lock }()
	return a.resent[r] || a.journal.wasSending(r)
}

// recorded reports whether the journal could be written. Otherwise it ends the run.
func (a *applier) recorded(err error) bool {
	if err != nil && a.stopped == nil {
		a.stopped = err
		a.stop()
	}
	return err == nil
}

// finishStep records what became of a step. If the context ended before the step was
// sent, the step stays planned, and finish skips it.
func (a *applier) finishStep(ctx context.Context, r *Result, err error, requestID string) {
	switch {
	case steps.NotSent(ctx, err):
		return
	case errors.Is(err, clarifai.ErrConflict) && r.Kind == CreateTeam:
		// It was created since the plan, or became visible only now. The next run
		// compares it with the files.
		r.RequestID = steps.RequestID(err, "")
		a.skipNeedless(r, "no longer needed: the team exists now")
		return
	case errors.Is(err, clarifai.ErrNotFound) && slices.Contains(RemovalKinds(), r.Kind) && r.Kind != ClearTeamDefaultRole:
		r.RequestID = steps.RequestID(err, "")
		a.skipNeedless(r, noLongerThere)
		return
	case errors.Is(err, clarifai.ErrConflict) && r.Kind == CancelInvitation:
		r.RequestID = steps.RequestID(err, "")
		a.skipStep(r, "the invitation has been answered", ErrChanged)
		return
	}
	r.Status, r.Err, r.RequestID = Done, err, steps.RequestID(err, requestID)
	if err != nil {
		r.Status = Failed
	}
	if r.Kind == Invite {
		if row := a.rows[email.Key(r.Email)]; row != nil {
			row.RequestID, row.Err = r.RequestID, err
			row.Outcome, row.Reason = invitationOutcome(err)
		}
	}
	a.reportStep(r)
}

// failAll records that steps failed before anything was sent.
func (a *applier) failAll(ctx context.Context, results []*Result, err error) {
	for _, r := range results {
		a.finishStep(ctx, r, err, "")
	}
}

// noLongerThere is the note of a step that would remove what is gone.
const noLongerThere = "no longer needed: it is gone"

// invitationOutcome returns what became of an invitation.
func invitationOutcome(err error) (outcome Outcome, reason string) {
	switch {
	case err == nil:
		return Invited, "invited now"
	case errors.Is(err, clarifai.ErrAmbiguous):
		return InviteFailed, "it is unknown whether the invitation was sent: the next run finds out"
	case errors.Is(err, clarifai.ErrConflict):
		return InviteFailed, "Clarifai says that the person is invited already, or a member: the next run finds out"
	}
	return InviteFailed, "the invitation failed"
}

// skipStep records that a step was not taken because of an error.
func (a *applier) skipStep(r *Result, note string, err error) {
	r.Status, r.Note, r.Err = Skipped, note, err
	if r.Kind == Invite {
		if row := a.rows[email.Key(r.Email)]; row != nil && row.Outcome == ToInvite {
			row.Outcome, row.Reason, row.Err = NotInvited, note, err
		}
	}
	a.reportStep(r)
}

// skipNeedless records that a step is no longer needed. If an earlier run was sending
// it, that run has done it.
func (a *applier) skipNeedless(r *Result, note string) {
	r.Status, r.Note = Skipped, note
	if a.wasSending(r) {
		r.Status, r.Note = Done, sentEarlier
	}
	a.reportStep(r)
}

// reportStep reports that a step has ended.
func (a *applier) reportStep(r *Result) {
	a.lock <- struct{}{}
	defer func() { <-a.lock }()
	a.recorded(a.journal.ended(r))
	a.done++
	a.opts.report(Progress{Phase: string(r.Kind), Done: a.done, Total: len(a.steps), Step: r})
}

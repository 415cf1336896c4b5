package roster

import (
	"context"
	"errors"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Apply carries a proposal out and returns what became of it. If a step fails, the
// steps that depend on it are skipped, and all others go on. If the context ends,
// the remaining steps are skipped.
//
// Apply reads before it writes. It does not repeat invitations and teams that
// have appeared since the proposal was made. Before it changes a role of a
// member, a role of a team in an app, or a team's default role, it reads that
// role, and skips the step with [ErrChanged] if the role is not the one that the
// plan found. Before it takes the role Admin from a member, it reads who the
// Admins are, and skips the step with [ErrLastAdmin] if nobody else is one and
// stays one. Others may still make a change between that reading and the step.
//
// Members who join while Apply is running are added to their teams at once. At
// the end, Apply waits until its writes are visible, as [ApplyOptions.VerifyTimeout]
// says.
//
// The report is complete even if there is an error. The error is [Report.Err].
func Apply(ctx context.Context, client *clarifai.Client, p *Proposal, opts *ApplyOptions) (*Report, error) {
	if opts == nil {
		opts = &ApplyOptions{}
	}
	a := newApplier(client, p, opts)
	a.run(ctx)
	a.finish(ctx)
	return a.report, a.report.Err()
}

// batchSize is the number of items in one request. It is small, so that progress is
// reported often and the end of the context takes effect soon.
const batchSize = 40

// applier carries a proposal out.
type applier struct {
	*Proposal
	client *clarifai.Client
	opts   *ApplyOptions
	report *Report
	// steps are the steps of the proposal, and those for people who join.
	steps      []*Result
	rows       map[string]*Row  // report rows by email.Key
	teamErrors map[string]error // why a team is missing
	done       int
	adminID    string // ID of the role Admin
}

func newApplier(client *clarifai.Client, p *Proposal, opts *ApplyOptions) *applier {
	a := &applier{
		Proposal: p, client: client, opts: opts, report: p.Report(),
		rows: make(map[string]*Row), teamErrors: make(map[string]error),
	}
	for i := range a.report.Steps {
		a.steps = append(a.steps, &a.report.Steps[i])
	}
	for i := range a.report.Rows {
		a.rows[email.Key(a.report.Rows[i].Person.Email)] = &a.report.Rows[i]
	}
	return a
}

func (a *applier) run(ctx context.Context) {
	if !a.createOrganization(ctx) {
		return
	}
	before := newSnapshot(a.client, a.Organization, &a.Options)
	a.invite(ctx, before)
	a.createTeams(ctx, before)
	a.setDefaultRoles(ctx)
	a.addJoined(ctx, a.waitUntilVisible(ctx, Invite, CreateTeam))
	a.applyTeamApps(ctx)
	a.addTeamMembers(ctx)
	a.updateMemberRoles(ctx)
	a.waitUntilVisible(ctx, SetTeamDefaultRole, AddTeamApp, UpdateTeamAppRole, AddTeamMember, UpdateMemberRole)
}

// finish records the steps that were not reached, and finds again who is waiting.
func (a *applier) finish(ctx context.Context) {
	for _, r := range a.planned(func(*Result) bool { return true }) {
		if err := ctx.Err(); err != nil {
			a.skipStep(r, "the context ended before this step", err)
		}
	}
	a.report.Steps = make([]Result, len(a.steps))
	for i, r := range a.steps {
		a.report.Steps[i] = *r
	}
	for i := range a.report.Rows {
		if row := &a.report.Rows[i]; row.Outcome == ToInvite {
			row.Outcome, row.Reason = NotInvited, "the step was removed from the proposal"
		}
	}
	a.report.Findings = slices.DeleteFunc(a.report.Findings, func(f Finding) bool { return f.Kind == Waiting })
	a.report.Findings = append(a.report.Findings, a.findWaiting(a.report.Rows)...)
}

// planned returns the steps for which include returns true and that have not been
// taken, in their order.
func (a *applier) planned(include func(*Result) bool) (results []*Result) {
	for _, r := range a.steps {
		if r.Status == Planned && include(r) {
			results = append(results, r)
		}
	}
	return results
}

// plannedOf returns the planned steps of these kinds.
func (a *applier) plannedOf(kinds ...Kind) []*Result {
	return a.planned(func(r *Result) bool { return slices.Contains(kinds, r.Kind) })
}

// finishStep records what became of a step. If the context ended before the step was
// sent, the step stays planned, and finish skips it.
func (a *applier) finishStep(ctx context.Context, r *Result, err error, requestID string) {
	if steps.NotSent(ctx, err) {
		return
	}
	if errors.Is(err, clarifai.ErrConflict) && r.Kind == CreateTeam {
		a.skipExistingTeam(r, err)
		return
	}
	r.Status, r.Err, r.RequestID = Done, err, steps.RequestID(err, requestID)
	if err != nil {
		r.Status = Failed
	}
	if row := a.rows[email.Key(r.Email)]; r.Kind == Invite && row != nil {
		row.RequestID, row.Err = r.RequestID, err
		row.Outcome, row.Reason = invitationOutcome(err)
	}
	a.reportStep(r)
}

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

// skipExistingTeam records that a team exists: it was created since the plan, or
// became visible only now. The next run compares it with the files.
func (a *applier) skipExistingTeam(r *Result, err error) {
	r.Status, r.Note = Skipped, "no longer needed: the team exists now"
	r.RequestID = steps.RequestID(err, "")
	a.reportStep(r)
}

// skipStep records that a step was not taken. A nil error means that it is no longer
// needed.
func (a *applier) skipStep(r *Result, note string, err error) {
	r.Status, r.Note, r.Err = Skipped, note, err
	if row := a.rows[email.Key(r.Email)]; r.Kind == Invite && row != nil && row.Outcome == ToInvite {
		row.Outcome, row.Reason, row.Err = NotInvited, note, err
	}
	a.reportStep(r)
}

// reportStep reports that a step has ended.
func (a *applier) reportStep(r *Result) {
	a.done++
	a.opts.report(Progress{Phase: string(r.Kind), Done: a.done, Total: len(a.steps), Step: r})
}

// send takes one step by a call of its own.
func (a *applier) send(ctx context.Context, r *Result, call func(clarifai.CallOption) error) {
	if ctx.Err() != nil {
		return
	}
	var response clarifai.Response
	err := call(clarifai.WithResponse(&response))
	a.finishStep(ctx, r, err, response.RequestID)
}

// sendBatches takes steps that share requests. A bad item does not affect the others,
// since the client divides a request that is refused.
func (a *applier) sendBatches(ctx context.Context, results []*Result, call func([]*Result, clarifai.CallOption) error) {
	for batch := range slices.Chunk(results, batchSize) {
		if ctx.Err() != nil {
			return
		}
		var response clarifai.Response
		err := call(batch, clarifai.WithResponse(&response))
		errs := steps.ItemErrors(err, len(batch))
		id := response.RequestID
		if err != nil {
			id = "" // there were several requests
		}
		for i, r := range batch {
			a.finishStep(ctx, r, errs[i], id)
		}
	}
}

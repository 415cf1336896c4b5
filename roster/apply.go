package roster

import (
	"context"
	"errors"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Apply carries a proposal out and reports what became of it. A step that fails
// fails what hangs on it; everything else goes on. When the context ends, the
// remaining steps are skipped.
//
// Invitations and teams that have appeared since the proposal was made are not
// made again. Before each step that replaces something (a role of a member, of
// a team in an app, or a team's default role) Apply reads what is there: what is
// not as the plan found it is left, and the step is skipped with [ErrChanged].
// Before each step that takes Admin away it reads who the Admins are, and skips
// the step with [ErrLastAdmin] if nobody else is one and stays one. Nothing keeps
// others from changing the same between that reading and the step.
//
// Members who join while Apply works are put on their teams at
// once. At the end Apply reads what it wrote until it shows, see
// [Options.VerifyTimeout].
//
// The report is complete also when there is an error. The error is nil if every
// step was done or has become needless; else it is that of [Report.Err].
func Apply(ctx context.Context, client *clarifai.Client, p *Proposal) (*Report, error) {
	switch {
	case p == nil:
		return new(Report), errNil
	case ctx == nil || client == nil:
		return p.Report(), errNil
	}
	a := newApplier(client, p)
	if len(a.steps) > 0 {
		a.run(ctx)
	}
	a.finish(ctx)
	return a.report, a.report.Err()
}

// batchSize is how many items go into one request: few enough for progress to
// show and for a stop to come soon.
const batchSize = 40

// applier is a proposal being carried out.
type applier struct {
	*Proposal
	client     *clarifai.Client
	report     *Report
	steps      []*Result        // those of the proposal, and those that people who join add
	rows       map[string]*Row  // the report's, by email.Key
	teamErrors map[string]error // why a team could not be created
	done       int

	adminID string // of the role Admin
}

func newApplier(client *clarifai.Client, p *Proposal) *applier {
	a := &applier{
		Proposal: p, client: client, report: p.Report(),
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
	before := newSnapshot(a.client, a.Organization, &a.options)
	a.invite(ctx, before)
	a.createTeams(ctx, before)
	a.setDefaultRoles(ctx)
	a.addJoined(ctx, a.waitUntilVisible(ctx, Invite, CreateTeam))
	a.applyTeamApps(ctx)
	a.addTeamMembers(ctx)
	a.updateMemberRoles(ctx)
	a.waitUntilVisible(ctx, SetTeamDefaultRole, AddTeamApp, UpdateTeamAppRole, AddTeamMember, UpdateMemberRole)
}

// finish accounts for what was not reached, and tells anew who is waiting.
func (a *applier) finish(ctx context.Context) {
	for _, r := range a.planned(func(*Result) bool { return true }) {
		if err := ctx.Err(); err != nil {
			a.skipStep(r, "stopped before it", err)
		}
	}
	a.report.Steps = make([]Result, len(a.steps))
	for i, r := range a.steps {
		a.report.Steps[i] = *r
	}
	for i := range a.report.Rows {
		if row := &a.report.Rows[i]; row.Outcome == ToInvite {
			row.Outcome, row.Reason = NotInvited, "it was taken out of the proposal"
		}
	}
	a.report.Findings = slices.DeleteFunc(a.report.Findings, func(f Finding) bool { return f.Kind == Waiting })
	a.report.Findings = append(a.report.Findings, a.findWaiting(a.report.Rows)...)
}

// planned gives the steps that are still to be taken, in their order.
func (a *applier) planned(which func(*Result) bool) (results []*Result) {
	for _, r := range a.steps {
		if r.Status == Planned && which(r) {
			results = append(results, r)
		}
	}
	return results
}

func (a *applier) plannedOf(kinds ...Kind) []*Result {
	return a.planned(func(r *Result) bool { return slices.Contains(kinds, r.Kind) })
}

// finishStep records what became of a step. One that the end of the context kept from
// being sent is left, to be skipped.
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
		row.Outcome, row.Reason, row.RequestID, row.Err = Invited, "invited now", r.RequestID, err
		if err != nil {
			row.Outcome, row.Reason = InviteFailed, "the invitation failed"
		}
		if errors.Is(err, clarifai.ErrConflict) {
			row.Reason = "Clarifai says that the person is invited already, or a member: the next run finds out"
		}
		if errors.Is(err, clarifai.ErrAmbiguous) {
			row.Reason = "whether the invitation was sent is not known: the next run finds out"
		}
	}
	a.reportStep(r)
}

// skipExistingTeam records that a team is there: it came since the plan, or shows
// only now. The next run compares it.
func (a *applier) skipExistingTeam(r *Result, err error) {
	r.Status, r.Note = Skipped, "no longer needed: the team exists by now"
	r.RequestID = steps.RequestID(err, "")
	a.reportStep(r)
}

// skipStep records that a step was not taken; err is nil if it is not needed.
func (a *applier) skipStep(r *Result, note string, err error) {
	r.Status, r.Note, r.Err = Skipped, note, err
	if row := a.rows[email.Key(r.Email)]; r.Kind == Invite && row != nil && row.Outcome == ToInvite {
		row.Outcome, row.Reason, row.Err = NotInvited, note, err
	}
	a.reportStep(r)
}

func (a *applier) reportStep(r *Result) {
	a.done++
	a.options.report(Progress{Phase: string(r.Kind), Done: a.done, Total: len(a.steps), Step: r})
}

// send takes one step that is a request of its own.
func (a *applier) send(ctx context.Context, r *Result, call func(clarifai.CallOption) error) {
	if ctx.Err() != nil {
		return
	}
	var response clarifai.Response
	err := call(clarifai.CaptureResponse(&response))
	a.finishStep(ctx, r, err, response.RequestID)
}

// sendBatches takes steps that go together in a request. A bad item does not
// keep the others out: the client takes a request apart that is refused.
func (a *applier) sendBatches(ctx context.Context, results []*Result, call func([]*Result, clarifai.CallOption) error) {
	for batch := range slices.Chunk(results, batchSize) {
		if ctx.Err() != nil {
			return
		}
		var response clarifai.Response
		err := call(batch, clarifai.CaptureResponse(&response))
		errs := steps.ItemErrors(err, len(batch))
		id := response.RequestID
		if err != nil {
			id = "" // it took more than one request, and which was whose is not known
		}
		for i, r := range batch {
			a.finishStep(ctx, r, errs[i], id)
		}
	}
}

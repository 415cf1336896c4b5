package roster

import (
	"context"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Apply carries a proposal out and returns what became of it. If a step fails, the
// steps that depend on it are skipped, and all others go on. If the context ends,
// the remaining steps are skipped.
//
// Apply reads before it writes. It does nothing if the organization is not the one
// that the plan read. It does not repeat invitations and teams that have appeared
// since the proposal was made. Right before it changes or removes something, it
// reads what is there, once for all steps of a phase, and skips a step with
// [ErrChanged] if that is not what the plan found. A step whose change somebody else
// has made is skipped without an error. Before it takes the role Admin or the
// membership from an Admin, it reads who the Admins are, and skips the step with
// [ErrLastAdmin] if nobody else is one and stays one. Others may still make a change
// between that reading and the step.
//
// The order of the steps in the proposal does not matter. What gives access comes
// before what takes it away: invitations, teams, their apps and members, new Admins,
// wider roles, narrower roles, and then all removals. Teams are emptied before they
// are deleted. The caller's own role comes last. Somebody who could not be put on a
// team stays on the others and keeps the role.
//
// Members who join while Apply is running are added to their teams at once. At
// the end, Apply waits until its writes are visible in the lists of the whole
// organization, as [ApplyOptions.VerifyTimeout] says.
//
// The report is complete even if there is an error. The error is [Report.Err].
func Apply(ctx context.Context, client *clarifai.Client, p *Proposal, opts *ApplyOptions) (*Report, error) {
	if opts == nil {
		opts = &ApplyOptions{}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	a := newApplier(client, p, opts, stop)
	defer func() { a.journal.end() }() // also if Progress panics
	a.run(ctx)
	a.finish(ctx)
	return a.report, a.report.Err()
}

// applier carries a proposal out.
type applier struct {
	*Proposal
	client *clarifai.Client
	opts   *ApplyOptions
	stop   context.CancelFunc // sends nothing more
	// journal is nil unless the run has begun in it. If it cannot be written,
	// stopped says why.
	journal *Journal
	stopped error
	report  *Report
	// steps are the steps of the proposal, and those for people who join.
	steps      []*Result
	rows       map[string]*Row // report rows by email.Key
	planRows   map[string]*Row // rows of the proposal by email.Key
	protected  protected
	teamErrors map[string]error // why a team is missing
	newTeams   map[string]bool  // teams that this run created
	// lock guards what concurrent steps share. It is a channel because Progress may
	// block, which a mutex does not allow in a test with testing/synctest.
	lock    chan struct{}
	joining map[*Row]bool    // people who are members since the plan
	resent  map[*Result]bool // steps that an earlier run was sending
	seen    map[*Result]bool // steps whose writes are visible
	unseen  map[*Result]bool // steps noted as not visible
	me      *clarifai.User   // the caller, once read
	admin   *clarifai.Role   // the role Admin, once read
	done    int
}

func newApplier(client *clarifai.Client, p *Proposal, opts *ApplyOptions, stop context.CancelFunc) *applier {
	a := &applier{
		Proposal: p, client: client, opts: opts, stop: stop, report: p.Report(),
		rows: make(map[string]*Row), planRows: make(map[string]*Row), protected: newProtected(p.Options.Protect), teamErrors: make(map[string]error), newTeams: make(map[string]bool),
		lock: make(chan struct{}, 1), joining: make(map[*Row]bool), resent: make(map[*Result]bool),
		seen: make(map[*Result]bool), unseen: make(map[*Result]bool),
	}
	for i := range a.report.Steps {
		a.steps = append(a.steps, &a.report.Steps[i])
	}
	for i := range a.report.Rows {
		if key := email.Key(a.report.Rows[i].Person.Email); key != "" {
			a.rows[key], a.planRows[key] = &a.report.Rows[i], &a.Rows[i]
		}
	}
	return a
}

// listed are the kinds of steps whose writes show in lists of the whole organization.
var listed = []Kind{Invite, CreateTeam, RenameTeam, SetTeamDefaultRole, ClearTeamDefaultRole, UpdateMemberRole, RemoveMember, DeleteTeam}

// run takes the steps in an order in which access is given before it is taken.
func (a *applier) run(ctx context.Context) {
	if len(a.steps) == 0 || !a.begin() || !a.awaitSent(ctx) || !a.findOrganization(ctx) {
		return
	}
	before := a.waitUntilVisible(ctx, listed...) // by an earlier run
	a.invite(ctx, before)
	a.createTeams(ctx, before)
	a.updateTeams(ctx)
	if a.did(Invite, CreateTeam) || len(a.joining) > 0 {
		a.addJoined(ctx, a.waitUntilVisible(ctx, Invite, CreateTeam, RenameTeam, SetTeamDefaultRole, ClearTeamDefaultRole))
	}
	a.applyTeamApps(ctx)
	a.addTeamMembers(ctx)
	a.updateMemberRoles(ctx)
	a.removeTeamMembers(ctx)
	a.removeTeamApps(ctx)
	a.cancelInvitations(ctx)
	a.removeMembers(ctx)
	a.deleteTeams(ctx)
	a.updateCallersRole(ctx)
	a.waitUntilVisible(ctx, listed...)
}

// begin refuses a proposal that cannot be taken, and goes on with the run that the
// journal has, if there is one.
func (a *applier) begin() bool {
	if err := a.check(); err != nil {
		a.skipAll("the plan is malformed", err)
		return false
	}
	if err := a.resume(); err != nil {
		a.skipAll("the journal cannot be used", err)
		return false
	}
	return true
}

// read returns a snapshot, which reads what is there from now on.
func (a *applier) read() *snapshot { return newSnapshot(a.client, a.Organization, &a.Options) }

// finish records the steps that were not reached, and finds again who is waiting.
func (a *applier) finish(ctx context.Context) {
	for _, r := range a.planned(func(*Result) bool { return true }) {
		switch {
		case a.stopped != nil:
			a.skipStep(r, "the journal could not be written before this step", a.stopped)
		case ctx.Err() != nil:
			a.skipStep(r, "the context ended before this step", ctx.Err())
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

// did reports whether a step of these kinds was done.
func (a *applier) did(kinds ...Kind) bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool { return r.Status == Done && slices.Contains(kinds, r.Kind) })
}

// readCaller reads once whose credential the client has.
func (a *applier) readCaller(ctx context.Context) (err error) {
	if a.me == nil {
		a.me, err = a.client.Users.GetMe(ctx)
	}
	return err
}

// isCaller reports whether a step is about the caller, who must be known.
func (a *applier) isCaller(r *Result) bool {
	return a.me != nil && steps.FoldID(r.UserID) == steps.FoldID(a.me.ID)
}

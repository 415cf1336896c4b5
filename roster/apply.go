package roster

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
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
// [Options.Settle].
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
	client *clarifai.Client
	report *Report
	steps  []*Result        // those of the proposal, and those that people who join add
	rows   map[string]*Row  // the report's, by email.Key
	lost   map[string]error // why a team could not be created
	done   int

	adminID string // of the role Admin
}

func newApplier(client *clarifai.Client, p *Proposal) *applier {
	a := &applier{
		Proposal: p, client: client, report: p.Report(),
		rows: make(map[string]*Row), lost: make(map[string]error),
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
	before := newView(a.client, a.Organization, &a.options)
	a.invite(ctx, before)
	a.createTeams(ctx, before)
	a.setDefaultRoles(ctx)
	a.join(ctx, a.settle(ctx, Invite, CreateTeam))
	a.giveApps(ctx)
	a.addMembers(ctx)
	a.changeRoles(ctx)
	a.settle(ctx, SetDefaultRole, AddApp, SetAppRole, AddMember, UpdateRole)
}

// finish accounts for what was not reached, and tells anew who is waiting.
func (a *applier) finish(ctx context.Context) {
	for _, r := range a.planned(func(*Result) bool { return true }) {
		if err := ctx.Err(); err != nil {
			a.skip(r, "stopped before it", err)
		}
	}
	steps := make([]Result, len(a.steps))
	for i, r := range a.steps {
		steps[i] = *r
	}
	a.report.Steps = steps
	for i := range a.report.Rows {
		if row := &a.report.Rows[i]; row.Outcome == ToInvite {
			row.Outcome, row.Reason = NotInvited, "it was taken out of the proposal"
		}
	}
	a.report.Findings = slices.DeleteFunc(a.report.Findings, func(f Finding) bool { return f.Kind == Waiting })
	a.report.Findings = append(a.report.Findings, a.waiting(a.report.Rows)...)
}

// planned gives the steps that are still to be taken, in their order.
func (a *applier) planned(which func(*Result) bool) (steps []*Result) {
	for _, r := range a.steps {
		if r.Status == Planned && which(r) {
			steps = append(steps, r)
		}
	}
	return steps
}

func (a *applier) kind(kinds ...Kind) []*Result {
	return a.planned(func(r *Result) bool { return slices.Contains(kinds, r.Kind) })
}

// end records what became of a step. One that the end of the context kept from
// being sent is left, to be skipped.
func (a *applier) end(ctx context.Context, r *Result, err error, requestID string) {
	if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.Is(err, clarifai.ErrAmbiguous) {
		return
	}
	if errors.Is(err, clarifai.ErrConflict) && r.Kind == CreateTeam {
		a.existsByNow(r, err)
		return
	}
	r.Status, r.Err, r.RequestID = Done, err, requestID
	if err != nil {
		r.Status = Failed
		if e, ok := errors.AsType[*clarifai.Error](err); ok {
			r.RequestID = e.RequestID
		}
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
	a.count(r)
}

// existsByNow records that a team is there: it came since the plan, or shows
// only now. The next run compares it.
func (a *applier) existsByNow(r *Result, err error) {
	r.Status, r.Note = Skipped, "no longer needed: the team exists by now"
	if e, ok := errors.AsType[*clarifai.Error](err); ok {
		r.RequestID = e.RequestID
	}
	a.count(r)
}

// skip records that a step was not taken; err is nil if it is not needed.
func (a *applier) skip(r *Result, note string, err error) {
	r.Status, r.Note, r.Err = Skipped, note, err
	if row := a.rows[email.Key(r.Email)]; r.Kind == Invite && row != nil && row.Outcome == ToInvite {
		row.Outcome, row.Reason, row.Err = NotInvited, note, err
	}
	a.count(r)
}

func (a *applier) count(r *Result) {
	a.done++
	a.options.tell(Progress{Phase: string(r.Kind), Done: a.done, Total: len(a.steps), Step: r})
}

// send takes one step that is a request of its own.
func (a *applier) send(ctx context.Context, r *Result, call func(clarifai.CallOption) error) {
	if ctx.Err() != nil {
		return
	}
	var response clarifai.Response
	err := call(clarifai.WithResponse(&response))
	a.end(ctx, r, err, response.RequestID)
}

// sendBatches takes steps that go together in a request. A bad item does not
// keep the others out: the client takes a request apart that is refused.
func (a *applier) sendBatches(ctx context.Context, steps []*Result, call func([]*Result, clarifai.CallOption) error) {
	for batch := range slices.Chunk(steps, batchSize) {
		if ctx.Err() != nil {
			return
		}
		var response clarifai.Response
		err := call(batch, clarifai.WithResponse(&response))
		errs := itemErrors(err, len(batch))
		id := response.RequestID
		if err != nil {
			id = "" // it took more than one request, and which was whose is not known
		}
		for i, r := range batch {
			a.end(ctx, r, errs[i], id)
		}
	}
}

// itemErrors gives each of n items its error.
func itemErrors(err error, n int) []error {
	errs := make([]error, n)
	if batch, ok := errors.AsType[*clarifai.BatchError](err); ok {
		for _, item := range batch.Items {
			errs[item.Index] = item.Err
		}
		return errs
	}
	for i := range errs {
		errs[i] = err
	}
	return errs
}

func (a *applier) createOrganization(ctx context.Context) bool {
	for _, r := range a.kind(CreateOrganization) {
		a.send(ctx, r, func(opt clarifai.CallOption) error {
			_, err := a.client.Organizations.Create(ctx, clarifai.CreateOrganizationRequest{
				ID: a.company.ID, Name: a.company.Name, BillingEmail: a.company.BillingEmail,
			}, opt)
			return err
		})
		if r.Status == Failed {
			for _, other := range a.planned(func(*Result) bool { return true }) {
				a.skip(other, "the organization was not created", r.Err)
			}
		}
		if r.Status != Done {
			return false
		}
	}
	a.settle(ctx, CreateOrganization)
	return true
}

// invite invites who is still neither a member nor invited.
func (a *applier) invite(ctx context.Context, now *view) {
	steps := a.kind(Invite)
	if len(steps) == 0 {
		return
	}
	invited, err := now.invitations(ctx)
	var members *directory
	if err == nil {
		members, err = now.directory(ctx)
	}
	if err != nil {
		for _, r := range steps {
			a.end(ctx, r, fmt.Errorf("whether the person is invited by now cannot be read: %w", err), "")
		}
		return
	}
	if a.creates() {
		members.hidden = 0 // the organization is new, and nobody else can be a member
	}
	for _, r := range steps {
		row := a.rows[email.Key(r.Email)]
		if row == nil {
			continue
		}
		if there := standing(row.Person, members, invited, a.options); there.Outcome != ToInvite {
			*row = there
			a.skip(r, "no longer needed: "+there.Reason, nil)
		}
	}
	a.sendBatches(ctx, a.kind(Invite), func(batch []*Result, opt clarifai.CallOption) error {
		list := make([]clarifai.CreateInvitationRequest, len(batch))
		for i, r := range batch {
			list[i] = clarifai.CreateInvitationRequest{Email: r.Email, Role: r.Role}
		}
		_, err := a.client.Invitations.CreateBatch(ctx, a.Organization, list, opt)
		return err
	})
}

// creates reports whether the proposal made the organization.
func (a *applier) creates() bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool { return r.Kind == CreateOrganization })
}

// createTeams creates the teams that are still missing.
func (a *applier) createTeams(ctx context.Context, now *view) {
	steps := a.kind(CreateTeam)
	if len(steps) == 0 {
		return
	}
	there, err := now.teams(ctx)
	for _, r := range steps {
		switch {
		case err != nil:
			a.end(ctx, r, fmt.Errorf("whether the team exists by now cannot be read: %w", err), "")
			a.lost[r.Team] = err
		case there[r.Team] != nil:
			a.skip(r, "no longer needed: the team exists by now", nil)
		case twinOf(r.Team, there) != "":
			a.skip(r, fmt.Sprintf("the organization has team %.80q by now, whose ID differs in letter case alone", twinOf(r.Team, there)), ErrChanged)
			a.lost[r.Team] = ErrChanged
		}
	}
	a.sendBatches(ctx, a.kind(CreateTeam), func(batch []*Result, opt clarifai.CallOption) error {
		list := make([]clarifai.CreateTeamRequest, len(batch))
		for i, r := range batch {
			list[i] = clarifai.CreateTeamRequest{ID: r.Team, Name: r.After}
		}
		_, err := a.client.Teams.CreateBatch(ctx, a.Organization, list, opt)
		errs := itemErrors(err, len(batch))
		for i, r := range batch {
			if errs[i] != nil && !errors.Is(errs[i], clarifai.ErrConflict) {
				a.lost[r.Team] = errs[i]
			}
		}
		return err
	})
	for _, r := range a.planned(func(r *Result) bool { return r.Team != "" && a.lost[r.Team] != nil && r.Kind != CreateTeam }) {
		a.skip(r, "the team was not created", a.lost[r.Team])
	}
}

// join finds who has become a member meanwhile, and plans the teams for them.
func (a *applier) join(ctx context.Context, now *view) {
	if !slices.ContainsFunc(a.steps, func(r *Result) bool { return r.Kind == Invite && r.Status == Done }) {
		return
	}
	members, err := now.directory(ctx)
	if err != nil {
		return // they stay invited, and the next round finds them
	}
	matched := make(map[string]bool)
	for i := range a.report.Rows {
		matched[fold(a.report.Rows[i].UserID)] = true
	}
	for i := range a.report.Rows {
		row := &a.report.Rows[i]
		member := members.of(row.Person.Email)
		if row.UserID != "" || member == nil {
			continue
		}
		row.UserID = member.User.ID
		if matched[fold(row.UserID)] {
			row.Outcome, row.Reason = Held, "another row is the same member, user "+row.UserID
			continue
		}
		matched[fold(row.UserID)] = true
		row.Outcome, row.Reason = Joined, "joined meanwhile"
		for _, team := range row.Person.Teams {
			step := &Result{Step: addMember(row, team, "joined meanwhile"), Status: Planned}
			a.steps = append(a.steps, step)
			if lost := a.lost[team]; lost != nil {
				a.skip(step, "the team was not created", lost)
			}
		}
	}
}

func (a *applier) addMembers(ctx context.Context) {
	for team, steps := range byTeam(a.kind(AddMember)) {
		a.sendBatches(ctx, steps, func(batch []*Result, opt clarifai.CallOption) error {
			ids := make([]string, len(batch))
			for i, r := range batch {
				ids[i] = r.UserID
			}
			_, err := a.client.Teams.AddMembers(ctx, a.Organization, team, ids, opt)
			return err
		})
	}
}

// byTeam groups steps by their team, in the order in which the teams appear.
func byTeam(steps []*Result) iter.Seq2[string, []*Result] {
	return func(yield func(string, []*Result) bool) {
		var order []string
		groups := make(map[string][]*Result)
		for _, r := range steps {
			if groups[r.Team] == nil {
				order = append(order, r.Team)
			}
			groups[r.Team] = append(groups[r.Team], r)
		}
		for _, team := range order {
			if !yield(team, groups[team]) {
				return
			}
		}
	}
}

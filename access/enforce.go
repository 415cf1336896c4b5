package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// What errors.Is finds in the errors of [Enforce].
var (
	// ErrIncomplete: the organization was not read whole, so nothing is done.
	ErrIncomplete = errors.New("access: the organization was not read whole")
	// ErrLimit: the run would take more away than it may, so nothing is done.
	ErrLimit = errors.New("access: over the limits")
	// ErrChanged: what a step is about is not as it was found, so the step is
	// not taken. Another run sees it as it is.
	ErrChanged = errors.New("access: it has changed since it was read")
)

// Options say what one [Enforce] may do. The zero value takes nothing away.
type Options struct {
	// MaxRemovals is how many apps may be taken from teams, those that are
	// given back in a lower role included, and default roles cleared. 0: none.
	MaxRemovals int
	// MaxShare is which share of all apps of the teams that the policies bind
	// (each app counted once for each team) may be taken away, from 0 to 1.
	// 0: none. Both limits must hold, else the run does nothing at all.
	MaxShare float64
	// DryRun plans, and sends no write request.
	DryRun bool
	// Owed is what earlier runs owe, by [Report.Owed]: each is given if the
	// policies still allow it and the team does not have the app.
	Owed []Step
	// Settle is how long a write may take to become visible to reads. 0 means
	// 5 s; a negative time means to look once.
	Settle time.Duration
}

const defaultSettle = 5 * time.Second

func (o *Options) settle() time.Duration {
	if o.Settle == 0 {
		return defaultSettle
	}
	return max(o.Settle, 0)
}

func (o *Options) validate() error {
	switch {
	case o.MaxRemovals < 0:
		return fmt.Errorf("access: MaxRemovals is %d: it is 0 or more", o.MaxRemovals)
	case !(o.MaxShare >= 0 && o.MaxShare <= 1): // NaN, too
		return fmt.Errorf("access: MaxShare is %v: it is 0 to 1", o.MaxShare)
	}
	for i := range o.Owed {
		s := &o.Owed[i]
		if s.Kind != GiveApp || !validID(s.Team) || !validID(s.App) || strings.TrimPrefix(string(s.Role), string(clarifai.RoleID(""))) == "" {
			return fmt.Errorf("access: Owed[%d] is not a step to give an app in a role", i)
		}
	}
	return nil
}

// Enforce evaluates the policies and sets right what violates them: it removes
// an app from a team, or removes it and then gives it in a lower role, and
// clears default roles where a policy says so. It never acts on what is
// undecided.
//
// Nothing at all is done if the organization was not read whole
// ([ErrIncomplete]), if policies contradict each other ([ErrContradiction]), or
// if the run would take more away than its limits allow ([ErrLimit]). A dry run
// says in the same way what a run would do.
//
// Right before it acts on a team, Enforce reads the team's apps again, and
// leaves an app that is not there in the role that was found. It sends each
// removal in a request of its own, and then reads until all of them show; what
// was seen to be off, in two readings in a row, is given in a lower role, 128
// apps a request, and then read until all of it shows. While the writes of one
// team have yet to show, the next team's are sent. A step that fails fails what
// hangs on it; everything else goes on. When the context ends, the remaining
// steps are skipped.
//
// It fails closed: a lower role that cannot be given leaves the team without
// the app, unless somebody else adds it again; see [Report.Owed]. An app whose
// removal was refused and that is gone all the same was taken by somebody else:
// it is not given. After not found it is given: an earlier run's removal may
// have come to show. The note of each failed step says what was read last.
//
// Beyond Evaluate's requests, a team with steps takes two readings of its apps
// or more before the first step, a request for each removal and each 128 apps
// given, and two readings or more after the removals and one or more after the
// giving; more where a write takes long to show.
//
// The report is nil if Evaluate gives an error, and complete beside any other
// error, which is that of [Report.Err].
func Enforce(ctx context.Context, client *clarifai.Client, orgID string, policies []Policy, o Options) (*Report, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	review, err := Evaluate(ctx, client, orgID, policies...)
	if err != nil {
		return nil, err
	}
	e := &enforcer{view: review.view, options: o, report: &Report{Organization: orgID, DryRun: o.DryRun, Review: review}}
	e.plan()
	e.report.Refused = e.refusal()
	switch {
	case o.DryRun:
	case e.report.Refused != nil:
		for i := range e.report.Steps {
			if s := &e.report.Steps[i]; s.Status == Planned {
				s.skip("nothing was done", e.report.Refused)
			}
		}
	default:
		e.run(ctx)
	}
	return e.report, e.report.Err()
}

// enforcer is a review being set right.
type enforcer struct {
	*view
	options Options
	report  *Report
	turn    chan struct{} // full while a team takes its steps
}

// spot is an app of a team.
type spot struct{ team, app string }

// plan lists the steps, team by team: what is cleared and removed, then what is
// given.
func (e *enforcer) plan() {
	r := e.report.Review
	clears := make(map[string]*Step)
	for i := range r.Openings {
		o := &r.Openings[i]
		switch there := clears[o.Team]; {
		case !o.Clear:
		case there != nil:
			there.Policies = append(there.Policies, o.Policy)
		default:
			clears[o.Team] = &Step{
				Kind: ClearDefaultRole, Team: o.Team, Before: o.Role, before: o.RoleID, Policies: []string{o.Policy},
				Members: o.Members, Reason: "a future app would be reached by it",
			}
		}
	}
	removals, gives := make(map[string][]Step), make(map[string][]Step)
	for left := r.Violations; len(left) > 0; {
		first := &left[0]
		var policies []string
		for len(policies) < len(left) && left[len(policies)].Team == first.Team && left[len(policies)].App == first.App {
			policies = append(policies, left[len(policies)].Policy)
		}
		roleID, contradiction := e.remedy(left[:len(policies)])
		left = left[len(policies):]
		if contradiction != nil {
			continue // nothing will be done
		}
		step := Step{
			Kind: RemoveApp, Team: first.Team, App: first.App, Before: first.Role, before: first.RoleID,
			Policies: policies, Members: first.Members, Reason: first.Reason,
		}
		removals[first.Team] = append(removals[first.Team], step)
		if roleID != "" {
			step.Kind, step.Before, step.before = GiveApp, "", ""
			step.After, step.Role = e.roles.name(roleID, ""), clarifai.RoleID(roleID)
			step.Reason = fmt.Sprintf("lowered from %q", first.Role)
			gives[first.Team] = append(gives[first.Team], step)
		}
	}
	for _, t := range e.teams {
		var steps []Step
		if clears[t.ID] != nil {
			steps = append(steps, *clears[t.ID])
		}
		for _, s := range slices.Concat(steps, removals[t.ID], gives[t.ID]) {
			e.report.Steps = append(e.report.Steps, Result{Step: s, Status: Planned})
			if s.Kind != GiveApp {
				e.report.Removals++
			}
		}
	}
	e.owed()
	removed := make(map[spot]*Result)
	for i := range e.report.Steps { // the steps stay where they are from here on
		switch s := &e.report.Steps[i]; s.Kind {
		case RemoveApp:
			removed[spot{s.Team, s.App}] = s
		case GiveApp:
			s.needs = removed[spot{s.Team, s.App}]
		}
	}
}

// owed adds what earlier runs owe, as far as the policies allow it.
func (e *enforcer) owed() {
	planned := make(map[spot]bool)
	for i := range e.report.Steps {
		if s := &e.report.Steps[i]; s.Kind == GiveApp {
			planned[spot{s.Team, s.App}] = true
		}
	}
	for _, s := range e.options.Owed {
		at := spot{s.Team, s.App}
		if planned[at] {
			continue
		}
		planned[at] = true
		r := Result{Step: s, Status: Planned}
		if problem := e.forbids(&s); problem != "" {
			r.skip("no longer given: "+problem, nil)
		}
		e.report.Steps = append(e.report.Steps, r)
	}
}

// forbids says why an app must not, or need not, be given; "": it may be.
func (e *enforcer) forbids(s *Step) string {
	i := slices.IndexFunc(e.teams, func(t *team) bool { return t.ID == s.Team })
	if i < 0 {
		return "no policy binds such a team"
	}
	t, app := e.teams[i], e.apps[s.App]
	if app == nil {
		return "the organization shows no such app"
	}
	if slices.ContainsFunc(t.apps, func(a clarifai.TeamApp) bool { return a.App.AppID == s.App }) {
		return "the team has the app"
	}
	roleID := strings.TrimPrefix(string(s.Role), string(clarifai.RoleID("")))
	if e.roles[roleID] == nil {
		return "there is no such role"
	}
	for _, b := range t.policies {
		if b.rule.judge(app) != Holds && !e.allows(b, roleID) {
			return fmt.Sprintf("policy %q does not allow it", b.Name)
		}
	}
	return ""
}

// refusal says what stands against doing anything.
func (e *enforcer) refusal() error {
	r := e.report.Review
	taken := 0
	for i := range e.report.Steps {
		if e.report.Steps[i].Kind == RemoveApp {
			taken++
		}
	}
	switch {
	case !r.Complete():
		const most = 5
		list := strings.Join(r.Incomplete[:min(most, len(r.Incomplete))], "; ")
		if more := len(r.Incomplete) - most; more > 0 {
			list += fmt.Sprintf("; and %d more", more)
		}
		return fmt.Errorf("%w: %s", ErrIncomplete, list)
	case len(r.Contradictions) > 0:
		all := make([]error, len(r.Contradictions))
		for i := range r.Contradictions {
			all[i] = &r.Contradictions[i]
		}
		return errors.Join(all...)
	case e.report.Removals > e.options.MaxRemovals:
		return fmt.Errorf("%w: it would take %s, and MaxRemovals is %d", ErrLimit, count(e.report.Removals, "removal"), e.options.MaxRemovals)
	case taken > 0 && float64(taken)/float64(r.Assignments) > e.options.MaxShare:
		return fmt.Errorf("%w: it would take away %d of the %s of the teams, and MaxShare is %v", ErrLimit,
			taken, count(r.Assignments, "app"), e.options.MaxShare)
	}
	return nil
}

// run takes the steps, team by team. While one team waits for its writes to
// show, the next one goes on: there is one request at a time, and all wait
// together.
func (e *enforcer) run(ctx context.Context) {
	var order []string
	byTeam := make(map[string][]*Result)
	for i := range e.report.Steps {
		s := &e.report.Steps[i]
		if byTeam[s.Team] == nil {
			order = append(order, s.Team)
		}
		byTeam[s.Team] = append(byTeam[s.Team], s)
	}
	e.turn = make(chan struct{}, 1)
	var teams sync.WaitGroup
	for _, team := range order {
		e.turn <- struct{}{}
		teams.Go(func() {
			defer func() { <-e.turn }()
			e.team(ctx, team, byTeam[team])
		})
	}
	teams.Wait()
	for i := range e.report.Steps {
		if s := &e.report.Steps[i]; s.Status == Planned {
			s.skip("stopped before it", ctx.Err())
		}
	}
}

// team takes the steps of one team.
func (e *enforcer) team(ctx context.Context, team string, steps []*Result) {
	kind := func(kind Kind) (list []*Result) {
		for _, s := range steps {
			if s.Kind == kind && s.Status == Planned {
				list = append(list, s)
			}
		}
		return list
	}
	for _, s := range kind(ClearDefaultRole) {
		e.clear(ctx, s)
	}
	removals, gives := kind(RemoveApp), kind(GiveApp)
	if len(removals)+len(gives) == 0 || ctx.Err() != nil {
		return
	}
	now, err := e.has(ctx, team)
	if err != nil {
		for _, s := range slices.Concat(removals, gives) {
			s.unread(ctx, "nothing was sent: the team cannot be read again", err)
		}
		return
	}
	for _, s := range removals {
		there := now[s.App]
		switch {
		case there == nil:
			s.skip("no longer needed: the team does not have the app any more", nil)
		case there.RoleID != s.before:
			s.skip(fmt.Sprintf("the role was %q, and is %q now", s.Before, e.roles.name(there.RoleID, there.RoleName)), ErrChanged)
		default:
			s.send(ctx, func(opt clarifai.CallOption) error {
				return e.client.Teams.RemoveApps(ctx, e.org, team, []string{s.App}, opt)
			})
		}
	}
	now = e.confirm(ctx, team, removals, now)
	var give []*Result
	for _, s := range gives {
		there, needs := now[s.App], s.needs
		switch {
		case needs == nil && there != nil:
			s.skip("no longer given: the team has the app", nil)
		case needs == nil:
			give = append(give, s)
		case needs.Status == Skipped && needs.Err == nil, needs.Status == Done && !needs.acted:
			s.skip("not given: the app had been taken from the team by someone else", nil)
		case needs.Status == Skipped:
			s.skip("not given: its removal was skipped: "+needs.Note, needs.Err)
		case needs.Status == Failed:
			s.skip("not given: its removal failed: "+needs.Note, needs.Err)
		case needs.Status != Done: // stopped
		case there != nil:
			s.skip(fmt.Sprintf("not given: the team has the app again, as %q", e.roles.name(there.RoleID, there.RoleName)), ErrChanged)
		default:
			give = append(give, s)
		}
	}
	e.give(ctx, team, give)
	e.confirm(ctx, team, give, now)
}

// give adds apps to a team, all of them in one request. The client reports what
// became of each.
func (e *enforcer) give(ctx context.Context, team string, steps []*Result) {
	if len(steps) == 0 || ctx.Err() != nil {
		return
	}
	adds, failed := make([]clarifai.AddTeamAppRequest, len(steps)), make([]error, len(steps))
	for i, s := range steps {
		adds[i] = clarifai.AddTeamAppRequest{AppID: s.App, Role: s.Role}
	}
	var response clarifai.Response
	err := e.client.Teams.AddApps(ctx, e.org, team, adds, clarifai.WithResponse(&response))
	if batch, ok := errors.AsType[*clarifai.BatchError](err); ok {
		for _, item := range batch.Items {
			failed[item.Index] = item.Err
		}
	} else {
		for i := range failed {
			failed[i] = err
		}
	}
	for i, s := range steps {
		s.answered(ctx, failed[i], response.RequestID)
	}
}

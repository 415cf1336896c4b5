package access

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

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
// the app, unless somebody else adds it again; see [Report.Unfinished]. An app whose
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
	e := &enforcer{snapshot: review.view, options: o, report: &Report{Organization: orgID, DryRun: o.DryRun, Review: review}}
	e.plan()
	e.report.Refused = e.refuse()
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
	*snapshot
	options Options
	report  *Report
	turn    chan struct{} // full while a team takes its steps
}

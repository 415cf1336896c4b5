package access

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Enforce evaluates the policies and corrects what violates them: it removes an app
// from a team, or removes it and adds it again in a lower role, and it clears
// default roles if a policy says so. It never acts on what is undecided.
//
// Enforce does nothing at all if the organization cannot be read completely
// ([ErrIncomplete]), if policies contradict each other ([ErrContradiction]), or if
// a limit would be exceeded ([ErrLimit]). A dry run reports the same errors.
//
// Right before it acts on a team, Enforce reads the team's apps again, and skips
// the apps whose role somebody else has changed. It sends a request for each
// removal, and waits until all of them are visible. It adds an app in a lower role
// only after two readings in a row show that the app is removed, up to 128 apps in
// one request, and waits again. Meanwhile it starts with the next team. If a step
// fails, the steps that depend on it are skipped, and all others go on. If the
// context ends, the remaining steps are skipped.
//
// Enforce fails closed. If adding an app in a lower role fails, the team is left
// without the app: see [Report.Unfinished]. If a removal is refused and the app is
// gone all the same, somebody else has removed it, and it is not added again. After
// a response of "not found" it is added, since an earlier run may have removed it.
// The note of each failed step says what was read last.
//
// The report is nil if [Evaluate] fails. Otherwise it is complete, and the error is
// [Report.Err].
func Enforce(ctx context.Context, client *clarifai.Client, orgID string, policies []Policy, o Options) (*Report, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	evaluation, err := Evaluate(ctx, client, orgID, policies...)
	if err != nil {
		return nil, err
	}
	e := &enforcer{evaluator: evaluation.evaluator, options: o, report: &Report{Organization: orgID, DryRun: o.DryRun, Evaluation: evaluation}}
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

// enforcer corrects what an evaluation found.
type enforcer struct {
	*evaluator
	options Options
	report  *Report
	// turn is full while a team takes its steps.
	turn chan struct{}
}

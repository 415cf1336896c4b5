package access

import (
	"fmt"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Report is the result of [Enforce].
type Report struct {
	// Organization is the organization's ID.
	Organization string
	DryRun       bool
	// Evaluation is what was found before anything was done.
	Evaluation *Evaluation
	Steps      []Result
	// Removals is the number of steps that remove an app or clear a default role.
	Removals int
	// Refused is the reason why nothing was done, or why a run that is not dry
	// would do nothing: [ErrIncomplete], [ErrContradiction] or [ErrLimit].
	Refused error
}

// Count returns the number of steps that have the status.
func (r *Report) Count(status Status) (n int) {
	for i := range r.Steps {
		if r.Steps[i].Status == status {
			n++
		}
	}
	return n
}

// Unfinished returns the steps that add an app in a lower role and were not taken,
// although the app was removed from the team or may have been. The team does not
// reach such an app, unless somebody else has added it again.
//
// Pass the steps to [Options.Unfinished] of the next run. Otherwise that run finds
// no violation, and the team stays without the app. To survive a crash, save the
// steps of kind [AddApp] of a dry run, and pass them in the same way.
func (r *Report) Unfinished() (unfinished []Step) {
	for i := range r.Steps {
		s := &r.Steps[i]
		if s.Kind != AddApp || s.Status == Done || s.Status == Skipped && s.Err == nil {
			continue
		}
		if s.removal == nil || s.removal.Status == Done || s.removal.Status == Failed && s.removal.requested {
			unfinished = append(unfinished, s.Step)
		}
	}
	return unfinished
}

// Err returns [Report.Refused], or an error that unwraps to the errors of the steps,
// for [errors.Is]. It is nil if every step was done or is no longer needed.
func (r *Report) Err() error {
	if r.Refused != nil {
		return r.Refused
	}
	var errs []error
	for i := range r.Steps {
		if s := &r.Steps[i]; s.Err != nil {
			errs = append(errs, fmt.Errorf("%s %s: %w", s.Kind, teamAndApp(s.Team, s.App), s.Err))
		}
	}
	return steps.Join("access", len(r.Steps), errs)
}

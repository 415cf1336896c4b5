package access

import (
	"fmt"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Report is what became of an [Enforce].
type Report struct {
	Organization string
	DryRun       bool
	Review       *Review // what was found before anything was done
	Steps        []Result
	Removals     int // steps that take something away, planned or done
	// Refused says why nothing was done, or would be in a run that is not dry:
	// [ErrIncomplete], [ErrContradiction] or [ErrLimit]; nil: nothing stands
	// against it.
	Refused error
}

// Count tells how many steps have a status.
func (r *Report) Count(status Status) (n int) {
	for i := range r.Steps {
		if r.Steps[i].Status == status {
			n++
		}
	}
	return n
}

// Unfinished gives the lower access that was promised and not given: its app was, or
// may have been, removed from the team, and the adding failed or was not come
// to. A removal that was not sent, or that was refused, owes nothing. The team does not reach the app then, unless somebody else added it
// again. Pass it to [Options.Unfinished] of the next run; otherwise that run finds no
// violation, and the team stays without the app. To survive a crash, save the
// steps of kind [AddApp] of a dry run and pass them in the same way.
func (r *Report) Unfinished() (owed []Step) {
	for i := range r.Steps {
		s := &r.Steps[i]
		if s.Kind != AddApp || s.Status == Done || s.Status == Skipped && s.Err == nil {
			continue
		}
		if s.removal == nil || s.removal.Status == Done || s.removal.Status == Failed && s.removal.requested {
			owed = append(owed, s.Step)
		}
	}
	return owed
}

// Err gives [Report.Refused], or an error that unwraps to those of the steps
// that failed or were skipped for a failure, a change by someone else, or the
// end of the context; nil if there is nothing of that.
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

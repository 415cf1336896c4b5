package access

import (
	"fmt"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Kind is what a step does.
type Kind string

// The kinds of steps, in the order in which they are taken for one team.
const (
	ClearDefaultRole Kind = "clear default role"
	RemoveApp        Kind = "remove app"
	// GiveApp adds an app in a lower role, once its removal has been seen.
	GiveApp Kind = "give app"
)

// Step is one thing that [Enforce] does. Its JSON keeps what one run owes for
// the next, see [Report.Owed].
type Step struct {
	Kind     Kind             `json:"kind"`
	Team     string           `json:"team"`               // the team's id
	App      string           `json:"app,omitempty"`      // the app's id; "": none
	Before   string           `json:"before,omitempty"`   // name of the role that is there; "": none
	After    string           `json:"after,omitempty"`    // name of the role that will be there; "": none
	Role     clarifai.RoleRef `json:"role,omitempty"`     // the same, by id; "": none
	Policies []string         `json:"policies,omitempty"` // the names of those that ask for it
	Members  []string         `json:"members,omitempty"`  // user ids of those on the team: whom it concerns
	Reason   string           `json:"reason,omitempty"`

	before string // id of the role that is there
}

// String tells the step in a line.
func (s Step) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", s.Kind, place(s.Team, s.App))
	switch {
	case s.Kind == GiveApp:
		fmt.Fprintf(&b, ", %q", s.After)
	case s.Before != "":
		fmt.Fprintf(&b, ", it was %q", s.Before)
	}
	fmt.Fprintf(&b, " (%s)", s.Reason)
	return b.String()
}

// Status is what became of a step.
type Status string

// The statuses.
const (
	Planned Status = "planned" // in the report of a dry run only
	Done    Status = "done"    // sent, and seen by reading
	Failed  Status = "failed"
	Skipped Status = "skipped" // nothing was sent
)

// Result is a step and what became of it.
type Result struct {
	Step
	Status Status
	// Note says why a step was skipped, or what was read last where it failed;
	// "": nothing to say.
	Note string
	// RequestID is Clarifai's id of the request, which apps that are given share;
	// "": nothing was sent, or there was no answer.
	RequestID string
	// Err is the error of a step that failed, or that was skipped for another's
	// failure. It is [clarifai.ErrAmbiguous] where the step may have been
	// carried out and reading did not tell.
	Err error

	needs *Result // the removal before an app is given; nil: none, or one of an earlier run

	acted bool  // a request was sent, and may have been carried out by its answer
	last  found // what the last reading after the request shows
	times int   // readings in a row that show it
}

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

// Owed gives the lower access that was promised and not given: its app was, or
// may have been, removed from the team, and the adding failed or was not come
// to. A removal that was not sent, or that was refused, owes nothing. The team does not reach the app then, unless somebody else added it
// again. Pass it to [Options.Owed] of the next run; otherwise that run finds no
// violation, and the team stays without the app. To survive a crash, save the
// steps of kind [GiveApp] of a dry run and pass them in the same way.
func (r *Report) Owed() (steps []Step) {
	for i := range r.Steps {
		s := &r.Steps[i]
		if s.Kind != GiveApp || s.Status == Done || s.Status == Skipped && s.Err == nil {
			continue
		}
		if s.needs == nil || s.needs.Status == Done || s.needs.Status == Failed && s.needs.acted {
			steps = append(steps, s.Step)
		}
	}
	return steps
}

// Err gives [Report.Refused], or an error that unwraps to those of the steps
// that failed or were skipped for a failure, a change by someone else, or the
// end of the context; nil if there is nothing of that.
func (r *Report) Err() error {
	if r.Refused != nil {
		return r.Refused
	}
	failed := &stepErrors{of: len(r.Steps)}
	for i := range r.Steps {
		if s := &r.Steps[i]; s.Err != nil {
			failed.all = append(failed.all, fmt.Errorf("%s %s: %w", s.Kind, place(s.Team, s.App), s.Err))
		}
	}
	if len(failed.all) == 0 {
		return nil
	}
	return failed
}

// stepErrors are the errors of steps.
type stepErrors struct {
	all []error
	of  int
}

// Error counts the steps and names the first.
func (e *stepErrors) Error() string {
	return fmt.Sprintf("access: %d of %s were not done, the first: %v", len(e.all), count(e.of, "step"), e.all[0])
}

// Unwrap gives the errors of the steps.
func (e *stepErrors) Unwrap() []error { return e.all }

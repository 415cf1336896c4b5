package roster

import (
	"fmt"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Report is what became of a [Proposal].
type Report struct { //nolint:recvcheck // MarshalJSON must work on values
	// Organization is the organization's ID.
	Organization string
	// Steps are the steps of the proposal, and those for people who joined while
	// Apply was running.
	Steps []Result
	// Rows, BadRows and Findings are as in a [Proposal].
	Rows     []Row
	BadRows  []RowError
	Findings []Finding
}

// Incomplete reports whether there are rows for which nothing could be done, as
// [Proposal.Incomplete] does.
func (r *Report) Incomplete() bool { return incomplete(r.Rows, r.BadRows) }

// Report returns the proposal as a report in which every step is [Planned].
func (p *Proposal) Report() *Report {
	r := &Report{
		Organization: p.Organization,
		Steps:        make([]Result, len(p.Steps)),
		Rows:         slices.Clone(p.Rows),
		BadRows:      slices.Clone(p.BadRows),
		Findings:     slices.Clone(p.Findings),
	}
	for i, step := range p.Steps {
		r.Steps[i] = Result{Step: step, Status: Planned}
	}
	return r
}

// Count returns the number of rows that have the outcome.
func (r *Report) Count(outcome Outcome) (n int) {
	for i := range r.Rows {
		if r.Rows[i].Outcome == outcome {
			n++
		}
	}
	return n
}

// Err returns an error that unwraps to the errors of the steps, for [errors.Is].
// It is nil if every step was done or is no longer needed.
func (r *Report) Err() error {
	var errs []error
	for i := range r.Steps {
		if s := &r.Steps[i]; s.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.Step, s.Err))
		}
	}
	return steps.Join("roster", len(r.Steps), errs)
}

package roster

import (
	"fmt"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Report is what became of a [Proposal].
type Report struct {
	Organization string
	Steps        []Result   // the proposal's, and those for people who joined meanwhile
	Rows         []Row      // one for each row of the roster that is not bad
	BadRows      []RowError // left out, with Options.SkipBadRows only
	Findings     []Finding
}

// Incomplete reports whether there are rows that nothing was done about, see
// [Proposal.Incomplete].
func (r *Report) Incomplete() bool { return incomplete(r.Rows, r.BadRows) }

// Report gives a proposal as the report of nothing done yet: every step is
// planned.
func (p *Proposal) Report() *Report {
	r := &Report{
		Organization: p.Organization,
		Steps:        make([]Result, len(p.Steps)),
		Rows:         append([]Row(nil), p.Rows...),
		BadRows:      append([]RowError(nil), p.BadRows...),
		Findings:     append([]Finding(nil), p.Findings...),
	}
	for i, step := range p.Steps {
		r.Steps[i] = Result{Step: step, Status: Planned}
	}
	return r
}

// Count tells how many rows have an outcome.
func (r *Report) Count(outcome Outcome) (n int) {
	for i := range r.Rows {
		if r.Rows[i].Outcome == outcome {
			n++
		}
	}
	return n
}

// Err gives an error that unwraps to those of the steps that failed or were
// skipped for a failure or for the end of the context; nil if there are none.
func (r *Report) Err() error {
	var errs []error
	for i := range r.Steps {
		if s := &r.Steps[i]; s.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.Step, s.Err))
		}
	}
	return steps.Join("roster", len(r.Steps), errs)
}

package roster

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Status is what became of a step.
type Status string

// The statuses.
const (
	Planned Status = "planned" // in the report of a Proposal only
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Result is a step and what became of it.
type Result struct {
	Step
	Status    Status
	Note      string // why it was skipped, or that it does not show yet; "": nothing to say
	RequestID string // Clarifai's id of the request; "": nothing was sent, or there was no answer
	Err       error  // of a step that failed, or that was skipped for another's failure
}

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
	var failed stepErrors
	for i := range r.Steps {
		if r.Steps[i].Err != nil {
			failed.all = append(failed.all, fmt.Errorf("%s: %w", r.Steps[i].Step, r.Steps[i].Err))
		}
	}
	if len(failed.all) == 0 {
		return nil
	}
	failed.of = len(r.Steps)
	return &failed
}

// stepErrors are the errors of steps.
type stepErrors struct {
	all []error
	of  int
}

// Error counts the steps and names the first.
func (e *stepErrors) Error() string {
	return fmt.Sprintf("roster: %d of %d steps were not done, the first: %v", len(e.all), e.of, e.all[0])
}

// Unwrap gives the errors of the steps.
func (e *stepErrors) Unwrap() []error { return e.all }

// WriteCSV writes reports as one CSV file for people to read: for each round a
// line for every row of the roster, every step, every bad row and every finding. Cells that a
// spreadsheet would take for a formula start with an apostrophe.
func WriteCSV(w io.Writer, rounds ...*Report) error {
	out := csv.NewWriter(w) // it keeps the first error of all its writes
	_ = out.Write([]string{
		"round", "record", "line", "email", "user_id", "team", "app", "what", "outcome", "before", "after", "reason", "request_id", "error",
	})
	for n, r := range rounds {
		write := func(record string, line int, cells ...string) {
			row := append([]string{strconv.Itoa(n + 1), record, lineNumber(line)}, cells...)
			for i := range row {
				row[i] = inert(row[i])
			}
			_ = out.Write(row)
		}
		for _, row := range r.Rows {
			write("row", row.Person.Line, row.Person.Email, row.UserID, strings.Join(row.Person.Teams, ";"), "",
				string(row.Person.Role), string(row.Outcome), "", "", row.Reason, row.RequestID, errorText(row.Err))
		}
		for _, s := range r.Steps {
			reason := s.Reason
			if s.Note != "" {
				reason += "; " + s.Note
			}
			write("step", s.Line, s.Email, s.UserID, s.Team, s.App,
				string(s.Kind), string(s.Status), s.Before, s.After, reason, s.RequestID, errorText(s.Err))
		}
		for _, b := range r.BadRows {
			person, team := b.Subject, ""
			if b.File == FileTeams {
				person, team = "", b.Subject
			}
			write("bad row", b.Line, person, "", team, "", b.File, "", "", "", b.Reason, "", "")
		}
		for _, f := range r.Findings {
			write("finding", f.Line, f.Email, f.UserID, f.Team, f.App,
				string(f.Kind), "", f.Before, f.After, f.Reason, "", "")
		}
	}
	out.Flush()
	return out.Error()
}

// inert keeps a cell from being taken for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func lineNumber(line int) string {
	if line == 0 {
		return ""
	}
	return strconv.Itoa(line)
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

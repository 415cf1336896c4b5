package roster

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Where a row of a [RowError] stands.
const (
	FileRoster       = "roster"
	FileTeams        = "teams"
	FileMemberEmails = "member emails"
)

// RowError says what is wrong with one row.
type RowError struct {
	File    string // FileRoster, FileTeams or FileMemberEmails
	Line    int    // 0: the row is from no file
	Subject string // the email or team id of the row, as far as it has one
	Reason  string
}

// Error names the row and the reason.
func (e RowError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, " line %d", e.Line)
	}
	if e.Subject != "" {
		fmt.Fprintf(&b, ": %.80q", e.Subject)
	}
	return b.String() + ": " + e.Reason
}

// InputError tells of all the rows that cannot be used, each once, the roster's
// first, in the order of their lines.
type InputError struct{ Rows []RowError }

// Error counts the rows and names the first.
func (e *InputError) Error() string {
	switch len(e.Rows) {
	case 0:
		return "roster: bad input"
	case 1:
		return "roster: 1 bad row: " + e.Rows[0].Error()
	}
	return fmt.Sprintf("roster: %d bad rows, the first: %v", len(e.Rows), e.Rows[0])
}

// JoinInputErrors gathers the bad rows of several errors into one [*InputError],
// so that all of them can be told at once. It gives nil if all errors are nil,
// and the first error that is not an InputError if there is one.
func JoinInputErrors(errs ...error) error {
	var all rowProblems
	for _, err := range errs {
		if err == nil {
			continue
		}
		input, ok := errors.AsType[*InputError](err)
		if !ok {
			return err
		}
		for _, row := range input.Rows {
			all = append(all, rowProblem{RowError: row})
		}
	}
	return all.err()
}

// problems gathers what is wrong, until all of it can be told.
type rowProblems []rowProblem

// problem is one thing that is wrong with a row.
type rowProblem struct {
	RowError
	row any // tells rows apart that have no line; nil: of a file
}

func (p *rowProblems) line(file string, line int, reason string) {
	*p = append(*p, rowProblem{RowError: RowError{file, line, "", reason}})
}

func (p *rowProblems) person(person *Person, format string, args ...any) {
	*p = append(*p, rowProblem{RowError{FileRoster, person.Line, person.Email, fmt.Sprintf(format, args...)}, person})
}

func (p *rowProblems) team(team *Team, format string, args ...any) {
	*p = append(*p, rowProblem{RowError{FileTeams, team.Line, team.ID, fmt.Sprintf(format, args...)}, team})
}

// sameRow reports whether two problems are of one row.
func (p rowProblem) sameRow(other rowProblem) bool {
	if p.Line > 0 || other.Line > 0 {
		return p.File == other.File && p.Line == other.Line
	}
	return p.row != nil && p.row == other.row
}

// err returns the rows as an error, nil if there is nothing wrong.
func (p *rowProblems) err() error {
	if len(*p) == 0 {
		return nil
	}
	return &InputError{Rows: p.rows()}
}

// rows returns one entry for each row, its reasons joined, in the order of the
// files.
func (p *rowProblems) rows() (rows []RowError) {
	sorted := slices.Clone(*p)
	slices.SortStableFunc(sorted, func(a, b rowProblem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	for i, next := range sorted {
		if i == 0 || !next.sameRow(sorted[i-1]) {
			rows = append(rows, next.RowError)
			continue
		}
		row := &rows[len(rows)-1]
		row.Subject = cmp.Or(row.Subject, next.Subject)
		if !strings.Contains(row.Reason, next.Reason) {
			row.Reason += "; " + next.Reason
		}
	}
	return rows
}

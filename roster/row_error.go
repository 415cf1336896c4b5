package roster

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// The values of [RowError.File].
const (
	FileRoster       = "roster"
	FileTeams        = "teams"
	FileMemberEmails = "member emails"
)

// RowError says what is wrong with one row.
type RowError struct {
	// File is FileRoster for a person, FileTeams for a team, or FileMemberEmails.
	File string `json:"file"`
	// Source is the name of the file, if the row has one: see [Person.File].
	Source string `json:"source,omitempty"`
	// Line is the line in the file. Zero means that it is unknown, or that there is
	// no file.
	Line int `json:"line,omitempty"`
	// Subject is the email address, the user ID or the team ID of the row, if it
	// has one.
	Subject string `json:"subject,omitempty"`
	Reason  string `json:"reason"`
}

// Error returns the row and the reason.
func (e RowError) Error() string {
	var b strings.Builder
	if e.Source == "" {
		b.WriteString(e.File)
	} else {
		fmt.Fprintf(&b, "%.80s", tabular.Clean(e.Source))
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, " line %d", e.Line)
	}
	if e.Subject != "" {
		fmt.Fprintf(&b, ": %.80q", e.Subject)
	}
	return b.String() + ": " + e.Reason
}

// InputError lists the rows that cannot be used, each once: those of the roster
// first, in the order of their lines.
type InputError struct{ Rows []RowError }

// maxRowsShown is the number of rows in the text of an error.
const maxRowsShown = 20

// Error returns the rows, up to 20 of them, each on a line of its own.
func (e *InputError) Error() string {
	switch len(e.Rows) {
	case 0:
		return "roster: bad input"
	case 1:
		return "roster: 1 bad row: " + e.Rows[0].Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "roster: %d bad rows:", len(e.Rows))
	for _, row := range e.Rows[:min(len(e.Rows), maxRowsShown)] {
		b.WriteString("\n" + row.Error())
	}
	if more := len(e.Rows) - maxRowsShown; more > 0 {
		fmt.Fprintf(&b, "\nand %d more", more)
	}
	return b.String()
}

// JoinInputErrors returns one [*InputError] with the bad rows of several errors,
// so that they can be reported together. It returns nil if all errors are nil. If
// one of them is not an InputError, it returns the first such error.
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

// rowProblems are collected until all of them can be reported together.
type rowProblems []rowProblem

// rowProblem is one problem of a row.
type rowProblem struct {
	RowError
	// row is the *Person or *Team of the row, which distinguishes rows that have
	// no line. It is nil for a row that could not be read.
	row any
}

func (p *rowProblems) line(file string, line int, reason string) {
	*p = append(*p, rowProblem{RowError: RowError{File: file, Line: line, Reason: reason}})
}

func (p *rowProblems) person(person *Person, format string, args ...any) {
	*p = append(*p, rowProblem{RowError{
		FileRoster, person.File, person.Line, cmp.Or(person.Email, person.UserID), fmt.Sprintf(format, args...),
	}, person})
}

func (p *rowProblems) team(team *Team, format string, args ...any) {
	*p = append(*p, rowProblem{RowError{FileTeams, team.File, team.Line, team.ID, fmt.Sprintf(format, args...)}, team})
}

// sameRow reports whether two problems belong to one row. A document may have several
// rows in a line.
func (p rowProblem) sameRow(other rowProblem) bool {
	if p.row != nil && p.row == other.row {
		return true
	}
	return p.Line > 0 && p.File == other.File && p.Source == other.Source && p.Line == other.Line &&
		(p.Subject == other.Subject || p.Subject == "" || other.Subject == "")
}

// err returns an [*InputError], or nil if there are no problems.
func (p *rowProblems) err() error {
	if len(*p) == 0 {
		return nil
	}
	return &InputError{Rows: p.rows()}
}

// rows returns one entry for each row, with all its reasons, in the order of the
// files.
func (p *rowProblems) rows() (rows []RowError) {
	sorted := slices.Clone(*p)
	slices.SortStableFunc(sorted, func(a, b rowProblem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Line, b.Line))
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

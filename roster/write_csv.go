package roster

import (
	"io"
	"strconv"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// WriteCSV writes the reports of several runs, which it calls rounds, as one CSV
// file for people to read. It has a line for each row of the roster, each step, each
// bad row and each finding. A cell, or a part of one behind ';', that a spreadsheet
// could take for a formula gets an apostrophe in front.
func WriteCSV(w io.Writer, rounds ...*Report) error {
	out := tabular.NewWriter(w) // Flush returns the first error
	_ = out.Write(
		"round", "record", "line", "email", "user_id", "team", "app", "what", "outcome", "before", "after", "reason", "request_id", "error",
	)
	for n, r := range rounds {
		write := func(record string, line int, cells ...string) {
			_ = out.Write(append([]string{strconv.Itoa(n + 1), record, lineNumber(line)}, cells...)...)
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
	return out.Flush()
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

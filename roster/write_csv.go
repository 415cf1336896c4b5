package roster

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes the reports of several runs, which it calls rounds, as one CSV
// file for people to read. It has a line for each row of the roster, each step, each
// bad row and each finding. An apostrophe is put before cells that a spreadsheet
// would take for a formula.
func WriteCSV(w io.Writer, rounds ...*Report) error {
	out := csv.NewWriter(w) // it keeps its first error
	_ = out.Write([]string{
		"round", "record", "line", "email", "user_id", "team", "app", "what", "outcome", "before", "after", "reason", "request_id", "error",
	})
	for n, r := range rounds {
		write := func(record string, line int, cells ...string) {
			row := append([]string{strconv.Itoa(n + 1), record, lineNumber(line)}, cells...)
			for i := range row {
				row[i] = escapeFormula(row[i])
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

// escapeFormula returns a cell that no spreadsheet takes for a formula.
func escapeFormula(cell string) string {
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

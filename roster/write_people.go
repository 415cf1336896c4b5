package roster

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// WritePeople writes a roster file that [ReadPeople] reads back, in the order of the
// people, with the columns email, user_id, first_name, last_name, member_role and teams.
// File and Line are not written. A cell, or a part of one behind ';', that a spreadsheet
// could take for a formula gets an apostrophe in front.
//
// Nothing is written if somebody cannot be read back: with a control character, for
// example, or with a ';' in the ID of a team. The error names the first such person.
func WritePeople(w io.Writer, people []Person) error {
	rows := [][]string{{"email", "user_id", "first_name", "last_name", "member_role", "teams"}}
	for i := range people {
		p := &people[i]
		row := []string{p.Email, p.UserID, p.FirstName, p.LastName, string(p.Role), strings.Join(p.Teams, ";")}
		problem := unwritable(rows[0], row)
		if problem == "" && !slices.Equal(p.Teams, splitCell(row[5])) {
			problem = "teams must be different IDs without ';'"
		}
		if problem != "" {
			return fmt.Errorf("roster: person %d, %.80q: %s", i, p.Email, problem)
		}
		rows = append(rows, row)
	}
	return writeRows(w, rows)
}

// WriteTeams writes a teams file that [ReadTeams] reads back, as [WritePeople] writes
// people. A file of teams has no members: a team with Members is an error. The teams of
// people are in their roster file.
func WriteTeams(w io.Writer, teams []Team) error {
	rows := [][]string{{"id", "name", "default_role", "apps"}}
	for i := range teams {
		t := &teams[i]
		apps := make([]string, len(t.Apps))
		for n, app := range t.Apps {
			apps[n] = app.ID
			if app.Role != "" {
				apps[n] += ":" + string(app.Role)
			}
		}
		row := []string{t.ID, t.Name, string(t.DefaultRole), strings.Join(apps, ";")}
		problem := unwritable(rows[0], row)
		read, wrong := splitApps(row[3])
		switch {
		case problem != "":
		case wrong != "" || !slices.Equal(t.Apps, read):
			problem = "apps must be different, with IDs without ';' and ':', and roles without ';'"
		case len(t.Members) > 0:
			problem = "a file of teams has no members: add the team to the Teams of the people"
		}
		if problem != "" {
			return fmt.Errorf("roster: team %d, %.80q: %s", i, t.ID, problem)
		}
		rows = append(rows, row)
	}
	return writeRows(w, rows)
}

// unwritable returns why the cells of a row would not be read back, or an empty string.
func unwritable(header, row []string) string {
	if isBlank(row) {
		return "the row must not be empty"
	}
	for i, cell := range row {
		switch {
		case tabular.Clean(cell) != cell:
			return header[i] + " must be UTF-8 without control characters"
		case strings.TrimSpace(cell) != cell:
			return header[i] + " must not begin or end with a space"
		case len(tabular.EscapeFormula(cell)) > maxCell:
			return fmt.Sprintf("%s must not have more than %d bytes", header[i], maxCell)
		}
	}
	return ""
}

func writeRows(w io.Writer, rows [][]string) error {
	out := tabular.NewWriter(w)
	for _, row := range rows {
		_ = out.Write(row...) // Flush returns the first error
	}
	return out.Flush()
}

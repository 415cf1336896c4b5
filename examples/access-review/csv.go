package main

import (
	"encoding/csv"
	"io"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// The records of the CSV file.
const (
	recordAccess      = "access"      // one reason of a person for an app
	recordUnexplained = "unexplained" // a disagreement without a reason
	recordNone        = "no access"   // a person who reaches no app, but for public ones
	recordEverybody   = "everybody"   // a public app, instead of a line for each person
	recordInvitation  = "invitation"
	recordNote        = "note"
)

var csvHeader = []string{
	"record", "user_id", "name", "email", "standing", "member_role",
	"app_id", "app_name", "visibility", "way", "team", "role_or_scopes",
	"listed_for_app", "disagreement",
}

// writeCSV writes a line for every reason, so that a person who reaches an app
// in two ways has two. Cells that a spreadsheet would take for a formula start
// with an apostrophe.
func writeCSV(w io.Writer, r *review) error {
	out := csv.NewWriter(w) // it keeps the first error of all its writes
	write := func(cells ...string) {
		row := make([]string, len(csvHeader))
		for i, cell := range cells {
			row[i] = inert(cell)
		}
		_ = out.Write(row)
	}
	write(csvHeader...)
	for p := range r.People {
		who := &r.People[p]
		known := []string{who.ID, who.Name, who.Email, standing(who), who.Role}
		lines := 0
		for a := range r.Apps {
			for _, line := range cellLines(&r.Apps[a], &who.Cells[a]) {
				write(append(append(line[:1:1], known...), line[1:]...)...)
				lines++
			}
		}
		if lines == 0 {
			write(append([]string{recordNone}, known...)...)
		}
	}
	for i := range r.Apps {
		if a := &r.Apps[i]; a.Public() {
			disagreement := ""
			if a.Unlisted > 0 {
				disagreement = publicUnlisted(a.Unlisted)
			}
			write(recordEverybody, "", "everybody", "", "everybody", "", a.ID, a.Name, string(a.Visibility),
				string(byVisibility), "", string(clarifai.VisibilityPublic), "", disagreement)
		}
	}
	for _, i := range r.Invitations {
		write(recordInvitation, "", "", i.Email, "invited", i.Role, "", "", "", i.Says)
	}
	for _, note := range r.Notes {
		write(recordNote, "", note)
	}
	out.Flush()
	return out.Error()
}

// cellLines gives the lines of one person and one app, without the person.
func cellLines(a *app, c *cell) [][]string {
	var lines [][]string
	for _, r := range c.Reasons {
		lines = append(lines, []string{
			recordAccess, a.ID, a.Name, string(a.Visibility), string(r.Way), r.Of, r.Role, string(c.Listed), c.Disagreement,
		})
	}
	if len(lines) == 0 && c.Disagreement != "" {
		lines = append(lines, []string{recordUnexplained, a.ID, a.Name, string(a.Visibility), "", "", "", string(c.Listed), c.Disagreement})
	}
	return lines
}

func standing(p *person) string {
	if p.Member {
		return "member"
	}
	return "outsider"
}

// inert keeps a cell from being taken for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

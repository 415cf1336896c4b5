package roster_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestWriteCSV(t *testing.T) {
	t.Run("formulas are escaped", func(t *testing.T) {
		report := &roster.Report{Rows: []roster.Row{
			{Person: roster.Person{Line: 2, Email: "=cmd|x!A1@acme.test", Teams: []string{"a", " ＝1"}}, Outcome: roster.Held, Reason: "\u200b@SUM(A1)"},
			{Person: roster.Person{Line: 3, Email: "+1@acme.test"}, Outcome: roster.InviteFailed, Err: errors.New("\tx")},
			{Person: roster.Person{Line: 4, Email: "fine=@acme.test"}, Outcome: roster.Member, Reason: "\rx"},
		}}
		var out bytes.Buffer
		if err := roster.WriteCSV(&out, report, report); err != nil {
			t.Fatal(err)
		}
		cells, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(cells) != 7 || cells[6][0] != "2" {
			t.Errorf("lines: %q", cells)
		}
		for _, row := range cells {
			for _, cell := range row {
				for part := range strings.SplitSeq(cell, ";") {
					if first := strings.TrimLeft(part, " \u200b"); first != "" && strings.ContainsRune("=+-@＝\t\r", []rune(first)[0]) {
						t.Errorf("cell %q starts a formula", cell)
					}
				}
			}
		}
		if cells[1][3] != "'=cmd|x!A1@acme.test" || cells[3][3] != "fine=@acme.test" {
			t.Errorf("cells: %q, %q", cells[1][3], cells[3][3])
		}
	})
	t.Run("bad rows have their columns", func(t *testing.T) {
		report := &roster.Report{BadRows: []roster.RowError{
			{File: roster.FileRoster, Line: 3, Subject: "=x@acme.test", Reason: "malformed email"},
			{File: roster.FileTeams, Line: 2, Subject: "-vision", Reason: "the team name is required"},
		}}
		var out bytes.Buffer
		if err := roster.WriteCSV(&out, report); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"1,bad row,3,'=x@acme.test,,,,roster,,,,malformed email,,\n",
			"1,bad row,2,,,'-vision,,teams,,,,the team name is required,,\n",
		} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q is not in\n%s", want, out.String())
			}
		}
	})
}

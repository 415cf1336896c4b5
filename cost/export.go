package cost

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Record is a row that can be written as CSV: a [Line], an [ActivityRow], or one
// of the caller's.
type Record interface {
	CSVHeader() []string
	CSVRecord() []string
}

// WriteCSV writes rows as they come, under a header, which is written also where
// there are none. It ends with the rows' first error; what came before is
// written.
//
// A cell that a spreadsheet would take for a formula gets an apostrophe in
// front, and control characters become spaces; a plain number stays one.
func WriteCSV[R Record](w io.Writer, rows iter.Seq2[R, error]) error {
	out := csv.NewWriter(w)
	var none R
	if err := out.Write(none.CSVHeader()); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			out.Flush()
			return err
		}
		cells := row.CSVRecord()
		safe := make([]string, len(cells))
		for i, cell := range cells {
			safe[i] = tabular.EscapeFormula(cell)
		}
		if err := out.Write(safe); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteJSONLines writes rows as they come, each as JSON on a line of its own. It
// ends with the rows' first error; what came before is written.
func WriteJSONLines[R any](w io.Writer, rows iter.Seq2[R, error]) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := out.Encode(row); err != nil {
			return err
		}
	}
	return nil
}

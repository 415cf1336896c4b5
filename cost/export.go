package cost

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Record is a row of CSV, such as a [Line], an [ActivityRow], or a type of the
// caller's. CSVHeader is called on the zero value.
type Record interface {
	CSVHeader() []string
	CSVRecord() []string
}

// WriteCSV writes a header, and rows as they come. If the rows end with an error, it
// writes those before it and returns the error.
//
// A cell that a spreadsheet could take for a formula gets an apostrophe in front,
// and control characters become spaces. Plain numbers stay as they are.
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

// WriteJSONLines writes rows as they come, each as JSON on a line of its own. If the
// rows end with an error, it writes those before it and returns the error.
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

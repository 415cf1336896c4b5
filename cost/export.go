package cost

import (
	"encoding/json"
	"errors"
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
// A cell, or a part of one behind ';', that a spreadsheet could take for a formula
// gets an apostrophe in front. Control characters become spaces. Plain numbers stay
// as they are.
func WriteCSV[R Record](w io.Writer, rows iter.Seq2[R, error]) error {
	out := tabular.NewWriter(w)
	var none R
	if err := out.Write(none.CSVHeader()...); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		if err := out.Write(row.CSVRecord()...); err != nil {
			return err
		}
	}
	return out.Flush()
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

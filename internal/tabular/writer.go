package tabular

import (
	"encoding/csv"
	"io"
)

// Writer writes CSV whose cells have passed [EscapeFormula].
type Writer struct {
	csv *csv.Writer
	row []string
}

// NewWriter returns a Writer. Its caller must call Flush at the end.
func NewWriter(w io.Writer) *Writer { return &Writer{csv: csv.NewWriter(w)} }

// Write writes a row. A caller may leave its error to [Writer.Flush].
func (w *Writer) Write(cells ...string) error {
	w.row = w.row[:0]
	for _, cell := range cells {
		w.row = append(w.row, EscapeFormula(cell))
	}
	return w.csv.Write(w.row)
}

// Flush writes what is buffered, and returns the first error of all writes.
func (w *Writer) Flush() error {
	w.csv.Flush()
	return w.csv.Error()
}

package terminal

import (
	"fmt"
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Column is a column of a table.
type Column struct {
	Name   string
	Number bool // aligned at the right, and never cut
}

// Table is a result in rows. Each row has a cell for each column.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// Add adds a row. It writes numbers and other values as fmt.Sprint does.
func (t *Table) Add(cells ...any) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = fmt.Sprint(cell)
	}
	t.Rows = append(t.Rows, row)
}

const (
	gap      = 2
	narrow   = 6 // a column is not cut to less
	ellipsis = "…"
)

// Print prints the table. Its columns of names are cut so that it fits into width,
// and 0 does not cut.
func (t *Table) Print(w io.Writer, width int) error {
	out := table.NewWriter()
	style := table.StyleDefault
	style.Format.Header = text.FormatDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	out.SetStyle(style)
	out.SuppressTrailingSpaces()

	header := make(table.Row, len(t.Columns))
	configs := make([]table.ColumnConfig, len(t.Columns))
	widths := t.fit(width)
	for i, c := range t.Columns {
		align := text.AlignLeft
		if c.Number {
			align = text.AlignRight
		}
		header[i] = text.Snip(tabular.Clean(c.Name), widths[i], ellipsis)
		configs[i] = table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align}
	}
	out.SetColumnConfigs(configs)
	out.AppendHeader(header)
	for _, cells := range t.Rows {
		row := make(table.Row, len(cells))
		for i, cell := range cells {
			row[i] = text.Snip(tabular.Clean(cell), widths[i], ellipsis)
		}
		out.AppendRow(row)
	}
	_, err := fmt.Fprintln(w, out.Render())
	return err
}

// fit returns the widths of the columns. The widest one that holds names becomes
// narrower until the table fits.
func (t *Table) fit(width int) []int {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = text.StringWidth(tabular.Clean(c.Name))
	}
	for _, row := range t.Rows {
		for i, cell := range row {
			widths[i] = max(widths[i], text.StringWidth(tabular.Clean(cell)))
		}
	}
	total := -gap
	for _, w := range widths {
		total += w + gap
	}
	for ; width > 0 && total > width; total-- {
		widest := -1
		for i, c := range t.Columns {
			if !c.Number && widths[i] > narrow && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

// Names returns the names of the columns.
func (t *Table) Names() []string {
	return slices.Collect(func(yield func(string) bool) {
		for _, c := range t.Columns {
			if !yield(c.Name) {
				return
			}
		}
	})
}

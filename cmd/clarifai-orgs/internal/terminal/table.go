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
	// Extra leaves the column out of a table that would cut others because of it.
	Extra bool
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
	readable = 20 // a column is not cut to less, if another one can be
	narrow   = 6  // a column is not cut to less
	ellipsis = "…"
)

// Print prints the table without the columns that are empty. It leaves out columns, and
// cuts those of names, so that the table fits into width. A width of 0 is no limit.
func (t *Table) Print(w io.Writer, width int) error {
	t = t.without(t.isEmpty)
	if t.tooWide(width) {
		t = t.without(func(column int) bool { return t.Columns[column].Extra })
	}
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

// tooWide reports whether columns that are not Extra are cut to fit into width.
func (t *Table) tooWide(width int) bool {
	whole, cut := t.fit(0), t.fit(width)
	for i, c := range t.Columns {
		if !c.Extra && cut[i] < whole[i] {
			return true
		}
	}
	return false
}

// fit returns the widths of the columns. Those that hold names become narrower until
// the table fits: first the last ones, which say the least of what a row is about, and
// then the widest.
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
	excess := -gap
	for _, w := range widths {
		excess += w + gap
	}
	if excess -= width; width == 0 {
		excess = 0
	}
	for i, c := range slices.Backward(t.Columns) {
		if !c.Number {
			less := max(0, min(excess, widths[i]-readable))
			widths[i] -= less
			excess -= less
		}
	}
	for ; excess > 0; excess-- {
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

// isEmpty reports whether no row fills a column.
func (t *Table) isEmpty(column int) bool {
	return len(t.Rows) > 0 && !slices.ContainsFunc(t.Rows, func(row []string) bool { return row[column] != "" })
}

// without returns the table without some of its columns.
func (t *Table) without(dropped func(column int) bool) *Table {
	out := &Table{Rows: make([][]string, len(t.Rows))}
	for i := range t.Columns {
		if dropped(i) {
			continue
		}
		out.Columns = append(out.Columns, t.Columns[i])
		for n, row := range t.Rows {
			out.Rows[n] = append(out.Rows[n], row[i])
		}
	}
	return out
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

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// outputs are the files that the report goes to.
type outputs struct{ files []output }

type output struct {
	flag  string
	file  *os.File
	write func(io.Writer, *report) error
}

// openOutputs opens the files before anything is read: minutes of reading must
// not be lost to a file that cannot be written. They name people and what they
// cost, so that new ones are their owner's alone.
func openOutputs(s *settings) (*outputs, error) {
	all := &outputs{}
	for _, o := range []struct {
		flag, name string
		write      func(io.Writer, *report) error
	}{{"-csv", s.csv, writeCSV}, {"-html", s.html, writePage}, {"-save-bill", s.saveBill, writeBill}} {
		if o.name == "" {
			continue
		}
		file, err := os.OpenFile(o.name, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			all.close()
			return nil, fmt.Errorf("%s: %w", o.flag, err)
		}
		all.files = append(all.files, output{o.flag, file, o.write})
	}
	return all, nil
}

// write replaces what the files held before. A report that failed leaves them as
// they were.
func (o *outputs) write(r *report, stdout io.Writer) error {
	for _, f := range o.files {
		if f.flag == "-save-bill" && r.Estimated {
			return errors.New("-save-bill: the bill could not be read, and an estimate is none")
		}
		var err error
		if info, statErr := f.file.Stat(); statErr == nil && info.Mode().IsRegular() {
			err = f.file.Truncate(0)
		}
		if err == nil {
			err = f.write(f.file, r)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.flag, err)
		}
		fmt.Fprintf(stdout, "wrote %s\n", clean(f.file.Name()))
	}
	return nil
}

func (o *outputs) close() {
	for _, f := range o.files {
		f.file.Close()
	}
}

func writeCSV(w io.Writer, r *report) error { return cost.WriteCSV(w, r.lines()) }

func writeBill(w io.Writer, r *report) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r.Bill)
}

const shownLines = 10

// summarize is the table on the terminal.
func summarize(w io.Writer, r *report) {
	what := "bill"
	if r.Estimated {
		what = "ESTIMATE, by your prices,"
	}
	fmt.Fprintf(w, "%s of %s, %s to %s, as of %s: %v dollars, of which usage explains %v\n", what, clean(r.OrganizationID),
		r.Period.Start.Format(time.DateOnly), r.Period.End.AddDate(0, 0, -1).Format(time.DateOnly), r.AsOf.Format("2006-01-02 15:04 MST"), r.Total, r.Explained)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight|tabwriter.DiscardEmptyColumns)
	for _, view := range []*cost.View{&r.Operations, &r.Members, &r.Teams, &r.Apps, &r.Centers} {
		how := "allocated by usage"
		if !view.Allocated {
			how = "as billed"
		}
		fmt.Fprintf(table, "\nby %s, %s\t\t\n", view.By, how)
		rest := cost.Money{}
		for i, line := range view.Lines {
			if i < shownLines || line.Kind == cost.Unexplained {
				fmt.Fprintf(table, "%s\t%v\t\n", clean(line.Name), line.Amount)
				continue
			}
			rest, _ = rest.Add(line.Amount) // of a view, which sums to the bill
		}
		if !rest.IsZero() {
			fmt.Fprintf(table, "the others\t%v\t\n", rest)
		}
	}
	if len(r.Budgets) > 0 {
		fmt.Fprint(table, "\nbudgets\tspent\tprojected\tlimit\t\t\n")
		for _, b := range r.Budgets {
			fmt.Fprintf(table, "%s\t%v\t%v\t%v\t%s\t\n", clean(b.Name), b.Spent, b.Projected, b.Limit, b.State)
		}
	}
	table.Flush()
	for _, f := range r.Findings {
		fmt.Fprintf(w, "note: %s: %s %s\n", f.Kind, clean(f.On), clean(f.Text))
	}
}

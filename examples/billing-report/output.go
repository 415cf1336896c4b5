package main

import (
	"bytes"
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
	isNew bool // and empty, until it is written
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
		_, missing := os.Stat(o.name)
		file, err := os.OpenFile(o.name, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			all.close()
			return nil, fmt.Errorf("%s: %w", o.flag, err)
		}
		for _, other := range all.files {
			if sameFile(other.file, file) { // of two spellings
				err = fmt.Errorf("%s and %s name the same file", other.flag, o.flag)
			}
		}
		all.files = append(all.files, output{o.flag, file, errors.Is(missing, os.ErrNotExist), o.write})
		if err != nil {
			all.close()
			return nil, err
		}
	}
	return all, nil
}

// sameFile reports whether what is written to one file goes to the other.
func sameFile(a, b *os.File) bool {
	of, err1 := a.Stat()
	with, err2 := b.Stat()
	return err1 == nil && err2 == nil && os.SameFile(of, with) && of.Mode().IsRegular()
}

// write replaces what the files held before. What cannot be made leaves them as
// they were: each is made whole before its file is touched.
func (o *outputs) write(r *report, stdout io.Writer) error {
	made := make([]bytes.Buffer, len(o.files))
	for i, f := range o.files {
		if err := f.write(&made[i], r); err != nil {
			return fmt.Errorf("%s: %w", f.flag, err)
		}
	}
	for i := range o.files {
		f := &o.files[i]
		var err error
		if info, statErr := f.file.Stat(); statErr == nil && info.Mode().IsRegular() {
			err = f.file.Truncate(0)
		}
		if err == nil {
			_, err = f.file.Write(made[i].Bytes())
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.flag, err)
		}
		f.isNew = false
		fmt.Fprintf(stdout, "wrote %s\n", clean(f.file.Name()))
	}
	return nil
}

// close leaves no empty file behind where there was none.
func (o *outputs) close() {
	for _, f := range o.files {
		f.file.Close()
		if f.isNew {
			os.Remove(f.file.Name())
		}
	}
}

func writeCSV(w io.Writer, r *report) error { return cost.WriteCSV(w, r.lines()) }

func writeBill(w io.Writer, r *report) error {
	if r.Estimated {
		return errors.New("the bill could not be read, and an estimate is none")
	}
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

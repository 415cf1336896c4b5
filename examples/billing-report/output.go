package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// outputs are the files that the report goes to.
type outputs struct{ files []output }

type output struct {
	flag, name string
	file       *os.File // a new one beside the old, until it is whole; or what is no regular file
	replaces   bool
	write      func(io.Writer, *report) error
}

// openOutputs opens the files before anything is read: minutes of reading must
// not be lost to a file that cannot be written. They name people and what they
// cost, so that they are their owner's alone.
func openOutputs(s *settings) (*outputs, error) {
	all := &outputs{}
	for _, o := range []output{
		{flag: "-csv", name: s.csv, write: writeCSV}, {flag: "-html", name: s.html, write: writePage}, {flag: "-save-bill", name: s.saveBill, write: writeBill},
	} {
		if o.name == "" {
			continue
		}
		if err := o.open(); err != nil {
			all.close()
			return nil, fmt.Errorf("%s: %w", o.flag, err)
		}
		for _, other := range all.files {
			if other.name == o.name && o.replaces {
				o.close()
				all.close()
				return nil, fmt.Errorf("%s and %s name the same file", other.flag, o.flag)
			}
		}
		all.files = append(all.files, o)
	}
	return all, nil
}

// open makes the file, beside the one that it is to replace: what is there stays
// as it is until the new one is whole.
func (o *output) open() error {
	if whole, err := filepath.EvalSymlinks(o.name); err == nil {
		o.name = whole
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(o.name)); err == nil {
		o.name = filepath.Join(dir, filepath.Base(o.name))
	}
	info, err := os.Stat(o.name)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a directory", o.name)
	case err == nil && !info.Mode().IsRegular():
		o.file, err = os.OpenFile(o.name, os.O_WRONLY, 0)
		return err
	}
	o.replaces = true
	o.file, err = os.CreateTemp(filepath.Dir(o.name), "."+filepath.Base(o.name)+".*")
	return err
}

// write makes each output whole, and puts it in its place then. One that cannot
// be made leaves the others alone, and what was there before.
func (o *outputs) write(r *report, stdout io.Writer) error {
	var failed []error
	for i := range o.files {
		f := &o.files[i]
		if err := f.finish(r); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", f.flag, err))
			continue
		}
		fmt.Fprintf(stdout, "wrote %s\n", clean(f.name))
	}
	return errors.Join(failed...)
}

func (o *output) finish(r *report) error {
	var made bytes.Buffer
	if err := o.write(&made, r); err != nil {
		return err
	}
	_, err := o.file.Write(made.Bytes())
	if err == nil && o.replaces {
		err = o.file.Sync()
	}
	if err = errors.Join(err, o.file.Close()); err != nil || !o.replaces {
		return err
	}
	if err := os.Rename(o.file.Name(), o.name); err != nil {
		return err
	}
	o.replaces = false
	return nil
}

func (o *outputs) close() {
	for i := range o.files {
		o.files[i].close()
	}
}

// close takes away what was not finished.
func (o *output) close() {
	_ = o.file.Close() // maybe a second time
	if o.replaces {
		_ = os.Remove(o.file.Name())
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
			if i < shownLines || line.Kind == cost.LineUnexplained {
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
		fmt.Fprintf(w, "note: %s: %s %s\n", f.Kind, clean(f.Subject), clean(f.Text))
	}
}

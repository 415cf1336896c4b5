package main

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
)

// auditSummary is what a run of audit wrote.
type auditSummary struct {
	Organization string `json:"organization"`
	Directory    string `json:"directory,omitempty"` // none: standard output
	// From is where the run began or went on, and To is how far it came.
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Windows int       `json:"windows"`
	Entries int       `json:"entries"` // those that were late included
	Late    int       `json:"late"`
}

// newAuditSummary returns the summary of a run that goes on from state, or begins if
// that is nil.
func newAuditSummary(org string, f *auditFlags, state *audit.State) *auditSummary {
	from := f.from.UTC()
	if state != nil {
		from = state.Next
	}
	return &auditSummary{Organization: org, Directory: f.dir, From: from, To: from}
}

// add adds a batch that was written.
func (w *auditSummary) add(p audit.Progress) {
	switch {
	case p.Err != nil:
		return
	case p.Late:
		w.Late += p.Entries
	default:
		w.Windows++
		w.To = p.To
	}
	w.Entries += p.Entries
}

// text is the summary in one line.
func (w *auditSummary) text() string {
	if w.Windows == 0 && w.Entries == 0 {
		return fmt.Sprintf("nothing was written: the log of %s goes on at %s", w.Organization, stamp(w.To))
	}
	where := w.Directory
	if where == "" {
		where = "standard output"
	}
	late := ""
	if w.Late > 0 {
		late = fmt.Sprintf(", %d of them late", w.Late)
	}
	return fmt.Sprintf("%d entries of %s%s, in %d windows from %s to %s: %s", w.Entries, w.Organization, late, w.Windows, stamp(w.From), stamp(w.To), where)
}

func (w *auditSummary) result() result {
	table := &terminal.Table{Columns: []terminal.Column{
		{Name: "organization"}, {Name: "directory"}, {Name: "from"}, {Name: "to"}, {Name: "windows"}, {Name: "entries"}, {Name: "late"},
	}}
	table.Add(w.Organization, w.Directory, stamp(w.From), stamp(w.To), strconv.Itoa(w.Windows), strconv.Itoa(w.Entries), strconv.Itoa(w.Late))
	r := tableResult(table, w)
	r.text = func(out io.Writer, _ int) error {
		_, err := fmt.Fprintln(out, w.text())
		return err
	}
	return r
}

// stamp returns a time as --from takes it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

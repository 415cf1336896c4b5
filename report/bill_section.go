package report

import (
	"fmt"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// maxRows is the maximum number of lines of a view that a page lists. A browser
// sorts and filters as many at once.
const maxRows = 2000

// section is a view of the bill as a table.
type section struct {
	Title    string
	Compared bool
	Shares   bool // whether amounts are parts of a bill above zero
	Named    bool // whether a line is a member, a team, an app or the like
	Rows     []billRow
	// Hidden is the sum of the lines beyond maxRows, and Count is their number.
	Hidden billRow
	Count  int
	// Zero is the number of lines without money in either cycle.
	Zero int
	// Rest are the charges that no usage explains, and RestSum is their sum.
	Rest    []billRow
	RestSum billRow
	Total   billRow
}

// billRow is a line of a table.
type billRow struct {
	Name, Key  string // the key is empty if it is the name
	Sort       string // by what the name is sorted
	Soft       bool   // not a regular line
	Used       string
	Amount     cost.Money
	Before     cost.Money
	Difference cost.Money
	Width      float64 // of its bar, in percent
	Share      string
}

// newSection returns a view as a table. Before is the same view of an earlier cycle,
// or nil.
func newSection(view, before *cost.View, title string) (*section, error) {
	s := &section{Title: title, Compared: before != nil, Shares: view.Total.Sign() > 0}
	if before == nil {
		before = &cost.View{By: view.By}
	}
	changes, err := view.Compare(before)
	if err != nil {
		return nil, err
	}
	largest := 0.0
	for i := range view.Lines {
		if view.Lines[i].Kind != cost.LineUnexplained {
			largest = max(largest, drawn(view.Lines[i].Amount))
		}
	}
	for i := range changes {
		row := newBillRow(&changes[i], view.Total, largest)
		if i < len(view.Lines) {
			row.Used = countsText(view.Lines[i].Counts)
		}
		switch into := s.place(&changes[i], row.Used); into {
		case nil:
			s.Zero++
		case &s.Hidden:
			s.Count++
			err = into.add(&row)
		case &s.RestSum:
			s.Rest = append(s.Rest, row)
			err = into.add(&row)
		default:
			s.Rows = append(s.Rows, row)
			s.Named = s.Named || !row.Soft || view.By != cost.ByTeam && view.By != cost.ByCenter
		}
		if err == nil {
			err = s.Total.add(&row)
		}
		if err != nil {
			return nil, fmt.Errorf("report: the sum by %s: %w", view.By, err)
		}
	}
	s.Hidden.Name = fmt.Sprintf("%d more", s.Count)
	return s, nil
}

// place returns the row to which a change belongs: nil for one without money and
// usage, and Total for one that is listed.
func (s *section) place(c *cost.Change, used string) *billRow {
	switch {
	case c.Kind == cost.LineUnexplained:
		return &s.RestSum
	case c.Now.IsZero() && c.Before.IsZero() && used == "" && c.By != cost.ByDay:
		return nil
	case len(s.Rows) >= maxRows:
		return &s.Hidden
	}
	return &s.Total
}

func newBillRow(c *cost.Change, total cost.Money, largest float64) billRow {
	row := billRow{
		Name: c.Name, Key: c.Key, Sort: c.Name, Soft: c.Kind != cost.LineRegular, Amount: c.Now, Before: c.Before, Difference: c.Difference,
		Width: percent(drawn(c.Now), largest), Share: shareText(c.Now, total),
	}
	if row.Key == row.Name || c.Kind == cost.LineShared || c.Kind == cost.LineUnexplained {
		row.Key = ""
	}
	if day, err := time.Parse(time.DateOnly, c.Key); err == nil && c.By == cost.ByDay {
		row.Name, row.Key, row.Sort = day.Format("Mon 2 Jan"), "", c.Key
	}
	return row
}

// add adds the amounts of another row.
func (r *billRow) add(other *billRow) (err error) {
	if r.Amount, err = r.Amount.Add(other.Amount); err != nil {
		return err
	}
	if r.Before, err = r.Before.Add(other.Before); err != nil {
		return err
	}
	r.Difference, err = r.Difference.Add(other.Difference)
	return err
}

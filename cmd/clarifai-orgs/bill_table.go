package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// bill is what is shown and written. As JSON it is the whole breakdown.
type bill struct {
	*cost.Breakdown
	Budgets  []cost.BudgetStatus `json:"budgets"`
	Previous *cost.Breakdown     `json:"previous,omitempty"`
	by       cost.Dimension
}

func (b *bill) result() result {
	return result{text: b.print, csv: func(w io.Writer) error { return cost.WriteCSV(w, b.Shares(b.by)) }, json: b}
}

// judge says with which code the command ends. The bill of a month whose estimate is
// asked for is not missing.
func (b *bill) judge(s *session, month, budgets bool) {
	missing := count(b.Findings, func(f cost.Finding) bool { return f.Kind == cost.FindingNotRead })
	if month {
		missing--
	}
	if missing > 0 {
		s.ends(exitIncomplete)
	}
	if !budgets { // those of the demo
		return
	}
	for _, budget := range b.Budgets {
		switch budget.State {
		case cost.BudgetExceeded, cost.BudgetWillExceed:
			s.ends(exitBudget)
		case cost.BudgetUnknown:
			s.warn("the budget %q is of nothing that there is", budget.Name)
			s.ends(exitIncomplete)
		}
	}
}

// money returns an amount for a column in which all have as many decimals.
func money(m cost.Money) string { return m.Text(2) }

// print prints the view, its total, the budgets and the findings.
func (b *bill) print(w io.Writer, width int) error {
	title := "bill"
	if b.Estimated {
		title = "ESTIMATE, by your prices and not what Clarifai bills,"
	}
	fmt.Fprintln(w, tabular.Clean(fmt.Sprintf("%s of %s, %s to %s, as of %s, by %s", title, b.OrganizationID, b.Period.Start.Format(time.DateOnly),
		b.Period.End.AddDate(0, 0, -1).Format(time.DateOnly), b.AsOf.Format("2006-01-02 15:04 MST"), b.by)))
	fmt.Fprintln(w)
	if err := b.printView(w, width); err != nil {
		return err
	}
	if len(b.Budgets) > 0 {
		table := &terminal.Table{Columns: []terminal.Column{
			{Name: "budget"}, {Name: "spent", Number: true}, {Name: "projected", Number: true}, {Name: "limit", Number: true}, {Name: "state"}}}
		for _, s := range b.Budgets {
			table.Add(s.Name, money(s.Spent), money(s.Projected), money(s.Limit), s.State)
		}
		fmt.Fprintln(w)
		if err := table.Print(w, width); err != nil {
			return err
		}
	}
	if len(b.Findings) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range b.Findings {
		fmt.Fprintln(w, tabular.Clean(strings.Join(strings.Fields(fmt.Sprintf("%s: %s %s", f.Kind, f.Subject, f.Text)), " ")))
	}
	return nil
}

func (b *bill) printView(w io.Writer, width int) error {
	view := b.View(b.by)
	before, name := &cost.View{By: b.by}, "before"
	compared := b.Previous != nil && b.by != cost.ByDay
	if compared {
		before = b.Previous.View(b.by)
		if b.Previous.Estimated {
			name = "before (est.)"
		}
	}
	changes, err := view.Compare(before)
	if err != nil {
		return err
	}
	table := &terminal.Table{Columns: []terminal.Column{
		{Name: string(b.by)}, {Name: "ID"}, {Name: "kind"}, {Name: "used", Extra: true}, {Name: "dollars", Number: true}, {Name: name, Number: true}, {Name: "change", Number: true}}}
	add := func(name, id string, kind cost.LineKind, c cost.Change, used string) {
		if id == name || kind != cost.LineRegular && kind != cost.LineDeparted {
			id = ""
		}
		if kind == cost.LineRegular {
			kind = ""
		}
		then, difference := "", ""
		if compared {
			then, difference = money(c.Before), money(c.Difference)
		}
		table.Add(name, id, kind, used, money(c.Now), then, difference)
	}
	for i, c := range changes {
		used := ""
		if i < len(view.Lines) { // the others are of the earlier view only
			used = usedText(view.Lines[i].Counts)
		}
		add(c.Name, c.Key, c.Kind, c, used)
	}
	difference, err := view.Total.Sub(before.Total)
	if err != nil {
		return err
	}
	add("total", "", cost.LineRegular, cost.Change{Now: view.Total, Before: before.Total, Difference: difference}, "")
	return table.Print(w, width)
}

// usedText is how much was used of each operation.
func usedText(counts []cost.Count) string {
	parts := make([]string, 0, len(counts))
	for _, c := range counts {
		if !c.Used.IsZero() {
			parts = append(parts, fmt.Sprintf("%v %s", c.Used, c.Operation))
		}
	}
	return strings.Join(parts, ", ")
}

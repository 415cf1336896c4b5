package report

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// BillOptions are the options of [Bill].
type BillOptions struct {
	// Previous is an earlier cycle, whose amounts stand next to this one's. Nil
	// means none.
	Previous *cost.Breakdown
	// Budgets are what [cost.Breakdown.CheckBudgets] returned.
	Budgets []cost.BudgetStatus
	// Badge is shown above the title, such as "Demo". Empty means none.
	Badge string
}

var billTemplate = newPage("bill", file("bill.html"), template.FuncMap{"dollars": dollars, "signed": signed, "difference": difference, "list": list})

// list returns its arguments, for templates that take several.
func list(args ...any) []any { return args }

// Bill writes a page about a bill or an estimate: what is billed, who and what caused
// it, on which days, and, if the options have them, an earlier cycle and budgets. An
// estimate says that it is one. Amounts are rounded to cents.
func Bill(w io.Writer, breakdown *cost.Breakdown, opts *BillOptions) error {
	if opts == nil {
		opts = &BillOptions{}
	}
	page, err := newBillPage(breakdown, opts)
	if err != nil {
		return err
	}
	return writePage(w, billTemplate, page)
}

// billPage is what the template shows.
type billPage struct {
	*cost.Breakdown
	Badge        string
	Cycle        cycle
	Previous     *cost.Breakdown // or nil
	PreviousSpan cycle
	Difference   cost.Money // from the previous total
	Users        int        // members with a share
	Billed       []billedItem
	Limits       []limitBar
	Chart        *chart
	Days         *section
	Sections     []*section
	Unexplained  *section // by member
}

func newBillPage(b *cost.Breakdown, opts *BillOptions) (*billPage, error) {
	p := &billPage{Breakdown: b, Badge: opts.Badge, Cycle: cycleOf(b), Previous: opts.Previous, Limits: limitBars(opts.Budgets)}
	if p.Previous != nil {
		switch {
		case !strings.EqualFold(b.OrganizationID, p.Previous.OrganizationID):
			return nil, fmt.Errorf("report: Previous must be of the same organization, but is of %q and not of %q", p.Previous.OrganizationID, b.OrganizationID)
		case !p.Previous.Period.Start.Before(b.Period.Start):
			return nil, errors.New("report: Previous must be of an earlier cycle")
		}
		p.PreviousSpan = cycleOf(p.Previous)
		var err error
		if p.Difference, err = b.Total.Sub(p.Previous.Total); err != nil {
			return nil, err
		}
	}
	for i := range b.Members.Lines {
		if l := &b.Members.Lines[i]; (l.Kind == cost.LineRegular || l.Kind == cost.LineDeparted) && !l.Amount.IsZero() {
			p.Users++
		}
	}
	var err error
	if p.Billed, err = billedItems(b, p.Previous); err != nil {
		return nil, err
	}
	p.Chart = newChart(b)
	if p.Days, err = newSection(&b.Days, nil, "Days"); err != nil {
		return nil, err
	}
	for _, v := range []struct {
		by    cost.Dimension
		title string
	}{{cost.ByMember, "Members"}, {cost.ByTeam, "Teams"}, {cost.ByApp, "Apps"}, {cost.ByCenter, "Cost centers"}} {
		var before *cost.View
		if p.Previous != nil {
			before = p.Previous.View(v.by)
		}
		s, err := newSection(b.View(v.by), before, v.title)
		if err != nil {
			return nil, err
		}
		p.Sections = append(p.Sections, s)
	}
	p.Unexplained = p.Sections[0]
	return p, nil
}

// cycle says how much of a cycle a breakdown covers.
type cycle struct {
	First, Last time.Time
	Open        bool
	Day, Days   int // today's, if it is open
}

func cycleOf(b *cost.Breakdown) cycle {
	c := cycle{First: b.Period.Start, Last: b.Period.End.AddDate(0, 0, -1), Open: b.AsOf.Before(b.Period.End)}
	c.Days = int(b.Period.End.Sub(b.Period.Start) / (24 * time.Hour))
	c.Day = min(int(b.AsOf.Sub(b.Period.Start)/(24*time.Hour))+1, c.Days)
	return c
}

// billedItem is an item of the bill.
type billedItem struct {
	Name               string
	Price, Count, Used string
	Amount             cost.Money
	// Before is what the items of this name were in the previous cycle. HasBefore is
	// set for the first of them.
	Before     cost.Money
	HasBefore  bool
	Remainders []cost.Remainder
}

// billedItems returns the items of the bill, and those that only the previous one
// has.
func billedItems(b, previous *cost.Breakdown) ([]billedItem, error) {
	var items []billedItem
	var prices, counts, used []cost.Decimal
	for i := range b.Items {
		item := &b.Items[i]
		items = append(items, billedItem{Name: item.Name(), Amount: item.Amount, Remainders: item.Remainders})
		prices, counts, used = append(prices, item.PricePerOp), append(counts, item.Count), append(used, item.Used)
	}
	prices, counts, used = align(prices), align(counts), align(used)
	for i := range items {
		items[i].Price, items[i].Count = nonZero(prices[i]), nonZero(counts[i])
		if b.Items[i].Mapped {
			items[i].Used = grouped(used[i].String())
		}
	}
	if previous == nil {
		return items, nil
	}
	changes, err := b.Operations.Compare(&previous.Operations)
	if err != nil {
		return nil, err
	}
	shown := make(map[string]bool)
	for _, change := range changes {
		found := false
		for i := range items {
			if items[i].Name == change.Key && !shown[change.Key] {
				items[i].Before, items[i].HasBefore, shown[change.Key], found = change.Before, true, true, true
			}
		}
		if !found && !change.Before.IsZero() {
			items = append(items, billedItem{Name: change.Name, Before: change.Before, HasBefore: true})
		}
	}
	return items, nil
}

// limitBar is a budget with the bar that shows it.
type limitBar struct {
	cost.BudgetStatus
	SpentWidth, ProjectedWidth, LimitAt float64 // percent of the bar
	Class                               string
}

func limitBars(budgets []cost.BudgetStatus) (bars []limitBar) {
	for _, b := range budgets {
		whole := 1.08 * max(drawn(b.Limit), drawn(b.Projected), drawn(b.Spent))
		bars = append(bars, limitBar{
			BudgetStatus: b, SpentWidth: percent(drawn(b.Spent), whole), ProjectedWidth: percent(drawn(b.Projected), whole), LimitAt: percent(drawn(b.Limit), whole),
			Class: map[cost.BudgetState]string{
				cost.BudgetWithin: "good", cost.BudgetWillExceed: "warn", cost.BudgetExceeded: "alarm", cost.BudgetUnknown: "warn",
			}[b.State],
		})
	}
	return bars
}

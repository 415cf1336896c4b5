package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

//go:embed page.html
var pageText string

// html/template escapes names by where they stand: a member called <script> is
// a name on the page, and nothing else.
var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"dollars": dollars, "sum": sum, "clean": clean}).Parse(pageText))

// writePage writes a page that needs nothing beside itself.
func writePage(w io.Writer, r *report) error {
	p := &page{report: r, Last: r.Period.End.AddDate(0, 0, -1), Chart: chart(r)}
	for _, v := range []struct {
		view  *cost.View
		title string
		shown int
	}{
		{&r.Members, "Cost by member", 200}, {&r.Apps, "Top apps", 15}, {&r.Teams, "Teams", 40}, {&r.Centers, "Cost centers", 40},
	} {
		p.Sections = append(p.Sections, bars(v.view, v.title, v.shown))
	}
	p.Limits = limits(r.Budgets)
	for _, l := range r.Members.Lines {
		if l.Kind == cost.LineRegular && !l.Amount.IsZero() {
			p.Members++
		}
	}
	return pageTemplate.Execute(w, p)
}

// page is what the template is given.
type page struct {
	*report
	Last     time.Time // day of the cycle
	Chart    *stacks
	Sections []section
	Limits   []limitBar
	Members  int // with usage
}

// dollars writes money for people: to the cent. The exact amount shows under the
// pointer, and in the CSV.
func dollars(m cost.Money) string {
	text := fmt.Sprintf("%.2f", float(m))
	if !m.IsZero() && math.Abs(float(m)) < 0.005 {
		return m.String() // a sum of nothing would be a wrong one
	}
	for i := len(text) - 6; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// sum is money with its sign before its currency.
func sum(m cost.Money) string {
	text, negative := strings.CutPrefix(dollars(m), "-")
	if negative {
		return "-$" + text
	}
	return "$" + text
}

// float is for drawing: a picture is not exact to the micro-dollar.
func float(m cost.Money) float64 { return float64(m.Micros()) / 1e6 }

type section struct {
	Title, By string
	Bars      []bar
	More      int // lines that are not shown
	MoreSum   cost.Money
	Rest      []bar // what no usage explains
}

type bar struct {
	Name, Kind string
	Amount     cost.Money
	Width      float64 // percent
	Share      string  // of the whole bill
}

// bars shows the largest lines of a view, and adds up the others.
func bars(v *cost.View, title string, shown int) section {
	s := section{Title: title, By: string(v.By)}
	most := 0.0
	for _, l := range v.Lines {
		if l.Kind != cost.LineUnexplained {
			most = max(most, float(l.Amount))
		}
	}
	for _, l := range v.Lines {
		b := bar{Name: clean(l.Name), Kind: string(l.Kind), Amount: l.Amount, Share: share(l.Amount, v.Total)}
		switch {
		case l.Kind == cost.LineUnexplained:
			s.Rest = append(s.Rest, b)
		case l.Amount.IsZero():
		case len(s.Bars) == shown:
			s.More++
			s.MoreSum, _ = s.MoreSum.Add(l.Amount) // of a view, which sums to the bill
		default:
			b.Width = width(float(l.Amount), most)
			s.Bars = append(s.Bars, b)
		}
	}
	return s
}

func width(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return math.Round(1000*min(max(part/whole, 0), 1)) / 10
}

func share(part, whole cost.Money) string {
	if whole.Sign() <= 0 {
		return ""
	}
	return fmt.Sprintf("%.1f %%", 100*float(part)/float(whole))
}

// colours is how many there are: operations beyond share the last one.
const colours = 8

// stacks is the chart of days: a column for each, with a piece for each item.
type stacks struct {
	Columns       []column
	Legend        []legend
	Lines         []gridLine
	Width, Height float64
}

type column struct {
	Label  string // the day of the month; "" where there is no room for it
	X, W   float64
	Pieces []piece
}

type piece struct {
	X, Y, W, H float64
	Class      string
	Title      string
}

type legend struct{ Class, Name string }

type gridLine struct {
	Y     float64
	Label string
}

const (
	chartWidth, chartHeight = 940.0, 240.0
	chartLeft, chartBottom  = 64.0, 22.0
)

func chart(r *report) *stacks {
	c := &stacks{Width: chartWidth, Height: chartHeight}
	class := make(map[int]string) // of each item
	drawn := make(map[int]bool)
	for _, l := range r.Days.Lines {
		for _, p := range l.Parts {
			drawn[p.Item] = drawn[p.Item] || l.Kind == cost.LineRegular && p.Amount.Sign() > 0
		}
	}
	for i, item := range r.Items {
		if drawn[i] {
			class[i] = fmt.Sprintf("c%d", min(len(class), colours-1))
			if at := len(c.Legend) - 1; at == colours-1 { // the last colour is that of all the others
				c.Legend[at].Name += ", " + item.Name()
				continue
			}
			c.Legend = append(c.Legend, legend{class[i], item.Name()})
		}
	}
	var days []cost.Line
	most := 0.0
	for _, l := range r.Days.Lines {
		if l.Kind != cost.LineRegular {
			continue
		}
		days = append(days, l)
		high := 0.0
		for _, p := range l.Parts {
			high += max(float(p.Amount), 0)
		}
		most = max(most, high)
	}
	// The whole cycle has its place, so that what is still to come shows.
	count := int(r.Period.End.Sub(r.Period.Start) / (24 * time.Hour))
	step := (chartWidth - chartLeft) / float64(max(count, 1))
	top := roundUp(most)
	scale := (chartHeight - chartBottom - 14) / max(top, 1e-9)
	base := chartHeight - chartBottom
	for n := range 5 {
		value := top * float64(n) / 4
		c.Lines = append(c.Lines, gridLine{base - value*scale, dollarsShort(value)})
	}
	for n := range count {
		date := r.Period.Start.AddDate(0, 0, n)
		col := column{X: chartLeft + (float64(n)+0.5)*step, W: step}
		if n%max(1, int(math.Ceil(18/step))) == 0 {
			col.Label = date.Format("2")
		}
		at := slices.IndexFunc(days, func(l cost.Line) bool { return l.Key == date.Format(time.DateOnly) })
		if at >= 0 {
			y := base
			for _, p := range days[at].Parts {
				if h := float(p.Amount) * scale; h > 0 {
					y -= h
					col.Pieces = append(col.Pieces, piece{
						X: chartLeft + float64(n)*step + step*0.1, Y: y, W: step * 0.8, H: h, Class: class[p.Item],
						Title: fmt.Sprintf("%s, %s: %v of %v dollars", date.Format("Mon 2 Jan"), p.Name, p.Amount, days[at].Amount),
					})
				}
			}
		}
		c.Columns = append(c.Columns, col)
	}
	return c
}

// roundUp gives a round number that is not below.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	size := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 4, 6, 8, 10} {
		if v <= n*size {
			return n * size
		}
	}
	return 10 * size
}

func dollarsShort(v float64) string {
	if v >= 10 || v == 0 {
		return fmt.Sprintf("$%.0f", v)
	}
	return fmt.Sprintf("$%.3g", v)
}

// limitBar is a budget, drawn.
type limitBar struct {
	cost.BudgetStatus
	Spent, Projected, Limit float64 // percent of the bar
	Class                   string
}

func limits(budgets []cost.BudgetStatus) (drawn []limitBar) {
	for _, b := range budgets {
		whole := 1.08 * max(float(b.Limit), float(b.Projected), float(b.Spent))
		l := limitBar{
			BudgetStatus: b, Spent: width(float(b.Spent), whole), Projected: width(float(b.Projected), whole), Limit: width(float(b.Limit), whole),
			Class: map[cost.BudgetState]string{cost.BudgetWithin: "kept", cost.BudgetWillExceed: "soon", cost.BudgetExceeded: "passed"}[b.State],
		}
		drawn = append(drawn, l)
	}
	return drawn
}

package report

import (
	"fmt"
	"math"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// colors is the number of colors of style.css. Operations beyond share the last.
const colors = 8

const (
	chartWidth, chartHeight = 940.0, 250.0
	chartLeft               = 64.0 // room for the amounts of the axis
	chartBottom, chartTop   = 22.0, 26.0
)

// chart is a column for each day of the cycle, with a piece for each operation.
type chart struct {
	Width, Height, Left float64
	Grid                []gridLine
	Columns             []chartColumn
	Legend              []legendEntry
}

type gridLine struct {
	Y     float64
	Label string
}

type chartColumn struct {
	X       float64 // middle
	Day     string  // of the month; empty if there is no room
	Pieces  []chartPiece
	Label   string // the day's sum; empty if there is no room
	LabelAt float64
}

type chartPiece struct{ Class, X, Y, Width, Height string }

type legendEntry struct{ Class, Name string }

// newChart returns the chart of a bill's days, or nil if it has nothing to show.
func newChart(b *cost.Breakdown) *chart {
	c := &chart{Width: chartWidth, Height: chartHeight, Left: chartLeft}
	lines := make(map[string]*cost.Line)
	highest := 0.0
	for i := range b.Days.Lines {
		if l := &b.Days.Lines[i]; l.Kind == cost.LineRegular {
			lines[l.Key] = l
			height := 0.0
			for _, part := range l.Parts {
				height += max(drawn(part.Amount), 0)
			}
			highest = max(highest, height)
		}
	}
	if highest == 0 {
		return nil
	}
	classes := c.colorOperations(b, lines)
	days := int(b.Period.End.Sub(b.Period.Start) / (24 * time.Hour))
	step := (chartWidth - chartLeft) / float64(max(days, 1))
	top, base := roundUp(highest), chartHeight-chartBottom
	scale := (base - chartTop) / top
	for n := range 5 {
		value := top * float64(n) / 4
		c.Grid = append(c.Grid, gridLine{base - value*scale, shortDollars(value)})
	}
	// Every day of the cycle has its place, so that the page shows what is to come.
	for n := range days {
		date := b.Period.Start.AddDate(0, 0, n)
		left := chartLeft + float64(n)*step
		column := chartColumn{X: left + step/2}
		if n%max(1, int(math.Ceil(18/step))) == 0 {
			column.Day = date.Format("2")
		}
		y := base
		if line := lines[date.Format(time.DateOnly)]; line != nil {
			for _, part := range line.Parts {
				if height := drawn(part.Amount) * scale; height > 0 {
					y -= height
					column.Pieces = append(column.Pieces, chartPiece{classes[part.Name], pixels(left + step*0.1), pixels(y), pixels(step * 0.8), pixels(height)})
				}
			}
			if step >= 26 && len(column.Pieces) > 0 {
				column.Label, column.LabelAt = shortDollars(drawn(line.Amount)), y-5
			}
		}
		c.Columns = append(c.Columns, column)
	}
	return c
}

func pixels(v float64) string { return fmt.Sprintf("%.1f", v) }

// colorOperations returns the class of each operation that the chart shows, in the
// bill's order, and fills the legend.
func (c *chart) colorOperations(b *cost.Breakdown, lines map[string]*cost.Line) map[string]string {
	shown := make(map[string]bool)
	for _, l := range lines {
		for _, part := range l.Parts {
			shown[part.Name] = shown[part.Name] || part.Amount.Sign() > 0
		}
	}
	classes := make(map[string]string)
	for i := range b.Items {
		name := b.Items[i].Name()
		if !shown[name] || classes[name] != "" {
			continue
		}
		classes[name] = fmt.Sprintf("c%d", min(len(classes), colors-1))
		if last := len(c.Legend) - 1; last == colors-1 {
			c.Legend[last].Name += ", " + name
		} else {
			c.Legend = append(c.Legend, legendEntry{classes[name], name})
		}
	}
	return classes
}

// roundUp returns a round number that is not less.
func roundUp(v float64) float64 {
	size := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 4, 6, 8} {
		if v <= n*size {
			return n * size
		}
	}
	return 10 * size
}

// shortDollars returns an amount for the axis of a chart.
func shortDollars(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("$%.3gM", v/1e6)
	case v >= 1e4:
		return fmt.Sprintf("$%.3gk", v/1e3)
	case v >= 10 || v == 0:
		return fmt.Sprintf("$%.0f", v)
	}
	return fmt.Sprintf("$%.2g", v)
}

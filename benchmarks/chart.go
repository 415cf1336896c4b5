package main

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
)

// bar is a contender's figure in the chart, in the panel's unit.
type bar struct {
	*about
	figure
}

type panel struct {
	title string
	unit  string
	bars  []bar
}

const (
	chartWidth = 860
	barLeft    = 190
	barRight   = 720
	barStep    = 26
	panelHead  = 44
)

// chart draws the panels as SVG. It has a background of its own, so that it
// can be read in a dark viewer, too.
func chart(panels []panel) string {
	height := 16
	for _, p := range panels {
		height += panelHead + len(p.bars)*barStep + 16
	}
	var w strings.Builder
	fmt.Fprintf(&w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="system-ui, sans-serif" font-size="13">`+"\n",
		chartWidth, height, chartWidth, height)
	fmt.Fprintf(&w, `<rect width="%d" height="%d" rx="8" fill="#fcfcfa" stroke="#d0d0c8"/>`+"\n", chartWidth, height)
	y := 16
	for _, p := range panels {
		y = p.draw(&w, y)
	}
	w.WriteString("</svg>\n")
	return w.String()
}

// draw draws a panel from y downwards, and gives where it ends.
func (p panel) draw(w *strings.Builder, y int) int {
	fmt.Fprintf(w, `<text x="20" y="%d" font-size="15" font-weight="600" fill="#1b1b1b">%s</text>`+"\n", y+20, escaped(p.title))
	y += panelHead
	bars := slices.SortedStableFunc(slices.Values(p.bars), func(a, b bar) int { return cmp.Compare(a.median, b.median) })
	most := 0.0
	for _, b := range bars {
		most = max(most, b.high)
	}
	x := func(value float64) float64 { return barLeft + value/max(most, 1e-9)*(barRight-barLeft) }
	for _, b := range bars {
		color := "#6f87a8"
		switch {
		case b.own():
			color = "#c2410c"
		case b.floor:
			color = "#a9a99f"
		}
		fmt.Fprintf(w, `<text x="%d" y="%d" text-anchor="end" fill="#1b1b1b">%s</text>`+"\n", barLeft-10, y+13, escaped(b.name))
		fmt.Fprintf(w, `<rect x="%d" y="%d" width="%.1f" height="18" rx="2" fill="%s"/>`+"\n", barLeft, y, x(b.median)-barLeft, color)
		fmt.Fprintf(w, `<path d="M%.1f %dH%.1f" stroke="#1b1b1b"/>`+"\n", x(b.low), y+9, x(b.high))
		fmt.Fprintf(w, `<text x="%.1f" y="%d" fill="#1b1b1b">%.1f %s</text>`+"\n", x(b.high)+8, y+13, b.median, escaped(p.unit))
		y += barStep
	}
	return y + 16
}

func escaped(s string) string {
	var w strings.Builder
	if err := xml.EscapeText(&w, []byte(s)); err != nil {
		return ""
	}
	return w.String()
}

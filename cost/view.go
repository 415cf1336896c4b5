package cost

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Dimension is by what a view divides a bill up.
type Dimension string

// The dimensions. ByOperation divides by what the bill itself tells; the others
// are allocations by usage.
const (
	ByMember    Dimension = "member"
	ByTeam      Dimension = "team"
	ByApp       Dimension = "app"
	ByDay       Dimension = "day"
	ByCenter    Dimension = "cost center"
	ByOperation Dimension = "operation"
)

// View is a bill, divided up in one way. Its lines sum to Total, the bill's.
type View struct {
	By        Dimension `json:"by"`
	Estimated bool      `json:"estimated"`
	// Allocated says that the bill does not tell it: it is shared out by usage.
	Allocated bool  `json:"allocated"`
	Total     Money `json:"total"`
	// Lines are in the order of their amounts, the largest first, and of days
	// in the order of their dates; what no usage explains is at the end.
	Lines []Line `json:"lines"`
}

// Line is what one member, app, team, day, operation or cost center bears.
type Line struct {
	By     Dimension `json:"by"`
	Kind   LineKind  `json:"kind"`
	Key    string    `json:"key"`  // an id; of a day its date, as 2006-01-02; of a shared line the ids, joined by "+"
	Name   string    `json:"name"` // what to call it; never ""
	Amount Money     `json:"amount"`
	// Parts are its shares in the items of the bill, in their order, and sum to
	// Amount.
	Parts     []Part `json:"parts"`
	Estimated bool   `json:"estimated"`
}

// Part is a share in an item of the bill.
type Part struct {
	Item   int    `json:"item"` // its place in [Breakdown.Items]
	Name   string `json:"name"` // of the item
	Amount Money  `json:"amount"`
}

// Kind says what a line stands for.
type LineKind string

// The kinds of lines.
const (
	LineRegular     LineKind = "regular"     // a member, app, team, day, operation or cost center
	LineShared      LineKind = "shared"      // the usage of those who are in the same several teams
	LineDeparted    LineKind = "departed"    // someone, or an app, that the organization does not have now
	LineUnassigned  LineKind = "unassigned"  // who is in no team; what has no cost center
	LineUnnamed     LineKind = "unnamed"     // usage that names no caller, app or day
	LineUnexplained LineKind = "unexplained" // a charge that no usage explains
)

// Line finds a line by what it stands for: the id of a member (upper and lower
// case are the same), a team, an app; a date; a cost center; an op_type. nil:
// the view has none. It looks through all lines: who asks for thousands of them
// makes a map.
func (v *View) Line(key string) *Line {
	for _, kind := range []LineKind{LineRegular, LineDeparted} {
		for i := range v.Lines {
			if l := &v.Lines[i]; l.Kind == kind && (l.Key == key || v.By == ByMember && strings.EqualFold(l.Key, key)) {
				return l
			}
		}
	}
	return nil
}

// All iterates over the lines, for [WriteCSV] and [WriteJSONLines].
func (v *View) All() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for _, line := range v.Lines {
			if !yield(line, nil) {
				return
			}
		}
	}
}

// CSVHeader names the columns of CSVRecord.
func (Line) CSVHeader() []string {
	return []string{"by", "kind", "key", "name", "amount_usd", "estimated"}
}

// CSVRecord gives a line as text; the amount in dollars.
func (l Line) CSVRecord() []string {
	return []string{string(l.By), string(l.Kind), l.Key, l.Name, l.Amount.String(), strconv.FormatBool(l.Estimated)}
}

func (v *View) sort() {
	last := func(l *Line) int {
		if l.Kind == LineUnexplained {
			return 1
		}
		return 0
	}
	slices.SortFunc(v.Lines, func(a, b Line) int {
		byAmount := b.Amount.Cmp(a.Amount)
		if v.By == ByDay && last(&a) == 0 {
			byAmount = 0
		}
		return cmp.Or(last(&a)-last(&b), byAmount, strings.Compare(a.Key, b.Key), strings.Compare(string(a.Kind), string(b.Kind)))
	})
}

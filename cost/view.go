package cost

import (
	"cmp"
	"slices"
	"strings"
)

// Dimension is a way to divide a bill.
type Dimension string

// The dimensions. Only ByOperation comes from the bill itself. The others are
// allocated by usage.
const (
	ByMember    Dimension = "member"
	ByTeam      Dimension = "team"
	ByApp       Dimension = "app"
	ByDay       Dimension = "day"
	ByCenter    Dimension = "cost center"
	ByOperation Dimension = "operation"
)

// View is a bill divided by one dimension. Its lines sum to Total.
type View struct {
	By        Dimension `json:"by"`
	Estimated bool      `json:"estimated"`
	// Allocated reports whether the amounts were allocated by usage. It is false
	// only for ByOperation, whose amounts are those of the bill.
	Allocated bool  `json:"allocated"`
	Total     Money `json:"total"` // the bill's
	// Lines are sorted by amount, the largest first. Days are sorted by date.
	// Lines of unexplained charges come last.
	Lines []Line `json:"lines"`
}

// Line is the share of one member, team, app, day, operation or cost center.
type Line struct {
	By   Dimension `json:"by"`
	Kind LineKind  `json:"kind"`
	// Key is the ID of a member, team or app, a date such as 2006-01-02, the name
	// of an item or a cost center. The key of a shared line is the IDs of its
	// teams, joined by "+".
	Key    string `json:"key"`
	Name   string `json:"name"` // for people; never empty
	Amount Money  `json:"amount"`
	// Parts are the line's shares in the items of the bill, in the bill's order.
	// They sum to Amount.
	Parts []Part `json:"parts"`
	// Counts are what the line used of each operation whose usage is known, in the
	// bill's order. If the view is by operation, they are the bill's.
	Counts    []Count `json:"counts"`
	Estimated bool    `json:"estimated"`
}

// Count is how much of an operation was used.
type Count struct {
	Operation string  `json:"operation"` // as in [Part]
	Used      Decimal `json:"used"`      // in the unit of the bill
}

// Part is the share of a line in one item of the bill.
type Part struct {
	Item   int    `json:"item"` // index of [Breakdown.Items]
	Name   string `json:"name"` // the item's
	Amount Money  `json:"amount"`
}

// LineKind says what a line represents.
type LineKind string

// The kinds of lines.
const (
	// LineRegular is a member, team, app, day, operation or cost center.
	LineRegular LineKind = "regular"
	// LineShared is the usage of members who are in the same several teams.
	LineShared LineKind = "shared"
	// LineDeparted is a user who is no longer a member, or an app that the
	// organization no longer has.
	LineDeparted LineKind = "departed"
	// LineUnassigned is the usage of members without a team, or usage without a
	// cost center.
	LineUnassigned LineKind = "unassigned"
	// LineUnnamed is usage that names no caller, app or day.
	LineUnnamed LineKind = "unnamed"
	// LineUnexplained is a charge that no usage explains.
	LineUnexplained LineKind = "unexplained"
)

// Line returns the line with a key, or nil if the view has none. It finds regular
// and departed lines, and ignores the case of the IDs of members. Each call
// searches all lines, so a caller who needs many should build a map.
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

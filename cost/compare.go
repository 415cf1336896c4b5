package cost

import (
	"fmt"
	"slices"
)

// Change is a line of a view together with the same line of an earlier view.
type Change struct {
	By     Dimension `json:"by"`
	Kind   LineKind  `json:"kind"` // as it is now, if the line is in both
	Key    string    `json:"key"`
	Name   string    `json:"name"`
	Now    Money     `json:"now"`
	Before Money     `json:"before"`
	// Difference is Now minus Before.
	Difference Money `json:"difference"`
}

// Compare returns the lines of the view together with those of an earlier view by the
// same dimension, such as the last cycle's. They are in the order of the view. Lines
// that only the earlier view has come last, in its order. Now sums to the total of
// the view, and Before to that of the earlier one.
//
// A line is the same if it has the same key, also if its member has left or its app
// is gone in the meantime. Days of two cycles have no key in common.
func (v *View) Compare(before *View) ([]Change, error) {
	if v.By != before.By {
		return nil, fmt.Errorf("cost: the views must be by the same dimension, but are by %s and %s", v.By, before.By)
	}
	earlier := make(map[lineID][]int, len(before.Lines)) // indexes
	for i := range before.Lines {
		id := before.Lines[i].lasting()
		earlier[id] = append(earlier[id], i)
	}
	changes := make([]Change, 0, len(v.Lines))
	for i := range v.Lines {
		line := &v.Lines[i]
		change := Change{By: v.By, Kind: line.Kind, Key: line.Key, Name: line.Name, Now: line.Amount}
		if at := earlier[line.lasting()]; len(at) > 0 {
			change.Before = before.Lines[at[0]].Amount
			earlier[line.lasting()] = at[1:]
		}
		changes = append(changes, change)
	}
	var rest []int
	for _, at := range earlier {
		rest = append(rest, at...)
	}
	slices.Sort(rest)
	for _, at := range rest {
		line := &before.Lines[at]
		changes = append(changes, Change{By: v.By, Kind: line.Kind, Key: line.Key, Name: line.Name, Before: line.Amount})
	}
	for i := range changes {
		var err error
		if changes[i].Difference, err = changes[i].Now.Sub(changes[i].Before); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// lasting returns what identifies the line over time.
func (l *Line) lasting() lineID {
	id := l.id()
	if id.kind == LineDeparted && id.key != "" {
		id.kind = LineRegular
	}
	return id
}

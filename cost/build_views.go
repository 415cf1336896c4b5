package cost

import (
	"fmt"
	"slices"
)

// buildViews makes all views, and checks that each sums to the bill.
func (s *allocation) buildViews() error {
	for d, by := range allocatedDimensions {
		view, err := s.allocatedView(d, by)
		if err != nil {
			return fmt.Errorf("cost: the view by %s: %w", by, err)
		}
		*s.View(by) = *view
	}
	operations, err := s.operationsView()
	if err != nil {
		return fmt.Errorf("cost: the view by %s: %w", ByOperation, err)
	}
	s.Operations = *operations
	for _, view := range s.Views() {
		var sum tally
		for i := range view.Lines {
			sum.add(view.Lines[i].Amount)
		}
		if total, err := sum.sum(); err != nil || total != s.Total {
			return fmt.Errorf("cost: the view by %s must sum to %v, but sums to %v; please report this bug", view.By, s.Total, total)
		}
	}
	return nil
}

// shares are the amounts of each line, by the index of the item.
type shares map[lineID]map[int]Money

// add adds an amount of an item to a line.
func (s shares) add(id lineID, item int, amount Money) error {
	if amount.IsZero() {
		return nil
	}
	if s[id] == nil {
		s[id] = make(map[int]Money)
	}
	var err error
	s[id][item], err = s[id][item].Add(amount)
	return err
}

// allocate divides an amount of an item between lines in proportion to positive
// weights.
func (s shares) allocate(item int, amount Money, weightOf map[lineID]int64) error {
	ids := make([]lineID, 0, len(weightOf))
	for id, weight := range weightOf {
		if weight > 0 {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, lineID.compare)
	weights := make([]int64, len(ids))
	for i, id := range ids {
		weights[i] = weightOf[id]
	}
	parts, err := amount.Allocate(weights)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if err := s.add(id, item, parts[i]); err != nil {
			return err
		}
	}
	return nil
}

// allocatedView returns the view of a dimension that is allocated by usage.
func (s *allocation) allocatedView(d int, by Dimension) (*View, error) {
	all := make(shares)
	for i := range s.Items {
		if item := &s.Items[i]; !item.Explained.IsZero() {
			if err := all.allocate(i, item.Explained, s.poolOfItem[i].byLine[d]); err != nil {
				return nil, err
			}
		}
	}
	if err := s.addUnexplained(all, d); err != nil {
		return nil, err
	}
	if by == ByTeam {
		if err := s.applyTeamSplits(all); err != nil {
			return nil, err
		}
	}
	for _, id := range s.linesWithoutUsage(by) {
		if all[id] == nil {
			all[id] = nil
		}
	}
	return s.newView(d, by, all)
}

// addUnexplained adds the remainders of all items: as lines of their own, or spread
// over the others.
func (s *allocation) addUnexplained(all shares, d int) error {
	explained := make(map[lineID]int64)
	if s.mapping.SpreadUnexplained {
		for id, parts := range all {
			var sum tally
			for _, amount := range parts {
				sum.add(amount)
			}
			amount, err := sum.sum()
			if err != nil {
				return err
			}
			if amount.Sign() > 0 {
				explained[id] = amount.micros
			}
		}
	}
	for i := range s.Items {
		item := &s.Items[i]
		for _, rest := range item.Remainders {
			weights := explained
			if s.poolOfItem[i].hasUsage {
				weights = s.poolOfItem[i].byLine[d]
			}
			var err error
			if s.mapping.SpreadUnexplained && len(weights) > 0 {
				err = all.allocate(i, rest.Amount, weights)
			} else {
				err = all.add(lineID{LineUnexplained, item.Name() + ": " + string(rest.Reason)}, i, rest.Amount)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// newView returns a view with a line for each of the shares.
func (s *allocation) newView(d int, by Dimension, all shares) (*View, error) {
	v := &View{By: by, Estimated: s.Estimated, Allocated: true, Total: s.Total, Lines: make([]Line, 0, len(all))}
	counts := s.countUsage(d)
	for id, parts := range all {
		line := Line{By: by, Kind: id.kind, Key: s.displayKey(by, id), Name: s.displayName(by, id), Estimated: s.Estimated, Parts: []Part{}, Counts: counts[id]}
		if line.Counts == nil {
			line.Counts = []Count{}
		}
		var sum tally
		for item, amount := range parts {
			sum.add(amount)
			line.Parts = append(line.Parts, Part{item, s.Items[item].Name(), amount})
		}
		slices.SortFunc(line.Parts, func(a, b Part) int { return a.Item - b.Item })
		var err error
		if line.Amount, err = sum.sum(); err != nil {
			return nil, err
		}
		v.Lines = append(v.Lines, line)
	}
	v.sort()
	return v, nil
}

// operationsView returns the view whose amounts are those of the bill.
func (s *allocation) operationsView() (*View, error) {
	v := &View{By: ByOperation, Estimated: s.Estimated, Total: s.Total, Lines: []Line{}}
	for _, p := range s.pools {
		line := Line{By: ByOperation, Kind: LineRegular, Key: itemName(p.opType, p.billType), Estimated: s.Estimated, Parts: []Part{}, Counts: []Count{}}
		if line.Name = line.Key; line.Name == "" {
			line.Kind, line.Name = LineUnnamed, "items without a name"
		}
		var sum tally
		for _, i := range p.items {
			sum.add(s.Items[i].Amount)
			line.Parts = append(line.Parts, Part{i, s.Items[i].Name(), s.Items[i].Amount})
		}
		var err error
		if line.Amount, err = sum.sum(); err != nil {
			return nil, err
		}
		if p.billedCount.Sign() != 0 {
			line.Counts = append(line.Counts, Count{line.Key, decimalFromRat(p.billedCount)})
		}
		v.Lines = append(v.Lines, line)
	}
	v.sort()
	return v, nil
}

package cost

import (
	"math/big"
	"slices"
)

// budgetIndex finds the lines of a budget, and their recent usage, without a search
// through the breakdown for each budget.
type budgetIndex struct {
	*Breakdown
	explained []*big.Rat // explained amount of each pool
	views     map[Dimension]*viewIndex
}

// viewIndex finds the lines of one view.
type viewIndex struct {
	// lines has the lines that View.Line finds, by key.
	lines map[string]*Line
	// more has further lines of a budget, by its key: the shared lines of a team,
	// and the lines of an OpType with several bill types.
	more map[string][]*Line
	// pools has the pools in which a line has recent usage. For an operation, it
	// has the operation's own pool.
	pools   map[lineID][]int
	weights []int64                // see usagePool.totalWeight
	splits  map[string][]splitPart // by team ID
}

// splitPart is a team's part of a line that was split between teams.
type splitPart struct {
	id   lineID
	part *big.Rat
}

func newBudgetIndex(b *Breakdown) *budgetIndex {
	index := &budgetIndex{b, make([]*big.Rat, len(b.pools)), make(map[Dimension]*viewIndex)}
	for i, p := range b.pools {
		index.explained[i] = new(big.Rat)
		for _, item := range p.items {
			index.explained[i].Add(index.explained[i], b.Items[item].Explained.rat())
		}
	}
	return index
}

// view returns the index of a view. It is made on first use.
func (b *budgetIndex) view(by Dimension) *viewIndex {
	if v := b.views[by]; v != nil {
		return v
	}
	v := &viewIndex{
		lines: make(map[string]*Line), more: make(map[string][]*Line),
		pools: make(map[lineID][]int), splits: make(map[string][]splitPart),
	}
	b.views[by] = v
	v.addLines(b.View(by), b.teams)
	if by == ByOperation {
		for i, p := range b.pools {
			id := lineID{LineRegular, itemName(p.opType, p.billType)}
			v.pools[id] = append(v.pools[id], i)
		}
		return v
	}
	d := slices.Index(allocatedDimensions[:], by)
	for i, p := range b.pools {
		v.weights = append(v.weights, p.totalWeight(d))
		for id, usage := range p.recentByLine[d] {
			if usage > 0 {
				v.pools[id] = append(v.pools[id], i)
			}
		}
	}
	if by == ByTeam {
		for key, line := range b.splits {
			whole := line.totalWeight()
			for n, team := range line.teams {
				part := new(big.Rat).SetFrac(big.NewInt(line.weights[n]), whole)
				v.splits[team] = append(v.splits[team], splitPart{lineID{lineSplit, key}, part})
			}
		}
	}
	return v
}

// addLines fills lines and more.
func (v *viewIndex) addLines(view *View, teams map[string][]string) {
	for _, kind := range []LineKind{LineRegular, LineDeparted} {
		for i := range view.Lines {
			line := &view.Lines[i]
			key := line.id().key
			if line.Kind == kind && v.lines[key] == nil {
				v.lines[key] = line
			}
		}
	}
	for i := range view.Lines {
		line := &view.Lines[i]
		switch {
		case view.By == ByTeam && line.Kind == LineShared:
			for _, team := range teams[line.Key] {
				v.more[team] = append(v.more[team], line)
			}
		case view.By == ByOperation:
			for at, r := range line.Key {
				if r == '/' {
					v.more[line.Key[:at]] = append(v.more[line.Key[:at]], line)
				}
			}
		}
	}
}

// linesOf returns the lines of a budget. It returns nil if there are none, and for
// the whole organization.
func (b *budgetIndex) linesOf(budget Budget) (lines []*Line) {
	if budget.By == "" {
		return nil
	}
	view, key := b.view(budget.By), budget.Key
	if budget.By == ByMember {
		key = foldID(key)
	}
	line := view.lines[key]
	if line != nil {
		lines = append(lines, line)
	}
	if budget.By == ByTeam || line == nil {
		lines = append(lines, view.more[key]...)
	}
	return lines
}

// recentCost returns the cost of the usage of the last whole days on some lines of
// a view. With no dimension, it is that of the whole organization.
func (b *budgetIndex) recentCost(by Dimension, lines []*Line) *big.Rat {
	sum := new(big.Rat)
	add := func(pool int, part *big.Rat) {
		if part.Sign() != 0 {
			sum.Add(sum, part.Mul(part, b.explained[pool]))
		}
	}
	switch by {
	case "":
		for i, p := range b.pools {
			add(i, portion(p.recentTotal, p.total))
		}
		return sum
	case ByOperation:
		seen := make(map[int]bool) // pools of equally named lines
		for _, l := range lines {
			for _, i := range b.view(by).pools[lineID{LineRegular, l.Key}] {
				if !seen[i] {
					add(i, portion(b.pools[i].recentTotal, b.pools[i].total))
				}
				seen[i] = true
			}
		}
		return sum
	}
	d, view := slices.Index(allocatedDimensions[:], by), b.view(by)
	for _, l := range lines {
		id := l.id()
		for _, i := range view.pools[id] {
			add(i, portion(b.pools[i].recentByLine[d][id], view.weights[i]))
		}
		if by != ByTeam || l.Kind != LineRegular {
			continue
		}
		for _, s := range view.splits[l.Key] {
			for _, i := range view.pools[s.id] {
				whole := portion(b.pools[i].recentByLine[d][s.id], view.weights[i])
				add(i, whole.Mul(whole, s.part))
			}
		}
	}
	return sum
}

// portion returns part divided by whole, or 0 if one of them is not positive.
func portion(part, whole int64) *big.Rat {
	if part <= 0 || whole <= 0 {
		return new(big.Rat)
	}
	return big.NewRat(part, whole)
}

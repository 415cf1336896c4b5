package cost

import (
	"math/big"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Whether a row of usage counts.
const (
	inCycle = iota
	outsideCycle
	afterBill // after the bill was read
)

// classify returns one of inCycle, outsideCycle and afterBill. A row without a
// date is in the cycle, because it came in the answer for the cycle.
func (b *Breakdown) classify(row *clarifai.OpCountByDate) int {
	switch {
	case row.Date.IsZero():
		return inCycle
	case row.Date.Before(b.Period.Start) || !row.Date.Before(b.Period.End):
		return outsideCycle
	case day(row.Date).After(b.AsOf):
		return afterBill
	}
	return inCycle
}

// usagePool is the usage that belongs to the items of one name. Rules cannot tell
// such items apart, so they share it.
type usagePool struct {
	opType, billType string
	items            []int // indexes of Breakdown.Items
	rules            []Rule
	billedCount      *big.Rat // sum of the items' counts

	total  int64                            // usage
	byLine [dimensionCount]map[lineID]int64 // by index of the dimension

	// The usage of the last whole days, for projections.
	recentTotal  int64
	recentByLine [dimensionCount]map[lineID]int64

	// hasUsage reports whether the items can be divided by usage in every view.
	hasUsage bool
}

// makePools finds the pool of each item and the rules of each pool.
func (s *allocation) makePools(rules []Rule) error {
	byOpType := make(map[string][]int, len(rules))
	for n, r := range rules {
		byOpType[r.OpType] = append(byOpType[r.OpType], n)
	}
	s.rules = newRuleIndex()
	type name struct{ opType, billType string }
	pools := make(map[name]*usagePool)
	used := make([]bool, len(rules))
	for i := range s.Items {
		item := &s.Items[i]
		p := pools[name{item.OpType, item.BillType}]
		if p == nil {
			p = &usagePool{opType: item.OpType, billType: item.BillType, billedCount: new(big.Rat)}
			for d := range p.byLine {
				p.byLine[d], p.recentByLine[d] = make(map[lineID]int64), make(map[lineID]int64)
			}
			for _, n := range byOpType[item.OpType] {
				r := &rules[n]
				if r.BillType != "" && r.BillType != item.BillType {
					continue
				}
				used[n] = true
				p.rules = append(p.rules, *r)
				s.rules.add(len(s.pools), r)
			}
			pools[name{item.OpType, item.BillType}] = p
			s.pools = append(s.pools, p)
		}
		p.items = append(p.items, i)
		p.billedCount.Add(p.billedCount, item.Count.Rat())
		item.Mapped = len(p.rules) > 0
		s.poolOfItem = append(s.poolOfItem, p)
	}
	for n, r := range rules {
		if !used[n] {
			s.addFinding(FindingUnusedRule, itemName(r.OpType, r.BillType), "the bill has no item with the OpType and BillType of this rule")
		}
	}
	return nil
}

// sumUsage sums the usage of each pool by the lines of every view.
func (s *allocation) sumUsage() error {
	s.unbilled = make(map[usageKind]int64)
	recentDays := s.recentDays()
	poolsOf := make(map[usageKind][]int)
	for n := range s.usage.Rows {
		row := &s.usage.Rows[n]
		class := s.classify(row)
		s.rowsByClass[class]++
		if class != inCycle || row.Value == 0 {
			continue
		}
		ids, err := s.linesOfRow(row)
		if err != nil {
			return err
		}
		recent := !row.Date.IsZero() && !row.Date.Before(recentDays.Start) && row.Date.Before(recentDays.End)
		kind, value := kindOf(row), int64(row.Value)
		pools, known := poolsOf[kind]
		if !known {
			pools = s.rules.owners(kind)
			poolsOf[kind] = pools
		}
		for _, i := range pools {
			p := s.pools[i]
			p.total += value
			for d, id := range ids {
				p.byLine[d][id] += value
			}
			if recent {
				p.recentTotal += value
				for d, id := range ids {
					p.recentByLine[d][id] += value
				}
			}
		}
		if len(pools) == 0 {
			s.unbilled[kind] += value
		}
	}
	for _, p := range s.pools {
		p.hasUsage = p.isUsedInEveryView()
	}
	return nil
}

// totalWeight returns the usage by which the pool is divided in a view.
func (p *usagePool) totalWeight(d int) (sum int64) {
	for _, usage := range p.byLine[d] {
		sum += max(usage, 0)
	}
	return sum
}

package cost

import (
	"fmt"
	"math/big"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Where a row of usage lies.
const (
	inCycle = iota
	outsideCycle
	afterBill // after the bill was read
)

// classify tells where a row lies. One without a date is taken to be within: it
// was asked for with the cycle.
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

// pool is the usage that belongs to the items of one name.
type usagePool struct {
	opType, billType   string
	items              []int
	rules              []Rule
	byLine             [dimensionCount]map[lineID]int64 // usage by line
	recentByLine       [dimensionCount]map[lineID]int64 // that of the last whole days, for projections
	total, recentTotal int64
	hasUsage           bool     // there is usage to share out by, in every view
	billedCount        *big.Rat // what the items count together
}

// makePools gives each item the pool of its name, and each pool its rules.
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
				if p.rules[0].Unit.Rat().Cmp(r.Unit.Rat()) != 0 {
					return fmt.Errorf("cost: the rules of %q have different units, so that their usage cannot be added up", item.Name())
				}
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
			s.addFinding(FindingUnusedRule, itemName(r.OpType, r.BillType), "the bill has no item of a rule's name")
		}
	}
	return nil
}

// sumUsage adds the usage of each pool up, by every dimension.
func (s *allocation) sumUsage() error {
	s.unbilled = make(map[usageKind]int64)
	lately := s.recentDays()
	poolsOf := make(map[usageKind][]int)
	for n := range s.usage.Rows {
		row := &s.usage.Rows[n]
		place := s.classify(row)
		s.excluded[place]++
		if place != inCycle || row.Value == 0 {
			continue
		}
		ids, err := s.linesOfRow(row)
		if err != nil {
			return err
		}
		recent := !row.Date.IsZero() && !row.Date.Before(lately.Start) && row.Date.Before(lately.End)
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

// totalWeight is what a pool is shared out by in a view.
func (p *usagePool) totalWeight(d int) (sum int64) {
	for _, usage := range p.byLine[d] {
		sum += max(usage, 0)
	}
	return sum
}

package cost

import (
	"fmt"
	"math/big"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Where a row of usage lies.
const (
	within = iota
	outside
	tooLate // after the bill was read
)

// place tells where a row lies. One without a date is taken to be within: it
// was asked for with the cycle.
func (b *Breakdown) place(row *clarifai.OpCountByDate) int {
	switch {
	case row.Date.IsZero():
		return within
	case row.Date.Before(b.Period.Start) || !row.Date.Before(b.Period.End):
		return outside
	case day(row.Date).After(b.AsOf):
		return tooLate
	}
	return within
}

// pool is the usage that belongs to the items of one name.
type pool struct {
	opType, billType string
	items            []int
	rules            []Rule
	by               [dimensions]map[lineID]int64 // usage by line
	recent           [dimensions]map[lineID]int64 // that of the last whole days, for projections
	total, lately    int64
	used             bool     // there is usage to share out by, in every view
	counted          *big.Rat // what the items count together
}

// makePools gives each item the pool of its name, and each pool its rules.
func (s *statement) makePools(rules []Rule) error {
	byOpType := make(map[string][]int, len(rules))
	for n, r := range rules {
		byOpType[r.OpType] = append(byOpType[r.OpType], n)
	}
	s.rules = newRuleIndex()
	type name struct{ opType, billType string }
	pools := make(map[name]*pool)
	used := make([]bool, len(rules))
	for i := range s.Items {
		item := &s.Items[i]
		p := pools[name{item.OpType, item.BillType}]
		if p == nil {
			p = &pool{opType: item.OpType, billType: item.BillType, counted: new(big.Rat)}
			for d := range p.by {
				p.by[d], p.recent[d] = make(map[lineID]int64), make(map[lineID]int64)
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
		p.counted.Add(p.counted, item.Count.Rat())
		item.Mapped = len(p.rules) > 0
		s.byItem = append(s.byItem, p)
	}
	for n, r := range rules {
		if !used[n] {
			s.note(UnusedRule, itemName(r.OpType, r.BillType), "the bill has no item of a rule's name")
		}
	}
	return nil
}

// count adds the usage of each pool up, by every dimension.
func (s *statement) count() error {
	s.unbilled = make(map[usageKind]int64)
	lately := s.lastDays()
	poolsOf := make(map[usageKind][]int)
	for n := range s.usage.Rows {
		row := &s.usage.Rows[n]
		place := s.place(row)
		s.left[place]++
		if place != within || row.Value == 0 {
			continue
		}
		ids, err := s.lines(row)
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
				p.by[d][id] += value
			}
			if recent {
				p.lately += value
				for d, id := range ids {
					p.recent[d][id] += value
				}
			}
		}
		if len(pools) == 0 {
			s.unbilled[kind] += value
		}
	}
	for _, p := range s.pools {
		p.used = p.isUsed()
	}
	return nil
}

// weight is what a pool is shared out by in a view.
func (p *pool) weight(d int) (sum int64) {
	for _, usage := range p.by[d] {
		sum += max(usage, 0)
	}
	return sum
}

package cost

import "math/big"

// explain divides the amount of each item into the part that usage explains and
// the remainders.
func (s *allocation) explain() error {
	var explained tally
	for i := range s.Items {
		item, p := &s.Items[i], s.poolOfItem[i]
		if item.Mapped {
			item.Used = decimalFromRat(p.rules[0].units(big.NewInt(p.total)))
		}
		switch {
		case !item.Mapped:
			item.addRemainder(ReasonNotMapped, item.Amount)
		case !p.hasUsage:
			item.addRemainder(ReasonNoUsage, item.Amount)
		default:
			if err := s.explainItem(item, p); err != nil {
				return err
			}
		}
		explained.add(item.Explained)
	}
	var err error
	s.Explained, err = explained.sum()
	return err
}

// isUsedInEveryView reports whether each view has a line with usage, so that an
// amount can be divided among its lines.
func (p *usagePool) isUsedInEveryView() bool {
	for _, lines := range p.byLine {
		positive := false
		for _, usage := range lines {
			positive = positive || usage > 0
		}
		if !positive {
			return false
		}
	}
	return p.total > 0
}

var (
	cent     = big.NewRat(1, 100) // a smaller difference is rounding
	oneMicro = big.NewRat(1, microsPerDollar)
)

// explainItem finds the explained part of an item that has usage: at most its price
// times its count, and at most what its usage is of its count.
func (s *allocation) explainItem(item *Item, p *usagePool) error {
	item.Explained = item.Amount
	if item.Amount.Sign() <= 0 {
		return nil // a credit belongs to the usage
	}
	if price := item.PricePerOp.Rat(); price.Sign() > 0 {
		priced := price.Mul(price, item.Count.Rat())
		if priced.Sign() < 0 { // negative count
			priced.SetInt64(0)
		}
		excess := new(big.Rat).Sub(item.Amount.rat(), priced)
		difference := new(big.Rat).Abs(excess)
		isRounding := difference.Cmp(cent) < 0
		// Less than a micro-dollar comes from binary fractions.
		if difference.Cmp(oneMicro) >= 0 && (isRounding || excess.Sign() > 0) {
			var err error
			if item.Explained, err = roundToMicros(priced); err != nil {
				return err
			}
			reason := ReasonExceedsPrice
			if isRounding {
				reason = ReasonRounding
			}
			if err := item.addDifference(reason, item.Amount, item.Explained); err != nil {
				return err
			}
		}
	}
	counted, used := p.billedCount, p.rules[0].units(big.NewInt(p.total))
	if used.Cmp(counted) >= 0 || s.withinTolerance(counted, used) {
		return nil
	}
	before := item.Explained
	part := new(big.Rat).Quo(used, counted)
	var err error
	if item.Explained, err = roundToMicros(part.Mul(part, before.rat())); err != nil {
		return err
	}
	return item.addDifference(ReasonExceedsUsage, before, item.Explained)
}

// withinTolerance reports whether a count and its usage differ by at most the
// mapping's tolerance.
func (s *allocation) withinTolerance(counted, used *big.Rat) bool {
	difference := new(big.Rat).Sub(counted, used)
	allowed := new(big.Rat).Mul(new(big.Rat).Abs(counted), s.mapping.tolerance())
	return difference.Abs(difference).Cmp(allowed) <= 0
}

func (i *Item) addRemainder(reason Reason, amount Money) {
	if !amount.IsZero() {
		i.Remainders = append(i.Remainders, Remainder{reason, amount})
	}
}

// addDifference adds what is left of an amount as a remainder.
func (i *Item) addDifference(reason Reason, amount, explained Money) error {
	rest, err := amount.Sub(explained)
	if err == nil {
		i.addRemainder(reason, rest)
	}
	return err
}

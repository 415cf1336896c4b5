package cost

import "math/big"

// explain tells what of each item its usage explains.
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

// isUsedInEveryView reports whether there is usage to share out by, in every view.
func (p *usagePool) isUsedInEveryView() bool {
	for _, lines := range p.byLine {
		some := false
		for _, usage := range lines {
			some = some || usage > 0
		}
		if !some {
			return false
		}
	}
	return p.total > 0
}

var (
	cent     = big.NewRat(1, 100) // where what could be rounding ends
	oneMicro = big.NewRat(1, microsPerDollar)
)

func (s *allocation) explainItem(item *Item, p *usagePool) error {
	item.Explained = item.Amount
	if item.Amount.Sign() <= 0 {
		return nil // a credit for usage is the usage's
	}
	if price := item.PricePerOp.Rat(); price.Sign() > 0 {
		priced := price.Mul(price, item.Count.Rat())
		if priced.Sign() < 0 { // a count below 0 explains nothing of what is charged
			priced.SetInt64(0)
		}
		beyond := new(big.Rat).Sub(item.Amount.rat(), priced)
		off := new(big.Rat).Abs(beyond)
		near := off.Cmp(cent) < 0
		// Less than a micro-dollar is of the binary fractions, and no charge.
		if off.Cmp(oneMicro) >= 0 && (near || beyond.Sign() > 0) {
			var err error
			if item.Explained, err = roundToMicros(priced); err != nil {
				return err
			}
			reason := ReasonExceedsPrice
			if near {
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

// withinTolerance reports whether a count and its usage differ by no more than the
// mapping tolerates.
func (s *allocation) withinTolerance(counted, used *big.Rat) bool {
	differ := new(big.Rat).Sub(counted, used)
	allowed := new(big.Rat).Mul(new(big.Rat).Abs(counted), s.mapping.tolerance())
	return differ.Abs(differ).Cmp(allowed) <= 0
}

func (i *Item) addRemainder(reason Reason, amount Money) {
	if !amount.IsZero() {
		i.Remainders = append(i.Remainders, Remainder{reason, amount})
	}
}

func (i *Item) addDifference(reason Reason, amount, explained Money) error {
	rest, err := amount.Sub(explained)
	if err == nil {
		i.addRemainder(reason, rest)
	}
	return err
}

package cost

import "math/big"

// explain tells what of each item its usage explains.
func (s *statement) explain() error {
	var explained tally
	for i := range s.Items {
		item, p := &s.Items[i], s.byItem[i]
		if item.Mapped {
			item.Used = decimalOf(p.rules[0].units(big.NewInt(p.total)))
		}
		switch {
		case !item.Mapped:
			item.rest(NotMapped, item.Amount)
		case !p.used:
			item.rest(NoUsage, item.Amount)
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

// isUsed reports whether there is usage to share out by, in every view.
func (p *pool) isUsed() bool {
	for _, lines := range p.by {
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

func (s *statement) explainItem(item *Item, p *pool) error {
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
			if item.Explained, err = round(priced); err != nil {
				return err
			}
			reason := BeyondPrice
			if near {
				reason = Rounding
			}
			if err := item.restOf(reason, item.Amount, item.Explained); err != nil {
				return err
			}
		}
	}
	counted, used := p.counted, p.rules[0].units(big.NewInt(p.total))
	if used.Cmp(counted) >= 0 || s.tolerated(counted, used) {
		return nil
	}
	before := item.Explained
	part := new(big.Rat).Quo(used, counted)
	var err error
	if item.Explained, err = round(part.Mul(part, before.rat())); err != nil {
		return err
	}
	return item.restOf(BeyondUsage, before, item.Explained)
}

// tolerated reports whether a count and its usage differ by no more than the
// mapping tolerates.
func (s *statement) tolerated(counted, used *big.Rat) bool {
	differ := new(big.Rat).Sub(counted, used)
	allowed := new(big.Rat).Mul(new(big.Rat).Abs(counted), s.mapping.tolerance().Rat())
	return differ.Abs(differ).Cmp(allowed) <= 0
}

func (i *Item) rest(reason Reason, amount Money) {
	if !amount.IsZero() {
		i.Rest = append(i.Rest, Rest{reason, amount})
	}
}

func (i *Item) restOf(reason Reason, amount, explained Money) error {
	rest, err := amount.Sub(explained)
	if err == nil {
		i.rest(reason, rest)
	}
	return err
}

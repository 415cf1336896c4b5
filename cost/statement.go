package cost

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Breakdown is a bill, divided up by who and what caused it. Each of its views
// sums to Total exactly.
type Breakdown struct {
	OrganizationID string    `json:"organization_id"`
	Period         Period    `json:"period"`
	AsOf           time.Time `json:"as_of"`
	Estimated      bool      `json:"estimated"` // of the caller's prices, not of a bill
	Bill           *Bill     `json:"bill"`      // what is divided up, as it can be kept

	Total     Money  `json:"total"`
	Explained Money  `json:"explained"` // what of it the usage explains
	Items     []Item `json:"items"`     // in the order of the bill

	Members    View `json:"members"`
	Teams      View `json:"teams"`
	Apps       View `json:"apps"`
	Operations View `json:"operations"`
	Days       View `json:"days"`
	Centers    View `json:"centers"`

	Findings []Finding `json:"findings"` // what does not fit, or could not be told

	pools  []*pool
	teams  map[string][]string   // the ids of the teams that a shared line is of, by its key
	splits map[string]*splitLine // usage that was split between teams
}

// Statement divides a bill up by the usage of its cycle. The bill's items carry
// no member, app, team or day: each such view is an allocation by usage. It asks
// nobody, and changes neither of what it is given.
//
// An item's amount is rounded once, to the nearest micro-dollar. What of it the
// usage explains is shared out in proportion to the usage that the mapping gives
// to the item, for each view anew, so that each share is less than a
// micro-dollar away from its exact part, for each item. What no usage explains
// stands in each view under its own name, unless the mapping spreads it.
//
// Of an item that has a price, at most price times count is explained; an item
// that is billed for less (a discount, a free allowance) is shared out as it is
// billed. Usage outside the cycle, or of a day after the bill was read, is left
// out, and a finding tells. Usage of someone who has left and usage without a
// caller are kept, under their own names.
func Statement(bill *Bill, usage *Usage, mapping Mapping) (*Breakdown, error) {
	if bill == nil || usage == nil {
		return nil, errors.New("cost: a statement needs a bill and usage, and has only one of them")
	}
	if bill.OrganizationID != "" && usage.OrganizationID != "" && !strings.EqualFold(bill.OrganizationID, usage.OrganizationID) {
		return nil, fmt.Errorf("cost: the bill is of %q, and the usage of %q", bill.OrganizationID, usage.OrganizationID)
	}
	if err := mapping.Validate(); err != nil {
		return nil, err
	}
	period, err := bill.Period()
	if err != nil {
		return nil, err
	}
	s := &statement{
		Breakdown: &Breakdown{
			OrganizationID: bill.OrganizationID, Period: period, AsOf: bill.AsOf.UTC(), Estimated: bill.Estimated, Bill: bill,
			teams: make(map[string][]string), splits: make(map[string]*splitLine),
		},
		mapping: mapping, usage: usage, names: newDirectory(usage),
		memberCenters: make(map[string]string),
	}
	for id, center := range mapping.Centers.Members {
		s.memberCenters[fold(id)] = strings.TrimSpace(center)
	}
	if bill.AsOf.IsZero() || bill.AsOf.After(period.End) {
		s.AsOf = period.End
	}
	rules := mapping.Rules
	if bill.Estimated && len(mapping.Prices) > 0 {
		rules = rulesOf(mapping.Prices)
	}
	steps := []func() error{
		func() error { return s.readItems(bill) },
		func() error { return s.makePools(rules) },
		s.count, s.explain, s.divide, s.find,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s.Breakdown, nil
}

// Estimate divides up what usage would cost at the mapping's prices: for who
// cannot read the bill. Everything that comes of it says that it is an estimate.
func Estimate(usage *Usage, mapping Mapping) (*Breakdown, error) {
	bill, err := EstimateBill(usage, mapping.Prices)
	if err != nil {
		return nil, err
	}
	return Statement(bill, usage, mapping)
}

// EstimateBill makes a bill of usage and the caller's prices, an item for each
// price.
func EstimateBill(usage *Usage, prices []Price) (*Bill, error) {
	switch {
	case usage == nil:
		return nil, errors.New("cost: there is no usage to estimate a bill of")
	case len(prices) == 0:
		return nil, errors.New("cost: an estimate needs prices")
	}
	if err := (&Mapping{Prices: prices}).Validate(); err != nil {
		return nil, err
	}
	if err := usage.Period.check(); err != nil {
		return nil, fmt.Errorf("cost: the usage: %w", err)
	}
	bill := &Bill{
		OrganizationID: usage.OrganizationID, AsOf: usage.AsOf, Estimated: true,
		Bill: clarifai.Bill{BillingCycle: &clarifai.BillingCycle{StartDate: day(usage.Period.Start), EndDate: day(usage.Period.End)}},
	}
	period, err := bill.Period()
	if err != nil {
		return nil, err
	}
	b := &Breakdown{Period: period, AsOf: bill.AsOf.UTC()}
	if b.AsOf.IsZero() || b.AsOf.After(period.End) {
		b.AsOf = period.End
	}
	sums := make(map[usageKind]int64)
	for n := range usage.Rows {
		if row := &usage.Rows[n]; b.place(row) == within {
			sums[kindOf(row)] += int64(row.Value)
		}
	}
	index := newRuleIndex()
	for i := range prices {
		index.add(i, &prices[i].Rule)
	}
	used := make([]int64, len(prices))
	for kind, sum := range sums {
		for _, i := range index.owners(kind) {
			used[i] += sum
		}
	}
	for i := range prices {
		count := prices[i].units(big.NewInt(used[i]))
		dollars, err := round(new(big.Rat).Mul(count, prices[i].PricePerOp.Rat()))
		if err != nil {
			return nil, fmt.Errorf("price %d, of %q: %w", i, prices[i].OpType, err)
		}
		bill.InvoiceItems = append(bill.InvoiceItems, clarifai.InvoiceItem{
			OpType: prices[i].OpType, BillType: prices[i].BillType,
			PricePerOp: number(prices[i].PricePerOp), Count: number(decimalOf(count)), Dollars: number(Decimal{dollars.String()}),
			Notes: "estimated",
		})
	}
	return bill, nil
}

func rulesOf(prices []Price) []Rule {
	rules := make([]Rule, len(prices))
	for i := range prices {
		rules[i] = prices[i].Rule
	}
	return rules
}

// units gives usage as items count it.
func (r *Rule) units(used *big.Int) *big.Rat {
	count := new(big.Rat).SetInt(used)
	if unit := r.Unit.Rat(); unit.Sign() > 0 {
		count.Quo(count, unit)
	}
	return count
}

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

// statement is a Breakdown in the making.
type statement struct {
	*Breakdown
	mapping Mapping
	usage   *Usage
	names   *directory

	byItem []*pool    // the pool of each item
	rules  *ruleIndex // whose owners are pools
	// memberCenters are the cost centers of members, by folded id or address.
	memberCenters map[string]string
	unbilled      map[usageKind]int64
	left          [3]int // rows by where they lie
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

func (s *statement) readItems(bill *Bill) error {
	var total tally
	for i, in := range bill.InvoiceItems {
		name := fmt.Sprintf("%d, %q", i, itemName(in.OpType, in.BillType))
		item := Item{OpType: in.OpType, BillType: in.BillType, Notes: in.Notes}
		var dollars Decimal
		for _, field := range []struct {
			what string
			from json.Number
			into *Decimal
		}{{"price", in.PricePerOp, &item.PricePerOp}, {"count", in.Count, &item.Count}, {"amount", in.Dollars, &dollars}} {
			var err error
			if *field.into, err = decimal(field.from, field.what, name); err != nil {
				return err
			}
		}
		var err error
		if item.Amount, err = dollars.Money(); err != nil {
			return fmt.Errorf("the amount of item %s: %w", name, err)
		}
		total.add(item.Amount)
		s.Items = append(s.Items, item)
	}
	var err error
	s.Total, err = total.sum()
	return err
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

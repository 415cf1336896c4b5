package cost

import (
	"fmt"
	"strings"
)

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
func Allocate(bill *Bill, usage *Usage, mapping Mapping) (*Breakdown, error) {
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
	s := &allocation{
		Breakdown: &Breakdown{
			OrganizationID: bill.OrganizationID, Period: period, AsOf: bill.AsOf.UTC(), Estimated: bill.Estimated, Bill: bill,
			teams: make(map[string][]string), splits: make(map[string]*teamSplit),
		},
		mapping: mapping, usage: usage, directory: newDirectory(usage),
		memberCenters: make(map[string]string),
	}
	for id, center := range mapping.Centers.Members {
		s.memberCenters[foldID(id)] = strings.TrimSpace(center)
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
		s.sumUsage, s.explain, s.buildViews, s.collectFindings,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s.Breakdown, nil
}

// statement is a Breakdown in the making.
type allocation struct {
	*Breakdown
	mapping   Mapping
	usage     *Usage
	directory *directory

	poolOfItem []*usagePool // the pool of each item
	rules      *ruleIndex   // whose owners are pools
	// memberCenters are the cost centers of members, by folded id or address.
	memberCenters map[string]string
	unbilled      map[usageKind]int64
	excluded      [3]int // rows by where they lie
}

package cost

import (
	"fmt"
	"strings"
)

// Allocate divides a bill by the usage of its cycle. It makes no requests and
// does not change its arguments.
//
// Each item's amount is rounded once, to the nearest micro-dollar. The part that
// usage explains is divided in proportion to the usage that the rules of the
// mapping assign to the item. Each view is divided separately, so that each share
// of an item is less than a micro-dollar from its exact value. What no usage
// explains has lines of its own in each view, unless the mapping spreads it.
//
// If an item has a price, at most price times count is explained. An item that is
// billed for less, because of a discount or a free allowance, is divided as
// billed. Usage outside the cycle, and usage of days after the bill was read, is
// excluded, and a finding reports it. The usage of people who have left, and
// usage without a caller, has lines of its own.
func Allocate(bill *Bill, usage *Usage, mapping Mapping) (*Breakdown, error) {
	if bill.OrganizationID != "" && usage.OrganizationID != "" && !strings.EqualFold(bill.OrganizationID, usage.OrganizationID) {
		return nil, fmt.Errorf("cost: the bill and the usage must be of the same organization, but are of %q and %q", bill.OrganizationID, usage.OrganizationID)
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

// allocation is a Breakdown while it is made.
type allocation struct {
	*Breakdown
	mapping   Mapping
	usage     *Usage
	directory *directory

	poolOfItem []*usagePool
	rules      *ruleIndex // its owners are indexes of pools
	// memberCenters are the cost centers of members, by folded ID or address.
	memberCenters map[string]string
	unbilled      map[usageKind]int64
	rowsByClass   [3]int // see classify
}

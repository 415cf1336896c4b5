package cost

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Rule says which usage belongs to which items of a bill. Neither the items'
// names nor what they count is known: rules are the caller's.
type Rule struct {
	OpType   string `json:"op_type"`             // of the items; required
	BillType string `json:"bill_type,omitempty"` // of the items; "": any

	Section     clarifai.UsageSection `json:"section"`                // of the usage; required
	ModelIDs    []string              `json:"model_ids,omitempty"`    // of these models only; empty: of any, and of none
	CategoryIDs []string              `json:"category_ids,omitempty"` // of these categories only; empty: of any, and of none

	ExceptModelIDs []string `json:"except_model_ids,omitempty"` // not of these models

	// Unit is how much usage one of the items' count is, such as 1000 where
	// they count thousands. 0 is 1.
	Unit Decimal `json:"unit,omitzero"`
}

// Price is what the caller takes usage to cost, for an estimate.
type Price struct {
	Rule
	PricePerOp Decimal `json:"price_per_op"` // dollars for each Unit
}

// Mapping says how a bill is divided up. The zero Mapping explains nothing: each
// item stands under its own name.
type Mapping struct {
	// Rules say which usage belongs to which items. Usage that fits rules of
	// several items counts for each of them.
	Rules []Rule `json:"rules,omitempty"`
	// Tolerance is the part of an item's count by which the count may differ
	// from its usage, such as 0.02. Zero means 0.01, and a negative number means
	// that the two must be equal. A larger difference is a [Finding], and what
	// the item counts beyond its usage is not explained.
	Tolerance Decimal `json:"tolerance,omitzero"`
	// SpreadUnexplained shares out what no usage explains, too: in proportion
	// to its item's usage where there is some, else to what is explained.
	SpreadUnexplained bool `json:"spread_unexplained,omitempty"`
	// Prices make an estimate where there is no bill.
	Prices []Price `json:"prices,omitempty"`
	// Centers say which cost center bears what.
	Centers Centers `json:"centers,omitzero"`
	// Teams splits the usage of someone in several teams; nil: it stays shared.
	TeamRule TeamRule `json:"-"`
}

func (m *Mapping) tolerance() *big.Rat {
	switch tolerance := m.Tolerance.Rat(); tolerance.Sign() {
	case 0:
		return big.NewRat(1, 100)
	case 1:
		return tolerance
	}
	return new(big.Rat)
}

// Validate says what is wrong with a mapping, every fault of it; nil: nothing.
func (m *Mapping) Validate() error {
	var problems []error
	bad := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	for i, r := range m.Rules {
		if problem := r.problem(); problem != "" {
			bad("cost: rule %d %s", i, problem)
		}
	}
	for i, p := range m.Prices {
		if problem := p.problem(); problem != "" {
			bad("cost: price %d %s", i, problem)
		}
		if p.PricePerOp.Rat().Sign() < 0 {
			bad("cost: price %d is %v: nothing costs less than nothing", i, p.PricePerOp)
		}
	}
	for _, centers := range []map[string]string{m.Centers.Apps, m.Centers.Members} {
		for id, center := range centers {
			if id == "" || strings.TrimSpace(center) == "" {
				bad("cost: the cost center of %q is %q: both need a name", id, center)
			}
		}
	}
	spelled := make(map[string]string)
	for id := range m.Centers.Members {
		if other, ok := spelled[foldID(id)]; ok {
			bad("cost: the cost center of %q is given twice, as %q, too", min(id, other), max(id, other))
		}
		spelled[foldID(id)] = id
	}
	return errors.Join(problems...)
}

func (r *Rule) problem() string {
	switch {
	case r.OpType == "":
		return "does not say of which op_type the items are"
	case r.Section == "":
		return fmt.Sprintf("of %q does not say of which section the usage is", r.OpType)
	case r.Unit.Rat().Sign() < 0:
		return fmt.Sprintf("of %q has the unit %v: it must be more than nothing", r.OpType, r.Unit)
	}
	return ""
}

// units gives usage as items count it.
func (r *Rule) units(used *big.Int) *big.Rat {
	count := new(big.Rat).SetInt(used)
	if unit := r.Unit.Rat(); unit.Sign() > 0 {
		count.Quo(count, unit)
	}
	return count
}

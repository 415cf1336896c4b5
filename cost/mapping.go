package cost

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Rule assigns usage to the items of a bill. What the items are called, and what
// they count, is not documented by Clarifai, so rules come from the caller.
type Rule struct {
	// OpType is the operation of the items. It is required.
	OpType string `json:"op_type"`
	// BillType restricts the rule to items that are billed in this way. Empty
	// means any.
	BillType string `json:"bill_type,omitempty"`

	// Section is the section of the usage. It is required.
	Section clarifai.UsageSection `json:"section"`
	// ModelIDs restricts the rule to the usage of these models. Empty means the
	// usage of any model, and usage without a model.
	ModelIDs []string `json:"model_ids,omitempty"`
	// CategoryIDs restricts the rule to the usage of these categories. Empty
	// means usage of any category, and usage without one.
	CategoryIDs []string `json:"category_ids,omitempty"`
	// ExceptModelIDs excludes the usage of these models.
	ExceptModelIDs []string `json:"except_model_ids,omitempty"`

	// Unit is the amount of usage that an item counts as one, such as 1000 if it
	// counts thousands. Zero means 1.
	Unit Decimal `json:"unit,omitzero"`
}

// Price is the caller's price of some usage, for an estimate.
type Price struct {
	Rule
	PricePerOp Decimal `json:"price_per_op"` // dollars for each Unit
}

// Mapping says how to divide a bill. The zero Mapping explains no charge, so that
// each item has a line of its own in every view.
type Mapping struct {
	// Rules assign usage to the items of a bill. Usage that matches the rules of
	// several items counts for each of them.
	Rules []Rule `json:"rules,omitempty"`
	// Tolerance is the part of an item's count by which the count may differ
	// from its usage, such as 0.02. Zero means 0.01, and a negative number means
	// that the two must be equal. A larger difference is reported as a
	// [Finding], and what the item counts beyond its usage is unexplained.
	Tolerance Decimal `json:"tolerance,omitzero"`
	// SpreadUnexplained divides unexplained charges, too: by the usage of their
	// item, or, if it has none, in proportion to the explained charges.
	SpreadUnexplained bool `json:"spread_unexplained,omitempty"`
	// Prices make an estimate if there is no bill.
	Prices []Price `json:"prices,omitempty"`
	// Centers assign usage to cost centers.
	Centers Centers `json:"centers,omitzero"`
	// TeamRule splits the usage of a member of several teams between them. Nil
	// means that it is reported as shared by those teams.
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

// Validate returns an error that names every problem of the mapping, or nil.
func (m *Mapping) Validate() error {
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf("cost: "+format, args...)) }
	for i, r := range m.Rules {
		if err := r.validate(); err != nil {
			add("rule %d: %w", i, err)
		}
	}
	for i, p := range m.Prices {
		if err := p.validate(); err != nil {
			add("price %d: %w", i, err)
		}
		if p.PricePerOp.Rat().Sign() < 0 {
			add("price %d: the price must not be negative, but is %v", i, p.PricePerOp)
		}
	}
	for _, name := range differentUnits(m.Rules) {
		add("the rules of %q must have the same Unit", name)
	}
	for _, name := range differentUnits(rulesOf(m.Prices)) {
		add("the prices of %q must have the same Unit", name)
	}
	for _, centers := range []map[string]string{m.Centers.Apps, m.Centers.Members} {
		for id, center := range centers {
			if id == "" || strings.TrimSpace(center) == "" {
				add("centers: the ID and the cost center are required, but are %q and %q", id, center)
			}
		}
	}
	spelled := make(map[string]string)
	for id := range m.Centers.Members {
		if other, ok := spelled[foldID(id)]; ok {
			add("centers: %q and %q are the same member and must have one entry", min(id, other), max(id, other))
		}
		spelled[foldID(id)] = id
	}
	return errors.Join(problems...)
}

// differentUnits returns the names of the items whose rules have different units,
// each once.
func differentUnits(rules []Rule) (names []string) {
	type name struct{ opType, billType string }
	units := make(map[name]Decimal)
	check := func(r *Rule, at name) {
		unit, ok := units[at]
		if !ok {
			units[at] = r.Unit
		} else if text := itemName(r.OpType, r.BillType); unit.Rat().Cmp(r.Unit.Rat()) != 0 && !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	for _, ofAnyBillType := range []bool{true, false} {
		for i := range rules {
			r := &rules[i]
			if ofAnyBillType != (r.BillType == "") {
				continue
			}
			check(r, name{r.OpType, r.BillType})
			if _, ok := units[name{r.OpType, ""}]; ok && r.BillType != "" {
				check(r, name{r.OpType, ""})
			}
		}
	}
	return names
}

func (r *Rule) validate() error {
	switch {
	case r.OpType == "":
		return errors.New("an OpType is required")
	case r.Section == "":
		return fmt.Errorf("a section is required, for OpType %q", r.OpType)
	case r.Unit.Rat().Sign() < 0:
		return fmt.Errorf("the unit must not be negative, but is %v, for OpType %q", r.Unit, r.OpType)
	}
	return nil
}

// units converts usage to the unit in which items count it.
func (r *Rule) units(used *big.Int) *big.Rat {
	count := new(big.Rat).SetInt(used)
	if unit := r.Unit.Rat(); unit.Sign() > 0 {
		count.Quo(count, unit)
	}
	return count
}

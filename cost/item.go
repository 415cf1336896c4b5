package cost

import (
	"encoding/json"
	"fmt"
)

// Item is an item of the bill, with the part of its amount that usage explains.
// The amount is the sum of the explained part and the remainders.
type Item struct {
	OpType     string  `json:"op_type"`
	BillType   string  `json:"bill_type,omitempty"`
	Notes      string  `json:"notes,omitempty"`
	PricePerOp Decimal `json:"price_per_op"`
	Count      Decimal `json:"count"`
	Amount     Money   `json:"amount"` // as billed
	// Mapped reports whether a rule assigns usage to the item.
	Mapped bool `json:"mapped"`
	// Used is the usage of all items of this name, in the unit of the rules.
	Used       Decimal     `json:"used"`
	Explained  Money       `json:"explained"`
	Remainders []Remainder `json:"rest,omitempty"`
}

// Remainder is a part of an item's amount that no usage explains.
type Remainder struct {
	Reason Reason `json:"reason"`
	Amount Money  `json:"amount"`
}

// Reason says why no usage explains a charge.
type Reason string

// The reasons of a [Remainder].
const (
	ReasonNotMapped    Reason = "no usage is mapped to it"
	ReasonNoUsage      Reason = "the usage that is mapped to it is zero"
	ReasonExceedsUsage Reason = "it counts more than was used"
	ReasonExceedsPrice Reason = "it is more than its price times its count"
	// ReasonRounding is a difference of less than a cent from price times count.
	ReasonRounding Reason = "rounding"
)

// Name returns the operation of the item and, if the bill has one, its bill type,
// such as "predict/metered".
func (i *Item) Name() string { return itemName(i.OpType, i.BillType) }

func itemName(opType, billType string) string {
	if billType == "" {
		return opType
	}
	return opType + "/" + billType
}

// parseItemNumber parses a number of an item. The names are for errors.
func parseItemNumber(n json.Number, what, item string) (Decimal, error) {
	d, err := ParseDecimal(string(n))
	if err != nil {
		return Decimal{}, fmt.Errorf("cost: the %s of item %s: %w", what, item, err)
	}
	return d, nil
}

// readItems fills Items and Total from the bill.
func (s *allocation) readItems(bill *Bill) error {
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
			if *field.into, err = parseItemNumber(field.from, field.what, name); err != nil {
				return err
			}
		}
		var err error
		if item.Amount, err = dollars.Money(); err != nil {
			return fmt.Errorf("cost: the amount of item %s: %w", name, err)
		}
		total.add(item.Amount)
		s.Items = append(s.Items, item)
	}
	var err error
	s.Total, err = total.sum()
	return err
}

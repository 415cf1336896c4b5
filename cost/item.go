package cost

import (
	"encoding/json"
	"fmt"
)

// Item is a line of the bill, and what of it the usage explains.
type Item struct {
	OpType     string      `json:"op_type"`
	BillType   string      `json:"bill_type,omitempty"`
	Notes      string      `json:"notes,omitempty"`
	PricePerOp Decimal     `json:"price_per_op"`
	Count      Decimal     `json:"count"`
	Amount     Money       `json:"amount"`    // what is billed
	Mapped     bool        `json:"mapped"`    // a rule says which usage belongs to it
	Used       Decimal     `json:"used"`      // the usage that belongs to all items of its name, in their unit
	Explained  Money       `json:"explained"` // what of the amount the usage explains
	Remainders []Remainder `json:"rest,omitempty"`
}

// Rest is what of an item no usage explains.
type Remainder struct {
	Reason Reason `json:"reason"`
	Amount Money  `json:"amount"`
}

// Reason says why usage does not explain a charge.
type Reason string

// Why usage does not explain a charge.
const (
	ReasonNotMapped    Reason = "no usage is mapped to it"
	ReasonNoUsage      Reason = "nothing was used of what is mapped to it"
	ReasonExceedsUsage Reason = "it counts more than was used"
	ReasonExceedsPrice Reason = "it is more than its price times its count"
	ReasonRounding     Reason = "rounding" // less than a cent away from its price times its count
)

// Name tells an item by its type, and how it is billed.
func (i *Item) Name() string { return itemName(i.OpType, i.BillType) }

func itemName(opType, billType string) string {
	if billType == "" {
		return opType
	}
	return opType + "/" + billType
}

// decimal reads a number as Clarifai wrote it.
func parseItemNumber(n json.Number, what, item string) (Decimal, error) {
	d, err := ParseDecimal(string(n))
	if err != nil {
		return Decimal{}, fmt.Errorf("the %s of item %s: %w", what, item, err)
	}
	return d, nil
}

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
			return fmt.Errorf("the amount of item %s: %w", name, err)
		}
		total.add(item.Amount)
		s.Items = append(s.Items, item)
	}
	var err error
	s.Total, err = total.sum()
	return err
}

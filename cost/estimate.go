package cost

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Estimate divides what the usage would cost at the mapping's prices, for callers
// who cannot read the bill. Every part of the result is marked as estimated.
func Estimate(usage *Usage, mapping Mapping) (*Breakdown, error) {
	bill, err := EstimateBill(usage, mapping.Prices)
	if err != nil {
		return nil, err
	}
	return Allocate(bill, usage, mapping)
}

// EstimateBill returns a bill of the usage at the caller's prices, with one item
// for each price.
func EstimateBill(usage *Usage, prices []Price) (*Bill, error) {
	if len(prices) == 0 {
		return nil, errors.New("cost: an estimate requires prices")
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
		if row := &usage.Rows[n]; b.classify(row) == inCycle {
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
		dollars, err := roundToMicros(new(big.Rat).Mul(count, prices[i].PricePerOp.Rat()))
		if err != nil {
			return nil, fmt.Errorf("cost: price %d, for OpType %q: %w", i, prices[i].OpType, err)
		}
		bill.InvoiceItems = append(bill.InvoiceItems, clarifai.InvoiceItem{
			OpType: prices[i].OpType, BillType: prices[i].BillType,
			PricePerOp: jsonNumber(prices[i].PricePerOp), Count: jsonNumber(decimalFromRat(count)), Dollars: jsonNumber(Decimal{dollars.String()}),
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

func jsonNumber(d Decimal) json.Number { return json.Number(d.String()) }

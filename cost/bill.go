package cost

import (
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Bill is the bill of a cycle, as it was at one moment. Clarifai returns the bill
// of the current cycle only. Keep it as JSON, which preserves every number as
// Clarifai wrote it, and read it later with [DecodeBill].
type Bill struct {
	OrganizationID string `json:"organization_id"`
	// AsOf is the time at which the bill was read. Later usage is not in the
	// bill. Zero means that the cycle was over.
	AsOf time.Time `json:"as_of,omitzero"`
	// Estimated reports whether the bill was made by [EstimateBill].
	Estimated bool `json:"estimated,omitempty"`
	clarifai.Bill
}

// ReadBill reads the bill of the current cycle as it is now.
//
// In 2022 this took a session token. See [clarifai.CredentialSession].
func ReadBill(ctx context.Context, client *clarifai.Client, orgID string, callOpts ...clarifai.CallOption) (*Bill, error) {
	asOf := time.Now().UTC()
	bill, err := client.Billing.GetCurrentBill(ctx, orgID, callOpts...)
	if err != nil {
		return nil, err
	}
	return &Bill{OrganizationID: orgID, AsOf: asOf, Bill: *bill}, nil
}

// Period returns the days of the bill's cycle. A cycle that starts during a day
// includes that day, and one that ends during a day excludes it.
//
// How Clarifai writes the end of a cycle is not known. If the end is the last
// second of a day, or if one more day makes the cycle a whole number of months
// long, the day of the end is included.
func (b *Bill) Period() (Period, error) {
	if b.BillingCycle == nil || b.BillingCycle.StartDate.IsZero() || b.BillingCycle.EndDate.IsZero() {
		return Period{}, errors.New("cost: the start and the end of the bill's cycle are required")
	}
	p := Period{day(b.BillingCycle.StartDate), b.BillingCycle.EndDate.UTC()}
	next := p.End.Add(time.Minute) // past midnight after 23:59:59
	if day(next).After(p.End) {
		p.End = next
	}
	p.End = day(p.End)
	if isMonthsAfter(p.End.AddDate(0, 0, 1), p.Start) && !isMonthsAfter(p.End, p.Start) {
		p.End = p.End.AddDate(0, 0, 1)
	}
	if err := p.check(); err != nil {
		return Period{}, fmt.Errorf("cost: the cycle of the bill: %w", err)
	}
	return p, nil
}

// isMonthsAfter reports whether end is 1 to 12 months after start.
func isMonthsAfter(end, start time.Time) bool {
	for months := 1; months <= 12; months++ {
		if start.AddDate(0, months, 0).Equal(end) {
			return true
		}
	}
	return false
}

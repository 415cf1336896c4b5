package cost

import (
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Bill is a bill as it stood at a moment. Clarifai tells only the bill of the
// current cycle: what is wanted when the cycle is over is to be kept, as JSON,
// which keeps every number as Clarifai wrote it.
type Bill struct {
	OrganizationID string `json:"organization_id"`
	// AsOf is when it was read: later usage is not in it. Zero: the cycle was over.
	AsOf      time.Time `json:"as_of,omitzero"`
	Estimated bool      `json:"estimated,omitempty"` // made of the caller's prices, not by Clarifai
	clarifai.Bill
}

// Period gives the days that a bill is about: those of its cycle. A cycle that
// does not begin at midnight begins with its first day, and the day in which it
// ends belongs to the next. How Clarifai writes the end of a cycle is not known:
// the last second of a day, and a day that lacks one to a whole number of
// months, are taken for its last day.
func (b *Bill) Period() (Period, error) {
	if b.BillingCycle == nil || b.BillingCycle.StartDate.IsZero() || b.BillingCycle.EndDate.IsZero() {
		return Period{}, errors.New("cost: the bill does not say which cycle it is of")
	}
	p := Period{day(b.BillingCycle.StartDate), b.BillingCycle.EndDate.UTC()}
	next := p.End.Add(time.Minute) // 23:59:59, with or without decimals, is the end of its day
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

// isMonthsAfter reports whether end is a whole number of months after start.
func isMonthsAfter(end, start time.Time) bool {
	for months := 1; months <= 12; months++ {
		if start.AddDate(0, months, 0).Equal(end) {
			return true
		}
	}
	return false
}

// ReadBill reads the bill of the current cycle as it stands now. Session token,
// see [clarifai.CredentialSession]; Archived.
func ReadBill(ctx context.Context, client *clarifai.Client, orgID string, opts ...clarifai.CallOption) (*Bill, error) {
	asOf := time.Now().UTC()
	bill, err := client.Billing.CurrentBill(ctx, orgID, opts...)
	if err != nil {
		return nil, err
	}
	return &Bill{OrganizationID: orgID, AsOf: asOf, Bill: *bill}, nil
}

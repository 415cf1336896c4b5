package cost

import (
	"context"
	"errors"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// ReadKept reads the usage of the cycle of a bill that was kept, and the
// organization's members, teams and apps as they are now, and divides the bill with
// [Allocate]. See [DecodeBill].
//
// It takes a PAT with the scopes of [ReadUsage].
func ReadKept(ctx context.Context, client *clarifai.Client, bill *Bill, mapping Mapping, callOpts ...clarifai.CallOption) (*Breakdown, error) {
	if bill.OrganizationID == "" {
		return nil, errors.New("cost: the organization of the bill is required")
	}
	if err := mapping.Validate(); err != nil {
		return nil, err
	}
	p, err := bill.Period()
	if err != nil {
		return nil, err
	}
	usage, err := ReadUsage(ctx, client, bill.OrganizationID, p, callOpts...)
	if err != nil {
		return nil, err
	}
	return Allocate(bill, usage, mapping)
}

// ReadEstimate reads the usage of a period, such as a past [Month], and the
// organization's members, teams and apps as they are now, and makes an [Estimate] of
// what it cost. Clarifai returns the bill of the current cycle only, so this is all
// that can be known of a cycle whose bill nobody kept. A finding says so.
//
// It takes prices in the mapping, and a PAT with the scopes of [ReadUsage].
func ReadEstimate(ctx context.Context, client *clarifai.Client, orgID string, p Period, mapping Mapping, callOpts ...clarifai.CallOption) (*Breakdown, error) {
	if len(mapping.Prices) == 0 {
		return nil, errors.New("cost: an estimate requires prices in the mapping")
	}
	if err := mapping.Validate(); err != nil {
		return nil, err
	}
	usage, err := ReadUsage(ctx, client, orgID, p, callOpts...)
	if err != nil {
		return nil, err
	}
	usage.Unread = append(usage.Unread, "the bill, so this is an estimate by the caller's prices: Clarifai returns the bill of the current cycle only")
	return Estimate(usage, mapping)
}

package cost

import (
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Current divides the bill of the current cycle up: it reads the bill, the usage
// of its cycle, and the organization's members, teams and apps.
//
// The bill needs a session token, see [clarifai.CredentialSession]; the rest a
// PAT with HistoricalUsage_Get, OrganizationMembers_List, Teams_Get,
// TeamUsers_Get, Apps_Get and Workflows_Get. Where the bill is refused and the
// mapping has prices, the result is an estimate of the calendar month so far, in
// UTC, and a finding says why. Members, teams or apps that cannot be read are
// not known then, which is a finding, too.
func ReadCurrent(ctx context.Context, client *clarifai.Client, orgID string, mapping Mapping, opts ...clarifai.CallOption) (*Breakdown, error) {
	if err := mapping.Validate(); err != nil {
		return nil, err
	}
	bill, refusal := ReadBill(ctx, client, orgID, opts...)
	var p Period
	switch {
	case refusal == nil:
		var err error
		if p, err = bill.Period(); err != nil {
			return nil, err
		}
	case isBillRefusal(refusal) && len(mapping.Prices) > 0:
		now := time.Now().UTC()
		p.Start = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
		p.End = p.Start.AddDate(0, 1, 0)
	case isBillRefusal(refusal):
		return nil, fmt.Errorf("cost: the bill cannot be read; with prices in the mapping, usage makes an estimate: %w", refusal)
	default:
		return nil, refusal
	}
	usage, err := ReadUsage(ctx, client, orgID, p, opts...)
	if err != nil {
		return nil, err
	}
	if refusal == nil {
		return Allocate(bill, usage, mapping)
	}
	usage.Unread = append(usage.Unread, "the bill, so that this is an estimate of the calendar month: "+refusal.Error())
	return Estimate(usage, mapping)
}

// isBillRefusal reports whether the bill cannot be read for good. How a PAT is
// refused where a session is wanted is not known: an invalid request may be it.
func isBillRefusal(err error) bool {
	e, ok := errors.AsType[*clarifai.Error](err)
	return isRefusal(err) || ok && e.HTTPStatus != 0 && errors.Is(err, clarifai.ErrInvalid)
}

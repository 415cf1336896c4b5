package cost

import (
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// ReadCurrent reads the bill of the current cycle, the usage of its days, and the
// organization's members, teams and apps, and divides the bill with [Allocate].
//
// If the bill cannot be read and the mapping has prices, the result is an
// estimate of the current calendar month in UTC, and a finding says why. If
// members, teams or apps cannot be read, they are unknown, and a finding says so.
//
// The bill takes a session token, see [clarifai.CredentialSession]. The rest
// takes a PAT with the scopes HistoricalUsage_Get, OrganizationMembers_List,
// Teams_Get, TeamUsers_Get, Apps_Get and Workflows_Get.
func ReadCurrent(ctx context.Context, client *clarifai.Client, orgID string, mapping Mapping, callOpts ...clarifai.CallOption) (*Breakdown, error) {
	if err := mapping.Validate(); err != nil {
		return nil, err
	}
	bill, refusal := ReadBill(ctx, client, orgID, callOpts...)
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
		return nil, fmt.Errorf("cost: the bill cannot be read, and an estimate requires prices in the mapping: %w", refusal)
	default:
		return nil, refusal
	}
	usage, err := ReadUsage(ctx, client, orgID, p, callOpts...)
	if err != nil {
		return nil, err
	}
	if refusal == nil {
		return Allocate(bill, usage, mapping)
	}
	usage.Unread = append(usage.Unread, "the bill, so this is an estimate of the calendar month: "+refusal.Error())
	return Estimate(usage, mapping)
}

// isBillRefusal reports whether the caller may not read the bill. How Clarifai
// refuses a PAT where it wants a session is not known, so that an invalid request
// counts as a refusal, too.
func isBillRefusal(err error) bool {
	e, ok := errors.AsType[*clarifai.Error](err)
	return isRefusal(err) || ok && e.HTTPStatus != 0 && errors.Is(err, clarifai.ErrInvalid)
}

package clarifai

import (
	"context"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// ResourceCounts are the numbers of the resources in an app.
type ResourceCounts struct {
	Datasets  int64 `json:"datasets,omitempty"`
	Models    int64 `json:"models,omitempty"`
	Workflows int64 `json:"workflows,omitempty"`
	Inputs    int64 `json:"inputs,omitempty"`
	Pipelines int64 `json:"pipelines,omitempty"`
}

// UnmarshalJSON reads counts that are numbers or strings. Null leaves the counts as
// they are.
func (c *ResourceCounts) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	var read struct {
		Datasets  wire.Int64 `json:"datasets"`
		Models    wire.Int64 `json:"models"`
		Workflows wire.Int64 `json:"workflows"`
		Inputs    wire.Int64 `json:"inputs"`
		Pipelines wire.Int64 `json:"pipelines"`
	}
	if err := wire.DecodePart(data, &read); err != nil {
		return err
	}
	*c = ResourceCounts{int64(read.Datasets), int64(read.Models), int64(read.Workflows), int64(read.Inputs), int64(read.Pipelines)}
	return nil
}

// GetResourceCounts returns the numbers of the resources in an app.
//
//   - API: GET /v2/users/{user}/apps/{app}/resource_counts
//   - Scopes: Datasets_Get, Models_Get, Workflows_Get, Apps_Get, Pipelines_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *AppsService) GetResourceCounts(ctx context.Context, ownerID, appID string, callOpts ...CallOption) (*ResourceCounts, error) {
	var out countsResponse
	if err := s.client.send(ctx, request{op: OpAppsGetResourceCounts, ids: []string{ownerID, appID}, callOpts: callOpts}, &out); err != nil {
		return nil, err
	}
	return &out.counts, nil
}

// countsResponse is an envelope together with the counts.
type countsResponse struct {
	wire.Envelope
	counts ResourceCounts
}

func (r *countsResponse) UnmarshalJSON(data []byte) error {
	if err := wire.DecodePart(data, &r.Envelope); err != nil {
		return err
	}
	return wire.DecodePart(data, &r.counts)
}

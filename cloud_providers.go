package clarifai

import (
	"context"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// CloudProvidersService reads what compute clusters and nodepools can be made of.
type CloudProvidersService struct{ service }

// CloudProvider is a company whose machines models run on.
type CloudProvider struct {
	ID              string            `json:"id"`
	Name            string            `json:"name,omitempty"`
	SpecialHandling []SpecialHandling `json:"special_handling,omitempty" wire:"needed"`
}

// CloudRegion is a region of a cloud provider.
type CloudRegion struct {
	ID              string            `json:"id"`
	SpecialHandling []SpecialHandling `json:"special_handling,omitempty" wire:"needed"`
}

// InstanceType is a kind of machine that a cloud provider has in a region.
type InstanceType struct {
	ID          string       `json:"id"`
	Description string       `json:"description,omitempty"`
	ComputeInfo *ComputeInfo `json:"compute_info,omitempty" wire:"needed"`
	// Price is a text, whose form and currency are not documented.
	Price         string         `json:"price,omitempty" wire:"needed"`
	CloudProvider *CloudProvider `json:"cloud_provider,omitempty" wire:"needed"`
	Region        string         `json:"region,omitempty" wire:"needed"`
	// AllowedCapacityTypes is how such a machine may be paid for. Nil means in every
	// way.
	AllowedCapacityTypes *NodeCapacityType `json:"allowed_capacity_types,omitempty" wire:"needed"`
	FeatureFlagGroup     string            `json:"feature_flag_group,omitempty"`
	SpecialHandling      []SpecialHandling `json:"special_handling,omitempty" wire:"needed"`
	Architecture         string            `json:"architecture,omitempty"` // such as "amd64"
	// AvailableComputeInfo is what of the machine is left for models.
	AvailableComputeInfo *ComputeInfo `json:"available_compute_info,omitempty"`
}

// CloudProviderID returns the cloud provider's ID, or "" if the response shows none.
func (t *InstanceType) CloudProviderID() string { return deref(t.CloudProvider).ID }

// Allows reports whether a machine of the type may be paid for in a way.
func (t *InstanceType) Allows(capacity CapacityType) bool {
	return t.AllowedCapacityTypes == nil || slices.Contains(t.AllowedCapacityTypes.CapacityTypes, capacity)
}

type cloudProvidersResponse struct {
	wire.Envelope
	CloudProviders []CloudProvider `json:"cloud_providers"`
}

func (r *cloudProvidersResponse) list() []CloudProvider { return r.CloudProviders }

// cloudRegionsResponse has each region by name, and again with what else is known of
// it.
type cloudRegionsResponse struct {
	wire.Envelope
	Regions      []string      `json:"regions"`
	CloudRegions []CloudRegion `json:"cloud_regions"`
}

func (r *cloudRegionsResponse) list() []CloudRegion {
	if r.Regions == nil {
		return r.CloudRegions
	}
	all := orEmpty(r.CloudRegions)
	for _, id := range r.Regions {
		if find(all, func(region *CloudRegion) bool { return region.ID == id }) == nil {
			all = append(all, CloudRegion{ID: id})
		}
	}
	return all
}

type instanceTypesResponse struct {
	wire.Envelope
	InstanceTypes []InstanceType `json:"instance_types"`
}

func (r *instanceTypesResponse) list() []InstanceType { return r.InstanceTypes }

// List returns the cloud providers that Clarifai can run models with.
//
//   - API: GET /v2/cloud_providers
//   - Scopes: none
//   - Status: current (see [Grade])
func (s *CloudProvidersService) List(ctx context.Context, callOpts ...CallOption) ([]CloudProvider, error) {
	return listWhole[CloudProvider, cloudProvidersResponse](ctx, s.client, request{op: OpCloudProvidersList, callOpts: callOpts})
}

// ListRegions returns the regions of a cloud provider.
//
//   - API: GET /v2/cloud_providers/{cloud_provider}/regions
//   - Scopes: none
//   - Status: current (see [Grade])
func (s *CloudProvidersService) ListRegions(ctx context.Context, providerID string, callOpts ...CallOption) ([]CloudRegion, error) {
	return listWhole[CloudRegion, cloudRegionsResponse](ctx, s.client, request{
		op: OpCloudProvidersListRegions, ids: []string{providerID}, callOpts: callOpts,
	})
}

// ListInstanceTypes returns the kinds of machines that a cloud provider has in a
// region.
//
//   - API: GET /v2/cloud_providers/{cloud_provider}/regions/{region}/instance_types
//   - Scopes: InstanceTypes_Get
//   - Status: current (see [Grade])
func (s *CloudProvidersService) ListInstanceTypes(ctx context.Context, providerID, regionID string, callOpts ...CallOption) ([]InstanceType, error) {
	return listWhole[InstanceType, instanceTypesResponse](ctx, s.client, request{
		op: OpCloudProvidersListInstanceTypes, ids: []string{providerID, regionID}, callOpts: callOpts,
	})
}

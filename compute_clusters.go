package clarifai

import (
	"context"
	"iter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// ComputeClustersService reads compute clusters.
type ComputeClustersService struct{ service }

// ComputeCluster is a set of nodepools in one region of a cloud provider.
type ComputeCluster struct {
	ID            string         `json:"id"`
	Description   string         `json:"description,omitempty"`
	CloudProvider *CloudProvider `json:"cloud_provider,omitempty" wire:"needed"`
	Region        string         `json:"region,omitempty" wire:"needed"`
	UserID        string         `json:"user_id,omitempty" wire:"needed"` // the owner: a user or an organization
	CreatedAt     time.Time      `json:"created_at,omitzero"`
	ModifiedAt    time.Time      `json:"modified_at,omitzero"`
	Visibility    Visibility     `json:"visibility,omitzero" wire:"needed"`
	ClusterType   ClusterType    `json:"cluster_type,omitempty" wire:"needed"`
	ManagedBy     ClusterManager `json:"managed_by,omitempty" wire:"needed"`
	// Key is the token that the cluster works with. Clarifai shows its description
	// only. A cluster whose token is revoked is cut off.
	Key *Token `json:"key,omitempty" wire:"needed"`
}

// ClusterType is who a cluster is for.
type ClusterType string

// The types of clusters that Clarifai documents.
const (
	ClusterShared    ClusterType = "shared" // Clarifai's own, for everybody
	ClusterDedicated ClusterType = "dedicated"
	ClusterLocalDev  ClusterType = "local-dev" // a developer's own machine
)

// ClusterManager is who runs the machines of a cluster.
type ClusterManager string

// The managers of clusters that Clarifai documents.
const (
	ClusterManagedByClarifai ClusterManager = "clarifai"
	ClusterManagedByUser     ClusterManager = "user"
)

// CloudProviderID returns the cloud provider's ID, or "" if the response shows none.
func (c *ComputeCluster) CloudProviderID() string { return deref(c.CloudProvider).ID }

// KeyDescription returns the description of the cluster's token, or "" if the response
// shows none.
func (c *ComputeCluster) KeyDescription() string { return deref(c.Key).Description }

func (c *ComputeCluster) resourceID() string { return c.ID }

// ListComputeClustersOptions selects pages of a list of compute clusters.
type ListComputeClustersOptions struct{ Paging }

type computeClusterResponse struct {
	wire.Envelope
	ComputeCluster *ComputeCluster `json:"compute_cluster"`
}

func (r *computeClusterResponse) single() *ComputeCluster { return r.ComputeCluster }

type computeClustersResponse struct {
	wire.Envelope
	ComputeClusters []ComputeCluster `json:"compute_clusters"`
}

func (r *computeClustersResponse) list() []ComputeCluster { return r.ComputeClusters }

// List returns a page of the compute clusters of a user or an organization.
//
//   - API: GET /v2/users/{user}/compute_clusters
//   - Scopes: ComputeClusters_Get, Keys_Get
//   - Status: current (see [Grade])
func (s *ComputeClustersService) List(ctx context.Context, ownerID string, opts *ListComputeClustersOptions, callOpts ...CallOption) (*Page[ComputeCluster], error) {
	return list[ComputeCluster, computeClustersResponse](ctx, s.client, OpComputeClustersList, opts, callOpts, ownerID)
}

// ListAll iterates over the compute clusters of a user or an organization. It can
// skip some if anyone deletes others in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/compute_clusters
//   - Scopes: ComputeClusters_Get, Keys_Get
//   - Status: current (see [Grade])
func (s *ComputeClustersService) ListAll(ctx context.Context, ownerID string, opts *ListComputeClustersOptions, callOpts ...CallOption) iter.Seq2[ComputeCluster, error] {
	return listAll[ComputeCluster, computeClustersResponse](ctx, s.client, OpComputeClustersList, opts, callOpts, ownerID)
}

// ListVisible returns a page of the compute clusters that the caller can see, whoever
// owns them.
//
//   - API: GET /v2/compute_clusters
//   - Scopes: ComputeClusters_Get, Keys_Get
//   - Status: current (see [Grade])
func (s *ComputeClustersService) ListVisible(ctx context.Context, opts *ListComputeClustersOptions, callOpts ...CallOption) (*Page[ComputeCluster], error) {
	return list[ComputeCluster, computeClustersResponse](ctx, s.client, OpComputeClustersListVisible, opts, callOpts)
}

// ListAllVisible iterates over the compute clusters that the caller can see, as
// [ComputeClustersService.ListVisible] lists them. It can skip some if anyone deletes
// others in the meantime; see [Paging].
//
//   - API: GET /v2/compute_clusters
//   - Scopes: ComputeClusters_Get, Keys_Get
//   - Status: current (see [Grade])
func (s *ComputeClustersService) ListAllVisible(ctx context.Context, opts *ListComputeClustersOptions, callOpts ...CallOption) iter.Seq2[ComputeCluster, error] {
	return listAll[ComputeCluster, computeClustersResponse](ctx, s.client, OpComputeClustersListVisible, opts, callOpts)
}

// Get returns a compute cluster.
//
//   - API: GET /v2/users/{user}/compute_clusters/{compute_cluster}
//   - Scopes: ComputeClusters_Get, Keys_Get
//   - Status: current (see [Grade])
func (s *ComputeClustersService) Get(ctx context.Context, ownerID, clusterID string, callOpts ...CallOption) (*ComputeCluster, error) {
	return get[ComputeCluster, computeClusterResponse](ctx, s.client, request{
		op: OpComputeClustersGet, ids: []string{ownerID, clusterID}, callOpts: callOpts,
	})
}

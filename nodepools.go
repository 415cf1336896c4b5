package clarifai

import (
	"context"
	"iter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// NodepoolsService reads the nodepools of compute clusters.
type NodepoolsService struct{ service }

// Nodepool is a number of machines of a compute cluster, which grows and shrinks with
// what runs on it. A nodepool's ID is unique in its cluster.
type Nodepool struct {
	ID               string            `json:"id"`
	Description      string            `json:"description,omitempty"`
	CreatedAt        time.Time         `json:"created_at,omitzero"`
	ModifiedAt       time.Time         `json:"modified_at,omitzero"`
	ComputeCluster   *ComputeCluster   `json:"compute_cluster,omitempty" wire:"needed"`
	NodeCapacityType *NodeCapacityType `json:"node_capacity_type,omitempty" wire:"needed"`
	InstanceTypes    []InstanceType    `json:"instance_types,omitempty" wire:"needed"`
	// MinInstances and MaxInstances are what the owner asked for. The enforced
	// numbers are what the owner's plan allows of that.
	MinInstances         int               `json:"min_instances,omitempty" wire:"needed"`
	MaxInstances         int               `json:"max_instances,omitempty" wire:"needed"`
	EnforcedMinInstances int               `json:"enforced_min_instances,omitempty" wire:"needed"`
	EnforcedMaxInstances int               `json:"enforced_max_instances,omitempty" wire:"needed"`
	WarmInstances        int               `json:"warm_instances,omitempty" wire:"needed"`
	Visibility           Visibility        `json:"visibility,omitzero" wire:"needed"`
	Metadata             map[string]any    `json:"metadata,omitempty"`
	SpecialHandling      []SpecialHandling `json:"special_handling,omitempty" wire:"needed"`
	NodeCount            int               `json:"node_count,omitempty" wire:"needed"` // machines at present
	Status               NodepoolStatus    `json:"status,omitempty" wire:"needed"`
	StatusDescription    string            `json:"status_description,omitempty"` // the error, if there is one
}

// NodepoolStatus is the state of a nodepool. A value that this package does not know is
// kept as its number or name.
type NodepoolStatus string

// The states of a nodepool. The empty NodepoolStatus means that none is shown.
const (
	NodepoolPending NodepoolStatus = "NODEPOOL_STATUS_PENDING"
	NodepoolReady   NodepoolStatus = "NODEPOOL_STATUS_READY"
	NodepoolError   NodepoolStatus = "NODEPOOL_STATUS_ERROR"
	NodepoolDeleted NodepoolStatus = "NODEPOOL_STATUS_DELETED"
)

var nodepoolStatuses = map[int32]string{
	0: "NODEPOOL_STATUS_UNKNOWN", 1: "NODEPOOL_STATUS_PENDING", 2: "NODEPOOL_STATUS_READY", 3: "NODEPOOL_STATUS_ERROR",
	4: "NODEPOOL_STATUS_DELETED",
}

// UnmarshalJSON reads a number or a name.
func (s *NodepoolStatus) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, s, nodepoolStatuses)
}

// MarshalJSON writes the name, or a number that has none.
func (s NodepoolStatus) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(s) }

// ClusterID returns the ID of the nodepool's compute cluster, or "" if the response
// shows none.
func (n *Nodepool) ClusterID() string { return deref(n.ComputeCluster).ID }

// ClusterOwnerID returns the ID of the user or organization that owns the nodepool's
// compute cluster, or "" if the response shows none.
func (n *Nodepool) ClusterOwnerID() string { return deref(n.ComputeCluster).UserID }

// CapacityTypes returns how the machines may be paid for. It is nil if the response
// does not show that.
func (n *Nodepool) CapacityTypes() []CapacityType { return deref(n.NodeCapacityType).CapacityTypes }

func (n *Nodepool) resourceID() string { return n.ID }

// ListNodepoolsOptions selects nodepools. All filters that are set must match.
type ListNodepoolsOptions struct {
	ClusterID string `url:"compute_cluster_id,omitempty"`
	// ActiveUsage selects nodepools that are in use, presumably: Clarifai does not
	// document it.
	ActiveUsage bool `url:"active_usage,omitempty"`
	Paging
}

// ListClusterNodepoolsOptions selects nodepools of a compute cluster.
type ListClusterNodepoolsOptions struct {
	// ActiveUsage is as in [ListNodepoolsOptions].
	ActiveUsage bool `url:"active_usage,omitempty"`
	Paging
}

// GetNodepoolOptions selects what is shown of a nodepool.
type GetNodepoolOptions struct {
	// ActiveUsage asks for the nodepool's present use, presumably: Clarifai does not
	// document it.
	ActiveUsage bool `url:"active_usage,omitempty"`
}

type nodepoolResponse struct {
	wire.Envelope
	Nodepool *Nodepool `json:"nodepool"`
}

func (r *nodepoolResponse) single() *Nodepool { return r.Nodepool }

type nodepoolsResponse struct {
	wire.Envelope
	Nodepools []Nodepool `json:"nodepools"`
}

func (r *nodepoolsResponse) list() []Nodepool { return r.Nodepools }

// List returns a page of the nodepools of a user or an organization, in all of its
// compute clusters.
//
//   - API: GET /v2/users/{user}/nodepools
//   - Scopes: Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Runners_Get, Pipelines_Get, PipelineSteps_Get
//   - Status: current (see [Grade])
func (s *NodepoolsService) List(ctx context.Context, ownerID string, opts *ListNodepoolsOptions, callOpts ...CallOption) (*Page[Nodepool], error) {
	return list[Nodepool, nodepoolsResponse](ctx, s.client, OpNodepoolsList, opts, callOpts, ownerID)
}

// ListAll iterates over the nodepools of a user or an organization, as
// [NodepoolsService.List] lists them. It can skip some if anyone deletes others in the
// meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/nodepools
//   - Scopes: Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Runners_Get, Pipelines_Get, PipelineSteps_Get
//   - Status: current (see [Grade])
func (s *NodepoolsService) ListAll(ctx context.Context, ownerID string, opts *ListNodepoolsOptions, callOpts ...CallOption) iter.Seq2[Nodepool, error] {
	return listAll[Nodepool, nodepoolsResponse](ctx, s.client, OpNodepoolsList, opts, callOpts, ownerID)
}

// ListForCluster returns a page of the nodepools of a compute cluster.
//
//   - API: GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools
//   - Scopes: Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Runners_Get, Pipelines_Get, PipelineSteps_Get
//   - Status: current (see [Grade])
func (s *NodepoolsService) ListForCluster(ctx context.Context, ownerID, clusterID string, opts *ListClusterNodepoolsOptions, callOpts ...CallOption) (*Page[Nodepool], error) {
	return list[Nodepool, nodepoolsResponse](ctx, s.client, OpNodepoolsListForCluster, opts, callOpts, ownerID, clusterID)
}

// ListAllForCluster iterates over the nodepools of a compute cluster. It can skip
// some if anyone deletes others in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools
//   - Scopes: Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Runners_Get, Pipelines_Get, PipelineSteps_Get
//   - Status: current (see [Grade])
func (s *NodepoolsService) ListAllForCluster(ctx context.Context, ownerID, clusterID string, opts *ListClusterNodepoolsOptions, callOpts ...CallOption) iter.Seq2[Nodepool, error] {
	return listAll[Nodepool, nodepoolsResponse](ctx, s.client, OpNodepoolsListForCluster, opts, callOpts, ownerID, clusterID)
}

// ListVisible returns a page of the nodepools that the caller can see, whoever owns
// them.
//
//   - API: GET /v2/nodepools
//   - Scopes: Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Runners_Get, Pipelines_Get, PipelineSteps_Get
//   - Status: current (see [Grade])
func (s *NodepoolsService) ListVisible(ctx context.Context, opts *ListNodepoolsOptions, callOpts ...CallOption) (*Page[Nodepool], error) {
	return list[Nodepool, nodepoolsResponse](ctx, s.client, OpNodepoolsListVisible, opts, callOpts)
}

// ListAllVisible iterates over the nodepools that the caller can see, as
// [NodepoolsService.ListVisible] lists them. It can skip some if anyone deletes others
// in the meantime; see [Paging].
//
//   - API: GET /v2/nodepools
//   - Scopes: Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Runners_Get, Pipelines_Get, PipelineSteps_Get
//   - Status: current (see [Grade])
func (s *NodepoolsService) ListAllVisible(ctx context.Context, opts *ListNodepoolsOptions, callOpts ...CallOption) iter.Seq2[Nodepool, error] {
	return listAll[Nodepool, nodepoolsResponse](ctx, s.client, OpNodepoolsListVisible, opts, callOpts)
}

// Get returns a nodepool of a compute cluster.
//
//   - API: GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools/{nodepool}
//   - Scopes: Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get
//   - Status: current (see [Grade])
func (s *NodepoolsService) Get(ctx context.Context, ownerID, clusterID, nodepoolID string, opts *GetNodepoolOptions, callOpts ...CallOption) (*Nodepool, error) {
	return get[Nodepool, nodepoolResponse](ctx, s.client, request{
		op: OpNodepoolsGet, ids: []string{ownerID, clusterID, nodepoolID}, query: opts, callOpts: callOpts,
	})
}

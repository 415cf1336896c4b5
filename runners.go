package clarifai

import (
	"context"
	"iter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// RunnersService reads runners.
type RunnersService struct{ service }

// Runner is a process on a nodepool that runs a model or a workflow, in as many
// replicas as are needed.
type Runner struct {
	ID              string            `json:"id"` // a UUID
	Description     string            `json:"description,omitempty"`
	CreatedAt       time.Time         `json:"created_at,omitzero"`
	ModifiedAt      time.Time         `json:"modified_at,omitzero"`
	Metadata        map[string]any    `json:"metadata,omitempty"`
	Labels          []string          `json:"labels,omitempty"`
	Worker          *Worker           `json:"worker,omitempty" wire:"needed"` // what runs
	Nodepool        *Nodepool         `json:"nodepool,omitempty" wire:"needed"`
	ComputeInfo     *ComputeInfo      `json:"compute_info,omitempty"` // what a replica needs
	NumReplicas     int               `json:"num_replicas,omitempty" wire:"needed"`
	SpecialHandling []SpecialHandling `json:"special_handling,omitempty" wire:"needed"`
	RunnerMetrics   *RunnerMetrics    `json:"runner_metrics,omitempty" wire:"needed"`
	MinReplicas     int               `json:"min_replicas,omitempty" wire:"needed"`
	Priority        int               `json:"priority,omitempty" wire:"needed"` // 0, the lowest, to 9
}

// RunnerMetrics are the pods of a runner.
type RunnerMetrics struct {
	PodsTotal          int `json:"pods_total,omitempty" wire:"needed"`
	PodsRunning        int `json:"pods_running,omitempty" wire:"needed"`
	PodsRunningSeconds int `json:"total_pods_running_time_s,omitempty" wire:"needed"` // of all pods together
	PodsPreemptedTotal int `json:"pods_preempted_total,omitempty" wire:"needed"`
}

// NodepoolID returns the nodepool's ID, or "" if the response shows none.
func (r *Runner) NodepoolID() string { return deref(r.Nodepool).ID }

// ClusterID returns the ID of the nodepool's compute cluster, or "" if the response
// shows none.
func (r *Runner) ClusterID() string { return deref(deref(r.Nodepool).ComputeCluster).ID }

func (r *Runner) resourceID() string { return r.ID }

// ListRunnersOptions selects runners. All filters that are set must match.
type ListRunnersOptions struct {
	NodepoolID string `url:"nodepool_id,omitempty"`
	ClusterID  string `url:"compute_cluster_id,omitempty"`
	// MinReplicas selects runners with at least this number of replicas.
	MinReplicas     int      `url:"min_replicas,omitempty"`
	ModelVersionIDs []string `url:"model_version_ids,omitempty"` // any of these
	Paging
}

func (o ListRunnersOptions) validate() string { return checkUint32("MinReplicas", o.MinReplicas) }

// ListNodepoolRunnersOptions selects runners of a nodepool. All filters that are set
// must match.
type ListNodepoolRunnersOptions struct {
	// MinReplicas selects runners with at least this number of replicas.
	MinReplicas     int      `url:"min_replicas,omitempty"`
	ModelVersionIDs []string `url:"model_version_ids,omitempty"` // any of these
	Paging
}

func (o ListNodepoolRunnersOptions) validate() string {
	return checkUint32("MinReplicas", o.MinReplicas)
}

type runnerResponse struct {
	wire.Envelope
	Runner *Runner `json:"runner"`
}

func (r *runnerResponse) single() *Runner { return r.Runner }

type runnersResponse struct {
	wire.Envelope
	Runners []Runner `json:"runners"`
}

func (r *runnersResponse) list() []Runner { return r.Runners }

// List returns a page of the runners of a user or an organization, on all of its
// nodepools.
//
//   - API: GET /v2/users/{user}/runners
//   - Scopes: Runners_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get
//   - Status: current (see [Grade])
func (s *RunnersService) List(ctx context.Context, ownerID string, opts *ListRunnersOptions, callOpts ...CallOption) (*Page[Runner], error) {
	return list[Runner, runnersResponse](ctx, s.client, OpRunnersList, opts, callOpts, ownerID)
}

// ListAll iterates over the runners of a user or an organization, as
// [RunnersService.List] lists them. It can skip some if others end in the meantime;
// see [Paging].
//
//   - API: GET /v2/users/{user}/runners
//   - Scopes: Runners_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get
//   - Status: current (see [Grade])
func (s *RunnersService) ListAll(ctx context.Context, ownerID string, opts *ListRunnersOptions, callOpts ...CallOption) iter.Seq2[Runner, error] {
	return listAll[Runner, runnersResponse](ctx, s.client, OpRunnersList, opts, callOpts, ownerID)
}

// ListForNodepool returns a page of the runners of a nodepool.
//
//   - API: GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools/{nodepool}/runners
//   - Scopes: Runners_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get
//   - Status: current (see [Grade])
func (s *RunnersService) ListForNodepool(ctx context.Context, ownerID, clusterID, nodepoolID string, opts *ListNodepoolRunnersOptions, callOpts ...CallOption) (*Page[Runner], error) {
	return list[Runner, runnersResponse](ctx, s.client, OpRunnersListForNodepool, opts, callOpts, ownerID, clusterID, nodepoolID)
}

// ListAllForNodepool iterates over the runners of a nodepool. It can skip some if
// others end in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools/{nodepool}/runners
//   - Scopes: Runners_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get
//   - Status: current (see [Grade])
func (s *RunnersService) ListAllForNodepool(ctx context.Context, ownerID, clusterID, nodepoolID string, opts *ListNodepoolRunnersOptions, callOpts ...CallOption) iter.Seq2[Runner, error] {
	return listAll[Runner, runnersResponse](ctx, s.client, OpRunnersListForNodepool, opts, callOpts, ownerID, clusterID, nodepoolID)
}

// Get returns a runner of a user or an organization, whichever nodepool it is on.
//
//   - API: GET /v2/users/{user}/runners/{runner}
//   - Scopes: Runners_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get
//   - Status: current (see [Grade])
func (s *RunnersService) Get(ctx context.Context, ownerID, runnerID string, callOpts ...CallOption) (*Runner, error) {
	return get[Runner, runnerResponse](ctx, s.client, request{
		op: OpRunnersGet, ids: []string{ownerID, runnerID}, callOpts: callOpts,
	})
}

// GetForNodepool returns a runner of a nodepool. A runner of another nodepool is
// [ErrNotFound].
//
//   - API: GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools/{nodepool}/runners/{runner}
//   - Scopes: Runners_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get
//   - Status: current (see [Grade])
func (s *RunnersService) GetForNodepool(ctx context.Context, ownerID, clusterID, nodepoolID, runnerID string, callOpts ...CallOption) (*Runner, error) {
	return get[Runner, runnerResponse](ctx, s.client, request{
		op: OpRunnersGetForNodepool, ids: []string{ownerID, clusterID, nodepoolID, runnerID}, callOpts: callOpts,
	})
}

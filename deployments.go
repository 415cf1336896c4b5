package clarifai

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// DeploymentsService reads deployments.
type DeploymentsService struct{ service }

// Deployment is a model or a workflow that is to run on nodepools.
type Deployment struct {
	ID              string           `json:"id"`
	UserID          string           `json:"user_id,omitempty" wire:"needed"` // the owner: a user or an organization
	AutoscaleConfig *AutoscaleConfig `json:"autoscale_config,omitempty" wire:"needed"`
	// Nodepools are where it may run. Clarifai shows DeploymentNodepools in their place
	// if their priorities differ; see [Deployment.AllNodepools].
	Nodepools        []Nodepool       `json:"nodepools,omitempty" wire:"needed"`
	SchedulingChoice SchedulingChoice `json:"scheduling_choice,omitempty" wire:"needed"`
	Visibility       Visibility       `json:"visibility,omitzero" wire:"needed"`
	Metadata         map[string]any   `json:"metadata,omitempty"`
	Description      string           `json:"description,omitempty"`
	Worker           *Worker          `json:"worker,omitempty" wire:"needed"` // what runs
	// DesiredWorker is what is to run once a change is rolled out.
	DesiredWorker       *Worker           `json:"desired_worker,omitempty" wire:"needed"`
	CreatedAt           time.Time         `json:"created_at,omitzero"`
	ModifiedAt          time.Time         `json:"modified_at,omitzero"`
	DeployLatestVersion bool              `json:"deploy_latest_version,omitempty" wire:"needed"`
	SpecialHandling     []SpecialHandling `json:"special_handling,omitempty" wire:"needed"`
	// EmailReminderAfter is after what time Clarifai reminds the owner of the
	// deployment. Zero means that none is shown.
	EmailReminderAfter  time.Duration        `json:"email_reminder_after,omitempty"`
	GracefulDeploy      bool                 `json:"graceful_deploy,omitempty" wire:"needed"`
	DeploymentNodepools []DeploymentNodepool `json:"deployment_nodepools,omitempty" wire:"needed"`
	DeploymentMetrics   *DeploymentMetrics   `json:"deployment_metrics,omitempty" wire:"needed"`
	// Status is empty if Clarifai leaves out a value that is the default; see
	// [Deployment.Enabled].
	Status DeploymentStatus `json:"status,omitempty" wire:"needed"`
}

// plainDeployment has the fields of a Deployment without its methods.
type plainDeployment Deployment

// UnmarshalJSON reads a deployment, whose duration is a text such as "3600s". Null
// leaves the deployment as it is.
func (d *Deployment) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	read := struct {
		*plainDeployment
		EmailReminderAfter wire.Duration `json:"email_reminder_after,omitempty"`
	}{plainDeployment: (*plainDeployment)(d)}
	err := wire.DecodePart(data, &read)
	d.EmailReminderAfter = time.Duration(read.EmailReminderAfter)
	return err
}

// MarshalJSON writes a deployment as Clarifai does.
func (d Deployment) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		plainDeployment
		EmailReminderAfter wire.Duration `json:"email_reminder_after,omitempty"`
	}{plainDeployment(d), wire.Duration(d.EmailReminderAfter)})
}

// AutoscaleConfig is between which numbers a deployment runs, and how soon that
// changes.
type AutoscaleConfig struct {
	MinReplicas             int  `json:"min_replicas,omitempty" wire:"needed"`
	MaxReplicas             int  `json:"max_replicas,omitempty" wire:"needed"`
	TrafficHistorySeconds   int  `json:"traffic_history_seconds,omitempty" wire:"needed"`
	ScaleDownDelaySeconds   int  `json:"scale_down_delay_seconds,omitempty" wire:"needed"`
	ScaleUpDelaySeconds     int  `json:"scale_up_delay_seconds,omitempty" wire:"needed"`
	DisablePacking          bool `json:"disable_packing,omitempty" wire:"needed"`
	ScaleToZeroDelaySeconds int  `json:"scale_to_zero_delay_seconds,omitempty" wire:"needed"`
	SoftMinReplicas         int  `json:"soft_min_replicas,omitempty" wire:"needed"`
}

// DeploymentNodepool is a nodepool that a deployment may run on, with its priority: 0,
// the lowest, to 9.
type DeploymentNodepool struct {
	ID             string          `json:"id"`
	ComputeCluster *ComputeCluster `json:"compute_cluster,omitempty" wire:"needed"`
	Priority       int             `json:"priority,omitempty" wire:"needed"`
	Nodepool       *Nodepool       `json:"nodepool,omitempty" wire:"needed"`
}

// DeploymentMetrics are how many replicas of a deployment run.
type DeploymentMetrics struct {
	DesiredReplicas   int                         `json:"desired_replicas,omitempty" wire:"needed"`
	LiveReplicas      int                         `json:"live_replicas,omitempty" wire:"needed"`
	RolloutInProgress bool                        `json:"rollout_in_progress,omitempty" wire:"needed"`
	NodepoolMetrics   []NodepoolDeploymentMetrics `json:"nodepool_metrics,omitempty" wire:"needed"`
	Aggregate         *DeploymentMetricsSummary   `json:"aggregate,omitempty" wire:"needed"`
}

// NodepoolDeploymentMetrics are how many replicas of a deployment run on one nodepool.
type NodepoolDeploymentMetrics struct {
	ComputeClusterID string                    `json:"compute_cluster_id,omitempty" wire:"needed"`
	NodepoolID       string                    `json:"nodepool_id,omitempty" wire:"needed"`
	Metrics          *DeploymentMetricsSummary `json:"metrics,omitempty" wire:"needed"`
}

// DeploymentMetricsSummary is a number of replicas.
type DeploymentMetricsSummary struct {
	DesiredReplicas   int  `json:"desired_replicas,omitempty" wire:"needed"`
	LiveReplicas      int  `json:"live_replicas,omitempty" wire:"needed"`
	RolloutInProgress bool `json:"rollout_in_progress,omitempty" wire:"needed"`
}

// SchedulingChoice is how Clarifai chooses among nodepools. A value that this package
// does not know is kept as its number or name.
type SchedulingChoice string

// The ways to choose among nodepools. The empty SchedulingChoice means that none is
// shown.
const (
	SchedulingFail           SchedulingChoice = "FAIL"
	SchedulingRandom         SchedulingChoice = "RANDOM"
	SchedulingPrice          SchedulingChoice = "PRICE"
	SchedulingPerformance    SchedulingChoice = "PERFORMANCE"
	SchedulingNetwork        SchedulingChoice = "NETWORK"
	SchedulingUtilization    SchedulingChoice = "UTILIZATION"
	SchedulingPreferSpot     SchedulingChoice = "PREFER_SPOT"
	SchedulingPreferOnDemand SchedulingChoice = "PREFER_ONDEMAND"
)

var schedulingChoices = map[int32]string{
	0: "UNKNOWN_SCHEDULING_CHOICE", 1: "FAIL", 2: "RANDOM", 3: "PRICE", 4: "PERFORMANCE", 5: "NETWORK", 6: "UTILIZATION",
	7: "PREFER_SPOT", 8: "PREFER_ONDEMAND",
}

// UnmarshalJSON reads a number or a name.
func (c *SchedulingChoice) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, c, schedulingChoices)
}

// MarshalJSON writes the name, or a number that has none.
func (c SchedulingChoice) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(c) }

// DeploymentStatus is whether a deployment may run. A value that this package does not
// know is kept as its number or name.
type DeploymentStatus string

// The states of a deployment.
const (
	DeploymentEnabled  DeploymentStatus = "ENABLED"
	DeploymentDisabled DeploymentStatus = "DISABLED"
)

var deploymentStatuses = map[int32]string{0: "ENABLED", 1: "DISABLED"}

// UnmarshalJSON reads a number or a name.
func (s *DeploymentStatus) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, s, deploymentStatuses)
}

// MarshalJSON writes the name, or a number that has none.
func (s DeploymentStatus) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(s) }

// Enabled reports whether the deployment may run. A response may leave out a status
// that is the default, which is enabled.
func (d *Deployment) Enabled() bool { return d.Status == DeploymentEnabled || d.Status == "" }

// AllNodepools returns the nodepools that the deployment may run on, in whichever
// of its two fields they are. Those of Nodepools have the priority 0.
func (d *Deployment) AllNodepools() []DeploymentNodepool {
	if len(d.DeploymentNodepools) > 0 {
		return d.DeploymentNodepools
	}
	all := make([]DeploymentNodepool, len(d.Nodepools))
	for i := range d.Nodepools {
		n := &d.Nodepools[i]
		all[i] = DeploymentNodepool{ID: n.ID, ComputeCluster: n.ComputeCluster, Nodepool: n}
	}
	return all
}

// ClusterID returns the ID of the nodepool's compute cluster, or "" if the response
// shows none.
func (n *DeploymentNodepool) ClusterID() string {
	if n.ComputeCluster != nil {
		return n.ComputeCluster.ID
	}
	return deref(deref(n.Nodepool).ComputeCluster).ID
}

func (d *Deployment) resourceID() string { return d.ID }

// ListDeploymentsOptions selects deployments. All filters that are set must match.
type ListDeploymentsOptions struct {
	NodepoolID         string   `url:"nodepool_id,omitempty"`
	ModelVersionIDs    []string `url:"model_version_ids,omitempty"`    // any of these
	WorkflowVersionIDs []string `url:"workflow_version_ids,omitempty"` // any of these
	ClusterID          string   `url:"compute_cluster_id,omitempty"`
	// SchedulingPriorities selects deployments with a nodepool of any of these
	// priorities, 0 to 9.
	SchedulingPriorities []int `url:"scheduling_priorities,omitempty"`
	Paging
}

func (o ListDeploymentsOptions) validate() string {
	for _, priority := range o.SchedulingPriorities {
		if priority < 0 || priority > 9 {
			return fmt.Sprintf("each of SchedulingPriorities must be 0 to 9, and one is %d", priority)
		}
	}
	return ""
}

type deploymentResponse struct {
	wire.Envelope
	Deployment *Deployment `json:"deployment"`
}

func (r *deploymentResponse) single() *Deployment { return r.Deployment }

type deploymentsResponse struct {
	wire.Envelope
	Deployments []Deployment `json:"deployments"`
}

func (r *deploymentsResponse) list() []Deployment { return r.Deployments }

// List returns a page of the deployments of a user or an organization.
//
//   - API: GET /v2/users/{user}/deployments
//   - Scopes: Deployments_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get, Runners_Get
//   - Status: current (see [Grade])
func (s *DeploymentsService) List(ctx context.Context, ownerID string, opts *ListDeploymentsOptions, callOpts ...CallOption) (*Page[Deployment], error) {
	return list[Deployment, deploymentsResponse](ctx, s.client, OpDeploymentsList, opts, callOpts, ownerID)
}

// ListAll iterates over the deployments of a user or an organization. It can skip some
// if anyone deletes others in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/deployments
//   - Scopes: Deployments_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get, Runners_Get
//   - Status: current (see [Grade])
func (s *DeploymentsService) ListAll(ctx context.Context, ownerID string, opts *ListDeploymentsOptions, callOpts ...CallOption) iter.Seq2[Deployment, error] {
	return listAll[Deployment, deploymentsResponse](ctx, s.client, OpDeploymentsList, opts, callOpts, ownerID)
}

// ListVisible returns a page of the deployments that the caller can see, whoever owns
// them.
//
//   - API: GET /v2/deployments
//   - Scopes: Deployments_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get, Runners_Get
//   - Status: current (see [Grade])
func (s *DeploymentsService) ListVisible(ctx context.Context, opts *ListDeploymentsOptions, callOpts ...CallOption) (*Page[Deployment], error) {
	return list[Deployment, deploymentsResponse](ctx, s.client, OpDeploymentsListVisible, opts, callOpts)
}

// ListAllVisible iterates over the deployments that the caller can see, as
// [DeploymentsService.ListVisible] lists them. It can skip some if anyone deletes
// others in the meantime; see [Paging].
//
//   - API: GET /v2/deployments
//   - Scopes: Deployments_Get, Models_Get, Workflows_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Apps_Get, Runners_Get
//   - Status: current (see [Grade])
func (s *DeploymentsService) ListAllVisible(ctx context.Context, opts *ListDeploymentsOptions, callOpts ...CallOption) iter.Seq2[Deployment, error] {
	return listAll[Deployment, deploymentsResponse](ctx, s.client, OpDeploymentsListVisible, opts, callOpts)
}

// Get returns a deployment.
//
//   - API: GET /v2/users/{user}/deployments/{deployment}
//   - Scopes: Deployments_Get, Nodepools_Get, InstanceTypes_Get, ComputeClusters_Get, Models_Get, Workflows_Get, Apps_Get, Runners_Get
//   - Status: current (see [Grade])
func (s *DeploymentsService) Get(ctx context.Context, ownerID, deploymentID string, callOpts ...CallOption) (*Deployment, error) {
	return get[Deployment, deploymentResponse](ctx, s.client, request{
		op: OpDeploymentsGet, ids: []string{ownerID, deploymentID}, callOpts: callOpts,
	})
}

package emulator

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

type deployment struct {
	seed       Deployment
	nodepools  []*nodepool // of seed.Nodepools
	scheduling int32
	created    stamp
}

func (d *deployment) gettable() int32 {
	return orDefault(visibilities[string(d.seed.Visibility)], visibilityPrivate)
}

// Requests.

type listDeploymentsRequest struct {
	owner
	paging
	NodepoolID           string   `json:"nodepool_id"`
	ComputeClusterID     string   `json:"compute_cluster_id"`
	ModelVersionIDs      []string `json:"model_version_ids"`
	WorkflowVersionIDs   []string `json:"workflow_version_ids"`
	SchedulingPriorities []uint32 `json:"scheduling_priorities"`
}

type getDeploymentRequest struct {
	owner
	DeploymentID string `json:"deployment_id"`
}

// Responses.

type deploymentJSON struct {
	ID                  string                   `json:"id,omitzero"`
	UserID              string                   `json:"user_id,omitzero"`
	AutoscaleConfig     *autoscaleConfigJSON     `json:"autoscale_config,omitzero"`
	Nodepools           []nodepoolJSON           `json:"nodepools,omitempty"`
	SchedulingChoice    int32                    `json:"scheduling_choice,omitzero"`
	Visibility          *visibilityJSON          `json:"visibility,omitzero"`
	Description         string                   `json:"description,omitzero"`
	Worker              *workerJSON              `json:"worker,omitzero"`
	CreatedAt           stamp                    `json:"created_at,omitzero"`
	ModifiedAt          stamp                    `json:"modified_at,omitzero"`
	EmailReminderAfter  string                   `json:"email_reminder_after,omitzero"`
	DeploymentNodepools []deploymentNodepoolJSON `json:"deployment_nodepools,omitempty"`
	DeploymentMetrics   *deploymentMetricsJSON   `json:"deployment_metrics,omitzero"`
	Status              int32                    `json:"status,omitzero"` // 0 is enabled
}

const statusDisabled int32 = 1

type autoscaleConfigJSON struct {
	MinReplicas uint32 `json:"min_replicas,omitzero"`
	MaxReplicas uint32 `json:"max_replicas,omitzero"`
}

type deploymentNodepoolJSON struct {
	ID             string              `json:"id,omitzero"`
	ComputeCluster *computeClusterJSON `json:"compute_cluster,omitzero"`
	Priority       uint32              `json:"priority,omitzero"`
	Nodepool       *nodepoolJSON       `json:"nodepool,omitzero"`
}

type deploymentMetricsJSON struct {
	DesiredReplicas uint32 `json:"desired_replicas,omitzero"`
	LiveReplicas    uint32 `json:"live_replicas,omitzero"`
}

type singleDeploymentResponse struct {
	envelope
	Deployment *deploymentJSON `json:"deployment,omitzero"`
}

type multiDeploymentResponse struct {
	envelope
	Deployments list[deploymentJSON] `json:"deployments"`
}

func listDeployments(c *call, in *listDeploymentsRequest) (*multiDeploymentResponse, error) {
	of, err := c.ownerNamed(in.UserAppID)
	if err != nil {
		return nil, err
	}
	var found []deploymentJSON
	for _, d := range c.server.compute.deployments {
		if !fits(of, fold(d.seed.Owner)) || !c.seesOwned(d.seed.Owner, d.gettable()) || !in.wants(d) {
			continue
		}
		shown := c.showDeployment(d)
		model, workflow := shown.Worker.versionIDs()
		if fitsAny(in.ModelVersionIDs, model) && fitsAny(in.WorkflowVersionIDs, workflow) {
			found = append(found, *shown)
		}
	}
	found, err = page(c, in.paging, found)
	return &multiDeploymentResponse{Deployments: found}, err
}

// wants reports whether one of a deployment's nodepools is asked for.
func (in *listDeploymentsRequest) wants(d *deployment) bool {
	if in.NodepoolID == "" && in.ComputeClusterID == "" && len(in.SchedulingPriorities) == 0 {
		return true
	}
	return slices.ContainsFunc(d.seed.Nodepools, func(n DeploymentNodepool) bool {
		return fits(in.NodepoolID, n.NodepoolID) && fits(in.ComputeClusterID, n.ClusterID) &&
			fitsAny(in.SchedulingPriorities, uint32(n.Priority))
	})
}

func getDeployment(c *call, in *getDeploymentRequest) (*singleDeploymentResponse, error) {
	for _, d := range c.server.compute.deployments {
		if fold(d.seed.Owner) == fold(in.UserAppID.UserID) && d.seed.ID == in.DeploymentID && c.seesOwned(d.seed.Owner, d.gettable()) {
			return &singleDeploymentResponse{Deployment: c.showDeployment(d)}, nil
		}
	}
	return nil, missing("deployment " + in.DeploymentID)
}

// showDeployment returns a deployment. Its nodepools come with their priorities only
// if one of them has another than 0.
func (c *call) showDeployment(d *deployment) *deploymentJSON {
	shown := &deploymentJSON{
		ID: d.seed.ID, UserID: d.seed.Owner, SchedulingChoice: d.scheduling, Visibility: &visibilityJSON{d.gettable()},
		AutoscaleConfig: &autoscaleConfigJSON{uint32(d.seed.MinReplicas), uint32(d.seed.MaxReplicas)},
		Description:     d.seed.Description, Worker: c.showWorker(d.seed.Runs), CreatedAt: d.created, ModifiedAt: d.created,
		DeploymentMetrics: &deploymentMetricsJSON{uint32(d.seed.Replicas), uint32(d.seed.Replicas)},
	}
	if after := d.seed.EmailReminderAfter; after != 0 {
		shown.EmailReminderAfter = strconv.FormatFloat(after.Seconds(), 'f', -1, 64) + "s"
	}
	if d.seed.Disabled {
		shown.Status = statusDisabled
	}
	prioritized := slices.ContainsFunc(d.seed.Nodepools, func(n DeploymentNodepool) bool { return n.Priority != 0 })
	for i, n := range d.nodepools {
		if !prioritized {
			shown.Nodepools = append(shown.Nodepools, *n.json())
			continue
		}
		shown.DeploymentNodepools = append(shown.DeploymentNodepools, deploymentNodepoolJSON{
			ID: n.seed.ID, ComputeCluster: n.cluster.json(), Priority: uint32(d.seed.Nodepools[i].Priority), Nodepool: n.json(),
		})
	}
	return shown
}

func (c *call) seedDeployment(seed Deployment) error {
	if err := c.checkOwned(seed.Owner, seed.ID, string(seed.Visibility)); err != nil {
		return err
	}
	for _, d := range c.server.compute.deployments {
		if fold(d.seed.Owner) == fold(seed.Owner) && d.seed.ID == seed.ID {
			return errors.New("must not be there twice")
		}
	}
	if seed.EmailReminderAfter < 0 || seed.EmailReminderAfter%time.Millisecond != 0 {
		return fieldError("EmailReminderAfter", "must be whole milliseconds, and not negative")
	}
	d := &deployment{seed: seed, created: c.stamp()}
	d.seed.Nodepools = slices.Clone(seed.Nodepools)
	var err error
	if seed.Scheduling != "" {
		if d.scheduling, err = enumNamed("Deployment.SchedulingChoice", seed.Scheduling); err != nil {
			return err
		}
	}
	if err := errors.Join(c.checkWorker(seed.Runs), notNegativeAll(map[string]int{
		"MinReplicas": seed.MinReplicas, "MaxReplicas": seed.MaxReplicas, "Replicas": seed.Replicas,
	})); err != nil {
		return err
	}
	for i, n := range seed.Nodepools {
		found := c.server.compute.nodepool(orDefault(n.ClusterOwner, seed.Owner), n.ClusterID, n.NodepoolID)
		if err := checkPriority(n.Priority); found == nil || err != nil {
			return fmt.Errorf("Nodepools[%d] (%q): must be a nodepool of the Config, with a priority of 0 to 9", i, n.NodepoolID)
		}
		d.nodepools = append(d.nodepools, found)
	}
	c.server.compute.deployments = append(c.server.compute.deployments, d)
	return nil
}

package emulator

import (
	"fmt"
	"slices"
)

type runner struct {
	seed     Runner
	nodepool *nodepool
	created  stamp
}

// Requests.

type listRunnersRequest struct {
	owner
	paging
	ComputeClusterID string   `json:"compute_cluster_id"`
	NodepoolID       string   `json:"nodepool_id"`
	MinReplicas      uint32   `json:"min_replicas"`
	ModelVersionIDs  []string `json:"model_version_ids"`
}

type getRunnerRequest struct {
	owner
	ComputeClusterID string `json:"compute_cluster_id"`
	NodepoolID       string `json:"nodepool_id"`
	RunnerID         string `json:"runner_id"`
}

// Responses.

type runnerJSON struct {
	ID            string             `json:"id,omitzero"`
	Description   string             `json:"description,omitzero"`
	CreatedAt     stamp              `json:"created_at,omitzero"`
	ModifiedAt    stamp              `json:"modified_at,omitzero"`
	Labels        []string           `json:"labels,omitempty"`
	Worker        *workerJSON        `json:"worker,omitzero"`
	Nodepool      *nodepoolJSON      `json:"nodepool,omitzero"`
	NumReplicas   uint32             `json:"num_replicas,omitzero"`
	RunnerMetrics *runnerMetricsJSON `json:"runner_metrics,omitzero"`
	MinReplicas   uint32             `json:"min_replicas,omitzero"`
	Priority      uint32             `json:"priority,omitzero"`
}

type runnerMetricsJSON struct {
	PodsTotal   uint32 `json:"pods_total,omitzero"`
	PodsRunning uint32 `json:"pods_running,omitzero"`
}

type singleRunnerResponse struct {
	envelope
	Runner *runnerJSON `json:"runner,omitzero"`
}

type multiRunnerResponse struct {
	envelope
	Runners list[runnerJSON] `json:"runners"`
}

func listRunners(c *call, in *listRunnersRequest) (*multiRunnerResponse, error) {
	of, err := c.ownerNamed(in.UserAppID)
	if err != nil {
		return nil, err
	}
	if in.ComputeClusterID != "" && in.NodepoolID != "" {
		if _, err := c.nodepool(of, in.ComputeClusterID, in.NodepoolID); err != nil {
			return nil, err
		}
	}
	var found []runnerJSON
	for _, r := range c.server.compute.runners() {
		if !fits(of, fold(r.nodepool.cluster.seed.Owner)) || !c.seesCluster(r.nodepool.cluster) {
			continue
		}
		shown := c.showRunner(r)
		version, _ := shown.Worker.versionIDs()
		if fits(in.ComputeClusterID, r.nodepool.cluster.seed.ID) && fits(in.NodepoolID, r.nodepool.seed.ID) &&
			shown.NumReplicas >= in.MinReplicas && fitsAny(in.ModelVersionIDs, version) {
			found = append(found, *shown)
		}
	}
	found, err = page(c, in.paging, found)
	return &multiRunnerResponse{Runners: found}, err
}

func getRunner(c *call, in *getRunnerRequest) (*singleRunnerResponse, error) {
	for _, r := range c.server.compute.runners() {
		if fold(r.nodepool.cluster.seed.Owner) == fold(in.UserAppID.UserID) && r.seed.ID == in.RunnerID &&
			fits(in.ComputeClusterID, r.nodepool.cluster.seed.ID) && fits(in.NodepoolID, r.nodepool.seed.ID) &&
			c.seesCluster(r.nodepool.cluster) {
			return &singleRunnerResponse{Runner: c.showRunner(r)}, nil
		}
	}
	return nil, missing("runner " + in.RunnerID)
}

func (c *call) showRunner(r *runner) *runnerJSON {
	replicas := uint32(r.seed.Replicas)
	return &runnerJSON{
		ID: r.seed.ID, Description: r.seed.Description, CreatedAt: r.created, ModifiedAt: r.created, Labels: r.seed.Labels,
		Worker: c.showWorker(r.seed.Runs), Nodepool: r.nodepool.json(), NumReplicas: replicas,
		RunnerMetrics: &runnerMetricsJSON{replicas, replicas}, MinReplicas: uint32(r.seed.MinReplicas), Priority: uint32(r.seed.Priority),
	}
}

// seedRunner adds a runner to a nodepool, which is not the server's yet.
func (c *call) seedRunner(n *nodepool, seed Runner) error {
	at := func(err error) error { return fmt.Errorf("runner %q: %w", seed.ID, err) }
	taken := func(r *runner) bool { return r.seed.ID == seed.ID }
	if seed.ID == "" || slices.ContainsFunc(n.runners, taken) || slices.ContainsFunc(c.server.compute.runners(), taken) {
		return at(fieldError("ID", "must be unique"))
	}
	if err := notNegativeAll(map[string]int{"Replicas": seed.Replicas, "MinReplicas": seed.MinReplicas}); err != nil {
		return at(err)
	}
	if err := checkPriority(seed.Priority); err != nil {
		return at(err)
	}
	if err := c.checkWorker(seed.Runs); err != nil {
		return at(err)
	}
	seed.Labels = slices.Clone(seed.Labels)
	n.runners = append(n.runners, &runner{seed, n, c.stamp()})
	return nil
}

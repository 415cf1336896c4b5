package emulator

import (
	"fmt"
	"slices"
)

type nodepool struct {
	seed    Nodepool
	cluster *computeCluster
	types   []*instanceType
	status  int32
	created stamp
	runners []*runner
}

// Requests.

type listNodepoolsRequest struct {
	owner
	paging
	ComputeClusterID string `json:"compute_cluster_id"`
	ActiveUsage      bool   `json:"active_usage"`
}

type getNodepoolRequest struct {
	owner
	ComputeClusterID string `json:"compute_cluster_id"`
	NodepoolID       string `json:"nodepool_id"`
}

// Responses.

type nodepoolJSON struct {
	ID                   string              `json:"id,omitzero"`
	Description          string              `json:"description,omitzero"`
	CreatedAt            stamp               `json:"created_at,omitzero"`
	ModifiedAt           stamp               `json:"modified_at,omitzero"`
	ComputeCluster       *computeClusterJSON `json:"compute_cluster,omitzero"`
	NodeCapacityType     *capacityTypesJSON  `json:"node_capacity_type,omitzero"`
	InstanceTypes        []instanceTypeJSON  `json:"instance_types,omitempty"`
	MinInstances         uint32              `json:"min_instances,omitzero"`
	MaxInstances         uint32              `json:"max_instances,omitzero"`
	EnforcedMinInstances uint32              `json:"enforced_min_instances,omitzero"`
	EnforcedMaxInstances uint32              `json:"enforced_max_instances,omitzero"`
	Visibility           *visibilityJSON     `json:"visibility,omitzero"`
	NodeCount            uint32              `json:"node_count,omitzero"`
	Status               int32               `json:"status,omitzero"`
	StatusDescription    string              `json:"status_description,omitzero"`
}

type singleNodepoolResponse struct {
	envelope
	Nodepool *nodepoolJSON `json:"nodepool,omitzero"`
}

type multiNodepoolResponse struct {
	envelope
	Nodepools list[nodepoolJSON] `json:"nodepools"`
}

// listNodepools returns nodepools. Active usage is taken for having machines.
func listNodepools(c *call, in *listNodepoolsRequest) (*multiNodepoolResponse, error) {
	of, err := c.ownerNamed(in.UserAppID)
	if err != nil {
		return nil, err
	}
	if of != "" && in.ComputeClusterID != "" {
		if _, err := c.cluster(of, in.ComputeClusterID); err != nil {
			return nil, err
		}
	}
	var found []nodepoolJSON
	for _, n := range c.server.compute.nodepools() {
		if fits(of, fold(n.cluster.seed.Owner)) && fits(in.ComputeClusterID, n.cluster.seed.ID) && c.seesCluster(n.cluster) &&
			(!in.ActiveUsage || n.seed.Nodes > 0) {
			found = append(found, *n.json())
		}
	}
	found, err = page(c, in.paging, found)
	return &multiNodepoolResponse{Nodepools: found}, err
}

func getNodepool(c *call, in *getNodepoolRequest) (*singleNodepoolResponse, error) {
	n, err := c.nodepool(in.UserAppID.UserID, in.ComputeClusterID, in.NodepoolID)
	if err != nil {
		return nil, err
	}
	return &singleNodepoolResponse{Nodepool: n.json()}, nil
}

// nodepool returns a nodepool that the caller sees.
func (c *call) nodepool(owner, clusterID, id string) (*nodepool, error) {
	n := c.server.compute.nodepool(owner, clusterID, id)
	if n == nil || !c.seesCluster(n.cluster) {
		return nil, missing("nodepool " + id)
	}
	return n, nil
}

func (n *nodepool) json() *nodepoolJSON {
	capacity := capacityOnDemand
	if n.seed.Spot {
		capacity = capacitySpot
	}
	shown := &nodepoolJSON{
		ID: n.seed.ID, Description: n.seed.Description, CreatedAt: n.created, ModifiedAt: n.created, ComputeCluster: n.cluster.json(),
		NodeCapacityType: &capacityTypesJSON{[]int32{capacity}},
		MinInstances:     uint32(n.seed.MinInstances), EnforcedMinInstances: uint32(n.seed.MinInstances),
		MaxInstances: uint32(n.seed.MaxInstances), EnforcedMaxInstances: uint32(n.seed.MaxInstances),
		Visibility: &visibilityJSON{n.cluster.gettable()}, NodeCount: uint32(n.seed.Nodes),
		Status: n.status, StatusDescription: n.seed.StatusDescription,
	}
	for _, t := range n.types {
		shown.InstanceTypes = append(shown.InstanceTypes, t.json(n.cluster.provider, n.cluster.region))
	}
	return shown
}

// seedNodepool adds a nodepool to a cluster, which is not the server's yet.
func (c *call) seedNodepool(k *computeCluster, seed Nodepool) error {
	n := &nodepool{seed: seed, cluster: k, created: c.stamp()}
	at := func(err error) error { return fmt.Errorf("nodepool %q: %w", seed.ID, err) }
	if !validID(seed.ID) || slices.ContainsFunc(k.nodepools, func(other *nodepool) bool { return other.seed.ID == seed.ID }) {
		return at(fieldError("ID", "must be unique in its cluster, and 1 to 32 letters and digits, with - and _ between them"))
	}
	var err error
	if n.status, err = enumNamed("Nodepool.NodepoolStatus", orDefault(seed.Status, "NODEPOOL_STATUS_READY")); err != nil {
		return at(err)
	}
	if err := notNegativeAll(map[string]int{
		"MinInstances": seed.MinInstances, "MaxInstances": seed.MaxInstances, "Nodes": seed.Nodes,
	}); err != nil {
		return at(err)
	}
	ids := seed.InstanceTypes
	if len(ids) == 0 {
		ids = []string{k.region.types[0].id}
	}
	for _, id := range ids {
		t := k.region.instanceType(id)
		if t == nil {
			return at(fieldError("InstanceTypes", "must be types of the region, not %q", id))
		}
		n.types = append(n.types, t)
	}
	for _, r := range seed.Runners {
		if err := c.seedRunner(n, r); err != nil {
			return at(err)
		}
	}
	k.nodepools = append(k.nodepools, n)
	return nil
}

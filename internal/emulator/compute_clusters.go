package emulator

import "errors"

type computeCluster struct {
	seed      ComputeCluster
	provider  *cloudProvider
	region    *cloudRegion
	created   stamp
	nodepools []*nodepool
}

func (k *computeCluster) gettable() int32 {
	return orDefault(visibilities[string(k.seed.Visibility)], visibilityPrivate)
}

// Requests.

type getComputeClusterRequest struct {
	owner
	ComputeClusterID string `json:"compute_cluster_id"`
}

// Responses.

type computeClusterJSON struct {
	ID            string             `json:"id,omitzero"`
	Description   string             `json:"description,omitzero"`
	CloudProvider *cloudProviderJSON `json:"cloud_provider,omitzero"`
	Region        string             `json:"region,omitzero"`
	UserID        string             `json:"user_id,omitzero"`
	CreatedAt     stamp              `json:"created_at,omitzero"`
	ModifiedAt    stamp              `json:"modified_at,omitzero"`
	Visibility    *visibilityJSON    `json:"visibility,omitzero"`
	ClusterType   string             `json:"cluster_type,omitzero"`
	ManagedBy     string             `json:"managed_by,omitzero"`
	Key           *keyJSON           `json:"key,omitzero"`
}

type singleComputeClusterResponse struct {
	envelope
	ComputeCluster *computeClusterJSON `json:"compute_cluster,omitzero"`
}

type multiComputeClusterResponse struct {
	envelope
	ComputeClusters list[computeClusterJSON] `json:"compute_clusters"`
}

func listComputeClusters(c *call, in *pageRequest) (*multiComputeClusterResponse, error) {
	of, err := c.ownerNamed(in.UserAppID)
	if err != nil {
		return nil, err
	}
	var found []computeClusterJSON
	for _, k := range c.server.compute.clusters {
		if fits(of, fold(k.seed.Owner)) && c.seesCluster(k) {
			found = append(found, *k.json())
		}
	}
	found, err = page(c, in.paging, found)
	return &multiComputeClusterResponse{ComputeClusters: found}, err
}

func getComputeCluster(c *call, in *getComputeClusterRequest) (*singleComputeClusterResponse, error) {
	k, err := c.cluster(in.UserAppID.UserID, in.ComputeClusterID)
	if err != nil {
		return nil, err
	}
	return &singleComputeClusterResponse{ComputeCluster: k.json()}, nil
}

// cluster returns a compute cluster that the caller sees.
func (c *call) cluster(owner, id string) (*computeCluster, error) {
	for _, k := range c.server.compute.clusters {
		if fold(k.seed.Owner) == fold(owner) && k.seed.ID == id && c.seesCluster(k) {
			return k, nil
		}
	}
	return nil, missing("compute cluster " + id)
}

func (c *call) seesCluster(k *computeCluster) bool { return c.seesOwned(k.seed.Owner, k.gettable()) }

func (k *computeCluster) json() *computeClusterJSON {
	shown := &computeClusterJSON{
		ID: k.seed.ID, Description: k.seed.Description, CloudProvider: k.provider.json(), Region: k.region.id, UserID: k.seed.Owner,
		CreatedAt: k.created, ModifiedAt: k.created, Visibility: &visibilityJSON{k.gettable()},
		ClusterType: string(orDefault(k.seed.Type, "dedicated")), ManagedBy: string(orDefault(k.seed.ManagedBy, "clarifai")),
	}
	if k.seed.KeyDescription != "" {
		shown.Key = &keyJSON{Description: k.seed.KeyDescription}
	}
	return shown
}

func (c *call) seedCluster(seed ComputeCluster) error {
	if err := c.checkOwned(seed.Owner, seed.ID, string(seed.Visibility)); err != nil {
		return err
	}
	for _, k := range c.server.compute.clusters {
		if fold(k.seed.Owner) == fold(seed.Owner) && k.seed.ID == seed.ID {
			return errors.New("must not be there twice")
		}
	}
	k := &computeCluster{seed: seed, created: c.stamp(), provider: providerOf(orDefault(seed.CloudProvider, cloud[0].id))}
	if k.provider == nil {
		return fieldError("CloudProvider", "must be one of the server's, not %q", seed.CloudProvider)
	}
	if k.region = k.provider.region(orDefault(seed.Region, k.provider.regions[0].id)); k.region == nil {
		return fieldError("Region", "must be one of the cloud provider's, not %q", seed.Region)
	}
	for _, n := range seed.Nodepools {
		if err := c.seedNodepool(k, n); err != nil {
			return err
		}
	}
	c.server.compute.clusters = append(c.server.compute.clusters, k)
	return nil
}

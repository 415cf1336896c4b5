package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// computeMethods are the methods of compute and logs.
var computeMethods = map[string]MethodCall{
	"ComputeClusters.List": {clarifai.OpComputeClustersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.ComputeClusters.List(ctx, id[0], nil))
	}},
	"ComputeClusters.ListAll": {clarifai.OpComputeClustersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.ComputeClusters.ListAll(ctx, id[0], nil)))
	}},
	"ComputeClusters.ListVisible": {clarifai.OpComputeClustersListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.ComputeClusters.ListVisible(ctx, nil))
	}},
	"ComputeClusters.ListAllVisible": {clarifai.OpComputeClustersListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.ComputeClusters.ListAllVisible(ctx, nil)))
	}},
	"ComputeClusters.Get": {clarifai.OpComputeClustersGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.ComputeClusters.Get(ctx, id[0], id[1]))
	}},
	"Nodepools.List": {clarifai.OpNodepoolsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Nodepools.List(ctx, id[0], nil))
	}},
	"Nodepools.ListAll": {clarifai.OpNodepoolsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Nodepools.ListAll(ctx, id[0], nil)))
	}},
	"Nodepools.ListForCluster": {clarifai.OpNodepoolsListForCluster, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Nodepools.ListForCluster(ctx, id[0], id[1], nil))
	}},
	"Nodepools.ListAllForCluster": {clarifai.OpNodepoolsListForCluster, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Nodepools.ListAllForCluster(ctx, id[0], id[1], nil)))
	}},
	"Nodepools.ListVisible": {clarifai.OpNodepoolsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Nodepools.ListVisible(ctx, nil))
	}},
	"Nodepools.ListAllVisible": {clarifai.OpNodepoolsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Nodepools.ListAllVisible(ctx, nil)))
	}},
	"Nodepools.Get": {clarifai.OpNodepoolsGet, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Nodepools.Get(ctx, id[0], id[1], id[2], nil))
	}},
	"Deployments.List": {clarifai.OpDeploymentsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Deployments.List(ctx, id[0], nil))
	}},
	"Deployments.ListAll": {clarifai.OpDeploymentsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Deployments.ListAll(ctx, id[0], nil)))
	}},
	"Deployments.ListVisible": {clarifai.OpDeploymentsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Deployments.ListVisible(ctx, nil))
	}},
	"Deployments.ListAllVisible": {clarifai.OpDeploymentsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Deployments.ListAllVisible(ctx, nil)))
	}},
	"Deployments.Get": {clarifai.OpDeploymentsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Deployments.Get(ctx, id[0], id[1]))
	}},
	"Runners.List": {clarifai.OpRunnersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Runners.List(ctx, id[0], nil))
	}},
	"Runners.ListAll": {clarifai.OpRunnersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Runners.ListAll(ctx, id[0], nil)))
	}},
	"Runners.ListForNodepool": {clarifai.OpRunnersListForNodepool, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Runners.ListForNodepool(ctx, id[0], id[1], id[2], nil))
	}},
	"Runners.ListAllForNodepool": {clarifai.OpRunnersListForNodepool, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Runners.ListAllForNodepool(ctx, id[0], id[1], id[2], nil)))
	}},
	"Runners.Get": {clarifai.OpRunnersGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Runners.Get(ctx, id[0], id[1]))
	}},
	"Runners.GetForNodepool": {clarifai.OpRunnersGetForNodepool, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Runners.GetForNodepool(ctx, id[0], id[1], id[2], "runner"))
	}},
	"CloudProviders.List": {clarifai.OpCloudProvidersList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.CloudProviders.List(ctx))
	}},
	"CloudProviders.ListRegions": {clarifai.OpCloudProvidersListRegions, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.CloudProviders.ListRegions(ctx, id[0]))
	}},
	"CloudProviders.ListInstanceTypes": {clarifai.OpCloudProvidersListInstanceTypes, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.CloudProviders.ListInstanceTypes(ctx, id[0], id[1]))
	}},
	"Logs.List": {clarifai.OpLogsListForRunner, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Logs.List(ctx, clarifai.RunnerLog{OwnerID: id[0], ClusterID: id[1], NodepoolID: id[2], RunnerID: "runner"}, nil))
	}},
	"Logs.ListAll": {clarifai.OpLogsListForRunner, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Logs.ListAll(ctx, clarifai.RunnerLog{OwnerID: id[0], ClusterID: id[1], NodepoolID: id[2], RunnerID: "runner"}, nil)))
	}},
}

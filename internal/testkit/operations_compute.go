package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// SomeLogs are a log of each kind, by the operation that reads it.
var SomeLogs = map[clarifai.Operation]clarifai.LogSource{
	clarifai.OpLogsListForModelVersion:  clarifai.ModelVersionLog{OwnerID: "acme", AppID: "app", ModelID: "model", ModelVersionID: "v1"},
	clarifai.OpLogsListForDeployedModel: clarifai.DeployedModelLog{OwnerID: "acme", ClusterOwnerID: "acme", ClusterID: "cluster", NodepoolID: "nodepool", ModelVersionID: "v1"},
	clarifai.OpLogsListForRunner:        clarifai.RunnerLog{OwnerID: "acme", ClusterID: "cluster", NodepoolID: "nodepool", RunnerID: "runner"},
	clarifai.OpLogsListForCluster:       clarifai.ClusterLog{OwnerID: "acme", ClusterID: "cluster"},
	clarifai.OpLogsListForPipelineRun:   clarifai.PipelineRunLog{OwnerID: "acme", AppID: "app", PipelineID: "pipeline", PipelineVersionID: "pv1", RunID: "run"},
}

// computeCalls are the calls of compute and logs.
func computeCalls() map[clarifai.Operation]Call {
	return map[clarifai.Operation]Call{
		clarifai.OpComputeClustersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.ComputeClusters.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpComputeClustersListVisible: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.ComputeClusters.ListVisible(ctx, nil, opts...))
		},
		clarifai.OpComputeClustersGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.ComputeClusters.Get(ctx, "acme", "cluster", opts...)
		},
		clarifai.OpNodepoolsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Nodepools.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpNodepoolsListForCluster: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Nodepools.ListForCluster(ctx, "acme", "cluster", nil, opts...))
		},
		clarifai.OpNodepoolsListVisible: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Nodepools.ListVisible(ctx, nil, opts...))
		},
		clarifai.OpNodepoolsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Nodepools.Get(ctx, "acme", "cluster", "nodepool", nil, opts...)
		},
		clarifai.OpDeploymentsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Deployments.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpDeploymentsListVisible: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Deployments.ListVisible(ctx, nil, opts...))
		},
		clarifai.OpDeploymentsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Deployments.Get(ctx, "acme", "deployment", opts...)
		},
		clarifai.OpRunnersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Runners.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpRunnersListForNodepool: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Runners.ListForNodepool(ctx, "acme", "cluster", "nodepool", nil, opts...))
		},
		clarifai.OpRunnersGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Runners.Get(ctx, "acme", "runner", opts...)
		},
		clarifai.OpRunnersGetForNodepool: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Runners.GetForNodepool(ctx, "acme", "cluster", "nodepool", "runner", opts...)
		},
		clarifai.OpCloudProvidersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.CloudProviders.List(ctx, opts...)
		},
		clarifai.OpCloudProvidersListRegions: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.CloudProviders.ListRegions(ctx, "aws", opts...)
		},
		clarifai.OpCloudProvidersListInstanceTypes: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.CloudProviders.ListInstanceTypes(ctx, "aws", "us-east-1", opts...)
		},
		clarifai.OpLogsListForModelVersion: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Logs.List(ctx, SomeLogs[clarifai.OpLogsListForModelVersion], nil, opts...))
		},
		clarifai.OpLogsListForDeployedModel: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Logs.List(ctx, SomeLogs[clarifai.OpLogsListForDeployedModel], nil, opts...))
		},
		clarifai.OpLogsListForRunner: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Logs.List(ctx, SomeLogs[clarifai.OpLogsListForRunner], nil, opts...))
		},
		clarifai.OpLogsListForCluster: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Logs.List(ctx, SomeLogs[clarifai.OpLogsListForCluster], nil, opts...))
		},
		clarifai.OpLogsListForPipelineRun: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Logs.List(ctx, SomeLogs[clarifai.OpLogsListForPipelineRun], nil, opts...))
		},
	}
}

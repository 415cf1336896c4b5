package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// computeSamples are those of compute and logs.
var computeSamples = map[clarifai.Operation]func(context.Context, *clarifai.Client) error{
	clarifai.OpComputeClustersList: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.ComputeClusters.List(ctx, "org", full(&clarifai.ListComputeClustersOptions{Paging: somePage})))
	},
	clarifai.OpComputeClustersListVisible: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.ComputeClusters.ListVisible(ctx, full(&clarifai.ListComputeClustersOptions{Paging: somePage})))
	},
	clarifai.OpComputeClustersGet: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.ComputeClusters.Get(ctx, "org", "cl"))
	},
	clarifai.OpNodepoolsList: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Nodepools.List(ctx, "org", full(&clarifai.ListNodepoolsOptions{ClusterID: "cl", ActiveUsage: true, Paging: somePage})))
	},
	clarifai.OpNodepoolsListForCluster: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Nodepools.ListForCluster(ctx, "org", "cl", full(&clarifai.ListClusterNodepoolsOptions{ActiveUsage: true, Paging: somePage})))
	},
	clarifai.OpNodepoolsListVisible: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Nodepools.ListVisible(ctx, full(&clarifai.ListNodepoolsOptions{ClusterID: "cl", ActiveUsage: true, Paging: somePage})))
	},
	clarifai.OpNodepoolsGet: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Nodepools.Get(ctx, "org", "cl", "np", full(&clarifai.GetNodepoolOptions{ActiveUsage: true})))
	},
	clarifai.OpDeploymentsList: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Deployments.List(ctx, "org", full(&clarifai.ListDeploymentsOptions{
			NodepoolID: "np", ModelVersionIDs: []string{"v1", "v2"}, WorkflowVersionIDs: []string{"w1"}, ClusterID: "cl",
			SchedulingPriorities: []int{0, 9}, Paging: somePage})))
	},
	clarifai.OpDeploymentsListVisible: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Deployments.ListVisible(ctx, full(&clarifai.ListDeploymentsOptions{
			NodepoolID: "np", ModelVersionIDs: []string{"v1", "v2"}, WorkflowVersionIDs: []string{"w1"}, ClusterID: "cl",
			SchedulingPriorities: []int{0, 9}, Paging: somePage})))
	},
	clarifai.OpDeploymentsGet: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Deployments.Get(ctx, "org", "dep"))
	},
	clarifai.OpRunnersList: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Runners.List(ctx, "org", full(&clarifai.ListRunnersOptions{
			NodepoolID: "np", ClusterID: "cl", MinReplicas: 3, ModelVersionIDs: []string{"v1", "v2"}, Paging: somePage})))
	},
	clarifai.OpRunnersListForNodepool: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Runners.ListForNodepool(ctx, "org", "cl", "np", full(&clarifai.ListNodepoolRunnersOptions{
			MinReplicas: 3, ModelVersionIDs: []string{"v1", "v2"}, Paging: somePage})))
	},
	clarifai.OpRunnersGet: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Runners.Get(ctx, "org", "ru"))
	},
	clarifai.OpRunnersGetForNodepool: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Runners.GetForNodepool(ctx, "org", "cl", "np", "ru"))
	},
	clarifai.OpCloudProvidersList: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.CloudProviders.List(ctx))
	},
	clarifai.OpCloudProvidersListRegions: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.CloudProviders.ListRegions(ctx, "aws"))
	},
	clarifai.OpCloudProvidersListInstanceTypes: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.CloudProviders.ListInstanceTypes(ctx, "aws", "us-east-1"))
	},
	clarifai.OpLogsListForModelVersion: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Logs.List(ctx, full(clarifai.ModelVersionLog{
			OwnerID: "org", AppID: "app", ModelID: "mo", ModelVersionID: "v1", Type: clarifai.LogBuilderEvents}), full(&clarifai.ListLogsOptions{Paging: somePage})))
	},
	clarifai.OpLogsListForDeployedModel: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Logs.List(ctx, full(clarifai.DeployedModelLog{
			OwnerID: "org", ClusterOwnerID: "other", ClusterID: "cl", NodepoolID: "np", ModelVersionID: "v1", Type: clarifai.LogRunnerEvents}), full(&clarifai.ListLogsOptions{Paging: somePage})))
	},
	clarifai.OpLogsListForRunner: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Logs.List(ctx, full(clarifai.RunnerLog{
			OwnerID: "org", ClusterID: "cl", NodepoolID: "np", RunnerID: "ru", Type: clarifai.LogRunner}), full(&clarifai.ListLogsOptions{Paging: somePage})))
	},
	clarifai.OpLogsListForCluster: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Logs.List(ctx, full(clarifai.ClusterLog{OwnerID: "org", ClusterID: "cl", Type: clarifai.LogAgent}), full(&clarifai.ListLogsOptions{Paging: somePage})))
	},
	clarifai.OpLogsListForPipelineRun: func(ctx context.Context, c *clarifai.Client) error {
		return ErrorOf(c.Logs.List(ctx, full(clarifai.PipelineRunLog{
			OwnerID: "org", AppID: "app", PipelineID: "pi", PipelineVersionID: "v1", RunID: "run", Type: clarifai.LogPipelineRun,
			StepID: "st", StepVersionID: "sv"}), full(&clarifai.ListLogsOptions{Paging: somePage})))
	},
}

package route

var computeClusterRoutes = []Route{
	{
		Op: "compute_clusters.list", Method: "GET", Path: clustersPath,
		Grade: Current, Credential: PAT, Scopes: []string{"ComputeClusters_Get", "Keys_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "compute_clusters.list_visible", Method: "GET", Path: "/v2/compute_clusters",
		Grade: Current, Credential: PAT, Scopes: []string{"ComputeClusters_Get", "Keys_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "compute_clusters.get", Method: "GET", Path: clusterPath,
		Grade: Current, Credential: PAT, Scopes: []string{"ComputeClusters_Get", "Keys_Get"},
		Success: success, Class: Read,
	},
}

var nodepoolRoutes = []Route{
	{
		Op: "nodepools.list", Method: "GET", Path: userPath + "/nodepools",
		Grade: Current, Credential: PAT, Scopes: []string{"Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Runners_Get", "Pipelines_Get", "PipelineSteps_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "nodepools.list_for_cluster", Method: "GET", Path: nodepoolsPath,
		Grade: Current, Credential: PAT, Scopes: []string{"Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Runners_Get", "Pipelines_Get", "PipelineSteps_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "nodepools.list_visible", Method: "GET", Path: "/v2/nodepools",
		Grade: Current, Credential: PAT, Scopes: []string{"Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Runners_Get", "Pipelines_Get", "PipelineSteps_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "nodepools.get", Method: "GET", Path: nodepoolPath,
		Grade: Current, Credential: PAT, Scopes: []string{"Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get"},
		Success: success, Class: Read,
	},
}

var deploymentRoutes = []Route{
	{
		Op: "deployments.list", Method: "GET", Path: userPath + "/deployments",
		Grade: Current, Credential: PAT, Scopes: []string{"Deployments_Get", "Models_Get", "Workflows_Get", "Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Nodepools_Get", "Apps_Get", "Runners_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "deployments.list_visible", Method: "GET", Path: "/v2/deployments",
		Grade: Current, Credential: PAT, Scopes: []string{"Deployments_Get", "Models_Get", "Workflows_Get", "Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Nodepools_Get", "Apps_Get", "Runners_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "deployments.get", Method: "GET", Path: userPath + "/deployments/{deployment_id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Deployments_Get", "Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Models_Get", "Workflows_Get", "Apps_Get", "Runners_Get"},
		Success: success, Class: Read,
	},
}

var runnerRoutes = []Route{
	{
		Op: "runners.list", Method: "GET", Path: userPath + "/runners",
		Grade: Current, Credential: PAT, Scopes: []string{"Runners_Get", "Models_Get", "Workflows_Get", "Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Apps_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "runners.list_for_nodepool", Method: "GET", Path: nodepoolPath + "/runners",
		Grade: Current, Credential: PAT, Scopes: []string{"Runners_Get", "Models_Get", "Workflows_Get", "Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Apps_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "runners.get", Method: "GET", Path: userPath + "/runners/{runner_id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Runners_Get", "Models_Get", "Workflows_Get", "Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Apps_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "runners.get_for_nodepool", Method: "GET", Path: nodepoolPath + "/runners/{runner_id}",
		Grade: Current, Credential: PAT, Scopes: []string{"Runners_Get", "Models_Get", "Workflows_Get", "Nodepools_Get", "InstanceTypes_Get", "ComputeClusters_Get", "Apps_Get"},
		Success: success, Class: Read,
	},
}

var cloudProviderRoutes = []Route{
	{
		Op: "cloud_providers.list", Method: "GET", Path: "/v2/cloud_providers",
		Grade: Current, Credential: PAT,
		Success: success, Class: Read,
	},
	{
		Op: "cloud_providers.list_regions", Method: "GET", Path: "/v2/cloud_providers/{cloud_provider.id}/regions",
		Grade: Current, Credential: PAT,
		Success: success, Class: Read,
	},
	{
		Op: "cloud_providers.list_instance_types", Method: "GET", Path: "/v2/cloud_providers/{cloud_provider.id}/regions/{region}/instance_types",
		Grade: Current, Credential: PAT, Scopes: []string{"InstanceTypes_Get"},
		Success: success, Class: Read,
	},
}

var logRoutes = []Route{
	{
		Op: "logs.list_for_model_version", Method: "GET", Path: appPath + "/models/{model_id}/versions/{model_version_id}/{log_type}/logs",
		Grade: Current, Credential: PAT, Scopes: []string{"LogEntries_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "logs.list_for_deployed_model", Method: "GET", Path: clustersPath + "/{compute_cluster_user_id}/{compute_cluster_id}/nodepools/{nodepool_id}/versions/{model_version_id}/{log_type}/logs",
		Grade: Current, Credential: PAT, Scopes: []string{"LogEntries_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "logs.list_for_runner", Method: "GET", Path: nodepoolPath + "/runners/{runner_id}/{log_type}/logs",
		Grade: Current, Credential: PAT, Scopes: []string{"LogEntries_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "logs.list_for_cluster", Method: "GET", Path: clusterPath + "/{log_type}/logs",
		Grade: Current, Credential: PAT, Scopes: []string{"LogEntries_Get"},
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "logs.list_for_pipeline_run", Method: "GET", Path: appPath + "/pipelines/{pipeline_id}/versions/{pipeline_version_id}/runs/{pipeline_version_run_id}/{log_type}/logs",
		Grade: Current, Credential: PAT, Scopes: []string{"LogEntries_Get"},
		Success: success, Class: Read, Pages: true,
	},
}

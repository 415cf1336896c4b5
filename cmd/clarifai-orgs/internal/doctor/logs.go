package doctor

import (
	"context"
	"errors"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// askLog asks for an entry of a log. One method reads the logs of all kinds, so these
// operations are not asked by the names of their methods.
func (a *asker) askLog(ctx context.Context, op clarifai.Operation) error {
	org, err := a.organization(ctx)
	if err != nil {
		return err
	}
	source, err := a.logSource(ctx, op, org)
	if err != nil {
		return err
	}
	_, err = a.client.Logs.List(ctx, source, &clarifai.ListLogsOptions{Paging: clarifai.Paging{PerPage: 1}})
	return err
}

// logSource returns a log of an organization that an operation reads.
func (a *asker) logSource(ctx context.Context, op clarifai.Operation, org string) (clarifai.LogSource, error) {
	one := clarifai.Paging{PerPage: 1}
	switch op {
	case clarifai.OpLogsListForCluster:
		cluster, err := firstOf(a.client.ComputeClusters.List(ctx, org, &clarifai.ListComputeClustersOptions{Paging: one}))
		return clarifai.ClusterLog{OwnerID: org, ClusterID: cluster.ID}, err
	case clarifai.OpLogsListForModelVersion:
		model, err := firstOf(a.client.Models.ListForOwner(ctx, org, &clarifai.ListModelsOptions{Paging: one}))
		if err == nil && model.ModelVersion == nil {
			err = errNothing
		}
		if err != nil {
			return nil, err
		}
		return clarifai.ModelVersionLog{OwnerID: org, AppID: model.AppID, ModelID: model.ID, ModelVersionID: model.ModelVersion.ID}, nil
	case clarifai.OpLogsListForRunner, clarifai.OpLogsListForDeployedModel:
		runner, err := firstOf(a.client.Runners.List(ctx, org, &clarifai.ListRunnersOptions{Paging: one}))
		if err != nil || op == clarifai.OpLogsListForRunner {
			return clarifai.RunnerLog{OwnerID: org, ClusterID: runner.ClusterID(), NodepoolID: runner.NodepoolID(), RunnerID: runner.ID}, err
		}
		if runner.Worker.ModelVersionID() == "" {
			return nil, errNothing // it runs a workflow
		}
		return clarifai.DeployedModelLog{
			OwnerID: org, ClusterOwnerID: org, ClusterID: runner.ClusterID(), NodepoolID: runner.NodepoolID(),
			ModelVersionID: runner.Worker.ModelVersionID(),
		}, nil
	default:
		return nil, errNothing // the package lists no pipelines
	}
}

// firstOf returns the first item of a page.
func firstOf[T any](page *clarifai.Page[T], err error) (T, error) {
	var none T
	switch {
	case err != nil:
		return none, errors.Join(errNothing, err)
	case len(page.Items) == 0:
		return none, errNothing
	}
	return page.Items[0], nil
}

package emulator

import (
	"cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// logKey is which log it is. Its owners are folded.
type logKey struct {
	owner, app, model, modelVersion      string
	clusterOwner, cluster, nodepool      string
	runner                               string
	pipeline, pipelineVersion, run, kind string
}

// logLine is an entry of a log. Only one of a pipeline has a step.
type logLine struct{ text, step, stepVersion string }

type listLogEntriesRequest struct {
	owner
	paging
	LogType               string `json:"log_type"`
	ModelID               string `json:"model_id"`
	ModelVersionID        string `json:"model_version_id"`
	ComputeClusterUserID  string `json:"compute_cluster_user_id"`
	ComputeClusterID      string `json:"compute_cluster_id"`
	NodepoolID            string `json:"nodepool_id"`
	RunnerID              string `json:"runner_id"`
	PipelineID            string `json:"pipeline_id"`
	PipelineVersionID     string `json:"pipeline_version_id"`
	PipelineVersionRunID  string `json:"pipeline_version_run_id"`
	PipelineStepID        string `json:"pipeline_step_id"`
	PipelineStepVersionID string `json:"pipeline_step_version_id"`
}

type logEntryJSON struct {
	Message string             `json:"message,omitzero"`
	LogType string             `json:"log_type,omitzero"`
	Meta    *computeSourceJSON `json:"meta,omitzero"`
}

type computeSourceJSON struct {
	UserAppID             *userAppIDJSON `json:"user_app_id,omitzero"`
	ModelID               string         `json:"model_id,omitzero"`
	ModelVersionID        string         `json:"model_version_id,omitzero"`
	ComputeClusterUserID  string         `json:"compute_cluster_user_id,omitzero"`
	ComputeClusterID      string         `json:"compute_cluster_id,omitzero"`
	NodepoolID            string         `json:"nodepool_id,omitzero"`
	RunnerID              string         `json:"runner_id,omitzero"`
	PipelineID            string         `json:"pipeline_id,omitzero"`
	PipelineVersionID     string         `json:"pipeline_version_id,omitzero"`
	PipelineVersionRunID  string         `json:"pipeline_version_run_id,omitzero"`
	PipelineStepID        string         `json:"pipeline_step_id,omitzero"`
	PipelineStepVersionID string         `json:"pipeline_step_version_id,omitzero"`
}

type userAppIDJSON struct {
	UserID string `json:"user_id,omitzero"`
	AppID  string `json:"app_id,omitzero"`
}

type multiLogEntryResponse struct {
	envelope
	LogEntries list[logEntryJSON] `json:"log_entries"`
	Page       uint32             `json:"page,omitzero"`
	PerPage    uint32             `json:"per_page,omitzero"`
}

// listLogEntries returns a page of a log: the last one if the request names none, or
// one past the end. A log that the Config does not have does not exist.
func listLogEntries(c *call, in *listLogEntriesRequest) (*multiLogEntryResponse, error) {
	if _, err := c.actFor(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	lines, ok := c.server.compute.logs[in.key()]
	if !ok {
		return nil, missing("log")
	}
	var found []logEntryJSON
	for _, line := range lines {
		if fits(in.PipelineStepID, line.step) && fits(in.PipelineStepVersionID, line.stepVersion) {
			found = append(found, in.entry(line))
		}
	}
	size, err := pageSize(c, in.paging)
	if err != nil {
		return nil, err
	}
	asked := in.paging
	if last := lastPage(c, size, len(found)); asked.Page == 0 || asked.Page > last {
		asked.Page = last
	}
	found, err = page(c, asked, found)
	return &multiLogEntryResponse{LogEntries: found, Page: asked.Page, PerPage: uint32(size)}, err
}

func (in *listLogEntriesRequest) key() logKey {
	return logKey{
		owner: fold(in.UserAppID.UserID), app: in.UserAppID.AppID, model: in.ModelID, modelVersion: in.ModelVersionID,
		clusterOwner: fold(in.ComputeClusterUserID), cluster: in.ComputeClusterID, nodepool: in.NodepoolID, runner: in.RunnerID,
		pipeline: in.PipelineID, pipelineVersion: in.PipelineVersionID, run: in.PipelineVersionRunID, kind: in.LogType,
	}
}

func (in *listLogEntriesRequest) entry(line logLine) logEntryJSON {
	return logEntryJSON{line.text, in.LogType, &computeSourceJSON{
		&userAppIDJSON{in.UserAppID.UserID, in.UserAppID.AppID}, in.ModelID, in.ModelVersionID, in.ComputeClusterUserID,
		in.ComputeClusterID, in.NodepoolID, in.RunnerID, in.PipelineID, in.PipelineVersionID, in.PipelineVersionRunID,
		line.step, line.stepVersion,
	}}
}

func (c *call) seedLog(seed Log) error {
	key, line, err := sourceOf(seed.Source)
	if err != nil {
		return err
	}
	if !c.st.users.has(key.owner) && !c.st.organizations.has(key.owner) {
		return fieldError("Source.OwnerID", "must be the ID of a user or an organization, not %q", key.owner)
	}
	lines := c.server.compute.logs[key]
	for _, text := range seed.Lines {
		line.text = text
		lines = append(lines, line)
	}
	c.server.compute.logs[key] = lines
	return nil
}

// sourceOf returns which log a source has, and a line of it without its text.
func sourceOf(source clarifai.LogSource) (logKey, logLine, error) {
	kind := func(t, otherwise clarifai.LogType) string { return string(cmp.Or(t, otherwise)) }
	switch s := source.(type) {
	case clarifai.ModelVersionLog:
		return logKey{
			owner: fold(s.OwnerID), app: s.AppID, model: s.ModelID, modelVersion: s.ModelVersionID, kind: kind(s.Type, clarifai.LogBuilder),
		}, logLine{}, nil
	case clarifai.DeployedModelLog:
		return logKey{
			owner: fold(s.OwnerID), clusterOwner: fold(s.ClusterOwnerID), cluster: s.ClusterID, nodepool: s.NodepoolID,
			modelVersion: s.ModelVersionID, kind: kind(s.Type, clarifai.LogRunner),
		}, logLine{}, nil
	case clarifai.RunnerLog:
		return logKey{
			owner: fold(s.OwnerID), cluster: s.ClusterID, nodepool: s.NodepoolID, runner: s.RunnerID, kind: kind(s.Type, clarifai.LogRunner),
		}, logLine{}, nil
	case clarifai.ClusterLog:
		return logKey{owner: fold(s.OwnerID), cluster: s.ClusterID, kind: kind(s.Type, clarifai.LogAgent)}, logLine{}, nil
	case clarifai.PipelineRunLog:
		return logKey{
			owner: fold(s.OwnerID), app: s.AppID, pipeline: s.PipelineID, pipelineVersion: s.PipelineVersionID, run: s.RunID,
			kind: kind(s.Type, clarifai.LogPipelineRun),
		}, logLine{step: s.StepID, stepVersion: s.StepVersionID}, nil
	}
	return logKey{}, logLine{}, fieldError("Source", "must be one of the sources of package clarifai, by value, not %T", source)
}

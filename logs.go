package clarifai

import (
	"cmp"
	"context"
	"iter"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// LogsService reads the logs of models, pipelines and what they run on.
type LogsService struct{ service }

// LogEntry is a line of a log, or several.
type LogEntry struct {
	Message string                 `json:"message"`
	LogType LogType                `json:"log_type,omitempty"`
	URL     string                 `json:"url,omitempty"` // where the entry is stored
	Meta    *ComputeSourceMetadata `json:"meta,omitempty"`
}

// ComputeSourceMetadata is what a log entry was written by. The fields that do not
// apply are empty.
type ComputeSourceMetadata struct {
	UserAppID             *AppIdentity `json:"user_app_id,omitempty"`
	ModelID               string       `json:"model_id,omitempty"`
	ModelVersionID        string       `json:"model_version_id,omitempty"`
	WorkflowID            string       `json:"workflow_id,omitempty"`
	ComputeClusterUserID  string       `json:"compute_cluster_user_id,omitempty"`
	ComputeClusterID      string       `json:"compute_cluster_id,omitempty"`
	NodepoolID            string       `json:"nodepool_id,omitempty"`
	RunnerID              string       `json:"runner_id,omitempty"`
	PipelineID            string       `json:"pipeline_id,omitempty"`
	PipelineVersionID     string       `json:"pipeline_version_id,omitempty"`
	PipelineVersionRunID  string       `json:"pipeline_version_run_id,omitempty"`
	PipelineStepID        string       `json:"pipeline_step_id,omitempty"`
	PipelineStepVersionID string       `json:"pipeline_step_version_id,omitempty"`
}

// LogType is what a log is about.
type LogType string

// The types of logs that Clarifai documents.
const (
	LogAgent         LogType = "agent"   // of a compute cluster
	LogBuilder       LogType = "builder" // of the building of a model's version
	LogBuilderEvents LogType = "builder.events"
	LogRunner        LogType = "runner" // of a model that runs
	LogRunnerEvents  LogType = "runner.events"
	LogPipelineRun   LogType = "pipeline.version.run"
)

// LogSource is what a log is of: a [ModelVersionLog], a [DeployedModelLog], a
// [RunnerLog], a [ClusterLog] or a [PipelineRunLog]. All of their IDs are required.
type LogSource interface{ source() logSource }

// ModelVersionLog is the log of a version of a model. An empty Type means LogBuilder.
type ModelVersionLog struct {
	OwnerID, AppID, ModelID, ModelVersionID string
	Type                                    LogType
}

// DeployedModelLog is the log of a version of a model on a nodepool, by all runners
// there. An empty Type means LogRunner.
type DeployedModelLog struct {
	// OwnerID is the owner of the model's deployment, ClusterOwnerID the owner of the
	// compute cluster. A [Guard] must allow both.
	OwnerID, ClusterOwnerID, ClusterID, NodepoolID, ModelVersionID string
	Type                                                           LogType
}

// RunnerLog is the log of one runner. An empty Type means LogRunner.
type RunnerLog struct {
	OwnerID, ClusterID, NodepoolID, RunnerID string
	Type                                     LogType
}

// ClusterLog is the log of a compute cluster. An empty Type means LogAgent.
type ClusterLog struct {
	OwnerID, ClusterID string
	Type               LogType
}

// PipelineRunLog is the log of a run of a version of a pipeline. An empty Type means
// LogPipelineRun.
type PipelineRunLog struct {
	OwnerID, AppID, PipelineID, PipelineVersionID, RunID string
	Type                                                 LogType
	// StepID and StepVersionID select the entries of one step. Empty means all.
	StepID, StepVersionID string
}

// logSource is a LogSource as it is asked for.
type logSource struct {
	op    Operation
	ids   []string
	query logQuery
}

func (l ModelVersionLog) source() logSource {
	return logSource{op: OpLogsListForModelVersion, ids: []string{
		l.OwnerID, l.AppID, l.ModelID, l.ModelVersionID, string(cmp.Or(l.Type, LogBuilder)),
	}}
}

func (l DeployedModelLog) source() logSource {
	return logSource{op: OpLogsListForDeployedModel, ids: []string{
		l.OwnerID, l.ClusterOwnerID, l.ClusterID, l.NodepoolID, l.ModelVersionID, string(cmp.Or(l.Type, LogRunner)),
	}, query: logQuery{owner: l.ClusterOwnerID}}
}

func (l RunnerLog) source() logSource {
	return logSource{op: OpLogsListForRunner, ids: []string{
		l.OwnerID, l.ClusterID, l.NodepoolID, l.RunnerID, string(cmp.Or(l.Type, LogRunner)),
	}}
}

func (l ClusterLog) source() logSource {
	return logSource{op: OpLogsListForCluster, ids: []string{l.OwnerID, l.ClusterID, string(cmp.Or(l.Type, LogAgent))}}
}

func (l PipelineRunLog) source() logSource {
	return logSource{op: OpLogsListForPipelineRun, ids: []string{
		l.OwnerID, l.AppID, l.PipelineID, l.PipelineVersionID, l.RunID, string(cmp.Or(l.Type, LogPipelineRun)),
	}, query: logQuery{StepID: l.StepID, StepVersionID: l.StepVersionID}}
}

// ListLogsOptions selects pages of a log.
type ListLogsOptions struct{ Paging }

// logQuery is what is asked for besides the path.
type logQuery struct {
	StepID        string `url:"pipeline_step_id,omitempty"`
	StepVersionID string `url:"pipeline_step_version_id,omitempty"`
	Paging

	owner   string // touched besides the path's
	problem string // with the source
}

func (q logQuery) validate() string { return q.problem }

func (q logQuery) touched() []string { return nonEmpty(q.owner) }

// askFor returns what is sent to read a log.
func askFor(source LogSource, opts *ListLogsOptions) logSource {
	// Any operation may name the error of a source that is missing.
	s := logSource{op: OpLogsListForModelVersion, query: logQuery{problem: "the source of the log is required"}}
	if source != nil {
		s = source.source()
	}
	s.query.Paging = deref(opts).Paging
	return s
}

type logEntriesResponse struct {
	wire.Envelope
	LogEntries []LogEntry `json:"log_entries"`
	Page       int        `json:"page"`
}

func (r *logEntriesResponse) list() []LogEntry { return r.LogEntries }

func (r *logEntriesResponse) page() int { return r.Page }

// List returns a page of a log, presumably oldest entries first. A page past the end
// is empty, as in other lists: Clarifai returns the last page again in its place, and
// says so.
//
//   - API: GET /v2/users/{user}/apps/{app}/models/{model}/versions/{version}/{log_type}/logs, GET /v2/users/{user}/compute_clusters/{compute_cluster_user}/{compute_cluster}/nodepools/{nodepool}/versions/{version}/{log_type}/logs, GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools/{nodepool}/runners/{runner}/{log_type}/logs, GET /v2/users/{user}/compute_clusters/{compute_cluster}/{log_type}/logs, GET /v2/users/{user}/apps/{app}/pipelines/{pipeline}/versions/{version}/runs/{run}/{log_type}/logs
//   - Scopes: LogEntries_Get
//   - Status: current (see [Grade])
func (s *LogsService) List(ctx context.Context, source LogSource, opts *ListLogsOptions, callOpts ...CallOption) (*Page[LogEntry], error) {
	of := askFor(source, opts)
	return list[LogEntry, logEntriesResponse](ctx, s.client, of.op, &of.query, callOpts, of.ids...)
}

// ListAll iterates over a log, as far as it is written when its last page is
// read.
//
//   - API: GET /v2/users/{user}/apps/{app}/models/{model}/versions/{version}/{log_type}/logs, GET /v2/users/{user}/compute_clusters/{compute_cluster_user}/{compute_cluster}/nodepools/{nodepool}/versions/{version}/{log_type}/logs, GET /v2/users/{user}/compute_clusters/{compute_cluster}/nodepools/{nodepool}/runners/{runner}/{log_type}/logs, GET /v2/users/{user}/compute_clusters/{compute_cluster}/{log_type}/logs, GET /v2/users/{user}/apps/{app}/pipelines/{pipeline}/versions/{version}/runs/{run}/{log_type}/logs
//   - Scopes: LogEntries_Get
//   - Status: current (see [Grade])
func (s *LogsService) ListAll(ctx context.Context, source LogSource, opts *ListLogsOptions, callOpts ...CallOption) iter.Seq2[LogEntry, error] {
	of := askFor(source, opts)
	return listAll[LogEntry, logEntriesResponse](ctx, s.client, of.op, &of.query, callOpts, of.ids...)
}

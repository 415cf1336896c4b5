package clarifai

import (
	"cmp"
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// ModelsService reads models, and adds and removes the caller's stars.
type ModelsService struct{ service }

// Model is a model in an app. It has the fields that say which model it is and
// its state; what a model takes and returns is outside this package.
type Model struct {
	ID                  string            `json:"id"`
	Name                string            `json:"name,omitempty"`
	CreatedAt           time.Time         `json:"created_at,omitzero"`
	ModifiedAt          time.Time         `json:"modified_at,omitzero"`
	AppID               string            `json:"app_id,omitempty" wire:"needed"`
	ModelVersion        *ModelVersion     `json:"model_version,omitempty"` // the one that was asked for, or the latest
	DisplayName         string            `json:"display_name,omitempty"`
	UserID              string            `json:"user_id,omitempty" wire:"needed"` // the owner: a user or an organization
	ModelTypeID         string            `json:"model_type_id,omitempty"`         // such as "visual-classifier"
	Task                string            `json:"task,omitempty"`
	Visibility          Visibility        `json:"visibility,omitzero" wire:"needed"`
	Description         string            `json:"description,omitempty"`
	Metadata            map[string]any    `json:"metadata,omitempty"`
	Presets             map[string]any    `json:"presets,omitempty"` // additional field "presets"
	Notes               string            `json:"notes,omitempty"`
	Toolkits            []string          `json:"toolkits,omitempty"`
	UseCases            []string          `json:"use_cases,omitempty"`
	Languages           []string          `json:"languages,omitempty"`
	CheckConsents       []string          `json:"check_consents,omitempty"`
	IsStarred           bool              `json:"is_starred,omitempty"` // by the caller; additional field "stars"
	StarCount           int               `json:"star_count,omitempty"`
	WorkflowRecommended *bool             `json:"workflow_recommended,omitempty"` // nil if unknown
	BookmarkOrigin      *BookmarkOrigin   `json:"bookmark_origin,omitempty"`
	Image               *Image            `json:"image,omitempty"`
	LicenseType         LicenseType       `json:"license_type,omitempty"`
	Source              ModelSource       `json:"source,omitempty"`
	Creator             string            `json:"creator,omitempty"`
	VersionCount        int               `json:"version_count,omitempty"`
	BillingType         ModelBillingType  `json:"billing_type,omitempty"`
	FeaturedOrder       *int              `json:"featured_order,omitempty"` // nil if not featured
	DeployRestriction   DeployRestriction `json:"deploy_restriction,omitempty"`
	ReplicaCount        int               `json:"replica_count,omitempty"` // only with ShowReplicas

	// WorkflowCount is the number of workflows that Clarifai returns together
	// with a single model. It is zero in lists.
	WorkflowCount int `json:"workflow_count,omitempty"`
}

func (m *Model) resourceID() string { return m.ID }

// ModelVersion is one version of a model.
type ModelVersion struct {
	ID                 string         `json:"id"`
	CreatedAt          time.Time      `json:"created_at,omitzero"`
	Status             *ModelStatus   `json:"status,omitempty"` // such as MODEL_TRAINED
	ActiveConceptCount int            `json:"active_concept_count,omitempty"`
	TotalInputCount    int            `json:"total_input_count,omitempty"`
	CompletedAt        time.Time      `json:"completed_at,omitzero"`
	Description        string         `json:"description,omitempty"`
	Visibility         Visibility     `json:"visibility,omitzero"`
	AppID              string         `json:"app_id,omitempty"`
	UserID             string         `json:"user_id,omitempty"`
	ModifiedAt         time.Time      `json:"modified_at,omitzero"`
	Metadata           map[string]any `json:"metadata,omitempty"`
	License            string         `json:"license,omitempty"`
	TrainLog           string         `json:"train_log,omitempty"`
	NumThreads         int            `json:"num_threads,omitempty"`
}

// ModelStatus is the state of a version of a model: the status of its training or
// deployment, and not of a request.
type ModelStatus struct {
	Code             StatusCode           `json:"code,omitempty"`
	Description      string               `json:"description,omitempty"`
	Details          string               `json:"details,omitempty"`
	StackTrace       []string             `json:"stack_trace,omitempty"`
	PercentCompleted int                  `json:"percent_completed,omitempty"`
	TimeRemaining    int                  `json:"time_remaining,omitempty"`
	RequestID        string               `json:"req_id,omitempty"`
	InternalDetails  string               `json:"internal_details,omitempty"`
	RedirectInfo     *ModelStatusRedirect `json:"redirect_info,omitempty"`
	DeveloperNotes   string               `json:"developer_notes,omitempty"`
	HTTPStatusCode   int                  `json:"http_status_code,omitempty"`
}

// ModelStatusRedirect says where a resource that a status speaks of is now.
type ModelStatusRedirect struct {
	URL           string `json:"url,omitempty"`
	ResourceType  string `json:"resource_type,omitempty"`
	OldResourceID string `json:"old_resource_id,omitempty"`
	NewResourceID string `json:"new_resource_id,omitempty"`
}

// BookmarkOrigin is the resource that a bookmark leads to.
type BookmarkOrigin struct {
	ID           string       `json:"id"`
	AppID        string       `json:"app_id,omitempty"`
	UserID       string       `json:"user_id,omitempty"`
	ResourceType BookmarkType `json:"resource_type,omitempty"`
}

// ModelSort is the field by which a list of models is sorted.
type ModelSort string

// The fields by which a list of models can be sorted.
const (
	ModelSortName       ModelSort = "name"
	ModelSortNumInputs  ModelSort = "num_inputs"
	ModelSortModifiedAt ModelSort = "modified_at"
	ModelSortCreatedAt  ModelSort = "created_at"
	ModelSortStarCount  ModelSort = "star_count"
	ModelSortRelevance  ModelSort = "relevance" // to Search or Query
)

// EncodeValues adds the sort order to a query in Clarifai's form.
func (s ModelSort) EncodeValues(_ string, query *url.Values) error {
	return encodeSort(string(s), query)
}

func (s ModelSort) valid() bool {
	switch s {
	case "", ModelSortName, ModelSortNumInputs, ModelSortModifiedAt, ModelSortCreatedAt, ModelSortStarCount, ModelSortRelevance:
		return true
	}
	return false
}

// ListModelsOptions selects models. All filters that are set must match. Clarifai
// documents most of them by their names alone.
type ListModelsOptions struct {
	// AdditionalFields are fields that Clarifai leaves out by default: "stars",
	// "outputs", "presets", "counts", or "all".
	AdditionalFields []string `url:"additional_fields,omitempty"`
	// ShowReplicas adds the ReplicaCount of each model.
	ShowReplicas bool `url:"show_replicas,omitempty"`
	// Sort is the field to sort by. Empty means Clarifai's order.
	Sort ModelSort `url:"sort"`
	// SortAscending reverses the order, which is descending by default.
	SortAscending     bool     `url:"sort_ascending,omitempty"`
	ModelTypeID       string   `url:"model_type_id,omitempty"`
	TrainedOnly       bool     `url:"trained_only,omitempty"`
	InputFields       []string `url:"input_fields,omitempty"`
	OutputFields      []string `url:"output_fields,omitempty"`
	License           string   `url:"license,omitempty"`
	FeaturedOnly      bool     `url:"featured_only,omitempty"`
	StarredOnly       bool     `url:"starred_only,omitempty"` // by the caller
	Toolkits          []string `url:"toolkits,omitempty"`
	UseCases          []string `url:"use_cases,omitempty"`
	Languages         []string `url:"languages,omitempty"`
	DontFetchFromMain bool     `url:"dont_fetch_from_main,omitempty"` // presumably without Clarifai's own models
	// Bookmark selects bookmarks of models.
	Bookmark        bool        `url:"bookmark,omitempty"`
	ModelVersionIDs []string    `url:"model_version_ids,omitempty"`
	LicenseType     LicenseType `url:"license_type,omitempty"`
	Source          ModelSource `url:"source,omitempty"`
	Creator         string      `url:"creator,omitempty"`
	// MinReplicas is the lowest number of replicas. Zero means any number.
	MinReplicas int        `url:"min_replicas,omitempty"`
	Visibility  Visibility `url:"visibility.gettable,omitempty"`
	Search      string     `url:"search,omitempty"` // words in any text
	Query       string     `url:"query,omitempty"`  // words in any text
	Name        string     `url:"name,omitempty"`
	// FilterByUserID presumably lets Name match the ID of the owner, too.
	FilterByUserID bool `url:"filter_by_user_id,omitempty"`
	Paging
}

func (o ListModelsOptions) validate() string {
	if !o.Sort.valid() {
		return "models cannot be sorted by " + quoted(string(o.Sort))
	}
	return cmp.Or(o.Source.check(), checkUint32("MinReplicas", o.MinReplicas))
}

// GetModelOptions selects a version and more fields of a model.
type GetModelOptions struct {
	// VersionID is the version to return with the model. Empty means the latest.
	VersionID string `url:"version_id,omitempty"`
	// Language is a language such as "en". Empty means Clarifai's default.
	Language string `url:"language,omitempty"`
	// TrainedBefore presumably selects a version that has been trained.
	TrainedBefore bool `url:"trained_before,omitempty"`
	// AdditionalFields are fields that Clarifai leaves out by default: "stars",
	// "outputs", "presets", or "all".
	AdditionalFields []string `url:"additional_fields,omitempty"`
}

type modelResponse struct {
	wire.Envelope
	Model         *Model `json:"model"`
	WorkflowCount int    `json:"workflow_count"`
}

func (r *modelResponse) single() *Model {
	if r.Model != nil {
		r.Model.WorkflowCount = r.WorkflowCount
	}
	return r.Model
}

type modelsResponse struct {
	wire.Envelope
	Models []Model `json:"models"`
}

func (r *modelsResponse) list() []Model { return r.Models }

// List returns a page of the models in an app that the caller can see.
//
//   - API: GET /v2/users/{user}/apps/{app}/models
//   - Scopes: Apps_Get, Concepts_Get, Models_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *ModelsService) List(ctx context.Context, ownerID, appID string, opts *ListModelsOptions, callOpts ...CallOption) (*Page[Model], error) {
	return list[Model, modelsResponse](ctx, s.client, OpModelsList, opts, callOpts, ownerID, appID)
}

// ListAll iterates over the models in an app, as [ModelsService.List] lists them.
// It can skip models if anyone deletes some in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/apps/{app}/models
//   - Scopes: Apps_Get, Concepts_Get, Models_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *ModelsService) ListAll(ctx context.Context, ownerID, appID string, opts *ListModelsOptions, callOpts ...CallOption) iter.Seq2[Model, error] {
	return listAll[Model, modelsResponse](ctx, s.client, OpModelsList, opts, callOpts, ownerID, appID)
}

// ListForOwner returns a page of the models in all apps of a user or an
// organization that the caller can see.
//
//   - API: GET /v2/users/{user}/models
//   - Scopes: Apps_Get, Concepts_Get, Models_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *ModelsService) ListForOwner(ctx context.Context, ownerID string, opts *ListModelsOptions, callOpts ...CallOption) (*Page[Model], error) {
	return list[Model, modelsResponse](ctx, s.client, OpModelsListForOwner, opts, callOpts, ownerID)
}

// ListAllForOwner iterates over the models in all apps of a user or an
// organization, as [ModelsService.ListForOwner] lists them. It can skip models if
// anyone deletes some in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/models
//   - Scopes: Apps_Get, Concepts_Get, Models_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *ModelsService) ListAllForOwner(ctx context.Context, ownerID string, opts *ListModelsOptions, callOpts ...CallOption) iter.Seq2[Model, error] {
	return listAll[Model, modelsResponse](ctx, s.client, OpModelsListForOwner, opts, callOpts, ownerID)
}

// ListVisible returns a page of the models that the caller can see, whoever owns
// them. With StarredOnly it returns those that have the caller's star.
//
//   - API: GET /v2/models
//   - Scopes: Apps_Get, Concepts_Get, Models_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *ModelsService) ListVisible(ctx context.Context, opts *ListModelsOptions, callOpts ...CallOption) (*Page[Model], error) {
	return list[Model, modelsResponse](ctx, s.client, OpModelsListVisible, opts, callOpts)
}

// ListAllVisible iterates over the models that the caller can see, as
// [ModelsService.ListVisible] lists them. It can skip models if anyone deletes
// some in the meantime; see [Paging].
//
//   - API: GET /v2/models
//   - Scopes: Apps_Get, Concepts_Get, Models_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *ModelsService) ListAllVisible(ctx context.Context, opts *ListModelsOptions, callOpts ...CallOption) iter.Seq2[Model, error] {
	return listAll[Model, modelsResponse](ctx, s.client, OpModelsListVisible, opts, callOpts)
}

// Get returns a model.
//
//   - API: GET /v2/users/{user}/apps/{app}/models/{model}
//   - Scopes: Apps_Get, Concepts_Get, Models_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *ModelsService) Get(ctx context.Context, ownerID, appID, modelID string, opts *GetModelOptions, callOpts ...CallOption) (*Model, error) {
	return get[Model, modelResponse](ctx, s.client, request{
		op: OpModelsGet, ids: []string{ownerID, appID, modelID}, query: opts, callOpts: callOpts,
	})
}

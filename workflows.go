package clarifai

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// WorkflowsService reads workflows, and adds and removes the caller's stars.
type WorkflowsService struct{ service }

// Workflow is a workflow in an app, which runs several models. It has the fields
// that say which workflow it is and in which state; its nodes are outside this
// package.
type Workflow struct {
	ID             string           `json:"id"`
	AppID          string           `json:"app_id,omitempty" wire:"needed"`
	CreatedAt      time.Time        `json:"created_at,omitzero"`
	Metadata       map[string]any   `json:"metadata,omitempty"`
	Visibility     Visibility       `json:"visibility,omitzero" wire:"needed"`
	UserID         string           `json:"user_id,omitempty" wire:"needed"` // the owner: a user or an organization
	ModifiedAt     time.Time        `json:"modified_at,omitzero"`
	Version        *WorkflowVersion `json:"version,omitempty"`
	IsStarred      bool             `json:"is_starred,omitempty"` // by the caller; additional field "stars"
	StarCount      int              `json:"star_count,omitempty"`
	Description    string           `json:"description,omitempty"`
	Notes          string           `json:"notes,omitempty"`
	UseCases       []string         `json:"use_cases,omitempty"`
	CheckConsents  []string         `json:"check_consents,omitempty"`
	BookmarkOrigin *BookmarkOrigin  `json:"bookmark_origin,omitempty"`
	Image          *Image           `json:"image,omitempty"`
}

func (w *Workflow) resourceID() string { return w.ID }

// WorkflowVersion is one version of a workflow.
type WorkflowVersion struct {
	ID           string         `json:"id"`
	WorkflowID   string         `json:"workflow_id,omitempty"`
	CreatedAt    time.Time      `json:"created_at,omitzero"`
	ModifiedAt   time.Time      `json:"modified_at,omitzero"`
	Visibility   Visibility     `json:"visibility,omitzero"`
	Metadata     map[string]any `json:"metadata,omitempty"`
	AppID        string         `json:"app_id,omitempty"`
	UserID       string         `json:"user_id,omitempty"`
	Description  string         `json:"description,omitempty"`
	License      string         `json:"license,omitempty"`
	IsDeprecated bool           `json:"is_deprecated,omitempty"`
}

// WorkflowSort is the field by which a list of workflows is sorted.
type WorkflowSort string

// The fields by which a list of workflows can be sorted.
const (
	WorkflowSortID         WorkflowSort = "id"
	WorkflowSortModifiedAt WorkflowSort = "modified_at"
	WorkflowSortCreatedAt  WorkflowSort = "created_at"
	WorkflowSortStarCount  WorkflowSort = "star_count"
	WorkflowSortRelevance  WorkflowSort = "relevance" // to Search or Query
)

// EncodeValues adds the sort order to a query in Clarifai's form.
func (s WorkflowSort) EncodeValues(_ string, query *url.Values) error {
	return encodeSort(string(s), query)
}

func (s WorkflowSort) valid() bool {
	switch s {
	case "", WorkflowSortID, WorkflowSortModifiedAt, WorkflowSortCreatedAt, WorkflowSortStarCount, WorkflowSortRelevance:
		return true
	}
	return false
}

// ListWorkflowsOptions selects workflows. All filters that are set must match.
type ListWorkflowsOptions struct {
	// AdditionalFields are fields that Clarifai leaves out by default: "stars", or
	// "all".
	AdditionalFields []string `url:"additional_fields,omitempty"`
	// Sort is the field to sort by. Empty means Clarifai's order.
	Sort WorkflowSort `url:"sort"`
	// SortAscending reverses the order, which is descending by default.
	SortAscending bool `url:"sort_ascending,omitempty"`
	FeaturedOnly  bool `url:"featured_only,omitempty"`
	StarredOnly   bool `url:"starred_only,omitempty"` // by the caller
	// Bookmark selects bookmarks of workflows.
	Bookmark   bool       `url:"bookmark,omitempty"`
	Visibility Visibility `url:"visibility.gettable,omitempty"`
	Search     string     `url:"search,omitempty"` // words in any text
	Query      string     `url:"query,omitempty"`  // words in any text
	ID         string     `url:"id,omitempty"`
	SearchTerm string     `url:"search_term,omitempty"`
	Paging
}

func (o ListWorkflowsOptions) validate() string {
	if !o.Sort.valid() {
		return "workflows cannot be sorted by " + quoted(string(o.Sort))
	}
	return ""
}

// GetWorkflowOptions selects more fields of a workflow.
type GetWorkflowOptions struct {
	// AdditionalFields are fields that Clarifai leaves out by default: "stars", or
	// "all".
	AdditionalFields []string `url:"additional_fields,omitempty"`
}

type workflowResponse struct {
	wire.Envelope
	Workflow *Workflow `json:"workflow"`
}

func (r *workflowResponse) single() *Workflow { return r.Workflow }

type workflowsResponse struct {
	wire.Envelope
	Workflows []Workflow `json:"workflows"`
}

func (r *workflowsResponse) list() []Workflow { return r.Workflows }

// List returns a page of the workflows in an app that the caller can see.
//
//   - API: GET /v2/users/{user}/apps/{app}/workflows
//   - Scopes: Apps_Get, Models_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *WorkflowsService) List(ctx context.Context, ownerID, appID string, opts *ListWorkflowsOptions, callOpts ...CallOption) (*Page[Workflow], error) {
	return list[Workflow, workflowsResponse](ctx, s.client, OpWorkflowsList, opts, callOpts, ownerID, appID)
}

// ListAll iterates over the workflows in an app, as [WorkflowsService.List] lists
// them. It can skip workflows if anyone deletes some in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/apps/{app}/workflows
//   - Scopes: Apps_Get, Models_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *WorkflowsService) ListAll(ctx context.Context, ownerID, appID string, opts *ListWorkflowsOptions, callOpts ...CallOption) iter.Seq2[Workflow, error] {
	return listAll[Workflow, workflowsResponse](ctx, s.client, OpWorkflowsList, opts, callOpts, ownerID, appID)
}

// ListForOwner returns a page of the workflows in all apps of a user or an
// organization that the caller can see.
//
//   - API: GET /v2/users/{user}/workflows
//   - Scopes: Apps_Get, Models_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *WorkflowsService) ListForOwner(ctx context.Context, ownerID string, opts *ListWorkflowsOptions, callOpts ...CallOption) (*Page[Workflow], error) {
	return list[Workflow, workflowsResponse](ctx, s.client, OpWorkflowsListForOwner, opts, callOpts, ownerID)
}

// ListAllForOwner iterates over the workflows in all apps of a user or an
// organization, as [WorkflowsService.ListForOwner] lists them. It can skip
// workflows if anyone deletes some in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/workflows
//   - Scopes: Apps_Get, Models_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *WorkflowsService) ListAllForOwner(ctx context.Context, ownerID string, opts *ListWorkflowsOptions, callOpts ...CallOption) iter.Seq2[Workflow, error] {
	return listAll[Workflow, workflowsResponse](ctx, s.client, OpWorkflowsListForOwner, opts, callOpts, ownerID)
}

// ListVisible returns a page of the workflows that the caller can see, whoever
// owns them. With StarredOnly it returns those that have the caller's star.
//
//   - API: GET /v2/workflows
//   - Scopes: Apps_Get, Models_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *WorkflowsService) ListVisible(ctx context.Context, opts *ListWorkflowsOptions, callOpts ...CallOption) (*Page[Workflow], error) {
	return list[Workflow, workflowsResponse](ctx, s.client, OpWorkflowsListVisible, opts, callOpts)
}

// ListAllVisible iterates over the workflows that the caller can see, as
// [WorkflowsService.ListVisible] lists them. It can skip workflows if anyone
// deletes some in the meantime; see [Paging].
//
//   - API: GET /v2/workflows
//   - Scopes: Apps_Get, Models_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *WorkflowsService) ListAllVisible(ctx context.Context, opts *ListWorkflowsOptions, callOpts ...CallOption) iter.Seq2[Workflow, error] {
	return listAll[Workflow, workflowsResponse](ctx, s.client, OpWorkflowsListVisible, opts, callOpts)
}

// Get returns a workflow.
//
//   - API: GET /v2/users/{user}/apps/{app}/workflows/{workflow}
//   - Scopes: Apps_Get, Models_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *WorkflowsService) Get(ctx context.Context, ownerID, appID, workflowID string, opts *GetWorkflowOptions, callOpts ...CallOption) (*Workflow, error) {
	return get[Workflow, workflowResponse](ctx, s.client, request{
		op: OpWorkflowsGet, ids: []string{ownerID, appID, workflowID}, query: opts, callOpts: callOpts,
	})
}

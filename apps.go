package clarifai

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// AppsService manages the apps of users and organizations.
// An organization owns apps as a user does: its ID is the owner ID.
type AppsService struct{ service }

// App is an app on Clarifai, which contains models, data and workflows.
type App struct {
	ID                 string            `json:"id"`
	Name               string            `json:"name,omitempty" wire:"needed"`
	DefaultLanguage    string            `json:"default_language,omitempty" wire:"needed"`
	DefaultWorkflowID  string            `json:"default_workflow_id,omitempty" wire:"needed"`
	DefaultWorkflow    json.RawMessage   `json:"default_workflow,omitempty"`      // as Clarifai wrote it
	UserID             string            `json:"user_id,omitempty" wire:"needed"` // the owner: a user or an organization
	CreatedAt          time.Time         `json:"created_at,omitzero"`
	ModifiedAt         time.Time         `json:"modified_at,omitzero"`
	LegalConsentStatus int               `json:"legal_consent_status,omitempty" wire:"needed"`
	Metadata           map[string]any    `json:"metadata,omitempty"` // nil if Clarifai shows none
	Description        string            `json:"description,omitempty" wire:"needed"`
	SampleMS           int               `json:"sample_ms,omitempty" wire:"needed"` // between frames of videos
	Visibility         Visibility        `json:"visibility,omitzero" wire:"needed"`
	DataTierID         string            `json:"data_tier_id,omitempty" wire:"needed"`
	IsStarred          bool              `json:"is_starred,omitempty"` // by the caller; additional field "stars"
	StarCount          int               `json:"star_count,omitempty"`
	Notes              string            `json:"notes,omitempty" wire:"needed"`
	Image              *Image            `json:"image,omitempty" wire:"needed"`
	IsTemplate         *bool             `json:"is_template,omitempty" wire:"needed"` // nil if unknown
	ExtraInfo          *AppExtraInfo     `json:"extra_info,omitempty"`
	EmbeddingsStorage  EmbeddingsStorage `json:"embeddings_storage,omitempty" wire:"needed"`

	// metadata is as Clarifai wrote it, since a float64 cannot hold every number.
	metadata json.RawMessage
}

// UnmarshalJSON reads an app, and keeps the exact numbers of its metadata. Null
// leaves the app as it is.
func (a *App) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	type plain App
	read := struct {
		*plain
		Metadata json.RawMessage `json:"metadata"`
	}{plain: (*plain)(a)}
	if err := wire.DecodePart(data, &read); err != nil {
		return err
	}
	a.metadata, a.Metadata = read.Metadata, nil
	if a.metadata == nil {
		return nil
	}
	return wire.DecodePart(a.metadata, &a.Metadata)
}

func (a *App) resourceID() string { return a.ID }

// AppExtraInfo has the fields of an app that Clarifai adds on request.
type AppExtraInfo struct {
	SearchRevisionMarker string          `json:"search_revision_marker,omitempty"`
	Counts               *ResourceCounts `json:"counts,omitempty"`
}

// EmbeddingsStorage is where an app keeps its embeddings. A value that this
// package does not know is kept as its number or name.
type EmbeddingsStorage string

// The storages of embeddings. The empty EmbeddingsStorage means that none is set.
const (
	EmbeddingsPostgres EmbeddingsStorage = "POSTGRES"
	EmbeddingsQdrant   EmbeddingsStorage = "QDRANT"
)

var embeddingsStorages = map[int32]string{0: "EMBEDDING_STORAGE_NOT_SET", 1: "POSTGRES", 2: "QDRANT"}

// UnmarshalJSON reads a number or a name.
func (e *EmbeddingsStorage) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, e, embeddingsStorages)
}

// MarshalJSON writes the name, or a number that has none.
func (e EmbeddingsStorage) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(e) }

// AppSort is the field by which a list of apps is sorted.
type AppSort string

// The fields by which a list of apps can be sorted.
const (
	AppSortName       AppSort = "name"
	AppSortModifiedAt AppSort = "modified_at"
	AppSortCreatedAt  AppSort = "created_at"
	AppSortStarCount  AppSort = "star_count"
	AppSortID         AppSort = "id"
	AppSortRelevance  AppSort = "relevance" // to Search or Query
)

// EncodeValues adds the sort order to a query in Clarifai's form.
func (s AppSort) EncodeValues(_ string, query *url.Values) error {
	return encodeSort(string(s), query)
}

func (s AppSort) valid() bool {
	switch s {
	case "", AppSortName, AppSortModifiedAt, AppSortCreatedAt, AppSortStarCount, AppSortID, AppSortRelevance:
		return true
	}
	return false
}

// ListAppsOptions selects apps. All filters that are set must match.
type ListAppsOptions struct {
	// AdditionalFields are fields that Clarifai leaves out by default, such as
	// "stars" or "counts".
	AdditionalFields []string `url:"additional_fields,omitempty"`
	// Sort is the field to sort by. Empty means Clarifai's order.
	Sort AppSort `url:"sort"`
	// SortAscending reverses the order, which is descending by default.
	SortAscending bool       `url:"sort_ascending,omitempty"`
	FeaturedOnly  bool       `url:"featured_only,omitempty"`
	StarredOnly   bool       `url:"starred_only,omitempty"` // by the caller
	TemplateOnly  bool       `url:"template_only,omitempty"`
	Visibility    Visibility `url:"visibility.gettable,omitempty"`
	Search        string     `url:"search,omitempty"` // words in any text
	Query         string     `url:"query,omitempty"`  // words in any text
	Name          string     `url:"name,omitempty"`
	ID            string     `url:"id,omitempty"`
	Paging
}

// SearchAppsOptions selects apps by name.
type SearchAppsOptions struct {
	// Name is the name to search for. Empty selects all apps.
	Name string
	Paging
}

// GetAppOptions selects more fields of an app.
type GetAppOptions struct {
	// AdditionalFields are fields that Clarifai leaves out by default, such as
	// "stars" or "counts".
	AdditionalFields []string `url:"additional_fields,omitempty"`
}

// CreateAppRequest is an app to create. Only the ID is required.
type CreateAppRequest struct {
	// ID is 1 to 32 letters and digits, with '-' and '_' between them.
	ID                string         `json:"id"`
	Name              string         `json:"name,omitempty"`
	DefaultLanguage   string         `json:"default_language,omitempty"`
	DefaultWorkflowID string         `json:"default_workflow_id,omitempty"`
	Description       string         `json:"description,omitempty"`
	Notes             string         `json:"notes,omitempty"`
	Metadata          map[string]any `json:"metadata,omitempty"`
	// Visibility is who can see the app. Empty means Clarifai's default, private.
	Visibility        Visibility        `json:"visibility,omitzero"`
	SampleMS          int               `json:"sample_ms,omitempty"`
	DataTierID        string            `json:"data_tier_id,omitempty"`
	Image             *Image            `json:"image,omitempty"`
	IsTemplate        *bool             `json:"is_template,omitempty"`
	EmbeddingsStorage EmbeddingsStorage `json:"embeddings_storage,omitempty"`
}

type appResponse struct {
	wire.Envelope
	App *App `json:"app"`
}

func (r *appResponse) single() *App { return r.App }

func (r *appResponse) list() []App {
	if r.App == nil {
		return nil
	}
	return []App{*r.App}
}

type appsResponse struct {
	wire.Envelope
	Apps []App `json:"apps"`
}

func (r *appsResponse) list() []App { return r.Apps }

func (o ListAppsOptions) validate() string {
	if !o.Sort.valid() {
		return "apps cannot be sorted by " + quoted(string(o.Sort))
	}
	return ""
}

// List returns a page of the apps of a user or an organization that the caller
// can see.
//
//   - API: GET /v2/users/{user}/apps
//   - Scopes: Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) List(ctx context.Context, ownerID string, opts *ListAppsOptions, callOpts ...CallOption) (*Page[App], error) {
	return list[App, appsResponse](ctx, s.client, OpAppsList, opts, callOpts, ownerID)
}

// ListAll iterates over the apps of a user or an organization, as
// [AppsService.List] lists them. It can skip apps if anyone deletes some in the
// meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/apps
//   - Scopes: Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) ListAll(ctx context.Context, ownerID string, opts *ListAppsOptions, callOpts ...CallOption) iter.Seq2[App, error] {
	return listAll[App, appsResponse](ctx, s.client, OpAppsList, opts, callOpts, ownerID)
}

// ListVisible returns a page of the apps that the caller can see, whoever owns
// them. With StarredOnly it returns those that have the caller's star.
//
//   - API: GET /v2/apps
//   - Scopes: Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) ListVisible(ctx context.Context, opts *ListAppsOptions, callOpts ...CallOption) (*Page[App], error) {
	return list[App, appsResponse](ctx, s.client, OpAppsListVisible, opts, callOpts)
}

// ListAllVisible iterates over the apps that the caller can see, as
// [AppsService.ListVisible] lists them. It can skip apps if anyone deletes some
// in the meantime; see [Paging].
//
//   - API: GET /v2/apps
//   - Scopes: Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) ListAllVisible(ctx context.Context, opts *ListAppsOptions, callOpts ...CallOption) iter.Seq2[App, error] {
	return listAll[App, appsResponse](ctx, s.client, OpAppsListVisible, opts, callOpts)
}

func (o SearchAppsOptions) searchBody(p Paging) any {
	return searchAppsBody{appQuery{o.Name}, pagination{p.Page, p.PerPage}}
}

// searchAppsBody is a search for apps as it is sent.
type searchAppsBody struct {
	Query      appQuery   `json:"app_query"`
	Pagination pagination `json:"pagination"`
}

type appQuery struct {
	Name string `json:"name,omitempty"`
}

// Search returns a page of an owner's apps by name.
//
//   - API: POST /v2/users/{user}/apps/searches
//   - Scopes: Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) Search(ctx context.Context, ownerID string, opts *SearchAppsOptions, callOpts ...CallOption) (*Page[App], error) {
	return list[App, appsResponse](ctx, s.client, OpAppsSearch, opts, callOpts, ownerID)
}

// SearchAll iterates over an owner's apps by name, as [AppsService.Search] finds
// them. It can skip apps if anyone deletes some in the meantime; see [Paging].
//
//   - API: POST /v2/users/{user}/apps/searches
//   - Scopes: Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) SearchAll(ctx context.Context, ownerID string, opts *SearchAppsOptions, callOpts ...CallOption) iter.Seq2[App, error] {
	return listAll[App, appsResponse](ctx, s.client, OpAppsSearch, opts, callOpts, ownerID)
}

// Get returns an app.
//
//   - API: GET /v2/users/{user}/apps/{app}
//   - Scopes: Apps_Get, Workflows_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *AppsService) Get(ctx context.Context, ownerID, appID string, opts *GetAppOptions, callOpts ...CallOption) (*App, error) {
	return get[App, appResponse](ctx, s.client, request{op: OpAppsGet, ids: []string{ownerID, appID}, query: opts, callOpts: callOpts})
}

// Create creates an app. An ID that is taken is [ErrConflict]. If the outcome is
// unknown, the owner's apps are read to see whether it was created.
//
//   - API: POST /v2/users/{user}/apps
//   - Scopes: Apps_Add, Apps_Get, Models_Get, Workflows_Get, Workflows_Add
//   - Status: current (see [Grade])
func (s *AppsService) Create(ctx context.Context, ownerID string, req CreateAppRequest, callOpts ...CallOption) (*App, error) {
	return createApp.runOne(ctx, s.client, request{
		ids: []string{ownerID}, problem: req.validate(), callOpts: callOpts,
	}, req)
}

func (r *CreateAppRequest) validate() string {
	return cmp.Or(checkID("app ID", r.ID), checkUint32("SampleMS", r.SampleMS))
}

type createAppResponse struct {
	wire.Envelope
	Apps []created[App] `json:"apps"`
}

func (r *createAppResponse) created() ([]created[App], bool) { return r.Apps, true }

var createApp = verifiedCreate[CreateAppRequest, App]{
	op:        OpAppsCreate,
	key:       func(r *CreateAppRequest) string { return r.ID },
	outKey:    (*App).resourceID,
	equal:     (*CreateAppRequest).shownBy,
	createdAt: func(a *App) time.Time { return a.CreatedAt },
	body:      func(items []CreateAppRequest) any { return map[string]any{"apps": items} },
	response:  func() createResponse[App] { return new(createAppResponse) },
	// A list proves that the owner's apps can be read. A single app that is not
	// found does not.
	lookUp: func(ctx context.Context, c *Client, ids []string, items []CreateAppRequest, callOpts []CallOption) iter.Seq2[App, error] {
		return c.Apps.ListAll(ctx, ids[0], &ListAppsOptions{ID: items[0].ID}, callOpts...)
	},
}

// shownBy reports whether an app that was read matches the request. The image is
// not compared, since a server may store it under another URL.
func (r *CreateAppRequest) shownBy(a *App) bool {
	for _, field := range [][2]string{
		{r.Name, a.Name}, {r.DefaultLanguage, a.DefaultLanguage}, {r.DefaultWorkflowID, a.DefaultWorkflowID},
		{r.Description, a.Description}, {r.Notes, a.Notes}, {string(r.Visibility), string(a.Visibility)},
		{r.DataTierID, a.DataTierID}, {string(r.EmbeddingsStorage), string(a.EmbeddingsStorage)},
	} {
		if field[0] != "" && !sameText(field[0], field[1]) {
			return false
		}
	}
	if r.SampleMS != 0 && r.SampleMS != a.SampleMS || r.IsTemplate != nil && *r.IsTemplate != deref(a.IsTemplate) {
		return false
	}
	return len(r.Metadata) == 0 || sameJSON(r.Metadata, a.metadata)
}

// Delete deletes an app with everything in it, and its keys. It cannot be
// undone. An app that does not exist is [ErrNotFound], unless an earlier attempt of
// the same call deleted it.
//
//   - API: DELETE /v2/users/{user}/apps/{app}
//   - Scopes: Apps_Add, Apps_Delete, Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) Delete(ctx context.Context, ownerID, appID string, callOpts ...CallOption) error {
	return s.client.send(ctx, request{op: OpAppsDelete, ids: []string{ownerID, appID}, callOpts: callOpts}, nil)
}

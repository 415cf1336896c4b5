package clarifai

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// AppsService finds, creates and changes the apps of users and organizations.
// An organization owns apps as a user does: its id is the owner's id.
type AppsService service

// App is an app: it holds models, data and workflows.
type App struct {
	ID                 string            `json:"id"`
	Name               string            `json:"name,omitempty" wire:"needed"`
	DefaultLanguage    string            `json:"default_language,omitempty" wire:"needed"`
	DefaultWorkflowID  string            `json:"default_workflow_id,omitempty" wire:"needed"`
	DefaultWorkflow    json.RawMessage   `json:"default_workflow,omitempty"`      // as Clarifai wrote it
	UserID             string            `json:"user_id,omitempty" wire:"needed"` // the owner: a user or an organization
	CreatedAt          time.Time         `json:"created_at,omitzero"`
	ModifiedAt         time.Time         `json:"modified_at,omitzero"`
	LegalConsentStatus uint32            `json:"legal_consent_status,omitempty" wire:"needed"`
	Metadata           map[string]any    `json:"metadata,omitempty"` // nil: none, or not shown
	Description        string            `json:"description,omitempty" wire:"needed"`
	SampleMS           uint32            `json:"sample_ms,omitempty" wire:"needed"` // between the frames of videos, in milliseconds
	Visibility         Visibility        `json:"visibility,omitzero" wire:"needed"`
	DataTierID         string            `json:"data_tier_id,omitempty" wire:"needed"`
	IsStarred          bool              `json:"is_starred,omitempty"` // by the caller; shown when "stars" is asked for
	StarCount          int32             `json:"star_count,omitempty"`
	Notes              string            `json:"notes,omitempty" wire:"needed"`
	Image              *Image            `json:"image,omitempty" wire:"needed"`
	IsTemplate         *bool             `json:"is_template,omitempty" wire:"needed"` // nil: Clarifai does not say
	ExtraInfo          *AppExtraInfo     `json:"extra_info,omitempty"`
	EmbeddingsStorage  EmbeddingsStorage `json:"embeddings_storage,omitempty" wire:"needed"`

	metadata json.RawMessage // as it came: a float64 does not hold every number
}

// UnmarshalJSON reads an app, and keeps its metadata as it came. Null
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

// AppExtraInfo is what Clarifai adds to an app when it is asked for.
type AppExtraInfo struct {
	SearchRevisionMarker string          `json:"search_revision_marker,omitempty"`
	Counts               *ResourceCounts `json:"counts,omitempty"`
}

// EmbeddingsStorage is where an app keeps its embeddings. A value that this
// package does not know is kept as its number or name.
type EmbeddingsStorage string

// The storages of embeddings. The empty EmbeddingsStorage says nothing.
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

// AppSort is what a list of apps is sorted by.
type AppSort string

// What a list of apps can be sorted by.
const (
	AppSortName       AppSort = "name"
	AppSortModifiedAt AppSort = "modified_at"
	AppSortCreatedAt  AppSort = "created_at"
	AppSortStarCount  AppSort = "star_count"
	AppSortID         AppSort = "id"
	AppSortRelevance  AppSort = "relevance" // to Search or Query
)

// EncodeValues writes the sort order as Clarifai's query has it.
func (s AppSort) EncodeValues(_ string, query *url.Values) error {
	if s != "" {
		query.Set("sort_by_"+string(s), "true")
	}
	return nil
}

func (s AppSort) valid() bool {
	switch s {
	case "", AppSortName, AppSortModifiedAt, AppSortCreatedAt, AppSortStarCount, AppSortID, AppSortRelevance:
		return true
	}
	return false
}

// ListAppsOptions chooses apps. Filters that are set must all hold.
type ListAppsOptions struct {
	// AdditionalFields are fields that are left out otherwise, such as "stars"
	// or "counts".
	AdditionalFields []string   `url:"additional_fields,omitempty"`
	Sort             AppSort    `url:"sort"`                     // "": Clarifai's order
	SortAscending    bool       `url:"sort_ascending,omitempty"` // false: descending
	FeaturedOnly     bool       `url:"featured_only,omitempty"`
	StarredOnly      bool       `url:"starred_only,omitempty"` // by the caller
	TemplateOnly     bool       `url:"template_only,omitempty"`
	Visibility       Visibility `url:"visibility.gettable,omitempty"`
	Search           string     `url:"search,omitempty"` // words, in any of an app's texts
	Query            string     `url:"query,omitempty"`  // words, in any of an app's texts
	Name             string     `url:"name,omitempty"`
	ID               string     `url:"id,omitempty"`
	Paging
}

// SearchAppsOptions chooses apps by name.
type SearchAppsOptions struct {
	Name string // "": all
	Paging
}

// GetAppOptions asks for more of an app.
type GetAppOptions struct {
	// AdditionalFields are fields that are left out otherwise, such as "stars"
	// or "counts".
	AdditionalFields []string `url:"additional_fields,omitempty"`
}

// CreateAppRequest is an app to be created. Only the ID is required.
type CreateAppRequest struct {
	ID                string            `json:"id"` // 1 to 32 letters and digits, with '-' and '_' between them
	Name              string            `json:"name,omitempty"`
	DefaultLanguage   string            `json:"default_language,omitempty"`
	DefaultWorkflowID string            `json:"default_workflow_id,omitempty"`
	Description       string            `json:"description,omitempty"`
	Notes             string            `json:"notes,omitempty"`
	Metadata          map[string]any    `json:"metadata,omitempty"`
	Visibility        Visibility        `json:"visibility,omitzero"` // "": Clarifai's default, private
	SampleMS          uint32            `json:"sample_ms,omitempty"`
	DataTierID        string            `json:"data_tier_id,omitempty"`
	Image             *Image            `json:"image,omitempty"`
	IsTemplate        *bool             `json:"is_template,omitempty"`
	EmbeddingsStorage EmbeddingsStorage `json:"embeddings_storage,omitempty"`
}

// List reads a page of the apps that a user or an organization owns, as far as
// the caller can see them.
//
// PAT with Apps_Get, Workflows_Get; Current.
func (s *AppsService) List(ctx context.Context, ownerID string, opts *ListAppsOptions, callOpts ...CallOption) (*Page[App], error) {
	return s.list(OpAppsList, []string{ownerID}, opts, callOpts).list(ctx)
}

// ListAll iterates over the apps that a user or an organization owns; see [AppsService.List].
// It can skip apps if some are deleted meanwhile, by anyone; see [Paging].
func (s *AppsService) ListAll(ctx context.Context, ownerID string, opts *ListAppsOptions, callOpts ...CallOption) iter.Seq2[App, error] {
	return s.list(OpAppsList, []string{ownerID}, opts, callOpts).all(ctx)
}

// ListVisible reads a page of the apps that the caller can see, whoever owns
// them; with StarredOnly those that have the caller's star.
//
// PAT with Apps_Get, Workflows_Get; Current.
func (s *AppsService) ListVisible(ctx context.Context, opts *ListAppsOptions, callOpts ...CallOption) (*Page[App], error) {
	return s.list(OpAppsListVisible, nil, opts, callOpts).list(ctx)
}

// ListAllVisible iterates over the apps that the caller can see; see [AppsService.ListVisible].
// It can skip apps if some are deleted meanwhile, by anyone; see [Paging].
func (s *AppsService) ListAllVisible(ctx context.Context, opts *ListAppsOptions, callOpts ...CallOption) iter.Seq2[App, error] {
	return s.list(OpAppsListVisible, nil, opts, callOpts).all(ctx)
}

func (s *AppsService) list(op Operation, ids []string, opts *ListAppsOptions, callOpts []CallOption) *listing[App] {
	l := &listing[App]{client: s.api(), op: op, ids: ids, paging: deref(opts).Paging, query: opts, response: appsResponse, opts: callOpts}
	if sort := deref(opts).Sort; !sort.valid() {
		l.refusal = invalid(op, "apps cannot be sorted by %s", quoted(string(sort)))
	}
	return l
}

func appsResponse() (wire.Response, *[]App) {
	var out struct {
		wire.Envelope
		Apps []App `json:"apps"`
	}
	return &out, &out.Apps
}

// Search reads a page of an owner's apps by name.
//
// PAT with Apps_Get, Workflows_Get; Current.
func (s *AppsService) Search(ctx context.Context, ownerID string, opts *SearchAppsOptions, callOpts ...CallOption) (*Page[App], error) {
	return s.search(ownerID, opts, callOpts).list(ctx)
}

// SearchAll iterates over an owner's apps by name; see [AppsService.Search].
// It can skip apps if some are deleted meanwhile, by anyone; see [Paging].
func (s *AppsService) SearchAll(ctx context.Context, ownerID string, opts *SearchAppsOptions, callOpts ...CallOption) iter.Seq2[App, error] {
	return s.search(ownerID, opts, callOpts).all(ctx)
}

func (s *AppsService) search(ownerID string, opts *SearchAppsOptions, callOpts []CallOption) *listing[App] {
	type query struct {
		Name string `json:"name,omitempty"`
	}
	name := deref(opts).Name
	return &listing[App]{
		client: s.api(), op: OpAppsSearch, ids: []string{ownerID}, paging: deref(opts).Paging, response: appsResponse, opts: callOpts,
		body: func(p Paging) any {
			return map[string]any{"app_query": query{name}, "pagination": pagination{p.Page, p.PerPage}}
		},
	}
}

// Get reads an app.
//
// PAT or an app's key, with Apps_Get, Workflows_Get; Current.
func (s *AppsService) Get(ctx context.Context, ownerID, appID string, opts *GetAppOptions, callOpts ...CallOption) (*App, error) {
	var out struct {
		wire.Envelope
		App *App `json:"app"`
	}
	err := s.api().do(ctx, request{op: OpAppsGet, ids: []string{ownerID, appID}, query: opts, out: &out, callOpts: callOpts})
	return requireID(out.App, idOfApp, err, OpAppsGet, "app", ownerID, appID)
}

// Create creates an app. An id that is taken is [ErrConflict]. After a doubtful
// answer the owner's apps are read to see whether it was created.
//
// PAT with Apps_Add, Apps_Get, Models_Get, Workflows_Get, Workflows_Add;
// Current.
func (s *AppsService) Create(ctx context.Context, ownerID string, req CreateAppRequest, callOpts ...CallOption) (*App, error) {
	resetResponse(callOpts)
	if problem := route.CheckID(req.ID); problem != "" {
		return nil, invalid(OpAppsCreate, "the app id %s", problem)
	}
	w := creation[CreateAppRequest, App]{
		client: s.api(), op: OpAppsCreate, ids: []string{ownerID}, opts: callOpts,
		key:     func(a *CreateAppRequest) string { return a.ID },
		outKey:  idOfApp,
		equal:   sameApp,
		created: func(a *App) time.Time { return a.CreatedAt },
		send: func(ctx context.Context, items []CreateAppRequest) (answer[App], error) {
			var clock serverClock
			var out struct {
				wire.Envelope
				Apps []created[App] `json:"apps"`
			}
			err := s.api().do(ctx, request{
				op: OpAppsCreate, ids: []string{ownerID}, body: map[string]any{"apps": items}, out: &out, clock: &clock, callOpts: callOpts,
			})
			return answer[App]{out.Status, true, out.Apps, clock}, err
		},
		read: func(ctx context.Context, items []CreateAppRequest, opts []CallOption) iter.Seq2[App, error] {
			return func(yield func(App, error) bool) {
				// The list proves that the owner can be read, which a single
				// app that is not found does not.
				for app, err := range s.ListAll(ctx, ownerID, &ListAppsOptions{ID: items[0].ID}, opts...) {
					if !yield(app, err) {
						return
					}
				}
			}
		},
	}
	return w.runOne(ctx, req)
}

// sameApp reports whether an app that was read is the one that was to be
// created, as far as that said anything. A picture may be kept elsewhere than
// it came from, so that it tells nothing.
func sameApp(in *CreateAppRequest, out *App) bool {
	for _, field := range [][2]string{
		{in.Name, out.Name}, {in.DefaultLanguage, out.DefaultLanguage}, {in.DefaultWorkflowID, out.DefaultWorkflowID},
		{in.Description, out.Description}, {in.Notes, out.Notes}, {string(in.Visibility), string(out.Visibility)},
		{in.DataTierID, out.DataTierID}, {string(in.EmbeddingsStorage), string(out.EmbeddingsStorage)},
	} {
		if field[0] != "" && !sameText(field[0], field[1]) {
			return false
		}
	}
	if in.SampleMS != 0 && in.SampleMS != out.SampleMS || deref(in.IsTemplate) != deref(out.IsTemplate) && in.IsTemplate != nil {
		return false
	}
	return len(in.Metadata) == 0 || sameJSON(in.Metadata, out.metadata)
}

// Delete deletes an app with all that is in it, and its keys. It cannot be
// undone. An app that is not there is [ErrNotFound], unless an earlier try of
// this very call deleted it.
//
// PAT with Apps_Add, Apps_Delete, Apps_Get, Workflows_Get; Current.
func (s *AppsService) Delete(ctx context.Context, ownerID, appID string, callOpts ...CallOption) error {
	return s.api().do(ctx, request{op: OpAppsDelete, ids: []string{ownerID, appID}, out: &wire.Envelope{}, callOpts: callOpts})
}

func idOfApp(a *App) string { return a.ID }

func (s *AppsService) api() *Client { return (*service)(s).api() }

package clarifai

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

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

// ResourceCounts is how much is in an app.
type ResourceCounts struct {
	Datasets  int64 `json:"datasets,omitempty"`
	Models    int64 `json:"models,omitempty"`
	Workflows int64 `json:"workflows,omitempty"`
	Inputs    int64 `json:"inputs,omitempty"`
	Pipelines int64 `json:"pipelines,omitempty"`
}

// UnmarshalJSON reads 64-bit integers in either of JSON's forms. Null leaves the
// counts as they are.
func (c *ResourceCounts) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	var read struct {
		Datasets  wire.Int64 `json:"datasets"`
		Models    wire.Int64 `json:"models"`
		Workflows wire.Int64 `json:"workflows"`
		Inputs    wire.Int64 `json:"inputs"`
		Pipelines wire.Int64 `json:"pipelines"`
	}
	if err := wire.DecodePart(data, &read); err != nil {
		return err
	}
	*c = ResourceCounts{int64(read.Datasets), int64(read.Models), int64(read.Workflows), int64(read.Inputs), int64(read.Pipelines)}
	return nil
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

// UpdateAppRequest says what to change of an app. What is nil stays as it is.
type UpdateAppRequest struct {
	Name              *string
	DefaultLanguage   *string
	DefaultWorkflowID *string
	Description       *string
	Notes             *string
	Visibility        *Visibility
	SampleMS          *uint32
	DataTierID        *string
	Image             *Image
	IsTemplate        *bool
	// Metadata changes the app's metadata.
	Metadata *MetadataChange
	// Reindex has Clarifai index the app's inputs anew, where the change of
	// the default workflow asks for it.
	Reindex bool
}

// MetadataChange changes the metadata of an app at its top level: Set puts
// keys in, Remove takes keys out, Replace puts Set in the place of all there is.
type MetadataChange struct {
	Set     map[string]any
	Remove  []string
	Replace bool
}

// patchAction says how what is sent is put in. What words it takes is not in
// Clarifai's definitions: those of an action are sent.
type patchAction struct {
	Op string `json:"op"`
}

// apply changes the metadata of an app that was read, and says how it is to be
// put in. Metadata that is not shown may be there all the same: then only what
// is set is sent, to be merged.
func (m *MetadataChange) apply(app *App) (*patchAction, error) {
	shown := app.Metadata != nil
	switch {
	case m == nil && !shown:
		return nil, nil
	case m == nil:
		return &patchAction{"overwrite"}, nil
	case !shown && !m.Replace && len(m.Remove) > 0:
		return nil, &Error{Op: OpAppsUpdate, subject: app.ID, kind: ErrInvalid,
			problem: "Clarifai shows no metadata of the app, so keys cannot be removed from it"}
	}
	after := make(map[string]any, len(app.Metadata)+len(m.Set))
	if !m.Replace && shown {
		was := make(map[string]json.RawMessage) // as it came
		if err := wire.DecodePart(app.metadata, &was); err != nil {
			return nil, &Error{Op: OpAppsUpdate, subject: app.ID, kind: errNone, cause: err, problem: "the app's metadata cannot be read"}
		}
		for key, v := range was {
			after[key] = v
		}
	}
	maps.Copy(after, m.Set)
	for _, key := range m.Remove {
		delete(after, key)
	}
	data, err := wire.Encode(after)
	if err != nil {
		return nil, invalid(OpAppsUpdate, "the metadata: %v", err)
	}
	app.Metadata, app.metadata = after, data
	if !shown && !m.Replace {
		return &patchAction{"merge"}, nil
	}
	return &patchAction{"overwrite"}, nil
}

// holds reports whether an app shows the change.
func (m *MetadataChange) holds(now *App) bool {
	var shown map[string]json.RawMessage
	if now.metadata != nil && wire.DecodePart(now.metadata, &shown) != nil {
		return false
	}
	for key, v := range m.Set {
		if there, ok := shown[key]; !slices.Contains(m.Remove, key) && (!ok || !sameJSON(v, there)) {
			return false
		}
	}
	for _, key := range m.Remove {
		if _, ok := now.Metadata[key]; ok {
			return false
		}
	}
	if !m.Replace {
		return true
	}
	for key := range shown {
		if _, ok := m.Set[key]; !ok {
			return false
		}
	}
	return true
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
	l := &listing[App]{client: s.api(), op: op, ids: ids, paging: value(opts).Paging, query: opts, response: appsResponse, opts: callOpts}
	if sort := value(opts).Sort; !sort.valid() {
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
	name := value(opts).Name
	return &listing[App]{
		client: s.api(), op: OpAppsSearch, ids: []string{ownerID}, paging: value(opts).Paging, response: appsResponse, opts: callOpts,
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
	err := s.api().do(ctx, call{op: OpAppsGet, ids: []string{ownerID, appID}, query: opts, out: &out, opts: callOpts})
	return one(out.App, idOfApp, err, OpAppsGet, "app", ownerID, appID)
}

// Create creates an app. An id that is taken is [ErrConflict]. After a doubtful
// answer the owner's apps are read to see whether it was created.
//
// PAT with Apps_Add, Apps_Get, Models_Get, Workflows_Get, Workflows_Add;
// Current.
func (s *AppsService) Create(ctx context.Context, ownerID string, a CreateAppRequest, callOpts ...CallOption) (*App, error) {
	begin(callOpts)
	if problem := checkID(a.ID); problem != "" {
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
			err := s.api().do(ctx, call{
				op: OpAppsCreate, ids: []string{ownerID}, body: map[string]any{"apps": items}, out: &out, clock: &clock, opts: callOpts,
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
	return w.runOne(ctx, a)
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
	if in.SampleMS != 0 && in.SampleMS != out.SampleMS || value(in.IsTemplate) != value(out.IsTemplate) && in.IsTemplate != nil {
		return false
	}
	return len(in.Metadata) == 0 || sameJSON(in.Metadata, out.metadata)
}

// sameJSON reports whether two values are the same once they are JSON.
func sameJSON(a, b any) bool {
	var trees [2]any
	for i, v := range []any{a, b} {
		data, err := wire.Encode(v)
		if err != nil || wire.DecodeNumbers(data, &trees[i]) != nil {
			return false
		}
	}
	return reflect.DeepEqual(trees[0], trees[1])
}

// Update changes an app and returns it as it is afterwards.
//
// A change of Description, Notes and Image alone takes one request. Any other
// takes two: Clarifai takes an app as a whole, so the app is read, changed and
// written. What somebody else changes between the two is lost. Texts are taken as
// the response lists them, and of an image only its presence is checked. If
// another field that was set does not show, the app is read until it does, for up
// to RetryPolicy.VerifyTimeout; a change that never shows is an error.
//
// PAT with Apps_Add, Apps_Get, Workflows_Get; Current.
func (s *AppsService) Update(ctx context.Context, ownerID, appID string, u UpdateAppRequest, callOpts ...CallOption) (*App, error) {
	begin(callOpts)
	if reflect.ValueOf(u).IsZero() {
		return nil, invalid(OpAppsUpdate, "there is nothing to change")
	}
	if details := (UpdateAppRequest{Description: u.Description, Notes: u.Notes, Image: u.Image}); reflect.DeepEqual(u, details) {
		return s.updateDetails(ctx, ownerID, appID, details, callOpts)
	}
	reads := forReads(callOpts)
	now, err := s.Get(ctx, ownerID, appID, nil, reads...)
	if err != nil {
		return nil, notWritten(OpAppsUpdate, err)
	}
	want := *now
	put(&want.Name, u.Name)
	put(&want.DefaultLanguage, u.DefaultLanguage)
	put(&want.DefaultWorkflowID, u.DefaultWorkflowID)
	put(&want.Description, u.Description)
	put(&want.Notes, u.Notes)
	put(&want.Visibility, u.Visibility)
	put(&want.SampleMS, u.SampleMS)
	put(&want.DataTierID, u.DataTierID)
	if u.Image != nil {
		want.Image = u.Image
	}
	if u.IsTemplate != nil {
		want.IsTemplate = u.IsTemplate
	}
	metadata, err := u.Metadata.apply(&want)
	if err != nil {
		return nil, err
	}
	var out struct {
		wire.Envelope
		App *App `json:"app"`
	}
	err = s.api().do(ctx, call{
		op: OpAppsUpdate, ids: []string{ownerID, appID}, out: &out, confirmed: true, opts: callOpts,
		body: appPatch{App: writable(&want), Action: "overwrite", MetadataAction: metadata, Reindex: u.Reindex},
	})
	if err != nil {
		return nil, err
	}
	if out.App != nil && out.App.ID != appID {
		out.App = nil
	}
	exact := func(a *App) bool {
		return kept(u.DefaultWorkflowID, a.DefaultWorkflowID, identical) && kept(u.Visibility, a.Visibility, identical) &&
			kept(u.SampleMS, a.SampleMS, identical) && kept(u.DataTierID, a.DataTierID, identical) &&
			kept(u.IsTemplate, value(a.IsTemplate), identical) && (u.Image == nil || a.Image != nil) &&
			(u.Metadata == nil || u.Metadata.holds(a))
	}
	return confirm(ctx, s.api(), OpAppsUpdate, []string{ownerID, appID}, out.App, exact, u.texts,
		func() (*App, error) { return s.Get(ctx, ownerID, appID, nil, reads...) })
}

// texts reports whether an app shows the texts of the change.
func (u *UpdateAppRequest) texts(a *App) bool {
	return kept(u.Name, a.Name, sameText) && kept(u.DefaultLanguage, a.DefaultLanguage, sameText) &&
		kept(u.Description, a.Description, sameText) && kept(u.Notes, a.Notes, sameText)
}

// updateDetails changes what has a route of its own, which keeps all else.
func (s *AppsService) updateDetails(ctx context.Context, ownerID, appID string, u UpdateAppRequest, callOpts []CallOption) (*App, error) {
	type details struct {
		ID          string  `json:"id"`
		Description *string `json:"description,omitempty"`
		Notes       *string `json:"notes,omitempty"`
		Image       *Image  `json:"image,omitempty"`
	}
	var out struct {
		wire.Envelope
		Apps []App `json:"apps"`
	}
	err := s.api().do(ctx, call{
		op: OpAppsUpdateDetails, ids: []string{ownerID, appID}, out: &out, confirmed: true, opts: callOpts,
		body: map[string]any{"action": "overwrite", "apps": []details{{appID, u.Description, u.Notes, u.Image}}},
	})
	if err != nil {
		return nil, err
	}
	return confirm(ctx, s.api(), OpAppsUpdateDetails, []string{ownerID, appID},
		only(out.Apps, func(a *App) bool { return a.ID == appID }),
		func(a *App) bool { return u.Image == nil || a.Image != nil }, u.texts,
		func() (*App, error) { return s.Get(ctx, ownerID, appID, nil, forReads(callOpts)...) })
}

// appPatch is a change of an app as it is sent.
type appPatch struct {
	App            appBody      `json:"app"`
	Action         string       `json:"action"`
	MetadataAction *patchAction `json:"metadata_action,omitempty"`
	Reindex        bool         `json:"reindex,omitempty"`
}

// appBody is what a caller may write of an app, whole: what is empty is
// written as such.
type appBody struct {
	ID                 string            `json:"id"`
	Name               string            `json:"name"`
	DefaultLanguage    string            `json:"default_language"`
	DefaultWorkflowID  string            `json:"default_workflow_id"`
	LegalConsentStatus uint32            `json:"legal_consent_status"`
	Metadata           json.RawMessage   `json:"metadata,omitempty"`
	Description        string            `json:"description"`
	SampleMS           uint32            `json:"sample_ms"`
	Visibility         Visibility        `json:"visibility"`
	DataTierID         string            `json:"data_tier_id"`
	Notes              string            `json:"notes"`
	Image              *Image            `json:"image,omitempty"`
	IsTemplate         *bool             `json:"is_template,omitempty"`
	EmbeddingsStorage  EmbeddingsStorage `json:"embeddings_storage,omitempty"`
}

func writable(a *App) appBody {
	return appBody{
		ID: a.ID, Name: a.Name, DefaultLanguage: a.DefaultLanguage, DefaultWorkflowID: a.DefaultWorkflowID,
		LegalConsentStatus: a.LegalConsentStatus, Metadata: a.metadata, Description: a.Description, SampleMS: a.SampleMS,
		Visibility: a.Visibility, DataTierID: a.DataTierID, Notes: a.Notes, Image: a.Image, IsTemplate: a.IsTemplate,
		EmbeddingsStorage: a.EmbeddingsStorage,
	}
}

// ChangeID gives an app another id; whatever refers to it by the old one must
// follow. The app is read before; after a doubtful answer both ids are. An id
// that is taken is [ErrConflict].
//
// PAT with Apps_Add, Apps_Get, Workflows_Get; Current.
func (s *AppsService) ChangeID(ctx context.Context, ownerID, appID, newID string, callOpts ...CallOption) error {
	begin(callOpts)
	for _, id := range []string{appID, newID} {
		if problem := checkID(id); problem != "" {
			return invalid(OpAppsChangeID, "the app id %s", problem)
		}
	}
	if appID == newID {
		return invalid(OpAppsChangeID, "the app is called %s already", quoted(newID))
	}
	// When it was made tells the app from another that has the new id.
	reads := forReads(callOpts)
	before, err := s.Get(ctx, ownerID, appID, nil, reads...)
	if err != nil {
		return notWritten(OpAppsChangeID, err)
	}
	type change struct {
		ID    string `json:"id"`
		NewID string `json:"new_id"`
	}
	var out struct {
		wire.Envelope
		Apps []App `json:"apps"`
	}
	err = s.api().do(ctx, call{
		op: OpAppsChangeID, ids: []string{ownerID}, out: &out, opts: callOpts,
		body: map[string]any{"action": "overwrite", "ids": []change{{appID, newID}}},
	})
	doubtful := errors.Is(err, ErrAmbiguous)
	if err != nil && !doubtful {
		return err
	}
	if err == nil && only(out.Apps, func(a *App) bool { return a.ID == newID }) != nil {
		return nil
	}
	// A try that found the old id gone may have followed one that changed it.
	var moved bool
	unread := poll(ctx, s.api().retry.VerifyTimeout, func() (bool, error) {
		var found [2]bool
		for i, id := range []string{appID, newID} {
			for app, err := range s.ListAll(ctx, ownerID, &ListAppsOptions{ID: id}, reads...) {
				if err != nil {
					return false, err
				}
				found[i] = found[i] || app.ID == id && (i == 0 || app.CreatedAt.Equal(before.CreatedAt) && !before.CreatedAt.IsZero())
			}
		}
		moved = !found[0] && found[1]
		return moved, nil
	})
	switch {
	case moved:
		return nil
	case unread == nil && err == nil:
		return &Error{Op: OpAppsChangeID, subject: subject([]string{ownerID, appID}),
			problem: "Clarifai accepted the new id, but reading does not show it"}
	case err != nil:
		return err
	}
	return &Error{Op: OpAppsChangeID, subject: subject([]string{ownerID, appID}), Ambiguous: true, kind: errNone, cause: told(unread),
		problem: "Clarifai accepted the new id; whether it took cannot be read"}
}

// Delete deletes an app with all that is in it, and its keys. It cannot be
// undone. An app that is not there is [ErrNotFound], unless an earlier try of
// this very call deleted it.
//
// PAT with Apps_Add, Apps_Delete, Apps_Get, Workflows_Get; Current.
func (s *AppsService) Delete(ctx context.Context, ownerID, appID string, callOpts ...CallOption) error {
	return s.api().do(ctx, call{op: OpAppsDelete, ids: []string{ownerID, appID}, out: &wire.Envelope{}, opts: callOpts})
}

// Transfer gives an app to another owner: an organization in which the caller
// may create apps. A doubtful answer is [ErrAmbiguous]: reading the app at both
// owners then tells.
//
// PAT with Apps_Add, Apps_Get, Apps_Delete, Organizations_Get; Archived.
func (s *AppsService) Transfer(ctx context.Context, ownerID, appID, newOwnerID string, callOpts ...CallOption) error {
	begin(callOpts)
	if problem := checkID(newOwnerID); problem != "" {
		return invalid(OpAppsTransfer, "the new owner's id %s", problem)
	}
	if strings.EqualFold(ownerID, newOwnerID) {
		return invalid(OpAppsTransfer, "the app belongs to %s already", quoted(newOwnerID))
	}
	return s.api().do(ctx, call{
		op: OpAppsTransfer, ids: []string{ownerID, appID}, out: &wire.Envelope{}, opts: callOpts,
		body: map[string]any{"new_owner_id": newOwnerID}, owners: []string{newOwnerID},
	})
}

// appStar is a star as it is sent and answered.
type appStar struct {
	AppID string `json:"app_id"`
}

// Star marks apps of one owner with the caller's star, with one request for
// each, which is all that Clarifai takes. An app
// that has it already is no error; an error of some of them is a [*BatchError].
// After a doubtful answer the stars are read, and what has none is sent once
// more.
//
// PAT with Apps_Get, and Workflows_Get to look up an unknown outcome; Archived.
func (s *AppsService) Star(ctx context.Context, ownerID string, appIDs []string, callOpts ...CallOption) error {
	begin(callOpts)
	for n, id := range appIDs {
		if problem := checkID(id); problem != "" {
			return invalid(OpAppsStar, "item %d: the app id %s", n, problem)
		}
	}
	w := creation[string, appStar]{
		client: s.api(), op: OpAppsStar, ids: []string{ownerID}, opts: callOpts, adds: true, batch: maxStars,
		key:    func(id *string) string { return *id },
		outKey: func(star *appStar) string { return star.AppID },
		equal:  func(*string, *appStar) bool { return true },
		send: func(ctx context.Context, ids []string) (answer[appStar], error) {
			stars := make([]appStar, len(ids))
			for n, id := range ids {
				stars[n].AppID = id
			}
			var clock serverClock
			var out struct {
				wire.Envelope
				AppStars []created[appStar] `json:"app_stars"`
			}
			err := s.api().do(ctx, call{
				op: OpAppsStar, ids: []string{ownerID}, body: map[string]any{"app_stars": stars}, out: &out, clock: &clock, opts: callOpts,
			})
			return answer[appStar]{out.Status, true, out.AppStars, clock}, err
		},
		read: func(ctx context.Context, _ []string, opts []CallOption) iter.Seq2[appStar, error] {
			return func(yield func(appStar, error) bool) {
				for id, err := range s.starred(ctx, ownerID, opts) {
					if !yield(appStar{id}, err) {
						return
					}
				}
			}
		},
	}
	_, err := w.run(ctx, appIDs)
	return err
}

// Unstar takes the caller's star from apps of one owner, with one request for
// each. An error is a [*BatchError] of those that were not removed. An empty
// list is [ErrInvalid].
//
// PAT with Apps_Get, and Workflows_Get to look up an unknown outcome; Archived.
func (s *AppsService) Unstar(ctx context.Context, ownerID string, appIDs []string, callOpts ...CallOption) error {
	begin(callOpts)
	w := removal{
		client: s.api(), op: OpAppsUnstar, what: "app id", list: appIDs, batch: maxStars, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, call{
				op: OpAppsUnstar, ids: []string{ownerID}, body: map[string]any{"app_ids": chunk}, out: &wire.Envelope{},
				several: len(chunk) > 1, opts: callOpts,
			})
		},
		left: func(_ []string, opts []CallOption) iter.Seq2[string, error] {
			return s.starred(ctx, ownerID, opts)
		},
	}
	return w.run(ctx)
}

// starred reads which of an owner's apps have the caller's star.
func (s *AppsService) starred(ctx context.Context, ownerID string, callOpts []CallOption) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for app, err := range s.ListAll(ctx, ownerID, &ListAppsOptions{StarredOnly: true}, callOpts...) {
			if !yield(app.ID, err) {
				return
			}
		}
	}
}

// GetResourceCounts counts what is in an app.
//
// PAT or an app's key, with Datasets_Get, Models_Get, Workflows_Get, Apps_Get,
// Pipelines_Get; Current.
func (s *AppsService) GetResourceCounts(ctx context.Context, ownerID, appID string, callOpts ...CallOption) (*ResourceCounts, error) {
	var out countsResponse
	if err := s.api().do(ctx, call{op: OpAppsGetResourceCounts, ids: []string{ownerID, appID}, out: &out, opts: callOpts}); err != nil {
		return nil, err
	}
	return &out.counts, nil
}

// countsResponse is an envelope with the counts beside it.
type countsResponse struct {
	wire.Envelope
	counts ResourceCounts
}

func (r *countsResponse) UnmarshalJSON(data []byte) error {
	if err := wire.DecodePart(data, &r.Envelope); err != nil {
		return err
	}
	return wire.DecodePart(data, &r.counts)
}

func idOfApp(a *App) string { return a.ID }

func (s *AppsService) api() *Client { return (*service)(s).api() }

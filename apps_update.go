package clarifai

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
)

// UpdateAppRequest is a change of an app. Fields that are nil stay unchanged. At
// least one field must be set.
type UpdateAppRequest struct {
	Name              *string
	DefaultLanguage   *string
	DefaultWorkflowID *string
	Description       *string
	Notes             *string
	Visibility        *Visibility
	SampleMS          *int
	DataTierID        *string
	Image             *Image
	IsTemplate        *bool
	Metadata          *MetadataChange
	// Reindex makes Clarifai index the app's inputs again if the new default
	// workflow requires it.
	Reindex bool
}

// Update changes an app and returns it as it is afterwards.
//
// A change of Description, Notes and Image alone takes one request. Any other takes
// two: Clarifai accepts only whole apps, so the app is read, changed and written. A
// change that somebody else makes between the two is lost.
//
// If the response does not show the change, the app is read until it does, for up
// to RetryPolicy.VerifyTimeout. A change that never shows is an error. Texts are
// accepted as Clarifai normalizes them, and of an image only its presence is
// checked.
//
//   - API: PATCH /v2/users/{user}/apps/{app}
//   - Scopes: Apps_Add, Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) Update(ctx context.Context, ownerID, appID string, req UpdateAppRequest, callOpts ...CallOption) (*App, error) {
	update := change[App]{
		request: request{op: OpAppsUpdate, ids: []string{ownerID, appID}, problem: req.validate(), callOpts: callOpts},
		is:      func(a *App) bool { return a.ID == appID },
		read:    func(callOpts []CallOption) (*App, error) { return s.Get(ctx, ownerID, appID, nil, callOpts...) },
		exact:   req.exact,
		texts:   req.texts,
	}
	if req.isDetails() {
		update.request.op, update.response = OpAppsUpdateDetails, new(appsResponse)
		update.request.body = map[string]any{"action": "overwrite", "apps": []appDetails{{appID, req.Description, req.Notes, req.Image}}}
	} else {
		update.response, update.prepare = new(appResponse), req.prepare
	}
	return update.run(ctx, s.client)
}

func (r *UpdateAppRequest) validate() string {
	return cmp.Or(requireChange(*r), checkUint32("SampleMS", deref(r.SampleMS)))
}

// isDetails reports whether the change is one of Description, Notes and Image alone,
// which have a route that leaves other fields unchanged.
func (r *UpdateAppRequest) isDetails() bool {
	return requireChange(*r) == "" && reflect.DeepEqual(*r, UpdateAppRequest{Description: r.Description, Notes: r.Notes, Image: r.Image})
}

// prepare builds the request from the app as it is now and the change.
func (r *UpdateAppRequest) prepare(now *App, update *change[App]) error {
	want := *now
	assign(&want.Name, r.Name)
	assign(&want.DefaultLanguage, r.DefaultLanguage)
	assign(&want.DefaultWorkflowID, r.DefaultWorkflowID)
	assign(&want.Description, r.Description)
	assign(&want.Notes, r.Notes)
	assign(&want.Visibility, r.Visibility)
	assign(&want.SampleMS, r.SampleMS)
	assign(&want.DataTierID, r.DataTierID)
	want.Image = cmp.Or(r.Image, want.Image)
	want.IsTemplate = cmp.Or(r.IsTemplate, want.IsTemplate)
	metadata, err := r.Metadata.apply(&want)
	update.request.body = appPatch{App: writable(&want), Action: "overwrite", MetadataAction: metadata, Reindex: r.Reindex}
	return err
}

func (r *UpdateAppRequest) exact(a *App) bool {
	return shows(r.DefaultWorkflowID, a.DefaultWorkflowID, equal) && shows(r.Visibility, a.Visibility, equal) &&
		shows(r.SampleMS, a.SampleMS, equal) && shows(r.DataTierID, a.DataTierID, equal) &&
		shows(r.IsTemplate, deref(a.IsTemplate), equal) && (r.Image == nil || a.Image != nil) &&
		(r.Metadata == nil || r.Metadata.shownBy(a))
}

func (r *UpdateAppRequest) texts(a *App) bool {
	return shows(r.Name, a.Name, sameText) && shows(r.DefaultLanguage, a.DefaultLanguage, sameText) &&
		shows(r.Description, a.Description, sameText) && shows(r.Notes, a.Notes, sameText)
}

// appDetails is a change of an app's texts and image as it is sent.
type appDetails struct {
	ID          string  `json:"id"`
	Description *string `json:"description,omitempty"`
	Notes       *string `json:"notes,omitempty"`
	Image       *Image  `json:"image,omitempty"`
}

// appPatch is a change of an app as it is sent.
type appPatch struct {
	App            appBody      `json:"app"`
	Action         string       `json:"action"`
	MetadataAction *patchAction `json:"metadata_action,omitempty"`
	Reindex        bool         `json:"reindex,omitempty"`
}

// appBody has all fields of an app that a caller may write. Empty ones are written,
// too.
type appBody struct {
	ID                 string            `json:"id"`
	Name               string            `json:"name"`
	DefaultLanguage    string            `json:"default_language"`
	DefaultWorkflowID  string            `json:"default_workflow_id"`
	LegalConsentStatus int               `json:"legal_consent_status"`
	Metadata           json.RawMessage   `json:"metadata,omitempty"`
	Description        string            `json:"description"`
	SampleMS           int               `json:"sample_ms"`
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

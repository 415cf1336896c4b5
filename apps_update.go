package clarifai

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

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
func (s *AppsService) Update(ctx context.Context, ownerID, appID string, req UpdateAppRequest, callOpts ...CallOption) (*App, error) {
	resetResponse(callOpts)
	if reflect.ValueOf(req).IsZero() {
		return nil, invalid(OpAppsUpdate, "there is nothing to change")
	}
	if details := (UpdateAppRequest{Description: req.Description, Notes: req.Notes, Image: req.Image}); reflect.DeepEqual(req, details) {
		return s.updateDetails(ctx, ownerID, appID, details, callOpts)
	}
	reads := readOptions(callOpts)
	now, err := s.Get(ctx, ownerID, appID, nil, reads...)
	if err != nil {
		return nil, notWritten(OpAppsUpdate, err)
	}
	want := *now
	assign(&want.Name, req.Name)
	assign(&want.DefaultLanguage, req.DefaultLanguage)
	assign(&want.DefaultWorkflowID, req.DefaultWorkflowID)
	assign(&want.Description, req.Description)
	assign(&want.Notes, req.Notes)
	assign(&want.Visibility, req.Visibility)
	assign(&want.SampleMS, req.SampleMS)
	assign(&want.DataTierID, req.DataTierID)
	if req.Image != nil {
		want.Image = req.Image
	}
	if req.IsTemplate != nil {
		want.IsTemplate = req.IsTemplate
	}
	metadata, err := req.Metadata.apply(&want)
	if err != nil {
		return nil, err
	}
	var out struct {
		wire.Envelope
		App *App `json:"app"`
	}
	err = s.api().do(ctx, request{
		op: OpAppsUpdate, ids: []string{ownerID, appID}, out: &out, verified: true, callOpts: callOpts,
		body: appPatch{App: writable(&want), Action: "overwrite", MetadataAction: metadata, Reindex: req.Reindex},
	})
	if err != nil {
		return nil, err
	}
	if out.App != nil && out.App.ID != appID {
		out.App = nil
	}
	exact := func(a *App) bool {
		return shows(req.DefaultWorkflowID, a.DefaultWorkflowID, equal) && shows(req.Visibility, a.Visibility, equal) &&
			shows(req.SampleMS, a.SampleMS, equal) && shows(req.DataTierID, a.DataTierID, equal) &&
			shows(req.IsTemplate, deref(a.IsTemplate), equal) && (req.Image == nil || a.Image != nil) &&
			(req.Metadata == nil || req.Metadata.holds(a))
	}
	return awaitChange(ctx, s.api(), OpAppsUpdate, []string{ownerID, appID}, out.App, exact, req.texts,
		func() (*App, error) { return s.Get(ctx, ownerID, appID, nil, reads...) })
}

// texts reports whether an app shows the texts of the change.
func (u *UpdateAppRequest) texts(a *App) bool {
	return shows(u.Name, a.Name, sameText) && shows(u.DefaultLanguage, a.DefaultLanguage, sameText) &&
		shows(u.Description, a.Description, sameText) && shows(u.Notes, a.Notes, sameText)
}

// updateDetails changes what has a route of its own, which keeps all else.
func (s *AppsService) updateDetails(ctx context.Context, ownerID, appID string, req UpdateAppRequest, callOpts []CallOption) (*App, error) {
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
	err := s.api().do(ctx, request{
		op: OpAppsUpdateDetails, ids: []string{ownerID, appID}, out: &out, verified: true, callOpts: callOpts,
		body: map[string]any{"action": "overwrite", "apps": []details{{appID, req.Description, req.Notes, req.Image}}},
	})
	if err != nil {
		return nil, err
	}
	return awaitChange(ctx, s.api(), OpAppsUpdateDetails, []string{ownerID, appID},
		find(out.Apps, func(a *App) bool { return a.ID == appID }),
		func(a *App) bool { return req.Image == nil || a.Image != nil }, req.texts,
		func() (*App, error) { return s.Get(ctx, ownerID, appID, nil, readOptions(callOpts)...) })
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
	resetResponse(callOpts)
	for _, id := range []string{appID, newID} {
		if problem := route.CheckID(id); problem != "" {
			return invalid(OpAppsChangeID, "the app id %s", problem)
		}
	}
	if appID == newID {
		return invalid(OpAppsChangeID, "the app is called %s already", quoted(newID))
	}
	// When it was made tells the app from another that has the new id.
	reads := readOptions(callOpts)
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
	err = s.api().do(ctx, request{
		op: OpAppsChangeID, ids: []string{ownerID}, out: &out, callOpts: callOpts,
		body: map[string]any{"action": "overwrite", "ids": []change{{appID, newID}}},
	})
	doubtful := errors.Is(err, ErrAmbiguous)
	if err != nil && !doubtful {
		return err
	}
	if err == nil && find(out.Apps, func(a *App) bool { return a.ID == newID }) != nil {
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
	return &Error{Op: OpAppsChangeID, subject: subject([]string{ownerID, appID}), Ambiguous: true, kind: noSentinel, cause: opaque(unread),
		problem: "Clarifai accepted the new id; whether it took cannot be read"}
}

// Transfer gives an app to another owner: an organization in which the caller
// may create apps. A doubtful answer is [ErrAmbiguous]: reading the app at both
// owners then tells.
//
// PAT with Apps_Add, Apps_Get, Apps_Delete, Organizations_Get; Archived.
func (s *AppsService) Transfer(ctx context.Context, ownerID, appID, newOwnerID string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	if problem := route.CheckID(newOwnerID); problem != "" {
		return invalid(OpAppsTransfer, "the new owner's id %s", problem)
	}
	if strings.EqualFold(ownerID, newOwnerID) {
		return invalid(OpAppsTransfer, "the app belongs to %s already", quoted(newOwnerID))
	}
	return s.api().do(ctx, request{
		op: OpAppsTransfer, ids: []string{ownerID, appID}, out: &wire.Envelope{}, callOpts: callOpts,
		body: map[string]any{"new_owner_id": newOwnerID}, owners: []string{newOwnerID},
	})
}

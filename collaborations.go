package clarifai

import (
	"cmp"
	"context"
	"iter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Collaboration is an app that a user or an organization collaborates on.
type Collaboration struct {
	App       *App      `json:"app,omitempty" wire:"needed"`
	AppOwner  *User     `json:"app_owner,omitempty" wire:"needed"`
	Scopes    []string  `json:"scopes,omitempty" wire:"needed"`
	Endpoints []string  `json:"endpoints,omitempty" wire:"needed"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// AppID returns the app's ID, "" if the answer shows no app.
func (c *Collaboration) AppID() string { return deref(deref(c).App).ID }

// OwnerID returns the ID of the app's owner, "" if the answer shows none.
func (c *Collaboration) OwnerID() string {
	return cmp.Or(deref(deref(c).AppOwner).ID, deref(deref(c).App).UserID)
}

// ListCollaborationsOptions chooses collaborations.
type ListCollaborationsOptions struct {
	TemplateOnly bool `url:"template_only,omitempty"`
	Paging
}

// ListCollaborations reads a page of the apps that a user or an organization
// collaborates on; "me" is the caller.
//
// PAT with Apps_Get, Collaborators_Get; Current.
func (s *CollaboratorsService) ListCollaborations(ctx context.Context, userID string, opts *ListCollaborationsOptions, callOpts ...CallOption) (*Page[Collaboration], error) {
	return s.collaborations(userID, opts, callOpts).list(ctx)
}

// ListAllCollaborations iterates over the apps that a user or an organization
// collaborates on; see [CollaboratorsService.ListCollaborations]. It can skip
// some if others end meanwhile; see [Paging].
func (s *CollaboratorsService) ListAllCollaborations(ctx context.Context, userID string, opts *ListCollaborationsOptions, callOpts ...CallOption) iter.Seq2[Collaboration, error] {
	return s.collaborations(userID, opts, callOpts).all(ctx)
}

func (s *CollaboratorsService) collaborations(userID string, opts *ListCollaborationsOptions, callOpts []CallOption) *listing[Collaboration] {
	return &listing[Collaboration]{
		client: s.api(), op: OpCollaboratorsListCollaborations, ids: []string{userID}, paging: deref(opts).Paging, query: opts, opts: callOpts,
		response: func() (wire.Response, *[]Collaboration) {
			var out struct {
				wire.Envelope
				Collaborations []Collaboration `json:"collaborations"`
			}
			return &out, &out.Collaborations
		},
	}
}

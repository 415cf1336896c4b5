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
	Scopes    []Scope   `json:"scopes,omitempty" wire:"needed"`
	Endpoints []string  `json:"endpoints,omitempty" wire:"needed"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// AppID returns the app's ID, or "" if the response shows no app.
func (c *Collaboration) AppID() string { return deref(c.App).ID }

// OwnerID returns the ID of the app's owner, or "" if the response shows none.
func (c *Collaboration) OwnerID() string { return cmp.Or(deref(c.AppOwner).ID, deref(c.App).UserID) }

func (c *Collaboration) resourceID() string { return c.AppID() }

// ListCollaborationsOptions selects collaborations.
type ListCollaborationsOptions struct {
	TemplateOnly bool `url:"template_only,omitempty"`
	Paging
}

type collaborationsResponse struct {
	wire.Envelope
	Collaborations []Collaboration `json:"collaborations"`
}

func (r *collaborationsResponse) list() []Collaboration { return r.Collaborations }

// ListCollaborations returns a page of the apps that a user or an organization
// collaborates on. The user "me" is the caller.
//
//   - API: GET /v2/users/{user}/collaborations
//   - Scopes: Apps_Get, Collaborators_Get
//   - Status: current (see [Grade])
func (s *CollaboratorsService) ListCollaborations(ctx context.Context, userID string, opts *ListCollaborationsOptions, callOpts ...CallOption) (*Page[Collaboration], error) {
	return list[Collaboration, collaborationsResponse](ctx, s.client, OpCollaboratorsListCollaborations, opts, callOpts, userID)
}

// ListAllCollaborations iterates over the apps that a user or an organization
// collaborates on, as [CollaboratorsService.ListCollaborations] lists them. It
// can skip some if others end in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/collaborations
//   - Scopes: Apps_Get, Collaborators_Get
//   - Status: current (see [Grade])
func (s *CollaboratorsService) ListAllCollaborations(ctx context.Context, userID string, opts *ListCollaborationsOptions, callOpts ...CallOption) iter.Seq2[Collaboration, error] {
	return listAll[Collaboration, collaborationsResponse](ctx, s.client, OpCollaboratorsListCollaborations, opts, callOpts, userID)
}

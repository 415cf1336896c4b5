package clarifai

import (
	"cmp"
	"context"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// IdentityProvidersService manages the identity providers with which the members of
// an organization sign in, by SAML or by OAuth.
type IdentityProvidersService struct{ service }

// IdentityProvider is a service that confirms the identity of members.
type IdentityProvider struct {
	ID                string               `json:"id"`
	Name              string               `json:"name"`
	Enabled           bool                 `json:"enabled,omitempty" wire:"needed"`
	SAMLMetadataURL   string               `json:"saml_metadata_url,omitempty" wire:"needed"` // of a SAML provider
	BackgroundColor   string               `json:"background_color,omitempty" wire:"needed"`  // of the sign-in button
	Icon              string               `json:"icon,omitempty" wire:"needed"`
	TextColor         string               `json:"text_color,omitempty" wire:"needed"`
	Type              IdentityProviderType `json:"type,omitempty" wire:"needed"`
	OAuthProvider     OAuthProvider        `json:"oauth_provider,omitempty" wire:"needed"` // of an OAuth provider
	OAuthClientID     string               `json:"oauth_client_id,omitempty" wire:"needed"`
	OAuthClientSecret Secret               `json:"oauth_client_secret,omitzero" wire:"needed"` // zero if not shown
	CreatedAt         time.Time            `json:"created_at,omitzero"`
	ModifiedAt        time.Time            `json:"modified_at,omitzero"`
}

// IdentityProviderType is the protocol of an identity provider. Its values are
// case-insensitive. Clarifai's definitions do not list them.
type IdentityProviderType string

// The types of identity providers.
const (
	IdentityProviderSAML  IdentityProviderType = "saml"
	IdentityProviderOAuth IdentityProviderType = "oauth"
)

func (t IdentityProviderType) is(other IdentityProviderType) bool {
	return strings.EqualFold(string(t), string(other))
}

// OAuthProvider is a company whose accounts members sign in with by OAuth.
type OAuthProvider string

// The OAuth providers that Clarifai's documentation names.
const (
	OAuthGoogle OAuthProvider = "google"
	OAuthGitHub OAuthProvider = "github"
)

// CreateIdentityProviderRequest is an identity provider to create. A SAML provider
// requires SAMLMetadataURL, an OAuth provider the three OAuth fields.
type CreateIdentityProviderRequest struct {
	// ID is required: 1 to 32 letters and digits, with '-' and '_' between them.
	ID string
	// Name is required, and must be unique in the organization.
	Name string
	// Type is required.
	Type              IdentityProviderType
	Enabled           bool
	SAMLMetadataURL   string
	OAuthProvider     OAuthProvider
	OAuthClientID     string
	OAuthClientSecret Secret
	BackgroundColor   string
	Icon              string
	TextColor         string
}

// UpdateIdentityProviderRequest is a change of an identity provider. Fields that are
// nil stay unchanged. At least one field must be set.
type UpdateIdentityProviderRequest struct {
	Name              *string
	Enabled           *bool
	SAMLMetadataURL   *string
	OAuthProvider     *OAuthProvider
	OAuthClientID     *string
	OAuthClientSecret Secret // not sent if zero
	BackgroundColor   *string
	Icon              *string
	TextColor         *string
}

func (p *IdentityProvider) resourceID() string { return p.ID }

// ListIdentityProvidersOptions selects the pages of a list of identity
// providers.
type ListIdentityProvidersOptions struct{ Paging }

type identityProviderResponse struct {
	wire.Envelope
	IdentityProvider *IdentityProvider `json:"identity_provider"`
}

func (r *identityProviderResponse) single() *IdentityProvider { return r.IdentityProvider }

type identityProvidersResponse struct {
	wire.Envelope
	IdentityProviders []IdentityProvider `json:"identity_providers"`
}

func (r *identityProvidersResponse) list() []IdentityProvider { return r.IdentityProviders }

// List returns a page of an organization's identity providers.
//
//   - API: GET /v2/organizations/{organization}/identity_providers
//   - Scopes: IdentityProviders_Get
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) List(ctx context.Context, orgID string, opts *ListIdentityProvidersOptions, callOpts ...CallOption) (*Page[IdentityProvider], error) {
	return list[IdentityProvider, identityProvidersResponse](ctx, s.client, OpIdentityProvidersList, opts, callOpts, orgID)
}

// ListAll iterates over an organization's identity providers. It can skip some
// if anyone deletes others in the meantime; see [Paging].
//
//   - API: GET /v2/organizations/{organization}/identity_providers
//   - Scopes: IdentityProviders_Get
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) ListAll(ctx context.Context, orgID string, opts *ListIdentityProvidersOptions, callOpts ...CallOption) iter.Seq2[IdentityProvider, error] {
	return listAll[IdentityProvider, identityProvidersResponse](ctx, s.client, OpIdentityProvidersList, opts, callOpts, orgID)
}

// Get returns an identity provider.
//
//   - API: GET /v2/organizations/{organization}/identity_providers/{identity_provider}
//   - Scopes: IdentityProviders_Get
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) Get(ctx context.Context, orgID, providerID string, callOpts ...CallOption) (*IdentityProvider, error) {
	return get[IdentityProvider, identityProviderResponse](ctx, s.client, request{
		op: OpIdentityProvidersGet, ids: []string{orgID, providerID}, callOpts: callOpts,
	})
}

// providerItem is an identity provider as it is sent, whole.
type providerItem struct {
	ID                string               `json:"id,omitempty"`
	Name              string               `json:"name"`
	Enabled           bool                 `json:"enabled"`
	SAMLMetadataURL   string               `json:"saml_metadata_url,omitempty"`
	BackgroundColor   string               `json:"background_color,omitempty"`
	Icon              string               `json:"icon,omitempty"`
	TextColor         string               `json:"text_color,omitempty"`
	Type              IdentityProviderType `json:"type"`
	OAuthProvider     OAuthProvider        `json:"oauth_provider,omitempty"`
	OAuthClientID     string               `json:"oauth_client_id,omitempty"`
	OAuthClientSecret string               `json:"oauth_client_secret,omitempty"`
}

// validate refuses a provider with which nobody could sign in. How Clarifai spells
// the types is not known, so the other fields also decide which one it is.
func (p *providerItem) validate() string {
	saml := p.Type.is(IdentityProviderSAML) || p.SAMLMetadataURL != ""
	oauth := p.Type.is(IdentityProviderOAuth) || p.OAuthProvider != "" || p.OAuthClientID != "" || p.OAuthClientSecret != ""
	problem := require("Name", p.Name)
	switch u, err := url.Parse(p.SAMLMetadataURL); {
	case saml == oauth:
		return cmp.Or(problem, "an identity provider must be either SAML, with SAMLMetadataURL, or OAuth, with OAuthProvider, OAuthClientID and OAuthClientSecret")
	case saml && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http"):
		return cmp.Or(problem, "SAMLMetadataURL must be an http or https URL, and is "+quoted(p.SAMLMetadataURL))
	case oauth:
		return cmp.Or(problem, require("OAuthProvider", string(p.OAuthProvider)), require("OAuthClientID", p.OAuthClientID))
	}
	return problem
}

// Create creates an identity provider. An ID or a name that is taken is
// [ErrConflict]. If the outcome is unknown, the providers are read to see whether
// it was created. An incomplete provider is [ErrInvalid] and is not sent.
//
//   - API: POST /v2/organizations/{organization}/identity_providers
//   - Scopes: IdentityProviders_Add, IdentityProviders_Get
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) Create(ctx context.Context, orgID string, req CreateIdentityProviderRequest, callOpts ...CallOption) (*IdentityProvider, error) {
	return createIdentityProvider.runOne(ctx, s.client, request{
		ids: []string{orgID}, problem: req.validate(), secrets: []string{req.OAuthClientSecret.Reveal()}, callOpts: callOpts,
	}, req.item())
}

func (r *CreateIdentityProviderRequest) validate() string {
	item := r.item()
	problem := cmp.Or(checkID("identity provider ID", r.ID), require("Type", string(r.Type)), item.validate())
	if r.SAMLMetadataURL == "" {
		problem = cmp.Or(problem, requireSecret("OAuthClientSecret", r.OAuthClientSecret))
	}
	return problem
}

func (r *CreateIdentityProviderRequest) item() providerItem {
	return providerItem{
		ID: r.ID, Name: r.Name, Enabled: r.Enabled, SAMLMetadataURL: r.SAMLMetadataURL, BackgroundColor: r.BackgroundColor,
		Icon: r.Icon, TextColor: r.TextColor, Type: r.Type, OAuthProvider: r.OAuthProvider, OAuthClientID: r.OAuthClientID,
		OAuthClientSecret: r.OAuthClientSecret.Reveal(),
	}
}

type createIdentityProviderResponse struct {
	wire.Envelope
	IdentityProviders []created[IdentityProvider] `json:"identity_providers"`
}

func (r *createIdentityProviderResponse) created() ([]created[IdentityProvider], bool) {
	return r.IdentityProviders, true
}

var createIdentityProvider = verifiedCreate[providerItem, IdentityProvider]{
	op:        OpIdentityProvidersCreate,
	limit:     1,
	createdAt: func(p *IdentityProvider) time.Time { return p.CreatedAt },
	key:       func(p *providerItem) string { return p.Name },
	outKey:    func(p *IdentityProvider) string { return p.Name },
	is:        func(in *providerItem, out *IdentityProvider) bool { return in.ID == out.ID || in.Name == out.Name },
	equal:     (*providerItem).shownBy,
	body:      func(items []providerItem) any { return map[string]any{"identity_providers": items} },
	response:  func() createResponse[IdentityProvider] { return new(createIdentityProviderResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []providerItem, callOpts []CallOption) iter.Seq2[IdentityProvider, error] {
		return c.IdentityProviders.ListAll(ctx, ids[0], nil, callOpts...)
	},
}

// shownBy reports whether a provider that was read matches the request. The secret
// is compared if it is shown.
func (p *providerItem) shownBy(out *IdentityProvider) bool {
	return p.ID == out.ID && sameText(p.Name, out.Name) && p.Enabled == out.Enabled && p.Type.is(out.Type) &&
		sameText(p.SAMLMetadataURL, out.SAMLMetadataURL) && p.OAuthProvider == out.OAuthProvider && sameText(p.OAuthClientID, out.OAuthClientID) &&
		sameText(p.BackgroundColor, out.BackgroundColor) && sameText(p.Icon, out.Icon) && sameText(p.TextColor, out.TextColor) &&
		(out.OAuthClientSecret.IsZero() || out.OAuthClientSecret.Reveal() == p.OAuthClientSecret)
}

// Update changes an identity provider and returns it as it is afterwards. It takes
// two requests. The first reads the provider: a change that would leave it
// incomplete is [ErrInvalid], and nothing is written. The second merges the change.
//
// Clarifai does not document whether a client secret that is not sent is kept. If a
// secret that was shown before is gone after the update, Update returns an error. If
// Clarifai shows no secrets, the loss cannot be detected, so send the secret again
// to be safe.
//
//   - API: PATCH /v2/organizations/{organization}/identity_providers
//   - Scopes: IdentityProviders_Add, IdentityProviders_Get
//   - Status: archived: what a merge does with a secret that is not sent is not known (see [Grade])
func (s *IdentityProvidersService) Update(ctx context.Context, orgID, providerID string, req UpdateIdentityProviderRequest, callOpts ...CallOption) (*IdentityProvider, error) {
	var before IdentityProvider
	read := func(callOpts []CallOption) (*IdentityProvider, error) {
		return s.Get(ctx, orgID, providerID, callOpts...)
	}
	now, err := change[IdentityProvider]{
		request: request{
			op: OpIdentityProvidersUpdate, ids: []string{orgID}, problem: requireChange(req), secrets: nonEmpty(req.OAuthClientSecret.Reveal()), callOpts: callOpts,
			body: map[string]any{"action": "merge", "identity_providers": []providerPatch{req.patch(providerID)}},
		},
		id: providerID, response: new(identityProvidersResponse), read: read, exact: req.exact, texts: req.texts,
		is: func(p *IdentityProvider) bool { return p.ID == providerID },
		prepare: func(now *IdentityProvider, _ *change[IdentityProvider]) error {
			before = *now
			return req.validate(now)
		},
	}.run(ctx, s.client)
	if err != nil || before.OAuthClientSecret.IsZero() || !now.OAuthClientSecret.IsZero() {
		return now, err
	}
	// The response to an update may hide what reading shows.
	if now, err = read(readOptions(callOpts)); err != nil {
		return nil, &Error{Op: OpIdentityProvidersUpdate, subject: subject([]string{orgID, providerID}), Ambiguous: true, kind: errNoSentinel, cause: opaque(err),
			problem: "the change was applied; whether the client secret was kept cannot be read"}
	}
	if req.OAuthClientSecret.IsZero() && now.OAuthClientSecret.IsZero() {
		return nil, &Error{Op: OpIdentityProvidersUpdate, subject: subject([]string{orgID, providerID}),
			problem: "the change was applied, but the provider no longer shows a client secret: sign-in with it may fail",
			hint:    "update it again together with OAuthClientSecret"}
	}
	return now, nil
}

// validate refuses a change that would leave a provider incomplete.
func (r *UpdateIdentityProviderRequest) validate(now *IdentityProvider) error {
	item := &providerItem{
		Name: now.Name, SAMLMetadataURL: now.SAMLMetadataURL, Type: now.Type,
		OAuthProvider: now.OAuthProvider, OAuthClientID: now.OAuthClientID, OAuthClientSecret: r.OAuthClientSecret.Reveal(),
	}
	assign(&item.Name, r.Name)
	assign(&item.SAMLMetadataURL, r.SAMLMetadataURL)
	assign(&item.OAuthProvider, r.OAuthProvider)
	assign(&item.OAuthClientID, r.OAuthClientID)
	if problem := item.validate(); problem != "" {
		return invalid(OpIdentityProvidersUpdate, "%s", problem)
	}
	return nil
}

func (r *UpdateIdentityProviderRequest) exact(p *IdentityProvider) bool {
	return shows(r.Enabled, p.Enabled, equal) && shows(r.OAuthProvider, p.OAuthProvider, equal) &&
		(r.OAuthClientSecret.IsZero() || p.OAuthClientSecret.IsZero() || p.OAuthClientSecret.Equal(r.OAuthClientSecret))
}

func (r *UpdateIdentityProviderRequest) texts(p *IdentityProvider) bool {
	return shows(r.Name, p.Name, sameText) && shows(r.SAMLMetadataURL, p.SAMLMetadataURL, sameText) &&
		shows(r.OAuthClientID, p.OAuthClientID, sameText) && shows(r.BackgroundColor, p.BackgroundColor, sameText) &&
		shows(r.Icon, p.Icon, sameText) && shows(r.TextColor, p.TextColor, sameText)
}

// providerPatch is a change of an identity provider as it is sent.
type providerPatch struct {
	ID                string         `json:"id"`
	Name              *string        `json:"name,omitempty"`
	Enabled           *bool          `json:"enabled,omitempty"`
	SAMLMetadataURL   *string        `json:"saml_metadata_url,omitempty"`
	BackgroundColor   *string        `json:"background_color,omitempty"`
	Icon              *string        `json:"icon,omitempty"`
	TextColor         *string        `json:"text_color,omitempty"`
	OAuthProvider     *OAuthProvider `json:"oauth_provider,omitempty"`
	OAuthClientID     *string        `json:"oauth_client_id,omitempty"`
	OAuthClientSecret string         `json:"oauth_client_secret,omitempty"`
}

func (r *UpdateIdentityProviderRequest) patch(providerID string) providerPatch {
	return providerPatch{
		ID: providerID, Name: r.Name, Enabled: r.Enabled, SAMLMetadataURL: r.SAMLMetadataURL, OAuthProvider: r.OAuthProvider,
		OAuthClientID: r.OAuthClientID, OAuthClientSecret: r.OAuthClientSecret.Reveal(),
		BackgroundColor: r.BackgroundColor, Icon: r.Icon, TextColor: r.TextColor,
	}
}

// Delete deletes an identity provider. People can no longer sign in with it. A
// provider that does not exist is [ErrNotFound], unless an earlier attempt of the
// same call deleted it.
//
//   - API: DELETE /v2/organizations/{organization}/identity_providers
//   - Scopes: IdentityProviders_Delete, IdentityProviders_Add, IdentityProviders_Get
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) Delete(ctx context.Context, orgID, providerID string, callOpts ...CallOption) error {
	return s.deletion(ctx, orgID, callOpts).runOne(ctx, s.client, providerID)
}

// DeleteBatch deletes identity providers as [IdentityProvidersService.Delete]
// does, in one request for each 128 of them. The error is a [*BatchError] of
// those that were not deleted. If Clarifai refuses a list because a provider does
// not exist, or reports that a part of it failed, the providers are read. Those that
// exist are resent together, the others one by one. An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/organizations/{organization}/identity_providers
//   - Scopes: IdentityProviders_Delete, IdentityProviders_Add, IdentityProviders_Get
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) DeleteBatch(ctx context.Context, orgID string, providerIDs []string, callOpts ...CallOption) error {
	return s.deletion(ctx, orgID, callOpts).run(ctx, s.client, providerIDs)
}

func (s *IdentityProvidersService) deletion(ctx context.Context, orgID string, callOpts []CallOption) removal {
	return removal{
		request: request{op: OpIdentityProvidersDelete, ids: []string{orgID}, callOpts: callOpts},
		what:    "identity provider ID", field: "ids",
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAll(ctx, orgID, nil, callOpts...))
		},
	}
}

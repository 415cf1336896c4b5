package clarifai

import (
	"context"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// IdentityProvidersService manages how the members of an organization sign in
// other than by password: by SAML or by OAuth.
type IdentityProvidersService service

// IdentityProvider is a service that vouches for who a member is.
type IdentityProvider struct {
	ID                string               `json:"id"`
	Name              string               `json:"name"`
	Enabled           bool                 `json:"enabled,omitempty" wire:"needed"`
	SAMLMetadataURL   string               `json:"saml_metadata_url,omitempty" wire:"needed"` // of a SAML provider
	BackgroundColor   string               `json:"background_color,omitempty" wire:"needed"`  // of its button
	Icon              string               `json:"icon,omitempty" wire:"needed"`
	TextColor         string               `json:"text_color,omitempty" wire:"needed"`
	Type              IdentityProviderType `json:"type,omitempty" wire:"needed"`
	OAuthProvider     OAuthProvider        `json:"oauth_provider,omitempty" wire:"needed"` // of an OAuth provider
	OAuthClientID     string               `json:"oauth_client_id,omitempty" wire:"needed"`
	OAuthClientSecret Secret               `json:"oauth_client_secret,omitzero" wire:"needed"` // zero where Clarifai does not show it
	CreatedAt         time.Time            `json:"created_at,omitzero"`
	ModifiedAt        time.Time            `json:"modified_at,omitzero"`
}

// IdentityProviderType is how an identity provider vouches. Clarifai's
// definitions do not spell the types out; letter case does not count.
type IdentityProviderType string

// The types of identity providers.
const (
	IdentityProviderSAML  IdentityProviderType = "saml"
	IdentityProviderOAuth IdentityProviderType = "oauth"
)

func (t IdentityProviderType) is(other IdentityProviderType) bool {
	return strings.EqualFold(string(t), string(other))
}

// OAuthProvider is who vouches by OAuth.
type OAuthProvider string

// The OAuth providers that Clarifai's documentation names.
const (
	OAuthGoogle OAuthProvider = "google"
	OAuthGitHub OAuthProvider = "github"
)

// CreateIdentityProviderRequest is an identity provider to be created. A SAML provider
// needs a metadata URL, an OAuth provider the three OAuth fields.
type CreateIdentityProviderRequest struct {
	ID                string               // required: 1 to 32 letters and digits, with '-' and '_' between them
	Name              string               // required; it tells the providers of an organization apart
	Type              IdentityProviderType // required
	Enabled           bool
	SAMLMetadataURL   string
	OAuthProvider     OAuthProvider
	OAuthClientID     string
	OAuthClientSecret Secret
	BackgroundColor   string
	Icon              string
	TextColor         string
}

// UpdateIdentityProviderRequest says what to change of an identity provider. What is
// nil stays as it is.
type UpdateIdentityProviderRequest struct {
	Name              *string
	Enabled           *bool
	SAMLMetadataURL   *string
	OAuthProvider     *OAuthProvider
	OAuthClientID     *string
	OAuthClientSecret Secret // the zero Secret sends none
	BackgroundColor   *string
	Icon              *string
	TextColor         *string
}

// ListIdentityProvidersOptions chooses the pages of a list of identity
// providers.
type ListIdentityProvidersOptions struct{ Paging }

// List reads a page of an organization's identity providers.
//
// PAT with IdentityProviders_Get; Archived.
func (s *IdentityProvidersService) List(ctx context.Context, orgID string, opts *ListIdentityProvidersOptions, callOpts ...CallOption) (*Page[IdentityProvider], error) {
	return s.list(orgID, opts, callOpts).list(ctx)
}

// ListAll iterates over an organization's identity providers. It can skip some if
// others are deleted meanwhile, by anyone; see [Paging].
//
// PAT with IdentityProviders_Get; Archived.
func (s *IdentityProvidersService) ListAll(ctx context.Context, orgID string, opts *ListIdentityProvidersOptions, callOpts ...CallOption) iter.Seq2[IdentityProvider, error] {
	return s.list(orgID, opts, callOpts).all(ctx)
}

func (s *IdentityProvidersService) list(orgID string, opts *ListIdentityProvidersOptions, callOpts []CallOption) *listing[IdentityProvider] {
	return &listing[IdentityProvider]{
		client: s.api(), op: OpIdentityProvidersList, ids: []string{orgID}, paging: deref(opts).Paging, opts: callOpts,
		response: func() (wire.Response, *[]IdentityProvider) {
			var out struct {
				wire.Envelope
				IdentityProviders []IdentityProvider `json:"identity_providers"`
			}
			return &out, &out.IdentityProviders
		},
	}
}

// Get reads an identity provider.
//
// PAT with IdentityProviders_Get; Archived.
func (s *IdentityProvidersService) Get(ctx context.Context, orgID, providerID string, callOpts ...CallOption) (*IdentityProvider, error) {
	var out struct {
		wire.Envelope
		IdentityProvider *IdentityProvider `json:"identity_provider"`
	}
	err := s.api().do(ctx, request{op: OpIdentityProvidersGet, ids: []string{orgID, providerID}, out: &out, callOpts: callOpts})
	return requireID(out.IdentityProvider, func(p *IdentityProvider) string { return p.ID }, err,
		OpIdentityProvidersGet, "identity provider", orgID, providerID)
}

// providerBody is an identity provider as it is sent, whole.
type providerBody struct {
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

// check refuses a provider that could vouch for nobody. How Clarifai spells the
// types is not known, so that what else there is tells, too.
func (p *providerBody) check(op Operation) error {
	saml := p.Type.is(IdentityProviderSAML) || p.SAMLMetadataURL != ""
	oauth := p.Type.is(IdentityProviderOAuth) || p.OAuthProvider != "" || p.OAuthClientID != "" || p.OAuthClientSecret != ""
	switch {
	case strings.TrimSpace(p.Name) == "":
		return invalid(op, "an identity provider needs a name")
	case saml == oauth:
		return invalid(op, "an identity provider is of SAML, with a metadata URL, or of OAuth, with who, a client id and a client secret")
	case saml:
		if u, err := url.Parse(p.SAMLMetadataURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return invalid(op, "a SAML provider needs a metadata URL, of http or https, and has %s", quoted(p.SAMLMetadataURL))
		}
	case p.OAuthProvider == "" || p.OAuthClientID == "":
		return invalid(op, "an OAuth provider needs to say which one, and a client id")
	}
	return nil
}

// Create creates an identity provider. An id or a name that is taken is [ErrConflict]. After a doubtful answer the providers are read to see
// whether it was created. An incomplete provider is [ErrInvalid], and not sent.
//
// PAT with IdentityProviders_Add, IdentityProviders_Get; Archived.
func (s *IdentityProvidersService) Create(ctx context.Context, orgID string, req CreateIdentityProviderRequest, callOpts ...CallOption) (*IdentityProvider, error) {
	resetResponse(callOpts)
	switch {
	case route.CheckID(req.ID) != "":
		return nil, invalid(OpIdentityProvidersCreate, "the identity provider's id %s", route.CheckID(req.ID))
	case req.Type == "":
		return nil, invalid(OpIdentityProvidersCreate, "an identity provider needs a type")
	}
	body := providerBody{
		ID: req.ID, Name: req.Name, Enabled: req.Enabled, SAMLMetadataURL: req.SAMLMetadataURL, BackgroundColor: req.BackgroundColor,
		Icon: req.Icon, TextColor: req.TextColor, Type: req.Type, OAuthProvider: req.OAuthProvider, OAuthClientID: req.OAuthClientID,
		OAuthClientSecret: req.OAuthClientSecret.Reveal(),
	}
	if err := body.check(OpIdentityProvidersCreate); err != nil {
		return nil, err
	}
	if body.SAMLMetadataURL == "" && body.OAuthClientSecret == "" {
		return nil, invalid(OpIdentityProvidersCreate, "an OAuth provider needs its client secret")
	}
	w := creation[providerBody, IdentityProvider]{
		client: s.api(), op: OpIdentityProvidersCreate, ids: []string{orgID}, opts: callOpts,
		secrets: []string{body.OAuthClientSecret},
		created: func(p *IdentityProvider) time.Time { return p.CreatedAt },
		key:     func(p *providerBody) string { return p.Name },
		outKey: func(p *IdentityProvider) string {
			if p.ID == body.ID {
				return body.Name
			}
			return p.Name
		},
		equal: func(in *providerBody, out *IdentityProvider) bool { return in.ID == out.ID && sameProvider(in, out) },
		send: func(ctx context.Context, items []providerBody) (answer[IdentityProvider], error) {
			var clock serverClock
			var out struct {
				wire.Envelope
				IdentityProviders []created[IdentityProvider] `json:"identity_providers"`
			}
			err := s.api().do(ctx, request{
				op: OpIdentityProvidersCreate, ids: []string{orgID}, secrets: []string{body.OAuthClientSecret}, out: &out, clock: &clock, callOpts: callOpts,
				body: map[string]any{"identity_providers": items},
			})
			return answer[IdentityProvider]{out.Status, true, out.IdentityProviders, clock}, err
		},
		read: func(ctx context.Context, _ []providerBody, opts []CallOption) iter.Seq2[IdentityProvider, error] {
			return s.ListAll(ctx, orgID, nil, opts...)
		},
	}
	return w.runOne(ctx, body)
}

// sameProvider compares all, the secret where it is shown.
func sameProvider(in *providerBody, out *IdentityProvider) bool {
	return sameText(in.Name, out.Name) && in.Enabled == out.Enabled && in.Type.is(out.Type) &&
		sameText(in.SAMLMetadataURL, out.SAMLMetadataURL) && in.OAuthProvider == out.OAuthProvider && sameText(in.OAuthClientID, out.OAuthClientID) &&
		sameText(in.BackgroundColor, out.BackgroundColor) && sameText(in.Icon, out.Icon) && sameText(in.TextColor, out.TextColor) &&
		(out.OAuthClientSecret.IsZero() || out.OAuthClientSecret.Reveal() == in.OAuthClientSecret)
}

// Update changes an identity provider and returns it as it is afterwards. It
// takes two requests: the provider is read, so that a change that would leave it
// incomplete is refused as [ErrInvalid] before anything is written, and what was
// set is merged into it.
//
// The client secret need not be sent again. Whether Clarifai keeps a secret that
// is not sent is not documented: an Update after which a secret that was shown
// before is gone is an error. If Clarifai shows no secrets, the loss cannot be
// detected; send the secret along to be sure.
//
// PAT with IdentityProviders_Add, IdentityProviders_Get; Archived.
func (s *IdentityProvidersService) Update(ctx context.Context, orgID, providerID string, req UpdateIdentityProviderRequest, callOpts ...CallOption) (*IdentityProvider, error) {
	resetResponse(callOpts)
	if req == (UpdateIdentityProviderRequest{}) {
		return nil, invalid(OpIdentityProvidersUpdate, "there is nothing to change")
	}
	reads := readOptions(callOpts)
	before, err := s.Get(ctx, orgID, providerID, reads...)
	if err != nil {
		return nil, notWritten(OpIdentityProvidersUpdate, err)
	}
	if err := req.whole(before).check(OpIdentityProvidersUpdate); err != nil {
		return nil, err
	}
	var out struct {
		wire.Envelope
		IdentityProviders []IdentityProvider `json:"identity_providers"`
	}
	patch := providerPatch{
		ID: providerID, Name: req.Name, Enabled: req.Enabled, SAMLMetadataURL: req.SAMLMetadataURL, OAuthProvider: req.OAuthProvider,
		OAuthClientID: req.OAuthClientID, OAuthClientSecret: req.OAuthClientSecret.Reveal(),
		BackgroundColor: req.BackgroundColor, Icon: req.Icon, TextColor: req.TextColor,
	}
	err = s.api().do(ctx, request{
		op: OpIdentityProvidersUpdate, ids: []string{orgID}, secrets: nonEmpty(req.OAuthClientSecret.Reveal()), out: &out, verified: true, callOpts: callOpts,
		body: map[string]any{"action": "merge", "identity_providers": []providerPatch{patch}},
	})
	if err != nil {
		return nil, err
	}
	exact := func(p *IdentityProvider) bool {
		return shows(req.Enabled, p.Enabled, equal) && shows(req.OAuthProvider, p.OAuthProvider, equal) &&
			(req.OAuthClientSecret.IsZero() || p.OAuthClientSecret.IsZero() || p.OAuthClientSecret.Equal(req.OAuthClientSecret))
	}
	texts := func(p *IdentityProvider) bool {
		return shows(req.Name, p.Name, sameText) && shows(req.SAMLMetadataURL, p.SAMLMetadataURL, sameText) &&
			shows(req.OAuthClientID, p.OAuthClientID, sameText) && shows(req.BackgroundColor, p.BackgroundColor, sameText) &&
			shows(req.Icon, p.Icon, sameText) && shows(req.TextColor, p.TextColor, sameText)
	}
	now, err := awaitChange(ctx, s.api(), OpIdentityProvidersUpdate, []string{orgID, providerID},
		find(out.IdentityProviders, func(p *IdentityProvider) bool { return p.ID == providerID }), exact, texts,
		func() (*IdentityProvider, error) { return s.Get(ctx, orgID, providerID, reads...) })
	if err == nil && now.OAuthClientSecret.IsZero() && !before.OAuthClientSecret.IsZero() {
		// The answer to a change may hide what reading shows.
		if now, err = s.Get(ctx, orgID, providerID, reads...); err != nil {
			return nil, &Error{Op: OpIdentityProvidersUpdate, subject: subject([]string{orgID, providerID}), Ambiguous: true, kind: noSentinel, cause: opaque(err),
				problem: "the change was carried out; whether the client secret was kept cannot be read"}
		}
	}
	if err == nil && req.OAuthClientSecret.IsZero() && !before.OAuthClientSecret.IsZero() && now.OAuthClientSecret.IsZero() {
		return nil, &Error{Op: OpIdentityProvidersUpdate, subject: subject([]string{orgID, providerID}),
			problem: "the change was carried out, and the provider shows no client secret any more: nobody may be able to sign in by it",
			hint:    "update it again together with OAuthClientSecret"}
	}
	return now, err
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

// whole is the provider as the change leaves it, but for its secret.
func (u *UpdateIdentityProviderRequest) whole(now *IdentityProvider) *providerBody {
	p := &providerBody{
		Name: now.Name, SAMLMetadataURL: now.SAMLMetadataURL, Type: now.Type,
		OAuthProvider: now.OAuthProvider, OAuthClientID: now.OAuthClientID, OAuthClientSecret: u.OAuthClientSecret.Reveal(),
	}
	assign(&p.Name, u.Name)
	assign(&p.SAMLMetadataURL, u.SAMLMetadataURL)
	assign(&p.OAuthProvider, u.OAuthProvider)
	assign(&p.OAuthClientID, u.OAuthClientID)
	return p
}

// Delete deletes identity providers, 128 a request: people who sign in by them
// cannot any more. An error is a [*BatchError] of those that were not deleted.
// One that is not there is [ErrNotFound], unless an earlier attempt of this very
// call deleted it: if Clarifai refuses a list for that, or says that a part of it
// failed, the providers are read, and those that are there are sent again, the others alone. An
// empty list is [ErrInvalid].
//
// PAT with IdentityProviders_Delete, IdentityProviders_Add,
// IdentityProviders_Get; Archived.
func (s *IdentityProvidersService) Delete(ctx context.Context, orgID string, providerIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	w := removal{
		client: s.api(), op: OpIdentityProvidersDelete, what: "identity provider's id", list: providerIDs, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, request{
				op: OpIdentityProvidersDelete, ids: []string{orgID}, body: map[string]any{"ids": chunk}, out: &wire.Envelope{},
				batch: len(chunk) > 1, callOpts: callOpts,
			})
		},
		left: func(_ []string, opts []CallOption) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for p, err := range s.ListAll(ctx, orgID, nil, opts...) {
					if !yield(p.ID, err) {
						return
					}
				}
			}
		},
	}
	return w.run(ctx)
}

func (s *IdentityProvidersService) api() *Client { return (*service)(s).api() }

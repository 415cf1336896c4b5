package clarifai

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// TokensService lists, creates, changes and revokes the personal access tokens
// and keys of a user, and tells what a token may do.
type TokensService service

// Token is a personal access token, or a key for certain apps.
type Token struct {
	ID               Secret    `json:"id,omitzero" wire:"needed"` // the token itself: whoever has it can use it
	Type             TokenType `json:"type,omitempty" wire:"needed"`
	Description      string    `json:"description,omitempty" wire:"needed"`
	Scopes           []string  `json:"scopes,omitempty" wire:"needed"` // such as "Teams_Get", or "All"
	Endpoints        []string  `json:"endpoints,omitempty" wire:"needed"`
	Apps             []App     `json:"apps,omitempty" wire:"needed"` // that a key is for
	CreatedAt        time.Time `json:"created_at,omitzero"`
	ExpiresAt        time.Time `json:"expires_at,omitzero" wire:"needed"` // zero: never
	AuthorizedIDPIDs []string  `json:"authorized_idp_ids,omitempty" wire:"needed"`
	OrganizationID   string    `json:"organization_id,omitempty" wire:"needed"` // that a personal access token is tied to; "": none
}

// TokenType is the kind of a token. Clarifai's definitions list no kinds.
type TokenType string

// TokenPersonalAccess is the type of a personal access token.
const TokenPersonalAccess TokenType = "personal_access_token"

// ListTokensOptions chooses tokens. Filters that are set must all hold.
type ListTokensOptions struct {
	NotExpired bool      `url:"not_expired,omitempty"`
	Scopes     []string  `url:"scopes,omitempty"`    // tokens that have all of these
	Endpoints  []string  `url:"endpoints,omitempty"` // tokens that have all of these
	Type       TokenType `url:"type,omitempty"`
	Paging
}

// ListAppTokensOptions chooses the pages of a list of an app's tokens.
type ListAppTokensOptions struct{ Paging }

// CreateTokenRequest is a token to be created. Description and Scopes are required.
type CreateTokenRequest struct {
	Description      string
	Scopes           []string // "All" alone for all of them; see TokensService.GetScopeDependencies for those that others need
	Endpoints        []string // nil: those of the scopes
	Type             TokenType
	Apps             []AppIdentity // of a key; nil for a personal access token
	ExpiresAt        time.Time     // zero: never
	OrganizationID   string        // ties the token to an organization; "": none
	AuthorizedIDPIDs []string      // identity providers; nil: none
}

// UpdateTokenRequest says what to change of a token. What is nil stays as it is.
type UpdateTokenRequest struct {
	Description *string
	Scopes      []string // not empty, or nil
	Endpoints   *[]string
	ExpiresAt   *time.Time // a pointer to the zero time: never
}

// GetScopeDependenciesOptions chooses scopes.
type GetScopeDependenciesOptions struct {
	KeyType TokenType `url:"key_type,omitempty"` // the type of tokens that can have them; "": any
}

// ScopeDependencies is which scopes and endpoints there are, and which other
// scopes each of them needs.
type ScopeDependencies struct {
	Scopes    []ScopeDependency
	Endpoints []EndpointDependency
}

// ScopeDependency is a scope and those that it needs.
type ScopeDependency struct {
	Scope           string   `json:"scope"`
	DependingScopes []string `json:"depending_scopes,omitempty" wire:"needed"`
}

// EndpointDependency is an endpoint and the scopes that it needs.
type EndpointDependency struct {
	Endpoint        string   `json:"endpoint"`
	DependingScopes []string `json:"depending_scopes,omitempty" wire:"needed"`
}

// MyScopes is what a token may do for an owner.
type MyScopes struct {
	Scopes           []string
	Endpoints        []string
	UserFeatureFlags string // as Clarifai writes them
}

// Has reports whether the token has a scope, by name or by "All".
func (m *MyScopes) Has(scope string) bool {
	return m != nil && (slices.Contains(m.Scopes, scope) || slices.Contains(m.Scopes, allScopes))
}

const allScopes = "All"

// List reads a page of a user's tokens; "me" is the caller.
//
// PAT with Keys_Get; Current.
func (s *TokensService) List(ctx context.Context, userID string, opts *ListTokensOptions, callOpts ...CallOption) (*Page[Token], error) {
	return s.list(OpTokensList, []string{userID}, deref(opts).Paging, opts, callOpts).list(ctx)
}

// ListAll iterates over a user's tokens. It can skip tokens if some are revoked
// meanwhile, by anyone; see [Paging].
//
// PAT with Keys_Get; Current.
func (s *TokensService) ListAll(ctx context.Context, userID string, opts *ListTokensOptions, callOpts ...CallOption) iter.Seq2[Token, error] {
	return s.list(OpTokensList, []string{userID}, deref(opts).Paging, opts, callOpts).all(ctx)
}

// ListForApp reads a page of the tokens that are for an app.
//
// PAT with Apps_Get, Keys_Get; Current.
func (s *TokensService) ListForApp(ctx context.Context, ownerID, appID string, opts *ListAppTokensOptions, callOpts ...CallOption) (*Page[Token], error) {
	return s.list(OpTokensListForApp, []string{ownerID, appID}, deref(opts).Paging, nil, callOpts).list(ctx)
}

// ListAllForApp iterates over the tokens that are for an app. It can skip tokens if
// some are revoked meanwhile, by anyone; see [Paging].
//
// PAT with Apps_Get, Keys_Get; Current.
func (s *TokensService) ListAllForApp(ctx context.Context, ownerID, appID string, opts *ListAppTokensOptions, callOpts ...CallOption) iter.Seq2[Token, error] {
	return s.list(OpTokensListForApp, []string{ownerID, appID}, deref(opts).Paging, nil, callOpts).all(ctx)
}

func (s *TokensService) list(op Operation, ids []string, paging Paging, query any, callOpts []CallOption) *listing[Token] {
	return &listing[Token]{
		client: s.api(), op: op, ids: ids, paging: paging, query: query, opts: callOpts,
		response: func() (wire.Response, *[]Token) {
			var out struct {
				wire.Envelope
				Keys []Token `json:"keys"`
			}
			return &out, &out.Keys
		},
	}
}

// Get reads a token.
//
// PAT with Keys_Get; Current.
func (s *TokensService) Get(ctx context.Context, userID string, id Secret, callOpts ...CallOption) (*Token, error) {
	resetResponse(callOpts)
	if err := checkTokenID(OpTokensGet, id); err != nil {
		return nil, err
	}
	var out struct {
		wire.Envelope
		Key *Token `json:"key"`
	}
	err := s.api().do(ctx, request{
		op: OpTokensGet, ids: []string{userID, id.Reveal()}, secrets: []string{id.Reveal()}, out: &out, callOpts: callOpts,
	})
	return requireID(out.Key, idOfToken, err, OpTokensGet, "token", userID)
}

// checkTokenID refuses an id without showing it.
func checkTokenID(op Operation, id Secret) error {
	switch {
	case id.IsZero():
		return invalid(op, "the token's id is empty")
	case route.CheckID(id.Reveal()) != "":
		return invalid(op, "the token's id has characters that no id has")
	}
	return nil
}

// tokenBody is a token as it is sent.
type tokenBody struct {
	ID               string         `json:"id,omitempty"`
	Type             TokenType      `json:"type,omitempty"`
	Description      string         `json:"description"`
	Scopes           []string       `json:"scopes"`
	Endpoints        []string       `json:"endpoints,omitempty"`
	Apps             []tokenAppBody `json:"apps,omitempty"`
	ExpiresAt        wire.Time      `json:"expires_at,omitzero"`
	AuthorizedIDPIDs []string       `json:"authorized_idp_ids,omitempty"`
	OrganizationID   string         `json:"organization_id,omitempty"`
}

type tokenAppBody struct {
	ID     string `json:"id"`
	UserID string `json:"user_id,omitempty"`
}

// Create creates a token. The ID of what it gives is the token itself: store it
// at once. A doubtful answer is [ErrAmbiguous]: there may be a token then whose
// ID nobody has, to be found by its description and revoked.
//
// PAT with Apps_Get, Keys_Add, Keys_Get; Current.
func (s *TokensService) Create(ctx context.Context, userID string, req CreateTokenRequest, callOpts ...CallOption) (*Token, error) {
	resetResponse(callOpts)
	switch {
	case strings.TrimSpace(req.Description) == "":
		return nil, invalid(OpTokensCreate, "a token needs a description")
	case !req.ExpiresAt.IsZero() && !req.ExpiresAt.After(time.Now()):
		return nil, invalid(OpTokensCreate, "a token that has expired already is of no use")
	}
	if err := checkScopes(OpTokensCreate, req.Scopes); err != nil {
		return nil, err
	}
	body := tokenBody{
		Type: req.Type, Description: req.Description, Scopes: req.Scopes, Endpoints: req.Endpoints,
		ExpiresAt: wire.Time{Time: req.ExpiresAt}, AuthorizedIDPIDs: req.AuthorizedIDPIDs, OrganizationID: req.OrganizationID,
	}
	if body.Type == "" && len(req.Apps) == 0 {
		body.Type = TokenPersonalAccess
	}
	var owners []string
	for _, app := range req.Apps {
		if problem := route.CheckID(app.AppID); problem != "" {
			return nil, invalid(OpTokensCreate, "the app id %s", problem)
		}
		body.Apps = append(body.Apps, tokenAppBody{app.AppID, app.UserID})
		if app.UserID != "" {
			owners = append(owners, app.UserID)
		}
	}
	if req.OrganizationID != "" {
		owners = append(owners, req.OrganizationID)
	}
	var out struct {
		wire.Envelope
		Keys []Token `json:"keys"`
	}
	err := s.api().do(ctx, request{
		op: OpTokensCreate, ids: []string{userID}, out: &out, owners: owners, callOpts: callOpts,
		body: map[string]any{"keys": []tokenBody{body}},
	})
	if err == nil && (len(out.Keys) != 1 || out.Keys[0].ID.IsZero()) {
		e := incomplete(OpTokensCreate, "token", userID)
		e.Ambiguous = true
		return nil, e
	}
	if err != nil {
		return nil, err
	}
	return &out.Keys[0], nil
}

// Update changes a token and returns it as it is afterwards. Clarifai takes a
// token as a whole, so it is read, changed and written: two requests. If the
// response does not show what was set, the token is read until it does, for up to
// RetryPolicy.VerifyTimeout; a change that never shows is an error. Expiries are compared to the second. Clarifai may add scopes
// that others depend on; a scope or endpoint that was to go and still shows is an
// error.
//
// PAT with Keys_Add, Keys_Get; Current.
func (s *TokensService) Update(ctx context.Context, userID string, id Secret, req UpdateTokenRequest, callOpts ...CallOption) (*Token, error) {
	resetResponse(callOpts)
	if err := checkTokenID(OpTokensUpdate, id); err != nil {
		return nil, err
	}
	switch {
	case req.Description == nil && req.Scopes == nil && req.Endpoints == nil && req.ExpiresAt == nil:
		return nil, invalid(OpTokensUpdate, "there is nothing to change")
	case req.Description != nil && strings.TrimSpace(*req.Description) == "":
		return nil, invalid(OpTokensUpdate, "a token needs a description")
	case req.ExpiresAt != nil && !req.ExpiresAt.IsZero() && !req.ExpiresAt.After(time.Now()):
		return nil, invalid(OpTokensUpdate, "the new expiry is past: revoke the token instead")
	case req.Scopes != nil:
		if err := checkScopes(OpTokensUpdate, req.Scopes); err != nil {
			return nil, err
		}
	}
	reads := readOptions(callOpts)
	now, err := s.Get(ctx, userID, id, reads...)
	if err != nil {
		return nil, notWritten(OpTokensUpdate, err)
	}
	want := tokenBody{
		ID: id.Reveal(), Type: now.Type, Description: now.Description, Scopes: now.Scopes, Endpoints: now.Endpoints,
		ExpiresAt: wire.Time{Time: now.ExpiresAt}, AuthorizedIDPIDs: now.AuthorizedIDPIDs, OrganizationID: now.OrganizationID,
	}
	owners := nonEmpty(now.OrganizationID)
	for _, app := range now.Apps {
		want.Apps = append(want.Apps, tokenAppBody{app.ID, app.UserID})
		owners = append(owners, nonEmpty(app.UserID)...)
	}
	assign(&want.Description, req.Description)
	assign(&want.Endpoints, req.Endpoints)
	assign(&want.ExpiresAt.Time, req.ExpiresAt)
	if req.Scopes != nil {
		want.Scopes = req.Scopes
	}
	var out struct {
		wire.Envelope
		Keys []Token `json:"keys"`
	}
	err = s.api().do(ctx, request{
		op: OpTokensUpdate, ids: []string{userID}, secrets: []string{id.Reveal()}, out: &out, verified: true, owners: owners, callOpts: callOpts,
		body: map[string]any{"action": "overwrite", "keys": []tokenBody{want}},
	})
	if err != nil {
		return nil, err
	}
	exact := func(t *Token) bool {
		return (req.Scopes == nil || showsReplaced(t.Scopes, req.Scopes, now.Scopes)) &&
			(req.Endpoints == nil || showsReplaced(t.Endpoints, *req.Endpoints, now.Endpoints)) &&
			shows(req.ExpiresAt, t.ExpiresAt, sameTime)
	}
	return awaitChange(ctx, s.api(), OpTokensUpdate, []string{userID},
		find(out.Keys, func(t *Token) bool { return t.ID.Equal(id) }), exact,
		func(t *Token) bool { return shows(req.Description, t.Description, sameText) },
		func() (*Token, error) { return s.Get(ctx, userID, id, reads...) })
}

// Revoke deletes a token: it stops working at once, also for the caller who
// revokes the token that the client uses. A token that is not there is [ErrNotFound],
// unless an earlier try of this very call revoked it.
//
// PAT with Keys_Add, Keys_Delete, Keys_Get; Current.
func (s *TokensService) Revoke(ctx context.Context, userID string, id Secret, callOpts ...CallOption) error {
	resetResponse(callOpts)
	if err := checkTokenID(OpTokensRevoke, id); err != nil {
		return err
	}
	return s.api().do(ctx, request{
		op: OpTokensRevoke, ids: []string{userID, id.Reveal()}, secrets: []string{id.Reveal()}, out: &wire.Envelope{}, callOpts: callOpts,
	})
}

// GetScopeDependencies reads which scopes and endpoints a user's tokens can have, and which
// other scopes each of them needs.
//
// Session token, see [CredentialSession]; Current.
func (s *TokensService) GetScopeDependencies(ctx context.Context, userID string, opts *GetScopeDependenciesOptions, callOpts ...CallOption) (*ScopeDependencies, error) {
	var out struct {
		wire.Envelope
		Scopes    []ScopeDependency    `json:"scope_deps"`
		Endpoints []EndpointDependency `json:"endpoint_deps"`
	}
	if err := s.api().do(ctx, request{op: OpTokensGetScopeDependencies, ids: []string{userID}, query: opts, out: &out, callOpts: callOpts}); err != nil {
		return nil, err
	}
	return &ScopeDependencies{out.Scopes, out.Endpoints}, nil
}

// GetMyScopes reads what the client's own token may do for an owner: a user ("me"
// is the caller) or an organization. [Client.Preflight] compares that with what
// a program is about to do.
//
// PAT; Current.
func (s *TokensService) GetMyScopes(ctx context.Context, ownerID string, callOpts ...CallOption) (*MyScopes, error) {
	var out struct {
		wire.Envelope
		Scopes           []string `json:"scopes"`
		Endpoints        []string `json:"endpoints"`
		UserFeatureFlags string   `json:"user_feature_flags"`
	}
	if err := s.api().do(ctx, request{op: OpTokensGetMyScopes, ids: []string{ownerID}, out: &out, callOpts: callOpts}); err != nil {
		return nil, err
	}
	return &MyScopes{out.Scopes, out.Endpoints, out.UserFeatureFlags}, nil
}

func idOfToken(t *Token) string { return t.ID.Reveal() }

func (s *TokensService) api() *Client { return (*service)(s).api() }

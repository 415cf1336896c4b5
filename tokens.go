package clarifai

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// TokensService lists, creates, changes and revokes the personal access tokens
// and keys of a user, and reads what a token may do.
type TokensService struct{ service }

// Token is a personal access token, or a key for certain apps.
type Token struct {
	// ID is the token itself: whoever has it can use it.
	ID          Secret    `json:"id,omitzero" wire:"needed"`
	Type        TokenType `json:"type,omitempty" wire:"needed"`
	Description string    `json:"description,omitempty" wire:"needed"`
	Scopes      []Scope   `json:"scopes,omitempty" wire:"needed"`
	Endpoints   []string  `json:"endpoints,omitempty" wire:"needed"`
	// Apps are the apps that a key is for. A personal access token has none.
	Apps      []App     `json:"apps,omitempty" wire:"needed"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	// ExpiresAt is when the token expires. Zero means never.
	ExpiresAt        time.Time `json:"expires_at,omitzero" wire:"needed"`
	AuthorizedIDPIDs []string  `json:"authorized_idp_ids,omitempty" wire:"needed"`
	// OrganizationID is the organization that a personal access token is tied to.
	// Empty means none.
	OrganizationID string `json:"organization_id,omitempty" wire:"needed"`
}

// TokenType is the kind of a token. Clarifai's definitions list no kinds.
type TokenType string

// TokenPersonalAccess is the type of a personal access token.
const TokenPersonalAccess TokenType = "personal_access_token"

func (t *Token) resourceID() string { return t.ID.Reveal() }

// ListTokensOptions selects tokens. All filters that are set must match.
type ListTokensOptions struct {
	NotExpired bool      `url:"not_expired,omitempty"`
	Scopes     []Scope   `url:"scopes,omitempty"`    // tokens with all of these
	Endpoints  []string  `url:"endpoints,omitempty"` // tokens with all of these
	Type       TokenType `url:"type,omitempty"`
	Paging
}

// ListAppTokensOptions selects pages of a list of an app's tokens.
type ListAppTokensOptions struct{ Paging }

// CreateTokenRequest is a token to create.
type CreateTokenRequest struct {
	// Description is required.
	Description string
	// Scopes are what the token may do. At least one is required; "All" alone
	// stands for all of them. [TokensService.GetScopeDependencies] returns those
	// that others need.
	Scopes []Scope
	// Endpoints are allowed in addition to those of the scopes.
	Endpoints []string
	// Type is the kind of token. Empty means a personal access token, unless
	// there are Apps.
	Type TokenType
	// Apps are the apps that a key is for. A personal access token has none.
	Apps []AppIdentity
	// ExpiresAt is when the token expires. Zero means never.
	ExpiresAt time.Time
	// OrganizationID ties the token to an organization. Empty means none.
	OrganizationID   string
	AuthorizedIDPIDs []string // identity providers
}

func (r *CreateTokenRequest) validate() string {
	problem := cmp.Or(require("Description", r.Description), checkScopes(r.Scopes))
	if !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(time.Now()) {
		problem = cmp.Or(problem, "ExpiresAt must be in the future")
	}
	for _, app := range r.Apps {
		problem = cmp.Or(problem, checkID("app ID", app.AppID))
	}
	return problem
}

// owners returns whose apps and which organization the token is for.
func (r *CreateTokenRequest) owners() []string {
	owners := nonEmpty(r.OrganizationID)
	for _, app := range r.Apps {
		owners = append(owners, nonEmpty(app.UserID)...)
	}
	return owners
}

// UpdateTokenRequest is a change of a token.
type UpdateTokenRequest struct {
	Description *string
	Scopes      []Scope // cannot be cleared
	Endpoints   []string
	// ExpiresAt is when the token expires. A pointer to the zero time means
	// never.
	ExpiresAt *time.Time
}

func (r *UpdateTokenRequest) validate() string {
	problem := requireChange(*r)
	if r.Description != nil {
		problem = cmp.Or(problem, require("Description", *r.Description))
	}
	if r.ExpiresAt != nil && !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(time.Now()) {
		problem = cmp.Or(problem, "ExpiresAt must be in the future: revoke the token to end it")
	}
	if r.Scopes != nil {
		problem = cmp.Or(problem, checkScopes(r.Scopes))
	}
	return problem
}

// GetScopeDependenciesOptions selects scopes.
type GetScopeDependenciesOptions struct {
	// KeyType selects the scopes of one type of token. Empty selects all.
	KeyType TokenType `url:"key_type,omitempty"`
}

// ScopeDependencies are the scopes and endpoints that there are, and the other
// scopes that each of them needs.
type ScopeDependencies struct {
	Scopes    []ScopeDependency
	Endpoints []EndpointDependency
}

// ScopeDependency is a scope and those that it needs.
type ScopeDependency struct {
	Scope           Scope   `json:"scope"`
	DependingScopes []Scope `json:"depending_scopes,omitempty" wire:"needed"`
}

// EndpointDependency is an endpoint and the scopes that it needs.
type EndpointDependency struct {
	Endpoint        string  `json:"endpoint"`
	DependingScopes []Scope `json:"depending_scopes,omitempty" wire:"needed"`
}

// MyScopes is what a token may do for an owner.
type MyScopes struct {
	Scopes           []Scope
	Endpoints        []string
	UserFeatureFlags string // as Clarifai writes them
}

// Has reports whether the token has a scope, by name or by "All".
func (m *MyScopes) Has(scope Scope) bool {
	return slices.Contains(m.Scopes, scope) || slices.Contains(m.Scopes, ScopeAll)
}

type tokenResponse struct {
	wire.Envelope
	Key *Token `json:"key"`
}

func (r *tokenResponse) single() *Token { return r.Key }

type tokensResponse struct {
	wire.Envelope
	Keys []Token `json:"keys"`
}

func (r *tokensResponse) list() []Token { return r.Keys }

// List returns a page of a user's tokens. The user "me" is the caller.
//
//   - API: GET /v2/users/{user}/keys
//   - Scopes: Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) List(ctx context.Context, userID string, opts *ListTokensOptions, callOpts ...CallOption) (*Page[Token], error) {
	return list[Token, tokensResponse](ctx, s.client, OpTokensList, opts, callOpts, userID)
}

// ListAll iterates over a user's tokens. It can skip tokens if anyone revokes
// some in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/keys
//   - Scopes: Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) ListAll(ctx context.Context, userID string, opts *ListTokensOptions, callOpts ...CallOption) iter.Seq2[Token, error] {
	return listAll[Token, tokensResponse](ctx, s.client, OpTokensList, opts, callOpts, userID)
}

// ListForApp returns a page of the tokens that are for an app.
//
//   - API: GET /v2/users/{user}/apps/{app}/keys
//   - Scopes: Apps_Get, Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) ListForApp(ctx context.Context, ownerID, appID string, opts *ListAppTokensOptions, callOpts ...CallOption) (*Page[Token], error) {
	return list[Token, tokensResponse](ctx, s.client, OpTokensListForApp, opts, callOpts, ownerID, appID)
}

// ListAllForApp iterates over the tokens that are for an app. It can skip tokens
// if anyone revokes some in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/apps/{app}/keys
//   - Scopes: Apps_Get, Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) ListAllForApp(ctx context.Context, ownerID, appID string, opts *ListAppTokensOptions, callOpts ...CallOption) iter.Seq2[Token, error] {
	return listAll[Token, tokensResponse](ctx, s.client, OpTokensListForApp, opts, callOpts, ownerID, appID)
}

// tokenRequest returns a request that is about one token. No error shows its ID.
func tokenRequest(op Operation, userID string, id Secret, callOpts []CallOption) request {
	return request{
		op: op, ids: []string{userID, id.Reveal()}, secrets: []string{id.Reveal()}, problem: checkTokenID(id), callOpts: callOpts,
	}
}

// checkTokenID returns what is wrong with the ID of a token, without showing it.
func checkTokenID(id Secret) string {
	switch {
	case id.IsZero():
		return "the token's ID is required"
	case checkID("", id.Reveal()) != "":
		return "the token's ID has characters that no ID has"
	}
	return ""
}

// Get returns a token.
//
//   - API: GET /v2/users/{user}/keys/{key}
//   - Scopes: Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) Get(ctx context.Context, userID string, id Secret, callOpts ...CallOption) (*Token, error) {
	return get[Token, tokenResponse](ctx, s.client, tokenRequest(OpTokensGet, userID, id, callOpts))
}

// tokenItem is a token as it is sent.
type tokenItem struct {
	ID               string         `json:"id,omitempty"`
	Type             TokenType      `json:"type,omitempty"`
	Description      string         `json:"description"`
	Scopes           []Scope        `json:"scopes"`
	Endpoints        []string       `json:"endpoints,omitempty"`
	Apps             []tokenItemApp `json:"apps,omitempty"`
	ExpiresAt        wire.Time      `json:"expires_at,omitzero"`
	AuthorizedIDPIDs []string       `json:"authorized_idp_ids,omitempty"`
	OrganizationID   string         `json:"organization_id,omitempty"`
}

type tokenItemApp struct {
	ID     string `json:"id"`
	UserID string `json:"user_id,omitempty"`
}

// Create creates a token. The ID of the result is the token itself: store it at
// once. An unknown outcome is [ErrAmbiguous]: there may be a token whose ID
// nobody has, to be found by its description and revoked.
//
//   - API: POST /v2/users/{user}/keys
//   - Scopes: Apps_Get, Keys_Add, Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) Create(ctx context.Context, userID string, req CreateTokenRequest, callOpts ...CallOption) (*Token, error) {
	return createUnverified[Token](ctx, s.client, request{
		op: OpTokensCreate, ids: []string{userID}, problem: req.validate(), owners: req.owners(), callOpts: callOpts,
		body: map[string]any{"keys": []tokenItem{req.item()}},
	}, new(tokensResponse))
}

func (r *CreateTokenRequest) item() tokenItem {
	item := tokenItem{
		Type: r.Type, Description: r.Description, Scopes: r.Scopes, Endpoints: r.Endpoints,
		ExpiresAt: wire.Time{Time: r.ExpiresAt}, AuthorizedIDPIDs: r.AuthorizedIDPIDs, OrganizationID: r.OrganizationID,
	}
	if item.Type == "" && len(r.Apps) == 0 {
		item.Type = TokenPersonalAccess
	}
	for _, app := range r.Apps {
		item.Apps = append(item.Apps, tokenItemApp{app.AppID, app.UserID})
	}
	return item
}

// Update changes a token and returns it as it is afterwards. Clarifai takes a
// token as a whole, so it is read, changed and written: two requests. If the
// response does not show what was set, the token is read until it does, for up to
// RetryPolicy.VerifyTimeout. A change that never shows is an error. Expiry times
// are compared to the second. Clarifai may add scopes that others depend on. A
// scope or endpoint that was to go and still shows is an error.
//
//   - API: PATCH /v2/users/{user}/keys
//   - Scopes: Keys_Add, Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) Update(ctx context.Context, userID string, id Secret, req UpdateTokenRequest, callOpts ...CallOption) (*Token, error) {
	call := tokenRequest(OpTokensUpdate, userID, id, callOpts)
	call.ids, call.problem = call.ids[:1], cmp.Or(call.problem, req.validate())
	return change[Token]{
		request: call, response: new(tokensResponse), prepare: req.prepare,
		is:    func(t *Token) bool { return t.ID.Equal(id) },
		read:  func(callOpts []CallOption) (*Token, error) { return s.Get(ctx, userID, id, callOpts...) },
		texts: func(t *Token) bool { return shows(req.Description, t.Description, sameText) },
	}.run(ctx, s.client)
}

// prepare writes the change over the token as it is now.
func (r *UpdateTokenRequest) prepare(now *Token, update *change[Token]) error {
	want := CreateTokenRequest{
		Description: now.Description, Scopes: now.Scopes, Endpoints: now.Endpoints, Type: now.Type,
		ExpiresAt: now.ExpiresAt, OrganizationID: now.OrganizationID, AuthorizedIDPIDs: now.AuthorizedIDPIDs,
	}
	for _, app := range now.Apps {
		want.Apps = append(want.Apps, AppIdentity{UserID: app.UserID, AppID: app.ID})
	}
	assign(&want.Description, r.Description)
	assign(&want.ExpiresAt, r.ExpiresAt)
	if r.Scopes != nil {
		want.Scopes = r.Scopes
	}
	if r.Endpoints != nil {
		want.Endpoints = r.Endpoints
	}
	item := want.item()
	item.ID, item.Type = update.request.secrets[0], now.Type
	before := *now
	update.request.owners = want.owners()
	update.request.body = map[string]any{"action": "overwrite", "keys": []tokenItem{item}}
	update.exact = func(t *Token) bool {
		return showsReplaced(t.Scopes, r.Scopes, before.Scopes) && showsReplaced(t.Endpoints, r.Endpoints, before.Endpoints) &&
			shows(r.ExpiresAt, t.ExpiresAt, sameTime)
	}
	return nil
}

// Revoke deletes a token. It stops working at once, also for a client that uses
// it. A token that is not there is [ErrNotFound], unless an earlier attempt of
// this very call revoked it.
//
//   - API: DELETE /v2/users/{user}/keys/{key}
//   - Scopes: Keys_Add, Keys_Delete, Keys_Get
//   - Status: current (see [Grade])
func (s *TokensService) Revoke(ctx context.Context, userID string, id Secret, callOpts ...CallOption) error {
	return s.client.send(ctx, tokenRequest(OpTokensRevoke, userID, id, callOpts), nil)
}

type scopeDependenciesResponse struct {
	wire.Envelope
	Scopes    []ScopeDependency    `json:"scope_deps"`
	Endpoints []EndpointDependency `json:"endpoint_deps"`
}

type myScopesResponse struct {
	wire.Envelope
	Scopes           []Scope  `json:"scopes"`
	Endpoints        []string `json:"endpoints"`
	UserFeatureFlags string   `json:"user_feature_flags"`
}

// GetScopeDependencies returns the scopes and endpoints that a user's tokens can
// have, and which other scopes each of them needs.
//
//   - API: GET /v2/users/{user}/scopes
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: current (see [Grade])
func (s *TokensService) GetScopeDependencies(ctx context.Context, userID string, opts *GetScopeDependenciesOptions, callOpts ...CallOption) (*ScopeDependencies, error) {
	var out scopeDependenciesResponse
	if err := s.client.send(ctx, request{op: OpTokensGetScopeDependencies, ids: []string{userID}, query: opts, callOpts: callOpts}, &out); err != nil {
		return nil, err
	}
	return &ScopeDependencies{out.Scopes, out.Endpoints}, nil
}

// GetMyScopes returns what the client's own token may do for an owner: a user or
// an organization. The user "me" is the caller. [Client.Preflight] compares that
// with what a program is about to do.
//
//   - API: GET /v2/users/{user}/myscopes
//   - Scopes: none
//   - Status: current (see [Grade])
func (s *TokensService) GetMyScopes(ctx context.Context, ownerID string, callOpts ...CallOption) (*MyScopes, error) {
	var out myScopesResponse
	if err := s.client.send(ctx, request{op: OpTokensGetMyScopes, ids: []string{ownerID}, callOpts: callOpts}, &out); err != nil {
		return nil, err
	}
	return &MyScopes{out.Scopes, out.Endpoints, out.UserFeatureFlags}, nil
}

package clarifai

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// RotateTokenRequest says how a token is replaced by a successor.
type RotateTokenRequest struct {
	// Store keeps the successor where its users find it, before the old token is
	// revoked. Store is required. It must keep successor.ID.Reveal(): a Token that
	// is marshaled has "[redacted]" in the place of its ID.
	Store func(ctx context.Context, successor *Token) error
	// Check returns an error if the successor does not work. It is called with a
	// client that authenticates with the successor. Nil reads the successor's own
	// scopes and compares them with the old token's, which takes a personal access
	// token: the key of an app needs a Check. A Check that reads back what Store
	// kept also shows that it was kept whole.
	Check func(ctx context.Context, client *Client) error
	// Grace is how long both tokens work after the check, for those who still use
	// the old one. Zero revokes the old token at once.
	Grace time.Duration
	// Description is the successor's. Empty means the old token's. A nonce is
	// added to it, in the place of one that an earlier rotation added.
	Description string
	// ExpiresAt is when the successor expires. Zero means that it lives as long
	// from now as the old token did from its creation, or for ever if that does.
	ExpiresAt time.Time
}

// validate returns what is wrong with the request, or "" if nothing is.
func (r *RotateTokenRequest) validate() string {
	switch {
	case r.Store == nil:
		return "Store is required: a successor that nobody keeps is lost"
	case r.Grace < 0:
		return "Grace must not be negative"
	case !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(time.Now().Add(r.Grace)):
		return "ExpiresAt must be after the grace time"
	}
	return ""
}

// RotationStep is the last step that a rotation completed.
type RotationStep string

// The steps of a rotation, in their order.
const (
	RotationNone    RotationStep = ""        // nothing was done
	RotationCreated RotationStep = "created" // the successor exists
	RotationStored  RotationStep = "stored"  // Store has kept it
	RotationChecked RotationStep = "checked" // it works
	RotationRevoked RotationStep = "revoked" // the old token is gone
)

// TokenState says whether a token works.
type TokenState string

// The states of a token after a rotation.
const (
	TokenNone    TokenState = ""        // there is no such token
	TokenWorks   TokenState = "works"   // it exists
	TokenRevoked TokenState = "revoked" // it is gone
	TokenUnknown TokenState = "unknown" // it may work or be gone
)

// RotationResult is the outcome of a rotation.
type RotationResult struct {
	Reached   RotationStep
	Old       TokenState
	Successor TokenState
	// Token is the successor. It is nil if there is none, or if the response to
	// its creation was lost.
	Token *Token
	// Nonce is part of the successor's description.
	Nonce string
	// LeftBehind are tokens with the nonce that nobody has, because the response
	// to their creation was lost. Revoke them.
	LeftBehind []Token
}

// String says in words which tokens there are.
func (r *RotationResult) String() string {
	var parts []string
	switch r.Old {
	case TokenNone:
		parts = append(parts, "there is no such token")
	case TokenWorks:
		parts = append(parts, "the old token works")
	case TokenRevoked:
		parts = append(parts, "the old token is revoked")
	case TokenUnknown:
		parts = append(parts, "the old token may be revoked")
	}
	switch {
	case r.Reached == RotationNone && len(r.LeftBehind) > 0:
		parts = append(parts, fmt.Sprintf("%d tokens whose description has the nonce %s were left behind", len(r.LeftBehind), r.Nonce))
	case r.Reached == RotationChecked && r.Successor == TokenUnknown:
		parts = append(parts, "the successor is stored, and worked until the grace time")
	case r.Successor == TokenUnknown:
		parts = append(parts, fmt.Sprintf("there may be a successor, whose description has the nonce %s", r.Nonce))
	case r.Reached == RotationNone:
		parts = append(parts, "there is no successor")
	case r.Reached == RotationCreated:
		parts = append(parts, "the successor exists, and is not stored")
	case r.Reached == RotationStored:
		parts = append(parts, "the successor is stored, and not seen to work")
	default:
		parts = append(parts, "the successor is stored and works")
	}
	return strings.Join(parts, "; ")
}

const noncePrefix = " (rotation "

// nonceSuffix matches what a rotation adds to a description.
var nonceSuffix = regexp.MustCompile(` \(rotation [a-z2-7]{12}\)$`)

// Rotate replaces a token. It creates a successor with the same scopes,
// endpoints, apps and organization, passes it to [RotateTokenRequest.Store],
// checks that it works, waits for the grace time, and revokes the old token. It
// stops at the first step that fails, and undoes nothing: the result, which is
// never nil, and the error say which tokens work. If the context ends during the
// grace time, both do.
//
// If the old token is the client's own, the successor revokes it. The client
// keeps the old one and is of no use afterwards. If the response to the creation
// of the successor is lost, a token is left that nobody has; it is found by its
// nonce and returned in the result.
//
//   - API: GET /v2/users/{user}/keys/{key}, POST /v2/users/{user}/keys, GET /v2/users/{user}/myscopes, DELETE /v2/users/{user}/keys/{key}, GET /v2/users/{user}/keys
//   - Scopes: Keys_Get, Apps_Get, Keys_Add, Keys_Delete
//   - Status: current (see [Grade])
func (s *TokensService) Rotate(ctx context.Context, userID string, old Secret, req RotateTokenRequest, callOpts ...CallOption) (*RotationResult, error) {
	result := &RotationResult{Old: TokenWorks}
	if problem := cmp.Or(checkCallOptions(callOpts), req.validate()); problem != "" {
		return result, invalid(OpTokensCreate, "%s", problem)
	}
	r := &rotation{client: s.client, request: &req, userID: userID, old: old, result: result, callOpts: readOptions(callOpts)}
	return result, r.run(ctx)
}

// rotation is one call of Rotate.
type rotation struct {
	client   *Client
	request  *RotateTokenRequest
	userID   string
	old      Secret
	token    *Token // that is replaced
	result   *RotationResult
	callOpts []CallOption
}

func (r *rotation) run(ctx context.Context) error {
	if err := r.create(ctx); err != nil {
		return err
	}
	successor := r.result.Token
	kept := *successor // Store may clear the secret once it has kept it
	if err := r.request.Store(ctx, &kept); err != nil {
		return r.fail("storing the successor failed", r.opaque(err))
	}
	r.result.Reached = RotationStored
	own, err := r.client.WithPAT(successor.ID)
	if err != nil {
		return r.fail("the successor cannot be used", err)
	}
	if err := r.prove(ctx, own); err != nil {
		return r.fail("the successor does not work", r.opaque(err))
	}
	r.result.Reached = RotationChecked
	if r.request.Grace > 0 {
		if err := transport.Sleep(ctx, r.request.Grace); err != nil {
			return r.fail("the grace time was cut short", err)
		}
		// Somebody may have revoked the successor in the grace time.
		if err := r.prove(ctx, own); err != nil {
			r.result.Successor = TokenUnknown
			return r.fail("the successor did not work after the grace time", r.opaque(err))
		}
	}
	return r.revoke(ctx, own)
}

// create reads the old token and creates its successor.
func (r *rotation) create(ctx context.Context) error {
	token, err := r.client.Tokens.Get(ctx, r.userID, r.old, r.callOpts...)
	if err != nil {
		if errors.Is(err, ErrNotFound) {
			r.result.Old = TokenNone
		}
		return r.fail("reading the old token failed", err)
	}
	r.token = token
	if r.request.ExpiresAt.IsZero() && !token.ExpiresAt.IsZero() && token.CreatedAt.IsZero() {
		return r.fail("how long the old token was to live is not known",
			invalid(OpTokensCreate, "Clarifai does not show when it was created: set ExpiresAt"))
	}
	r.result.Nonce = strings.ToLower(rand.Text()[:12])
	create := r.request.successor(token, r.result.Nonce)
	if !create.ExpiresAt.IsZero() && !create.ExpiresAt.After(time.Now().Add(r.request.Grace)) {
		return r.fail("the successor would live as long as the old token was to, and expire within the grace time",
			invalid(OpTokensCreate, "set ExpiresAt, or a shorter Grace"))
	}
	successor, err := r.client.Tokens.Create(ctx, r.userID, create, r.callOpts...)
	if err != nil {
		if errors.Is(err, ErrAmbiguous) {
			r.result.Successor = TokenUnknown
			r.findLeftBehind(ctx)
		}
		return r.fail("creating the successor failed", err)
	}
	r.result.Token, r.result.Reached, r.result.Successor = successor, RotationCreated, TokenWorks
	return nil
}

// revoke revokes the old token. If it is the client's own, the successor does so.
func (r *rotation) revoke(ctx context.Context, own *Client) error {
	revoker := r.client.Tokens
	if r.client.uses(r.old) {
		revoker = own.Tokens
	}
	// A token that is gone already is what the rotation wants.
	if err := revoker.Revoke(ctx, r.userID, r.old, r.callOpts...); err != nil && !errors.Is(err, ErrNotFound) {
		if errors.Is(err, ErrAmbiguous) {
			r.result.Old = TokenUnknown
		}
		return r.fail("revoking the old token failed", err)
	}
	r.result.Reached, r.result.Old = RotationRevoked, TokenRevoked
	return nil
}

// fail returns the error of a rotation that stopped.
func (r *rotation) fail(step string, err error) error {
	return &Error{Op: OpTokensCreate, subject: r.userID, kind: toError(OpTokensCreate, err).sentinel(), cause: err,
		Ambiguous: errors.Is(err, ErrAmbiguous), problem: "the rotation stopped: " + r.result.String() + ": " + step}
}

// opaque returns the error of a caller's function without either token.
func (r *rotation) opaque(err error) error {
	return &opaqueError{err, []string{r.result.Token.ID.Reveal(), r.old.Reveal()}}
}

// successor returns the token that replaces old.
func (r *RotateTokenRequest) successor(old *Token, nonce string) CreateTokenRequest {
	description := r.Description
	if description == "" {
		description = old.Description
	}
	description = nonceSuffix.ReplaceAllString(description, "")
	expires := r.ExpiresAt
	if expires.IsZero() && !old.ExpiresAt.IsZero() {
		expires = time.Now().Add(old.ExpiresAt.Sub(old.CreatedAt))
	}
	create := CreateTokenRequest{
		Description: description + noncePrefix + nonce + ")", Scopes: old.Scopes, Endpoints: old.Endpoints, Type: old.Type,
		ExpiresAt: expires, OrganizationID: old.OrganizationID, AuthorizedIDPIDs: old.AuthorizedIDPIDs,
	}
	for _, app := range old.Apps {
		create.Apps = append(create.Apps, AppIdentity{UserID: app.UserID, AppID: app.ID})
	}
	return create
}

// findLeftBehind looks for what a creation whose response was lost has created.
func (r *rotation) findLeftBehind(ctx context.Context) {
	result := r.result
	unreadable := poll(ctx, r.client.retry.VerifyTimeout, func() (bool, error) {
		result.LeftBehind = nil
		for token, err := range r.client.Tokens.ListAll(ctx, r.userID, nil, r.callOpts...) {
			if err != nil {
				return false, err
			}
			if strings.Contains(token.Description, noncePrefix+result.Nonce+")") {
				result.LeftBehind = append(result.LeftBehind, token)
			}
		}
		return len(result.LeftBehind) > 0, nil
	})
	if unreadable == nil && len(result.LeftBehind) == 0 {
		result.Successor = TokenNone
	}
	if len(result.LeftBehind) > 0 {
		result.Successor = TokenWorks
	}
}

// prove returns why the successor does not work. It may take a moment to.
func (r *rotation) prove(ctx context.Context, own *Client) error {
	check := r.request.Check
	if check == nil {
		check = r.compareScopes
	}
	var last error
	if err := poll(ctx, r.client.retry.VerifyTimeout, func() (bool, error) {
		last = check(ctx, own)
		return !errors.Is(last, ErrUnauthorized), nil
	}); err != nil {
		return err
	}
	return last
}

// compareScopes returns an error if the successor lacks a scope of the old token.
func (r *rotation) compareScopes(ctx context.Context, own *Client) error {
	mine, err := own.Tokens.GetMyScopes(ctx, "me", r.callOpts...)
	if err != nil {
		return err
	}
	for _, scope := range r.token.Scopes {
		if !mine.Has(scope) {
			return &Error{Op: OpTokensGetMyScopes, kind: ErrForbidden, problem: "the successor lacks the scope " + quoted(string(scope))}
		}
	}
	return nil
}

// opaqueError is the error of a caller's function, without the tokens in its text.
// It does not unwrap, so that nothing prints the rest.
type opaqueError struct {
	err    error
	tokens []string
}

func (e *opaqueError) Error() string        { return redact.Text(e.err.Error(), e.tokens...) }
func (e *opaqueError) GoString() string     { return e.Error() }
func (e *opaqueError) Is(target error) bool { return errors.Is(e.err, target) }
func (e *opaqueError) As(target any) bool   { return errors.As(e.err, target) }

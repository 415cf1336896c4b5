package clarifai

import (
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

// Rotation says how a token is replaced by a successor.
type RotateTokenRequest struct {
	// Store keeps the successor where its users will find it, before the old
	// token is revoked. Required. The text to keep is successor.ID.Reveal(): a
	// Token that is marshaled has "[redacted]" in its place, and that is lost.
	Store func(ctx context.Context, successor *Token) error
	// Check proves with a client of the successor's that it works. nil reads
	// the successor's own scopes and compares them with the old token's, which
	// takes a personal access token: for the key of an app give one. A Check
	// that reads back what Store kept finds out whether it was kept whole.
	Check func(ctx context.Context, client *Client) error
	// Grace is how long both tokens work after the check, for those who still
	// use the old one. 0: not at all.
	Grace time.Duration
	// Description of the successor; "": the old token's. A nonce is put behind
	// it, in the place of one that an earlier rotation left there.
	Description string
	// ExpiresAt is when the successor expires. Zero: it lives as long from now
	// as the old token did from its creation, or for ever where that does.
	ExpiresAt time.Time
}

// RotationStep is how far a rotation came.
type RotationStep string

// The steps of a rotation, in their order.
const (
	RotationNone    RotationStep = ""        // nothing was done
	RotationCreated RotationStep = "created" // the successor exists
	RotationStored  RotationStep = "stored"  // Store has it
	RotationChecked RotationStep = "checked" // it works
	RotationRevoked RotationStep = "revoked" // the old token is gone
)

// TokenState is whether a token works.
type TokenState string

// The states of a token after a rotation.
const (
	TokenNone    TokenState = ""        // there is none
	TokenWorks   TokenState = "works"   // or at least exists, and nothing said otherwise
	TokenRevoked TokenState = "revoked" // it is gone
	TokenUnknown TokenState = "unknown" // a doubtful answer: it may work or be gone
)

// RotationResult is what a rotation came to. It is never nil, also beside an
// error.
type RotationResult struct {
	Reached    RotationStep
	Old        TokenState
	Successor  TokenState
	Token      *Token  // the successor; nil: none, or one whose answer was lost
	Nonce      string  // stands in the description of the successor
	LeftBehind []Token // tokens with the nonce that nobody was handed: made by a creation whose answer was lost. Revoke them
}

// String says which tokens there are.
func (r *RotationResult) String() string {
	if r == nil {
		return ""
	}
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

// nonceBehind is what a rotation puts behind a description.
var nonceBehind = regexp.MustCompile(` \(rotation [a-z2-7]{12}\)$`)

// Rotate replaces a token: it creates a successor with the same scopes,
// endpoints, apps and organization, hands it to [Rotation.Store], checks that
// it works, waits for the grace time, and revokes the old token. It stops at
// the first step that fails, with both tokens alive as far as they came: the
// result and the error say so, and nothing is taken back. A context that ends
// during the grace time leaves both alive.
//
// Where the old token is the client's own, the successor revokes it; the client
// itself goes on with the old one, and is of no use afterwards. A creation whose
// answer was lost leaves a token that nobody has: it is found by its nonce, and
// reported.
//
// PAT with Apps_Get, Keys_Add, Keys_Delete, Keys_Get; Current.
//
//   - API: GET /v2/users/{user}/keys/{key}, POST /v2/users/{user}/keys, GET /v2/users/{user}/myscopes, DELETE /v2/users/{user}/keys/{key}, GET /v2/users/{user}/keys
//   - Scopes: Keys_Get, Apps_Get, Keys_Add, Keys_Delete
//   - Status: current (see [Grade])
func (s *TokensService) Rotate(ctx context.Context, userID string, old Secret, req RotateTokenRequest) (*RotationResult, error) {
	result := &RotationResult{Old: TokenWorks}
	switch {
	case req.Store == nil:
		return result, invalid(OpTokensCreate, "a rotation needs a Store: a successor that nobody keeps is lost")
	case req.Grace < 0:
		return result, invalid(OpTokensCreate, "the grace time is negative")
	case !req.ExpiresAt.IsZero() && !req.ExpiresAt.After(time.Now().Add(req.Grace)):
		return result, invalid(OpTokensCreate, "the successor would expire before the grace time is over")
	}
	fail := func(step string, err error) (*RotationResult, error) {
		return result, &Error{Op: OpTokensCreate, subject: userID, kind: toError(OpTokensCreate, err).sentinel(), cause: err,
			Ambiguous: errors.Is(err, ErrAmbiguous), problem: "the rotation stopped: " + result.String() + ": " + step}
	}
	token, err := s.Get(ctx, userID, old)
	if err != nil {
		if errors.Is(err, ErrNotFound) {
			result.Old = TokenNone
		}
		return fail("reading the old token failed", err)
	}
	if req.ExpiresAt.IsZero() && !token.ExpiresAt.IsZero() && token.CreatedAt.IsZero() {
		return fail("how long the old token was to live is not known", invalid(OpTokensCreate,
			"Clarifai does not show when it was created: set Rotation.ExpiresAt"))
	}
	result.Nonce = strings.ToLower(rand.Text()[:12])
	create := req.successor(token, result.Nonce)
	if !create.ExpiresAt.IsZero() && !create.ExpiresAt.After(time.Now().Add(req.Grace)) {
		return fail("the successor would live as long as the old token was to, and expire within the grace time",
			invalid(OpTokensCreate, "set Rotation.ExpiresAt, or a shorter Grace"))
	}
	successor, err := s.Create(ctx, userID, create)
	if err != nil {
		if errors.Is(err, ErrAmbiguous) {
			result.Successor = TokenUnknown
			s.leftBehind(ctx, userID, result)
		}
		return fail("creating the successor failed", err)
	}
	result.Token, result.Reached, result.Successor = successor, RotationCreated, TokenWorks
	kept := *successor // Store may clear the secret once it has kept it
	if err := req.Store(ctx, &kept); err != nil {
		return fail("storing the successor failed", &opaqueError{err, []string{successor.ID.Reveal(), old.Reveal()}})
	}
	result.Reached = RotationStored
	own := s.client.withPAT(successor.ID)
	if err := s.proven(ctx, own, token, req.Check); err != nil {
		return fail("the successor does not work", &opaqueError{err, []string{successor.ID.Reveal(), old.Reveal()}})
	}
	result.Reached = RotationChecked
	if req.Grace > 0 {
		if err := transport.Sleep(ctx, req.Grace); err != nil {
			return fail("the grace time was cut short", err)
		}
		// Much can happen to a token in the grace time.
		if err := s.proven(ctx, own, token, req.Check); err != nil {
			result.Successor = TokenUnknown
			return fail("the successor did not work after the grace time", &opaqueError{err, []string{successor.ID.Reveal(), old.Reveal()}})
		}
	}
	revoker := s
	if s.client.uses(old) {
		revoker = own.Tokens
	}
	if err := revoker.Revoke(ctx, userID, old); err != nil && !errors.Is(err, ErrNotFound) { // gone is what it was to be
		if errors.Is(err, ErrAmbiguous) {
			result.Old = TokenUnknown
		}
		return fail("revoking the old token failed", err)
	}
	result.Reached, result.Old = RotationRevoked, TokenRevoked
	return result, nil
}

// successor is the token that takes a token's place.
func (r *RotateTokenRequest) successor(old *Token, nonce string) CreateTokenRequest {
	description := r.Description
	if description == "" {
		description = old.Description
	}
	description = nonceBehind.ReplaceAllString(description, "")
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

// leftBehind looks for what a creation whose answer was lost has made.
func (s *TokensService) leftBehind(ctx context.Context, userID string, result *RotationResult) {
	unread := poll(ctx, s.client.retry.VerifyTimeout, func() (bool, error) {
		result.LeftBehind = nil
		for token, err := range s.ListAll(ctx, userID, nil) {
			if err != nil {
				return false, err
			}
			if strings.Contains(token.Description, noncePrefix+result.Nonce+")") {
				result.LeftBehind = append(result.LeftBehind, token)
			}
		}
		return len(result.LeftBehind) > 0, nil
	})
	if unread == nil && len(result.LeftBehind) == 0 {
		result.Successor = TokenNone
	}
	if len(result.LeftBehind) > 0 {
		result.Successor = TokenWorks
	}
}

// proven reports why a successor does not work: it may take a moment to.
func (s *TokensService) proven(ctx context.Context, own *Client, old *Token, check func(context.Context, *Client) error) error {
	if check == nil {
		check = func(ctx context.Context, own *Client) error {
			mine, err := own.Tokens.GetMyScopes(ctx, "me")
			if err != nil {
				return err
			}
			for _, scope := range old.Scopes {
				if !mine.Has(scope) {
					return &Error{Op: OpTokensGetMyScopes, kind: ErrForbidden, problem: "the successor lacks the scope " + quoted(string(scope))}
				}
			}
			return nil
		}
	}
	var last error
	if err := poll(ctx, s.client.retry.VerifyTimeout, func() (bool, error) {
		last = check(ctx, own)
		return !errors.Is(last, ErrUnauthorized), nil
	}); err != nil {
		return err
	}
	return last
}

// unsaid is the error of a caller's function, its text without the tokens that
// the function may know. It does not unwrap, so that nothing prints the rest.
type opaqueError struct {
	err    error
	tokens []string
}

func (e *opaqueError) Error() string        { return redact.Text(e.err.Error(), e.tokens...) }
func (e *opaqueError) GoString() string     { return e.Error() }
func (e *opaqueError) Is(target error) bool { return errors.Is(e.err, target) }
func (e *opaqueError) As(target any) bool   { return errors.As(e.err, target) }

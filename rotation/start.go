package rotation

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Request says how a token is replaced by a successor.
type Request struct {
	// Store keeps the successor where its users find it, before the old token is
	// revoked. Store is required. It must keep successor.ID.Reveal(): a Token that
	// is marshaled has "[redacted]" in the place of its ID.
	Store func(ctx context.Context, successor *clarifai.Token) error
	// Save keeps the state before the successor is created, and after each step. An
	// error stops the rotation. Nil keeps nothing: what Start returns is lost if
	// the process ends earlier.
	Save func(ctx context.Context, state State) error
	// Check returns an error if the successor does not work. It is called with a
	// client that authenticates with the successor. Nil reads the successor's own
	// scopes and compares them with the old token's, which takes a personal access
	// token: the key of an app needs a Check. A Check that reads back what Store
	// kept also shows that it was kept whole.
	Check func(ctx context.Context, client *clarifai.Client) error
	// Grace is how long both tokens work after the check, for those who still use
	// the old one. Zero means that the old token can be revoked at once.
	Grace time.Duration
	// Description is the successor's. Empty means the old token's. A nonce is
	// added to it, in the place of one that an earlier rotation added.
	Description string
	// ExpiresAt is when the successor expires. Zero means that it lives as long
	// from now as the old token did from its creation, or for ever if that does.
	ExpiresAt time.Time
	// VerifyTimeout is the maximum time to wait until the successor works, or
	// until one whose creation was not answered shows. Zero means 5 seconds, and a
	// negative duration means to read once.
	VerifyTimeout time.Duration
}

func (r *Request) validate() error {
	switch {
	case r.Store == nil:
		return invalid("Store is required: a successor that nobody keeps is lost")
	case r.Grace < 0:
		return invalid("Grace must not be negative")
	case !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(time.Now().Add(r.Grace)):
		return invalid("ExpiresAt must be after the grace time")
	}
	return nil
}

// Start creates a successor of a token, with the same scopes, endpoints, apps and
// organization, passes it to [Request.Store], and checks that it works. The old
// token works on until [Finish] revokes it. The user "me" is the client's own.
//
// Start stops at the first step that fails, and undoes nothing: the state, which is
// never nil, and the error say which tokens work. If the response to the creation
// of the successor is lost, a token is left that nobody has. [LeftBehind] returns
// it.
//
// It takes a PAT with the scopes Keys_Get, Apps_Get and Keys_Add.
func Start(ctx context.Context, client *clarifai.Client, userID string, old clarifai.Secret, req Request, callOpts ...clarifai.CallOption) (*State, error) {
	s := &starting{client: client, request: &req, old: old, callOpts: callOpts, state: &State{UserID: userID, Old: TokenWorks}}
	return s.state, s.run(ctx)
}

// starting is one call of Start.
type starting struct {
	client    *clarifai.Client
	request   *Request
	old       clarifai.Secret
	successor clarifai.Secret
	state     *State
	callOpts  []clarifai.CallOption
}

func (s *starting) run(ctx context.Context) error {
	if err := s.request.validate(); err != nil {
		return err
	}
	create, err := s.prepare(ctx)
	if err != nil {
		return err
	}
	successor, err := s.create(ctx, create)
	if err != nil {
		return err
	}
	s.successor = successor.ID
	state := s.state
	state.Successor, state.SuccessorHash = TokenWorks, state.hash(s.successor)
	if err := s.reach(ctx, StepCreated); err != nil {
		return err
	}
	if err := s.request.Store(ctx, successor); err != nil { // which may clear the secret that it has kept
		return state.stopped("storing the successor failed", s.opaque(err))
	}
	if err := s.reach(ctx, StepStored); err != nil {
		return err
	}
	own, err := s.client.WithPAT(s.successor)
	if err != nil {
		return state.stopped("the successor cannot be used", err)
	}
	works := s.request.Check
	if works == nil {
		works = compareScopes(state.Scopes, s.callOpts)
	}
	if err := prove(ctx, own, works, s.request.VerifyTimeout); err != nil {
		return state.stopped("the successor does not work", s.opaque(err))
	}
	return s.reach(ctx, StepChecked)
}

// reach notes a step, after which the grace time begins again, and saves the state.
func (s *starting) reach(ctx context.Context, step Step) error {
	s.state.Reached, s.state.RevokeAfter = step, time.Now().Add(s.request.Grace).UTC()
	return s.saved(ctx)
}

// saved saves the state after a step.
func (s *starting) saved(ctx context.Context) error {
	if err := s.save(ctx); err != nil {
		return s.state.stopped(saving, err)
	}
	return nil
}

const saving = "saving the state failed"

// save calls Save.
func (s *starting) save(ctx context.Context) error {
	if s.request.Save == nil {
		return nil
	}
	state := *s.state
	state.Scopes = slices.Clone(state.Scopes)
	if err := s.request.Save(ctx, state); err != nil {
		return s.opaque(err)
	}
	return nil
}

func (s *starting) opaque(err error) error { return s.state.opaque(err, s.old, s.successor) }

// prepare reads the old token and returns what its successor is to be.
func (s *starting) prepare(ctx context.Context) (none clarifai.CreateTokenRequest, err error) {
	state, request := s.state, s.request
	token, err := s.client.Tokens.Get(ctx, state.UserID, s.old, s.callOpts...)
	if err != nil {
		if errors.Is(err, clarifai.ErrNotFound) {
			state.Old = TokenNone
		}
		return none, state.stopped("reading the old token failed", err)
	}
	if request.ExpiresAt.IsZero() && !token.ExpiresAt.IsZero() && token.CreatedAt.IsZero() {
		return none, state.stopped("how long the old token was to live is not known",
			invalid("Clarifai does not show when it was created: set ExpiresAt"))
	}
	state.Nonce = strings.ToLower(rand.Text()[:12])
	state.OldHash, state.Scopes = state.hash(s.old), token.Scopes
	create := request.successor(token, state.Nonce)
	if !create.ExpiresAt.IsZero() && !create.ExpiresAt.After(time.Now().Add(request.Grace)) {
		return none, state.stopped("the successor would live as long as the old token was to, and expire within the grace time",
			invalid("set ExpiresAt, or a shorter Grace"))
	}
	return create, nil
}

// create creates the successor. What is saved before says that there may be one.
func (s *starting) create(ctx context.Context, create clarifai.CreateTokenRequest) (*clarifai.Token, error) {
	state := s.state
	state.Successor = TokenUnknown
	if err := s.save(ctx); err != nil {
		state.Successor = TokenNone
		return nil, state.stopped(saving, err)
	}
	successor, err := s.client.Tokens.Create(ctx, state.UserID, create, s.callOpts...)
	another := err == nil && !s.isNew(successor)
	switch {
	case another:
		err = errors.New("the response has another token, which is not the successor")
	case err == nil:
		return successor, nil
	}
	state.Successor = TokenNone
	if another || errors.Is(err, clarifai.ErrAmbiguous) {
		state.Successor = TokenUnknown
		s.countLeftBehind(ctx)
	}
	return nil, state.stopped("creating the successor failed", err)
}

// isNew reports whether a token can be the one that was created. To revoke the old
// one after another was stored would leave the owner without a token.
func (s *starting) isNew(token *clarifai.Token) bool {
	return !token.ID.Equal(s.old) && (token.Description == "" || s.state.has(token))
}

const noncePrefix = " (rotation "

// nonceSuffix matches what a rotation adds to a description.
var nonceSuffix = regexp.MustCompile(` \(rotation [a-z2-7]{12}\)$`)

// successor returns the token that replaces old.
func (r *Request) successor(old *clarifai.Token, nonce string) clarifai.CreateTokenRequest {
	description := r.Description
	if description == "" {
		description = old.Description
	}
	description = nonceSuffix.ReplaceAllString(description, "")
	expires := r.ExpiresAt
	if expires.IsZero() && !old.ExpiresAt.IsZero() {
		expires = time.Now().Add(old.ExpiresAt.Sub(old.CreatedAt))
	}
	create := clarifai.CreateTokenRequest{
		Description: description + noncePrefix + nonce + ")", Scopes: old.Scopes, Endpoints: old.Endpoints, Type: old.Type,
		ExpiresAt: expires, OrganizationID: old.OrganizationID, AuthorizedIDPIDs: old.AuthorizedIDPIDs,
	}
	for _, app := range old.Apps {
		create.Apps = append(create.Apps, clarifai.AppIdentity{UserID: app.UserID, AppID: app.ID})
	}
	return create
}

// countLeftBehind looks for what a creation whose response was lost has created.
func (s *starting) countLeftBehind(ctx context.Context) {
	state := s.state
	backoff := steps.NewBackoff(steps.OrDefault(s.request.VerifyTimeout, steps.DefaultVerifyTimeout))
	for {
		left, err := LeftBehind(ctx, s.client, *state, s.callOpts...)
		if err != nil {
			return
		}
		if state.LeftBehind = len(left); state.LeftBehind > 0 {
			state.Successor = TokenWorks
			return
		}
		wait, ok := backoff.Next()
		if !ok {
			state.Successor = TokenNone
			return
		}
		if steps.Sleep(ctx, wait) != nil {
			return
		}
	}
}

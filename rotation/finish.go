package rotation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// FinishOptions are the options of [Finish].
type FinishOptions struct {
	// Check returns an error if the successor does not work, like [Request.Check].
	Check func(ctx context.Context, client *clarifai.Client) error
	// IgnoreGrace revokes the old token although the grace time is not over.
	IgnoreGrace bool
	// VerifyTimeout is the maximum time to wait until the successor works. Zero
	// means 5 seconds, and a negative duration means to ask once.
	VerifyTimeout time.Duration
}

// Finish ends what [Start] began: it checks that the successor works, and revokes
// the old token only then. Successor is the token that [Request.Store] has kept;
// any other is refused. Before [State.RevokeAfter] the error is [ErrTooEarly],
// unless the options ignore that.
//
// The old token is found in the list of the user's tokens by its hash. If it is
// gone already, that is a success. It counts as gone only if the list shows the
// successor. Finish can be called again after any failure, and after a success it
// does nothing.
//
// The successor revokes the old token if it has the scopes, and the client does so
// otherwise. The client's own token may be the old one, revoked or not. Finish
// updates the state.
//
// It takes a PAT with the scopes Keys_Get, Keys_Add and Keys_Delete: the successor
// or the client's.
func Finish(ctx context.Context, client *clarifai.Client, state *State, successor clarifai.Secret, opts *FinishOptions, callOpts ...clarifai.CallOption) error {
	if opts == nil {
		opts = &FinishOptions{}
	}
	if err := state.validate(); err != nil {
		return err
	}
	switch {
	case state.Reached == StepRevoked:
		return nil
	case state.Reached == StepNone:
		return invalid("the rotation did not create a successor that is known: see LeftBehind, and start again")
	case state.hash(successor) != state.SuccessorHash:
		return invalid("the token must be the successor that the rotation created: was it stored whole?")
	}
	if left := time.Until(state.RevokeAfter); left > 0 && !opts.IgnoreGrace {
		return fmt.Errorf("%w: it ends in %v, at %s", ErrTooEarly, left.Round(time.Second), state.RevokeAfter.Format(time.RFC3339))
	}
	f := &finishing{client: client, state: state, successor: successor, works: opts.Check, timeout: opts.VerifyTimeout, callOpts: callOpts}
	if err := f.prove(ctx); err != nil {
		return err
	}
	return f.revoke(ctx)
}

// finishing is one call of Finish, or the end of Run.
type finishing struct {
	client    *clarifai.Client
	state     *State
	successor clarifai.Secret
	old       clarifai.Secret // empty if only its hash is known
	works     check
	timeout   time.Duration
	callOpts  []clarifai.CallOption
}

// prove checks that the successor works. Somebody may have revoked it in the grace
// time.
func (f *finishing) prove(ctx context.Context) error {
	own, err := f.client.WithPAT(f.successor)
	if err != nil {
		return f.state.stopped("the successor cannot be used", err)
	}
	works := f.works
	if works == nil {
		works = compareScopes(f.state.Scopes, f.callOpts)
	}
	if err := prove(ctx, own, works, f.timeout); err != nil {
		f.state.Successor = TokenUnknown
		return f.state.stopped("the successor did not work after the grace time", f.state.opaque(err, f.old, f.successor))
	}
	f.state.Reached, f.state.Successor = StepChecked, TokenWorks
	return nil
}

// revoke revokes the old token. If the first client may not, the other does.
func (f *finishing) revoke(ctx context.Context) error {
	own, err := f.client.WithPAT(f.successor)
	if err != nil {
		return f.state.stopped("the successor cannot be used", err)
	}
	revokers := []*clarifai.Client{f.client, own}
	if has := f.state.hasScope; has("Keys_Get") && has("Keys_Add") && has("Keys_Delete") {
		slices.Reverse(revokers)
	}
	for _, revoker := range revokers {
		err = f.revokeBy(ctx, revoker)
		if !errors.Is(err, clarifai.ErrForbidden) && !errors.Is(err, clarifai.ErrUnauthorized) {
			break
		}
	}
	if err != nil {
		if errors.Is(err, clarifai.ErrAmbiguous) {
			f.state.Old = TokenUnknown
		}
		return f.state.stopped("revoking the old token failed", err)
	}
	f.state.Reached, f.state.Old = StepRevoked, TokenRevoked
	return nil
}

func (s *State) hasScope(scope clarifai.Scope) bool {
	return slices.Contains(s.Scopes, scope) || slices.Contains(s.Scopes, clarifai.ScopeAll)
}

// revokeBy revokes the old token with a client. A token that is gone already is
// what the rotation wants.
func (f *finishing) revokeBy(ctx context.Context, client *clarifai.Client) error {
	old := f.old
	if old.IsZero() {
		var err error
		if old, err = f.find(ctx, client); err != nil || old.IsZero() {
			return err
		}
	}
	if err := client.Tokens.Revoke(ctx, f.state.UserID, old, f.callOpts...); !errors.Is(err, clarifai.ErrNotFound) {
		return err
	}
	return nil
}

// find returns the old token from the list of the user's tokens, or the empty
// Secret if it is gone.
func (f *finishing) find(ctx context.Context, client *clarifai.Client) (none clarifai.Secret, err error) {
	list := client.Tokens.ListAll(ctx, f.state.UserID, nil, f.callOpts...)
	for token, err := range list {
		if err != nil {
			return none, err
		}
		if f.state.hash(token.ID) == f.state.OldHash {
			return token.ID, nil
		}
	}
	// A list can skip tokens while others are revoked.
	tokens, stable, err := steps.ReadStable(ctx, list, func(t *clarifai.Token) string { return t.ID.Reveal() })
	if err != nil {
		return none, err
	}
	shown := false
	for i := range tokens {
		switch f.state.hash(tokens[i].ID) {
		case f.state.OldHash:
			return tokens[i].ID, nil
		case f.state.SuccessorHash:
			shown = true
		}
	}
	switch {
	case !shown:
		return none, errors.New("the list of the user's tokens shows neither the old token nor the successor, so that it does not show whether the old one is gone")
	case !stable:
		return none, errors.New(steps.Unstable("the list of the user's tokens"))
	}
	return none, nil
}

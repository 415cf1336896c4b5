package rotation

import (
	"context"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Run replaces a token: it does what [Start] does, waits for the grace time, checks
// again that the successor works, and revokes the old token. If the context ends
// during the grace time, both tokens work, and [Finish] can go on. A wait that
// would end after the context's deadline is not begun.
//
// The state, which is never nil, and the error say which tokens work. If the old
// token is the client's own, the client is of no use afterwards.
//
// It takes a PAT with the scopes Keys_Get, Apps_Get, Keys_Add and Keys_Delete.
func Run(ctx context.Context, client *clarifai.Client, userID string, old clarifai.Secret, req Request, callOpts ...clarifai.CallOption) (*State, error) {
	s := &starting{client: client, request: &req, old: old, callOpts: callOpts, state: &State{UserID: userID, Old: TokenWorks}}
	if err := s.run(ctx); err != nil {
		return s.state, err
	}
	f := &finishing{client: client, state: s.state, successor: s.successor, old: old, works: req.Check, timeout: req.VerifyTimeout, callOpts: callOpts}
	if wait := time.Until(s.state.RevokeAfter); wait > 0 {
		if err := steps.Sleep(ctx, wait); err != nil {
			return s.state, s.state.stopped("the grace time was cut short", err)
		}
		if err := f.prove(ctx); err != nil {
			return s.state, err
		}
	}
	if err := f.revoke(ctx); err != nil {
		return s.state, err
	}
	return s.state, s.saved(ctx)
}

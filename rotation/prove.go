package rotation

import (
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// check is a caller's check of a client that authenticates with the successor.
type check func(ctx context.Context, client *clarifai.Client) error

// prove returns why the successor does not work. It may take a moment to.
func prove(ctx context.Context, own *clarifai.Client, works check, timeout time.Duration) error {
	backoff := steps.NewBackoff(steps.OrDefault(timeout, steps.DefaultVerifyTimeout))
	for {
		err := works(ctx, own)
		if !errors.Is(err, clarifai.ErrUnauthorized) {
			return err
		}
		wait, ok := backoff.Next()
		if !ok {
			return err
		}
		if err := steps.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// compareScopes returns a check that the successor has all scopes of the old token.
func compareScopes(want []clarifai.Scope, callOpts []clarifai.CallOption) check {
	return func(ctx context.Context, own *clarifai.Client) error {
		mine, err := own.Tokens.GetMyScopes(ctx, "me", callOpts...)
		if err != nil {
			return err
		}
		for _, scope := range want {
			if !mine.Has(scope) {
				return fmt.Errorf("the successor lacks the scope %q: %w", scope, clarifai.ErrForbidden)
			}
		}
		return nil
	}
}

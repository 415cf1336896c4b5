package clarifai

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// poll calls check until it reports true, waiting longer each time, for as long
// as timeout says. It is no error if check never reports true. A wait that would
// end after the context's deadline is not begun.
func poll(ctx context.Context, timeout time.Duration, check func() (bool, error)) error {
	wait, waited := 250*time.Millisecond, time.Duration(0)
	for {
		done, err := check()
		if done || err != nil || waited >= timeout {
			return err
		}
		step := min(wait, timeout-waited)
		if err := transport.Sleep(ctx, step); err != nil {
			return err
		}
		waited += step
		wait *= 2
	}
}

// mayExist reports whether a refusal can mean that the resource exists already.
// How Clarifai answers then is not known, so reading decides.
func mayExist(e *Error) bool {
	return e.Is(ErrConflict) || e.Code == CodeFailure && e.HTTPStatus < 500
}

// opaque returns an error with the text of err that wraps nothing but the end
// of a context: a read that finds nothing does not make a create ErrNotFound.
func opaque(err error) error {
	for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, ended) {
			return fmt.Errorf("%s: %w", err.Error(), ended)
		}
	}
	return errors.New(err.Error())
}

// toError returns err as an *Error.
func toError(op Operation, err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Op: op, kind: errNoSentinel, cause: err}
}

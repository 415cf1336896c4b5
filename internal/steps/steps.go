// Package steps is what packages roster and access have in common: both plan
// steps, carry them out, wait until their writes show, and report what became of
// each step. Packages audit and rotation wait and read lists in
// the same way.
package steps

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Status is what became of a step.
type Status string

// The statuses of a step.
const (
	Planned Status = "planned"
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Join returns an error that unwraps to errs, which are the errors of some of
// the total steps of package pkg. It returns nil if there are none.
func Join(pkg string, total int, errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	return &joined{pkg, total, errs}
}

type joined struct {
	pkg   string
	total int
	errs  []error
}

// Error counts the steps and names the first.
func (e *joined) Error() string {
	return fmt.Sprintf("%s: %d of %d steps were not done, the first: %v", e.pkg, len(e.errs), e.total, e.errs[0])
}

// Unwrap returns the errors of the steps.
func (e *joined) Unwrap() []error { return e.errs }

// NotSent reports whether err says that the context ended before a request was
// sent, so that nothing can have been written.
func NotSent(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.Is(err, clarifai.ErrAmbiguous)
}

// RequestID returns the request ID that err has. It returns otherwise if err is
// not one of Clarifai's errors.
func RequestID(err error, otherwise string) string {
	if e, ok := errors.AsType[*clarifai.Error](err); ok {
		return e.RequestID
	}
	return otherwise
}

// ItemErrors returns an error for each of n items that were sent in one call: its
// own if err is a [clarifai.BatchError], and err itself otherwise.
func ItemErrors(err error, n int) []error {
	errs := make([]error, n)
	if batch, ok := errors.AsType[*clarifai.BatchError](err); ok {
		for _, item := range batch.Items {
			errs[item.Index] = item.Err
		}
		return errs
	}
	for i := range errs {
		errs[i] = err
	}
	return errs
}

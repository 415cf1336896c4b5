package clarifai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// removal deletes or removes the resources that a list of IDs names.
type removal struct {
	request request                // without what lists the IDs
	what    string                 // what an ID is of, in words
	field   string                 // of the body, which lists the IDs
	query   func(ids []string) any // lists the IDs instead of the body, unless nil
	check   func(string) string    // of an entry; nil means checkID
	limit   int                    // IDs in a request; zero means maxBatch
	fold    bool                   // letter case does not count in an ID
	// remaining reads which of the IDs are there. It may yield others, too.
	remaining func(ids []string, callOpts []CallOption) iter.Seq2[string, error]

	client *Client
	once   bool // the caller wants one request
}

// run removes the list, in one request for each maxBatch of it, each ID once.
// The error is nil, an *Error if nothing was sent, or a *BatchError of the items
// that were not removed.
func (r removal) run(ctx context.Context, c *Client, list []string) error {
	if problem := cmp.Or(checkCallOptions(r.request.callOpts), r.request.problem, r.validate(list)); problem != "" {
		return invalid(r.request.op, "%s", problem)
	}
	options, _ := applyCallOptions(r.request.callOpts)
	sender := r
	sender.client, sender.once = c, options.noRetry
	op := r.request.op
	var ids []string
	failures := make(map[string]error, len(list))
	for _, id := range list {
		if _, twice := failures[r.key(id)]; !twice {
			failures[r.key(id)] = nil
			ids = append(ids, id)
		}
	}
	var stopped error
	for part := range slices.Chunk(ids, cmp.Or(r.limit, maxBatch)) {
		var failed []error
		if stopped == nil {
			failed, stopped = sender.remove(ctx, part)
		} else {
			failed = slices.Repeat([]error{notSent(op, "", stopped)}, len(part))
		}
		for i, id := range part {
			failures[r.key(id)] = failed[i]
		}
	}
	var failed []ItemError
	for i, id := range list {
		if failure := failures[r.key(id)]; failure != nil {
			e := *toError(op, failure)
			e.subject = subject(nonEmpty(e.subject, id))
			failed = append(failed, ItemError{i, &e})
		}
	}
	if len(failed) > 0 {
		return &BatchError{Op: op, Total: len(list), Items: failed}
	}
	return nil
}

// runOne removes one resource.
func (r removal) runOne(ctx context.Context, c *Client, id string) error {
	return single(r.run(ctx, c, []string{id}))
}

// validate returns what is wrong with a list, or "" if nothing is.
func (r removal) validate(list []string) string {
	if len(list) == 0 {
		return "the list must not be empty"
	}
	if r.check != nil {
		return checkEach(list, r.check)
	}
	return checkIDs(r.what, list)
}

// key returns what an ID is compared by.
func (r removal) key(id string) string {
	if r.fold {
		return strings.ToLower(id)
	}
	return id
}

// send asks for the removal of some IDs.
func (r removal) send(ctx context.Context, ids []string) error {
	req := r.request
	req.batch = len(ids) > 1
	if r.query != nil {
		req.query = r.query(ids)
	} else {
		req.body = map[string]any{r.field: ids}
	}
	return r.client.send(ctx, req, nil)
}

// remove removes what goes into one request. A refusal because something is not
// there, and a response that some items failed, say nothing of the other items:
// then what is there is read and resent, once. What a refused list was not seen
// to hold is sent alone, since one reading proves little. It returns why each ID
// was not removed, nil where it was, and why no further request should be sent.
func (r removal) remove(ctx context.Context, ids []string) (failures []error, stop error) {
	err := r.send(ctx, ids)
	mixed := isMixed(err)
	switch {
	case err == nil:
		return make([]error, len(ids)), nil
	case !mixed && !errors.Is(err, ErrNotFound):
		return slices.Repeat([]error{err}, len(ids)), err
	case !mixed && len(ids) == 1:
		return []error{err}, nil
	}
	// An attempt with an unknown outcome may have removed what is not there.
	removed := mixed || errors.Is(err, ErrAmbiguous)
	there, readErr := r.readBack(ctx, ids, removed)
	if readErr != nil {
		e := *toError(r.request.op, err)
		e.kind, e.cause = errNoSentinel, fmt.Errorf("reading back failed: %w", opaque(readErr))
		return slices.Repeat([]error{&e}, len(ids)), &e
	}
	resent, stop := r.resend(ctx, ids, there, err)
	failures = make([]error, len(ids))
	for i, id := range ids {
		switch {
		case there[i]:
			failures[i] = resent
		case removed: // it is gone
		case r.once:
			failures[i] = refusedTogether(r.request.op, err)
		case stop != nil:
			failures[i] = notSent(r.request.op, "", stop)
		default:
			if failures[i] = r.send(ctx, []string{id}); failures[i] != nil && !errors.Is(failures[i], ErrNotFound) {
				stop = failures[i]
			}
		}
	}
	return failures, stop
}

// resend sends the IDs that are there again, all together, after they were
// refused with cause. It returns their failure, and why no further request
// should be sent.
func (r removal) resend(ctx context.Context, ids []string, there []bool, cause error) (failure, stop error) {
	var left []string
	for i, id := range ids {
		if there[i] {
			left = append(left, id)
		}
	}
	if len(left) == 0 {
		return nil, nil
	}
	if r.once {
		return refusedTogether(r.request.op, cause), nil
	}
	failure = r.send(ctx, left)
	switch {
	case failure == nil:
	case isMixed(failure), len(left) > 1 && errors.Is(failure, ErrNotFound):
		failure = refusedTogether(r.request.op, failure)
	case !errors.Is(failure, ErrNotFound):
		stop = failure
	}
	return failure, stop
}

// readBack reads which of the IDs are there. It reads once, or, if some were
// removed, until none is there or a removal would have shown.
func (r removal) readBack(ctx context.Context, ids []string, removed bool) ([]bool, error) {
	timeout, callOpts := time.Duration(0), readOptions(r.request.callOpts)
	if removed {
		timeout = r.client.retry.VerifyTimeout
	}
	there := make([]bool, len(ids))
	err := poll(ctx, timeout, func() (bool, error) {
		found := make(map[string]bool)
		for id, err := range r.remaining(ids, callOpts) {
			if err != nil {
				return false, err
			}
			found[r.key(id)] = true
		}
		for i, id := range ids {
			there[i] = found[r.key(id)]
		}
		return !slices.Contains(there, true), nil
	})
	return there, err
}

// refusedTogether returns the failure of an item that was refused in a request
// with others and was not sent alone. It matches no sentinel: of which item the
// refusal speaks is not known.
func refusedTogether(op Operation, err error) *Error {
	e := *toError(op, err)
	e.kind, e.Ambiguous = errNoSentinel, e.Ambiguous && e.Code != CodeMixedStatus
	e.problem = "refused together with other items, and not sent alone"
	return &e
}

func isMixed(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == CodeMixedStatus
}

// resourceIDs returns the IDs of the resources of a list.
func resourceIDs[T any, PT resource[T]](seq iter.Seq2[T, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for item, err := range seq {
			if !yield(PT(&item).resourceID(), err) {
				return
			}
		}
	}
}

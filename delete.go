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

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// add puts a failure at its place.
func (e *BatchError) add(index int, err error) {
	at, _ := slices.BinarySearchFunc(e.Items, index, func(i ItemError, index int) int { return i.Index - index })
	e.Items = slices.Insert(e.Items, at, ItemError{index, err})
}

// removal removes what a list of ids names, a request for each maxBatch of it.
type removal struct {
	client *Client
	op     Operation
	what   string // an id is of, for errors
	list   []string
	check  func(string) string // what is wrong with one; nil: route.CheckID
	batch  int                 // the maximum of ids in a request; zero means maxBatch
	fold   bool                // letter case does not count in an id
	once   bool                // the caller wants one attempt
	send   func(ids []string) error
	left   func(ids []string, opts []CallOption) iter.Seq2[string, error] // the ids, and maybe others, that are there
	opts   []CallOption
}

// run removes the list, each id once. Its error is nil, an *Error if nothing was
// sent, or a *BatchError with every item that was not removed.
func (w *removal) run(ctx context.Context) error {
	if len(w.list) == 0 {
		return invalid(w.op, "there is nothing to remove: the list is empty")
	}
	check := route.CheckID
	if w.check != nil {
		check = w.check
	}
	for n, id := range w.list {
		if problem := check(id); problem != "" {
			return invalid(w.op, "item %d: the %s %s", n, w.what, problem)
		}
	}
	options, problem := applyCallOptions(w.opts)
	if problem != "" {
		return invalid(w.op, "%s", problem)
	}
	w.once = options.noRetry
	var ids []string
	failures := make(map[string]error, len(w.list))
	for _, id := range w.list {
		if _, twice := failures[w.key(id)]; !twice {
			failures[w.key(id)] = nil
			ids = append(ids, id)
		}
	}
	var stop error
	for part := range slices.Chunk(ids, cmp.Or(w.batch, maxBatch)) {
		var failed []error
		if stop == nil {
			failed, stop = w.remove(ctx, part)
		} else {
			failed = slices.Repeat([]error{notSent(w.op, "", stop)}, len(part))
		}
		for i, id := range part {
			failures[w.key(id)] = failed[i]
		}
	}
	var failed []ItemError
	for i, id := range w.list {
		if failure := failures[w.key(id)]; failure != nil {
			e := *toError(w.op, failure)
			e.subject = subject(nonEmpty(e.subject, id))
			failed = append(failed, ItemError{i, &e})
		}
	}
	if len(failed) > 0 {
		return &BatchError{Op: w.op, Total: len(w.list), Items: failed}
	}
	return nil
}

// key is what an id is compared by.
func (w *removal) key(id string) string {
	if w.fold {
		return strings.ToLower(id)
	}
	return id
}

// remove removes what goes into one request. A refusal because something is not
// there, and an answer that some items failed, say nothing of the others: then
// what is there is read and sent again, once. What a refused list was not seen to
// hold is sent alone, since one reading proves little. It returns why each id was
// not removed, nil where it was, and why no further request is worth sending.
func (w *removal) remove(ctx context.Context, ids []string) (failures []error, stop error) {
	err := w.send(ids)
	mixed := isMixed(err)
	switch {
	case err == nil:
		return make([]error, len(ids)), nil
	case !mixed && !errors.Is(err, ErrNotFound):
		return slices.Repeat([]error{err}, len(ids)), err
	case !mixed && len(ids) == 1:
		return []error{err}, nil
	}
	// An attempt whose outcome is unknown may have removed what is not there.
	removed := mixed || errors.Is(err, ErrAmbiguous)
	left, readErr := w.stillThere(ctx, ids, removed)
	if readErr != nil {
		e := *toError(w.op, err)
		e.kind, e.cause = noSentinel, fmt.Errorf("reading back failed: %w", opaque(readErr))
		return slices.Repeat([]error{&e}, len(ids)), &e
	}
	failures = make([]error, len(ids))
	again := filter(ids, left, true)
	together := error(nil)
	switch {
	case len(again) == 0:
	case w.once:
		together = refusedTogether(w.op, err)
	default:
		together = w.send(again)
		switch {
		case together == nil:
		case isMixed(together), len(again) > 1 && errors.Is(together, ErrNotFound):
			together = refusedTogether(w.op, together)
		case !errors.Is(together, ErrNotFound):
			stop = together
		}
	}
	for i, id := range ids {
		switch {
		case left[i]:
			failures[i] = together
		case removed:
		case w.once:
			failures[i] = refusedTogether(w.op, err)
		case stop != nil:
			failures[i] = notSent(w.op, "", stop)
		default:
			if failures[i] = w.send([]string{id}); failures[i] != nil && !errors.Is(failures[i], ErrNotFound) {
				stop = failures[i]
			}
		}
	}
	return failures, stop
}

// filter returns the ids whose flag is as wanted.
func filter(ids []string, flags []bool, wanted bool) (some []string) {
	for i, id := range ids {
		if flags[i] == wanted {
			some = append(some, id)
		}
	}
	return some
}

// refusedTogether is the failure of an item that was refused in a request with
// others, and was not sent alone. It matches no sentinel: of which item the
// refusal speaks is not known.
func refusedTogether(op Operation, err error) *Error {
	e := *toError(op, err)
	e.kind, e.Ambiguous = noSentinel, e.Ambiguous && e.Code != CodeMixedStatus
	e.problem = "refused together with other items, and not sent alone"
	return &e
}

func isMixed(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == CodeMixedStatus
}

// stillThere reads which of the ids are there: once, or, where some were
// removed, until none is or a removal would have become visible.
func (w *removal) stillThere(ctx context.Context, ids []string, removed bool) ([]bool, error) {
	settle, opts := time.Duration(0), readOptions(w.opts)
	if removed {
		settle = w.client.retry.VerifyTimeout
	}
	left := make([]bool, len(ids))
	err := poll(ctx, settle, func() (bool, error) {
		there := make(map[string]bool)
		for id, err := range w.left(ids, opts) {
			if err != nil {
				return false, err
			}
			there[w.key(id)] = true
		}
		for i, id := range ids {
			left[i] = there[w.key(id)]
		}
		return !slices.Contains(left, true), nil
	})
	return left, err
}

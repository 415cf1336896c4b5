package clarifai

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// maxBatch is how many items go into one request. Clarifai documents no limit
// for these resources; this is its default page.
const maxBatch = 128

// creation is an operation of class Verify on one thing or many: how to send
// them, and how to tell by reading what became of each. Doing nothing twice is
// decided here, and no service has a way of its own.
type creation[In, Out any] struct {
	client  *Client
	op      Operation
	ids     []string          // of the parent, for errors
	key     func(*In) string  // the id or email by which an item is known
	send    sender[In, Out]   // one request
	read    reader[In, Out]   // everything that could be one of the items
	outKey  func(*Out) string // the id or email of what was read or listed
	equal   func(*In, *Out) bool
	created func(*Out) time.Time // when what was listed was created; nil if responses do not say
	batch   int                  // the maximum of items in a request; zero means maxBatch
	adds    bool                 // wants things to be there, whoever put them: finding one is success
	mails   bool                 // mails people, so that an unknown outcome is not resent
	secrets []string             // that an item holds: no error shows them
	opts    []CallOption
}

type (
	sender[In, Out any] func(ctx context.Context, items []In) (answer[Out], error)
	reader[In, Out any] func(ctx context.Context, items []In, opts []CallOption) iter.Seq2[Out, error]
)

// answer is what a creation's response says.
type answer[Out any] struct {
	status *wire.Status
	listed bool // the response lists what was created
	items  []created[Out]
	clock  serverClock
}

// serverClock is when a call began, by the server's own clock.
type serverClock struct {
	date string        // the Date header of the response
	took time.Duration // from the call's beginning to the response
}

// clockSlack allows for a server whose clocks differ, or that keeps only the
// minute in which something was created.
const clockSlack = time.Minute

// precedes reports whether t certainly lies before the call began.
func (c serverClock) precedes(t time.Time) bool {
	date, err := http.ParseTime(c.date)
	return err == nil && t.Year() >= 2000 && t.Before(date.Add(-c.took-clockSlack)) // before 2000 there was no Clarifai
}

// created is an item of a response, with the status that it may carry.
type created[T any] struct {
	value  T
	status *wire.Status
}

func (c *created[T]) UnmarshalJSON(data []byte) error {
	if bytes.Contains(data, []byte(`"status"`)) || bytes.Contains(data, []byte(`\u`)) { // few items carry one
		var envelope wire.Envelope
		if err := wire.DecodePart(data, &envelope); err != nil {
			return err // a status that cannot be read may tell of a failure
		}
		c.status = envelope.Status
	}
	return wire.DecodePart(data, &c.value)
}

// run creates the items, a request for each maxBatch of them. Its results are
// aligned with the items, nil where one failed; its error is nil, an *Error if
// nothing was sent, or a *BatchError.
func (w *creation[In, Out]) run(ctx context.Context, items []In) ([]*Out, error) {
	if len(items) == 0 {
		return nil, invalid(w.op, "there is nothing to send: the list is empty")
	}
	if ctx == nil {
		return nil, invalid(w.op, "the context is nil")
	}
	options, problem := applyCallOptions(w.opts)
	if problem != "" {
		return nil, invalid(w.op, "%s", problem)
	}
	if err := w.distinct(items); err != nil {
		return nil, err
	}
	results := make([]*Out, len(items))
	var failed []ItemError
	var stop error
	size := cmp.Or(w.batch, maxBatch)
	for start := 0; start < len(items); start += size {
		end := min(start+size, len(items))
		if stop != nil {
			for i := start; i < end; i++ {
				failed = append(failed, ItemError{i, notSent(w.op, w.key(&items[i]), stop)})
			}
			continue
		}
		chunk := w.chunk(items[start:end], results[start:end])
		chunk.settle(ctx, options.noRetry)
		failures := 0
		for i, err := range chunk.failures {
			if err != nil {
				failures++
				failed = append(failed, ItemError{start + i, err})
			}
		}
		if failures == end-start && !itemsOwnFault(failed[len(failed)-1].Err) {
			stop = failed[len(failed)-1].Err
		}
	}
	if len(failed) > 0 {
		return results, &BatchError{Op: w.op, Total: len(items), Items: failed}
	}
	return results, nil
}

// notSent is the failure of an item whose request was not made because an
// earlier one failed. It says why, and matches no sentinel: nothing is known of
// the item itself.
func notSent(op Operation, key string, why error) *Error {
	if e, ok := errors.AsType[*Error](why); ok && e.Ambiguous {
		plain := *e
		plain.Ambiguous = false // which is said of that request, and would be read as of this item
		why = &plain
	}
	return &Error{Op: op, subject: key, kind: noSentinel, cause: opaque(why), problem: "not sent, since an earlier part of the batch failed"}
}

// distinct refuses items that are the same thing.
func (w *creation[In, Out]) distinct(items []In) error {
	if len(items) == 1 {
		return nil
	}
	seen := make(map[string]int, len(items))
	for i := range items {
		key := w.key(&items[i])
		if j, ok := seen[key]; ok {
			return invalid(w.op, "items %d and %d are both %q", j, i, key)
		}
		seen[key] = i
	}
	return nil
}

// runOne creates one item.
func (w *creation[In, Out]) runOne(ctx context.Context, item In) (*Out, error) {
	results, err := w.run(ctx, []In{item})
	if batch, ok := errors.AsType[*BatchError](err); ok {
		return nil, batch.Items[0].Err
	}
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// itemsOwnFault reports whether a failure says nothing about other items.
func itemsOwnFault(err error) bool {
	return errors.Is(err, ErrInvalid) || errors.Is(err, ErrConflict)
}

func (w *creation[In, Out]) chunk(items []In, results []*Out) *chunk[In, Out] {
	return &chunk[In, Out]{creation: w, items: items, results: results}
}

package clarifai

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"
	"reflect"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// maxBatch is the number of items in one request. Clarifai documents no limit
// for these resources; this is its default page.
const maxBatch = 128

// verifiedCreate describes an operation that creates or adds resources under
// keys that the caller chooses. Such an operation is of class Verify: if the
// outcome of an item is unknown, reading shows whether it is there, so that no
// item is created twice.
type verifiedCreate[In, Out any] struct {
	op        Operation
	key       func(*In) string     // the ID or email of an item
	outKey    func(*Out) string    // the ID or email of a resource
	equal     func(*In, *Out) bool // whether a resource is what an item asks for
	createdAt func(*Out) time.Time // nil if responses do not show it
	body      func(items []In) any // of a request
	response  func() createResponse[Out]
	lookUp    func(ctx context.Context, c *Client, ids []string, items []In, callOpts []CallOption) iter.Seq2[Out, error]

	// name returns what errors call an item. Nil means its key.
	name func(*In) string
	// is reports whether a resource is the one that an item names, if its key
	// alone does not tell. Only one item can be created at a time then.
	is func(*In, *Out) bool
	// isSole does so for a resource that is the only one of a response.
	isSole func(*In, *Out) bool

	limit int  // items in a request; zero means maxBatch
	adds  bool // an item that is there already is a success
	mails bool // people are mailed, so that an unknown outcome is not resent
}

// createResponse is the response of a verifiedCreate.
type createResponse[Out any] interface {
	wire.Response
	// created returns what the response lists, and whether it lists anything:
	// the response of some operations is a status that holds for all items.
	created() (items []created[Out], lists bool)
}

// created is an item of a response, with the status that it may carry.
type created[T any] struct {
	value  T
	status *wire.Status
}

func (c *created[T]) UnmarshalJSON(data []byte) error {
	// Few items carry a status of their own.
	if bytes.Contains(data, []byte(`"status"`)) || bytes.Contains(data, []byte(`\u`)) {
		var envelope wire.Envelope
		if err := wire.DecodePart(data, &envelope); err != nil {
			return err // a status that cannot be read may be a failure
		}
		c.status = envelope.Status
	}
	return wire.DecodePart(data, &c.value)
}

// statusResponse is the response of a verifiedCreate that lists nothing.
type statusResponse[T any] struct{ wire.Envelope }

func (*statusResponse[T]) created() ([]created[T], bool) { return nil, false }

// serverClock is when a request was sent, by the server's own clock.
type serverClock struct {
	date string        // the Date header of the response
	took time.Duration // from the request to the response
}

// clockSlack allows for a server whose clocks differ, or that keeps only the
// minute in which something was created.
const clockSlack = time.Minute

// precedes reports whether t certainly lies before the request.
func (c serverClock) precedes(t time.Time) bool {
	date, err := http.ParseTime(c.date)
	// Clarifai did not exist before 2000: such a time is not one of creation.
	return err == nil && t.Year() >= 2000 && t.Before(date.Add(-c.took-clockSlack))
}

func (d *verifiedCreate[In, Out]) nameOf(item *In) string {
	if d.name != nil {
		return d.name(item)
	}
	return d.key(item)
}

// run creates items, in one request for each maxBatch of them. The results are
// aligned with the items, nil where one failed. The error is nil, an *Error if
// nothing was sent, or a *BatchError. Of req it takes the IDs, the owners, the
// secrets, the problem and the call options.
func (d *verifiedCreate[In, Out]) run(ctx context.Context, c *Client, req request, items []In) ([]*Out, error) {
	req.op = d.op
	if err := checkBatch(req, items, d.key); err != nil {
		return nil, err
	}
	options, _ := applyCallOptions(req.callOpts)
	results := make([]*Out, len(items))
	return results, inParts(d.op, len(items), cmp.Or(d.limit, maxBatch), func(i int) string { return d.nameOf(&items[i]) }, func(start, end int) []error {
		b := batch[In, Out]{
			verifiedCreate: d, client: c, request: req, items: items[start:end], results: results[start:end],
			once: options.noRetry,
		}
		b.sendAndVerify(ctx)
		failures := make([]error, end-start)
		for i := range b.states {
			failures[i] = b.states[i].failure
		}
		return failures
	})
}

// inParts sends a batch in parts of some size. send returns the failure of each item
// of a part, or nil. If all items of a part failed, for a reason that is not their
// own, the parts behind it are not sent.
func inParts(op Operation, total, size int, key func(i int) string, send func(start, end int) []error) error {
	var failed []ItemError
	var stopped error
	for start := 0; start < total; start += size {
		end := min(start+size, total)
		if stopped != nil {
			for i := start; i < end; i++ {
				failed = append(failed, ItemError{i, notSent(op, key(i), stopped)})
			}
			continue
		}
		failures := 0
		for i, err := range send(start, end) {
			if err != nil {
				failures++
				failed = append(failed, ItemError{start + i, err})
			}
		}
		if failures == end-start && !isItemsOwnFault(failed[len(failed)-1].Err) {
			stopped = failed[len(failed)-1].Err
		}
	}
	if len(failed) > 0 {
		return &BatchError{Op: op, Total: total, Items: failed}
	}
	return nil
}

// checkBatch refuses a bad request of a batch, an empty batch, and two items with the
// same key.
func checkBatch[In any](req request, items []In, key func(*In) string) error {
	problem := cmp.Or(req.problem, checkCallOptions(req.callOpts))
	if len(items) == 0 {
		problem = cmp.Or(problem, "the list must not be empty")
	}
	if problem != "" {
		return invalid(req.op, "%s", problem)
	}
	if len(items) == 1 {
		return nil
	}
	seen := make(map[string]int, len(items))
	for i := range items {
		if j, ok := seen[key(&items[i])]; ok {
			return invalid(req.op, "items %d and %d must not both be %q", j, i, key(&items[i]))
		}
		seen[key(&items[i])] = i
	}
	return nil
}

// runOne creates one item.
func (d *verifiedCreate[In, Out]) runOne(ctx context.Context, c *Client, req request, item In) (*Out, error) {
	results, err := d.run(ctx, c, req, []In{item})
	return first(results), single(err)
}

// createUnverified creates a resource whose ID the server chooses, so that
// reading cannot tell what became of it. A success without the resource is
// ambiguous.
func createUnverified[T any, PT resource[T]](ctx context.Context, c *Client, req request, out listResponse[T]) (*T, error) {
	if err := c.send(ctx, req, out); err != nil {
		return nil, err
	}
	items := out.list()
	if len(items) != 1 || PT(&items[0]).resourceID() == "" {
		e := incomplete(req, reflect.TypeFor[T]().Name())
		e.Ambiguous = true
		return nil, e
	}
	return &items[0], nil
}

// first returns the first item of a list, or nil.
func first[T any](items []*T) *T {
	if len(items) == 0 {
		return nil
	}
	return items[0]
}

// single returns the error of a batch of one item as the error of the item.
func single(err error) error {
	if batch, ok := errors.AsType[*BatchError](err); ok {
		return batch.Items[0].Err
	}
	return err
}

// notSent returns the failure of an item whose request was not sent because an
// earlier one failed. It says why, and matches no sentinel: nothing is known of
// the item itself.
func notSent(op Operation, key string, why error) *Error {
	if e, ok := errors.AsType[*Error](why); ok && e.Ambiguous {
		// What is said of that request would be read as said of this item.
		plain := *e
		plain.Ambiguous = false
		why = &plain
	}
	return &Error{Op: op, subject: key, kind: errNoSentinel, cause: opaque(why), problem: "not sent, because an earlier part of the batch failed"}
}

// isItemsOwnFault reports whether a failure says nothing about other items. A
// resource that is not there may be the one that all items are for, unless the code
// names what it is.
func isItemsOwnFault(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return errors.Is(err, ErrInvalid) || errors.Is(err, ErrConflict) ||
		ok && (e.Code == CodeModelDoesNotExist || e.Code == CodeWorkflowDoesNotExist)
}

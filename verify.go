package clarifai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// chunk is what goes into one request, and what is known of each item.
type chunk[In, Out any] struct {
	*creation[In, Out]
	items   []In
	results []*Out

	// Of the items that an answer leaves open; nil while there are none.
	failures []error
	causes   []*Error // why an item is not decided yet
	doubted  []bool   // some try of the item may have been acted upon
	refused  []bool   // Clarifai refused the item itself, not the request that held it
	again    []bool   // it has been sent once more
}

// maxSingled is how many bad items of a refused chunk are singled out before
// the refusal is taken to mean all of them.
const maxSingled = 5

// settle sends the items, reads back whatever the answer leaves open, sends
// once more what is certainly not there, and takes a chunk apart that is
// refused as a whole, so that one bad item does not keep the others out. once
// is the caller's wish that there be one request.
func (c *chunk[In, Out]) settle(ctx context.Context, once bool) {
	var few [1]int // most creations are of one thing
	all := few[:]
	if len(c.items) > 1 {
		all = make([]int, len(c.items))
		for i := range all {
			all[i] = i
		}
	}
	singled := 0
	for todo := [][]int{all}; len(todo) > 0; {
		group := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if singled == maxSingled {
			c.untried(group)
			continue
		}
		again, apart := c.decide(ctx, c.post(ctx, group))
		if once {
			c.untried(append(again, apart...))
			continue
		}
		if len(group) == 1 && c.failures != nil && c.failures[group[0]] != nil {
			singled++
		}
		if len(again) > 0 {
			todo = append(todo, again)
		}
		if n := len(apart); n > 0 {
			todo = append(todo, apart[n/2:], apart[:n/2])
		}
	}
}

// post sends the pending items, and gives those that the answer leaves open.
func (c *chunk[In, Out]) post(ctx context.Context, pending []int) (open []int) {
	items := c.items
	if len(pending) < len(items) {
		items = make([]In, len(pending))
		for n, i := range pending {
			items[n] = c.items[i]
		}
	}
	answer, err := c.send(ctx, items)
	if err != nil {
		cause := toError(c.op, err)
		for _, i := range pending {
			c.leave(i, cause)
		}
		return pending
	}
	mixed := answer.status != nil && StatusCode(answer.status.Code.Number) == CodeMixedStatus
	places := c.places(answer.items)
	for _, i := range pending {
		var found *created[Out]
		key := c.key(&c.items[i])
		at, ok := places[key]
		switch {
		case places == nil && len(pending) == 1 && strings.EqualFold(c.outKey(&answer.items[0].value), key), // maybe normalized
			places == nil && c.outKey(&answer.items[0].value) == key:
			found = &answer.items[0]
		case ok && at >= 0:
			found = &answer.items[at]
		}
		switch {
		case at < 0:
			cause := c.itemError(i, answer.status, answer.status)
			cause.Ambiguous = true
			cause.problem = "the answer says two things of it"
			c.leave(i, cause)
		case found != nil && found.status != nil && !statusIs(found.status, CodeSuccess):
			cause := c.itemError(i, answer.status, found.status)
			cause.Ambiguous = cause.Code.isTransient() // as of a whole request: it may have been carried out
			c.leave(i, cause)
			c.refused[i] = true
		case found != nil && (found.status != nil || !mixed):
			// The server has it as it lists it, whatever it normalized.
			if c.was(answer.clock, &found.value) && !c.equal(&c.items[i], &found.value) {
				c.leave(i, c.itemError(i, answer.status, nil))
				c.failures[i] = c.conflict(i, &found.value)
				continue
			}
			c.results[i] = &found.value
			continue
		case !answer.listed && !mixed:
			continue // the response is a status, and says that all is done
		default:
			// A list that lacks the item may have left it out in silence.
			cause := c.itemError(i, answer.status, answer.status)
			cause.Ambiguous = true
			cause.problem = "the answer does not say what became of it"
			c.leave(i, cause)
			if !mixed && len(answer.items) >= len(pending) {
				c.again[i] = true // it may be listed under another key, so that it is not sent again
			}
		}
		open = append(open, i)
	}
	return open
}

// was reports whether what a response lists was there before the request.
func (c *chunk[In, Out]) was(clock serverClock, out *Out) bool {
	return c.created != nil && clock.precedes(c.created(out))
}

// places tells where an answer has each key, -1 for one of which it says two
// things. It is nil for an answer of one item.
func (c *chunk[In, Out]) places(items []created[Out]) map[string]int {
	if len(items) == 1 {
		return nil
	}
	at := make(map[string]int, len(items))
	for n := range items {
		key := c.outKey(&items[n].value)
		if before, ok := at[key]; ok && (before < 0 || !reflect.DeepEqual(items[before], items[n])) {
			n = -1
		}
		at[key] = n
	}
	return at
}

// leave leaves an item open.
func (c *chunk[In, Out]) leave(i int, cause *Error) {
	if c.causes == nil { // which few requests need
		n := len(c.items)
		flags := make([]bool, 3*n)
		c.failures, c.causes = make([]error, n), make([]*Error, n)
		c.doubted, c.refused, c.again = flags[:n], flags[n:2*n], flags[2*n:]
	}
	c.causes[i] = cause
	c.doubted[i] = c.doubted[i] || cause.Ambiguous
}

// itemError is a failure that the status of one item tells.
func (c *chunk[In, Out]) itemError(i int, of, item *wire.Status) *Error {
	e := &Error{Op: c.op, subject: c.subject(i)}
	if of != nil {
		e.RequestID = of.ReqID
	}
	if item != nil {
		item.Redact(func(text string) string { return c.client.redact(redact.Text(text, c.secrets...)) })
		e.Code, e.codeName = statusCode(item.Code)
		e.Description, e.Details = item.Description, item.Details
		c.client.roles.refused(route.Get(string(c.op)), e, time.Now())
	}
	return e
}

func (c *chunk[In, Out]) subject(i int) string {
	return subject(append(slices.Clone(c.ids), c.key(&c.items[i])))
}

func statusIs(s *wire.Status, code StatusCode) bool {
	got, _ := statusCode(s.Code)
	return got == code
}

// decide finds out by reading what became of the open items of a request. It
// gives those that are certainly not there and may be sent once more, and those
// that were refused along with others and may fare better apart.
func (c *chunk[In, Out]) decide(ctx context.Context, open []int) (again, apart []int) {
	var ask []int // what reading can tell of
	for _, i := range open {
		switch {
		case ctx.Err() != nil:
			c.give(i)
		case c.doubted[i] || mayExist(c.causes[i]):
			ask = append(ask, i)
		case c.together(i, open):
			apart = append(apart, i)
		default:
			c.give(i)
		}
	}
	if len(ask) == 0 {
		return nil, apart
	}
	found, err := c.look(ctx, ask)
	if err != nil {
		for _, i := range ask {
			c.failures[i] = c.unread(i, err)
		}
		return nil, apart
	}
	// What is there explains the refusal of a whole request: the others were
	// refused along with it.
	explained := slices.ContainsFunc(ask, func(i int) bool { return found[i] != nil })
	for _, i := range ask {
		switch there := found[i]; {
		case there != nil && c.equal(&c.items[i], there) && (c.doubted[i] || c.adds):
			c.results[i] = there
		case there != nil:
			c.failures[i] = c.conflict(i, there)
		case c.doubted[i] && !c.mails && !c.again[i]:
			c.again[i] = true
			again = append(again, i)
		case c.together(i, open) && explained:
			again = append(again, i)
		case c.together(i, open):
			apart = append(apart, i)
		default:
			c.give(i)
		}
	}
	return again, apart
}

// together reports whether an item was refused only because its request was,
// and for what may be another item's fault.
func (c *chunk[In, Out]) together(i int, open []int) bool {
	return len(open) > 1 && !c.doubted[i] && !c.refused[i] &&
		(itemsOwnFault(c.causes[i]) || c.causes[i].Is(ErrNotFound) || mayExist(c.causes[i]))
}

// give gives items up: the last cause of each is its failure.
func (c *chunk[In, Out]) give(items ...int) {
	for _, i := range items {
		e := *c.causes[i]
		e.subject = c.subject(i)
		e.Ambiguous = c.doubted[i]
		c.failures[i] = &e
	}
}

// untried records items that were refused in a request with others and not sent alone.
func (c *chunk[In, Out]) untried(items []int) {
	c.give(items...)
	for _, i := range items {
		if e := toError(c.op, c.failures[i]); len(c.items) > 1 && !c.doubted[i] {
			c.failures[i] = refusedTogether(c.op, e)
		}
	}
}

// look reads what is there of the items: once, and while a doubtful one is not
// there as it was sent, until a write would have become visible.
func (c *chunk[In, Out]) look(ctx context.Context, ask []int) (map[int]*Out, error) {
	items := make([]In, len(ask))
	index := make(map[string]int, len(ask))
	for n, i := range ask {
		items[n] = c.items[i]
		index[c.key(&c.items[i])] = i
	}
	var found map[int]*Out
	opts := readOptions(c.opts)
	err := poll(ctx, c.client.retry.VerifyTimeout, func() (bool, error) {
		found = make(map[int]*Out, len(ask))
		for out, err := range c.read(ctx, items, opts) {
			if err != nil {
				return false, err
			}
			i, ok := index[c.outKey(&out)]
			if ok && (found[i] == nil || c.equal(&c.items[i], &out)) {
				found[i] = &out
			}
		}
		// What differs may be what was there before the write.
		unsettled := func(i int) bool { return c.doubted[i] && (found[i] == nil || !c.equal(&c.items[i], found[i])) }
		return !slices.ContainsFunc(ask, unsettled), nil
	})
	return found, err
}

// unread is the failure of an item whose outcome cannot be read back.
func (c *chunk[In, Out]) unread(i int, err error) error {
	e := *c.causes[i]
	e.subject = c.subject(i)
	if !c.doubted[i] {
		return &e
	}
	e.Ambiguous = true
	e.kind = cmp.Or(e.sentinel(), noSentinel)
	if e.cause == nil {
		e.cause = fmt.Errorf("reading back failed: %w", opaque(err))
	} else {
		e.cause = fmt.Errorf("%w; reading back failed: %w", e.cause, opaque(err))
	}
	return &e
}

// told keeps an error's words, and of what it is only that a context ended: a
// read-back that finds nothing does not make a creation ErrNotFound.
func opaque(err error) error {
	for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, ended) {
			return fmt.Errorf("%s: %w", err.Error(), ended)
		}
	}
	return errors.New(err.Error())
}

// conflict is the failure of an item that is there already.
func (c *chunk[In, Out]) conflict(i int, there *Out) error {
	e := *c.causes[i]
	e.subject = c.subject(i)
	e.kind, e.Ambiguous, e.cause = ErrConflict, false, nil
	e.problem = "it exists already"
	if !c.equal(&c.items[i], there) {
		e.problem = "it exists already, and differs from what was asked for"
	}
	return &e
}

// mayExist reports whether a refusal can mean that the thing exists already.
// What Clarifai answers to that is not known, so that reading decides.
func mayExist(e *Error) bool {
	return e.Is(ErrConflict) || e.Code == CodeFailure && e.HTTPStatus < 500
}

// toError gives err as the *Error that it is; do gives no other.
func toError(op Operation, err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Op: op, kind: noSentinel, cause: err}
}

// poll asks until check is content, waiting longer and longer, for as long as
// settle says. A check that is never content is no error. A wait that would end
// after the context's deadline is not begun.
func poll(ctx context.Context, settle time.Duration, check func() (bool, error)) error {
	wait, waited := 250*time.Millisecond, time.Duration(0)
	for {
		done, err := check()
		if done || err != nil || waited >= settle {
			return err
		}
		step := min(wait, settle-waited)
		if err := transport.Sleep(ctx, step); err != nil {
			return err
		}
		waited += step
		wait *= 2
	}
}

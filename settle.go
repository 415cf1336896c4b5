package clarifai

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
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
	options, problem := gather(w.opts)
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
	return &Error{Op: op, subject: key, kind: errNone, cause: told(why), problem: "not sent, since an earlier part of the batch failed"}
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

func (w *creation[In, Out]) chunk(items []In, results []*Out) *chunk[In, Out] {
	return &chunk[In, Out]{creation: w, items: items, results: results}
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
		cause := asError(c.op, err)
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
			cause.Ambiguous = cause.Code.passing() // as of a whole request: it may have been carried out
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
		item.Redact(func(text string) string { return c.client.redact(without(text, c.secrets)) })
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
		if e := asError(c.op, c.failures[i]); len(c.items) > 1 && !c.doubted[i] {
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
	opts := forReads(c.opts)
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
	e.kind = cmp.Or(e.sentinel(), errNone)
	if e.cause == nil {
		e.cause = fmt.Errorf("reading back failed: %w", told(err))
	} else {
		e.cause = fmt.Errorf("%w; reading back failed: %w", e.cause, told(err))
	}
	return &e
}

// told keeps an error's words, and of what it is only that a context ended: a
// read-back that finds nothing does not make a creation ErrNotFound.
func told(err error) error {
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

// asError gives err as the *Error that it is; do gives no other.
func asError(op Operation, err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Op: op, kind: errNone, cause: err}
}

// nonEmpty gives the texts that are there.
func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// put writes a change over a value, if there is one.
func put[T any](into, change *T) {
	if change != nil {
		*into = *change
	}
}

// notWritten is the failure of a change that begins by reading: the reading
// failed, and nothing was sent.
func notWritten(op Operation, err error) *Error {
	e := *asError(op, err)
	e.Op = op
	problem := "what is to be changed cannot be read, so nothing was written"
	if e.problem != "" {
		problem += ": " + e.problem
	}
	e.problem = problem
	return &e
}

// confirm waits until a change that Clarifai accepted shows. listed is what the
// response listed under the key that was sent, or nil.
//
// exact reports whether the fields that were set, and that no server rewrites,
// show: ids, words of a fixed set, numbers, times. texts does so for the
// others; it may be nil. A server normalizes texts, so that those of a response
// that lists the item are taken as they are.
func confirm[T any](ctx context.Context, c *Client, op Operation, ids []string, listed *T, exact, texts func(*T) bool, get func() (*T, error)) (*T, error) {
	shows := func(now *T) bool {
		return now != nil && (exact == nil || exact(now)) && (listed != nil || texts == nil || texts(now))
	}
	now := listed
	if shows(now) {
		return now, nil
	}
	err := poll(ctx, c.retry.VerifyTimeout, func() (bool, error) {
		var err error
		now, err = get()
		if errors.Is(err, ErrNotFound) {
			now, err = nil, nil // just created, and not visible yet
		}
		return shows(now), err
	})
	e := &Error{Op: op, subject: subject(ids)}
	switch {
	case err != nil:
		e.Ambiguous, e.kind, e.cause = true, errNone, told(err)
		e.problem = "Clarifai accepted the change; whether it took cannot be read"
	case !shows(now):
		e.problem = "Clarifai accepted the change, but reading does not show it"
	default:
		return now, nil
	}
	return nil, e
}

// sameText reports whether a text that is shown is the one that was sent, but
// for the space around it and the kind of its line ends, which servers change.
func sameText(sent, shown string) bool {
	return sent == shown || plainText(sent) == plainText(shown)
}

func plainText(text string) string { return strings.TrimSpace(lineEnds.Replace(text)) }

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// sameTime reports whether two times are the same second: a server may keep
// less of a time than was sent, or more.
func sameTime(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() && b.IsZero()
	}
	return a.Sub(b).Abs() < time.Second
}

// kept reports whether a pointer to what was to be set holds of what is shown.
// Nil, which keeps what is there, always does.
func kept[T any](set *T, shown T, same func(sent, shown T) bool) bool {
	return set == nil || same(*set, shown)
}

func identical[T comparable](a, b T) bool { return a == b }

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
	check  func(string) string // what is wrong with one; nil: checkID
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
	check := checkID
	if w.check != nil {
		check = w.check
	}
	for n, id := range w.list {
		if problem := check(id); problem != "" {
			return invalid(w.op, "item %d: the %s %s", n, w.what, problem)
		}
	}
	options, problem := gather(w.opts)
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
			e := *asError(w.op, failure)
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
		e := *asError(w.op, err)
		e.kind, e.cause = errNone, fmt.Errorf("reading back failed: %w", told(readErr))
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
	e := *asError(op, err)
	e.kind, e.Ambiguous = errNone, e.Ambiguous && e.Code != CodeMixedStatus
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
	settle, opts := time.Duration(0), forReads(w.opts)
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

package clarifai

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// batch is the items of one request of a verifiedCreate, and what is known of
// each.
type batch[In, Out any] struct {
	*verifiedCreate[In, Out]
	client  *Client
	request request
	items   []In
	results []*Out
	once    bool // the caller wants one request

	// states has an element for each item. It is nil until a response leaves an
	// item open.
	states []itemState
}

// itemState is what is known of an item that no response has shown as created.
//
// An item with a failure is finished. Otherwise it is open: an ambiguous item is
// looked up, and resent once if it is not there; an item that was refused alone
// fails; one that was refused only because its request was is sent in a smaller
// request.
type itemState struct {
	cause     *Error // of the last request; nil if it left nothing open
	failure   error  // final
	ambiguous bool   // a request may have created it
	refused   bool   // Clarifai refused the item itself, not its request
	resent    bool   // it must not be sent again
}

// maxSingled is the number of bad items of a refused batch that are singled out
// before the refusal is taken to mean all of them.
const maxSingled = 5

// sendAndVerify sends the items, looks up those that the response leaves open,
// resends those that are certainly not there, and sends a batch that is refused
// as a whole in parts, so that one bad item does not keep the others out.
func (b *batch[In, Out]) sendAndVerify(ctx context.Context) {
	var one [1]int // most batches are of one item
	all := one[:]
	if len(b.items) > 1 {
		all = make([]int, len(b.items))
		for i := range all {
			all[i] = i
		}
	}
	singled := 0
	for todo := [][]int{all}; len(todo) > 0; {
		group := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if singled == maxSingled {
			b.failTogether(group)
			continue
		}
		resend, split := b.resolve(ctx, b.send(ctx, group))
		if b.once {
			b.failTogether(append(resend, split...))
			continue
		}
		if len(group) == 1 && b.states != nil && b.states[group[0]].failure != nil {
			singled++
		}
		if len(resend) > 0 {
			todo = append(todo, resend)
		}
		if n := len(split); n > 0 {
			todo = append(todo, split[n/2:], split[:n/2])
		}
	}
}

// send sends a group of items and returns those that the response leaves open.
func (b *batch[In, Out]) send(ctx context.Context, group []int) (open []int) {
	items := b.items
	if len(group) < len(items) {
		items = make([]In, len(group))
		for n, i := range group {
			items[n] = b.items[i]
		}
	}
	var clock serverClock
	req := b.request
	req.body, req.clock = b.body(items), &clock
	out := b.response()
	_, lists := out.created()
	req.verified = !lists // then a status, or none at all, says enough
	if err := b.client.send(ctx, req, out); err != nil {
		cause := toError(b.op, err)
		for _, i := range group {
			b.leaveOpen(i, cause)
		}
		return group
	}
	listed, _ := out.created()
	status := out.EnvelopeStatus()
	mixed := status != nil && StatusCode(status.Code.Number) == CodeMixedStatus
	if !lists && !mixed {
		return nil // the status says that all is done
	}
	places := b.index(listed)
	for _, i := range group {
		found, contradictory := b.find(i, listed, places, len(group) == 1)
		switch {
		case contradictory:
			b.leaveUnclear(i, status, "the response says two things about it")
		case found != nil && found.status != nil && !hasCode(found.status, CodeSuccess):
			cause := b.itemError(i, status, found.status)
			cause.Ambiguous = cause.Code.isTransient() // as for a whole request
			b.leaveOpen(i, cause)
			b.states[i].refused = true
		case found != nil && (found.status != nil || !mixed):
			// The server has it as it lists it, whatever it normalized.
			if b.createdAt == nil || !clock.precedes(b.createdAt(&found.value)) || b.equal(&b.items[i], &found.value) {
				b.results[i] = &found.value
				continue
			}
			b.leaveOpen(i, b.itemError(i, status, nil))
			b.states[i].failure = b.conflict(i, &found.value)
			continue
		default:
			// A list that lacks the item may have left it out in silence.
			b.leaveUnclear(i, status, "the response does not say what became of it")
			// A list of as many resources as items may have it under another key: it
			// counts as resent, so that it is not sent again.
			b.states[i].resent = b.states[i].resent || !mixed && len(listed) >= len(group)
		}
		open = append(open, i)
	}
	return open
}

// index returns the place of each key among the items of a response, or -1 for
// a key of which the response says two things. It is nil for one item.
func (b *batch[In, Out]) index(listed []created[Out]) map[string]int {
	if len(listed) == 1 {
		return nil
	}
	places := make(map[string]int, len(listed))
	for n := range listed {
		key := b.outKey(&listed[n].value)
		if before, ok := places[key]; ok && (before < 0 || !reflect.DeepEqual(listed[before], listed[n])) {
			n = -1
		}
		places[key] = n
	}
	return places
}

// find returns what a response lists of an item, nil if nothing.
func (b *batch[In, Out]) find(i int, listed []created[Out], places map[string]int, alone bool) (found *created[Out], contradictory bool) {
	item, key := &b.items[i], b.key(&b.items[i])
	if places != nil && b.is != nil {
		for n := range listed {
			switch {
			case !b.is(item, &listed[n].value):
			case found != nil && !reflect.DeepEqual(*found, listed[n]):
				return nil, true
			default:
				found = &listed[n]
			}
		}
		return found, false
	}
	if places != nil {
		at, ok := places[key]
		if !ok {
			return nil, false
		}
		if at < 0 {
			return nil, true
		}
		return &listed[at], false
	}
	sole := &listed[0]
	switch {
	case b.matches(item, &sole.value),
		alone && strings.EqualFold(b.outKey(&sole.value), key), // as the server may normalize it
		alone && b.isSole != nil && b.isSole(item, &sole.value):
		return sole, false
	}
	return nil, false
}

// matches reports whether a resource is the one that an item names.
func (b *batch[In, Out]) matches(in *In, out *Out) bool {
	if b.is != nil {
		return b.is(in, out)
	}
	return b.key(in) == b.outKey(out)
}

// leaveOpen records why it is not known yet what became of an item.
func (b *batch[In, Out]) leaveOpen(i int, cause *Error) {
	if b.states == nil {
		b.states = make([]itemState, len(b.items))
	}
	state := &b.states[i]
	state.cause = cause
	state.ambiguous = state.ambiguous || cause.Ambiguous
}

func (b *batch[In, Out]) leaveUnclear(i int, status *wire.Status, problem string) {
	cause := b.itemError(i, status, status)
	cause.Ambiguous, cause.problem = true, problem
	b.leaveOpen(i, cause)
}

func (b *batch[In, Out]) itemError(i int, response, item *wire.Status) *Error {
	return itemError(b.client, b.request, b.subject(i), response, item)
}

// itemError returns the failure that the status of an item states. The request
// ID is that of the whole response. Either may be nil.
func itemError(c *Client, req request, subject string, response, item *wire.Status) *Error {
	e := &Error{Op: req.op, subject: subject}
	if response != nil {
		e.RequestID = response.ReqID
	}
	if item != nil {
		item.Redact(func(text string) string { return c.redact(redact.Text(text, req.secrets...)) })
		e.Code, e.codeName = statusCode(item.Code)
		if !slices.ContainsFunc(req.secrets, tooShort) { // such a secret cannot be found in them
			e.Description, e.Details = item.Description, item.Details
		}
		c.roles.writeRefused(route.Get(string(req.op)), e, time.Now())
	}
	return e
}

func (b *batch[In, Out]) subject(i int) string {
	return subject(append(slices.Clone(b.request.ids), b.nameOf(&b.items[i])))
}

func hasCode(s *wire.Status, code StatusCode) bool {
	got, _ := statusCode(s.Code)
	return got == code
}

// resolve finds out by reading what became of the open items of a request. It
// returns those that are certainly not there and may be resent, and those that
// were refused together with others and may succeed apart from them.
func (b *batch[In, Out]) resolve(ctx context.Context, open []int) (resend, split []int) {
	var unclear []int // items that reading can tell of
	for _, i := range open {
		switch state := &b.states[i]; {
		case ctx.Err() != nil:
			b.fail(i)
		case state.ambiguous || mayExist(state.cause):
			unclear = append(unclear, i)
		case b.refusedTogether(i, open):
			split = append(split, i)
		default:
			b.fail(i)
		}
	}
	if len(unclear) == 0 {
		return nil, split
	}
	found, err := b.readBack(ctx, unclear)
	if err != nil {
		for _, i := range unclear {
			b.states[i].failure = b.unreadable(i, err)
		}
		return nil, split
	}
	// An item that is there already explains the refusal of a whole request.
	explained := slices.ContainsFunc(unclear, func(i int) bool { return found[i] != nil })
	for _, i := range unclear {
		switch state, there := &b.states[i], found[i]; {
		case there != nil && b.equal(&b.items[i], there) && (state.ambiguous || b.adds):
			b.results[i] = there
		case there != nil:
			state.failure = b.conflict(i, there)
		case state.ambiguous && !b.mails && !state.resent:
			state.resent = true
			resend = append(resend, i)
		case b.refusedTogether(i, open) && explained:
			resend = append(resend, i)
		case b.refusedTogether(i, open):
			split = append(split, i)
		default:
			b.fail(i)
		}
	}
	return resend, split
}

// refusedTogether reports whether an item was refused only because its request
// was, for what may be another item's fault.
func (b *batch[In, Out]) refusedTogether(i int, open []int) bool {
	state := &b.states[i]
	return len(open) > 1 && !state.ambiguous && !state.refused &&
		(isItemsOwnFault(state.cause) || state.cause.Is(ErrNotFound) || mayExist(state.cause))
}

// readBack reads which of the items are there. It reads once, or until an item
// whose outcome is unknown shows as it was sent or a write would have shown.
func (b *batch[In, Out]) readBack(ctx context.Context, unclear []int) (map[int]*Out, error) {
	items := make([]In, len(unclear))
	byKey := make(map[string]int, len(unclear))
	for n, i := range unclear {
		items[n] = b.items[i]
		byKey[b.key(&b.items[i])] = i
	}
	place := func(out *Out) (int, bool) {
		if b.is != nil {
			return unclear[0], b.is(&b.items[unclear[0]], out)
		}
		i, ok := byKey[b.outKey(out)]
		return i, ok
	}
	var found map[int]*Out
	callOpts := readOptions(b.request.callOpts)
	err := poll(ctx, b.client.retry.VerifyTimeout, func() (bool, error) {
		found = make(map[int]*Out, len(unclear))
		for out, err := range b.lookUp(ctx, b.client, b.request.ids, items, callOpts) {
			if err != nil {
				return false, err
			}
			i, ok := place(&out)
			if ok && (found[i] == nil || b.equal(&b.items[i], &out)) {
				found[i] = &out
			}
		}
		// A resource that differs may be what was there before the write.
		pending := func(i int) bool { return b.states[i].ambiguous && (found[i] == nil || !b.equal(&b.items[i], found[i])) }
		return !slices.ContainsFunc(unclear, pending), nil
	})
	return found, err
}

// fail records the last cause of each item as its failure.
func (b *batch[In, Out]) fail(items ...int) {
	for _, i := range items {
		e := *b.states[i].cause
		e.subject = b.subject(i)
		e.Ambiguous = b.states[i].ambiguous
		b.states[i].failure = &e
	}
}

// failTogether records the failure of items that were refused in a request with
// others and are not sent alone.
func (b *batch[In, Out]) failTogether(items []int) {
	b.fail(items...)
	for _, i := range items {
		if !b.states[i].ambiguous {
			b.states[i].failure = refusedTogether(b.op, toError(b.op, b.states[i].failure))
		}
	}
}

// unreadable returns the failure of an item whose outcome cannot be read back.
func (b *batch[In, Out]) unreadable(i int, err error) error {
	e := *b.states[i].cause
	e.subject = b.subject(i)
	if !b.states[i].ambiguous {
		return &e
	}
	e.Ambiguous = true
	e.kind = cmp.Or(e.sentinel(), errNoSentinel)
	if e.cause == nil {
		e.cause = fmt.Errorf("reading back failed: %w", opaque(err))
	} else {
		e.cause = fmt.Errorf("%w; reading back failed: %w", e.cause, opaque(err))
	}
	return &e
}

// conflict returns the failure of an item that is there already.
func (b *batch[In, Out]) conflict(i int, there *Out) error {
	e := *b.states[i].cause
	e.subject = b.subject(i)
	e.kind, e.Ambiguous, e.cause = ErrConflict, false, nil
	e.problem = "it exists already"
	if !b.equal(&b.items[i], there) {
		e.problem = "it exists already, and differs from what was asked for"
	}
	return &e
}

package clarifai

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// batchChange describes an operation that changes resources that the caller names by
// their IDs. Such an operation is of class Idempotent: a change that a response
// leaves open may be sent again.
type batchChange[In, Out any] struct {
	op       Operation
	key      func(*In) string  // the ID of an item
	outKey   func(*Out) string // the ID of a resource
	body     func(items []In) any
	response func() createResponse[Out]
	// shows reports whether a resource shows what an item sets. A server may
	// normalize a text, so texts do not count if the response itself lists the
	// resource.
	shows func(in *In, out *Out, listed bool) bool
	// list reads resources, at least all that the items name.
	list func(ctx context.Context, c *Client, ids []string, callOpts []CallOption) iter.Seq2[Out, error]
	// get reads the resource of one item. Nil means that list does.
	get func(ctx context.Context, c *Client, ids []string, in *In, callOpts []CallOption) (*Out, error)

	// gone returns the result for a resource that is not there afterwards. Nil
	// means that the change does not take the resource away.
	gone func(*In) *Out
	// isOver reports whether something else became of the resource, which rules the
	// change out. It may be nil.
	isOver func(*Out) bool
	// Problems of changes that Clarifai accepted, in words.
	over, unseen, unreadable string
}

// run changes resources, in one request for each maxBatch of them. The results are
// aligned with the items, nil where one failed. The error is nil, an *Error if
// nothing was sent, or a *BatchError. run uses the IDs, the problem and the call
// options of req.
func (d *batchChange[In, Out]) run(ctx context.Context, c *Client, req request, items []In) ([]*Out, error) {
	req.op = d.op
	if err := checkBatch(req, items, d.key); err != nil {
		return nil, err
	}
	options, _ := applyCallOptions(req.callOpts)
	results := make([]*Out, len(items))
	err := inParts(d.op, len(items), maxBatch, func(i int) string { return d.key(&items[i]) }, func(start, end int) []error {
		p := changePart[In, Out]{
			batchChange: d, client: c, request: req, once: options.noRetry,
			items: items[start:end], results: results[start:end], states: make([]changeState, end-start),
		}
		return p.run(ctx)
	})
	return results, err
}

// runOne changes one resource.
func (d *batchChange[In, Out]) runOne(ctx context.Context, c *Client, req request, item In) (*Out, error) {
	results, err := d.run(ctx, c, req, []In{item})
	return first(results), single(err)
}

// changePart is the items of one request of a batchChange, and what is known of each.
type changePart[In, Out any] struct {
	*batchChange[In, Out]
	client  *Client
	request request
	once    bool // the caller wants one request
	items   []In
	results []*Out
	states  []changeState
}

// changeState is what is known of a change.
type changeState struct {
	ended     bool
	failure   error  // of a change that has ended; nil means that it was made
	cause     *Error // why a request did not make the change, or did not show it
	ambiguous bool   // a failed request may have made the change
	leftOut   bool   // a response left open whether the change was made
	accepted  bool   // Clarifai accepted the change, which reading has to show
}

// run makes the changes and returns the failure of each, or nil.
func (p *changePart[In, Out]) run(ctx context.Context) []error {
	all := make([]int, len(p.items))
	for i := range all {
		all[i] = i
	}
	singled := 0 // bad items that were sent alone
	for todo := [][]int{all}; len(todo) > 0; {
		group := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if singled == maxSingled {
			p.giveUp(group, p.refusedTogether)
			continue
		}
		open, stop := p.send(ctx, group)
		if stop != nil {
			p.giveUp(slices.Concat(todo...), func(int) *Error { return notSent(p.op, "", stop) })
			break
		}
		switch n := len(open); {
		case n == 0:
			if len(group) == 1 && p.states[group[0]].failure != nil {
				singled++
			}
		case p.once:
			p.giveUp(open, p.refusedTogether)
		case n < len(group):
			todo = append(todo, open)
		default:
			todo = append(todo, open[n/2:], open[:n/2])
		}
	}
	p.await(ctx)
	failures := make([]error, len(p.states))
	for i := range p.states {
		failures[i] = p.states[i].failure
	}
	return failures
}

// send sends some changes. It returns those that may be sent again apart from the
// others, or why no further request should be sent.
func (p *changePart[In, Out]) send(ctx context.Context, group []int) (open []int, stop error) {
	items := make([]In, len(group))
	for n, i := range group {
		items[n] = p.items[i]
	}
	req, out := p.request, p.response()
	req.body, req.verified = p.body(items), true // reading shows what a response without a body does not
	if err := p.client.send(ctx, req, out); err != nil {
		return p.refused(ctx, group, toError(p.op, err))
	}
	status := out.EnvelopeStatus()
	mixed := status != nil && StatusCode(status.Code.Number) == CodeMixedStatus
	listed, lists := out.created()
	if !lists && !mixed {
		for _, i := range group { // the status says that all is done
			p.end(i, nil, nil)
		}
		return nil, nil
	}
	places := matchKeys(items, p.key, listed, func(c *created[Out]) string { return p.outKey(&c.value) }, true)
	var leftOut []int
	for n, i := range group {
		state := &p.states[i]
		switch found := sole(listed, places[n]); {
		case found == nil, mixed && found.status == nil: // a failed item may be listed as it was sent
			leftOut = append(leftOut, i)
			state.cause, state.leftOut = p.itemError(i, status, partOf(mixed, status)), true
		case found.status != nil && !hasCode(found.status, CodeSuccess):
			state.cause = p.itemError(i, status, found.status)
			transient := state.cause.Code.isTransient() // as for a whole request
			state.ambiguous = state.ambiguous || transient
			if !transient || len(group) == 1 || p.once {
				p.fail(i)
			} else {
				leftOut = append(leftOut, i)
			}
		case !p.conclude(i, &found.value, true):
			state.cause, state.accepted = p.itemError(i, status, nil), true
		}
	}
	if !mixed && len(leftOut) == len(group) { // the response shows none of them
		for _, i := range leftOut {
			p.states[i].accepted = true
		}
		return nil, nil
	}
	return p.sortOut(ctx, leftOut, len(group)), nil
}

// sortOut reads once which changes that a response leaves out were made. It returns
// those that may be sent again.
func (p *changePart[In, Out]) sortOut(ctx context.Context, leftOut []int, sent int) (open []int) {
	if len(leftOut) == 0 {
		return nil
	}
	if sent == 1 || p.once {
		for _, i := range leftOut { // it is not sent again, so that reading decides
			p.states[i].accepted = true
		}
		return nil
	}
	// A list that cannot be read is no obstacle: a change may be sent again.
	found, err := p.readList(ctx, leftOut)
	for _, i := range leftOut {
		if err != nil || !p.concludeRead(i, found[i]) {
			open = append(open, i)
		}
	}
	return open
}

// refused handles the failure of a whole request.
func (p *changePart[In, Out]) refused(ctx context.Context, group []int, err *Error) (open []int, stop error) {
	itemsFault := ctx.Err() == nil && (isItemsOwnFault(err) || err.Is(ErrNotFound) || mayExist(err))
	for _, i := range group {
		state := &p.states[i]
		state.cause = err
		state.ambiguous = state.ambiguous || err.Ambiguous || state.leftOut && !itemsFault
	}
	if !itemsFault {
		for _, i := range group {
			p.fail(i)
		}
		return nil, err
	}
	left := group
	if unclear := func(i int) bool { return p.states[i].ambiguous }; p.gone != nil && slices.ContainsFunc(group, unclear) {
		// What an earlier attempt did is what the next one is refused for.
		left = p.endDone(ctx, group)
	}
	if len(group) == 1 && len(left) == 1 {
		p.fail(left[0])
		return nil, nil
	}
	return left, nil
}

// endDone reads which changes were made, although their request was refused, and
// returns the others.
func (p *changePart[In, Out]) endDone(ctx context.Context, group []int) (left []int) {
	found, err := p.readList(ctx, group)
	if err != nil {
		return group
	}
	return slices.DeleteFunc(slices.Clone(group), func(i int) bool { return p.concludeRead(i, found[i]) })
}

// await reads until the changes that Clarifai accepted show, or a write would show.
func (p *changePart[In, Out]) await(ctx context.Context) {
	var waiting []int
	for i := range p.states {
		if state := &p.states[i]; state.accepted && !state.ended {
			waiting = append(waiting, i)
		}
	}
	if len(waiting) == 0 {
		return
	}
	err := poll(ctx, p.client.retry.VerifyTimeout, func() (bool, error) {
		found, err := p.read(ctx, waiting)
		if err != nil {
			return false, err
		}
		waiting = slices.DeleteFunc(waiting, func(i int) bool { return p.concludeRead(i, found[i]) })
		return len(waiting) == 0, nil
	})
	for _, i := range waiting {
		e := p.states[i].cause
		switch {
		case err != nil:
			e.Ambiguous, e.kind, e.cause, e.problem = true, errNoSentinel, opaque(err), p.unreadable
		case e.Code == CodeMixedStatus:
			e.problem = "a part of the request failed, and reading does not show this change"
		default:
			e.problem = p.unseen
		}
		p.end(i, nil, e)
	}
}

// read reads the resources of some items, nil where there is none.
func (p *changePart[In, Out]) read(ctx context.Context, group []int) (map[int]*Out, error) {
	if len(group) > 1 || p.get == nil {
		return p.readList(ctx, group)
	}
	now, err := p.get(ctx, p.client, p.request.ids, &p.items[group[0]], readOptions(p.request.callOpts))
	switch {
	case errors.Is(err, ErrNotFound) && p.gone != nil:
		return p.readList(ctx, group) // only a list that can be read proves that it is gone
	case errors.Is(err, ErrNotFound): // it was just created, and is not visible yet
		return nil, nil
	case err != nil:
		return nil, err
	}
	return map[int]*Out{group[0]: now}, nil
}

// readList reads the resources of some items in a list, nil where there is none.
func (p *changePart[In, Out]) readList(ctx context.Context, group []int) (map[int]*Out, error) {
	var all []Out
	for out, err := range p.list(ctx, p.client, p.request.ids, readOptions(p.request.callOpts)) {
		if err != nil {
			return nil, err
		}
		all = append(all, out)
	}
	items := make([]In, len(group))
	for n, i := range group {
		items[n] = p.items[i]
	}
	found := make(map[int]*Out, len(group))
	for n, places := range matchKeys(items, p.key, all, p.outKey, false) {
		for _, place := range places { // a list that grows while it is read repeats resources
			if i := group[n]; found[i] == nil || p.shows(&p.items[i], &all[place], false) {
				found[i] = &all[place]
			}
		}
	}
	return found, nil
}

// conclude ends a change if a resource shows what became of it, and reports whether
// it does.
func (p *changePart[In, Out]) conclude(i int, out *Out, listed bool) bool {
	switch {
	case p.shows(&p.items[i], out, listed):
		p.end(i, out, nil)
	case p.isOver != nil && p.isOver(out):
		e := p.itemError(i, nil, nil)
		e.kind, e.problem = ErrConflict, p.over
		p.end(i, nil, e)
	default:
		return false
	}
	return true
}

// concludeRead does the same as conclude with a resource that was read. Nil means that
// there is none.
func (p *changePart[In, Out]) concludeRead(i int, now *Out) bool {
	switch {
	case now != nil:
		return p.conclude(i, now, false)
	case p.gone == nil:
		return false
	}
	p.end(i, p.gone(&p.items[i]), nil)
	return true
}

func (p *changePart[In, Out]) end(i int, result *Out, failure error) {
	p.results[i] = result
	p.states[i].ended, p.states[i].failure = true, failure
}

// fail ends a change with its last cause.
func (p *changePart[In, Out]) fail(i int) {
	e := *p.states[i].cause
	e.subject, e.Ambiguous = p.subject(i), p.states[i].ambiguous
	p.end(i, nil, &e)
}

// giveUp ends changes that are not sent any more. failure returns why. It is not used
// for those that an earlier request may have made.
func (p *changePart[In, Out]) giveUp(group []int, failure func(i int) *Error) {
	for _, i := range group {
		if state := &p.states[i]; state.ambiguous || state.leftOut {
			state.ambiguous = true
			p.fail(i)
			continue
		}
		e := failure(i)
		e.subject = p.subject(i)
		p.end(i, nil, e)
	}
}

// refusedTogether returns the failure of a change that was refused in a request with
// others and is not sent alone.
func (p *changePart[In, Out]) refusedTogether(i int) *Error {
	return refusedTogether(p.op, p.states[i].cause)
}

func (p *changePart[In, Out]) subject(i int) string {
	return subject(append(slices.Clone(p.request.ids), p.key(&p.items[i])))
}

func (p *changePart[In, Out]) itemError(i int, response, item *wire.Status) *Error {
	return itemError(p.client, p.request, p.subject(i), response, item)
}

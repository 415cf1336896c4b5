package clarifai

import (
	"context"
	"iter"
	"reflect"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Page is one page of a list.
type Page[T any] struct {
	Items []T

	perPage int
}

// More reports whether another page may follow. Clarifai tells no totals: a
// page that is empty, or shorter than both its size and Clarifai's default of
// 128, is the last. A server that gives fewer items than it was asked for does
// not end a list by that, as long as it gives its default.
func (p *Page[T]) More() bool {
	if p == nil {
		return false
	}
	return len(p.Items) > 0 && len(p.Items) >= min(p.perPage, defaultPerPage)
}

const (
	defaultPerPage = 128
	maxPerPage     = 1000
	maxReadAhead   = 64
	maxPage        = 1 << 20 // no list of an organization is as long: a server that goes on has no end
)

// Paging chooses the pages of a list. Its zero value is the first page, or all
// of them.
type Paging struct {
	// Page is the page to read, or to start at, from 1. 0 means 1. An All ends
	// with an error where pages follow the 1,048,576th.
	Page int `url:"page,omitempty"`
	// PerPage is how many items a page holds, 1000 at most. 0 means
	// Clarifai's 128 for a List, and 1000 for an All.
	PerPage int `url:"per_page,omitempty"`
	// ReadAhead is how many pages an All may fetch, concurrently, beyond the
	// one that is being consumed; at most 64. 0 fetches a page when its first
	// item is wanted.
	ReadAhead int `url:"-"`
}

// pagination is a page as the body of a search names it.
type pagination struct {
	Page    int `json:"page,omitempty"`
	PerPage int `json:"per_page,omitempty"`
}

func (p Paging) validate(op Operation) error {
	switch {
	case p.Page < 0 || p.Page > maxPage:
		return invalid(op, "page %d: pages count from 1 to %d", p.Page, maxPage)
	case p.PerPage < 0 || p.PerPage > maxPerPage:
		return invalid(op, "per_page %d: a page holds 1 to %d items", p.PerPage, maxPerPage)
	case p.ReadAhead < 0 || p.ReadAhead > maxReadAhead:
		return invalid(op, "read-ahead %d: it may be 0 to %d pages", p.ReadAhead, maxReadAhead)
	}
	return nil
}

// Collect gathers what an All method yields. With an error it gives what came
// before it.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	if seq == nil {
		return nil, nil
	}
	var items []T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// listing is a list of T, as a service method describes it.
type listing[T any] struct {
	client *Client
	op     Operation
	ids    []string
	paging Paging
	owners []string         // whose things it asks for, beyond what the path says
	query  any              // the options struct: its filters, its paging replaced by the page's
	body   func(Paging) any // of a list that is a POST; nil: paging goes into the query
	// mayLack says that the response leaves an empty list out.
	mayLack bool
	// alike says that two items may look the same: they have no ids.
	alike   bool
	refusal error // what is wrong with the options; nil: nothing
	// response makes an empty response, and tells where its items are.
	response func() (wire.Response, *[]T)
	opts     []CallOption
}

// fetch reads one page. A success whose response lacks the list is an error:
// Clarifai shows an empty list as one, and a bot that takes something else for
// an empty organization fills it again.
func (l *listing[T]) fetch(ctx context.Context, paging Paging, opts []CallOption) (*Page[T], error) {
	out, items := l.response()
	c := call{op: l.op, ids: l.ids, query: l.query, paging: paging, out: out, owners: l.owners, opts: opts}
	if l.body != nil {
		c.body, c.paging = l.body(paging), Paging{}
	}
	if err := l.client.do(ctx, c); err != nil {
		return nil, err
	}
	if *items == nil && !l.mayLack {
		return nil, incomplete(l.op, "list", l.ids...)
	}
	page := &Page[T]{Items: *items, perPage: paging.PerPage}
	if page.perPage == 0 {
		page.perPage = defaultPerPage
	}
	return page, nil
}

func (l *listing[T]) validate() error {
	begin(l.opts)
	if l.refusal != nil {
		return l.refusal
	}
	return l.paging.validate(l.op)
}

// list reads the one page that the paging names.
func (l *listing[T]) list(ctx context.Context) (*Page[T], error) {
	if err := l.validate(); err != nil {
		return nil, err
	}
	return l.fetch(ctx, l.paging, l.opts)
}

// all iterates over every page. It holds no state between two ranges, and
// leaves no goroutine behind when one ends.
func (l *listing[T]) all(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		paging := l.paging
		if err := l.validate(); err != nil {
			yield(zero, err)
			return
		}
		if ctx == nil {
			yield(zero, invalid(l.op, "the context is nil"))
			return
		}
		paging.Page = max(paging.Page, 1)
		if paging.PerPage == 0 {
			paging.PerPage = maxPerPage
		}
		options, problem := gather(l.opts)
		if problem != "" {
			yield(zero, invalid(l.op, "%s", problem))
			return
		}
		next, stop := l.reader(ctx, paging)
		defer stop()
		var seen earlier[T]
		for number := paging.Page; ; number++ {
			page := next()
			if options.response != nil {
				*options.response = page.response
			}
			switch {
			case page.err != nil:
			case seen.has(page.Items, l.alike):
				page.err = l.endless("the server gives the same page again instead of the next")
			case number > maxPage && len(page.Items) > 0:
				page.err = l.endless("the server gives page after page")
			}
			if page.err != nil {
				yield(zero, page.err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if !page.More() {
				return
			}
		}
	}
}

func (l *listing[T]) endless(problem string) *Error {
	return &Error{Op: l.op, subject: subject(l.ids), problem: problem + ", so the list cannot be read to its end"}
}

// earlier finds pages that come again: the one before, and, by Brent's method,
// any that come round in a cycle. It keeps two pages, however long the list.
type earlier[T any] struct {
	last, mark []T
	pages      int
}

// has reports whether a page came before, and takes it in. Where items can look
// alike, only a page of different ones tells, and only a long one that it comes
// round.
func (e *earlier[T]) has(page []T, alike bool) bool {
	if same(e.last, page, alike) || (!alike || len(page) >= defaultPerPage) && same(e.mark, page, alike) {
		return true
	}
	e.last = page
	if e.pages++; e.pages&(e.pages-1) == 0 {
		e.mark = page
	}
	return false
}

func same[T any](before, now []T, alike bool) bool {
	return len(before) > 0 && len(before) == len(now) &&
		reflect.DeepEqual(before[0], now[0]) && reflect.DeepEqual(before, now) &&
		(!alike || !reflect.DeepEqual(now[0], now[len(now)-1]))
}

// fetched is a page on its way to the consumer.
type fetched[T any] struct {
	Page[T]
	response Response
	err      error
	panicked any // what reading it panicked with; nil: nothing
}

// reader gives the pages one by one, from the paging's own on, reading ahead
// as far as it says. stop ends what is under way and waits for it.
func (l *listing[T]) reader(ctx context.Context, paging Paging) (next func() fetched[T], stop func()) {
	get := func(ctx context.Context, paging Paging) (f fetched[T]) {
		opts := append(append([]CallOption(nil), l.opts...), CaptureResponse(&f.response))
		page, err := l.fetch(ctx, paging, opts)
		if page != nil {
			f.Page = *page
		}
		f.err = err
		return f
	}
	if paging.ReadAhead == 0 {
		return func() fetched[T] {
			f := get(ctx, paging)
			paging.Page++
			return f
		}, func() {}
	}

	ctx, cancel := context.WithCancel(ctx)
	var under []chan fetched[T] // the pages under way, in order
	launch := func() {
		result := make(chan fetched[T], 1)
		under = append(under, result)
		go func(paging Paging) {
			f := fetched[T]{err: &Error{Op: l.op, subject: subject(l.ids), problem: "reading the page was given up"}}
			defer func() { // also for a RoundTripper that ends its goroutine
				f.panicked = recover()
				result <- f
			}()
			f = get(ctx, paging)
		}(paging)
		paging.Page++
	}
	next = func() fetched[T] {
		for len(under) <= paging.ReadAhead {
			launch()
		}
		f := <-under[0]
		under = under[1:]
		if f.panicked != nil {
			panic(f.panicked) // where the caller can recover it
		}
		return f
	}
	stop = func() {
		cancel()
		for _, result := range under {
			<-result
		}
	}
	return next, stop
}

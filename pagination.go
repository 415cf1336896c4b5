package clarifai

import (
	"cmp"
	"context"
	"iter"
	"reflect"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Page is one page of a list.
type Page[T any] struct {
	Items []T

	fetched bool
}

// More reports whether another page may follow. Clarifai returns no totals, and
// a page that is shorter than asked for is not always the last: a server may
// limit the size of a page, or leave items out after it has cut one. So More is
// true for every page with items that this package fetched; only an empty page
// is the end. More is false for a Page that was made by hand.
func (p *Page[T]) More() bool {
	return p != nil && p.fetched && len(p.Items) > 0
}

const (
	defaultPerPage = 128 // of a List; of an All it is maxPerPage
	maxPerPage     = 1000
	maxReadAhead   = 64
	maxPage        = 1 << 20 // no list of an organization is as long: a server that goes on has no end
	maxRepeated    = 1 << 12 // pages of items without ids that look like an earlier page
)

// Paging chooses the pages of a list. Its zero value is the first page, or all
// of them.
//
// An All reads until it reaches an empty page. It saves that last request where
// the server has shown that it fills its pages: if the first page holds as many
// items as were asked for, the first page that holds fewer is taken for the
// last. So an All is cut short by a server that fills the first page and leaves
// items out of a later one after cutting it, and by one that leaves every item
// of a page out. Other servers, also those that return smaller pages than they
// are asked for, are read to the end.
//
// Pages are cut when they are read. If somebody removes an item while an All is
// being ranged over, the items behind it move up, and one that moves to a page
// that was read already is skipped. [Collect] the items before removing any.
// If others may remove some at the same time, read again until two readings
// agree.
type Paging struct {
	// Page is the page to read, or to start at, from 1. 0 means 1. An All ends
	// with an error where pages follow the 1,048,576th.
	Page int `url:"page,omitempty"`
	// PerPage is how many items to ask for in a page, 1000 at most. 0 means 128
	// for a List, and 1000 for an All, whatever the list: Clarifai's own default
	// differs from list to list, so that every request states the number.
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
func (l *listing[T]) fetch(ctx context.Context, paging Paging, callOpts []CallOption) (*Page[T], error) {
	out, items := l.response()
	c := request{op: l.op, ids: l.ids, query: l.query, paging: paging, out: out, owners: l.owners, callOpts: callOpts}
	if l.body != nil {
		c.body, c.paging = l.body(paging), Paging{}
	}
	if err := l.client.do(ctx, c); err != nil {
		return nil, err
	}
	if *items == nil && !l.mayLack {
		return nil, incomplete(l.op, "list", l.ids...)
	}
	return &Page[T]{Items: *items, fetched: true}, nil
}

func (l *listing[T]) validate() error {
	resetResponse(l.opts)
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
	paging := l.paging
	paging.PerPage = cmp.Or(paging.PerPage, defaultPerPage)
	return l.fetch(ctx, paging, l.opts)
}

// all iterates over every page. It holds no state between two ranges, and
// leaves no goroutine behind when one ends. The caller may change the options
// once it has returned.
func (l *listing[T]) all(ctx context.Context) iter.Seq2[T, error] {
	if l.query != nil {
		l.query = clone(reflect.ValueOf(l.query)).Interface()
	}
	l.opts = slices.Clone(l.opts)
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
		paging.PerPage = cmp.Or(paging.PerPage, maxPerPage)
		options, problem := applyCallOptions(l.opts)
		if problem != "" {
			yield(zero, invalid(l.op, "%s", problem))
			return
		}
		next, stop := l.reader(ctx, paging)
		defer stop()
		var seen earlier[T]
		fills := false // the server fills its pages to the size asked for
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
			if number == paging.Page {
				fills = len(page.Items) >= paging.PerPage
			}
			if len(page.Items) == 0 || fills && len(page.Items) < paging.PerPage {
				return
			}
		}
	}
}

func (l *listing[T]) endless(problem string) *Error {
	return &Error{Op: l.op, subject: subject(l.ids), problem: problem + ", so the list cannot be read to its end"}
}

// clone returns a copy of options. It shares no pointer and no slice with them;
// unexported fields are copied as they are.
func clone(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		c.Set(reflect.New(v.Type().Elem()))
		c.Elem().Set(clone(v.Elem()))
	case v.Kind() == reflect.Slice && !v.IsNil():
		c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			c.Index(i).Set(clone(v.Index(i)))
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if field := c.Field(i); field.CanSet() {
				field.Set(clone(v.Field(i)))
			}
		}
	}
	return c
}

package clarifai

import (
	"cmp"
	"context"
	"iter"
	"net/url"
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
func (p *Page[T]) More() bool { return p.fetched && len(p.Items) > 0 }

const (
	defaultPerPage = 128     // items in a page of a List
	maxPerPage     = 1000    // items in a page of a ListAll
	maxReadAhead   = 64      // pages
	maxPage        = 1 << 20 // no organization has a list this long
)

// Paging selects the pages of a list. The zero value selects the first page of
// a List and all pages of a ListAll.
//
// A ListAll reads until it reaches an empty page. It saves that last request if
// the server has shown that it fills its pages: if the first page holds as many
// items as were asked for, the first page that holds fewer is the last. So a
// ListAll is cut short by a server that fills the first page and leaves items
// out of a later one after cutting it, and by one that leaves every item of a
// page out. Other servers, including those that return smaller pages than they
// are asked for, are read to the end.
//
// Pages are cut when they are read. If somebody removes an item while a ListAll
// is being ranged over, the items behind it move up, and one that moves to a
// page that was read already is skipped. [Collect] the items before removing
// any. If others may remove some at the same time, read again until two readings
// agree.
type Paging struct {
	// Page is the page to read, or to start at. The first is 1, and zero means
	// 1. A ListAll ends with an error if items follow the 1,048,576th page.
	Page int `url:"page,omitempty"`
	// PerPage is the number of items to ask for in a page, at most 1000. Zero
	// means 128 for a List and 1000 for a ListAll, of any list: Clarifai's own
	// default differs from list to list, so every request states the number.
	PerPage int `url:"per_page,omitempty"`
	// ReadAhead is the number of pages that a ListAll may fetch concurrently
	// beyond the one that is being consumed, at most 64. Zero fetches a page
	// when its first item is wanted.
	ReadAhead int `url:"-"`
}

func (p Paging) paging() Paging { return p }

func (p Paging) check(op Operation) error {
	switch {
	case p.Page < 0 || p.Page > maxPage:
		return invalid(op, "Page must be 1 to %d, or zero for the first, and is %d", maxPage, p.Page)
	case p.PerPage < 0 || p.PerPage > maxPerPage:
		return invalid(op, "PerPage must be 1 to %d, or zero for the default, and is %d", maxPerPage, p.PerPage)
	case p.ReadAhead < 0 || p.ReadAhead > maxReadAhead:
		return invalid(op, "ReadAhead must be 0 to %d, and is %d", maxReadAhead, p.ReadAhead)
	}
	return nil
}

// encodeSort adds the field to sort by to a query. Clarifai has a flag for each
// field.
func encodeSort(field string, query *url.Values) error {
	if field != "" {
		query.Set("sort_by_"+field, "true")
	}
	return nil
}

// pagination is a page as the body of a search names it.
type pagination struct {
	Page    int `json:"page,omitempty"`
	PerPage int `json:"per_page,omitempty"`
}

// Collect returns the items of a ListAll. If the list ends with an error,
// Collect returns that error and the items before it.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// listOptions are the options of a list. They may also have the methods
// validate() string, searchBody(Paging) any of a list that is a POST, and
// touched() []string, the owners that the filters name.
type listOptions interface{ paging() Paging }

// listResponse is a response that carries a list of T. The list of a success
// is nil only if the response lacks it.
type listResponse[T any] interface {
	wire.Response
	list() []T
}

// numberedResponse is a response that says which page it has, 0 if it does not say.
// Past the end of such a list the server returns the last page again, and so it does
// if a request names no page.
type numberedResponse interface{ page() int }

type listResponseOf[T, R any] interface {
	*R
	listResponse[T]
}

// list reads the page that opts selects. A nil opts selects the first.
func list[T, R any, O listOptions, PR listResponseOf[T, R]](ctx context.Context, c *Client, op Operation, opts *O, callOpts []CallOption, ids ...string) (*Page[T], error) {
	l := newLister[T, R, O, PR](c, op, deref(opts), callOpts, ids)
	return l.page(ctx)
}

// listAll iterates over all pages that opts selects. It copies opts and
// callOpts, so that the caller may change them once it has returned.
func listAll[T, R any, O listOptions, PR listResponseOf[T, R]](ctx context.Context, c *Client, op Operation, opts *O, callOpts []CallOption, ids ...string) iter.Seq2[T, error] {
	own := clone(reflect.ValueOf(deref(opts))).Interface().(O)
	l := newLister[T, R, O, PR](c, op, own, slices.Clone(callOpts), ids)
	return l.all(ctx)
}

// listWhole reads a list that has no pages.
func listWhole[T, R any, PR listResponseOf[T, R]](ctx context.Context, c *Client, req request) ([]T, error) {
	var out R
	if err := c.send(ctx, req, PR(&out)); err != nil {
		return nil, err
	}
	items := PR(&out).list()
	if items == nil {
		return nil, incomplete(req, "list")
	}
	return items, nil
}

// orEmpty returns an empty list for one that a response left out: some of
// Clarifai's responses leave out a list that is empty.
func orEmpty[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// lister reads the pages of one list.
type lister[T any] struct {
	client      *Client
	request     request // of a page, without its paging
	paging      Paging
	searchBody  func(Paging) any // nil if paging goes into the query
	newResponse func() listResponse[T]
	invalid     error
	// identified says that every item has an ID. Two items without one may be
	// equal and still be two.
	identified bool
}

func newLister[T, R any, O listOptions, PR listResponseOf[T, R]](c *Client, op Operation, opts O, callOpts []CallOption, ids []string) *lister[T] {
	l := &lister[T]{
		client: c, request: request{op: op, ids: ids, query: opts, callOpts: callOpts}, paging: opts.paging(),
		newResponse: func() listResponse[T] { return PR(new(R)) },
	}
	_, l.identified = any((*T)(nil)).(interface{ resourceID() string })
	l.invalid = l.paging.check(op)
	if o, ok := any(opts).(interface{ validate() string }); ok {
		if problem := o.validate(); problem != "" {
			l.invalid = invalid(op, "%s", problem)
		}
	}
	if o, ok := any(opts).(interface{ searchBody(Paging) any }); ok {
		l.searchBody, l.request.query = o.searchBody, nil
	}
	if o, ok := any(opts).(interface{ touched() []string }); ok {
		l.request.owners = o.touched()
	}
	return l
}

// page reads the one page that the options select.
func (l *lister[T]) page(ctx context.Context) (*Page[T], error) {
	if l.invalid != nil {
		resetResponse(l.request.callOpts)
		return nil, l.invalid
	}
	paging := l.paging
	paging.PerPage = cmp.Or(paging.PerPage, defaultPerPage)
	return l.fetch(ctx, paging, l.request.callOpts)
}

// fetch reads one page. A success whose response lacks the list is an error: an
// empty list is shown as one, and a program that took a response without a list
// for an empty organization would fill it again.
func (l *lister[T]) fetch(ctx context.Context, paging Paging, callOpts []CallOption) (*Page[T], error) {
	out := l.newResponse()
	req := l.request
	numbered, isNumbered := out.(numberedResponse)
	if isNumbered {
		paging.Page = max(paging.Page, 1)
	}
	req.paging, req.callOpts = paging, callOpts
	if l.searchBody != nil {
		req.body, req.paging = l.searchBody(paging), Paging{}
	}
	if err := l.client.send(ctx, req, out); err != nil {
		return nil, err
	}
	items := out.list()
	if items == nil {
		return nil, incomplete(req, "list")
	}
	if isNumbered && numbered.page() > 0 && numbered.page() < paging.Page {
		items = []T{}
	}
	return &Page[T]{Items: items, fetched: true}, nil
}

// all iterates over every page. It holds no state between two ranges, and
// leaves no goroutine behind when one ends.
func (l *lister[T]) all(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		options, _ := applyCallOptions(l.request.callOpts) // a bad one fails the first page
		resetResponse(l.request.callOpts)
		if l.invalid != nil {
			yield(*new(T), l.invalid)
			return
		}
		paging := l.paging
		paging.Page = max(paging.Page, 1)
		paging.PerPage = cmp.Or(paging.PerPage, maxPerPage)
		next, stop := l.reader(ctx, paging)
		defer stop()
		var last []T
		fillsPages := false
		for number := paging.Page; ; number++ {
			page := next()
			if options.response != nil {
				*options.response = page.response
			}
			if page.err == nil {
				page.err = l.checkProgress(number, paging, last, page.Items)
			}
			if page.err != nil {
				yield(*new(T), page.err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if number == paging.Page {
				fillsPages = len(page.Items) >= paging.PerPage
			}
			if len(page.Items) == 0 || fillsPages && len(page.Items) < paging.PerPage {
				return
			}
			last = page.Items
		}
	}
}

// checkProgress returns an error if the server returns the same page twice, or
// items beyond the last page that a list can have.
func (l *lister[T]) checkProgress(number int, paging Paging, last, items []T) error {
	switch {
	case number > maxPage && len(items) > 0:
		return l.endless("the server returns page after page")
	case len(items) > 0 && samePage(last, items) && (l.identified || provesRepetition(items, paging.PerPage)):
		return l.endless("the server returns the same page again instead of the next")
	}
	return nil
}

func (l *lister[T]) endless(problem string) *Error {
	return &Error{Op: l.request.op, subject: subject(l.request.ids), problem: problem + ", so the list cannot be read to its end"}
}

func samePage[T any](a, b []T) bool {
	return len(a) == len(b) && reflect.DeepEqual(a[0], b[0]) && reflect.DeepEqual(a, b)
}

// provesRepetition reports whether a page of items without IDs that is equal to
// the one before must be the same page: its items differ, or it is not full. A
// full page of equal items may be followed by another.
func provesRepetition[T any](items []T, perPage int) bool {
	return len(items) < perPage || !reflect.DeepEqual(items[0], items[len(items)-1])
}

// clone returns a copy of options that shares no pointer and no slice with them.
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

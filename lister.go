package clarifai

import (
	"cmp"
	"context"
	"iter"
	"reflect"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

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
	c := call{op: l.op, ids: l.ids, query: l.query, paging: paging, out: out, owners: l.owners, opts: callOpts}
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
		options, problem := gather(l.opts)
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

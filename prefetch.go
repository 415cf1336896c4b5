package clarifai

import "context"

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
		opts := append(append([]CallOption(nil), l.opts...), WithResponse(&f.response))
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

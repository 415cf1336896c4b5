package clarifai

import "context"

// fetchedPage is a page, or the error that took its place.
type fetchedPage[T any] struct {
	Page[T]
	response Response
	err      error
	panicked any // the value that reading it panicked with, or nil
}

// reader returns a function that returns the pages in order, reading ahead as
// far as paging says. stop ends the reads in flight and waits for them.
func (l *lister[T]) reader(ctx context.Context, paging Paging) (next func() fetchedPage[T], stop func()) {
	read := func(ctx context.Context, paging Paging) (f fetchedPage[T]) {
		callOpts := append(append([]CallOption(nil), l.request.callOpts...), WithResponse(&f.response))
		page, err := l.fetch(ctx, paging, callOpts)
		if page != nil {
			f.Page = *page
		}
		f.err = err
		return f
	}
	if paging.ReadAhead == 0 {
		return func() fetchedPage[T] {
			f := read(ctx, paging)
			paging.Page++
			return f
		}, func() {}
	}

	ctx, cancel := context.WithCancel(ctx)
	var inFlight []chan fetchedPage[T] // in the order of the pages
	launch := func() {
		result := make(chan fetchedPage[T], 1)
		inFlight = append(inFlight, result)
		go func(paging Paging) {
			f := fetchedPage[T]{err: l.endless("reading a page was abandoned")}
			// A RoundTripper may also end its goroutine.
			defer func() {
				f.panicked = recover()
				result <- f
			}()
			f = read(ctx, paging)
		}(paging)
		paging.Page++
	}
	next = func() fetchedPage[T] {
		for len(inFlight) <= paging.ReadAhead {
			launch()
		}
		f := <-inFlight[0]
		inFlight = inFlight[1:]
		if f.panicked != nil {
			panic(f.panicked) // in the caller's goroutine, which can recover it
		}
		return f
	}
	stop = func() {
		cancel()
		for _, result := range inFlight {
			<-result
		}
	}
	return next, stop
}

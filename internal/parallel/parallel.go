// Package parallel makes several calls at a time.
package parallel

import (
	"context"
	"runtime"
	"sync"
)

// Do calls do for 0 to n-1 in this order, up to limit calls at a time. The first
// error cancels the calls under way and keeps others from starting. Do returns it
// once all calls have returned.
//
// ended is called in the caller's goroutine, after each call that succeeded. It may
// be nil.
//
// A panic of do is raised in the caller's goroutine, which alone can recover it. So is
// [runtime.Goexit]. limit must be positive.
func Do(ctx context.Context, limit, n int, do func(ctx context.Context, i int) error, ended func()) error {
	if limit < 1 {
		panic("parallel: the limit must be positive")
	}
	ctx, cancel := context.WithCancel(ctx)
	var calls sync.WaitGroup
	defer calls.Wait() // also if ended panics
	defer cancel()
	outcomes := make(chan outcome, limit) // no call waits if ended panics
	var first *outcome
	next, running := 0, 0
	for {
		if first == nil && next < n && running < limit {
			i := next
			calls.Go(func() { call(ctx, i, do, outcomes) })
			next++
			running++
			continue
		}
		if running == 0 {
			break
		}
		o := <-outcomes
		running--
		switch {
		case o.failed() && first == nil:
			first = &o // later failures may follow from it
			cancel()
		case !o.failed() && ended != nil:
			ended()
		}
	}
	switch {
	case first == nil:
		return nil
	case first.panicked != nil:
		panic(first.panicked)
	case !first.returned:
		runtime.Goexit()
	}
	return first.err
}

// outcome is how a call ended.
type outcome struct {
	err      error
	panicked any
	returned bool
}

func (o *outcome) failed() bool { return !o.returned || o.err != nil }

func call(ctx context.Context, i int, do func(ctx context.Context, i int) error, outcomes chan<- outcome) {
	var o outcome
	defer func() {
		if !o.returned {
			o.panicked = recover() // nil after runtime.Goexit
		}
		outcomes <- o
	}()
	o.err = do(ctx, i)
	o.returned = true
}

package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/parallel"
)

func TestDo(t *testing.T) {
	t.Run("each call is made once, in order of the start, and ended after it", func(t *testing.T) {
		harness.Check(t, func(t *rapid.T) {
			limit, n := rapid.IntRange(1, 8).Draw(t, "limit"), rapid.IntRange(0, 30).Draw(t, "n")
			var mu sync.Mutex
			var started []int
			var ended int // without a lock: the race detector proves that calls come one after another
			err := parallel.Do(context.Background(), limit, n, func(_ context.Context, i int) error {
				mu.Lock()
				defer mu.Unlock()
				started = append(started, i)
				return nil
			}, func() { ended++ })
			slices.Sort(started)
			want := make([]int, n)
			for i := range want {
				want[i] = i
			}
			if err != nil || ended != n || !slices.Equal(started, want) {
				t.Fatalf("got %v; %d ended; %v were started", err, ended, started)
			}
		})
	})
	t.Run("as many calls as the limit says run at a time, the first ones first", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int64
			starts := make([]time.Duration, 10)
			began := time.Now()
			err := parallel.Do(t.Context(), 4, len(starts), func(_ context.Context, i int) error {
				starts[i] = time.Since(began)
				most.Store(max(most.Load(), now.Add(1)))
				defer now.Add(-1)
				<-time.After(time.Second)
				return nil
			}, nil)
			if err != nil || most.Load() != 4 || !slices.IsSorted(starts) || starts[9] != 2*time.Second {
				t.Errorf("got %v; %d at a time; started at %v", err, most.Load(), starts)
			}
		})
	})
	t.Run("the first error cancels the others and keeps further calls from starting", func(t *testing.T) {
		first := errors.New("first")
		synctest.Test(t, func(t *testing.T) {
			var started, canceled atomic.Int64
			var ended int64
			err := parallel.Do(t.Context(), 3, 100, func(ctx context.Context, i int) error {
				started.Add(1)
				switch {
				case i < 3:
					return nil
				case i == 4:
					return first
				}
				<-ctx.Done()
				<-time.After(time.Minute) // Do waits for it
				canceled.Add(1)
				return fmt.Errorf("call %d: %w", i, ctx.Err())
			}, func() { ended++ })
			if err != first || started.Load() != ended+canceled.Load()+1 || canceled.Load() == 0 || started.Load() > 6 {
				t.Errorf("got %v; %d started, %d ended, %d canceled", err, started.Load(), ended, canceled.Load())
			}
		})
	})
	t.Run("a panic is raised in the caller's goroutine once the other calls have returned", func(t *testing.T) {
		var running atomic.Int64
		got := panicOf(func() {
			_ = parallel.Do(t.Context(), 4, 20, func(ctx context.Context, i int) error {
				running.Add(1)
				defer running.Add(-1)
				if i == 3 {
					panic("transport")
				}
				<-ctx.Done()
				return ctx.Err()
			}, nil)
		})
		if got != "transport" || running.Load() != 0 {
			t.Errorf("it panics with %v, while %d calls run", got, running.Load())
		}
	})
	t.Run("a panic of ended leaves no call running", func(t *testing.T) {
		var running atomic.Int64
		got := panicOf(func() {
			_ = parallel.Do(t.Context(), 4, 20, func(ctx context.Context, i int) error {
				running.Add(1)
				defer running.Add(-1)
				if i == 0 {
					return nil
				}
				<-ctx.Done()
				return ctx.Err()
			}, func() { panic("progress") })
		})
		if got != "progress" || running.Load() != 0 {
			t.Errorf("it panics with %v, while %d calls run", got, running.Load())
		}
	})
	t.Run("a call that ends its goroutine ends the caller's", func(t *testing.T) {
		returned, done := false, make(chan struct{})
		go func() {
			defer close(done)
			_ = parallel.Do(t.Context(), 2, 5, func(context.Context, int) error {
				runtime.Goexit()
				return nil
			}, nil)
			returned = true
		}()
		if <-done; returned {
			t.Error("Do returned")
		}
	})
	t.Run("a context that has ended reaches the calls", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		calls := 0
		err := parallel.Do(ctx, 1, 5, func(ctx context.Context, _ int) error {
			calls++
			return ctx.Err()
		}, nil)
		if !errors.Is(err, context.Canceled) || calls != 1 {
			t.Errorf("got %v after %d calls", err, calls)
		}
	})
	t.Run("a limit of zero is a mistake of the caller", func(t *testing.T) {
		if panicOf(func() { _ = parallel.Do(t.Context(), 0, 1, nil, nil) }) == nil {
			t.Error("nothing is done, and nothing is said")
		}
	})
}

func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

package steps_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

func TestBackoff(t *testing.T) {
	const ms = time.Millisecond
	for limit, want := range map[time.Duration][]time.Duration{
		0:         nil,
		100 * ms:  {100 * ms},
		2000 * ms: {250 * ms, 500 * ms, 1000 * ms, 250 * ms},
	} {
		var got []time.Duration
		backoff := steps.NewBackoff(limit)
		for wait, ok := backoff.Next(); ok; wait, ok = backoff.Next() {
			got = append(got, wait)
		}
		if !slices.Equal(got, want) {
			t.Errorf("limit %v: got %v, want %v", limit, got, want)
		}
	}
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if err := steps.Sleep(ctx, time.Second); err != nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if err := steps.Sleep(ctx, time.Minute); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("past the deadline: %v after %v", err, time.Since(start))
		}
	})
}

package steps_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// readings is a list that is another one at each reading.
func readings(lists ...[]string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		now := lists[0]
		lists = lists[1:]
		for _, item := range now {
			if !yield(item, nil) {
				return
			}
		}
	}
}

func key(s *string) string { return *s }

func TestReadStable(t *testing.T) {
	a, b, ab, ba := []string{"a"}, []string{"b"}, []string{"a", "b"}, []string{"b", "a"}
	for name, c := range map[string]struct {
		lists  [][]string
		want   []string
		stable bool
		took   time.Duration
	}{
		"two readings that agree":          {[][]string{a, a}, a, true, 0},
		"an empty list":                    {[][]string{nil, nil}, nil, true, 0},
		"a first reading without items":    {[][]string{nil, a, a}, a, true, 250 * time.Millisecond},
		"another order":                    {[][]string{ab, ba}, ba, true, 0},
		"a change between two readings":    {[][]string{a, b, b}, b, true, 250 * time.Millisecond},
		"agreement with an older reading":  {[][]string{a, b, a, a}, a, true, 750 * time.Millisecond},
		"agreement of the last readings":   {[][]string{a, b, a, b, b}, b, true, 1750 * time.Millisecond},
		"no readings that agree":           {[][]string{a, b, a, b, a}, a, false, 1750 * time.Millisecond},
		"an item that was missed at first": {[][]string{a, ab, ab}, ab, true, 250 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				got, stable, err := steps.ReadStable(t.Context(), readings(c.lists...), key)
				if err != nil || stable != c.stable || !slices.Equal(got, c.want) {
					t.Errorf("got %v, %v, %v", got, stable, err)
				}
				if took := time.Since(start); took != c.took {
					t.Errorf("it took %v, want %v", took, c.took)
				}
			})
		})
	}
	t.Run("a list that cannot be read", func(t *testing.T) {
		list := func(yield func(string, error) bool) { yield("", errOne) }
		if got, stable, err := steps.ReadStable(t.Context(), list, key); got != nil || stable || err != errOne {
			t.Errorf("got %v, %v, %v", got, stable, err)
		}
	})
	t.Run("a deadline before the next reading", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 240*time.Millisecond)
			defer cancel()
			got, stable, err := steps.ReadStable(ctx, readings(a, b), key)
			if got != nil || stable || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, %v, %v", got, stable, err)
			}
		})
	})
}

package steps

import (
	"context"
	"fmt"
	"iter"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// MaxReadings is the maximum number of readings of [ReadStable].
const MaxReadings = 5

// ReadStable reads a list until two readings in a row agree, and returns the
// last reading. It returns false if no two of MaxReadings readings did.
//
// A list is read page by page and not at one moment. If others remove an item
// from a page that was read, the items behind it move forward, and the first
// item of the next page is missed although it was there all the time. If they
// add an item, one is read twice. Such a reading differs from the next one,
// unless the same happens again at the same place.
//
// Readings agree if they have the same items in whatever order. Items are the
// same if key returns the same text for them.
func ReadStable[T any](ctx context.Context, list iter.Seq2[T, error], key func(*T) string) (items []T, stable bool, err error) {
	var before []string
	wait := firstWait
	for n := range MaxReadings {
		if n >= 2 { // the second reading comes right after the first
			if err := Sleep(ctx, wait); err != nil {
				return nil, false, err
			}
			wait *= 2
		}
		if items, err = clarifai.Collect(list); err != nil {
			return nil, false, err
		}
		keys := make([]string, len(items))
		for i := range items {
			keys[i] = key(&items[i])
		}
		slices.Sort(keys)
		if n > 0 && slices.Equal(before, keys) {
			return items, true, nil
		}
		before = keys
	}
	return items, false, nil
}

// Unstable says that no two readings of a list agreed. The list is named as in
// "the list of teams".
func Unstable(list string) string {
	return fmt.Sprintf("%s changed while it was read: no two in a row of %d readings agree", list, MaxReadings)
}

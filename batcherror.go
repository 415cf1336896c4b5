package clarifai

import (
	"fmt"
	"slices"
	"strings"
)

// BatchError is the failure of some items of a batch. The others succeeded.
type BatchError struct {
	Op    Operation
	Total int         // number of items in the batch
	Items []ItemError // the failed ones, in order
}

// ItemError is the failure of one item of a batch.
type ItemError struct {
	Index int // in the caller's list
	Err   error
}

// Error returns the first failures and the number of the others.
func (e *BatchError) Error() string {
	const maxShown = 3
	var b strings.Builder
	fmt.Fprintf(&b, "clarifai: %s: %d of %d items failed", e.Op, len(e.Items), e.Total)
	for i, item := range e.Items {
		if i == maxShown {
			fmt.Fprintf(&b, "; and %d more", len(e.Items)-maxShown)
			break
		}
		fmt.Fprintf(&b, "; %v", item)
	}
	return b.String()
}

// Unwrap returns the failures of the items.
func (e *BatchError) Unwrap() []error {
	errs := make([]error, len(e.Items))
	for i := range e.Items {
		errs[i] = e.Items[i]
	}
	return errs
}

// Error returns the item's index and its failure.
func (e ItemError) Error() string { return fmt.Sprintf("item %d: %v", e.Index, e.Err) }

// Unwrap returns the item's failure.
func (e ItemError) Unwrap() error { return e.Err }

// add inserts the failure of an item in order of the index.
func (e *BatchError) add(index int, err error) {
	at, _ := slices.BinarySearchFunc(e.Items, index, func(i ItemError, index int) int { return i.Index - index })
	e.Items = slices.Insert(e.Items, at, ItemError{index, err})
}

// of returns the failure of an item, or nil if it succeeded.
func (e *BatchError) of(index int) error {
	for _, item := range e.Items {
		if item.Index == index {
			return item.Err
		}
	}
	return nil
}

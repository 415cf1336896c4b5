package clarifai

import (
	"fmt"
	"strings"
)

// BatchError tells which items of a batch failed. The others were done.
type BatchError struct {
	Op    Operation
	Total int         // items in the batch
	Items []ItemError // those that failed, in the batch's order
}

// ItemError is the failure of one item of a batch.
type ItemError struct {
	Index int // in the list that the caller gave
	Err   error
}

// Error names the first failures and counts the rest.
func (e *BatchError) Error() string {
	const most = 3
	var b strings.Builder
	fmt.Fprintf(&b, "clarifai: %s: %d of %d items failed", e.Op, len(e.Items), e.Total)
	for i, item := range e.Items {
		if i == most {
			fmt.Fprintf(&b, "; and %d more", len(e.Items)-most)
			break
		}
		fmt.Fprintf(&b, "; %v", item)
	}
	return b.String()
}

// Unwrap gives the failures of the items.
func (e *BatchError) Unwrap() []error {
	errs := make([]error, len(e.Items))
	for i := range e.Items {
		errs[i] = e.Items[i]
	}
	return errs
}

// Error names the item and its failure.
func (e ItemError) Error() string { return fmt.Sprintf("item %d: %v", e.Index, e.Err) }

// Unwrap gives the item's failure.
func (e ItemError) Unwrap() error { return e.Err }

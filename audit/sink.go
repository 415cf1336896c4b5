package audit

import (
	"context"
	"time"
)

// Sink stores the lines of an audit log. [Directory] and [Writer] return sinks; a
// database or a queue is another.
//
// The contract is one sentence: Write stores the lines of a batch and its state, or
// neither, and Load returns the state that was stored last. A database does both in
// one transaction. If a process ends within Write, either outcome is right.
//
// A queue that cannot store a state together with its messages stores the state
// elsewhere, after them. A process that ends between the two sends a batch again,
// with the same event keys, so the reader drops them by [Line.EventKey].
//
// [Follow] and [Export] call a sink from one goroutine. Two of them must not use the
// same sink at the same time: a sink that several processes can reach must lock, as
// Directory does, or refuse a batch whose state does not follow from the one that it
// has.
type Sink interface {
	// Load returns the state that the last Write stored, or nil if nothing has been
	// written for the organization.
	Load(ctx context.Context, orgID string) (*State, error)
	// Write stores a batch whole or not at all. An error ends Follow or Export.
	Write(ctx context.Context, batch *Batch) error
}

// Batch is what a [Sink] stores at once: a window, or late entries of windows that
// were written before. It must not be changed.
type Batch struct {
	Organization string
	// From and To limit the times of the entries. From is part of the period, and To
	// is not.
	From, To time.Time
	// Late reports whether the batch has late entries, and not a window.
	Late bool
	// Lines are sorted by time. A window without entries has none, and its state must
	// be stored all the same.
	Lines []Line
	// State replaces the state that the sink has.
	State *State
}

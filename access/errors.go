package access

import "errors"

// The errors of [Enforce], for [errors.Is]. See also [ErrContradiction].
var (
	// ErrIncomplete says that the organization could not be read completely, so
	// that nothing is done.
	ErrIncomplete = errors.New("access: the organization cannot be read completely")
	// ErrLimit says that the run would exceed [Options.MaxRemovals] or
	// [Options.MaxRemovalShare], so that nothing is done.
	ErrLimit = errors.New("access: the limits do not allow the removals")
	// ErrChanged says that somebody else changed what a step is about, so that
	// the step is skipped. The next run takes the change into account.
	ErrChanged = errors.New("access: changed since it was read")
)

package access

import "errors"

// What errors.Is finds in the errors of [Enforce].
var (
	// ErrIncomplete: the organization was not read whole, so nothing is done.
	ErrIncomplete = errors.New("access: the organization was not read whole")
	// ErrLimit: the run would take more away than it may, so nothing is done.
	ErrLimit = errors.New("access: over the limits")
	// ErrChanged: what a step is about is not as it was found, so the step is
	// not taken. Another run sees it as it is.
	ErrChanged = errors.New("access: it has changed since it was read")
)

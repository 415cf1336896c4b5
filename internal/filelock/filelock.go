// Package filelock opens files that only one process has open at a time. Packages
// audit and roster use it.
package filelock

import "errors"

// ErrLocked says that the file is locked: another process has it open, or this one
// opened it before.
var ErrLocked = errors.New("the file is locked")

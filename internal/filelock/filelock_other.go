//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package filelock

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// Open fails: a lock that outlives a killed process would be worse than none.
func Open(string) (*os.File, error) {
	return nil, fmt.Errorf("files cannot be locked on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}

func SyncDir(string) error { return nil }

//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package audit

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// lockPath fails: a lock that outlives a killed process would be worse than none.
func lockPath(string) (*os.File, error) {
	return nil, fmt.Errorf("files cannot be locked on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}

func syncDir(string) error { return nil }

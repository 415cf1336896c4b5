package filelock

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

var lockFileEx = syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx")

// Open opens a file and locks it. The system unlocks it when the process ends.
func Open(path string) (*os.File, error) {
	const (
		failImmediately = 1
		exclusive       = 2
		lockViolation   = syscall.Errno(33)
	)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	var at syscall.Overlapped
	locked, _, err := lockFileEx.Call(file.Fd(), failImmediately|exclusive, 0, 1, 0, uintptr(unsafe.Pointer(&at))) // #nosec G103 -- the call takes it so
	if locked != 0 {
		return file, nil
	}
	if errors.Is(err, lockViolation) || errors.Is(err, syscall.ERROR_IO_PENDING) {
		err = ErrLocked
	}
	return nil, errors.Join(err, file.Close())
}

// SyncDir does nothing: Windows does not sync directories.
func SyncDir(string) error { return nil }

//go:build unix

package outfile

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// descriptorOf returns the number of the program's own open file that a path names.
func descriptorOf(path string) (int, bool) {
	switch path {
	case "/dev/stdin":
		return 0, true
	case "/dev/stdout":
		return 1, true
	case "/dev/stderr":
		return 2, true
	}
	for _, dir := range []string{"/dev/fd/", "/proc/self/fd/"} {
		if name, ok := strings.CutPrefix(path, dir); ok {
			n, err := strconv.ParseUint(name, 10, 31)
			return int(n), err == nil
		}
	}
	return 0, false
}

// duplicate returns an open file under a number of its own, at the same position.
// To open it by its name would begin at the start of a file again.
func duplicate(descriptor int) (*os.File, error) {
	flags, err := unix.FcntlInt(uintptr(descriptor), unix.F_GETFL, 0)
	if err != nil {
		return nil, err
	}
	if flags&unix.O_ACCMODE == unix.O_RDONLY {
		return nil, errors.New("it is open for reading only")
	}
	n, err := unix.FcntlInt(uintptr(descriptor), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(n), "/dev/fd/"+strconv.Itoa(descriptor)), nil
}

// keepOwner sets the owner and the group of the new file to those of the one that is there, as
// far as it may, and returns the mode that it is to have. A group that cannot be
// kept may do nothing: it is another group's now.
func keepOwner(file *os.File, there fs.FileInfo) fs.FileMode {
	mode := there.Mode().Perm()
	stat, ok := there.Sys().(*syscall.Stat_t)
	if !ok || file.Chown(int(stat.Uid), int(stat.Gid)) == nil || file.Chown(-1, int(stat.Gid)) == nil {
		return mode
	}
	return mode &^ 0o070
}

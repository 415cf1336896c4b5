//go:build !unix

package outfile

import (
	"errors"
	"io/fs"
	"os"
)

func descriptorOf(string) (int, bool) { return 0, false }

func duplicate(int) (*os.File, error) { return nil, errors.ErrUnsupported }

func keepOwner(_ *os.File, there fs.FileInfo) fs.FileMode { return there.Mode().Perm() }

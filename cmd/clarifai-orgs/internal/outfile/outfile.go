// Package outfile writes the files of a run so that none is ever half a file.
//
// A regular file is written to a temporary file in its directory, which is synced
// and renamed over it: until then the earlier content stays. A symbolic link stays a
// link to the file that is replaced. Everything else, such as /dev/stdout, a named
// pipe or a shell's >(command), is opened for writing and never truncated or
// renamed.
package outfile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file to write. A nil File is one that was not asked for, and writing it
// does nothing.
type File struct {
	flag, path string
	at         place
	open       *os.File // a device, a pipe or a descriptor
}

// Set is the files of a run.
type Set struct {
	files  []*File
	inputs []input
}

type input struct {
	name string
	info fs.FileInfo
}

// Input says that the run reads a file, which no output may replace, or keeps files
// in a directory, in which no output may be. The name is what errors call it, such
// as "--roster". What cannot be read is left to its reader.
func (s *Set) Input(name, path string) {
	if info, err := os.Stat(path); path != "" && err == nil {
		s.inputs = append(s.inputs, input{name, info})
	}
}

// Open checks that the file of a flag can be written, before anything is asked that
// would be lost otherwise. It creates no file, and changes none. An empty path
// returns nil.
//
// The context ends the wait for somebody who reads a named pipe.
func (s *Set) Open(ctx context.Context, flag, path string) (*File, error) {
	if path == "" {
		return nil, nil
	}
	f, err := open(ctx, flag, path)
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", flag, err)
	}
	if err := s.check(f); err != nil {
		f.close()
		return nil, fmt.Errorf("--%s: %w", flag, err)
	}
	s.files = append(s.files, f)
	return f, nil
}

func open(ctx context.Context, flag, path string) (*File, error) {
	f := &File{flag: flag, path: path}
	var err error
	if f.at, err = locate(path); err != nil {
		return nil, err
	}
	switch {
	case f.at.descriptor >= 0:
		f.open, err = duplicate(f.at.descriptor)
		if err == nil {
			f.at.info, err = f.open.Stat()
		}
	case f.at.info == nil:
		err = probe(f.at.dir)
	case f.at.info.IsDir():
		err = fmt.Errorf("%s is a directory", path)
	case f.at.info.Mode().IsRegular():
		var there *os.File
		if there, err = os.OpenFile(f.at.name(), os.O_WRONLY, 0); err == nil {
			err = errors.Join(there.Close(), probe(f.at.dir))
		}
	default:
		f.open, err = openDevice(ctx, f.at.name())
	}
	return f, err
}

// probe reports an error if no file can be created in a directory.
func probe(dir string) error {
	f, err := os.CreateTemp(dir, temporary)
	if err != nil {
		return fmt.Errorf("a file must be created in the directory %s: %w", dir, cause(err))
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

const temporary = ".clarifai-orgs-*.tmp"

// openDevice opens what is there and is no regular file.
func openDevice(ctx context.Context, name string) (*os.File, error) {
	type opened struct {
		file *os.File
		err  error
	}
	result := make(chan opened, 1)
	go func() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0) // waits for a reader of a named pipe
		result <- opened{f, err}
	}()
	select {
	case o := <-result:
		return o.file, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("stopped while waiting for a reader of %s: %w", name, context.Cause(ctx))
	}
}

// check refuses a file that is another output or an input.
func (s *Set) check(f *File) error {
	for _, in := range s.inputs {
		if in.info.IsDir() && f.at.within(in.info) {
			return fmt.Errorf("%s is in the directory of %s, and must be in another one", f.path, in.name)
		}
		if f.at.info != nil && os.SameFile(f.at.info, in.info) {
			return fmt.Errorf("%s is the file of %s, and would be overwritten", f.path, in.name)
		}
	}
	for _, other := range s.files {
		if f.at.same(other.at) {
			return fmt.Errorf("%s is the file of --%s, too: each needs its own", f.path, other.flag)
		}
	}
	// The shell has opened it for what the program prints.
	for name, opened := range map[string]*os.File{"output": os.Stdout, "error": os.Stderr} {
		if out, err := opened.Stat(); err == nil && out.Mode().IsRegular() && f.at.descriptor < 0 && f.at.info != nil && os.SameFile(f.at.info, out) {
			return fmt.Errorf("%s is where standard %s goes", f.path, name)
		}
	}
	return nil
}

// Close closes what was opened.
func (s *Set) Close() {
	for _, f := range s.files {
		f.close()
	}
}

func (f *File) close() {
	if f.open != nil {
		_ = f.open.Close()
		f.open = nil
	}
}

// Name returns the path as it was given, and "" for nil.
func (f *File) Name() string {
	if f == nil {
		return ""
	}
	return f.path
}

// Write writes the file once. A regular file holds its earlier content until
// everything was written, and after an error.
func (f *File) Write(write func(io.Writer) error) error {
	if f == nil {
		return nil
	}
	if f.open == nil {
		if err := f.replace(write); err != nil {
			return fmt.Errorf("--%s: %s was not written, and is as it was before: %w", f.flag, f.path, cause(err))
		}
		return nil
	}
	err := buffered(f.open, write)
	if closing := f.open.Close(); err == nil {
		err = closing
	}
	f.open = nil
	if err != nil {
		return fmt.Errorf("--%s: %s was not written completely: %w", f.flag, f.path, cause(err))
	}
	return nil
}

func (f *File) replace(write func(io.Writer) error) (err error) {
	temp, err := os.CreateTemp(f.at.dir, temporary) // its mode is 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	if err := buffered(temp, write); err != nil {
		return err
	}
	if there, err := os.Stat(f.at.name()); err == nil {
		if err := temp.Chmod(keepOwner(temp, there)); err != nil {
			return err
		}
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), f.at.name()); err != nil {
		return err
	}
	syncDirectory(f.at.dir)
	return nil
}

// buffered writes in blocks, however small the writer's pieces are.
func buffered(file io.Writer, write func(io.Writer) error) error {
	w := bufio.NewWriterSize(file, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

// cause leaves out the name of a temporary file.
func cause(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}

// syncDirectory makes a rename last. Not every file system can.
func syncDirectory(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// place is where a path leads.
type place struct {
	dir, base  string
	info       fs.FileInfo // nil if nothing is there
	descriptor int         // -1 for a path in the file system
}

// name is the path of the file. It is not cleaned, which could lead elsewhere
// behind a linked directory.
func (p place) name() string { return p.dir + p.base }

// same reports whether two places are one file, now or once they are written.
func (p place) same(other place) bool {
	if p.info != nil && other.info != nil {
		return os.SameFile(p.info, other.info) && p.info.Mode()&fs.ModeCharDevice == 0
	}
	if p.info != nil || other.info != nil || p.base != other.base {
		return false
	}
	a, err := os.Stat(p.dir)
	b, err2 := os.Stat(other.dir)
	return err == nil && err2 == nil && os.SameFile(a, b)
}

// within reports whether a place is in a directory or below it.
func (p place) within(dir fs.FileInfo) bool {
	if p.descriptor >= 0 {
		return false
	}
	path, err := filepath.EvalSymlinks(p.dir)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	for err == nil {
		if info, statErr := os.Stat(path); statErr == nil && os.SameFile(info, dir) {
			return true
		}
		parent := filepath.Dir(path)
		if parent == path {
			break
		}
		path = parent
	}
	return false
}

// locate follows symbolic links to the file itself, which need not exist.
func locate(path string) (place, error) {
	at := place{descriptor: -1}
	for range 40 {
		if n, ok := descriptorOf(path); ok {
			at.descriptor = n
			return at, nil
		}
		if path == "" || os.IsPathSeparator(path[len(path)-1]) {
			return at, fmt.Errorf("%s is a directory", path)
		}
		at.dir, at.base = filepath.Split(path)
		if at.dir == "" {
			at.dir = "." + string(filepath.Separator)
		}
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return at, nil
		}
		if err != nil {
			return at, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			at.info = info
			return at, nil
		}
		target, err := os.Readlink(path)
		if err != nil {
			return at, err
		}
		if !filepath.IsAbs(target) {
			target = at.dir + target
		}
		path = target
	}
	return at, fmt.Errorf("%s has too many symbolic links", path)
}

package outfile_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/outfile"
)

// write writes text to a path, as a run with one output does.
func write(t *testing.T, path, text string) error {
	t.Helper()
	var set outfile.Set
	defer set.Close()
	f, err := set.Open(t.Context(), "report", path)
	if err != nil {
		return err
	}
	return f.Write(func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// earlier makes a file.
func earlier(t *testing.T, path string, mode fs.FileMode) string {
	t.Helper()
	if err := os.WriteFile(path, []byte("earlier"), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func holds(t *testing.T, path, want string, mode fs.FileMode) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || string(data) != want {
		t.Errorf("%s holds %q (%v), want %q", path, data, err, want)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm() != mode {
		t.Errorf("the mode of %s is %v, want %v", path, info.Mode(), mode)
	}
}

func TestFile_Write(t *testing.T) {
	t.Run("a new file is its owner's alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "new")
		if err := write(t, path, "text"); err != nil {
			t.Fatal(err)
		}
		holds(t, path, "text", 0o600)
	})
	t.Run("one that is there keeps its mode", func(t *testing.T) {
		path := earlier(t, filepath.Join(t.TempDir(), "there"), 0o664)
		if err := write(t, path, "text"); err != nil {
			t.Fatal(err)
		}
		holds(t, path, "text", 0o664)
	})
	t.Run("one that may not be written is refused", func(t *testing.T) {
		if os.Getuid() == 0 {
			t.Skip("root may write it")
		}
		path := earlier(t, filepath.Join(t.TempDir(), "there"), 0o444)
		if err := write(t, path, "text"); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("its owner is kept", func(t *testing.T) {
		path := earlier(t, filepath.Join(t.TempDir(), "there"), 0o640)
		if err := os.Chown(path, 1234, 4321); err != nil {
			t.Skip(err)
		}
		if err := write(t, path, "text"); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Uid != 1234 || stat.Gid != 4321 {
			t.Errorf("it is now of %+v", stat)
		}
	})
	t.Run("a link stays a link", func(t *testing.T) {
		dir := t.TempDir()
		far := filepath.Join(dir, "far", "deep")
		if err := os.MkdirAll(far, 0o700); err != nil {
			t.Fatal(err)
		}
		target := earlier(t, filepath.Join(dir, "far", "target"), 0o640)
		for _, link := range [][2]string{{"far/target", "direct"}, {"direct", "second"}, {far, "deep"}, {"deep/../target", "through"}, {target, "absolute"}, {"far/none", "dangling"}} {
			if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"direct", "second", "through", "absolute"} {
			path := filepath.Join(dir, name)
			if err := write(t, path, name); err != nil {
				t.Fatal(err)
			}
			holds(t, target, name, 0o640)
			if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
				t.Errorf("%s is now %v, %v", name, info, err)
			}
		}
		if err := write(t, filepath.Join(dir, "dangling"), "made"); err != nil {
			t.Fatal(err)
		}
		holds(t, filepath.Join(dir, "far", "none"), "made", 0o600)
	})
	t.Run("a writer that fails leaves the earlier file and no other", func(t *testing.T) {
		dir := t.TempDir()
		path := earlier(t, filepath.Join(dir, "there"), 0o600)
		var set outfile.Set
		f, err := set.Open(t.Context(), "report", path)
		if err != nil {
			t.Fatal(err)
		}
		failed := errors.New("no more")
		err = f.Write(func(w io.Writer) error {
			_, _ = io.WriteString(w, strings.Repeat("half", 1<<20))
			return failed
		})
		if !errors.Is(err, failed) || !strings.Contains(err.Error(), "--report: "+path+" was not written, and is as it was before") {
			t.Errorf("error %v", err)
		}
		holds(t, path, "earlier", 0o600)
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("the directory has %v, %v", entries, err)
		}
	})
	t.Run("a nil File writes nothing", func(t *testing.T) {
		var set outfile.Set
		f, err := set.Open(t.Context(), "report", "")
		if f != nil || err != nil || f.Name() != "" || f.Write(nil) != nil {
			t.Errorf("%v, %v", f, err)
		}
	})
	t.Run("small pieces are few writes", func(t *testing.T) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var set outfile.Set
		f, err := set.Open(t.Context(), "html", "/dev/fd/"+strconv.Itoa(int(w.Fd())))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Write(func(w io.Writer) error {
			for range 1000 {
				if _, err := io.WriteString(w, "x"); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if n, err := r.Read(make([]byte, 2000)); n != 1000 || err != nil {
			t.Errorf("a read has %d bytes, %v", n, err)
		}
		_ = w.Close()
	})
}

func TestSet_Open(t *testing.T) {
	t.Run("it makes and changes nothing", func(t *testing.T) {
		dir := t.TempDir()
		path := earlier(t, filepath.Join(dir, "there"), 0o600)
		var set outfile.Set
		for _, name := range []string{path, filepath.Join(dir, "new")} {
			if _, err := set.Open(t.Context(), "report", name); err != nil {
				t.Fatal(err)
			}
		}
		set.Close()
		holds(t, path, "earlier", 0o600)
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("the directory has %v, %v", entries, err)
		}
	})
	t.Run("one file cannot be two outputs", func(t *testing.T) {
		dir := t.TempDir()
		path := earlier(t, filepath.Join(dir, "there"), 0o600)
		for name, link := range map[string]func(string, string) error{"hard": os.Link, "soft": os.Symlink} {
			if err := link(path, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(dir, filepath.Join(dir, "again")); err != nil {
			t.Fatal(err)
		}
		for _, pair := range [][2]string{
			{"there", "there"}, {"there", "hard"}, {"soft", "there"}, {"new", "new"}, {"new", "./new"}, {"new", "again/new"},
		} {
			var set outfile.Set
			if _, err := set.Open(t.Context(), "report", filepath.Join(dir, pair[0])); err != nil {
				t.Fatal(err)
			}
			if _, err := set.Open(t.Context(), "html", dir+"/"+pair[1]); err == nil || !strings.Contains(err.Error(), "is the file of --report, too") {
				t.Errorf("%v: error %v", pair, err)
			}
		}
		var set outfile.Set
		for _, name := range []string{"a", "b"} {
			if _, err := set.Open(t.Context(), "report", filepath.Join(dir, name)); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("a directory that the run keeps files in is not for outputs", func(t *testing.T) {
		dir := t.TempDir()
		kept, other := filepath.Join(dir, "kept"), filepath.Join(dir, "kept-not")
		for _, d := range []string{filepath.Join(kept, ".state"), other} {
			if err := os.MkdirAll(d, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		state := earlier(t, filepath.Join(kept, ".state", "state.json"), 0o600)
		for link, target := range map[string]string{"file": state, "dir": kept} {
			if err := os.Symlink(target, filepath.Join(other, link)); err != nil {
				t.Fatal(err)
			}
		}
		var set outfile.Set
		set.Input("--dir", kept)
		for _, name := range []string{state, kept + "/new", other + "/../kept/new", other + "/file", other + "/dir/new"} {
			if _, err := set.Open(t.Context(), "report", name); err == nil || !strings.Contains(err.Error(), "is in the directory of --dir") {
				t.Errorf("%s: error %v", name, err)
			}
		}
		for _, name := range []string{other + "/new", dir + "/new", kept + "/../new.json"} {
			if _, err := set.Open(t.Context(), "report", name); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("a pipe that nobody reads is waited for as long as the context allows", func(t *testing.T) {
		pipe := filepath.Join(t.TempDir(), "pipe")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var set outfile.Set
		if _, err := set.Open(ctx, "report", pipe); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0) // lets the open that waits end
		if err != nil {
			t.Fatal(err)
		}
		_ = reader.Close()
	})
}

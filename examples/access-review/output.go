package main

import (
	"fmt"
	"io"
	"os"
)

// outputs are the files that the review goes to.
type outputs struct{ files []output }

type output struct {
	flag  string
	file  *os.File
	write func(io.Writer, *review) error
}

// openOutputs opens the files before anything is read: minutes of reading must
// not be lost to a file that cannot be written. They hold addresses of people,
// so that new ones are their owner's alone.
func openOutputs(s *settings) (*outputs, error) {
	all := &outputs{}
	for _, o := range []struct {
		flag, name string
		write      func(io.Writer, *review) error
	}{{"-csv", s.csv, writeCSV}, {"-html", s.html, writePage}} {
		if o.name == "" {
			continue
		}
		file, err := os.OpenFile(o.name, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			all.close()
			return nil, fmt.Errorf("%s: %w", o.flag, err)
		}
		all.files = append(all.files, output{o.flag, file, o.write})
	}
	return all, nil
}

func (o *outputs) any() bool { return len(o.files) > 0 }

// write replaces what the files held before. A review that failed leaves them
// as they were.
func (o *outputs) write(r *review, stdout io.Writer) error {
	for _, f := range o.files {
		err := f.file.Truncate(0)
		if err == nil {
			err = f.write(f.file, r)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.flag, err)
		}
		fmt.Fprintf(stdout, "wrote %s\n", clean(f.file.Name()))
	}
	return nil
}

func (o *outputs) close() {
	for _, f := range o.files {
		f.file.Close()
	}
}

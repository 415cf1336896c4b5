// Command kubernetes converts an organization that is kept in the files of Kubernetes'
// own tool for its organizations on GitHub into a document that package roster reads:
//
//	go run . DIRECTORY ORGANIZATION > company.yaml
//
// DIRECTORY has org.yaml, more files of teams in directories below it, and
// addresses.yaml with the email address of each login. It is a module of its own, so
// that no YAML library is a requirement of the package.
package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"gopkg.in/yaml.v3"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // the end of main
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: kubernetes DIRECTORY ORGANIZATION")
	}
	files, err := readFiles(os.DirFS(args[0]))
	if err != nil {
		return err
	}
	company, err := convert(files, args[1])
	if err != nil {
		return err
	}
	encoder := yaml.NewEncoder(out)
	if err := encoder.Encode(company); err != nil {
		return err
	}
	return encoder.Close()
}

// readFiles returns the YAML files of a directory and of those below it, by path.
func readFiles(dir fs.FS) (map[string]string, error) {
	files := make(map[string]string)
	err := fs.WalkDir(dir, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, path)
		files[path] = string(data)
		return err
	})
	return files, err
}

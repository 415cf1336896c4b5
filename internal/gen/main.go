// Command gen writes the generated files of this module: docs/routes.md from the
// table of routes, docs/faults.md from it and the faults, docs/api.txt from the
// exported API, the names of the status codes and scopes from the facts, and the
// shapes of responses for examples/doctor. It is run from the module's root.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail if a file is out of date")
	flag.Parse()
	stale, err := run(".", *check)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
	if *check && len(stale) > 0 {
		fmt.Fprintf(os.Stderr, "gen: out of date: %s\nrun: go generate ./...\n", strings.Join(stale, ", "))
		os.Exit(1)
	}
}

// run generates every file below root, and returns those that were out of date.
func run(root string, check bool) (stale []string, err error) {
	dirs, err := publicDirs(root)
	if err != nil {
		return nil, err
	}
	api, err := apiText(root, dirs)
	if err != nil {
		return nil, err
	}
	names, err := statusCodeNames()
	if err != nil {
		return nil, err
	}
	scopes, err := scopeNames()
	if err != nil {
		return nil, err
	}
	shapes, err := doctorFacts()
	if err != nil {
		return nil, err
	}
	for _, file := range []struct {
		name    string
		content []byte
	}{
		{"docs/routes.md", routesDoc()},
		{"docs/faults.md", faultsDoc()},
		{"docs/api.txt", api},
		{"statuscode_names.go", names},
		{"scope_names.go", scopes},
		{"examples/doctor/facts.json", shapes},
	} {
		path := filepath.Join(root, file.name)
		old, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		if bytes.Equal(old, file.content) {
			continue
		}
		stale = append(stale, file.name)
		fmt.Print(firstDifference(file.name, string(old), string(file.content)))
		if check {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return nil, err
		}
		//nolint:gosec // source and documentation, for everybody to read
		if err := os.WriteFile(path, file.content, 0o644); err != nil {
			return nil, err
		}
	}
	return stale, nil
}

// firstDifference returns the first line in which a file is out of date.
func firstDifference(name, was, is string) string {
	before, after := strings.Split(was, "\n"), strings.Split(is, "\n")
	n := 0
	for n < len(before) && n < len(after) && before[n] == after[n] {
		n++
	}
	line := func(lines []string) string {
		if n < len(lines) {
			return lines[n]
		}
		return "(end of file)"
	}
	return fmt.Sprintf("%s:%d\n- %s\n+ %s\n", name, n+1, line(before), line(after))
}

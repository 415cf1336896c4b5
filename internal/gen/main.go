// Command gen writes the generated files of this module: docs/routes.md and
// docs/faults.md from the table of routes and the faults, docs/api.txt from the
// exported API, clarifaitest/types.go from the emulator, the names of status codes
// and scopes from the contract, and the shapes of responses for the doctor command. Run
// it from the module's root.
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
	static := func(content func() []byte) func() ([]byte, error) {
		return func() ([]byte, error) { return content(), nil }
	}
	for _, file := range []struct {
		name     string
		generate func() ([]byte, error)
	}{
		{"clarifaitest/types.go", func() ([]byte, error) { return emulatorTypes(root) }}, // before docs/api.txt, which reads it
		{"docs/api.txt", func() ([]byte, error) { return apiText(root) }},
		{"docs/routes.md", static(routesDoc)},
		{"docs/faults.md", static(faultsDoc)},
		{"statuscode_names.go", statusCodeNames},
		{"scope_names.go", scopeNames},
		{"cmd/clarifai-orgs/internal/doctor/facts.json", doctorFacts},
	} {
		content, err := file.generate()
		if err != nil {
			return nil, err
		}
		path := filepath.Join(root, file.name)
		old, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		if bytes.Equal(old, content) {
			continue
		}
		stale = append(stale, file.name)
		fmt.Print(firstDifference(file.name, string(old), string(content)))
		if check {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return nil, err
		}
		//nolint:gosec // source and documentation, for everybody to read
		if err := os.WriteFile(path, content, 0o644); err != nil {
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

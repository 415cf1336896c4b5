package clarifai_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inModule returns the path of a file or directory of the module, wherever in
// it the test's own package is.
func inModule(t testing.TB, path string) string {
	t.Helper()
	root := "."
	for range 5 {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return filepath.Join(root, filepath.FromSlash(path))
		}
		root = filepath.Join("..", root)
	}
	t.Fatal("no go.mod above the test's directory")
	return ""
}

// glob returns the files of the module whose paths match a pattern.
func glob(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(inModule(t, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// readFile returns the content of a file of the module.
func readFile(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(inModule(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// packageFiles returns the files of package clarifai, tests left out.
func packageFiles(t testing.TB) map[string]*ast.File {
	t.Helper()
	files := make(map[string]*ast.File)
	for _, path := range glob(t, "*.go") {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = file
	}
	return files
}

// docOf returns the documentation of a function of package clarifai, on one line.
func docOf(t testing.TB, function string) string {
	t.Helper()
	for _, file := range packageFiles(t) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == function {
				return strings.Join(strings.Fields(f.Doc.Text()), " ")
			}
		}
	}
	t.Fatalf("there is no function %s", function)
	return ""
}

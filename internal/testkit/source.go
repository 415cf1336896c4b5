package testkit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Path returns the path of a file or directory of the module, wherever in
// it the test's own package is.
func Path(t testing.TB, path string) string {
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

// Glob returns the files of the module whose paths match a pattern.
func Glob(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(Path(t, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// ReadFile returns the content of a file of the module.
func ReadFile(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(Path(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// PackageFiles returns the files of package clarifai, tests left out.
func PackageFiles(t testing.TB) map[string]*ast.File {
	t.Helper()
	files := make(map[string]*ast.File)
	for _, path := range Glob(t, "*.go") {
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

// DocOf returns the documentation of a function of package clarifai, on one line.
func DocOf(t testing.TB, function string) string {
	t.Helper()
	for _, file := range PackageFiles(t) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == function {
				return strings.Join(strings.Fields(f.Doc.Text()), " ")
			}
		}
	}
	t.Fatalf("there is no function %s", function)
	return ""
}

// Constants returns the constants of a type of the package, by name.
func Constants(t *testing.T, typ string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	for _, file := range PackageFiles(t) {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.CONST {
				continue
			}
			for _, spec := range gen.Specs {
				v := spec.(*ast.ValueSpec)
				if id, ok := v.Type.(*ast.Ident); ok && id.Name == typ {
					text := v.Values[0].(*ast.BasicLit).Value
					if plain, err := strconv.Unquote(text); err == nil {
						text = plain
					}
					found[v.Names[0].Name] = text
				}
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("the package has no constants of type %s", typ)
	}
	return found
}

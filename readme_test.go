package clarifai_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// services gives the methods of each service of a client, by the field's name.
func services() map[string][]string {
	all := make(map[string][]string)
	for field := range reflect.TypeFor[clarifai.Client]().Fields() {
		if !field.IsExported() {
			continue
		}
		for method := range field.Type.Methods() {
			all[field.Name] = append(all[field.Name], method.Name)
		}
	}
	return all
}

func TestREADMEsTableHasEveryMethodOfEveryServiceAndNoOther(t *testing.T) {
	_, table, _ := strings.Cut(readFile(t, "README.md"), "| service | operations | grade |")
	table, _, _ = strings.Cut(table, "\n\n")
	listed := make(map[string][]string)
	service := ""
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		if m := regexp.MustCompile("`client\\.(\\w+)`").FindStringSubmatch(cells[1]); m != nil {
			service = m[1]
		}
		operations, _, _ := strings.Cut(cells[2], ";")
		operations, _, _ = strings.Cut(operations, ", and ")
		for name := range strings.SplitSeq(operations, ",") {
			listed[service] = append(listed[service], strings.TrimSpace(name))
		}
	}
	delete(listed, "Call")
	delete(listed, "")
	want := services()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		got := slices.Sorted(slices.Values(listed[name]))
		if methods := slices.Sorted(slices.Values(want[name])); !slices.Equal(got, methods) {
			t.Errorf("%s: README lists %v, the service has %v", name, got, methods)
		}
	}
	if len(listed) != len(want) {
		t.Errorf("README lists %d services, the client has %d", len(listed), len(want))
	}
}

func TestEveryServiceHasARunnableExample(t *testing.T) {
	var decls []ast.Decl
	for _, path := range glob(t, "example*_test.go") {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		decls = append(decls, file.Decls...)
	}
	for name := range services() {
		if !slices.ContainsFunc(decls, func(d ast.Decl) bool {
			f, ok := d.(*ast.FuncDecl)
			return ok && strings.HasPrefix(f.Name.Name, "Example"+name+"Service_")
		}) {
			t.Errorf("no example of %s", name)
		}
	}
}

// Every method that is an operation says in its documentation which credential
// it needs and how well its route is known.
func TestEveryServiceMethodTellsItsGrade(t *testing.T) {
	for path, file := range packageFiles(t) {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			if of, ok := star.X.(*ast.Ident); !ok || !strings.HasSuffix(of.Name, "Service") {
				continue
			}
			if !regexp.MustCompile(`Current|Archived|Assumed|; see \[`).MatchString(f.Doc.Text()) {
				t.Errorf("%s: %s does not tell its grade", path, f.Name.Name)
			}
		}
	}
}

func TestEveryTestThatSECURITYNamesIsThere(t *testing.T) {
	var tests []byte
	for _, pattern := range []string{"*_test.go", "*/*_test.go", "examples/*/*_test.go"} {
		for _, file := range glob(t, pattern) {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests = append(tests, code...)
		}
	}
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllSubmatch([]byte(readFile(t, "SECURITY.md")), -1)
	if len(names) < 10 {
		t.Errorf("SECURITY.md names %d tests", len(names))
	}
	for _, name := range names {
		if !bytes.Contains(tests, []byte("\nfunc "+string(name[1])+"(")) {
			t.Errorf("SECURITY.md names %s, which is not there", name[1])
		}
	}
}

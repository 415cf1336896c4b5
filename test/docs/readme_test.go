package docs_test

import (
	"fmt"
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
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// services returns the methods of each service of a client, by the name of the
// field.
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

func TestREADME_Table(t *testing.T) {
	_, table, _ := strings.Cut(testkit.ReadFile(t, "README.md"), "| service | operations | grade |")
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

// optional are the fields of responses that may be nil.
var optional = []string{"User", "Role", "Organization", "App", "AppOwner", "UserDetail", "ExtraInfo"}

// Programs that people copy read nothing through a pointer that may be nil in a
// response.
func TestPrograms_NilFields(t *testing.T) {
	programs := make(map[string]string)
	for n, block := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(testkit.ReadFile(t, "README.md"), -1) {
		programs[fmt.Sprintf("README.md, block %d", n+1)] = block[1]
	}
	for n, block := range regexp.MustCompile("(?m)(^//\t.*\n(?://(\t.*)?\n)*)").FindAllString(testkit.ReadFile(t, "doc.go"), -1) {
		programs[fmt.Sprintf("doc.go, block %d", n+1)] = strings.ReplaceAll(block, "//", "")
	}
	for _, pattern := range []string{"example*_test.go", "*/example*_test.go"} {
		for _, file := range testkit.Glob(t, pattern) {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			programs[file] = string(code)
		}
	}
	loops := 0
	for name, code := range programs {
		if !strings.Contains(code, "package ") {
			code = "package p\nfunc f() {\n" + code + "\n}"
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, code, parser.SkipObjectResolution)
		if err != nil {
			continue // not a program by itself
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if _, ok := node.(*ast.RangeStmt); ok {
				loops++
			}
			outer, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if inner, ok := outer.X.(*ast.SelectorExpr); ok && slices.Contains(optional, inner.Sel.Name) && outer.Sel.Name != "Email" && outer.Sel.Name != "Emails" {
				t.Errorf("%s reads %s.%s, which may be nil", name, inner.Sel.Name, outer.Sel.Name)
			}
			return true
		})
	}
	if loops < 3 {
		t.Errorf("only %d loops were found", loops)
	}
	for file, line := range map[string]string{
		"README.md": "fmt.Println(member.UserID(), member.Email(), member.RoleName())",
		"doc.go":    "fmt.Println(member.UserID(), member.RoleName())",
	} {
		if !strings.Contains(testkit.ReadFile(t, file), line) {
			t.Errorf("%s does not say %s: TestMembers_NullUserOrRole runs that line", file, line)
		}
	}
}

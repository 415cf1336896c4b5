package docs_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// programs returns the Go code of README.md and doc.go, by where it is.
func programs(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for n, block := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(testkit.ReadFile(t, "README.md"), -1) {
		all[fmt.Sprintf("README.md, block %d", n+1)] = block[1]
	}
	for n, block := range regexp.MustCompile("(?m)(^//\t.*\n(?://(\t.*)?\n)*)").FindAllString(testkit.ReadFile(t, "doc.go"), -1) {
		code := regexp.MustCompile("(?m)^//").ReplaceAllString(block, "")
		all[fmt.Sprintf("doc.go, block %d", n+1)] = strings.ReplaceAll(code, "{ … }", "{}")
	}
	return all
}

// imports are the packages that code in documentation may use without saying so.
var imports = map[string]string{
	"access": module + "/access", "clarifai": module, "clarifaitest": module + "/clarifaitest", "cost": module + "/cost",
	"roster": module + "/roster", "rotation": module + "/rotation", "context": "context", "errors": "errors", "fmt": "fmt", "log": "log", "slog": "log/slog",
	"rate": "golang.org/x/time/rate", "time": "time",
}

const module = "github.com/clarifai-community/clarifai-orgs-go"

// All Go code of README.md and doc.go compiles, and the tests in it pass. What is
// no whole file is the body of a function that has ctx, client and pat.
func TestPrograms_Compile(t *testing.T) {
	// A module that replaces this one: it takes its dependencies from there.
	dir := t.TempDir()
	write := func(path, text string) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := filepath.Abs(testkit.Path(t, "."))
	if err != nil {
		t.Fatal(err)
	}
	goMod := strings.Replace(testkit.ReadFile(t, "go.mod"), "module "+module, "module snippets", 1)
	write("go.mod", goMod+fmt.Sprintf("\nrequire %s v0.0.0\nreplace %[1]s => %q\n", module, root))
	write("go.sum", testkit.ReadFile(t, "go.sum"))
	for name, code := range programs(t) {
		base := strings.NewReplacer(".", "_", ", block ", "_").Replace(name)
		if strings.HasPrefix(code, "package ") {
			write(base+"/program_test.go", code)
		} else {
			write("snippets/"+base+"_test.go", asFile(t, name, code))
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "snippets/snippets\t") {
		t.Errorf("%v\n%s", err, out)
	}
}

// asFile returns a file in which code is the body of a function.
func asFile(t *testing.T, name, code string) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, "package p\nfunc f() {\n"+code+"\n}", parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, code)
	}
	used := []string{"clarifai", "context"}
	ast.Inspect(file, func(node ast.Node) bool {
		if s, ok := node.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok && imports[id.Name] != "" && !slices.Contains(used, id.Name) {
				used = append(used, id.Name)
			}
		}
		return true
	})
	var b strings.Builder
	b.WriteString("package snippets\n\nimport (\n")
	for _, name := range used {
		fmt.Fprintf(&b, "\t%s %q\n", name, imports[name])
	}
	b.WriteString(")\n\nfunc _(ctx context.Context, client *clarifai.Client, pat string) error {\n{\n" + code + "\n")
	function, _ := file.Decls[0].(*ast.FuncDecl)
	for _, statement := range function.Body.List {
		if a, ok := statement.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, left := range a.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name != "_" {
					fmt.Fprintf(&b, "\t_ = %s\n", id.Name) // shown, but not used
				}
			}
		}
	}
	b.WriteString("}\nreturn nil\n}\n")
	return b.String()
}

// optional are the fields of responses that may be nil.
var optional = []string{"User", "Role", "Organization", "App", "AppOwner", "UserDetail", "ExtraInfo"}

// Programs that people copy read nothing through a pointer that may be nil in a
// response.
func TestPrograms_NilFields(t *testing.T) {
	programs := programs(t)
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

// bots are the programs that every author of a bot writes. What they need, the
// package has, and not they.
var bots = []string{"invite", "list-members", "sync-team", "team-access", "usage-by-member"}

// Examples are short programs that people copy: main.go is all of one, but for the
// line that says so.
func TestPrograms_Size(t *testing.T) {
	for _, bot := range bots {
		if _, err := os.Stat(testkit.Path(t, "examples/"+bot+"/main.go")); err != nil {
			t.Error(err)
		}
	}
	for _, path := range testkit.Glob(t, "examples/*/main.go") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		code, name := string(data), filepath.Base(filepath.Dir(path))
		limit := 100
		if slices.Contains(bots, name) {
			limit = 60
		}
		if lines := strings.Count(code, "\n"); lines > limit {
			t.Errorf("%s has %d lines, more than %d", path, lines, limit)
		}
		comment, _, _ := strings.Cut(code, "\npackage main\n")
		if lines := strings.Count(comment, "\n") + 1; lines > 10 || !strings.HasPrefix(strings.ToLower(comment), "// "+name+" ") {
			t.Errorf("%s must begin with a comment of at most 10 lines about %s, and has %d", path, name, lines)
		}
		for line := range strings.Lines(code) {
			if strings.Contains(line, "demo.NewClient(") && !strings.Contains(line, "// in your program clarifai.NewClient") {
				t.Errorf("%s: the line must say what to write in its place: %s", path, line)
			}
		}
	}
}

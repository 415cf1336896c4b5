package docs_test

import (
	"cmp"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestServices_Examples(t *testing.T) {
	var decls []ast.Decl
	for _, path := range testkit.Glob(t, "example*_test.go") {
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

// logs are the operations that read logs: one for each kind of LogSource.
var logs = []string{"logs.list_for_model_version", "logs.list_for_deployed_model", "logs.list_for_runner", "logs.list_for_cluster", "logs.list_for_pipeline_run"}

// composed are the methods that carry out several operations, by those.
var composed = map[string][]string{
	"Logs.List": logs, "Logs.ListAll": logs,
	"Teams.ListMemberships": {"teams.list", "teams.list_members"},
}

var update = flag.Bool("update", false, "write the lines that the documentation of methods must end in")

// The documentation of each method ends in its route, its scopes and its grade.
// `go test ./test/docs -run Methods -update` writes these lines.
func TestMethods_Lines(t *testing.T) {
	for base, file := range testkit.PackageFiles(t) {
		path := testkit.Path(t, base)
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(source)
		for _, f := range serviceMethods(file) {
			name := serviceOf(f) + "." + f.Name.Name
			ops := composed[name]
			if ops == nil {
				method, ok := testkit.MethodCalls[name]
				if !ok {
					t.Errorf("testkit does not call %s", name)
					continue
				}
				ops = []string{string(method.Op)}
			}
			want := "//\n" + methodLines(ops)
			before, signature, _ := strings.Cut(text, "\nfunc (s *"+serviceOf(f)+"Service) "+f.Name.Name+"(")
			if strings.HasSuffix(before, "\n"+strings.TrimSuffix(want, "\n")) {
				continue
			}
			if !*update {
				t.Errorf("%s: the documentation of %s does not end in\n%s", path, name, want)
				continue
			}
			before = methodLinesPattern.ReplaceAllString(before, "")
			text = before + "\n" + want + "\nfunc (s *" + serviceOf(f) + "Service) " + f.Name.Name + "(" + signature
		}
		if *update && text != string(source) {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var methodLinesPattern = regexp.MustCompile(`\n//(\n//   - (API|Scopes|Status): .*)+$`)

// methodLines returns the lines that the documentation of a method ends in.
func methodLines(ops []string) string {
	var apis, statuses []string
	for _, op := range ops {
		r := route.Get(op)
		apis = append(apis, r.Method+" "+readablePath(r.Path))
		status := strings.ToLower(r.Grade.String())
		if r.Note != "" {
			status += ": " + r.Note
		}
		statuses = append(statuses, status)
	}
	return "//   - API: " + strings.Join(apis, ", ") + "\n" +
		"//   - Scopes: " + scopesLine(ops) + "\n" +
		"//   - Status: " + strings.Join(slices.Compact(statuses), ", ") + " (see [Grade])"
}

// scopesLine returns the scopes that the operations of a method need, those of
// look-ups with the calls that send them.
func scopesLine(ops []string) string {
	var always []string
	var sometimes []string
	needed := func(list, scopes []string) []string {
		for _, scope := range scopes {
			if !slices.Contains(always, scope) && !slices.Contains(list, scope) {
				list = append(list, scope)
			}
		}
		return list
	}
	credentials := map[route.Credential]string{
		route.Key: "a PAT or the key of an app", route.Session: "a browser session, see [CredentialSession]", route.None: "no credential is sent",
	}
	for _, op := range ops {
		required, _ := route.Get(op).Needs()
		always = needed(always, required)
	}
	byWhen := make(map[string][]string)
	var whens []string
	for _, op := range ops {
		for _, l := range route.Get(op).LookUps {
			if l.When == "" {
				continue
			}
			if byWhen[l.When] == nil {
				whens = append(whens, l.When)
			}
			byWhen[l.When] = needed(byWhen[l.When], route.Get(l.Op).Scopes)
		}
	}
	line := cmp.Or(strings.Join(always, ", "), "none")
	for _, when := range whens {
		if len(byWhen[when]) > 0 {
			sometimes = append(sometimes, strings.Join(byWhen[when], ", ")+" "+when)
		}
	}
	line = strings.Join(append([]string{line}, sometimes...), "; ")
	if credential := credentials[route.Get(ops[0]).Credential]; credential != "" {
		line += " (" + credential + ")"
	}
	return line
}

// readablePath returns a path template with placeholders that are named for what
// stands before them.
func readablePath(template string) string {
	own := func(segment string) string { return strings.TrimSuffix(strings.TrimSuffix(segment, "}"), "_id") + "}" }
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if !strings.HasPrefix(segment, "{") {
			continue
		}
		named := "{" + strings.TrimSuffix(segments[i-1], "s") + "}"
		if strings.HasPrefix(segments[i-1], "{") || i+1 < len(segments) && own(segments[i+1]) == named { // one of two in a row
			named = own(segment)
		}
		segments[i] = named
	}
	return strings.Join(segments, "/")
}

// serviceMethods returns the exported methods of services in a file.
func serviceMethods(file *ast.File) (methods []*ast.FuncDecl) {
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.IsExported() && serviceOf(f) != "" {
			methods = append(methods, f)
		}
	}
	return methods
}

// serviceOf returns the name of the service that a method belongs to, without
// "Service", or "".
func serviceOf(f *ast.FuncDecl) string {
	if pointer, ok := f.Recv.List[0].Type.(*ast.StarExpr); ok {
		if of, ok := pointer.X.(*ast.Ident); ok && strings.HasSuffix(of.Name, "Service") {
			return strings.TrimSuffix(of.Name, "Service")
		}
	}
	return ""
}

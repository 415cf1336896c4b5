package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// Every method that is an operation says in its documentation which credential
// it needs and how well its route is known.
func TestMethods_Grade(t *testing.T) {
	for path, file := range testkit.PackageFiles(t) {
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
				t.Errorf("%s: the documentation of %s does not mention its grade", path, f.Name.Name)
			}
		}
	}
}

// composed are the methods that carry out several operations, by those.
var composed = map[string][]string{
	"Tokens.Rotate": {"tokens.get", "tokens.create", "tokens.get_my_scopes", "tokens.revoke", "tokens.list"},
}

var scopeName = regexp.MustCompile(`\b[A-Z][A-Za-z]*_[A-Z][A-Za-z]*\b`)

func TestMethods_Scopes(t *testing.T) {
	docs := methodDocs(t)
	see := regexp.MustCompile(`; see\s+\[(\w+)Service\.(\w+)\]`)
	for name, method := range testkit.MethodCalls {
		ops := composed[name]
		if ops == nil {
			ops = []string{string(method.Op)}
		}
		var want []string
		for _, op := range ops {
			always, sometimes := route.Get(op).Needs()
			want = append(append(want, always...), sometimes...)
		}
		doc, ok := docs[name]
		if !ok {
			t.Errorf("%s has no documentation", name)
			continue
		}
		if other := see.FindStringSubmatch(doc); other != nil && !scopeName.MatchString(doc) {
			doc += docs[other[1]+"."+other[2]]
		}
		slices.Sort(want)
		got := scopeName.FindAllString(doc, -1)
		slices.Sort(got)
		if diff := cmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
			t.Errorf("%s, its scopes and those in its documentation:\n%s", name, diff)
		}
	}
}

// methodDocs returns the comments of the methods of services, by the name of
// the client's field and of the method.
func methodDocs(t *testing.T) map[string]string {
	t.Helper()
	docs := make(map[string]string)
	for _, file := range testkit.PackageFiles(t) {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			pointer, _ := f.Recv.List[0].Type.(*ast.StarExpr)
			if pointer == nil {
				continue
			}
			receiver, _ := pointer.X.(*ast.Ident)
			if receiver == nil {
				continue
			}
			if service, ok := strings.CutSuffix(receiver.Name, "Service"); ok {
				docs[service+"."+f.Name.Name] = f.Doc.Text()
			}
		}
	}
	return docs
}

package docs_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// verbs are the words with which a method of a service may start.
var verbs = []string{
	"Accept", "Add", "Cancel", "Change", "Create", "Decline", "Delete", "Find", "Get", "Leave", "List", "Mark", "Remove", "Resolve", "Revoke",
	"Search", "Set", "Star", "Subscribe", "Transfer", "Unstar", "Update", "Validate",
}

// withoutMethod are the operations that no method is named for, with the reason.
var withoutMethod = map[string]string{
	"OpCall":                     "Client.Call belongs to no service",
	"OpAppsUpdateDetails":        "Apps.Update chooses between two routes",
	"OpLogsListForModelVersion":  "Logs.List and Logs.ListAll choose it by their LogSource",
	"OpLogsListForDeployedModel": "Logs.List and Logs.ListAll choose it by their LogSource",
	"OpLogsListForRunner":        "Logs.List and Logs.ListAll choose it by their LogSource",
	"OpLogsListForCluster":       "Logs.List and Logs.ListAll choose it by their LogSource",
	"OpLogsListForPipelineRun":   "Logs.List and Logs.ListAll choose it by their LogSource",
}

func TestAPI_Verbs(t *testing.T) {
	for name := range methods(t) {
		if _, method, _ := strings.Cut(name, "."); !startsWithVerb(method) {
			t.Errorf("%s must start with one of the verbs %v", name, verbs)
		}
	}
}

// parameters is the order of the kinds of parameters that kindOf returns.
var parameters = regexp.MustCompile(`^ci*v?[ro]?k$`)

func TestAPI_Parameters(t *testing.T) {
	for name, f := range methods(t) {
		var kinds []byte
		for _, p := range fieldsOf(f.Type.Params) {
			kinds = append(kinds, kindOf(p))
		}
		if !parameters.Match(kinds) {
			t.Errorf("%s%s: the parameters must be ctx, IDs, up to one other value, req or opts, and callOpts, in this order and with these names",
				name, strings.TrimPrefix(types.ExprString(f.Type), "func"))
		}
	}
}

// kindOf returns the kind of a parameter: c for the context, i for an ID or what is
// given in place of one, v for another value, r for a request, o for options, k for
// options per call, and ? for what no method may take.
func kindOf(p field) byte {
	request := strings.HasSuffix(p.typ, "Request")
	switch {
	case p.name == "ctx" && p.typ == "context.Context":
		return 'c'
	case p.typ == "string" && (strings.HasSuffix(p.name, "ID") || p.name == "idOrEmail" || p.name == "name"):
		return 'i'
	case p.typ == "[]string" && (strings.HasSuffix(p.name, "IDs") || p.name == "emails"),
		p.name == "role" && (p.typ == "MemberRole" || p.typ == "TeamRole"), p.name == "roleType" && p.typ == "RoleType",
		p.typ == "Secret", p.name == "source" && p.typ == "LogSource":
		return 'v'
	case p.name == "req" && request && ast.IsExported(p.typ), p.name == "reqs" && request && strings.HasPrefix(p.typ, "[]"):
		return 'r'
	case p.name == "opts" && strings.HasPrefix(p.typ, "*") && strings.HasSuffix(p.typ, "Options"):
		return 'o'
	case p.name == "callOpts" && p.typ == "...CallOption":
		return 'k'
	}
	return '?'
}

func TestAPI_Requests(t *testing.T) {
	for name := range exportedTypes(t) {
		isRequest, isOptions := strings.HasSuffix(name, "Request"), strings.HasSuffix(name, "Options")
		if (isRequest || isOptions) && !startsWithVerb(name) {
			t.Errorf("%s must start with the verb of its method", name)
		}
	}
}

// A list in pages has a method that returns a page and one that iterates over all.
// A list without pages is returned whole.
func TestAPI_Lists(t *testing.T) {
	all, structs := methods(t), exportedTypes(t)
	for name, f := range all {
		service, method, _ := strings.Cut(name, ".")
		verb := "List"
		if strings.HasPrefix(method, "Search") {
			verb = "Search"
		}
		rest, ok := strings.CutPrefix(method, verb)
		if !ok {
			continue
		}
		result := ""
		for _, r := range fieldsOf(f.Type.Results) {
			result += r.typ + " "
		}
		if of, ok := strings.CutPrefix(rest, "All"); ok {
			if !strings.HasPrefix(result, "iter.Seq2[") || !strings.HasSuffix(result, ", error] ") {
				t.Errorf("%s must return an iter.Seq2[T, error]", name)
			}
			if all[service+"."+verb+of] == nil {
				t.Errorf("%s has no %s that returns a page", name, verb+of)
			}
			continue
		}
		paged := slices.ContainsFunc(fieldsOf(f.Type.Params), func(p field) bool {
			st, ok := structs[strings.TrimPrefix(p.typ, "*")].(*ast.StructType)
			return ok && slices.Contains(fieldsOf(st.Fields), field{"", "Paging"})
		})
		want := "[]"
		if paged {
			want = "*Page["
			if all[service+"."+verb+"All"+rest] == nil {
				t.Errorf("%s has no %s that iterates over all pages", name, verb+"All"+rest)
			}
		}
		if named, ok := structs[strings.TrimSuffix(result, " error ")].(*ast.ArrayType); ok && want == "[]" && named.Len == nil {
			continue // a slice with methods
		}
		if !strings.HasPrefix(result, want) || !strings.HasSuffix(result, " error ") {
			t.Errorf("%s must return (%s…, error), and returns %s", name, want, result)
		}
	}
}

// sized matches the numbers that only a wire format needs.
var sized = regexp.MustCompile(`\b(u?int(8|16|32)|uint|uint64|uintptr|float32)\b`)

func TestAPI_Numbers(t *testing.T) {
	check := func(owner string, fields *ast.FieldList) {
		for _, f := range fieldsOf(fields) {
			if (f.name == "" || ast.IsExported(f.name) || !strings.HasPrefix(owner, "type ")) && sized.MatchString(f.typ) {
				t.Errorf("%s: %s %s must be an int, an int64 or a float64", owner, f.name, f.typ)
			}
		}
	}
	for name, expr := range exportedTypes(t) {
		switch e := expr.(type) {
		case *ast.StructType:
			check("type "+name, e.Fields)
		case *ast.InterfaceType:
			check("type "+name, e.Methods)
		}
	}
	for _, file := range testkit.PackageFiles(t) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.IsExported() {
				check(f.Name.Name, f.Type.Params)
				check(f.Name.Name, f.Type.Results)
			}
		}
	}
}

func TestAPI_Operations(t *testing.T) {
	named := make(map[string]bool)
	for name := range methods(t) {
		named["Op"+strings.Replace(name, ".", "", 1)] = true
	}
	ops := testkit.Constants(t, "Operation")
	for op := range ops {
		if named[op] == (withoutMethod[op] != "") {
			t.Errorf("%s: an operation must be named Op<Service><Method>, or be in withoutMethod with a reason", op)
		}
	}
	for op := range withoutMethod {
		if _, ok := ops[op]; !ok {
			t.Errorf("withoutMethod has %s, which is not an operation", op)
		}
	}
}

// methods returns the exported methods of the services, as "Teams.Create".
func methods(t *testing.T) map[string]*ast.FuncDecl {
	all := make(map[string]*ast.FuncDecl)
	for _, file := range testkit.PackageFiles(t) {
		for _, f := range serviceMethods(file) {
			all[serviceOf(f)+"."+f.Name.Name] = f
		}
	}
	if len(all) == 0 {
		t.Fatal("no methods found")
	}
	return all
}

// exportedTypes returns the exported types of the package by name.
func exportedTypes(t *testing.T) map[string]ast.Expr {
	all := make(map[string]ast.Expr)
	for _, file := range testkit.PackageFiles(t) {
		for _, decl := range file.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok || d.Tok != token.TYPE {
				continue
			}
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
					all[s.Name.Name] = s.Type
				}
			}
		}
	}
	return all
}

// field is a parameter, a result or a field of a struct. Its name may be empty.
type field struct{ name, typ string }

func fieldsOf(list *ast.FieldList) (fields []field) {
	if list == nil {
		return nil
	}
	for _, f := range list.List {
		typ := types.ExprString(f.Type)
		if len(f.Names) == 0 {
			fields = append(fields, field{"", typ})
		}
		for _, name := range f.Names {
			fields = append(fields, field{name.Name, typ})
		}
	}
	return fields
}

// startsWithVerb reports whether the first word of a name is a verb of the list.
func startsWithVerb(name string) bool {
	return slices.ContainsFunc(verbs, func(verb string) bool {
		rest, ok := strings.CutPrefix(name, verb)
		return ok && (rest == "" || unicode.IsUpper(rune(rest[0])))
	})
}

package testkit

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// Method is a method of a service, which is called with arguments made from their
// types.
type Method struct {
	Name string
	Func reflect.Value
}

// Methods returns all methods of all services of a client.
func Methods(c *clarifai.Client) (all []Method) {
	client := reflect.ValueOf(c).Elem()
	for field, service := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for m, fn := range service.Methods() {
			all = append(all, Method{field.Name + "." + m.Name, fn})
		}
	}
	return all
}

// Plausible returns a value that a caller may pass. The name is that of its field.
func Plausible(t reflect.Type, name string) reflect.Value {
	v := reflect.New(t).Elem()
	switch t {
	case reflect.TypeFor[clarifai.Secret]():
		return reflect.ValueOf(clarifai.NewSecret("tok_visa"))
	case reflect.TypeFor[json.RawMessage]():
		return reflect.ValueOf(json.RawMessage(`{"id":"x1"}`))
	case reflect.TypeFor[[]byte]():
		return reflect.ValueOf([]byte("x1"))
	case reflect.TypeFor[clarifai.MemberRole]():
		return reflect.ValueOf(clarifai.MemberRoleByID("role_id")) // of PlainAnswers
	case reflect.TypeFor[clarifai.LogSource]():
		v.Set(Plausible(reflect.TypeFor[clarifai.PipelineRunLog](), ""))
		return v
	case reflect.TypeFor[clarifai.RoleType]():
		return reflect.ValueOf(clarifai.RoleTypeOrg)
	case reflect.TypeFor[clarifai.AppSort]():
		return reflect.ValueOf(clarifai.AppSortName)
	case reflect.TypeFor[clarifai.ModelSort]():
		return reflect.ValueOf(clarifai.ModelSortName)
	case reflect.TypeFor[clarifai.ModelSource]():
		return reflect.ValueOf(clarifai.ModelSourceHosted)
	case reflect.TypeFor[clarifai.WorkflowSort]():
		return reflect.ValueOf(clarifai.WorkflowSortID)
	case reflect.TypeFor[clarifai.UserSort]():
		return reflect.ValueOf(clarifai.UserSortID)
	case reflect.TypeFor[clarifai.IdentityProviderType]():
		return reflect.ValueOf(clarifai.IdentityProviderSAML)
	case reflect.TypeFor[time.Time](), reflect.TypeFor[time.Duration](), reflect.TypeFor[clarifai.Paging]():
		return v
	}
	switch t.Kind() {
	case reflect.String:
		switch {
		case strings.Contains(name, "Email"):
			v.SetString("ann@acme.example")
		case strings.Contains(name, "URL"):
			v.SetString("https://idp.example/1")
		default:
			v.SetString("x1")
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(8)
	case reflect.Interface:
		v.Set(reflect.ValueOf("x1"))
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(Plausible(t.Elem(), name))
	case reflect.Slice:
		v.Set(reflect.Append(v, Plausible(t.Elem(), name)))
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(Plausible(t.Key(), ""), Plausible(t.Elem(), ""))
	case reflect.Func:
		v.Set(reflect.MakeFunc(t, func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.Zero(t.Out(0))} }))
	case reflect.Struct:
		for field, at := range v.Fields() {
			if field.IsExported() {
				at.Set(Plausible(field.Type, field.Name))
			}
		}
	default:
		panic("no plausible value of " + t.String())
	}
	// Fields that exclude each other.
	switch p := v.Addr().Interface().(type) {
	case *clarifai.AddCollaboratorRequest:
		p.Email = ""
	case *clarifai.CreatePasswordPolicyRequest:
		p.UserID = ""
	case *clarifai.CreateIdentityProviderRequest:
		p.OAuthProvider, p.OAuthClientID, p.OAuthClientSecret = "", "", clarifai.Secret{}
	case *clarifai.UpdateIdentityProviderRequest:
		p.SAMLMetadataURL = nil // the provider of PlainAnswers is of OAuth
	case *clarifai.TransferAppRequest:
		p.NewOwnerID = "x8"
	case *clarifai.ChangeAppIDRequest:
		p.NewID = "x9"
	case *clarifai.ChangeUserIDRequest:
		p.NewID = "x9"
	}
	return v
}

// Arguments returns plausible arguments without call options.
func (m *Method) Arguments(ctx context.Context) []reflect.Value {
	t := m.Func.Type()
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < t.NumIn(); i++ {
		if t.IsVariadic() && i == t.NumIn()-1 {
			break
		}
		name := ""
		if m.Name == "Collaborators.RemoveByEmail" && t.In(i).Kind() == reflect.Slice {
			name = "Email"
		}
		arg := reflect.New(t.In(i)).Elem() // so that it can be changed
		arg.Set(Plausible(t.In(i), name))
		if i > 1 && arg.Kind() == reflect.String && arg.String() == "x1" {
			arg.SetString("x" + strconv.Itoa(i)) // an app has a new owner
		}
		args = append(args, arg)
	}
	return args
}

// Call returns the error of a method. The error of an iterator is its first.
func (m *Method) Call(t *testing.T, args []reflect.Value) (err error) {
	t.Helper()
	if p := PanicOf(func() {
		out := m.Func.Call(args)
		if last := out[len(out)-1]; last.Type() == reflect.TypeFor[error]() {
			err, _ = reflect.TypeAssert[error](last)
			return
		}
		items := 0
		for _, failure := range out[0].Seq2() {
			if err, _ = reflect.TypeAssert[error](failure); err != nil || items == 10 {
				return
			}
			items++
		}
	}); p != nil {
		t.Fatalf("%s panics: %v", m.Name, p)
	}
	if problem := Unsound(err); problem != "" {
		t.Errorf("%s: %s", m.Name, problem)
	}
	return err
}

// EachMethod runs a test for every method of every service. The server responds as
// [PlainAnswers] does.
func EachMethod(t *testing.T, test func(t *testing.T, m *Method, s *Transport)) {
	t.Helper()
	plain := PlainAnswers(t)
	c, s := NewClient(t, func(_ int, r *Request) Reply { return Reply{Status: 200, Body: plain[r.Op]} }, WithoutRetries)
	all := Methods(c)
	if len(all) != len(MethodCalls) {
		t.Fatalf("%d methods of %d", len(all), len(MethodCalls))
	}
	for i := range all {
		test(t, &all[i], s)
		s.mu.Lock()
		s.seen = nil
		s.mu.Unlock()
	}
}

// VisitTexts visits all texts in a value, each with a function that changes it.
func VisitTexts(v reflect.Value, at string, visit func(at string, put func(string))) {
	switch v.Type() {
	case reflect.TypeFor[clarifai.Secret]():
		visit(at, func(s string) { v.Set(reflect.ValueOf(clarifai.NewSecret(s))) })
		return
	case reflect.TypeFor[[]byte]():
		return // any bytes will do
	case reflect.TypeFor[json.RawMessage]():
		visit(at, func(s string) { v.SetBytes([]byte(`{"id":"` + s + `"}`)) })
		return
	case reflect.TypeFor[time.Time]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		visit(at, v.SetString)
	case reflect.Interface:
		if v.NumMethod() == 0 {
			visit(at, func(s string) { v.Set(reflect.ValueOf(s)) })
			return
		}
		inner := reflect.New(v.Elem().Type()).Elem() // what is in an interface cannot be changed
		inner.Set(v.Elem())
		VisitTexts(inner, at, func(at string, put func(string)) {
			visit(at, func(s string) {
				put(s)
				v.Set(inner)
			})
		})
	case reflect.Pointer:
		if !v.IsNil() {
			VisitTexts(v.Elem(), at, visit)
		}
	case reflect.Slice:
		if v.Len() > 0 {
			VisitTexts(v.Index(0), at+"[0]", visit)
		}
	case reflect.Map:
		visit(at+" key", func(s string) { v.SetMapIndex(reflect.ValueOf(s), reflect.Zero(v.Type().Elem())) })
		if v.Type().Elem().Kind() == reflect.Interface {
			visit(at+" value", func(s string) { v.SetMapIndex(reflect.ValueOf("x1"), reflect.ValueOf(s)) })
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() {
				VisitTexts(value, at+"."+field.Name, visit)
			}
		}
	}
}

// VisitSecrets visits the secrets in a value.
func VisitSecrets(v reflect.Value, visit func(reflect.Value)) {
	switch {
	case v.Type() == reflect.TypeFor[clarifai.Secret]():
		visit(v)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		VisitSecrets(v.Elem(), visit)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			VisitSecrets(v.Index(i), visit)
		}
	case v.Kind() == reflect.Struct:
		for field, at := range v.Fields() {
			if field.IsExported() {
				VisitSecrets(at, visit)
			}
		}
	}
}

// PlainAnswers returns a response of each operation in which every field is set and
// every list has an item.
func PlainAnswers(t *testing.T) map[clarifai.Operation]string {
	t.Helper()
	all := make(map[clarifai.Operation]string)
	for _, r := range route.All() {
		path := r.Path
		for _, name := range route.Placeholders(path) {
			path = strings.Replace(path, "{"+name+"}", "x", 1)
		}
		request, err := http.NewRequest(r.Method, "https://api.example.test"+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := (&Recorder{T: t, Route: r}).RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.NewDecoder(response.Body).Decode(&tree); err != nil {
			t.Fatal(err)
		}
		all[clarifai.Operation(r.Op)] = string(Encode(t, shortened(tree)))
	}
	return all
}

// shortened leaves one item of each list whose items are equal.
func shortened(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key := range value {
			value[key] = shortened(value[key])
		}
	case []any:
		if reflect.DeepEqual(value[0], value[len(value)-1]) {
			return []any{shortened(value[0])}
		}
	}
	return value
}

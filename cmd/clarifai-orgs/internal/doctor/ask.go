package doctor

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// asker calls the method of an operation by its name, so that an operation that is
// added to the package is asked without a line here. The IDs in the path of its route
// are taken from the lists of the package.
type asker struct {
	client *clarifai.Client
	org    string                        // "" until it was looked up
	ids    map[clarifai.Operation]string // first ID of each list
}

func newAsker(client *clarifai.Client, org string) *asker {
	return &asker{client: client, org: org, ids: make(map[clarifai.Operation]string)}
}

var (
	// errNothing says that there is nothing that an operation could be asked about.
	errNothing = errors.New("there is nothing to ask about")
	// errUnknown says that the operation takes something that is not known here.
	errUnknown = errors.New("this program does not know how to ask it")
)

// personal are the services and the operations that are asked about the caller. The
// others below /users are asked about the organization, as are all apps.
var personal = []string{
	"users", "tokens", "notifications", "organizations.list_for_user", "collaborators.list_collaborations", "password_policies.validate",
}

func isPersonal(r clarifai.Route) bool {
	service, _, _ := strings.Cut(string(r.Op), ".")
	return !strings.Contains(r.Path, "/apps/") && (slices.Contains(personal, service) || slices.Contains(personal, string(r.Op)))
}

// ask asks an operation for one item.
func (a *asker) ask(ctx context.Context, r clarifai.Route) error {
	if strings.HasPrefix(string(r.Op), "logs.") {
		return a.askLog(ctx, r.Op)
	}
	_, err := a.call(ctx, r)
	return err
}

// call calls the operation's method and returns its result.
func (a *asker) call(ctx context.Context, r clarifai.Route) (reflect.Value, error) {
	method, ok := a.method(r.Op)
	if !ok {
		return reflect.Value{}, errUnknown
	}
	ids, err := a.pathIDs(ctx, r)
	if err != nil {
		return reflect.Value{}, err
	}
	args := []reflect.Value{reflect.ValueOf(ctx)}
	parameters := method.Type()
	for i := 1; i < parameters.NumIn()-1; i++ { // the last are the call options
		arg := reflect.New(parameters.In(i)).Elem()
		if len(ids) > 0 && set(arg, ids[0]) {
			ids = ids[1:]
		} else if !fill(arg) {
			return reflect.Value{}, errUnknown
		}
		args = append(args, arg)
	}
	results := method.Call(args)
	if err, failed := reflect.TypeAssert[error](results[len(results)-1]); failed {
		return reflect.Value{}, err
	}
	return results[0], nil
}

// method returns the method of an operation: teams.list_members is
// Teams.ListMembers.
func (a *asker) method(op clarifai.Operation) (reflect.Value, bool) {
	service, name, _ := strings.Cut(string(op), ".")
	of := reflect.ValueOf(a.client).Elem().FieldByName(camelCase(service))
	if !of.IsValid() {
		return of, false
	}
	method := of.MethodByName(camelCase(name))
	return method, method.IsValid() && method.Type().NumIn() > 1 && method.Type().NumOut() == 2
}

func camelCase(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		if part == "id" || part == "ids" {
			b.WriteString("ID" + part[2:])
		} else if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// set sets an argument that is an ID.
func set(arg reflect.Value, id string) bool {
	switch {
	case arg.Kind() == reflect.String:
		arg.SetString(id)
	case arg.Type() == reflect.TypeFor[clarifai.Secret]():
		arg.Set(reflect.ValueOf(clarifai.NewSecret(id)))
	default:
		return false
	}
	return true
}

// fill sets an argument that is no ID: options that ask for one item of yesterday
// and change nothing, or any text.
func fill(arg reflect.Value) bool {
	if set(arg, rand.Text()) { // as a password to check it is nobody's
		return true
	}
	switch {
	case arg.Kind() == reflect.Slice:
		arg.Set(reflect.MakeSlice(arg.Type(), 1, 1))
		return fillItem(arg.Index(0))
	case arg.Kind() == reflect.Pointer && arg.Type().Elem().Kind() == reflect.Struct:
		arg.Set(reflect.New(arg.Type().Elem()))
		arg = arg.Elem()
	case arg.Kind() != reflect.Struct:
		return false
	}
	now := time.Now()
	for name, value := range map[string]any{
		"Paging": clarifai.Paging{PerPage: 1}, "DryRun": true, "StartDate": now.AddDate(0, 0, -1), "EndDate": now,
	} {
		if f := arg.FieldByName(name); f.IsValid() && f.Type() == reflect.TypeOf(value) {
			f.Set(reflect.ValueOf(value))
		}
	}
	return true
}

// fillItem sets an item of a list that is asked about, such as an ID that is free.
func fillItem(item reflect.Value) bool {
	if item.Kind() == reflect.Struct {
		for name, text := range map[string]string{"ID": "doctor-" + strings.ToLower(rand.Text()), "Type": "user"} {
			if f := item.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
				f.SetString(text)
			}
		}
	}
	return fill(item)
}

// pathIDs returns the IDs in the path of a route, in order.
func (a *asker) pathIDs(ctx context.Context, r clarifai.Route) (ids []string, err error) {
	parts := strings.Split(r.Path, "/")
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		var id string
		switch list := parts[i-1]; {
		case list == "users" && i == 3 && isPersonal(r):
			id = "me"
		case (list == "users" || list == "organizations") && i == 3:
			id, err = a.organization(ctx)
		default:
			id, err = a.first(ctx, r, strings.Join(parts[:i], "/"))
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// organization returns the one that was named, or the caller's first.
func (a *asker) organization(ctx context.Context) (string, error) {
	if a.org != "" {
		return a.org, nil
	}
	page, err := a.client.Organizations.ListForUser(ctx, "me", &clarifai.ListUserOrganizationsOptions{Paging: clarifai.Paging{PerPage: 1}})
	switch {
	case err != nil:
		return "", errors.Join(errNothing, err)
	case len(page.Items) == 0 || page.Items[0].Organization == nil:
		return "", errNothing
	}
	a.org = page.Items[0].Organization.ID
	return a.org, nil
}

// first returns the ID of the first item of the list of a path, which is asked once.
func (a *asker) first(ctx context.Context, of clarifai.Route, path string) (string, error) {
	list, ok := listOf(of, path)
	if !ok {
		return "", errUnknown
	}
	if id := a.ids[list.Op]; id != "" {
		return id, nil
	}
	result, err := a.call(ctx, list)
	if err != nil {
		return "", errors.Join(errNothing, err)
	}
	id := firstID(result)
	if id == "" {
		return "", errNothing
	}
	a.ids[list.Op] = id
	return id, nil
}

// listOf returns the list that has the IDs of a path: the one of the same path, or
// else one of the same resource, of the same kind of owner if there is one.
func listOf(of clarifai.Route, path string) (list clarifai.Route, ok bool) {
	resource := path[strings.LastIndex(path, "/"):]
	if resource == "/organization_invitation" { // its path has the word for one
		resource = "/invitations"
	}
	owned := strings.Contains(path, "{")
	for _, r := range Readable() {
		if r.Op == of.Op || !strings.HasSuffix(r.Path, resource) || r.Path != path && isPersonal(r) != isPersonal(of) {
			continue
		}
		if r.Path == path {
			return r, true
		}
		closer := strings.Contains(r.Path, "{") == owned && strings.Contains(list.Path, "{") != owned
		farther := strings.Contains(r.Path, "{") != owned && strings.Contains(list.Path, "{") == owned
		if !ok || closer || !farther && len(r.Path) < len(list.Path) {
			list, ok = r, true
		}
	}
	return list, ok
}

// firstID returns the ID of the first item of a list, or "".
func firstID(result reflect.Value) string {
	result = reflect.Indirect(result)
	if result.Kind() == reflect.Struct {
		result = result.FieldByName("Items")
	}
	if !result.IsValid() || result.Kind() != reflect.Slice || result.Len() == 0 {
		return ""
	}
	id := reflect.Indirect(result.Index(0)).FieldByName("ID")
	switch {
	case !id.IsValid():
		return ""
	case id.Type() == reflect.TypeFor[clarifai.Secret]():
		secret, _ := reflect.TypeAssert[clarifai.Secret](id)
		return secret.Reveal()
	}
	return fmt.Sprint(id.Interface())
}

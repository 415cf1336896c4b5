package clarifai

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/go-querystring/query"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// request is one call of an operation, as a service method describes it.
type request struct {
	op     Operation
	ids    []string // one for each placeholder of the route, in order
	query  any      // a struct with url tags, or nil
	paging Paging   // replaces what query says of it
	body   any      // sent as JSON, or nil

	problem  string   // what is wrong with the caller's input; "" means nothing
	owners   []string // users and organizations touched besides the path's
	secrets  []string // in the path or the body, hidden in errors
	callOpts []CallOption

	// batch says that the request deletes several resources, so that "not
	// found" may be said of any of them.
	batch bool
	// verified says that the caller reads what the response does not show, so
	// that a response without a body will do.
	verified bool
	clock    *serverClock // set from the response, unless nil
}

// send sends a request and reads the response into out. A nil out takes a
// response that has a status only. The error is an *Error.
func (c *Client) send(ctx context.Context, req request, out wire.Response) error {
	resetResponse(req.callOpts)
	if req.problem != "" {
		return invalid(req.op, "%s", req.problem)
	}
	statusOnly := out == nil || req.verified
	if out == nil {
		out = new(wire.Envelope)
	}
	r := route.Get(string(req.op))
	x := &roundTrip{
		client: c, route: r, method: r.Method, template: r.Path, ids: req.ids, secrets: req.secrets,
		out: out, statusOnly: statusOnly, batch: req.batch, clock: req.clock,
	}
	if problem := checkSecrets(req.secrets); problem != "" {
		return x.invalid("%s", problem)
	}
	override, rerouted := c.overrides[req.op]
	if rerouted {
		x.method, x.template = override.method, override.path
	}
	path, owner, err := route.Fill(r.Path, x.template, req.ids)
	if err != nil {
		return x.invalid("%s", x.redact(err.Error()))
	}
	if c.settings.Guard != nil {
		x.owners = slices.Clip(req.owners)
		if owner != "" {
			x.owners = append([]string{owner}, req.owners...)
		}
	}
	if rerouted {
		if problem := checkRerouted(r, x.method, path); problem != "" {
			return x.invalid("%s", problem)
		}
		x.owners = append(x.owners, ownersInPath(path)...)
	}
	values, err := req.values()
	if err != nil {
		return x.invalid("the query: %v", err)
	}
	x.write = r.Class != route.Read || x.method != http.MethodGet && x.method != r.Method
	x.noRetry = r.Class == route.Read && x.write // the other route may not be a read
	start := time.Now()
	err = x.run(ctx, path, values, req.body, req.callOpts)
	if x.failure != nil {
		c.roles.writeRefused(r, x.failure, start)
	}
	return err
}

// values returns the request's query.
func (r *request) values() (url.Values, error) {
	if r.query == nil && r.paging == (Paging{}) {
		return nil, nil
	}
	values, err := query.Values(r.query)
	if err != nil {
		return nil, err
	}
	paging, err := query.Values(r.paging)
	if err != nil {
		return nil, err
	}
	maps.Copy(values, paging)
	return values, encodeTimes(values, r.query)
}

// encodeTimes writes the times of a query in UTC with fractions of a second,
// which query.Values does not.
func encodeTimes(values url.Values, query any) error {
	v := reflect.Indirect(reflect.ValueOf(query))
	if v.Kind() != reflect.Struct {
		return nil
	}
	for field, at := range v.Fields() {
		if field.Type != reflect.TypeFor[time.Time]() || at.IsZero() {
			continue
		}
		t, _ := reflect.TypeAssert[time.Time](at)
		text, err := t.UTC().MarshalText()
		if err != nil {
			return err
		}
		name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
		values.Set(name, string(text))
	}
	return nil
}

// resource is what has an ID of its own.
type resource[T any] interface {
	*T
	resourceID() string
}

// singleResponse is a response that carries one resource.
type singleResponse[T, R any] interface {
	*R
	wire.Response
	single() *T
}

// get sends a request and returns the one resource of its response.
func get[T, R any, PT resource[T], PR singleResponse[T, R]](ctx context.Context, c *Client, req request) (*T, error) {
	var out R
	if err := c.send(ctx, req, PR(&out)); err != nil {
		return nil, err
	}
	value := PR(&out).single()
	if value == nil || PT(value).resourceID() == "" {
		return nil, incomplete(req, reflect.TypeFor[T]().Name())
	}
	return value, nil
}

// incomplete returns the error of a success without what it must carry.
func incomplete(req request, what string) *Error {
	return &Error{
		Op: req.op, subject: subject(redactIDs(req.ids, req.secrets)),
		problem: "Clarifai reports success, but its response carries no " + what,
	}
}

// invalid returns the error of bad input to an operation.
func invalid(op Operation, format string, args ...any) *Error {
	return &Error{Op: op, kind: ErrInvalid, problem: fmt.Sprintf(format, args...)}
}

// redactIDs returns IDs as an error may show them.
func redactIDs(ids, secrets []string) []string {
	if len(secrets) == 0 {
		return ids
	}
	shown := slices.Clone(ids)
	for i, id := range shown {
		if slices.Contains(secrets, id) {
			shown[i] = redact.Placeholder
		}
	}
	return shown
}

// subject returns the IDs that a call is about, as errors name them.
func subject(ids []string) string { return strings.Join(ids, "/") }

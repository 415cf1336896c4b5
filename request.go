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

// call is what a service method asks for: which operation, on which ids, with
// which query or body, into which response.
type request struct {
	op     Operation
	ids    []string      // for the placeholders of the operation's route, in their order
	query  any           // a struct with url tags; nil: none
	paging Paging        // replaces what query says of it
	body   any           // written as JSON; nil: none
	out    wire.Response // a pointer to a struct that embeds wire.Envelope
	owners []string      // whose things it touches, beyond what the path says
	// several says that it removes more than one thing: that one of them is
	// not there says nothing of the others then.
	batch    bool
	secrets  []string     // that it sends in its path or body: no error shows them
	verified bool         // what the response does not show is read
	clock    *serverClock // filled from a successful response; nil if nobody asks
	callOpts []CallOption
}

// do carries a call out. It gives nil, or an *Error.
func (c *Client) do(ctx context.Context, call request) error {
	resetResponse(call.callOpts)
	if c == nil || c.transport == nil {
		return &Error{Op: call.op, problem: notMade, kind: ErrInvalid}
	}
	r := route.Get(string(call.op))
	x := &roundTrip{client: c, route: r, method: r.Method, template: r.Path, ids: call.ids, out: call.out, batch: call.batch, secrets: call.secrets}
	_, x.statusOnly = call.out.(*wire.Envelope)
	x.statusOnly = x.statusOnly || call.verified
	o, rerouted := c.overrides[call.op]
	if rerouted {
		x.method, x.template = o.method, o.path
	}
	if slices.ContainsFunc(call.secrets, redact.IsPlaceholder) {
		return x.invalid("a secret cannot be %q: that is what was marshaled or printed in its place", redact.Placeholder)
	}
	path, owner, err := route.Fill(r.Path, x.template, call.ids)
	if err != nil {
		return x.invalid("%s", x.redact(err.Error()))
	}
	if c.settings.Guard != nil {
		x.owners = slices.Clip(call.owners)
		if owner != "" {
			x.owners = append([]string{owner}, call.owners...)
		}
	}
	if rerouted {
		// What stands in the override or in an id must not make it another
		// operation, nor reach another owner.
		if other := route.Match(x.method, path); other != nil && (other.Method != r.Method || other.Path != r.Path) {
			return x.invalid("WithRoute makes it %s %s, which belongs to %q", x.method, other.Path, other.Op)
		}
		if ofCards(path) && !ofCards(r.Path) {
			return x.invalid("WithRoute makes it a request about cards, which only the operations of cards may be")
		}
		x.owners = append(x.owners, ownersInPath(path)...)
	}
	values, err := call.values()
	if err != nil {
		return x.invalid("the query: %v", err)
	}
	x.write = r.Class != route.Read || x.method != http.MethodGet && x.method != r.Method
	x.noRetry = r.Class == route.Read && x.write // elsewhere it may do something
	x.clock = call.clock
	began := time.Now()
	err = x.run(ctx, path, values, call.body, call.callOpts)
	if x.failure != nil {
		c.roles.refused(r, x.failure, began)
	}
	return err
}

// values gives the call's query.
func (c *request) values() (url.Values, error) {
	if c.query == nil && c.paging == (Paging{}) {
		return nil, nil
	}
	values, err := query.Values(c.query)
	if err != nil {
		return nil, err
	}
	paging, err := query.Values(c.paging)
	if err != nil {
		return nil, err
	}
	maps.Copy(values, paging)
	return values, putTimes(values, c.query)
}

// putTimes rewrites the times of a query: query.Values keeps the caller's
// zone and drops fractions of a second.
func putTimes(values url.Values, query any) error {
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

// invalid is the error of bad input to an operation.
func invalid(op Operation, format string, args ...any) *Error {
	return &Error{Op: op, kind: ErrInvalid, problem: fmt.Sprintf(format, args...)}
}

// hide gives ids as errors may show them.
func hide(ids, secrets []string) []string {
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

// subject names what a call is on, for its errors.
func subject(ids []string) string { return strings.Join(ids, "/") }

// quoted shows a caller's text in an error, cut to a readable length.
func quoted(s string) string { return fmt.Sprintf("%.80q", s) }

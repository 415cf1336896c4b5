package clarifai

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/go-querystring/query"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// call is what a service method asks for: which operation, on which ids, with
// which query or body, into which response.
type call struct {
	op     Operation
	ids    []string      // for the placeholders of the operation's route, in their order
	query  any           // a struct with url tags; nil: none
	paging Paging        // replaces what query says of it
	body   any           // written as JSON; nil: none
	out    wire.Response // a pointer to a struct that embeds wire.Envelope
	owners []string      // whose things it touches, beyond what the path says
	// several says that it removes more than one thing: that one of them is
	// not there says nothing of the others then.
	several   bool
	secrets   []string     // that it sends in its path or body: no error shows them
	confirmed bool         // what the response does not show is read
	clock     *serverClock // filled from a successful response; nil if nobody asks
	opts      []CallOption
}

// do carries a call out. It gives nil, or an *Error.
func (c *Client) do(ctx context.Context, call call) error {
	begin(call.opts)
	if c == nil || c.transport == nil {
		return &Error{Op: call.op, problem: notMade, kind: ErrInvalid}
	}
	r := route.Get(string(call.op))
	x := &exchange{client: c, route: r, method: r.Method, template: r.Path, ids: call.ids, out: call.out, several: call.several, secrets: call.secrets}
	_, x.statusOnly = call.out.(*wire.Envelope)
	x.statusOnly = x.statusOnly || call.confirmed
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
	err = x.run(ctx, path, values, call.body, call.opts)
	if x.failure != nil {
		c.roles.refused(r, x.failure, began)
	}
	return err
}

// values gives the call's query.
func (c *call) values() (url.Values, error) {
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

// exchange is one call on its way: a request, and what came of its tries.
type exchange struct {
	client           *Client
	route            *route.Route
	method, template string
	ids              []string
	owners           []string // for the guard
	write, noRetry   bool
	several          bool
	secrets          []string
	clock            *serverClock
	out              wire.Response
	statusOnly       bool // the response need say no more than that it succeeded
	url              url.URL
	request          transport.Request

	failure *Error // of the last try; nil: it succeeded
	doubt   bool   // a try may have been acted upon
	again   bool   // the last try was worth another
}

func (x *exchange) run(ctx context.Context, path string, query url.Values, body any, callOpts []CallOption) error {
	if ctx == nil {
		return x.invalid("the context is nil")
	}
	options, problem := gather(callOpts)
	if problem != "" {
		return x.invalid("%s", problem)
	}
	for name, texts := range query {
		if !utf8.ValidString(name) || slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) }) {
			return x.invalid("the query: text that is not valid UTF-8")
		}
	}
	u := &x.url
	*u = *x.client.base
	u.Path += route.Unescape(path)
	if u.RawPath != "" || strings.Contains(path, "%") { // else it is Path, as it is
		u.RawPath = x.client.base.EscapedPath() + path
	}
	u.RawQuery = query.Encode()

	header := x.client.header
	var data []byte
	if body != nil {
		var err error
		if data, err = wire.Encode(body); err != nil {
			return x.invalid("the body: %v", err)
		}
		header = x.client.bodyHeader
	}
	if len(options.header) > 0 {
		header = maps.Clone(header)
		for key, values := range options.header {
			header[key] = slices.Clip(values)
		}
	}

	x.request = transport.Request{
		Op: x.route.Op, Template: x.template, Method: x.method,
		URL: u, Header: header, Body: data,
		Credential: transport.Credential(x.route.Credential),
		Write:      x.write, Owners: x.owners, NoRetry: x.noRetry || options.noRetry,
		Classify: func(try *transport.Try) transport.Verdict { return x.classify(ctx, try) },
	}
	began := time.Now()
	try := x.client.transport.Do(ctx, &x.request)
	if x.clock != nil && try.Header != nil {
		*x.clock = serverClock{date: try.Header.Get("Date"), took: time.Since(began)}
	}
	switch {
	case try.Number == 0: // it never left
		x.failure = x.fail(ctx, try)
	case x.failure != nil && try.Late:
		x.failure.ended("a retry would begin after the deadline", context.DeadlineExceeded)
	case x.failure != nil && x.again && ctx.Err() != nil && !errors.Is(x.failure.cause, ctx.Err()):
		x.failure.ended("the context ended before a retry", ctx.Err())
	}
	if r := options.response; r != nil {
		*r = Response{HTTPStatus: try.Status, Header: x.header(try), Attempts: try.Requests}
		if status := x.out.EnvelopeStatus(); status != nil && try.Number > 0 {
			r.Code, _ = statusCode(status.Code)
			r.RequestID = status.ReqID
		}
	}
	if x.failure == nil {
		return nil
	}
	if x.doubt {
		if x.route.Class == route.Idempotent && x.route.Method == http.MethodDelete && !x.several && x.failure.Is(ErrNotFound) {
			return nil // an earlier try did it
		}
		x.failure.Ambiguous = true
	}
	return x.failure
}

func (x *exchange) newError() *Error {
	return &Error{Op: Operation(x.route.Op), subject: subject(hide(x.ids, x.secrets))}
}

func (x *exchange) invalid(format string, args ...any) *Error {
	e := x.newError()
	e.kind, e.problem = ErrInvalid, fmt.Sprintf(format, args...)
	return e
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

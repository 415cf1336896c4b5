package clarifai

import (
	"context"
	"encoding/json"
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

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Call reaches any endpoint of the API that this package does not model, with
// the client's credential, limits, guard and errors. The path starts with a
// slash and has its ids escaped by [url.PathEscape]; a query goes into query.
// in is written as JSON unless it is nil; out, unless it is nil, is a pointer
// that a successful response is read into, envelope and all.
//
// A GET is retried as a read. Any other method counts as a write and is never
// retried, not even when Clarifai cannot have acted. A method and path that
// belong to one of the package's operations count as that operation, for the
// guard and in errors.
//
// So that no card's number passes through it, Call refuses every method but GET,
// as [ErrInvalid], for paths of cards ("/credit_cards"), those to which [WithRoute]
// moved an operation included. A GET of such a path fills only "status", "cards"
// and "card", with the fields of [PaymentMethod].
func (c *Client) Call(ctx context.Context, method, path string, query url.Values, in, out any, callOpts ...CallOption) error {
	resetResponse(callOpts)
	r := &route.Route{
		Op: string(OpCall), Credential: route.PAT, Class: route.Never,
		Success: []int32{route.CodeSuccess, route.CodeAccepted},
	}
	if method == http.MethodGet {
		r.Class = route.Read
	}
	response := new(wholeResponse)
	x := &roundTrip{client: c, route: r, method: method, out: response, statusOnly: out == nil}
	switch {
	case c == nil || c.transport == nil:
		return x.invalid(notMade)
	case !httpMethod(method):
		return x.invalid("%q is not a method", method)
	case out != nil && (reflect.ValueOf(out).Kind() != reflect.Pointer || reflect.ValueOf(out).IsNil()):
		return x.invalid("out is not a pointer that can be read into")
	}
	if problem := route.CheckPath(path); problem != "" {
		return x.invalid("%s", problem)
	}
	if method != http.MethodGet && c.ofCards(path) {
		return x.invalid("a Call cannot write to the path of cards, so that no card's number is sent: use Client.Billing")
	}
	path = route.Canonical(path)
	if known := route.Match(method, path); known != nil {
		r.Op, r.Path, r.Credential, r.Scopes, r.Grade = known.Op, known.Path, known.Credential, known.Scopes, known.Grade
		x.template = r.Path
	}
	x.write = method != http.MethodGet
	x.noRetry = x.write
	var body any
	if in != nil {
		data, err := wire.Encode(in)
		if err != nil {
			return x.invalid("the body: %v", err)
		}
		body = json.RawMessage(data) // what the guard has seen is what is sent
		x.owners = ownersInBody(data)
	}
	x.owners = slices.Concat(x.owners, ownersInPath(path), ownersInQuery(query))
	if err := x.run(ctx, path, query, body, callOpts); err != nil {
		return err
	}
	if out != nil {
		var err error
		if c.ofCards(path) {
			response.body, err = typedCards(response.body)
		}
		if err == nil {
			err = json.Unmarshal(response.body, out)
		}
		if err != nil {
			e := x.newError()
			e.problem, e.Ambiguous = "the response does not fit out", false
			if misfit, ok := errors.AsType[*json.UnmarshalTypeError](err); ok { // which quotes the value
				e.cause = fmt.Errorf("%v cannot hold the field %q", misfit.Type, misfit.Field)
			}
			return e
		}
	}
	return nil
}

// wholeResponse reads the envelope of a response and keeps all of it.
type wholeResponse struct {
	wire.Envelope
	body []byte
}

func (r *wholeResponse) UnmarshalJSON(data []byte) error {
	r.body = slices.Clone(data)
	return wire.DecodePart(data, &r.Envelope)
}

// exchange is one call on its way: a request, and what came of its tries.
type roundTrip struct {
	client           *Client
	route            *route.Route
	method, template string
	ids              []string
	owners           []string // for the guard
	write, noRetry   bool
	batch            bool
	secrets          []string
	clock            *serverClock
	out              wire.Response
	statusOnly       bool // the response need say no more than that it succeeded
	url              url.URL
	request          transport.Request

	failure   *Error // of the last try; nil: it succeeded
	ambiguous bool   // a try may have been acted upon
	retryable bool   // the last try was worth another
}

func (x *roundTrip) run(ctx context.Context, path string, query url.Values, body any, callOpts []CallOption) error {
	if ctx == nil {
		return x.invalid("the context is nil")
	}
	options, problem := applyCallOptions(callOpts)
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
	case x.failure != nil && x.retryable && ctx.Err() != nil && !errors.Is(x.failure.cause, ctx.Err()):
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
	if x.ambiguous {
		if x.route.Class == route.Idempotent && x.route.Method == http.MethodDelete && !x.batch && x.failure.Is(ErrNotFound) {
			return nil // an earlier try did it
		}
		x.failure.Ambiguous = true
	}
	return x.failure
}

func (x *roundTrip) newError() *Error {
	return &Error{Op: Operation(x.route.Op), subject: subject(hide(x.ids, x.secrets))}
}

func (x *roundTrip) invalid(format string, args ...any) *Error {
	e := x.newError()
	e.kind, e.problem = ErrInvalid, fmt.Sprintf(format, args...)
	return e
}

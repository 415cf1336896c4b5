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
// the client's credential, limits, guard and errors. The path must start with a
// slash and have its IDs escaped by [url.PathEscape]; a query goes into query. If
// in is not nil, it is sent as JSON. If out is not nil, it must be a pointer, and
// the whole of a successful response is read into it, status included.
//
// A GET is retried as a read. Any other method counts as a write and is never
// retried, not even if Clarifai cannot have applied it. If the method and path
// belong to one of the package's operations, the credential of that operation is
// sent.
//
// A [Guard] with Operations or Owners allows a Call only if it lists [OpCall]. It
// then checks the owners in the path, and not the query or the body.
//
// Call refuses to write to the path of cards ("/credit_cards"), so that no card
// number passes through it: every method but GET is [ErrInvalid]. A GET of such a
// path fills only "status", "cards" and "card", with the fields of
// [PaymentMethod]. Both also hold for paths to which [WithRoute] moved an
// operation of cards.
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
	if problem := c.checkCall(method, path, out); problem != "" {
		return x.invalid("%s", problem)
	}
	path = route.Canonical(path)
	if known := route.Match(method, path); known != nil {
		r.Path, r.Credential, r.Scopes, r.Grade = known.Path, known.Credential, known.Scopes, known.Grade
		x.template = r.Path
	}
	x.write = method != http.MethodGet
	x.noRetry = x.write
	x.owners = ownersInPath(path)
	if err := x.run(ctx, path, query, in, callOpts); err != nil || out == nil {
		return err
	}
	return x.unmarshal(response.body, out, c.isAboutCards(path))
}

// checkCall returns what is wrong with the arguments of a Call, or "" if nothing
// is.
func (c *Client) checkCall(method, path string, out any) string {
	switch {
	case !isHTTPMethod(method):
		return quoted(method) + " is not an HTTP method"
	case out != nil && (reflect.ValueOf(out).Kind() != reflect.Pointer || reflect.ValueOf(out).IsNil()):
		return "out must be a pointer that is not nil"
	}
	if problem := route.CheckPath(path); problem != "" {
		return problem
	}
	if method != http.MethodGet && c.isAboutCards(path) {
		return "a Call cannot write to the path of cards, so that no card number is sent: use Client.Billing"
	}
	return ""
}

// unmarshal reads the body of a Call's response into out.
func (x *roundTrip) unmarshal(body []byte, out any, cards bool) error {
	var err error
	if cards {
		body, err = onlyPaymentMethods(body)
	}
	if err == nil {
		err = json.Unmarshal(body, out)
	}
	if err == nil {
		return nil
	}
	e := x.newError()
	e.problem = "the response does not fit out"
	// The text of the error quotes the value.
	if typeError, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		e.cause = fmt.Errorf("%v cannot hold the field %q", typeError.Type, typeError.Field)
	}
	return e
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

// roundTrip is one call under way: its request, and the outcome of its attempts.
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
	statusOnly       bool // the response needs no value
	url              url.URL
	request          transport.Request

	// failure is the error of the last attempt, or nil if it succeeded.
	failure   *Error
	ambiguous bool // an attempt may have been applied
	retryable bool // the last attempt may be repeated
}

func (x *roundTrip) run(ctx context.Context, path string, query url.Values, body any, callOpts []CallOption) error {
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
	if u.RawPath != "" || strings.Contains(path, "%") { // otherwise it equals Path
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
		Classify: func(attempt *transport.Attempt) transport.Decision { return x.classify(ctx, attempt) },
	}
	began := time.Now()
	attempt := x.client.transport.Do(ctx, &x.request)
	if x.clock != nil && attempt.Header != nil {
		*x.clock = serverClock{date: attempt.Header.Get("Date"), took: time.Since(began)}
	}
	switch {
	case attempt.Number == 0: // it never left
		x.failure = x.fail(ctx, attempt)
	case x.failure != nil && attempt.RetryPastDeadline:
		x.failure.ended("a retry would begin after the deadline", context.DeadlineExceeded)
	case x.failure != nil && x.retryable && ctx.Err() != nil && !errors.Is(x.failure.cause, ctx.Err()):
		x.failure.ended("the context ended before a retry", ctx.Err())
	}
	if r := options.response; r != nil {
		*r = Response{HTTPStatus: attempt.Status, Header: x.header(attempt), Attempts: attempt.Requests}
		if status := x.out.EnvelopeStatus(); status != nil && attempt.Number > 0 {
			r.Code, _ = statusCode(status.Code)
			r.RequestID = status.ReqID
		}
	}
	if x.failure == nil {
		return nil
	}
	if x.ambiguous {
		if x.route.Class == route.Idempotent && x.route.Method == http.MethodDelete && !x.batch && x.failure.Is(ErrNotFound) {
			return nil // an earlier attempt did it
		}
		x.failure.Ambiguous = true
	}
	return x.failure
}

func (x *roundTrip) newError() *Error {
	return &Error{Op: Operation(x.route.Op), subject: subject(redactIDs(x.ids, x.secrets))}
}

func (x *roundTrip) invalid(format string, args ...any) *Error {
	e := x.newError()
	e.kind, e.problem = ErrInvalid, fmt.Sprintf(format, args...)
	return e
}

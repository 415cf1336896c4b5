package clarifai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
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
	begin(callOpts)
	r := &route.Route{
		Op: string(OpCall), Credential: route.PAT, Class: route.Never,
		Success: []int32{route.CodeSuccess, route.CodeAccepted},
	}
	if method == http.MethodGet {
		r.Class = route.Read
	}
	response := new(wholeResponse)
	x := &exchange{client: c, route: r, method: method, out: response, statusOnly: out == nil}
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

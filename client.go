package clarifai

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-querystring/query"
	"golang.org/x/oauth2"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Version is the version of this package.
const Version = "0.1.0"

const (
	notMade         = "the client was not made by NewClient"
	defaultBaseURL  = "https://api.clarifai.com"
	defaultMaxBytes = 64 << 20
	tokenType       = "Key" // with a capital K, or Clarifai refuses it
)

// Client reaches Clarifai, through one service for each kind of resource. It is
// safe for concurrent use; a program needs one for each credential.
type Client struct {
	Organizations *OrganizationsService
	Members       *MembersService
	Invitations   *InvitationsService
	Teams         *TeamsService
	Roles         *RolesService
	Users         *UsersService

	Apps              *AppsService
	Collaborators     *CollaboratorsService
	Tokens            *TokensService
	PasswordPolicies  *PasswordPoliciesService
	IdentityProviders *IdentityProvidersService
	AuditLog          *AuditLogService

	Billing *BillingService
	Usage   *UsageService

	base       *url.URL
	parent     *Client // that it was made of, with another credential; nil: none
	transport  *transport.Transport
	settings   transport.Config            // that the transport was made of
	creds      atomic.Pointer[credentials] // nil: closed
	idle       func()                      // closes the idle connections of a pool of the client's own
	header     http.Header                 // of every request
	bodyHeader http.Header                 // of every request with a body
	retry      RetryPolicy
	overrides  map[Operation]override
	hasSession bool
	roles      roleCache
}

// NewClient makes a client. It reads CLARIFAI_PAT and CLARIFAI_SESSION_TOKEN
// where no option gives a credential, and CLARIFAI_API_BASE where no option
// gives a base URL. It does no network I/O: a wrong credential shows at the
// first call, and so does a missing one, since some routes need none.
//
// An error is an [*Error] that is [ErrInvalid], and says which option is wrong.
func NewClient(opts ...Option) (*Client, error) {
	cfg := config{maxBytes: defaultMaxBytes, logger: slog.New(slog.DiscardHandler)}
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(&cfg); err != nil {
			return nil, err
		}
	}
	creds, base, err := cfg.finish()
	if err != nil {
		return nil, err
	}

	c := &Client{
		base:       base,
		retry:      cfg.retry.withDefaults(),
		overrides:  cfg.overrides,
		hasSession: creds.session != "",
		idle:       func() {},
		header: http.Header{
			"Accept":     {"application/json"},
			"User-Agent": {userAgent(cfg.userAgent)},
		},
	}
	c.roles.turn = make(chan struct{}, 1)
	c.creds.Store(creds)
	if cfg.requestIDPrefix != "" {
		c.header.Set("X-Clarifai-Request-ID-Prefix", cfg.requestIDPrefix)
	}
	c.bodyHeader = c.header.Clone()
	c.bodyHeader.Set("Content-Type", "application/json")
	if cfg.httpClient == nil {
		cfg.httpClient = newHTTPClient(base)
		c.idle = cfg.httpClient.CloseIdleConnections
	}
	settings := transport.Config{
		Client:        cfg.httpClient,
		Base:          base,
		Authenticate:  c.authenticate,
		Logger:        cfg.logger,
		MaxRetries:    c.retry.MaxRetries,
		MinWait:       c.retry.MinWait,
		MaxWait:       c.retry.MaxWait,
		MaxRetryAfter: c.retry.MaxRetryAfter,
		MaxBytes:      cfg.maxBytes,
	}
	if cfg.limiter != nil {
		settings.Limiter = cfg.limiter
	}
	if cfg.guard != nil {
		settings.Guard = newGuard(*cfg.guard).check
	}
	c.settings = settings
	c.transport = transport.New(settings)
	c.serve()
	return c, nil
}

// serve gives the client its services.
func (c *Client) serve() {
	c.Organizations = &OrganizationsService{c}
	c.Members = &MembersService{c}
	c.Invitations = &InvitationsService{c}
	c.Teams = &TeamsService{c}
	c.Roles = &RolesService{c}
	c.Users = &UsersService{c}
	c.Apps = &AppsService{c}
	c.Collaborators = &CollaboratorsService{c}
	c.Tokens = &TokensService{c}
	c.PasswordPolicies = &PasswordPoliciesService{c}
	c.IdentityProviders = &IdentityProvidersService{c}
	c.AuditLog = &AuditLogService{c}
	c.Billing = &BillingService{c}
	c.Usage = &UsageService{c}
}

// as gives a client that is this one but for its credential. The two share
// their connections, their limits and their guard, and are closed together.
func (c *Client) as(pat Secret) *Client {
	own := &Client{parent: c, base: c.base, idle: func() {}, header: c.header, bodyHeader: c.bodyHeader, retry: c.retry, overrides: c.overrides}
	own.roles.turn = make(chan struct{}, 1)
	own.creds.Store(&credentials{pat: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: pat.Reveal()})})
	own.settings = c.settings
	own.settings.Authenticate = func(kind transport.Credential) (transport.Authentication, error) {
		for p := own.parent; p != nil; p = p.parent {
			if p.creds.Load() == nil {
				own.creds.Store(nil)
			}
		}
		return own.authenticate(kind)
	}
	own.transport = transport.New(own.settings)
	own.serve()
	return own
}

// uses reports whether a personal access token is the one that the client sent
// last.
func (c *Client) uses(pat Secret) bool {
	creds := c.creds.Load()
	return creds != nil && value(creds.last.Load()).pat == pat.Reveal()
}

// service is what every service is: a client, seen from one kind of resource.
type service struct{ client *Client }

// api is the service's client; nil, which do refuses, for a service that
// NewClient did not make.
func (s *service) api() *Client {
	if s == nil {
		return nil
	}
	return s.client
}

func userAgent(product string) string {
	own := "clarifai-orgs-go/" + Version + " (" + runtime.Version() + ")"
	if product == "" {
		return own
	}
	return product + " " + own
}

// Close forgets the credentials and closes the idle connections of a pool that
// is the client's own. Calls made later fail; calls under way fail at their
// next try.
func (c *Client) Close() {
	if c == nil || c.transport == nil {
		return
	}
	c.creds.Store(nil)
	c.idle()
}

// String names the client by its base URL.
func (c *Client) String() string {
	if c == nil || c.base == nil {
		return "clarifai.Client"
	}
	return "clarifai.Client(" + c.base.String() + ")"
}

// GoString is String: nothing of what is inside is for printing.
func (c *Client) GoString() string { return c.String() }

// credentials are what a client may send. They stand behind a pointer, so that
// printing what holds them shows an address.
type credentials struct {
	pat     oauth2.TokenSource      // nil: none
	session string                  // "": none
	last    atomic.Pointer[sentPAT] // nil: none has been sent
}

// sentPAT is the personal access token that was sent last, and how it is sent.
type sentPAT struct{ pat, header string }

// redact takes the client's credentials out of a text that came from outside.
func (c *Client) redact(text string) string {
	creds := c.creds.Load()
	if creds == nil {
		return text
	}
	return without(text, []string{value(creds.last.Load()).pat, creds.session})
}

// authenticate gives the credential that a route takes. Where that one is not
// configured the other is sent: whether it will do is Clarifai's to say.
func (c *Client) authenticate(kind transport.Credential) (none transport.Authentication, err error) {
	creds := c.creds.Load()
	switch {
	case creds == nil:
		return none, errors.New("the client is closed")
	case route.Credential(kind) == route.None:
		return none, nil
	case creds.session != "" && (creds.pat == nil || route.Credential(kind) == route.Session):
		return transport.Authentication{Key: "X-Clarifai-Session-Token", Value: creds.session, Secret: creds.session}, nil
	case creds.pat == nil:
		return none, errors.New("none is configured: set CLARIFAI_PAT, or use WithPAT")
	}
	given, err := creds.pat.Token()
	if err != nil {
		return none, &sourceError{err}
	}
	last := creds.last.Load()
	if given == nil || last == nil || given.AccessToken != last.pat {
		if given == nil || validSecret("token", given.AccessToken) != nil {
			return none, errors.New("the token source gave no usable token")
		}
		token := oauth2.Token{AccessToken: given.AccessToken, TokenType: tokenType}
		last = &sentPAT{token.AccessToken, token.Type() + " " + token.AccessToken}
		creds.last.Store(last)
	}
	return transport.Authentication{Key: "Authorization", Value: last.header, Secret: last.pat}, nil
}

// sourceError is what a token source failed with. Its text is not shown, since
// it may quote the token; errors.Is and errors.As find what is behind it.
type sourceError struct{ err error }

func (e *sourceError) Error() string    { return "the token source failed" }
func (e *sourceError) GoString() string { return e.Error() }
func (e *sourceError) Unwrap() error    { return e.err }

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
	if slices.ContainsFunc(call.secrets, isRedacted) {
		return x.invalid("a secret cannot be %q: that is what was marshaled or printed in its place", redacted)
	}
	path, owner, err := fillPath(r.Path, x.template, call.ids)
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
	if problem := checkPath(path); problem != "" {
		return x.invalid("%s", problem)
	}
	if method != http.MethodGet && c.ofCards(path) {
		return x.invalid("a Call cannot write to the path of cards, so that no card's number is sent: use Client.Billing")
	}
	path = canonicalPath(path)
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
	u.Path += mustUnescape(path)
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

// classify says what a try amounts to and whether there may be another.
func (x *exchange) classify(ctx context.Context, try *transport.Try) transport.Verdict {
	if try.Number > 1 {
		x.reset()
	}
	var verdict transport.Verdict
	if x.failure = x.fail(ctx, try); x.failure == nil {
		verdict.Code = int32(CodeSuccess)
		if status := x.out.EnvelopeStatus(); status != nil {
			verdict.Code, verdict.RequestID = status.Code.Number, printable(status.ReqID)
		}
		return verdict
	}
	verdict.Code, verdict.RequestID = int32(x.failure.Code), printable(x.failure.RequestID)
	acted := x.write && mayHaveActed(try, x.failure)
	x.doubt = x.doubt || acted
	verdict.Again = passing(try, x.failure) && (!acted || x.route.Class == route.Read || x.route.Class == route.Idempotent)
	x.again, verdict.Throttled = verdict.Again, x.failure.Is(ErrRateLimited)
	return verdict
}

// redact takes what the call itself must not show out of a text.
func (x *exchange) redact(text string) string { return without(text, x.secrets) }

// clean takes that, and the credential, out of a text that came from outside.
func (x *exchange) clean(try *transport.Try, text string) string {
	return try.Redact(x.client.redact(x.redact(text)))
}

// header gives a try's headers, without what the server echoes in them.
func (x *exchange) header(try *transport.Try) http.Header {
	header := try.Header.Clone()
	for _, values := range header {
		for i, text := range values {
			values[i] = x.clean(try, text)
		}
	}
	return header
}

// without takes secrets out of a text, in every way in which a server quotes
// one.
func without(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(text) < len(secret) { // no spelling is shorter
			continue
		}
		text = transport.Redact(text, secret)
		if strings.Trim(secret, idLetters) == "" { // it has one spelling
			continue
		}
		for _, spelling := range []string{url.PathEscape(secret), url.QueryEscape(secret), jsonText(secret), unquoted(strconv.Quote(secret)), unquoted(strconv.QuoteToASCII(secret))} {
			text = transport.Redact(text, spelling)
		}
	}
	return text
}

// jsonText is a text as it stands in JSON, without its quotes; "" if it cannot.
func jsonText(text string) string {
	data, err := wire.Encode(text)
	if err != nil {
		return ""
	}
	return unquoted(string(data))
}

func unquoted(text string) string { return text[1 : len(text)-1] }

func tooShort(secret string) bool { return secret != "" && len(secret) < 4 }

// reset empties the response, so that nothing of an earlier try is left in it.
func (x *exchange) reset() {
	reflect.ValueOf(x.out).Elem().SetZero()
}

// passing reports whether a failure may be over at the next try.
func passing(try *transport.Try, e *Error) bool {
	if try.Err != nil {
		return !errors.Is(try.Err, transport.ErrTooLarge) && !errors.Is(try.Err, transport.ErrCredential) &&
			!errors.Is(try.Err, transport.ErrLimiter) && !untrusted(try.Err)
	}
	switch sentinel := classifyCode(e.Code); {
	case sentinel != nil:
		return sentinel == ErrRateLimited || sentinel == ErrUnavailable
	case e.kind == ErrUnavailable: // a body that is cut short
		return true
	}
	return ruleOf(e.HTTPStatus).retry
}

// untrusted reports whether a connection failed because the server could not
// prove who it is: asking again changes nothing.
func untrusted(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// mayHaveActed reports whether Clarifai may have carried a failed write out. A
// refusal says that it did not: a code of its own with a status below 500. So
// do 307 and 308, which ask for the same request elsewhere. 303 says that it was
// carried out, and since 301 and 302 may be followed by a GET, servers send them
// after a write as well (RFC 9110, 15.4).
func mayHaveActed(try *transport.Try, e *Error) bool {
	switch {
	case try.Status == 0:
		return !try.Unsent
	case e.Code == CodeThrottled || try.Status == http.StatusTooManyRequests:
		return false
	case try.Status == http.StatusSeeOther:
		return true
	case try.Status == http.StatusTemporaryRedirect || try.Status == http.StatusPermanentRedirect:
		return e.Code.passing()
	case try.Status < 400:
		return e.Code == 0 || slices.Contains([]StatusCode{CodeSuccess, CodeAccepted, CodeMixedStatus}, e.Code) || e.Code.passing()
	case try.Status < 500:
		return ruleOf(try.Status).retry || e.Code.passing()
	}
	return e.Is(ErrUnavailable) || e.sentinel() == nil
}

// fail gives the error of a try, nil where it succeeded.
func (x *exchange) fail(ctx context.Context, try *transport.Try) *Error {
	if try.Err != nil {
		e := x.newError()
		e.HTTPStatus, e.RetryAfter = try.Status, try.RetryAfter
		x.failUnread(ctx, e, try)
		return e
	}
	err := wire.Decode(try.Body, x.out)
	status := x.out.EnvelopeStatus()
	var code StatusCode
	var codeName string
	if status != nil {
		status.Redact(func(text string) string { return x.clean(try, text) })
		code, codeName = statusCode(status.Code)
	}
	ok := try.Status >= 200 && try.Status < 300
	if ok && err == nil && x.route.Succeeds(int32(code)) {
		return nil
	}
	if noContent := try.Status == http.StatusNoContent || try.Status == http.StatusResetContent; noContent && x.statusOnly && errors.Is(err, wire.ErrEmpty) {
		return nil
	}
	e := x.newError()
	e.HTTPStatus, e.RetryAfter, e.Code, e.codeName = try.Status, try.RetryAfter, code, codeName
	if status != nil {
		e.Description, e.Details, e.RequestID = status.Description, status.Details, status.ReqID
		if slices.ContainsFunc(x.secrets, tooShort) {
			e.Description, e.Details = "", "" // a secret that short cannot be found in them
		}
	}
	switch {
	case try.Status >= 300 && try.Status < 400 || e.Code == CodeMoved:
		e.problem = "it has moved, and redirects are not followed"
		if status != nil && status.RedirectInfo != nil && status.RedirectInfo.NewResourceID != "" {
			e.problem = fmt.Sprintf("it has moved: the %q %q is now %q", status.RedirectInfo.ResourceType,
				status.RedirectInfo.OldResourceID, status.RedirectInfo.NewResourceID)
		}
	case err != nil && (status == nil || e.Code == 0 && e.codeName == "" || x.route.Succeeds(int32(e.Code))):
		e.problem = "the response cannot be read"
		e.cause = errors.New(x.clean(try, err.Error()))
		for _, known := range []error{wire.ErrCut, wire.ErrEmpty, wire.ErrNotJSON} {
			if errors.Is(err, known) {
				e.cause = known
			}
		}
		if e.cause == wire.ErrCut || ok && e.cause == wire.ErrEmpty {
			e.kind = ErrUnavailable
		}
	case status == nil || e.Code == 0 && e.codeName == "":
		e.problem = "the response carries no status, so it is not Clarifai's"
	case ok && e.Code == CodeSuccess, !ok && x.route.Succeeds(int32(e.Code)):
		e.problem = "the HTTP status and Clarifai's code contradict each other"
	}
	x.advise(e)
	return e
}

// failUnread describes a try without a readable response.
func (x *exchange) failUnread(ctx context.Context, e *Error, try *transport.Try) {
	e.cause = try.Err
	switch {
	case errors.Is(try.Err, transport.ErrGuard):
		e.kind = ErrGuarded
	case errors.Is(try.Err, transport.ErrCredential):
		e.kind = ErrUnauthorized
	case errors.Is(try.Err, transport.ErrTooLarge):
		e.kind, e.hint = ErrTooLarge, "WithMaxResponseBytes raises the limit"
	case ctx.Err() != nil:
		e.kind, e.cause = errNone, ctx.Err()
	case errors.Is(try.Err, transport.ErrLimiter):
		e.kind = ErrRateLimited
	default:
		e.kind = ErrUnavailable
	}
	if text := try.Err.Error(); x.clean(try, text) != text {
		e.cause = errors.New(x.clean(try, text))
	}
}

// errNone keeps an error from being classified.
var errNone = errors.New("clarifai: no sentinel")

// advise adds what the caller can do.
func (x *exchange) advise(e *Error) {
	switch e.sentinel() {
	case ErrInvalid:
		if x.route.Credential == route.Session && !x.client.hasSession {
			e.hint = "this route took a browser session in 2022: if it is the credential that is refused, try WithSessionToken"
		}
	case ErrUnauthorized, ErrForbidden:
		switch {
		case x.route.Credential == route.Session && !x.client.hasSession:
			e.hint = "this route took a browser session in 2022: try WithSessionToken"
		case x.route.Credential == route.Session && e.sentinel() == ErrUnauthorized:
			e.hint = "a browser session ends: the session token may have to be taken anew"
		case e.Code == CodeInsufficientScopes && len(x.route.Scopes) > 0:
			e.hint = "it needs the scopes " + strings.Join(x.route.Scopes, ", ") + ", and a role that may do it"
			if all := needAll(x.route.Scopes); all != "" {
				e.hint += "; " + all
			}
		}
	case ErrRouteUnavailable:
		if x.template == "" {
			break // a Call's path is its caller's
		}
		e.hint = fmt.Sprintf("%s %s is of grade %v: if Clarifai has it elsewhere now, WithRoute(%q, …) points there",
			x.method, x.template, x.route.Grade, x.route.Op)
	case ErrRateLimited, ErrUnavailable:
		if e.RetryAfter > x.client.retry.MaxRetryAfter {
			e.hint = fmt.Sprintf("Clarifai asks to wait %v, longer than RetryPolicy.MaxRetryAfter", e.RetryAfter)
		}
	}
}

func (x *exchange) newError() *Error {
	return &Error{Op: Operation(x.route.Op), subject: subject(hide(x.ids, x.secrets))}
}

func (x *exchange) invalid(format string, args ...any) *Error {
	e := x.newError()
	e.kind, e.problem = ErrInvalid, fmt.Sprintf(format, args...)
	return e
}

// statusCode gives the code of an envelope, and its name where that is all
// that is known.
func statusCode(c wire.Code) (StatusCode, string) {
	if c.Name == "" {
		return StatusCode(c.Number), ""
	}
	if n, ok := statusCodeNumber(c.Name); ok {
		return StatusCode(n), ""
	}
	return 0, c.Name
}

// invalid is the error of bad input to an operation.
func invalid(op Operation, format string, args ...any) *Error {
	return &Error{Op: op, kind: ErrInvalid, problem: fmt.Sprintf(format, args...)}
}

// incomplete is the error of a success that lacks what it should carry.
func incomplete(op Operation, what string, ids ...string) *Error {
	return &Error{Op: op, subject: subject(ids), problem: "Clarifai reports success, but its response carries no " + what}
}

// one is how an operation with a single result ends: no value without an id
// passes for one.
func one[T any](value *T, id func(*T) string, err error, op Operation, what string, ids ...string) (*T, error) {
	switch {
	case err != nil:
		return nil, err
	case value == nil || id(value) == "":
		return nil, incomplete(op, what, ids...)
	}
	return value, nil
}

// idLetters are the characters of Clarifai's ids.
const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// checkID says what is wrong with an id for a path, "" for nothing. Ids that
// could reach another endpoint are refused; the rest is Clarifai's to judge.
func checkID(id string) string {
	if id != "" && strings.IndexFunc(id, notPlain) < 0 {
		return ""
	}
	switch {
	case id == "":
		return "is empty"
	case id == "." || id == "..":
		return fmt.Sprintf("%q is not an id", id)
	case !utf8.ValidString(id):
		return "is not valid UTF-8"
	case strings.ContainsAny(id, `/\?#%`):
		return fmt.Sprintf(`%q has one of / \ ? # %%`, id)
	case strings.ContainsFunc(id, unicode.IsControl):
		return fmt.Sprintf("%q has control characters", id)
	}
	return ""
}

// notPlain is false for what Clarifai's own ids are made of.
func notPlain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// fillPath puts ids, in the order of the operation's own route, into a
// template, and tells the owner among them, "" for none.
func fillPath(own, template string, ids []string) (path, owner string, err error) {
	if n := strings.Count(own, "{"); n != len(ids) {
		return "", "", fmt.Errorf("%d ids for %d placeholders", len(ids), n)
	}
	if len(ids) == 0 {
		return template, "", nil
	}
	size := len(template)
	for _, id := range ids {
		size += len(id)
	}
	var b strings.Builder
	b.Grow(size)
	for rest, found := template, true; found; {
		var name string
		name, rest, found = strings.Cut(rest, "{")
		b.WriteString(name)
		if !found {
			break
		}
		name, rest, _ = strings.Cut(rest, "}")
		id := ids[route.Position(own, name)]
		if problem := checkID(id); problem != "" {
			return "", "", fmt.Errorf("the %s %s", placeholderWords(own, name), problem)
		}
		if name == "user_app_id.user_id" {
			owner = id
		}
		b.WriteString(url.PathEscape(id))
	}
	return b.String(), owner, nil
}

// placeholderWords says what a placeholder stands for.
func placeholderWords(template, name string) string {
	switch {
	case name == "user_app_id.user_id" && strings.HasPrefix(template, "/v2/organizations/"):
		return "organization id"
	case name == "id" && strings.Contains(template, "invitation"):
		return "invitation id"
	case name == "id":
		before, _, _ := strings.Cut(template, "/{id}")
		return strings.TrimSuffix(before[strings.LastIndex(before, "/")+1:], "s") + " id"
	}
	return strings.ReplaceAll(strings.TrimPrefix(name, "user_app_id."), "_", " ")
}

// checkPath says what is wrong with an escaped path, "" for nothing.
func checkPath(path string) string {
	if !strings.HasPrefix(path, "/") {
		return fmt.Sprintf("the path %q does not start with a slash", path)
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return fmt.Sprintf("the path %q is not escaped well", path)
		}
		if strings.ContainsAny(segment, `?#\{}`) {
			return fmt.Sprintf(`the path %q has one of ? # \ { }; a query is handed over on its own`, path)
		}
		if problem := checkID(plain); problem != "" {
			return fmt.Sprintf("a part of the path %q %s", path, problem)
		}
	}
	return ""
}

// canonicalPath escapes a path that was checked before in one way, so that no
// spelling of it passes for another path.
func canonicalPath(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			continue
		}
		segments[i] = url.PathEscape(mustUnescape(segment))
	}
	return strings.Join(segments, "/")
}

// mustUnescape undoes the escaping of a path that was checked before.
func mustUnescape(path string) string {
	plain, err := url.PathUnescape(path)
	if err != nil {
		return path
	}
	return plain
}

// hide gives ids as errors may show them.
func hide(ids, secrets []string) []string {
	if len(secrets) == 0 {
		return ids
	}
	shown := slices.Clone(ids)
	for i, id := range shown {
		if slices.Contains(secrets, id) {
			shown[i] = redacted
		}
	}
	return shown
}

// subject names what a call is on, for its errors.
func subject(ids []string) string { return strings.Join(ids, "/") }

// quoted shows a caller's text in an error, cut to a readable length.
func quoted(s string) string { return fmt.Sprintf("%.80q", s) }

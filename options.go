package clarifai

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// Option configures a [Client]. Options do not depend on their order; of the
// same option given twice, the later one counts.
type Option func(*config) error

// config is what the options say. It lives only while NewClient runs.
type config struct {
	pat, session    *string
	tokens          oauth2.TokenSource
	baseURL         *string
	httpClient      *http.Client
	retry           RetryPolicy
	limiter         Limiter
	logger          *slog.Logger
	userAgent       string
	requestIDPrefix string
	maxBytes        int64
	insecure        bool
	guard           *Guard
	overrides       map[Operation]override
}

// WithPAT authenticates by a personal access token, as scopes and member roles
// allow it.
func WithPAT(pat string) Option {
	return func(c *config) error {
		c.pat = &pat
		return validSecret("WithPAT", pat)
	}
}

// WithSessionToken authenticates by a browser session: what some routes took
// in 2022, see [CredentialSession]. It may be given beside a PAT; the route
// decides which of the two goes out.
func WithSessionToken(token string) Option {
	return func(c *config) error {
		c.session = &token
		return validSecret("WithSessionToken", token)
	}
}

// WithTokenSource asks source for the personal access token before each try:
// for tokens that rotate. Of its token only AccessToken is used. It replaces
// WithPAT and cannot be given beside it. What its error says is not shown, since
// it may quote the token; [errors.Is] and [errors.As] find that error.
func WithTokenSource(source oauth2.TokenSource) Option {
	return func(c *config) error {
		if missing(source) {
			return invalidOption("WithTokenSource: the source is nil")
		}
		c.tokens = source
		return nil
	}
}

// WithBaseURL talks to another server than https://api.clarifai.com, such as a
// gateway; its path, if it has one, is put before every route's, and so must not
// end in /v2. It must be an https URL unless [WithInsecureHTTP] is given.
func WithBaseURL(base string) Option {
	return func(c *config) error {
		c.baseURL = &base
		return nil
	}
}

// WithInsecureHTTP allows a base URL of http, over which the credential is
// readable on the way: for a server on the same machine. To another machine it
// goes through the environment's HTTP_PROXY, if there is one, which reads the
// credential, too. Of a request to an https URL a proxy sees the host and port.
func WithInsecureHTTP() Option {
	return func(c *config) error {
		c.insecure = true
		return nil
	}
}

// WithHTTPClient sends requests through client: its Transport, its Timeout
// (which bounds one try) and its Jar are used. The client itself is copied and
// not changed. Its CheckRedirect is not used, since redirects are not followed.
//
// Without this option the client has a connection pool of its own, and a try
// may take a minute. To a base URL of http it opens 64 connections at most; a
// call that finds none free waits for one, within its try's minute.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		switch {
		case client == nil:
			return invalidOption("WithHTTPClient: the client is nil")
		case client.Transport != nil && missing(client.Transport), client.Jar != nil && missing(client.Jar):
			return invalidOption("WithHTTPClient: the client's Transport or Jar is an interface that holds nil")
		}
		c.httpClient = client
		return nil
	}
}

// RetryPolicy says how often and how soon a failed try is followed by another.
// What may be retried at all belongs to the operation, see [RetryClass]. A
// field that is zero means its default.
type RetryPolicy struct {
	// MaxRetries is how many tries may follow the first. 0 means 4, a negative
	// number none. Where tries come too soon (429), twice as many may follow.
	MaxRetries int
	// MinWait and MaxWait bound the wait between two tries: before retry n it
	// is a random time up to MinWait·2ⁿ, at most MaxWait. 0 means 200 ms and
	// 10 s, or the other bound if that one is beyond it. After a 429 MinWait is
	// a second at least, and half the time is not left to chance.
	MinWait, MaxWait time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for. A response
	// that asks for more ends the call, with Error.RetryAfter set. 0 means one
	// minute.
	MaxRetryAfter time.Duration
	// Settle is how long a write may take to become visible to reads: for so
	// long an operation of class Verify with a doubtful outcome is looked for
	// before it is taken as not done. 0 means 5 s; a negative time means to
	// look once.
	VerifyTimeout time.Duration
}

const (
	defaultMinWait = 200 * time.Millisecond
	defaultMaxWait = 10 * time.Second
)

func (p RetryPolicy) withDefaults() RetryPolicy {
	def := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	if p.MaxRetries == 0 {
		p.MaxRetries = 4
	}
	p.MaxRetries = min(max(p.MaxRetries, 0), 1<<20) // twice as many are counted
	// A bound that is not set follows the one that is.
	if p.MaxWait > 0 {
		def(&p.MinWait, min(defaultMinWait, p.MaxWait))
	}
	def(&p.MinWait, defaultMinWait)
	def(&p.MaxWait, max(defaultMaxWait, p.MinWait))
	def(&p.MaxRetryAfter, time.Minute)
	def(&p.VerifyTimeout, 5*time.Second)
	return p
}

// WithRetry changes how often and how soon failed tries are repeated.
func WithRetry(policy RetryPolicy) Option {
	return func(c *config) error {
		if policy.MinWait < 0 || policy.MaxWait < 0 || policy.MaxRetryAfter < 0 {
			return invalidOption("WithRetry: a wait is negative")
		}
		c.retry = policy
		if p := policy.withDefaults(); p.MinWait > p.MaxWait {
			return invalidOption(fmt.Sprintf("WithRetry: MinWait (%v) is over MaxWait (%v)", p.MinWait, p.MaxWait))
		}
		return nil
	}
}

// Limiter is waited for before every try; an error ends the call. The
// *rate.Limiter of golang.org/x/time/rate is one, and so can be a limiter that
// many machines share. Clarifai allows 15 requests a second by default.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter waits for limiter before every try.
func WithLimiter(limiter Limiter) Option {
	return func(c *config) error {
		if missing(limiter) {
			return invalidOption("WithLimiter: the limiter is nil")
		}
		c.limiter = limiter
		return nil
	}
}

// WithLogger logs one line for every try: at Debug, or at Warn when another
// try follows. It has operation, method, route (the template), status, code,
// request_id, try and duration, and failure, in a word, where there was no
// response or none that could be taken in; never a header, a body or a URL.
// Without this option nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil || logger.Handler() == nil {
			return invalidOption("WithLogger: the logger is nil")
		}
		c.logger = logger
		return nil
	}
}

// WithUserAgent puts product, such as "acme-onboarding/1.4", before the
// package's own User-Agent.
func WithUserAgent(product string) Option {
	return func(c *config) error {
		c.userAgent = product
		if product == "" || !printableASCII(product) {
			return invalidOption("WithUserAgent: the product is empty or has characters that a header cannot carry")
		}
		return nil
	}
}

// WithRequestIDPrefix marks every request of a run: the prefix comes back at
// the start of Clarifai's request ids, in errors and in the audit log. It has
// 1 to 64 letters, digits, '-', '_' and '.'.
func WithRequestIDPrefix(prefix string) Option {
	return func(c *config) error {
		c.requestIDPrefix = prefix
		if len(prefix) == 0 || len(prefix) > 64 || strings.Trim(prefix, idLetters+".") != "" {
			return invalidOption("WithRequestIDPrefix: it takes 1 to 64 letters, digits, '-', '_' and '.'")
		}
		return nil
	}
}

// WithMaxResponseBytes bounds what a response may hold, decompressed. The
// default is 64 MiB. A larger response is an error that is [ErrTooLarge].
func WithMaxResponseBytes(n int64) Option {
	return func(c *config) error {
		if n <= 0 {
			return invalidOption("WithMaxResponseBytes: the limit is not positive")
		}
		c.maxBytes = min(n, math.MaxInt64-1) // a byte more is read, to see that there are more
		return nil
	}
}

// WithGuard puts rails around the client; see [Guard].
func WithGuard(guard Guard) Option {
	return func(c *config) error {
		c.guard = &guard
		return guard.validate()
	}
}

// override is where WithRoute points an operation.
type override struct{ method, path string }

// shape is what tells an override from another: where its placeholders stand,
// and not how they are called.
func (o override) shape() string {
	segments := strings.Split(o.path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "{}"
		}
	}
	return o.method + " " + strings.Join(segments, "/")
}

// WithRoute points an operation at another method and path: for routes that
// Clarifai has moved since the definitions that this package is built on. The
// path keeps each placeholder of the operation's own route, spelled as in
// [Routes]; a method and path that belong to another operation, or that another
// WithRoute gives, are refused.
// What the operation means, its retries and its guard stay as they are.
func WithRoute(op Operation, method, path string) Option {
	return func(c *config) error {
		r := route.Lookup(string(op))
		if r == nil {
			return invalidOption(fmt.Sprintf("WithRoute: there is no operation %q", op))
		}
		if !httpMethod(method) {
			return invalidOption(fmt.Sprintf("WithRoute(%q): %q is not a method", op, method))
		}
		if r.Class == route.Read && method != http.MethodGet && method != http.MethodPost {
			return invalidOption(fmt.Sprintf("WithRoute(%q): a reading operation takes GET or POST", op))
		}
		if problem := checkTemplate(r, method, path); problem != "" {
			return invalidOption(fmt.Sprintf("WithRoute(%q): %s", op, problem))
		}
		if c.overrides == nil {
			c.overrides = make(map[Operation]override)
		}
		c.overrides[op] = override{method, canonicalPath(path)}
		return nil
	}
}

// checkTemplate says what is wrong with an override of a route, "" for nothing.
func checkTemplate(r *route.Route, method, path string) string {
	left := route.Placeholders(r.Path)
	concrete := make([]string, 0, 8) // the path with an id at each placeholder
	for segment := range strings.SplitSeq(path, "/") {
		plain, err := url.PathUnescape(segment)
		if err == nil && strings.ContainsAny(plain, "{}") {
			n := slices.IndexFunc(left, func(name string) bool { return segment == "{"+name+"}" })
			if n < 0 {
				return fmt.Sprintf("%q is no placeholder of the operation, or stands there twice", segment)
			}
			left = slices.Delete(left, n, n+1)
			segment = "x"
		}
		concrete = append(concrete, segment)
	}
	if len(left) > 0 {
		return "the path lacks {" + left[0] + "}"
	}
	if problem := checkPath(strings.Join(concrete, "/")); problem != "" {
		return problem
	}
	other := route.Match(method, canonicalPath(strings.Join(concrete, "/")))
	if other != nil && (other.Method != r.Method || other.Path != r.Path) {
		return fmt.Sprintf("%s %s belongs to %q", method, path, other.Op)
	}
	return ""
}

// finish checks what options say together, and takes the environment in where
// they say nothing.
func (c *config) finish() (*credentials, *url.URL, error) {
	if c.pat != nil && c.tokens != nil {
		return nil, nil, invalidOption("WithPAT and WithTokenSource exclude each other")
	}
	if c.pat == nil && c.session == nil && c.tokens == nil {
		for name, into := range map[string]**string{"CLARIFAI_PAT": &c.pat, "CLARIFAI_SESSION_TOKEN": &c.session} {
			value := strings.TrimSpace(os.Getenv(name)) // files and secret stores add line ends
			if value == "" {
				continue
			}
			if err := validSecret(name, value); err != nil {
				return nil, nil, err
			}
			*into = &value
		}
	}
	ops := slices.Sorted(maps.Keys(c.overrides))
	for i, op := range ops {
		for _, other := range ops[i+1:] {
			if c.overrides[op].shape() == c.overrides[other].shape() {
				return nil, nil, invalidOption(fmt.Sprintf("WithRoute: %q and %q have the same method and path", op, other))
			}
		}
	}
	creds := &credentials{pat: c.tokens}
	if c.pat != nil {
		creds.pat = oauth2.StaticTokenSource(&oauth2.Token{AccessToken: *c.pat, TokenType: tokenType})
	}
	if c.session != nil {
		creds.session = *c.session
	}

	base, name := defaultBaseURL, "CLARIFAI_API_BASE"
	if value := strings.TrimSpace(os.Getenv(name)); value != "" {
		base = value
	}
	if c.baseURL != nil {
		base, name = *c.baseURL, "WithBaseURL"
	}
	u, err := parseBaseURL(name, base, c.insecure)
	return creds, u, err
}

func parseBaseURL(name, base string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "":
		return nil, invalidOption(name + " is not an absolute URL such as https://api.clarifai.com")
	case u.User != nil:
		return nil, invalidOption(name + " carries a user name or a password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, invalidOption(name + " carries a query or a fragment")
	case u.Scheme == "http" && !insecure:
		return nil, invalidOption(name + " is http, which would show the credential to the network: use https, or WithInsecureHTTP for a server on this machine")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, invalidOption(name + " is neither https nor http")
	}
	if path := strings.TrimRight(u.EscapedPath(), "/"); path != "" {
		if problem := checkPath(path); problem != "" {
			return nil, invalidOption(name + ": " + problem)
		}
	}
	if path, ok := strings.CutSuffix(strings.TrimRight(u.Path, "/"), "/v2"); ok {
		u.Path, u.RawPath = path, ""
		return nil, invalidOption(name + " must not end in /v2, with which the path of every route begins: use " + u.String())
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	u.Host = strings.TrimSuffix(u.Host, ":")
	return u, nil
}

// poolSize is how many connections a client's own pool keeps.
const poolSize = 64

// newHTTPClient is what a client uses that is handed none: a pool of its own,
// sized for one busy bot against one host.
func newHTTPClient(base *url.URL) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	most := 0
	if base.Scheme == "http" {
		// Each call under way has a connection, and net/http would open about
		// twice as many in a burst. Over https HTTP/2 needs one for all, and
		// requests can hang where it is limited (golang/go#34941).
		most = poolSize
	}
	return &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           dialer.DialContext,
			ForceAttemptHTTP2:     true,
			MaxIdleConns:          poolSize,
			MaxIdleConnsPerHost:   poolSize,
			MaxConnsPerHost:       most,
			IdleConnTimeout:       90 * time.Second,
			TLSHandshakeTimeout:   10 * time.Second,
			ExpectContinueTimeout: time.Second,
			// A tenth of net/http's own limit: a header of a few bytes takes a
			// hundred in memory.
			MaxResponseHeaderBytes: 1 << 20,
			// Else the error would be the proxy's own words, which may quote
			// its user and password.
			OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
				if response.StatusCode != http.StatusOK {
					return fmt.Errorf("the proxy refuses the connection: HTTP %d", response.StatusCode)
				}
				return nil
			},
		},
	}
}

// CallOption changes one call.
type CallOption func(*callOptions) (problem string)

type callOptions struct {
	header   http.Header
	response *Response
	noRetry  bool
}

// Response is what [WithResponse] keeps of a call's last response.
type Response struct {
	HTTPStatus int // 0: there was none
	Code       StatusCode
	RequestID  string
	Header     http.Header
	Attempts   int // requests that the call took; those of a read-back not counted
}

// WithHeader adds a header to the requests of a call. The headers that
// authenticate, frame, encode or repeat a request cannot be set.
func WithHeader(key, value string) CallOption {
	key = http.CanonicalHeaderKey(key)
	return func(o *callOptions) string {
		switch key {
		case "Content-Encoding", "Expect", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Upgrade",
			"Authorization", "X-Clarifai-Session-Token", "X-Clarifai-Request-Id-Prefix", "Cookie", "Host",
			"Content-Length", "Content-Type", "Transfer-Encoding", "Accept-Encoding", "Connection", "Proxy-Authorization",
			"Idempotency-Key", "X-Idempotency-Key": // by which net/http sends a write again of its own accord
			return "WithHeader: " + key + " is the client's own"
		}
		if !token(key) || !printableASCII(value) {
			return "WithHeader: the name or the value has characters that a header cannot carry"
		}
		if o.header == nil {
			o.header = make(http.Header)
		}
		o.header.Add(key, value)
		return ""
	}
}

// WithResponse keeps the metadata of the call's last response, also when
// the call fails. A call that ends before anything is sent leaves the zero
// Response, whatever an earlier call has left there. With an All method it is that of the page reached. The headers
// are those that came, but for the credential and other secrets of the call: of
// these a header that echoes them has "[redacted]".
func WithResponse(into *Response) CallOption {
	return func(o *callOptions) string {
		if into == nil {
			return "CaptureResponse: there is nothing to write to"
		}
		o.response = into
		return ""
	}
}

// WithoutRetry sends the call's request once only. The reads that find out
// about a doubtful creation are made all the same.
func WithoutRetry() CallOption {
	return func(o *callOptions) string {
		o.noRetry = true
		return ""
	}
}

// forReads are the options of the reads that a method makes besides its own
// request: they carry the call's headers, and nothing else of it.
func forReads(opts []CallOption) []CallOption {
	options, problem := gather(opts)
	if problem != "" || len(options.header) == 0 { // the request itself was refused for the problem
		return nil
	}
	return []CallOption{func(o *callOptions) string {
		o.header = options.header
		return ""
	}}
}

// begin empties what [WithResponse] writes to. Every method that can end
// before its own request begins with it, so that what is captured is never that
// of an earlier call.
func begin(opts []CallOption) {
	if options, _ := gather(opts); options.response != nil {
		*options.response = Response{}
	}
}

func gather(opts []CallOption) (callOptions, string) {
	if len(opts) == 0 {
		return callOptions{}, ""
	}
	return gatherAll(opts)
}

func gatherAll(opts []CallOption) (o callOptions, problem string) {
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if found := opt(&o); problem == "" {
			problem = found
		}
	}
	return o, problem
}

// invalidOption is the error of an option, or of a client made from options.
func invalidOption(problem string) *Error {
	return &Error{Op: "options", problem: problem, kind: ErrInvalid}
}

// missing reports whether an interface holds nothing that can be called.
func missing(v any) bool {
	held := reflect.ValueOf(v)
	return !held.IsValid() || (held.Kind() == reflect.Pointer || held.Kind() == reflect.Func) && held.IsNil()
}

// placeholder matches what stands in scripts and manuals for a token, or for the
// variable that holds it. Tokens are digits and letters of both cases or of one.
var placeholder = regexp.MustCompile(`^(\$.*|<.*>|\{.*\}|%.*%|[A-Z]+(_[A-Z]+)+|(?i:your([_-][a-z]+)+))$`)

// validSecret reports what is wrong with a credential, and never shows it.
func validSecret(name, secret string) error {
	switch {
	case secret == "":
		return invalidOption(name + " is empty")
	case isRedacted(secret):
		return invalidOption(name + " cannot be " + strconv.Quote(redacted) + ": that is what was marshaled or printed in a secret's place")
	case strings.ContainsAny(secret[:1]+secret[len(secret)-1:], "\"'`"):
		return invalidOption(name + " is in quotes: it must be the token alone, without them")
	case placeholder.MatchString(secret):
		return invalidOption(name + " is a placeholder such as ${NAME} or YOUR_PAT: it must be the token itself")
	case !printableASCII(secret) || strings.Contains(secret, " "):
		return invalidOption(name + " has spaces, line ends or other characters that no token has")
	}
	return nil
}

func printableASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// token reports whether s can name a header.
func token(s string) bool {
	return s != "" && strings.Trim(s, idLetters+"!#$%&'*+.^`|~") == ""
}

func httpMethod(method string) bool {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

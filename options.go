package clarifai

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// Option configures a [Client]. If an option is given twice, the later one counts.
// Otherwise the order of options does not matter.
type Option interface{ apply(*config) error }

// Limiter limits the rate of requests. An error of Wait ends the call. A
// *rate.Limiter of golang.org/x/time/rate is a Limiter, and so can be one that many
// machines share. Clarifai allows 15 requests a second by default.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter waits for limiter before every attempt.
func WithLimiter(limiter Limiter) Option {
	return optionFunc(func(c *config) error {
		if isNil(limiter) {
			return invalidOption("WithLimiter: the limiter must not be nil")
		}
		c.limiter = limiter
		return nil
	})
}

// WithLogger logs one line for each attempt: at Warn if another attempt follows,
// and otherwise at Debug. A line has operation, method, route (the template),
// status, code, request_id, attempt and duration. It has failure, a
// one-word reason, if there was no response or none that could be read. It never has a header, a body
// or a URL. Without this option nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return optionFunc(func(c *config) error {
		if logger == nil || logger.Handler() == nil {
			return invalidOption("WithLogger: the logger must not be nil")
		}
		c.logger = logger
		return nil
	})
}

// WithUserAgent puts product, such as "acme-onboarding/1.4", before the
// package's own User-Agent.
func WithUserAgent(product string) Option {
	return optionFunc(func(c *config) error {
		c.userAgent = product
		if product == "" || !printableASCII(product) {
			return invalidOption("WithUserAgent: the product must be printable ASCII and not empty")
		}
		return nil
	})
}

// WithRequestIDPrefix marks every request of a run. Clarifai's request IDs in
// errors and in the audit log then begin with prefix, which must be 1 to 64
// letters, digits, '-', '_' and '.'.
func WithRequestIDPrefix(prefix string) Option {
	return optionFunc(func(c *config) error {
		c.requestIDPrefix = prefix
		if len(prefix) == 0 || len(prefix) > 64 || strings.Trim(prefix, letters+".") != "" {
			return invalidOption("WithRequestIDPrefix: the prefix must be 1 to 64 letters, digits, '-', '_' and '.'")
		}
		return nil
	})
}

// WithMaxResponseBytes limits the size of a response, decompressed. Zero means
// the default of 64 MiB, and a negative number no limit. A larger response is
// [ErrTooLarge].
func WithMaxResponseBytes(n int64) Option {
	return optionFunc(func(c *config) error {
		switch {
		case n == 0:
			n = defaultMaxBytes
		case n < 0:
			n = math.MaxInt64
		}
		// One byte more is read, to notice a larger response.
		c.maxBytes = min(n, math.MaxInt64-1)
		return nil
	})
}

// WithGuard restricts what the client sends; see [Guard].
func WithGuard(guard Guard) Option {
	return optionFunc(func(c *config) error {
		c.guard = &guard
		return guard.validate()
	})
}

type optionFunc func(*config) error

func (f optionFunc) apply(c *config) error { return f(c) }

// config collects what the options set. Only NewClient uses it.
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

// finish checks the options against each other, and reads the environment for what
// they do not set.
func (c *config) finish() (*credentials, *url.URL, error) {
	if c.pat != nil && c.tokens != nil {
		return nil, nil, invalidOption("WithPAT and WithTokenSource must not both be used")
	}
	if c.pat == nil && c.session == nil && c.tokens == nil {
		for name, into := range map[string]**string{"CLARIFAI_PAT": &c.pat, "CLARIFAI_SESSION_TOKEN": &c.session} {
			value := strings.TrimSpace(os.Getenv(name)) // files end in line breaks
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
				return nil, nil, invalidOption(fmt.Sprintf("WithRoute: %q and %q must not have the same method and path", op, other))
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

// invalidOption returns the error of a wrong option.
func invalidOption(problem string) *Error {
	return &Error{Op: "options", problem: problem, kind: ErrInvalid}
}

// isNil reports whether v is nil or holds a nil pointer or function.
func isNil(v any) bool {
	held := reflect.ValueOf(v)
	return !held.IsValid() || (held.Kind() == reflect.Pointer || held.Kind() == reflect.Func) && held.IsNil()
}

func printableASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// isHTTPMethod reports whether method is one that this package sends.
func isHTTPMethod(method string) bool {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

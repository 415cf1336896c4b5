package clarifai

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/oauth2"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// WithPAT authenticates with a personal access token. Its scopes and the member
// roles of its owner limit what it may do.
func WithPAT(pat string) Option {
	return optionFunc(func(c *config) error {
		c.pat = &pat
		return validSecret("WithPAT", pat)
	})
}

// WithSessionToken authenticates with a browser session, which some routes required
// in 2022; see [CredentialSession]. It can be combined with a PAT: the route then
// decides which of the two is sent.
func WithSessionToken(token string) Option {
	return optionFunc(func(c *config) error {
		c.session = &token
		return validSecret("WithSessionToken", token)
	})
}

// WithTokenSource asks source for the personal access token before each attempt,
// for tokens that rotate. Only the AccessToken of its token is used. It cannot be
// combined with WithPAT. The text of the source's error is not shown, since it may
// quote the token; [errors.Is] and [errors.As] find the error.
func WithTokenSource(source oauth2.TokenSource) Option {
	return optionFunc(func(c *config) error {
		if isNil(source) {
			return invalidOption("WithTokenSource: the source must not be nil")
		}
		c.tokens = source
		return nil
	})
}

// credentials are what a client may send. They are held by pointer, so that
// printing their holder shows an address.
type credentials struct {
	pat     oauth2.TokenSource // may be nil
	session string             // may be empty
	// last is the PAT that was sent last. It holds nil before the first.
	last atomic.Pointer[sentPAT]
}

// sentPAT is a personal access token and the header that it is sent in.
type sentPAT struct{ pat, header string }

// redact removes the client's credentials from a text that came from outside.
func (c *Client) redact(text string) string {
	creds := c.creds.Load()
	if creds == nil {
		return text
	}
	return redact.Text(text, deref(creds.last.Load()).pat, creds.session)
}

// authenticate returns the credential that a route takes. If that one is not
// configured, it returns the other: Clarifai decides whether to accept it.
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
	current, err := creds.pat.Token()
	if err != nil {
		return none, &sourceError{err}
	}
	last := creds.last.Load()
	if current == nil || last == nil || current.AccessToken != last.pat {
		if current == nil || validSecret("token", current.AccessToken) != nil {
			return none, errors.New("the token source returned no usable token")
		}
		token := oauth2.Token{AccessToken: current.AccessToken, TokenType: tokenType}
		last = &sentPAT{token.AccessToken, token.Type() + " " + token.AccessToken}
		creds.last.Store(last)
	}
	return transport.Authentication{Key: "Authorization", Value: last.header, Secret: last.pat}, nil
}

// sourceError wraps the error of a token source. It does not show its text, which
// may quote the token.
type sourceError struct{ err error }

func (e *sourceError) Error() string    { return "the token source failed" }
func (e *sourceError) GoString() string { return e.Error() }
func (e *sourceError) Unwrap() error    { return e.err }

// WithPAT returns a copy of the client that authenticates with another personal
// access token, and with nothing else: a session token is not copied. The two share
// their connections, limits and guard. Closing the client closes the copy, too.
func (c *Client) WithPAT(pat Secret) (*Client, error) {
	if err := validSecret("WithPAT", pat.Reveal()); err != nil {
		return nil, err
	}
	own := &Client{parent: c, base: c.base, closeIdle: func() {}, header: c.header, bodyHeader: c.bodyHeader, retry: c.retry, overrides: c.overrides}
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
	own.initServices()
	return own, nil
}

// uses reports whether pat is the personal access token that the client sent last.
func (c *Client) uses(pat Secret) bool {
	creds := c.creds.Load()
	return creds != nil && deref(creds.last.Load()).pat == pat.Reveal()
}

// placeholder matches what scripts and manuals write for a token, such as the name
// of the variable that holds it. No token looks like that.
var placeholder = regexp.MustCompile(`^(\$.*|<.*>|\{.*\}|%.*%|[A-Z]+(_[A-Z]+)+|(?i:your([_-][a-z]+)+))$`)

// validSecret returns an error that says what is wrong with a credential, without
// showing it, or nil.
func validSecret(name, secret string) error {
	switch {
	case secret == "":
		return invalidOption(name + " must not be empty")
	case redact.IsPlaceholder(secret):
		return invalidOption(name + " must not be " + strconv.Quote(redact.Placeholder) + ", which is printed and marshaled in place of a secret")
	case strings.ContainsAny(secret[:1]+secret[len(secret)-1:], "\"'`"):
		return invalidOption(name + " must be the token alone, without quotes")
	case placeholder.MatchString(secret):
		return invalidOption(name + " must be the token itself, not a placeholder such as ${NAME} or YOUR_PAT")
	case !printableASCII(secret) || strings.Contains(secret, " "):
		return invalidOption(name + " must not have spaces, line breaks or other characters that no token has")
	}
	return nil
}

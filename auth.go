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

// WithPAT authenticates by a personal access token, as scopes and member roles
// allow it.
func WithPAT(pat string) Option {
	return optionFunc(func(c *config) error {
		c.pat = &pat
		return validSecret("WithPAT", pat)
	})
}

// WithSessionToken authenticates by a browser session: what some routes took
// in 2022, see [CredentialSession]. It may be given beside a PAT; the route
// decides which of the two goes out.
func WithSessionToken(token string) Option {
	return optionFunc(func(c *config) error {
		c.session = &token
		return validSecret("WithSessionToken", token)
	})
}

// WithTokenSource asks source for the personal access token before each try:
// for tokens that rotate. Of its token only AccessToken is used. It replaces
// WithPAT and cannot be given beside it. What its error says is not shown, since
// it may quote the token; [errors.Is] and [errors.As] find that error.
func WithTokenSource(source oauth2.TokenSource) Option {
	return optionFunc(func(c *config) error {
		if isNil(source) {
			return invalidOption("WithTokenSource: the source is nil")
		}
		c.tokens = source
		return nil
	})
}

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
	return redact.Text(text, deref(creds.last.Load()).pat, creds.session)
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

// withPAT gives a client that is this one but for its credential. The two share
// their connections, their limits and their guard, and are closed together.
func (c *Client) withPAT(pat Secret) *Client {
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
	own.initServices()
	return own
}

// uses reports whether a personal access token is the one that the client sent
// last.
func (c *Client) uses(pat Secret) bool {
	creds := c.creds.Load()
	return creds != nil && deref(creds.last.Load()).pat == pat.Reveal()
}

// placeholder matches what stands in scripts and manuals for a token, or for the
// variable that holds it. Tokens are digits and letters of both cases or of one.
var placeholder = regexp.MustCompile(`^(\$.*|<.*>|\{.*\}|%.*%|[A-Z]+(_[A-Z]+)+|(?i:your([_-][a-z]+)+))$`)

// validSecret reports what is wrong with a credential, and never shows it.
func validSecret(name, secret string) error {
	switch {
	case secret == "":
		return invalidOption(name + " is empty")
	case redact.IsPlaceholder(secret):
		return invalidOption(name + " cannot be " + strconv.Quote(redact.Placeholder) + ": that is what was marshaled or printed in a secret's place")
	case strings.ContainsAny(secret[:1]+secret[len(secret)-1:], "\"'`"):
		return invalidOption(name + " is in quotes: it must be the token alone, without them")
	case placeholder.MatchString(secret):
		return invalidOption(name + " is a placeholder such as ${NAME} or YOUR_PAT: it must be the token itself")
	case !printableASCII(secret) || strings.Contains(secret, " "):
		return invalidOption(name + " has spaces, line ends or other characters that no token has")
	}
	return nil
}

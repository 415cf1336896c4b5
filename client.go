package clarifai

import (
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"sync/atomic"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
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
	c.initServices()
	return c, nil
}

// initServices gives the client its services.
func (c *Client) initServices() {
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

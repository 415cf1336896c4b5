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
const Version = "0.2.0"

const (
	defaultBaseURL  = "https://api.clarifai.com"
	defaultMaxBytes = 64 << 20
	tokenType       = "Key" // with a capital K, or Clarifai refuses it
)

// Client calls Clarifai. It has one service for each kind of resource. A program
// needs one client for each credential. A Client is safe for concurrent use.
type Client struct {
	Organizations *OrganizationsService
	Members       *MembersService
	Invitations   *InvitationsService
	Teams         *TeamsService
	Roles         *RolesService
	Users         *UsersService
	Notifications *NotificationsService

	Apps              *AppsService
	Models            *ModelsService
	Workflows         *WorkflowsService
	Collaborators     *CollaboratorsService
	Tokens            *TokensService
	Secrets           *SecretsService
	PasswordPolicies  *PasswordPoliciesService
	IdentityProviders *IdentityProvidersService
	AuditLog          *AuditLogService

	Billing *BillingService
	Usage   *UsageService

	ComputeClusters *ComputeClustersService
	Nodepools       *NodepoolsService
	Deployments     *DeploymentsService
	Runners         *RunnersService
	CloudProviders  *CloudProvidersService
	Logs            *LogsService

	base       *url.URL
	transport  *transport.Transport
	settings   transport.Config // of transport
	header     http.Header      // of every request
	bodyHeader http.Header      // of every request with a body
	retry      RetryPolicy
	overrides  map[Operation]override
	hasSession bool
	roles      roleCache
	// parent is the client that WithPAT copied, or nil.
	parent *Client
	// creds holds nil once the client is closed.
	creds atomic.Pointer[credentials]
	// closeIdle closes the idle connections of the client's own pool, if it has one.
	closeIdle func()
}

// NewClient returns a client. Without an option for a credential it reads
// CLARIFAI_PAT and CLARIFAI_SESSION_TOKEN, and without one for the base URL
// CLARIFAI_API_BASE. It does no network I/O: a credential that is wrong or missing
// fails the first call that needs it.
//
// An error is an [*Error] that is [ErrInvalid]. It says which option is wrong.
func NewClient(opts ...Option) (*Client, error) {
	cfg := config{maxBytes: defaultMaxBytes, logger: slog.New(slog.DiscardHandler)}
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt.apply(&cfg); err != nil {
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
		closeIdle:  func() {},
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
		c.closeIdle = cfg.httpClient.CloseIdleConnections
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

// initServices sets the client's services.
func (c *Client) initServices() {
	c.Organizations = &OrganizationsService{service{c}}
	c.Members = &MembersService{service{c}}
	c.Invitations = &InvitationsService{service{c}}
	c.Teams = &TeamsService{service{c}}
	c.Roles = &RolesService{service{c}}
	c.Users = &UsersService{service{c}}
	c.Notifications = &NotificationsService{service{c}}
	c.Apps = &AppsService{service{c}}
	c.Models = &ModelsService{service{c}}
	c.Workflows = &WorkflowsService{service{c}}
	c.Collaborators = &CollaboratorsService{service{c}}
	c.Tokens = &TokensService{service{c}}
	c.Secrets = &SecretsService{service{c}}
	c.PasswordPolicies = &PasswordPoliciesService{service{c}}
	c.IdentityProviders = &IdentityProvidersService{service{c}}
	c.AuditLog = &AuditLogService{service{c}}
	c.Billing = &BillingService{service{c}}
	c.Usage = &UsageService{service{c}}
	c.ComputeClusters = &ComputeClustersService{service{c}}
	c.Nodepools = &NodepoolsService{service{c}}
	c.Deployments = &DeploymentsService{service{c}}
	c.Runners = &RunnersService{service{c}}
	c.CloudProviders = &CloudProvidersService{service{c}}
	c.Logs = &LogsService{service{c}}
}

// service is embedded by every service. It holds the client that sends.
type service struct{ client *Client }

func userAgent(product string) string {
	own := "clarifai-orgs-go/" + Version + " (" + runtime.Version() + ")"
	if product == "" {
		return own
	}
	return product + " " + own
}

// Close forgets the credentials. It also closes idle connections, except those of
// [WithHTTPClient]. Later calls fail. Calls under way fail at their next attempt.
func (c *Client) Close() {
	c.creds.Store(nil)
	c.closeIdle()
}

// String returns the client's base URL in a form for logs.
func (c *Client) String() string {
	return "clarifai.Client(" + c.base.String() + ")"
}

// GoString returns String, so that %#v does not print the client's fields.
func (c *Client) GoString() string { return c.String() }

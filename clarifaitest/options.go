package clarifaitest

import (
	"fmt"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/emulator"
)

// Option sets a server up. Options do not depend on their order, but for the
// order of what they seed.
type Option func(*config) error

type config struct{ emulator.Config }

func set(do func(*config)) Option {
	return func(c *config) error {
		do(c)
		return nil
	}
}

// InMemory serves within the process instead of on a port of 127.0.0.1: needed
// inside a bubble of testing/synctest. [Server.HTTPClient] and [Server.Client]
// reach such a server, nothing else does.
func InMemory() Option { return set(func(c *config) { c.InMemory = true }) }

// WithClock gives the time of everything that the server stamps or expires.
// The default is [time.Now].
func WithClock(now func() time.Time) Option { return set(func(c *config) { c.Clock = now }) }

// WithInvitationLifetime sets how long an invitation stays pending. The default
// is 7 days.
func WithInvitationLifetime(d time.Duration) Option {
	return func(c *config) error {
		c.InvitationLifetime = d
		return positive("WithInvitationLifetime", d)
	}
}

// WithLatency lets a time pass before each request is looked at. The default
// is none.
func WithLatency(d time.Duration) Option {
	return func(c *config) error {
		c.Latency = d
		return positive("WithLatency", d)
	}
}

// variant sets one of the values up to last, and refuses what is none of them.
func variant[V ~uint8](option string, v, last V, do func(*config)) Option {
	return func(c *config) error {
		if v > last {
			return fmt.Errorf("%s: there is no variant %d", option, v)
		}
		do(c)
		return nil
	}
}

func positive(option string, d time.Duration) error {
	if d <= 0 {
		return fmt.Errorf("%s: %v is not a positive time", option, d)
	}
	return nil
}

// RateLimit refuses requests that come too fast with 429 and CONN_THROTTLED.
type RateLimit struct {
	PerSecond  float64       // how many requests a second are let through in the long run
	Burst      int           // how many at once; 0 means 1
	RetryAfter time.Duration // named in the refusal's Retry-After, in whole seconds rounded up; 0: not named
}

// WithRateLimit limits the rate of all requests together. The default is no
// limit.
func WithRateLimit(limit RateLimit) Option {
	return func(c *config) error {
		c.Rate = emulator.Rate(limit)
		if limit.PerSecond <= 0 || limit.Burst < 0 || limit.RetryAfter < 0 {
			return fmt.Errorf("WithRateLimit: PerSecond must be positive, Burst and RetryAfter not negative: %+v", limit)
		}
		return nil
	}
}

// WithSessionOnly restores 2022: the routes for which Clarifai's definitions
// name a session token, such as accepting an invitation, refuse a PAT with 401.
// By default they take one.
func WithSessionOnly() Option { return set(func(c *config) { c.SessionOnly = true }) }

// WithEveryRole lets a member of any role do everything in an organization. By
// default Clarifai's table of what member roles may do is kept, and what that
// does not speak of (the organization itself, policies, identity providers, the
// audit log) takes an Admin; a refusal is CONN_INSUFFICIENT_SCOPES.
func WithEveryRole() Option { return set(func(c *config) { c.EveryRole = true }) }

// WithAuditDelay has every third entry of the audit log show so much later than
// it happened, by the server's clock, and keep its time. By default all entries
// show at once.
func WithAuditDelay(d time.Duration) Option {
	return func(c *config) error {
		c.AuditDelay = d
		return positive("WithAuditDelay", d)
	}
}

// AuditBounds is whether an entry at the very bound of a search's period is in
// it.
type AuditBounds uint8

// Where an entry at a bound belongs; the first is the default.
const (
	AuditBoundsInclusive = AuditBounds(emulator.AuditBoundsInclusive) // in it, at both
	AuditBoundsHalfOpen  = AuditBounds(emulator.AuditBoundsHalfOpen)  // in it at the beginning, and not at the end
	AuditBoundsExclusive = AuditBounds(emulator.AuditBoundsExclusive) // not in it
)

// WithAuditBounds sets whether an entry at the very bound of a search of the
// audit log is found.
func WithAuditBounds(v AuditBounds) Option {
	return variant("WithAuditBounds", v, AuditBoundsExclusive, func(c *config) { c.AuditBounds = emulator.AuditBounds(v) })
}

// WithUsageBounds sets whether usage that is dated at the very bound of the
// period that is asked for is in it. The default is [AuditBoundsInclusive].
func WithUsageBounds(v AuditBounds) Option {
	return variant("WithUsageBounds", v, AuditBoundsExclusive, func(c *config) { c.UsageBounds = emulator.AuditBounds(v) })
}

// WithOvercountedBill has bills count a tenth more of an operation, by its
// op_type, than was used: see [Rates]. By default they count what was used.
func WithOvercountedBill(opType string) Option {
	return set(func(c *config) { c.OvercountedOp = opType })
}

// WithShownCardNumbers has responses carry the whole number of a card, which
// they should not. By default they carry its last four digits.
func WithShownCardNumbers() Option { return set(func(c *config) { c.ShowCardNumbers = true }) }

// WithPayAsYouGo restores that plan's limits: a user makes one organization,
// and it has no teams and no audit log. By default a user makes up to 20, with
// teams. What is seeded counts, and is not limited.
func WithPayAsYouGo() Option { return set(func(c *config) { c.PayAsYouGo = true }) }

// MemberEmails is where lists of members and of collaborators show an email
// address.
type MemberEmails uint8

// Where lists of members show an email address; the first is the default.
const (
	MemberEmailsPrimary = MemberEmails(emulator.MemberEmailsPrimary) // user.primary_email
	MemberEmailsDetail  = MemberEmails(emulator.MemberEmailsDetail)  // user.user_detail.primary_email
	MemberEmailsHidden  = MemberEmails(emulator.MemberEmailsHidden)  // nowhere
)

// WithMemberEmails sets where lists of members and of collaborators show an
// email address. For single users, see [User].
func WithMemberEmails(v MemberEmails) Option {
	return variant("WithMemberEmails", v, MemberEmailsHidden, func(c *config) { c.MemberEmails = emulator.MemberEmails(v) })
}

// Cancel is what cancelling an invitation does on the server.
type Cancel uint8

// What cancelling does; the first is the default.
const (
	CancelMarks   = Cancel(emulator.CancelMarks)   // the invitation shows when it was cancelled
	CancelIgnores = Cancel(emulator.CancelIgnores) // success, and nothing changes
	CancelDeletes = Cancel(emulator.CancelDeletes) // the invitation is gone
	CancelRefused = Cancel(emulator.CancelRefused) // 400 with FAILURE
)

// WithCancel sets what cancelling an invitation does.
func WithCancel(v Cancel) Option {
	return variant("WithCancel", v, CancelRefused, func(c *config) { c.Cancel = emulator.Cancel(v) })
}

// Exists is the answer to creating or adding what is there already.
type Exists uint8

// Answers to creating what is there; the first is the default.
const (
	ExistsConflict     = Exists(emulator.ExistsConflict)     // 409 with DATABASE_DUPLICATE_KEY
	ExistsFailure      = Exists(emulator.ExistsFailure)      // 400 with FAILURE
	ExistsDuplicateKey = Exists(emulator.ExistsDuplicateKey) // 400 with DATABASE_DUPLICATE_KEY
	// ExistsSilent answers with success. There is a second team of the same
	// id, a second invitation; members, team members and the caller's own
	// organizations stay as they are.
	ExistsSilent = Exists(emulator.ExistsSilent)
)

// WithExists sets the answer to creating or adding what is there already.
func WithExists(v Exists) Option {
	return variant("WithExists", v, ExistsSilent, func(c *config) { c.Exists = emulator.Exists(v) })
}

// AppRole is what giving a team an app that it has does to the app's role.
type AppRole uint8

// What giving a team an app again does; the first is the default.
const (
	AppRoleSet     = AppRole(emulator.AppRoleSet)     // the role is set anew
	AppRoleRefused = AppRole(emulator.AppRoleRefused) // refused as [WithExists] says, by 409 where that is silent
	AppRoleIgnored = AppRole(emulator.AppRoleIgnored) // success, and the role stays
)

// WithAppRole sets what giving a team an app that it has does.
func WithAppRole(v AppRole) Option {
	return variant("WithAppRole", v, AppRoleIgnored, func(c *config) { c.AppRole = emulator.AppRole(v) })
}

// WithIgnoredDefaultRole has a change of a team's default role succeed without
// changing anything. By default it changes the role.
func WithIgnoredDefaultRole() Option { return set(func(c *config) { c.IgnoreDefaultRole = true }) }

// WithForbiddenStatus sets the HTTP status beside CONN_INSUFFICIENT_SCOPES. The
// default is 403.
func WithForbiddenStatus(status int) Option {
	return func(c *config) error {
		c.ForbiddenStatus = status
		return refusal("WithForbiddenStatus", status)
	}
}

// WithPlanLimitStatus sets the HTTP status beside CONN_EXCEEDS_LIMITS. The
// default is 403.
func WithPlanLimitStatus(status int) Option {
	return func(c *config) error {
		c.PlanLimitStatus = status
		return refusal("WithPlanLimitStatus", status)
	}
}

func refusal(option string, status int) error {
	if status < 400 || status > 599 {
		return fmt.Errorf("%s: HTTP status %d is not 400 to 599", option, status)
	}
	return nil
}

// Batch is what one bad item does to the request that holds it.
type Batch uint8

// What a bad item does; the first is the default.
const (
	BatchAtomic   = Batch(emulator.BatchAtomic)   // its failure is the request's, and nothing is done
	BatchMixed    = Batch(emulator.BatchMixed)    // the others are done; 207, and the failed item is listed with a status
	BatchUnmarked = Batch(emulator.BatchUnmarked) // the others are done; 207, and the failed item is listed as it was sent
	BatchOmitted  = Batch(emulator.BatchOmitted)  // the others are done; 207, and the failed item is not listed
	BatchSilent   = Batch(emulator.BatchSilent)   // the others are done; 200, and the failed item is not listed
)

// WithBatch sets what one bad item does to the request that holds it.
func WithBatch(v Batch) Option {
	return variant("WithBatch", v, BatchSilent, func(c *config) { c.Batch = emulator.Batch(v) })
}

// RoleNames is how the server spells the names of roles.
type RoleNames uint8

// Spellings of role names; the first is the default.
const (
	RoleNamesDisplay    = RoleNames(emulator.RoleNamesDisplay)    // Organization Contributor
	RoleNamesSnake      = RoleNames(emulator.RoleNamesSnake)      // organization_contributor
	RoleNamesUpperSnake = RoleNames(emulator.RoleNamesUpperSnake) // ORGANIZATION_CONTRIBUTOR
)

// WithRoleNames sets how the server spells the names of roles. What is read by
// the methods of [Server] is spelled as clarifai.RoleRef is.
func WithRoleNames(v RoleNames) Option {
	return variant("WithRoleNames", v, RoleNamesUpperSnake, func(c *config) { c.RoleNames = emulator.RoleNames(v) })
}

// WithKeptOAuthSecrets has a change of an identity provider that does not send
// the client secret keep it. By default such a change blanks it.
func WithKeptOAuthSecrets() Option { return set(func(c *config) { c.KeepOAuthSecrets = true }) }

// WithShownOAuthSecrets has responses show the client secrets of identity
// providers. By default none does.
func WithShownOAuthSecrets() Option { return set(func(c *config) { c.ShowOAuthSecrets = true }) }

// WithKeepingOverwrites has a PATCH with the action "overwrite" keep the fields
// that it leaves out or sends empty. By default it clears them.
func WithKeepingOverwrites() Option { return set(func(c *config) { c.KeepOnOverwrite = true }) }

// WithTrimmedTexts has the server keep names, descriptions and notes without the
// space around them, and with their line ends as \n. By default it keeps what is
// sent.
func WithTrimmedTexts() Option { return set(func(c *config) { c.TrimText = true }) }

// WithTimePrecision has the server cut expiries off to a precision, such as
// time.Microsecond. By default it keeps what is sent.
func WithTimePrecision(d time.Duration) Option {
	return func(c *config) error {
		c.TimePrecision = d
		return positive("WithTimePrecision", d)
	}
}

// WithCompletedScopes has the server give tokens and collaborators the scopes
// that theirs depend on. By default they have what is sent.
func WithCompletedScopes() Option { return set(func(c *config) { c.CompleteScopes = true }) }

// WithHiddenBillingEmails has no response show an organization's billing email.
// By default all do.
func WithHiddenBillingEmails() Option { return set(func(c *config) { c.HideBillingEmails = true }) }

// UnknownPath is the answer to a path that Clarifai does not have.
type UnknownPath uint8

// Answers to an unknown path; the first is the default.
const (
	UnknownPathText           = UnknownPath(emulator.UnknownPathText)           // 404 and plain text
	UnknownPathEnvelope       = UnknownPath(emulator.UnknownPathEnvelope)       // 404 with CONN_DOES_NOT_EXIST
	UnknownPathHTML           = UnknownPath(emulator.UnknownPathHTML)           // 404 and a proxy's page
	UnknownPathNotImplemented = UnknownPath(emulator.UnknownPathNotImplemented) // 501 with NOT_IMPLEMENTED
)

// WithUnknownPath sets the answer to a path that Clarifai does not have.
func WithUnknownPath(v UnknownPath) Option {
	return variant("WithUnknownPath", v, UnknownPathNotImplemented, func(c *config) { c.UnknownPath = emulator.UnknownPath(v) })
}

// WithClampedPerPage has the server give at most n items a page, whatever is
// asked for. By default it gives up to 1000 and refuses to be asked for more.
func WithClampedPerPage(n int) Option {
	return func(c *config) error {
		c.ClampPerPage = n
		if n < 1 {
			return fmt.Errorf("WithClampedPerPage: %d items are no page", n)
		}
		return nil
	}
}

// WithFilteredPages has every list hold items that the caller may not see: the
// first, and from there every n-th. The server cuts pages of the size asked for
// out of all items, and leaves those out of them afterwards, so that pages are
// shorter than asked for before the list has ended. n is at least 2. A page of
// one item can be empty in the middle of a list.
func WithFilteredPages(n int) Option {
	return func(c *config) error {
		c.FilterEvery = n
		if n < 2 {
			return fmt.Errorf("WithFilteredPages: n must be at least 2, not %d", n)
		}
		return nil
	}
}

// WithLag has reads answer from the state of so long ago, so that writes become
// visible late. Writes go by the true state. The default is no lag.
func WithLag(d time.Duration) Option {
	return func(c *config) error {
		c.Lag = d
		return positive("WithLag", d)
	}
}

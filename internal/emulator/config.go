// Package emulator is a stateful, strict Clarifai organizations server in
// memory. It routes and checks requests by internal/contract and writes its
// JSON with structs of its own, so that a mistake in the SDK and one in the
// emulator cannot cancel out. Of the SDK it uses only the names of operations,
// roles and other words, and only where it is configured and inspected.
//
// Package clarifaitest is its public face: it renames the exported types of
// this package, and go generate copies their documentation.
package emulator

import (
	"errors"
	"fmt"
	"time"
)

// Config describes a server: what it starts with and how it behaves. The zero
// value is a server with one user, "owner", and nothing else.
type Config struct {
	// Users are the accounts. The first one owns the organizations that name
	// no owner, and is the one whom clients act for by default. Without any
	// there is the user "owner" with the address owner@example.com.
	Users []User
	// Organizations come with their members, invitations and teams.
	Organizations []Organization
	// Apps belong to users or organizations.
	Apps []App
	// Models and Workflows are in apps.
	Models    []Model
	Workflows []Workflow
	// ComputeClusters come with their nodepools and runners.
	ComputeClusters []ComputeCluster
	// Deployments are on nodepools of ComputeClusters.
	Deployments []Deployment
	// Logs are what was logged.
	Logs []Log
	// Tokens are keys in addition to the personal access token of each user.
	Tokens []Token
	// PasswordPolicies say what passwords must be. Without any, every
	// password passes.
	PasswordPolicies []PasswordPolicy
	// IdentityProviders belong to organizations.
	IdentityProviders []IdentityProvider
	// Notifications are messages to users, in addition to those of pending
	// invitations.
	Notifications []Notification
	// Secrets are in the environment of users and organizations.
	Secrets []EnvironmentSecret
	// Usage is what users and organizations have used. Without any, bills are
	// empty.
	Usage []Usage
	// Cards are how users and organizations pay. The first card of each is
	// the one that is charged.
	Cards []Card

	// Faults are injected from the start.
	Faults []Fault
	// Clock returns the time by which the server stamps resources and expires
	// invitations and tokens. Nil means time.Now. Latency, lag and stalls are
	// real time whatever it returns.
	Clock func() time.Time
	// Address is the TCP address to listen on, such as 127.0.0.1:8080. Empty
	// means a free port of 127.0.0.1.
	Address string
	// InMemory serves within the process instead of on a port of 127.0.0.1.
	// A bubble of testing/synctest needs this. Only the server's own HTTP
	// client reaches such a server.
	InMemory bool
	// Latency passes before each request is processed. Zero means none.
	Latency time.Duration
	// RateLimit applies to all requests together. The zero value means no
	// limit.
	RateLimit RateLimit
	// Variants are the choices where nobody knows how Clarifai behaves.
	Variants Variants
}

// RateLimit refuses requests that come too fast with HTTP status 429 and code
// CONN_THROTTLED.
type RateLimit struct {
	// PerSecond is the rate in the long run. Zero means no limit.
	PerSecond float64
	// Burst is how many requests may come at once. Zero means 1.
	Burst int
	// RetryAfter is the value of that header in a refusal, rounded up to whole
	// seconds. Zero leaves the header out.
	RetryAfter time.Duration
}

// validate returns an error for each value that cannot be. It does not look
// at the resources and faults, which are checked as they are made.
func (c *Config) validate() error {
	v := &c.Variants
	var address error
	if c.InMemory && c.Address != "" {
		address = fieldError("Config.Address", "must be empty for a server in memory")
	}
	return errors.Join(
		address,
		notNegative("Latency", c.Latency),
		notNegative("RateLimit.PerSecond", c.RateLimit.PerSecond),
		notNegative("RateLimit.Burst", c.RateLimit.Burst),
		notNegative("RateLimit.RetryAfter", c.RateLimit.RetryAfter),
		notNegative("Variants.TimePrecision", v.TimePrecision),
		notNegative("Variants.Lag", v.Lag),
		notNegative("Variants.MaxPerPage", v.MaxPerPage),
		atMost("Variants.Cancel", v.Cancel, CancelRefused),
		atMost("Variants.Exists", v.Exists, ExistsSilent),
		atMost("Variants.AppRole", v.AppRole, AppRoleIgnored),
		atMost("Variants.Batch", v.Batch, BatchSilent),
		atMost("Variants.RoleNames", v.RoleNames, RoleNamesUpperSnake),
		atMost("Variants.UnknownPath", v.UnknownPath, UnknownPathNotImplemented),
		atMost("Variants.MemberEmails", v.MemberEmails, MemberEmailsHidden),
		atMost("Variants.AuditBounds", v.AuditBounds, BoundsExclusive),
		atMost("Variants.UsageBounds", v.UsageBounds, BoundsExclusive),
		v.validateHideEvery(),
	)
}

// fieldError returns an error about a field of the Config.
func fieldError(field, format string, args ...any) error {
	return fmt.Errorf("%s "+format, append([]any{field}, args...)...)
}

func notNegative[N ~int | ~int64 | ~float64](field string, n N) error {
	if n < 0 {
		return fieldError("Config."+field, "must not be negative")
	}
	return nil
}

func atMost[V ~uint8](field string, v, last V) error {
	if v > last {
		return fieldError("Config."+field, "must be one of its constants, not %d", v)
	}
	return nil
}

func (v *Variants) validateHideEvery() error {
	if v.HideEvery < 0 || v.HideEvery == 1 {
		return fieldError("Config.Variants.HideEvery", "must be 0, or at least 2")
	}
	return nil
}

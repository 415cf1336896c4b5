// Package emulator is a stateful, strict Clarifai organizations server in
// memory. It routes and checks by internal/contract and writes its JSON with
// structs of its own, so that a mistake of the SDK and one of the emulator do
// not cancel out. Its public face is clarifaitest.
package emulator

import "time"

// Config says what a server starts with and how it behaves. The zero value is
// a server with one user, "owner", and the defaults named at each field.
type Config struct {
	Users         []User
	Organizations []Organization
	Apps          []App
	Tokens        []Token
	// PasswordPolicies and IdentityProviders of users, organizations, everyone.
	PasswordPolicies  []PasswordPolicy
	IdentityProviders []IdentityProvider

	// Usage is what organizations and users have used, and Cards how they pay.
	Usage []Usage
	Cards []Card

	// Clock gives the time of everything that the server stamps or expires;
	// nil is time.Now. Delays run by real time whatever it says.
	Clock func() time.Time
	// InvitationLifetime is how long an invitation stays pending; 0 is 7 days.
	InvitationLifetime time.Duration
	// InMemory serves over pipes within the process instead of a loopback port.
	InMemory bool

	// Latency passes before each request is looked at.
	Latency time.Duration
	// Rate limits the requests; the zero value does not.
	Rate   Rate
	Faults []Fault

	// SessionOnly refuses a PAT on the routes that took a session token alone
	// in 2022.
	SessionOnly bool
	// EveryRole lets a member of any role do everything, where Clarifai's table
	// of permissions and, for what it does not speak of, the Admin's privilege
	// are kept otherwise.
	EveryRole bool
	// PayAsYouGo restores that plan's limits: one organization, no teams, no
	// audit log.
	PayAsYouGo bool
	// MemberEmails says where lists of members and collaborators show an
	// email address.
	MemberEmails MemberEmails

	// The variants of what is assumed of the real server.
	Cancel            Cancel
	Exists            Exists
	AppRole           AppRole
	IgnoreDefaultRole bool // a PATCH of default_role_id succeeds and changes nothing
	ForbiddenStatus   int  // HTTP status beside code 11007; 0 is 403
	PlanLimitStatus   int  // HTTP status beside code 11006; 0 is 403
	Batch             Batch
	RoleNames         RoleNames
	KeepOAuthSecrets  bool          // a change without oauth_client_secret keeps it; else it is blanked
	KeepOnOverwrite   bool          // an overwrite keeps the fields that are absent or empty; else it clears them
	TrimText          bool          // texts of requests are kept without the space around them, their line ends as \n
	TimePrecision     time.Duration // expiries are kept to it, cut off; 0 keeps what was sent
	CompleteScopes    bool          // keys and collaborators get the scopes that theirs depend on
	HideBillingEmails bool          // no response has a billing email
	ShowOAuthSecrets  bool          // responses have oauth_client_secret; else it is never shown
	UnknownPath       UnknownPath
	ClampPerPage      int           // per_page above it is clamped to it; 0 refuses what is over 1000
	FilterEvery       int           // the caller may not see the first and each such item, left out after a page is cut; 0: none
	Lag               time.Duration // reads answer from the state of so long ago
	AuditDelay        time.Duration // every third entry of the audit log shows so much later
	AuditBounds       AuditBounds
	UsageBounds       AuditBounds // of a period of usage
	OvercountedOp     string      // op_type of which the bill counts a tenth more than was used; "": none
	ShowCardNumbers   bool        // responses have a card's whole number; else its last four digits
}

// Rate is a limit by token bucket.
type Rate struct {
	PerSecond  float64       // 0: no limit
	Burst      int           // 0 is 1
	RetryAfter time.Duration // named in the refusal in whole seconds, rounded up; 0: not named
}

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

// Cancel is what PATCH invitations with action "remove" does.
type Cancel uint8

const (
	CancelMarks   Cancel = iota // sets cancelled_at
	CancelIgnores               // answers with success and changes nothing
	CancelDeletes               // deletes the invitation outright
	CancelRefused               // answers 400 with code 10020: the action is not taken
)

// Exists is the answer to creating or adding what is there already.
type Exists uint8

const (
	ExistsConflict     Exists = iota // 409 with code 40010
	ExistsFailure                    // 400 with code 10020
	ExistsDuplicateKey               // 400 with code 40010
	ExistsSilent                     // success: a second team or invitation; members, team members and organizations stay as they are
)

// AppRole is what giving a team an app that it has does to the app's role.
type AppRole uint8

const (
	AppRoleSet     AppRole = iota // set anew
	AppRoleRefused                // refused as Exists says
	AppRoleIgnored                // success, and the role stays
)

// Batch is what one bad item does to the request that holds it.
type Batch uint8

const (
	BatchAtomic   Batch = iota // the item's failure is the request's, nothing is done
	BatchMixed                 // 207 with 10010; each failed item is listed with a status
	BatchUnmarked              // 207 with 10010; each failed item is listed as it was sent
	BatchOmitted               // 207 with 10010; only what succeeded is listed
	BatchSilent                // 200 with 10000; only what succeeded is listed
)

// RoleNames is how the server spells the names of roles.
type RoleNames uint8

const (
	RoleNamesDisplay    RoleNames = iota // Organization Contributor
	RoleNamesSnake                       // organization_contributor
	RoleNamesUpperSnake                  // ORGANIZATION_CONTRIBUTOR
)

// UnknownPath is the answer to a path that the API does not have.
type UnknownPath uint8

const (
	UnknownPathText           UnknownPath = iota // 404, text/plain
	UnknownPathEnvelope                          // 404, code 11101
	UnknownPathHTML                              // 404, a page of a proxy
	UnknownPathNotImplemented                    // 501, code 10040
)

// MemberEmails is where lists of members show an email address.
type MemberEmails uint8

const (
	MemberEmailsPrimary MemberEmails = iota // user.primary_email
	MemberEmailsDetail                      // user.user_detail.primary_email
	MemberEmailsHidden                      // nowhere
)

// User is an account to start with.
type User struct {
	ID          string
	Email       string   // the primary address; empty is ID@example.com
	OtherEmails []string // further addresses of the account
	FirstName   string
	LastName    string
	CompanyName string

	PAT          string   // empty: derived from the id
	Scopes       []string // of the PAT; empty is All
	SessionToken string   // empty: derived from the id

	// AcceptsAtOnce makes the user a member the moment an invitation is made.
	AcceptsAtOnce bool
	// HidesEmail leaves the user's address out of lists of members.
	HidesEmail bool
}

// Organization is an organization to start with, and how a server's true state
// is read.
type Organization struct {
	ID           string
	Name         string // empty is the id
	BillingEmail string
	Owner        string // made Admin; empty is the first user
	Members      []Member
	Teams        []Team
	Invitations  []Invitation
}

// Member is a member of an organization.
type Member struct {
	UserID string
	Email  string // read only
	Role   string
}

// Team is a team of an organization.
type Team struct {
	ID          string
	Name        string
	DefaultRole string // a team role; empty: none
	Members     []string
	Apps        []TeamApp
}

// TeamApp is an app that a team has been given.
type TeamApp struct {
	AppID string
	Role  string
}

// Invitation is an invitation to an organization.
type Invitation struct {
	ID     string // read only
	Email  string
	Role   string
	Status string // PENDING (also when empty), ACCEPTED, CANCELLED, DECLINED, EXPIRED
}

// AuditBounds is whether an entry at the very bound of a search's period is in it.
type AuditBounds uint8

const (
	AuditBoundsInclusive AuditBounds = iota // at both
	AuditBoundsHalfOpen                     // at the beginning, and not at the end
	AuditBoundsExclusive                    // at neither
)

// AuditEntry is an entry of an audit log.
type AuditEntry struct {
	Timestamp   time.Time
	Visible     time.Time // when searches begin to give it; zero is the Timestamp
	UserID      string    // who did it
	Event       int32     // EventType
	Description string
	Details     []string
	Targets     []AuditTarget
	Refused     bool
	RequestID   string
	SourceIP    string // empty is 127.0.0.1
}

// AuditTarget is what something was done to: one of the ids, an app's with its
// owner's.
type AuditTarget struct{ UserID, RoleID, TeamID, AppID, OwnerID string }

// App is an app of a user or an organization.
type App struct {
	Owner             string
	ID                string
	Name              string // empty is the id
	Description       string
	Notes             string
	DefaultLanguage   string
	DefaultWorkflowID string
	Metadata          map[string]any // what JSON can hold
	Visibility        string         // PRIVATE (also when empty), ORG, PUBLIC
	Template          bool
	Collaborators     []Collaborator
	StarredBy         []string // user ids
	Counts            ResourceCounts
}

// Collaborator is a user who works on an app of somebody else's.
type Collaborator struct {
	ID        string // read only
	UserID    string
	Scopes    []string // empty is All
	Endpoints []string
}

// ResourceCounts is how much an app has of what the emulator does not carry.
type ResourceCounts struct {
	Datasets, Models, Workflows, Inputs, Pipelines int64
}

// Token is a key beside the PAT that a user has anyhow.
type Token struct {
	UserID         string
	Secret         string // empty is derived from the user and the place among the seeds
	Description    string
	Scopes         []string // empty is All
	Endpoints      []string
	Apps           []AppRef // none: a personal access token
	ExpiresAt      time.Time
	OrganizationID string
}

// AppRef names an app.
type AppRef struct {
	Owner string
	ID    string
}

// PasswordPolicy is what passwords of a user, of an organization's members or,
// without either, of everyone must be.
type PasswordPolicy struct {
	ID                    string // empty is derived from whose it is
	UserID                string
	OrganizationID        string
	MinimumLength         uint32
	MaximumLength         uint32
	UpperCaseNeeded       bool
	LowerCaseNeeded       bool
	NumericNeeded         bool
	NonAlphanumericNeeded bool
	PasswordLifeSpanDays  uint32
	PasswordReuseEpoch    uint32
	ExcludeNames          bool
	ExcludeEmail          bool
	NoConfusingLetters    bool
	NoSimplePasswords     bool
	NoCommonVocabs        bool
	NoOverlapWithOld      bool
}

// IdentityProvider signs an organization's members in.
type IdentityProvider struct {
	OrganizationID    string
	ID                string
	Name              string
	Enabled           bool
	Type              string // saml or oauth; empty goes by the fields below
	SAMLMetadataURL   string
	OAuthProvider     string
	OAuthClientID     string
	OAuthClientSecret string
	BackgroundColor   string
	Icon              string
	TextColor         string
}

// Usage is what was used of something on a day.
type Usage struct {
	OwnerID      string // who pays: an organization, or a user
	Date         time.Time
	Section      string
	CallerUserID string
	AppID        string
	ModelID      string
	CategoryID   string
	Value        int32
}

// Card is a card by which an organization or a user pays. The first of each is
// the one that is charged.
type Card struct {
	OwnerID string
	ID      string // empty is derived from the source
	Source  string // the processor's token for it
}

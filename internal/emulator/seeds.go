package emulator

import "time"

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

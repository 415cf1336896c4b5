package emulator

import (
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// User is an account. Only the ID is required.
type User struct {
	ID          string
	Email       string   // primary address; empty means ID@example.com
	OtherEmails []string // further addresses, which can be invited
	FirstName   string
	LastName    string
	CompanyName string

	PAT          string   // empty means one derived from ID
	Scopes       []string // of the PAT; empty means "All"
	SessionToken string   // empty means one derived from ID

	// AcceptsAtOnce makes the user a member as soon as the primary address is
	// invited.
	AcceptsAtOnce bool
	// HidesEmail leaves the user's address out of lists of members.
	HidesEmail bool
}

// Organization is an organization with its members, teams and invitations.
// Only the ID is required.
type Organization struct {
	ID           string
	Name         string // empty means the ID
	BillingEmail string // empty means billing@example.com
	// Owner is the ID of a user, who becomes the first member, as an Admin.
	// Empty means the first user.
	Owner       string
	Members     []Member
	Teams       []Team
	Invitations []Invitation
}

// Member is a member of an organization.
type Member struct {
	UserID string              // of a user of the Config
	Role   clarifai.MemberRole // by name
	Email  string              // primary address; ignored in a Config
}

// Team is a team of an organization.
type Team struct {
	ID          string
	Name        string
	DefaultRole clarifai.TeamRole // by name; empty means none
	Members     []string          // IDs of members of the organization
	Apps        []TeamApp
}

// TeamApp is an app of a team.
type TeamApp struct {
	AppID string            // of an app of the organization
	Role  clarifai.TeamRole // by name
}

// Invitation is an invitation to an organization.
type Invitation struct {
	Email string
	Role  clarifai.MemberRole // by name
	// Status is pending if it is empty. A user whose invitation is accepted
	// becomes a member.
	Status clarifai.InvitationStatus
	ID     string // ignored in a Config
}

// App is an app of a user or an organization. Owner and ID are required.
type App struct {
	Owner             string // ID of a user or an organization
	ID                string
	Name              string // empty means the ID
	Description       string
	Notes             string
	DefaultLanguage   string
	DefaultWorkflowID string
	Metadata          map[string]any      // any JSON; numbers become float64
	Visibility        clarifai.Visibility // empty means private
	Template          bool
	Collaborators     []Collaborator
	StarredBy         []string // IDs of users
	Counts            ResourceCounts
}

// Collaborator is a user who works on somebody else's app.
type Collaborator struct {
	UserID    string
	Scopes    []string // such as "Apps_Get"; empty means "All"
	Endpoints []string
	ID        string // ignored in a Config
}

// Model is a model in an app. Owner, AppID and ID are required.
type Model struct {
	Owner       string // ID of a user or an organization
	AppID       string // of an app of Owner
	ID          string
	Name        string // empty means the ID
	DisplayName string
	ModelTypeID string
	Task        string
	Description string
	Notes       string
	Metadata    map[string]any // any JSON; numbers become float64
	// Visibility is who sees the model of those who see its app. Empty means
	// private: only those who work on the app.
	Visibility  clarifai.Visibility
	Toolkits    []string
	UseCases    []string
	Languages   []string
	LicenseType clarifai.LicenseType
	Source      clarifai.ModelSource
	Creator     string
	Replicas    int
	CreatedAt   time.Time      // zero means when the server started
	Versions    []ModelVersion // the latest last
	StarredBy   []string       // IDs of users
}

// ModelVersion is a version of a model. Only the ID is required.
type ModelVersion struct {
	ID          string
	Description string
	License     string
	Untrained   bool
	Inputs      int // that it was trained with
}

// Workflow is a workflow in an app. Owner, AppID and ID are required.
type Workflow struct {
	Owner       string // ID of a user or an organization
	AppID       string // of an app of Owner
	ID          string
	Description string
	Notes       string
	Metadata    map[string]any // any JSON; numbers become float64
	// Visibility is who sees the workflow of those who see its app. Empty means
	// private: only those who work on the app.
	Visibility clarifai.Visibility
	UseCases   []string
	CreatedAt  time.Time // zero means when the server started
	VersionID  string    // empty means that it has no version
	StarredBy  []string  // IDs of users
}

// ResourceCounts is how many resources of other kinds an app has. Models and
// Workflows are at least those of the Config.
type ResourceCounts struct {
	Datasets, Models, Workflows, Inputs, Pipelines int64
}

// Token is a key of a user. Only the UserID is required.
type Token struct {
	UserID      string
	Secret      string // empty means one derived from UserID
	Description string
	Scopes      []string // such as "Teams_Get"; empty means "All"
	Endpoints   []string
	// Apps makes it an app-specific key. Without any it is a personal access
	// token.
	Apps []AppRef
	// ExpiresAt goes by the server's clock. Zero means never.
	ExpiresAt time.Time
	// OrganizationID restricts the key to an organization of which the user is
	// a member. Empty means no restriction.
	OrganizationID string
}

// AppRef identifies an app.
type AppRef struct {
	Owner string // empty means the token's user
	ID    string
}

// PasswordPolicy is what a password must be. It applies to a user, to the
// members of an organization or, without UserID and OrganizationID, to
// everyone who has no other policy. Zero values require nothing.
type PasswordPolicy struct {
	ID                    string // empty means one derived from whose it is
	UserID                string
	OrganizationID        string
	MinimumLength         int // characters
	MaximumLength         int // characters
	UpperCaseNeeded       bool
	LowerCaseNeeded       bool
	NumericNeeded         bool
	NonAlphanumericNeeded bool
	PasswordLifeSpanDays  int  // kept, never enforced
	PasswordReuseEpoch    int  // kept, never enforced
	ExcludeNames          bool // first and last name
	ExcludeEmail          bool // primary address and its local part
	NoConfusingLetters    bool // O, 0, I, l and 1
	NoSimplePasswords     bool // a few, such as "letmein"
	NoCommonVocabs        bool // a few words, such as "welcome"
	NoOverlapWithOld      bool // kept, never enforced
}

// IdentityProvider signs the members of an organization in. OrganizationID and
// ID are required.
type IdentityProvider struct {
	OrganizationID string
	ID             string
	Name           string
	Enabled        bool
	// Type is "saml" or "oauth". Empty means SAML if there is a
	// SAMLMetadataURL, and OAuth otherwise.
	Type              string
	SAMLMetadataURL   string
	OAuthProvider     string
	OAuthClientID     string
	OAuthClientSecret string
	BackgroundColor   string
	Icon              string
	TextColor         string
}

// Usage is what was used of something on one day. OwnerID, Date and Section
// are required.
type Usage struct {
	OwnerID      string    // payer: a user or an organization
	Date         time.Time // truncated to a day in UTC
	Section      clarifai.UsageSection
	CallerUserID string // need not be configured; empty means unknown
	AppID        string // need not be configured; empty means none
	ModelID      string
	CategoryID   string
	Value        int
}

// Card is how a user or an organization pays. Its number, expiry and brand are
// made up. Only the OwnerID is required.
type Card struct {
	OwnerID string
	ID      string // empty means one derived from Source
	Source  string // the payment processor's token
}

// AuditEntry is an entry in the audit log of a user or an organization.
type AuditEntry struct {
	Timestamp time.Time
	// Visible is from when searches return the entry. Zero means Timestamp.
	Visible     time.Time
	UserID      string // who acted
	Operation   clarifai.EventType
	Description string
	Details     []string
	Targets     []AuditTarget
	Refused     bool
	RequestID   string
	SourceIP    string // empty means 127.0.0.1
}

// AuditTarget is what an action was applied to: one of the IDs, or an AppID
// with its OwnerID.
type AuditTarget struct{ UserID, RoleID, TeamID, AppID, OwnerID string }

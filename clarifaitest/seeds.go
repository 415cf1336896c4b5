package clarifaitest

import (
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/emulator"
)

// User is an account that the server starts with. Only the ID is required.
type User struct {
	ID          string
	Email       string   // the primary address; empty: ID@example.com
	OtherEmails []string // further addresses of the account, under which it can be invited
	FirstName   string
	LastName    string
	CompanyName string

	PAT          string   // empty: made of the id, see [Server.PAT]
	Scopes       []string // of the PAT, such as "Teams_Get"; empty: "All"
	SessionToken string   // empty: made of the id, see [Server.SessionToken]

	// AcceptsAtOnce makes the user a member the moment an invitation to the
	// primary address is made.
	AcceptsAtOnce bool
	// HidesEmail leaves the user's address out of lists of members.
	HidesEmail bool
}

// Organization is an organization that the server starts with, and the form in
// which its state is read. Only the ID is required.
type Organization struct {
	ID           string
	Name         string // empty: the ID
	BillingEmail string
	Owner        string // user id, made Admin before the other Members; empty: the first user seeded
	Members      []Member
	Teams        []Team
	Invitations  []Invitation
}

// Member is a member of an organization. The user must be seeded, too.
type Member struct {
	UserID string
	Role   clarifai.RoleRef // by name
	Email  string           // only read: the user's primary address
}

// Team is a team of an organization.
type Team struct {
	ID          string
	Name        string
	DefaultRole clarifai.RoleRef // by name; empty: none
	Members     []string         // user ids, who must be members of the organization
	Apps        []TeamApp
}

// TeamApp is an app that a team has been given. It must be seeded by [WithApp]
// or [WithApps] as the organization's own.
type TeamApp struct {
	AppID string
	Role  clarifai.RoleRef // by name
}

// Invitation is an invitation to an organization.
type Invitation struct {
	Email string
	Role  clarifai.RoleRef // by name
	// Status is where the invitation is in its life; empty: pending. A user
	// who has accepted is made a member.
	Status clarifai.InvitationStatus
	ID     string // only read
}

// App is an app that the server starts with, and the form in which its state is
// read. Owner and ID are required.
type App struct {
	Owner             string // id of a user or an organization
	ID                string
	Name              string // empty: the ID
	Description       string
	Notes             string
	DefaultLanguage   string
	DefaultWorkflowID string
	Metadata          map[string]any      // what JSON can hold; numbers are read as float64
	Visibility        clarifai.Visibility // empty: [clarifai.VisibilityPrivate]
	Template          bool
	Collaborators     []Collaborator
	StarredBy         []string       // user ids
	Counts            ResourceCounts // what a request for the app's resource counts is told
}

// Collaborator is a user who works on an app that belongs to somebody else.
type Collaborator struct {
	UserID    string
	Scopes    []string // such as "Apps_Get"; empty: "All"
	Endpoints []string
	ID        string // only read
}

// ResourceCounts is how much an app has of what the server does not carry.
type ResourceCounts struct {
	Datasets, Models, Workflows, Inputs, Pipelines int64
}

// Token is a key of a user, beside the PAT that a user has anyhow, and the form
// in which all keys are read. Only the UserID is required.
type Token struct {
	UserID      string
	Secret      string   // of letters, digits, - and _; empty: made of the user's id
	Description string   // of the PAT that a user has anyhow it is "seeded"
	Scopes      []string // such as "Teams_Get"; empty: "All"
	Endpoints   []string
	// Apps makes it a key of these apps, which routes for a PAT refuse. Empty:
	// a PAT.
	Apps           []AppRef
	ExpiresAt      time.Time // by the server's clock; zero: never
	OrganizationID string    // of which the user must be a member; empty: tied to none
}

// AppRef names an app.
type AppRef struct {
	Owner string // empty: the user of the token
	ID    string
}

// PasswordPolicy is what a password must be: of a user, of the members of an
// organization, or, without a UserID and an OrganizationID, of everyone who has
// no other. Zero values ask for nothing.
type PasswordPolicy struct {
	ID                    string // empty: made of whose policy it is
	UserID                string
	OrganizationID        string
	MinimumLength         uint32
	MaximumLength         uint32
	UpperCaseNeeded       bool
	LowerCaseNeeded       bool
	NumericNeeded         bool
	NonAlphanumericNeeded bool
	PasswordLifeSpanDays  uint32 // kept, and never found violated
	PasswordReuseEpoch    uint32 // kept, and never found violated
	ExcludeNames          bool   // the first and the last name
	ExcludeEmail          bool   // the primary address, and what stands before its @
	NoConfusingLetters    bool   // O, 0, I, l and 1
	NoSimplePasswords     bool   // a few, such as "letmein"
	NoCommonVocabs        bool   // a few words, such as "welcome"
	NoOverlapWithOld      bool   // kept, and never found violated
}

// IdentityProvider signs an organization's members in. OrganizationID and ID
// are required.
type IdentityProvider struct {
	OrganizationID    string
	ID                string
	Name              string
	Enabled           bool
	Type              string // "saml" or "oauth"; empty: SAML if there is a SAMLMetadataURL, else OAuth
	SAMLMetadataURL   string
	OAuthProvider     string
	OAuthClientID     string
	OAuthClientSecret string
	BackgroundColor   string
	Icon              string
	TextColor         string
}

// Usage is what was used of something on a day, and the form in which usage is
// read. The OwnerID, the Date and the Section are required.
type Usage struct {
	OwnerID      string    // who pays: an organization, or a user
	Date         time.Time // its day in UTC counts
	Section      clarifai.UsageSection
	CallerUserID string // need not be seeded; empty: not known
	AppID        string // need not be seeded; empty: of none
	ModelID      string
	CategoryID   string
	Value        int32
}

// Card is a card by which an organization or a user pays. Its number, expiry and
// brand are made up. Only the OwnerID is required.
type Card struct {
	OwnerID string
	ID      string // empty: made of the source
	Source  string // the payment processor's token for it
}

// Rate is a line of the server's own price list: what it charges for, and which
// usage that is. Usage is of the first rate that it fits, or free.
type Rate struct {
	OpType     string // of the invoice item
	BillType   string // of the invoice item
	Section    clarifai.UsageSection
	ModelID    string  // only of this model; empty: of any
	CategoryID string  // only of this category; empty: of any
	PricePerOp float64 // dollars
}

// Rates is the server's own price list. It says nothing of Clarifai's. Beside
// the rates, a bill that is not empty has a fixed fee, a credit, and what rounds
// its usage to whole cents.
func Rates() []Rate {
	rates := make([]Rate, len(emulator.Rates))
	for i, r := range emulator.Rates {
		rates[i] = Rate{r.OpType, r.BillType, clarifai.UsageSection(r.Section), r.ModelID, r.CategoryID, r.PricePerOp}
	}
	return rates
}

// WithUser adds a user. The first one is who [Server.Client] calls as and who
// owns organizations that name no owner. A server without any has the user
// "owner" with the address owner@example.com.
func WithUser(u User) Option {
	return func(c *config) error {
		c.Users = append(c.Users, emulator.User(u))
		return nil
	}
}

// WithOrganization adds an organization.
func WithOrganization(o Organization) Option {
	return func(c *config) error {
		seed := emulator.Organization{ID: o.ID, Name: o.Name, BillingEmail: o.BillingEmail, Owner: o.Owner}
		for _, m := range o.Members {
			seed.Members = append(seed.Members, emulator.Member{UserID: m.UserID, Role: string(m.Role)})
		}
		for _, inv := range o.Invitations {
			seed.Invitations = append(seed.Invitations, emulator.Invitation{
				Email: inv.Email, Role: string(inv.Role), Status: string(inv.Status),
			})
		}
		for _, t := range o.Teams {
			team := emulator.Team{ID: t.ID, Name: t.Name, DefaultRole: string(t.DefaultRole), Members: t.Members}
			for _, a := range t.Apps {
				team.Apps = append(team.Apps, emulator.TeamApp{AppID: a.AppID, Role: string(a.Role)})
			}
			seed.Teams = append(seed.Teams, team)
		}
		c.Organizations = append(c.Organizations, seed)
		return nil
	}
}

// WithApp adds an app of a user or an organization; an empty name is the id.
// [WithApps] says more of an app.
func WithApp(ownerID, appID, name string) Option {
	return func(c *config) error {
		c.Apps = append(c.Apps, emulator.App{Owner: ownerID, ID: appID, Name: name})
		return nil
	}
}

// WithApps adds apps of users or organizations. The default is none.
func WithApps(apps ...App) Option {
	return func(c *config) error {
		for _, a := range apps {
			seed := emulator.App{
				Owner: a.Owner, ID: a.ID, Name: a.Name, Description: a.Description, Notes: a.Notes,
				DefaultLanguage: a.DefaultLanguage, DefaultWorkflowID: a.DefaultWorkflowID, Metadata: a.Metadata,
				Visibility: string(a.Visibility), Template: a.Template, StarredBy: a.StarredBy,
				Counts: emulator.ResourceCounts(a.Counts),
			}
			for _, col := range a.Collaborators {
				seed.Collaborators = append(seed.Collaborators, emulator.Collaborator{
					UserID: col.UserID, Scopes: col.Scopes, Endpoints: col.Endpoints,
				})
			}
			c.Apps = append(c.Apps, seed)
		}
		return nil
	}
}

// WithToken adds a key of a user. By default a user has the PAT of [User] alone.
func WithToken(t Token) Option {
	return func(c *config) error {
		seed := emulator.Token{
			UserID: t.UserID, Secret: t.Secret, Description: t.Description, Scopes: t.Scopes, Endpoints: t.Endpoints,
			ExpiresAt: t.ExpiresAt, OrganizationID: t.OrganizationID,
		}
		for _, a := range t.Apps {
			seed.Apps = append(seed.Apps, emulator.AppRef(a))
		}
		c.Tokens = append(c.Tokens, seed)
		return nil
	}
}

// WithPasswordPolicy adds a password policy. By default there is none, also
// none of everyone, and no password violates anything.
func WithPasswordPolicy(p PasswordPolicy) Option {
	return set(func(c *config) { c.PasswordPolicies = append(c.PasswordPolicies, emulator.PasswordPolicy(p)) })
}

// WithIdentityProvider adds an identity provider of an organization. The
// default is none.
func WithIdentityProvider(p IdentityProvider) Option {
	return set(func(c *config) { c.IdentityProviders = append(c.IdentityProviders, emulator.IdentityProvider(p)) })
}

// WithUsage adds what organizations or users have used. By default nobody has
// used anything, and bills are empty. See [WithMonth] for a plausible month.
func WithUsage(rows ...Usage) Option {
	return set(func(c *config) {
		for _, u := range rows {
			c.Usage = append(c.Usage, emulator.Usage{
				OwnerID: u.OwnerID, Date: u.Date, Section: string(u.Section), CallerUserID: u.CallerUserID, AppID: u.AppID,
				ModelID: u.ModelID, CategoryID: u.CategoryID, Value: u.Value,
			})
		}
	})
}

// WithCards adds cards by which organizations or users pay. By default there is
// none. The first one of each is the one that is charged.
func WithCards(cards ...Card) Option {
	return set(func(c *config) {
		for _, k := range cards {
			c.Cards = append(c.Cards, emulator.Card(k))
		}
	})
}

func appOf(a emulator.App) App {
	out := App{
		Owner: a.Owner, ID: a.ID, Name: a.Name, Description: a.Description, Notes: a.Notes,
		DefaultLanguage: a.DefaultLanguage, DefaultWorkflowID: a.DefaultWorkflowID, Metadata: a.Metadata,
		Visibility: clarifai.Visibility(a.Visibility), Template: a.Template, StarredBy: a.StarredBy,
		Counts: ResourceCounts(a.Counts),
	}
	for _, col := range a.Collaborators {
		out.Collaborators = append(out.Collaborators, Collaborator{
			UserID: col.UserID, Scopes: col.Scopes, Endpoints: col.Endpoints, ID: col.ID,
		})
	}
	return out
}

func tokenOf(t emulator.Token) Token {
	out := Token{
		UserID: t.UserID, Secret: t.Secret, Description: t.Description, Scopes: t.Scopes, Endpoints: t.Endpoints,
		ExpiresAt: t.ExpiresAt, OrganizationID: t.OrganizationID,
	}
	for _, a := range t.Apps {
		out.Apps = append(out.Apps, AppRef(a))
	}
	return out
}

func organizationOf(o emulator.Organization) Organization {
	out := Organization{ID: o.ID, Name: o.Name, BillingEmail: o.BillingEmail, Owner: o.Owner}
	for _, m := range o.Members {
		out.Members = append(out.Members, Member{UserID: m.UserID, Role: clarifai.RoleRef(m.Role), Email: m.Email})
	}
	for _, inv := range o.Invitations {
		out.Invitations = append(out.Invitations, Invitation{
			Email: inv.Email, Role: clarifai.RoleRef(inv.Role), Status: clarifai.InvitationStatus(inv.Status), ID: inv.ID,
		})
	}
	for _, t := range o.Teams {
		team := Team{ID: t.ID, Name: t.Name, DefaultRole: clarifai.RoleRef(t.DefaultRole), Members: t.Members}
		for _, a := range t.Apps {
			team.Apps = append(team.Apps, TeamApp{AppID: a.AppID, Role: clarifai.RoleRef(a.Role)})
		}
		out.Teams = append(out.Teams, team)
	}
	return out
}

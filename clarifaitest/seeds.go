package clarifaitest

import (
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
// as the organization's own.
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
func WithApp(ownerID, appID, name string) Option {
	return func(c *config) error {
		c.Apps = append(c.Apps, emulator.App{Owner: ownerID, ID: appID, Name: name})
		return nil
	}
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

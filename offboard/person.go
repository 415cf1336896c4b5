package offboard

import (
	"cmp"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Person is somebody who leaves.
type Person struct {
	// Named are the user IDs and addresses by which the person was named.
	Named []string `json:"named"`
	// UserID is empty for somebody who is only known by address.
	UserID string `json:"user_id,omitempty"`
	// Name is the name, or otherwise the user ID or the address.
	Name string `json:"name"`
	// Emails are the addresses that are known.
	Emails []string `json:"emails,omitempty"`
	// Member says that the person was a member, in the role Role and on the Teams.
	Member bool     `json:"member,omitempty"`
	Role   string   `json:"role,omitempty"`
	Teams  []string `json:"teams,omitempty"`
	// Invitations are the addresses of pending invitations.
	Invitations []string `json:"invitations,omitempty"`
	// Gone says that no list had the person: see [Options.AllowGone].
	Gone bool `json:"gone,omitempty"`
	// Kept says why nothing is taken from the person. Empty means that no rule keeps
	// the person.
	Kept string `json:"kept,omitempty"`
	// Before is what the person could reach when the proposal was made, and After what
	// still shows. Only evidence has After.
	Before []Access `json:"before,omitempty"`
	After  []Access `json:"after,omitempty"`
	// Apps are apps of the person's own account, and Tokens those for the
	// organization, as far as Clarifai shows them to the caller.
	Apps   []OwnApp `json:"apps,omitempty"`
	Tokens []Token  `json:"tokens,omitempty"`

	shared []string // those of Emails that somebody who stays shows as well
}

// String names the person.
func (p *Person) String() string {
	id := cmp.Or(p.UserID, p.address())
	if p.Name == id || id == "" {
		return p.Name
	}
	return p.Name + " <" + id + ">"
}

// address returns the first address, or "" if none is known.
func (p *Person) address() string {
	if len(p.Emails) == 0 {
		return ""
	}
	return p.Emails[0]
}

// Access is one reason why a person reaches an app of the organization.
type Access struct {
	// App is the app's ID, as in [access.App].
	App        string `json:"app"`
	Visibility string `json:"visibility,omitempty"`
	// Way is empty if there is only Clarifai's list, and no reason was found.
	Way  access.Way `json:"way,omitempty"`
	Team string     `json:"team,omitempty"`
	// Role is the role, the scopes of a collaboration, or the visibility.
	Role string `json:"role,omitempty"`
	// Unknown says that it is not known whether the role reaches the app.
	Unknown bool `json:"unknown,omitempty"`
	// Listed is whether Clarifai lists the person for the app.
	Listed access.Listed `json:"listed,omitempty"`
}

// OwnApp is an app of a person's own account.
type OwnApp struct {
	ID         string `json:"id"`
	Name       string `json:"name,omitempty"`
	Visibility string `json:"visibility,omitempty"`
}

// isPublic reports whether everybody reaches the app.
func (a *OwnApp) isPublic() bool { return a.Visibility == string(clarifai.VisibilityPublic) }

// Token is a token of a person for the organization or its apps, without its secret.
type Token struct {
	Description string             `json:"description,omitempty"`
	Type        clarifai.TokenType `json:"type,omitempty"`
	// Apps are the apps of the organization that a key is for.
	Apps      []string  `json:"apps,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	// ExpiresAt is when the token expires. Zero means never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// is reports whether a user is the person. If both have a user ID, it alone counts:
// two users can show the same address.
func (p *Person) is(u *clarifai.User) bool {
	if u == nil {
		return false
	}
	return p.isUser(u.ID, u.Emails()...)
}

func (p *Person) isUser(userID string, addresses ...string) bool {
	if userID != "" && p.UserID != "" {
		return steps.FoldID(userID) == steps.FoldID(p.UserID)
	}
	return slices.ContainsFunc(addresses, p.isKnownBy)
}

// isKnownBy reports whether an address is one of the person's, and of nobody else's.
func (p *Person) isKnownBy(address string) bool {
	return p.hasAddress(address) && !p.shares(address)
}

// shares reports whether somebody who stays shows an address of the person as well.
func (p *Person) shares(address string) bool {
	return slices.ContainsFunc(p.shared, func(s string) bool { return email.Key(s) == email.Key(address) })
}

// hasAddress reports whether an address is one of the person's.
func (p *Person) hasAddress(address string) bool {
	key := email.Key(address)
	return key != "" && slices.ContainsFunc(p.Emails, func(own string) bool { return email.Key(own) == key })
}

// addAddresses adds addresses, each once.
func (p *Person) addAddresses(addresses ...string) {
	for _, address := range addresses {
		if address != "" && !p.hasAddress(address) {
			p.Emails = append(p.Emails, address)
		}
	}
}

// matches reports whether a user ID or an address is the person's. Space around it does
// not count, as in package roster.
func (p *Person) matches(idOrAddress string) bool {
	idOrAddress = strings.TrimSpace(idOrAddress)
	if steps.IsAddress(idOrAddress) {
		return p.hasAddress(idOrAddress)
	}
	return p.UserID != "" && steps.FoldID(p.UserID) == steps.FoldID(idOrAddress)
}

package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Review reads an organization and says who reaches which app, and why. It is [Read]
// and [Snapshot.Review]. opts may be nil.
func Review(ctx context.Context, client *clarifai.Client, orgID string, opts *ReadOptions) (*ReviewReport, error) {
	s, err := Read(ctx, client, orgID, opts)
	if err != nil {
		return nil, err
	}
	return s.Review(), nil
}

// ReviewReport is who reaches the apps of an organization, and why. It has each fact
// once, and [ReviewReport.Entries] combines them into reasons for people and apps.
//
// It can be kept as JSON, which [DecodeReview] reads back, and be compared with a
// later one by [Compare].
type ReviewReport struct {
	Organization string `json:"organization"`
	// ReadAt is the time at which the reading began.
	ReadAt time.Time `json:"read_at"`
	// Stable says that each list was read until two readings agreed.
	Stable bool `json:"stable,omitempty"`
	// People are the members by role and name, and then the outsiders.
	People []Person `json:"people,omitempty"`
	// Apps are sorted by ID.
	Apps  []App  `json:"apps,omitempty"`
	Teams []Team `json:"teams,omitempty"`
	// Invitations are those that are pending.
	Invitations []Invitation `json:"invitations,omitempty"`
	// Secrets are those of the organization's environment. There are none without
	// [ReadOptions.Secrets].
	Secrets []Secret `json:"secrets,omitempty"`
	// Disagreements are the differences between the reasons that were found and
	// the people whom Clarifai lists for an app. There are none without
	// [ReadOptions.Check].
	Disagreements []Disagreement `json:"disagreements,omitempty"`
	// Notes say what the review cannot know.
	Notes []string `json:"notes,omitempty"`
	// Incomplete says that something which was asked for was not read, so that
	// people can be missing: a list that Clarifai does not give, an app that only a
	// team shows, an item without an ID, or a list that changed all the time. The
	// notes say which.
	Incomplete bool `json:"incomplete,omitempty"`
	// Changes are what [Compare] returned, and Since is when the earlier review was
	// read. They are for callers who keep both in one file: [Snapshot.Review] sets
	// neither.
	Changes []Change  `json:"changes,omitempty"`
	Since   time.Time `json:"since,omitzero"`
}

// Person is a member of the organization, or an outsider who reaches one of its apps.
type Person struct {
	// ID is the user ID. A collaborator who was named by address may have none.
	ID string `json:"id,omitempty"`
	// Name is the name, or otherwise the ID or the address.
	Name   string `json:"name"`
	Email  string `json:"email,omitempty"`
	Member bool   `json:"member,omitempty"`
	// Role is the name of the member role. Outsiders have none.
	Role string `json:"role,omitempty"`
	// Reach is what the member role reaches.
	Reach Reach `json:"reach,omitempty"`
	// Apps is the number of apps that the person is known to reach. Public apps
	// count only if there is another reason.
	Apps int `json:"apps,omitempty"`
}

// App is an app that members or teams of the organization may reach.
type App struct {
	// ID is the app's ID. If a team has an app of another owner, the owner and a
	// slash stand before it.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Visibility is PRIVATE, ORG or PUBLIC. It is empty if it is not shown.
	Visibility string `json:"visibility,omitempty"`
	// Members and Outsiders are the numbers of people who are known to reach the
	// app, other than as everybody reaches a public app.
	Members       int            `json:"members,omitempty"`
	Outsiders     int            `json:"outsiders,omitempty"`
	Collaborators []Collaborator `json:"collaborators,omitempty"`
	// Listed are the people whom Clarifai lists for the app.
	Listed PersonSet `json:"listed,omitempty"`
	// Unchecked says why it is unknown whom Clarifai lists. It is empty if Listed
	// is known.
	Unchecked string `json:"unchecked,omitempty"`
}

// IsPublic reports whether everybody reaches the app.
func (a *App) IsPublic() bool { return a.Visibility == string(clarifai.VisibilityPublic) }

// Collaborator is a person who was given access to one app.
type Collaborator struct {
	// Person is an index of [ReviewReport.People].
	Person int `json:"person"`
	// Scopes are what the person may do, together with endpoints.
	Scopes []string `json:"scopes,omitempty"`
}

func (c *Collaborator) role() string {
	if len(c.Scopes) == 0 {
		return "no scopes are shown"
	}
	return strings.Join(c.Scopes, ", ")
}

// Team is a team of the organization.
type Team struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// DefaultRole is the name of the role in which the team will reach apps that
	// are created later. Empty means that it will not.
	DefaultRole string    `json:"default_role,omitempty"`
	Members     PersonSet `json:"members,omitempty"`
	Apps        []TeamApp `json:"apps,omitempty"`
}

// TeamApp is an app that a team reaches in a role.
type TeamApp struct {
	// App is the ID of one of [ReviewReport.Apps].
	App string `json:"app"`
	// Role is the name of the role, or its ID if it has no name.
	Role string `json:"role"`
}

// Invitation is a pending invitation.
type Invitation struct {
	Email string `json:"email"`
	// Role is the name of the role that the member will have.
	Role  string    `json:"role"`
	Reach Reach     `json:"reach"`
	Since time.Time `json:"since,omitzero"`
}

// Secret is a secret in the environment of the organization, without its value.
type Secret struct {
	// ID is the name of the secret.
	ID          string    `json:"id"`
	Description string    `json:"description,omitempty"`
	Version     int       `json:"version,omitempty"`
	ModifiedAt  time.Time `json:"modified_at,omitzero"`
	// ExpiresAt is when the secret is to be replaced. Zero means never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// Count returns the number of members and of outsiders.
func (r *ReviewReport) Count() (members, outsiders int) {
	for i := range r.People {
		if r.People[i].Member {
			members++
		}
	}
	return members, len(r.People) - members
}

// String returns the numbers of the review in one line.
func (r *ReviewReport) String() string {
	members, outsiders := r.Count()
	return fmt.Sprintf("%s: %s and %s, %s, %s, %s", r.Organization, plural(members, "member"), plural(outsiders, "outsider"),
		plural(len(r.Apps), "app"), plural(len(r.Invitations), "pending invitation"), plural(len(r.Disagreements), "disagreement"))
}

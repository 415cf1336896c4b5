package roster

import clarifai "github.com/clarifai-community/clarifai-orgs-go"

// Company is what an organization should have.
type Company struct {
	// ID is the organization's ID. It is required.
	ID string `json:"id,omitempty" yaml:"id,omitempty"`
	// Name and BillingEmail are those of the organization. They are required
	// together with [Options.CreateOrganization], and compared with
	// [Options.UpdateNames].
	Name         string `json:"name,omitempty" yaml:"name,omitempty"`
	BillingEmail string `json:"billing_email,omitempty" yaml:"billing_email,omitempty"`
	// People are those who should be members. Whoever is not is invited.
	People []Person `json:"people,omitempty" yaml:"people,omitempty"`
	// Invitations are more people who should be members. [Export] puts people here who
	// were invited and have not joined yet.
	Invitations []Person `json:"invitations,omitempty" yaml:"invitations,omitempty"`
	Teams       []Team   `json:"teams,omitempty" yaml:"teams,omitempty"`

	// File is the name of the file, for errors. [Merge] keeps it with the rows.
	File string `json:"-" yaml:"-"`
	// BadRows are rows that could not be read, from the [InputError]s of
	// ReadPeople and ReadTeams. Plan treats them like other bad rows.
	BadRows []RowError `json:"-" yaml:"-"`
}

// Person is somebody who should be a member, and a row of the roster file.
type Person struct {
	// Email or UserID is required. Somebody who is not a member yet can only be
	// invited by address.
	Email string `json:"email,omitempty" yaml:"email,omitempty"`
	// UserID says which member the person is, whatever addresses are shown.
	UserID    string `json:"user_id,omitempty" yaml:"user_id,omitempty"`
	FirstName string `json:"first_name,omitempty" yaml:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty" yaml:"last_name,omitempty"`
	// Role is a documented member role, or one by [clarifai.MemberRoleByID].
	Role clarifai.MemberRole `json:"role" yaml:"role"`
	// Teams are the IDs of the teams that the person should be on.
	Teams []string `json:"teams,omitempty" yaml:"teams,omitempty"`

	// File is the name of the file. Empty means [FileRoster].
	File string `json:"-" yaml:"-"`
	// Line is the line in the file. Zero means that it has no lines, or that there
	// is no file.
	Line int `json:"-" yaml:"-"`
}

// Team is a team that should exist, and a row of the teams file.
type Team struct {
	// ID has 1 to 32 letters and digits, with '-' and '_' between them.
	ID   string `json:"id" yaml:"id"`
	Name string `json:"name" yaml:"name"`
	// DefaultRole is a documented team role, or one by [clarifai.TeamRoleByID]. Empty
	// means that the team has no default role.
	DefaultRole clarifai.TeamRole `json:"default_role,omitempty" yaml:"default_role,omitempty"`
	Apps        []App             `json:"apps,omitempty" yaml:"apps,omitempty"`
	// Members are the addresses or user IDs of people of the company who should be
	// on the team, in addition to those whose Teams have it.
	Members []string `json:"members,omitempty" yaml:"members,omitempty"`

	// File is the name of the file. Empty means [FileTeams].
	File string `json:"-" yaml:"-"`
	// Line is the line in the file. Zero means that it has no lines, or that there
	// is no file.
	Line int `json:"-" yaml:"-"`
}

// App is an app of the organization that a team should have.
type App struct {
	ID string `json:"id" yaml:"id"`
	// Role is the team's role in the app. Empty means the team's default role.
	Role clarifai.TeamRole `json:"role,omitempty" yaml:"role,omitempty"`
}

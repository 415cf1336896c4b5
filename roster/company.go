package roster

import clarifai "github.com/clarifai-community/clarifai-orgs-go"

// Company is what an organization should have.
type Company struct {
	// ID is the organization's ID. It is required.
	ID string
	// Name and BillingEmail are those of a new organization. They are required
	// together with [Options.CreateOrganization].
	Name         string
	BillingEmail string
	People       []Person
	Teams        []Team
	// BadRows are rows that could not be read, from the [InputError]s of
	// ReadPeople and ReadTeams. Plan treats them like other bad rows.
	BadRows []RowError
}

// Person is somebody who should be a member, and a row of the roster file.
type Person struct {
	// Line is the line in the file. Zero means that there is no file.
	Line      int
	Email     string
	FirstName string
	LastName  string
	// Role is a documented member role, or one by [clarifai.MemberRoleByID].
	Role clarifai.MemberRole
	// Teams are the IDs of the teams that the person should be on.
	Teams []string
}

// Team is a team that should exist, and a row of the teams file.
type Team struct {
	// Line is the line in the file. Zero means that there is no file.
	Line int
	// ID has 1 to 32 letters and digits, with '-' and '_' between them.
	ID   string
	Name string
	// DefaultRole is a documented team role, or one by [clarifai.TeamRoleByID]. Empty
	// means that the team has no default role.
	DefaultRole clarifai.TeamRole
	Apps        []App
}

// App is an app of the organization that a team should have.
type App struct {
	ID string
	// Role is the team's role in the app. Empty means the team's default role.
	Role clarifai.TeamRole
}

package roster

import (
	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Company is what an organization should hold.
type Company struct {
	ID           string // the organization's id; required
	Name         string // for an organization that is to be created
	BillingEmail string // for an organization that is to be created
	People       []Person
	Teams        []Team
	// BadRows are rows that could not be read, of the [InputError]s of
	// ReadPeople and ReadTeams. They are bad rows among the others.
	BadRows []RowError
}

// Person is a row of the roster.
type Person struct {
	Line      int // in the file; 0: from no file
	Email     string
	FirstName string
	LastName  string
	Role      clarifai.RoleRef // a documented member role, or one by RoleID
	Teams     []string         // ids of teams; nil: none
}

// Team is a row of the teams file.
type Team struct {
	Line        int    // in the file; 0: from no file
	ID          string // 1 to 32 letters and digits, with '-' and '_' between them
	Name        string
	DefaultRole clarifai.RoleRef // a documented team role, or one by RoleID; "": none
	Apps        []App
}

// App is an app of the organization that a team is to reach.
type App struct {
	ID   string
	Role clarifai.RoleRef // a team role; "": the team's default role
}

package roster

import (
	"fmt"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Kind is what a step does.
type Kind string

// The kinds of steps, in the order in which Apply takes them.
const (
	CreateOrganization Kind = "create organization"
	Invite             Kind = "invite"
	CreateTeam         Kind = "create team"
	SetTeamDefaultRole Kind = "set default role"
	AddTeamApp         Kind = "give app"
	UpdateTeamAppRole  Kind = "set app role"
	AddTeamMember      Kind = "add to team"
	UpdateMemberRole   Kind = "change role"
)

// Step is one thing that is missing, and will be done.
type Step struct {
	Kind   Kind
	Line   int    // in the roster, or of a team or app in the teams file; 0: in neither
	Email  string // the person, as the roster has it; "": none
	UserID string // the person's, of a member
	Team   string // the team's id; "": none
	App    string // the app's id; "": none
	Reason string // why
	Before string // what is there; "": nothing
	After  string // what will be there: the name of a role, a team or the organization

	// Role is the role that the step gives, by id: that of a person, of a team
	// in an app, or a team's default role; "": none.
	Role clarifai.RoleRef

	before clarifai.RoleRef // the role that is replaced, by ID if that is known; "": none
}

// String tells the step in a line.
func (s Step) String() string {
	var b strings.Builder
	b.WriteString(string(s.Kind))
	switch s.Kind {
	case Invite, UpdateMemberRole:
		b.WriteString(" " + s.Email)
	case AddTeamMember:
		b.WriteString(" " + s.Team + ": " + s.Email)
	case AddTeamApp, UpdateTeamAppRole:
		b.WriteString(" " + s.Team + ": " + s.App)
	case CreateTeam, SetTeamDefaultRole:
		b.WriteString(" " + s.Team)
	}
	switch {
	case s.Before != "":
		fmt.Fprintf(&b, ", %q -> %q", s.Before, s.After)
	case s.After != "":
		fmt.Fprintf(&b, ", %q", s.After)
	}
	fmt.Fprintf(&b, " (%s)", s.Reason)
	return b.String()
}

// Status is what became of a step.
type Status = steps.Status

// The statuses.
const (
	Planned Status = "planned" // in the report of a Proposal only
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Result is a step and what became of it.
type Result struct {
	Step
	Status    Status
	Note      string // why it was skipped, or that it does not show yet; "": nothing to say
	RequestID string // Clarifai's id of the request; "": nothing was sent, or there was no answer
	Err       error  // of a step that failed, or that was skipped for another's failure
}

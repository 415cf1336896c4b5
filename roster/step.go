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
	AddTeamApp         Kind = "add app"
	UpdateTeamAppRole  Kind = "change app role"
	AddTeamMember      Kind = "add to team"
	UpdateMemberRole   Kind = "change role"
)

// Step is one change to the organization. Fields that do not apply to its kind
// are empty.
type Step struct {
	Kind Kind
	// Line is the line of the person in the roster file, or of the team in the
	// teams file. Zero means that there is no file.
	Line int
	// Email is the person's address as the roster has it.
	Email string
	// UserID is the user ID of a person who is a member.
	UserID string
	// Team and App are IDs.
	Team string
	App  string
	// Reason says why the step is needed.
	Reason string
	// Before and After name the role, the team or the organization that is there
	// now and that will be there.
	Before string
	After  string
	// Role is the new role of a person, by ID.
	Role clarifai.MemberRole
	// TeamRole is the new role of a team in an app, or the new default role of a
	// team, by ID.
	TeamRole clarifai.TeamRole

	// before is the role that is replaced, or nil.
	before *clarifai.Role
}

// sets reports whether role is the one that the step sets.
func (s Step) sets(role *clarifai.Role) bool {
	return s.Role.Matches(role) || s.TeamRole.Matches(role)
}

// replaces reports whether role is the one that the step replaces.
func (s Step) replaces(role *clarifai.Role) bool {
	if s.before == nil || role == nil {
		return s.before == role
	}
	return roleByID[clarifai.MemberRole](s.before).Matches(role)
}

// String returns the step in one line.
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

// Status is what became of a step, as a string. Package access has the same
// statuses.
type Status = steps.Status

// The statuses of a step. Only the report of a [Proposal] has planned steps.
const (
	Planned Status = "planned"
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Result is a step and what became of it.
type Result struct {
	Step
	Status Status
	// Note says why the step was skipped, or that it is not visible yet.
	Note string
	// RequestID is Clarifai's ID of the request. It is empty if nothing was sent
	// or no response came.
	RequestID string
	// Err is the error of a step that failed, or that was skipped because of an
	// error. It is nil for a step that is no longer needed.
	Err error
}

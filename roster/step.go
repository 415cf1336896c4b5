package roster

import (
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Kind is what a step does.
type Kind string

// The kinds of steps, in the order in which Apply takes them. The caller's own role
// comes last of all.
const (
	CreateOrganization   Kind = "create organization"
	RenameOrganization   Kind = "rename organization"
	UpdateBillingEmail   Kind = "change billing email"
	Invite               Kind = "invite"
	CreateTeam           Kind = "create team"
	RenameTeam           Kind = "rename team"
	SetTeamDefaultRole   Kind = "set default role"
	AddTeamApp           Kind = "add app"
	UpdateTeamAppRole    Kind = "change app role"
	AddTeamMember        Kind = "add to team"
	UpdateMemberRole     Kind = "change role"
	ClearTeamDefaultRole Kind = "clear default role"
	RemoveTeamMember     Kind = "take off team"
	RemoveTeamApp        Kind = "remove app"
	CancelInvitation     Kind = "cancel invitation"
	RemoveMember         Kind = "remove member"
	DeleteTeam           Kind = "delete team"
)

// RemovalKinds returns the kinds that take something away, in their order. A plan has
// steps of these kinds only if [Options.Limits] allow them.
func RemovalKinds() []Kind {
	return []Kind{ClearTeamDefaultRole, RemoveTeamMember, RemoveTeamApp, CancelInvitation, RemoveMember, DeleteTeam}
}

// Step is one change to the organization. Fields that do not apply to its kind
// are empty. A step can be stored as JSON.
type Step struct {
	Kind Kind `json:"kind"`
	// File and Line are those of the person or the team in the files.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Email is the person's address as the roster has it, the invitee's, or the
	// billing email of an organization to create.
	Email string `json:"email,omitempty"`
	// UserID is the user ID of a person who is a member.
	UserID string `json:"user_id,omitempty"`
	// Team and App are IDs.
	Team string `json:"team,omitempty"`
	App  string `json:"app,omitempty"`
	// Invitation is the ID of an invitation to cancel.
	Invitation string `json:"invitation,omitempty"`
	// Reason says why the step is needed.
	Reason string `json:"reason,omitempty"`
	// Before and After name the role, the team or the organization that is there
	// now and that will be there.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Role is the new role of a person, by ID.
	Role clarifai.MemberRole `json:"role,omitempty"`
	// TeamRole is the new role of a team in an app, or the new default role of a
	// team, by ID.
	TeamRole clarifai.TeamRole `json:"team_role,omitempty"`
	// Replaces is the role that the step expects to find, by ID if Clarifai shows
	// one. Empty means none.
	Replaces string `json:"replaces,omitempty"`
}

// sets reports whether role is the one that the step sets.
func (s Step) sets(role *clarifai.Role) bool {
	return s.Role.Matches(role) || s.TeamRole.Matches(role)
}

// replaces reports whether role is the one that the step replaces.
func (s Step) replaces(role *clarifai.Role) bool {
	if slices.Contains(RemovalKinds(), s.Kind) && isUnknown(role) {
		role = nil // the plan has neither an ID nor a name of it
	}
	if s.Replaces == "" || role == nil {
		return s.Replaces == "" && role == nil
	}
	return clarifai.MemberRole(s.Replaces).Matches(role)
}

// String returns the step in one line.
func (s Step) String() string {
	var b strings.Builder
	b.WriteString(s.label())
	switch {
	case s.Before != "" && s.After != "":
		fmt.Fprintf(&b, ", %q -> %q", s.Before, s.After)
	case s.Before != "":
		fmt.Fprintf(&b, ", %q", s.Before)
	case s.After != "":
		fmt.Fprintf(&b, ", %q", s.After)
	}
	fmt.Fprintf(&b, " (%s)", s.Reason)
	return b.String()
}

// label returns what the step does and to whom.
func (s Step) label() string {
	var b strings.Builder
	b.WriteString(string(s.Kind))
	switch s.Kind {
	case Invite, CancelInvitation, UpdateMemberRole, RemoveMember:
		b.WriteString(" " + s.person())
	case AddTeamMember, RemoveTeamMember:
		b.WriteString(" " + s.Team + ": " + s.person())
	case AddTeamApp, UpdateTeamAppRole, RemoveTeamApp:
		b.WriteString(" " + s.Team + ": " + s.App)
	case CreateTeam, RenameTeam, SetTeamDefaultRole, ClearTeamDefaultRole, DeleteTeam:
		b.WriteString(" " + s.Team)
	case CreateOrganization, RenameOrganization, UpdateBillingEmail:
	}
	return b.String()
}

// person returns the address of the person, or else the user ID.
func (s Step) person() string {
	if s.Email == "" && s.UserID != "" {
		return "user " + s.UserID
	}
	return s.Email
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
type Result struct { //nolint:recvcheck // MarshalJSON must work on values
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

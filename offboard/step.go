package offboard

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Kind is what a step does. Besides the kinds of this package there are
// [roster.CancelInvitation], [roster.RemoveTeamMember] and [roster.RemoveMember].
type Kind = roster.Kind

// The kinds of this package, which come before those of roster.
const (
	TransferApp      Kind = "transfer app"
	EndCollaboration Kind = "end collaboration"
)

// Step takes something from a person who leaves. Fields that do not apply to its kind
// are empty.
type Step struct {
	Kind Kind `json:"kind"`
	// Person is an index of [Proposal.People]. It is -1 for a step that roster has
	// planned for nobody who is known here.
	Person int `json:"person"`
	// UserID and Email are those of the person, as far as they are known.
	UserID string `json:"user_id,omitempty"`
	Email  string `json:"email,omitempty"`
	// Team and App are IDs. An app to be transferred is one of the person.
	Team string `json:"team,omitempty"`
	App  string `json:"app,omitempty"`
	// Collaborator is the ID of the collaboration. Empty means that Clarifai shows
	// none, and that it is ended by address.
	Collaborator string `json:"collaborator,omitempty"`
	// Before is the role or the scopes that are taken.
	Before string `json:"before,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// String returns the step in one line.
func (s Step) String() string {
	var b strings.Builder
	b.WriteString(string(s.Kind) + " ")
	if subject := cmp.Or(s.Team, s.App); subject != "" {
		b.WriteString(subject + ": ")
	}
	b.WriteString(cmp.Or(s.Email, "user "+s.UserID))
	if s.Before != "" {
		fmt.Fprintf(&b, ", %q", s.Before)
	}
	if s.Reason != "" {
		fmt.Fprintf(&b, " (%s)", s.Reason)
	}
	return b.String()
}

// Status is what became of a step, as in package roster.
type Status = roster.Status

// Result is a step and what became of it.
type Result struct {
	Step
	Status Status `json:"status"`
	// Note says why the step was skipped, or that it is not visible yet.
	Note string `json:"note,omitempty"`
	// RequestID is Clarifai's ID of the request. It is empty if nothing was sent or no
	// response came.
	RequestID string `json:"request_id,omitempty"`
	// Error is the text of Err.
	Error string `json:"error,omitempty"`
	// Audit is the entry of the audit log. Nil means that there is none, or that the
	// log could not be read.
	Audit *AuditEntry `json:"audit,omitempty"`
	// Err is the error of a step that failed, or that was skipped because of an error.
	// It is nil for a step that is no longer needed.
	Err error `json:"-"`
}

// end records what became of the step.
func (s *Result) end(status Status, note, requestID string, err error) {
	s.Status, s.Note, s.RequestID, s.Err = status, note, requestID, err
	if err != nil {
		s.Error = err.Error()
	}
}

// fromRoster returns a step of roster, for a person.
func fromRoster(s *roster.Step, person int) Step {
	return Step{
		Kind: s.Kind, Person: person, UserID: s.UserID, Email: s.Email, Team: s.Team, App: s.App, Before: s.Before, Reason: s.Reason,
	}
}

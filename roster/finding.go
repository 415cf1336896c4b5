package roster

import (
	"fmt"
	"strings"
)

// FindingKind says what a finding is about.
type FindingKind string

// The kinds of findings.
const (
	// Waiting is a person who should be on a team and has not joined yet.
	Waiting FindingKind = "waiting"
	// Extra is a user on a team who is not on it in the files, or an app of a team that
	// the team does not have in the files.
	Extra FindingKind = "extra"
	// Unmatched is a user on a team who may or may not be in the roster: the user
	// shows no address, or may be the person of a row that is held or skipped.
	Unmatched FindingKind = "unmatched"
	// Hidden is a member whose address is unknown, so that people are held who
	// may be that member. See [Options.MemberEmails].
	Hidden FindingKind = "hidden"
	// Differs is something that is not as in the files, and is left as it is.
	Differs FindingKind = "differs"
	// Kept is a member, a place on a team, an invitation, a role or a team that is
	// not in the files, and that a rule keeps whatever the limits allow.
	Kept FindingKind = "kept"
	// Unprotected is an entry of [Options.Protect] that is nobody in the organization
	// or in the files.
	Unprotected FindingKind = "unprotected"
)

// Finding is a difference from the files that no step changes, or something else to
// know. File, Line, Email, UserID, Team and App are as in a [Step].
type Finding struct {
	Kind   FindingKind `json:"kind"`
	File   string      `json:"file,omitempty"`
	Line   int         `json:"line,omitempty"`
	Email  string      `json:"email,omitempty"`
	UserID string      `json:"user_id,omitempty"`
	Team   string      `json:"team,omitempty"`
	App    string      `json:"app,omitempty"`
	// Reason says what was found.
	Reason string `json:"reason,omitempty"`
	// Before is what the organization has, and After what the files say.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// String returns the finding in one line.
func (f Finding) String() string {
	var parts []string
	for _, part := range []string{f.Team, f.App, f.Email} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if f.Email == "" && f.UserID != "" {
		parts = append(parts, "user "+f.UserID)
	}
	text := strings.Join(append(append([]string{string(f.Kind)}, parts...), f.Reason), ": ")
	if f.After != "" {
		text += fmt.Sprintf(": it is %q, and should be %q", f.Before, f.After)
	}
	return text
}

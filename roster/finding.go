package roster

import (
	"fmt"
	"strings"
)

// FindingKind is what a finding is about.
type FindingKind string

// The kinds of findings.
const (
	// Waiting: someone of the roster who is to be on a team and has not joined.
	Waiting FindingKind = "waiting"
	// Extra: someone on a team who does not stand in the roster for it.
	Extra FindingKind = "extra"
	// Unmatched: someone on a team of whom it cannot be told whether the roster
	// has them: they show no address, or may be a row that is held or left out.
	Unmatched FindingKind = "unmatched"
	// Hidden: a member whose address is not known, while people are held since
	// they may be that member. See Options.MemberEmails.
	Hidden FindingKind = "hidden"
	// Differs: something that is not as the files say, and is left as it is.
	Differs FindingKind = "differs"
)

// Finding is something to know that no step changes.
type Finding struct {
	Kind   FindingKind
	Line   int    // as in a Step
	Email  string // as in a Step
	UserID string
	Team   string
	App    string
	Reason string
	Before string // what is there
	After  string // what the files say
}

// String tells the finding in a line.
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
	text := fmt.Sprintf("%s: %s: %s", f.Kind, strings.Join(parts, ": "), f.Reason)
	if f.After != "" {
		text += fmt.Sprintf(": it is %q, and should be %q", f.Before, f.After)
	}
	return text
}

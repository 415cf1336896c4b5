package offboard

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// RemainderKind is what is left.
type RemainderKind string

// The kinds of what is left.
const (
	StillMember       RemainderKind = "still a member"
	StillOnTeam       RemainderKind = "still on a team"
	StillInvited      RemainderKind = "still invited"
	StillCollaborator RemainderKind = "still a collaborator"
	// StillListed is an app for which Clarifai lists a person without a reason that is
	// known.
	StillListed RemainderKind = "still listed"
	// Kept is a person from whom nothing was taken, by a rule.
	Kept RemainderKind = "kept"
	// OwnedApp is an app of the person's own account, and BoundToken a token of the
	// person for the organization.
	OwnedApp   RemainderKind = "own app"
	BoundToken RemainderKind = "token"
	// BillingAddress is a billing email of the organization that is the person's.
	BillingAddress RemainderKind = "billing email"
	// Unclear is what may be the person's, and shows too little to say so.
	Unclear RemainderKind = "unclear"
	// NotRead is something that could not be read.
	NotRead RemainderKind = "not read"
	// NotShown is what Clarifai does not show to the caller, and PublicApp an app that
	// everybody reaches. Both are only in [Evidence.Unseen].
	NotShown  RemainderKind = "not shown"
	PublicApp RemainderKind = "public app"
)

// Who is somebody who must act.
type Who string

// Those who must act.
const (
	AnAdmin   Who = "an Admin"
	ThePerson Who = "the person"
	Support   Who = "Clarifai's support"
)

// everybody is the Person of a [Remainder] that is about all people.
const everybody = -1

// Remainder is something that is left, or that cannot be seen.
type Remainder struct {
	Kind RemainderKind `json:"kind"`
	// Person is an index of People. It is -1 if it is about all of them.
	Person int `json:"person"`
	// Subject names the person.
	Subject string `json:"subject,omitempty"`
	// Team and App are IDs. The ID of an app of a person follows its owner and a slash.
	Team string `json:"team,omitempty"`
	App  string `json:"app,omitempty"`
	// Text says what is left and what to do.
	Text string `json:"text"`
	// Who must act. It is empty if nobody can.
	Who Who `json:"who,omitempty"`

	address string // of an invitation
}

// String returns what is left in one line.
func (r Remainder) String() string {
	var b strings.Builder
	b.WriteString(string(r.Kind) + ": ")
	for _, part := range []string{r.Subject, cmp.Or(r.Team, r.App)} {
		if part != "" {
			b.WriteString(part + ": ")
		}
	}
	b.WriteString(r.Text)
	if r.Who != "" {
		fmt.Fprintf(&b, " (%s)", r.Who)
	}
	return b.String()
}

// join returns all of several lists. It is not nil, which would be null in JSON.
func join(lists ...[]Remainder) []Remainder {
	return append([]Remainder{}, slices.Concat(lists...)...)
}

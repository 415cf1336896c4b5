package roster

// Outcome is the state of a person of the roster, or what became of the
// invitation.
type Outcome string

// The outcomes. Each row has one. Only a [Proposal] has ToInvite, and only a
// [Report] has Joined, Invited, InviteFailed and NotInvited.
const (
	// Member is a person who was a member before.
	Member Outcome = "member"
	// Joined is a person who became a member while Apply was running.
	Joined Outcome = "joined"
	// Invited is a person whom Apply has invited.
	Invited Outcome = "invited"
	// ToInvite is a person whom Apply will invite.
	ToInvite Outcome = "to invite"
	// InvitedEarlier is a person who has a pending invitation from before.
	InvitedEarlier Outcome = "invited earlier"
	// Expired is a person whose invitation has expired.
	Expired Outcome = "expired"
	// Declined is a person who has declined the invitation.
	Declined Outcome = "declined"
	// Cancelled is a person whose invitation was cancelled.
	Cancelled Outcome = "cancelled"
	// Left is a person who accepted an invitation and is not a member now.
	Left Outcome = "left"
	// Held is a person who may be a member or invited already under another
	// address. Nothing is done until that is clear: see the reason.
	Held Outcome = "held"
	// InviteFailed is a person whose invitation failed, or may have failed.
	InviteFailed Outcome = "invitation failed"
	// NotInvited is a person whom Apply should have invited and did not: see the
	// reason.
	NotInvited Outcome = "not invited"
)

// Outcomes returns all outcomes, in the order of their constants.
func Outcomes() []Outcome {
	return []Outcome{
		Member, Joined, Invited, ToInvite, InvitedEarlier, Expired, Declined, Cancelled, Left, Held, InviteFailed, NotInvited,
	}
}

// Row is a person of the roster together with the outcome.
type Row struct {
	Person  Person
	Outcome Outcome
	// Reason explains the outcome.
	Reason string
	// UserID is the user ID of a member.
	UserID string
	// RequestID is Clarifai's ID of the request that sent the invitation.
	RequestID string
	// Err is the error of an invitation that failed or was not sent.
	Err error
}

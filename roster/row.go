package roster

// Outcome is what became of a row of the roster, or where it stands.
type Outcome string

// The outcomes. Each row has one.
const (
	Member         Outcome = "member"            // was a member before
	Joined         Outcome = "joined"            // became a member while Apply worked
	Invited        Outcome = "invited"           // has been invited
	ToInvite       Outcome = "to invite"         // will be invited; in a Proposal only
	InvitedEarlier Outcome = "invited earlier"   // has a pending invitation from before
	Expired        Outcome = "expired"           // the invitation has expired
	Declined       Outcome = "declined"          // has declined
	Cancelled      Outcome = "cancelled"         // the invitation was cancelled
	Left           Outcome = "left"              // has accepted, and is no member now
	Held           Outcome = "held"              // cannot be told for certain, and is not touched
	InviteFailed   Outcome = "invitation failed" // could not be invited
	NotInvited     Outcome = "not invited"       // to be invited, and not done: see the reason
)

// Outcomes lists all outcomes in a sensible order.
func Outcomes() []Outcome {
	return []Outcome{
		Member, Joined, Invited, ToInvite, InvitedEarlier, Expired, Declined, Cancelled, Left, Held, InviteFailed, NotInvited,
	}
}

// Row is a row of the roster and its outcome.
type Row struct {
	Person    Person
	Outcome   Outcome
	Reason    string
	UserID    string // of a member
	RequestID string // of the invitation that was sent or failed
	Err       error  // of an invitation that failed
}

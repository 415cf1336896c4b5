package roster

import (
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Options say what [Plan] and [Apply] may do beyond inviting people, creating
// teams and filling them. The zero value allows nothing else.
type Options struct {
	// CreateOrganization creates the organization if it does not exist: Clarifai
	// says so, and the list of the caller's organizations does not have it.
	CreateOrganization bool
	// ReinviteExpired invites people again whose invitation has expired.
	ReinviteExpired bool
	// ReinviteLeft invites people again who accepted an invitation and are not
	// members now. Usually they left or were removed. Somebody who accepted with
	// an address that the account no longer has looks the same.
	ReinviteLeft bool
	// UpdateRoles changes the roles of members, the roles of teams in their apps,
	// and the default roles of teams to those in the files. The organization's
	// only Admin keeps that role.
	UpdateRoles bool
	// AllowAdmin allows rows with the role Admin.
	AllowAdmin bool
	// MaxInvites is the maximum number of invitations. Zero means 200, and a
	// negative number means none. If the roster needs more invitations, nobody
	// is invited, even if SkipBadRows is set.
	MaxInvites int
	// SkipBadRows skips bad rows and uses the others. BadRows of the Proposal
	// and the Report lists the bad ones. People on a team whose row is bad are
	// skipped as well. Of several rows with one address the first is used.
	SkipBadRows bool
	// MemberEmails has the addresses of members who hide theirs, by user ID. An
	// empty address says that the member is not in the roster. As long as the
	// address of one member is unknown, everyone who matches nobody may be that
	// member, and is held.
	MemberEmails map[string]string
	// IgnoreHiddenMembers assumes that members whose address is unknown are not
	// in the roster, and that open invitations that show no address are for
	// others. Nobody is held because of them, so that people may be invited who
	// are members or invited already.
	IgnoreHiddenMembers bool
	// VerifyTimeout is the maximum time to wait until a write is visible to
	// reads. Zero means 5 seconds, and a negative duration means to read once.
	VerifyTimeout time.Duration
	// Progress is called before each list that Plan reads, after each step of
	// Apply, and while Apply waits, one call after another.
	Progress func(Progress)
}

// Progress says how far [Plan] or [Apply] is.
type Progress struct {
	// Phase says in a few words what is being done.
	Phase string
	Done  int
	// Total is the number that Done will reach. It grows if people join while
	// Apply runs.
	Total int
	// Step is the step that has just ended. It is nil while lists are read.
	Step *Result
}

const defaultMaxInvites = 200

func (o *Options) maxInvites() int { return steps.OrDefault(o.MaxInvites, defaultMaxInvites) }

func (o *Options) verifyTimeout() time.Duration {
	return steps.OrDefault(o.VerifyTimeout, steps.DefaultVerifyTimeout)
}

func (o *Options) report(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}

package roster

import (
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Options say what [Plan] and [Apply] may do beyond inviting, creating teams
// and filling them. The zero value does nothing beyond that.
type Options struct {
	// CreateOrganization creates the organization, under the company's name
	// and billing email, if Clarifai says that it does not exist and the
	// list of the caller's organizations lacks it, too.
	CreateOrganization bool
	// ReinviteExpired invites again whose invitation has expired.
	ReinviteExpired bool
	// ReinviteLeft invites people again who accepted an invitation and are no
	// member now: they left, or were removed. Someone who accepted with an
	// address that the account no longer has looks the same.
	ReinviteLeft bool
	// UpdateRoles changes the roles of members, the roles of teams in their apps,
	// and teams' default roles to those in the files. The organization's only
	// Admin stays one.
	UpdateRoles bool
	// AllowAdmin lets a row make an Admin.
	AllowAdmin bool
	// MaxInvites is how many people may be invited. 0 means 200, a negative
	// number nobody. If the roster needs more invitations, nobody is invited,
	// even if SkipBadRows is set.
	MaxInvites int
	// SkipBadRows leaves bad rows out and goes on with the others; they are
	// listed in BadRows of the Proposal and the Report. People who are to be on
	// a team whose row is bad are left out, too. Of rows with the same address
	// the first one counts.
	SkipBadRows bool
	// MemberEmails has the addresses of members who show none, by user ID. An
	// empty address says that the member is nobody in the roster. While the
	// address of one member is not known, everyone who matches nobody may be
	// that member, and is held.
	MemberEmails map[string]string
	// IgnoreHiddenMembers takes members whose address is not known for people
	// who are not in the roster, and open invitations that show no address for
	// invitations of others. Nobody is held for them, and people who are members
	// or invited already may be invited.
	IgnoreHiddenMembers bool
	// Settle is how long a write may take to become visible to reads. 0 means
	// 5 s; a negative time means to look once.
	VerifyTimeout time.Duration
	// Progress, if it is not nil, is told of every list that Plan reads and
	// every step that Apply takes, one after another.
	Progress func(Progress)
}

// Progress says how far a [Plan] or an [Apply] is.
type Progress struct {
	Phase string  // what is being done, in a few words
	Done  int     // of Total
	Total int     // it may grow: people join while Apply works
	Step  *Result // the step that has just ended; nil while reading
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

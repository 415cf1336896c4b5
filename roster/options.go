package roster

import (
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Options say what a plan may do beyond inviting people, creating teams and filling
// them. The zero value allows nothing else. A [Proposal] keeps them for [Apply].
type Options struct {
	// CreateOrganization creates the organization if it does not exist: Clarifai
	// says so, and the list of the caller's organizations does not have it.
	CreateOrganization bool `json:"create_organization,omitempty"`
	// ReinviteExpired invites people again whose invitation has expired.
	ReinviteExpired bool `json:"reinvite_expired,omitempty"`
	// ReinviteCancelled invites people again whose invitation was cancelled.
	ReinviteCancelled bool `json:"reinvite_cancelled,omitempty"`
	// ReinviteLeft invites people again who accepted an invitation and are not
	// members now. Usually they left or were removed. Somebody who accepted with
	// an address that the account no longer has looks the same.
	ReinviteLeft bool `json:"reinvite_left,omitempty"`
	// UpdateRoles changes the roles of members, the roles of teams in their apps,
	// and the default roles of teams to those in the files. The organization's
	// only Admin keeps that role.
	UpdateRoles bool `json:"update_roles,omitempty"`
	// UpdateNames changes the names of teams, and the organization's name and
	// billing email, to those in the files. An empty name or address in the files
	// keeps the one that is there.
	UpdateNames bool `json:"update_names,omitempty"`
	// Limits allow steps that take something away, by their kind: see
	// [RemovalKinds]. A kind without a limit takes nothing away. If a limit would
	// be exceeded, no step of its kind is taken: see [Proposal.Exceeded]. Kinds
	// that change a role may have a limit as well.
	Limits map[Kind]Limit `json:"limits,omitempty"`
	// AllowEmptyTeams takes also the last members off a team for which the files
	// have nobody. Otherwise such a team keeps its members.
	AllowEmptyTeams bool `json:"allow_empty_teams,omitempty"`
	// Protect are the user IDs and email addresses of people from whom nothing is
	// taken: no membership, no place on a team, no role, no invitation. If no
	// member shows one of the addresses, nothing is taken either from members of whom no
	// address is known. MemberEmails can say which address they have.
	Protect []string `json:"protect,omitempty"`
	// Teams restrict the plan to the steps of these teams, by ID. Other teams are
	// not read. Empty means no restriction.
	Teams []string `json:"teams,omitempty"`
	// Kinds restrict the plan to steps of these kinds. Empty means no restriction.
	Kinds []Kind `json:"kinds,omitempty"`
	// AllowAdmin allows rows with the role Admin.
	AllowAdmin bool `json:"allow_admin,omitempty"`
	// MaxInvites is the maximum number of invitations. Zero means 200, and a
	// negative number means none. If the roster needs more invitations, nobody
	// is invited, even if SkipBadRows is set.
	MaxInvites int `json:"max_invites,omitempty"`
	// SkipBadRows skips bad rows and uses the others. BadRows of the Proposal
	// and the Report lists the bad ones. People on a team whose row is bad are
	// skipped as well. Of several rows with one address the first is used.
	SkipBadRows bool `json:"skip_bad_rows,omitempty"`
	// MemberEmails has the addresses of members who hide theirs, by user ID. An
	// empty address says that the member is not in the roster. As long as the
	// address of one member is unknown, everyone who matches nobody may be that
	// member, and is held.
	MemberEmails map[string]string `json:"member_emails,omitempty"`
	// IgnoreHiddenMembers assumes that members whose address is unknown are not
	// in the roster, and that open invitations that show no address are for
	// others. Nobody is held because of them, so that people may be invited who
	// are members or invited already.
	IgnoreHiddenMembers bool `json:"ignore_hidden_members,omitempty"`
	// Progress is called before each list that Plan reads, one call after another.
	Progress func(Progress) `json:"-"`
}

// ApplyOptions are options of [Apply]. The zero value is a good default.
type ApplyOptions struct {
	// VerifyTimeout is the maximum time to wait until writes are visible in the
	// lists of the whole organization. Zero means 5 seconds, and a negative duration means to read once.
	VerifyTimeout time.Duration
	// Progress is called after each step and while Apply waits, one call after
	// another.
	Progress func(Progress)
	// Journal records each step before and after it is sent. If it has an earlier
	// run of the plan, Apply goes on with that run: see [Journal]. If it cannot be
	// written, nothing more is sent. Nil means no journal.
	Journal *Journal
}

// Limit is the maximum of what steps of one kind may take away or change. Both numbers
// must hold.
type Limit struct {
	// Max is the maximum number of steps. Zero, like a negative number, means none.
	Max int `json:"max"`
	// Share is the maximum share of what is there, from 0 to 1: of the members, the
	// pending invitations, the teams, the teams with a default role, or the places of
	// members or apps on teams. Zero, like a negative number, means none.
	Share float64 `json:"share"`
}

// Progress says how far [Plan] or [Apply] is.
type Progress struct {
	// Phase says in a few words what is being done.
	Phase string
	Done  int
	// Total is the number that Done is expected to reach. It changes when Plan knows
	// which teams exist, and when people join while Apply runs.
	Total int
	// Step is the step that has just ended. It is nil while lists are read.
	Step *Result
}

const defaultMaxInvites = 200

func (o *Options) maxInvites() int { return steps.OrDefault(o.MaxInvites, defaultMaxInvites) }

func (o *ApplyOptions) verifyTimeout() time.Duration {
	return steps.OrDefault(o.VerifyTimeout, steps.DefaultVerifyTimeout)
}

func (o *ApplyOptions) report(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}

func (o *Options) report(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}

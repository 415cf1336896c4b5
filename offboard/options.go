package offboard

import (
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Options are options of [Plan]. The zero value transfers no app and protects nobody
// but the caller and the last Admin.
type Options struct {
	// Transfer are apps of people who leave, to be transferred to the organization.
	// Each must be shown to the caller. The organization must not have an app with
	// the same ID. Clarifai may allow transfers to the owner of an app only.
	Transfer []clarifai.AppIdentity
	// Protect are the user IDs and email addresses of people from whom nothing is
	// taken, even if they are named. Somebody who shows no address is kept as well if
	// one of the addresses is shown by nobody. Notes name the entries that are nobody's.
	Protect []string
	// MemberEmails has the addresses of members who hide theirs, by user ID.
	MemberEmails map[string]string
	// AllowGone accepts names that match nobody. Set it to go on after a run that was
	// interrupted, or for evidence that somebody reaches nothing.
	AllowGone bool
	// SkipCheck leaves out the list of people that Clarifai has for each app. The
	// reading is shorter then, and the evidence is weaker.
	SkipCheck bool
	// Progress is called whenever lists have been read, one call after another.
	Progress func(Progress)
}

// RunOptions are options of [Run]. The zero value is a good default.
type RunOptions struct {
	// VerifyTimeout is the maximum time to read again while something that was taken
	// still shows. Zero means 5 seconds, and a negative duration means to read once.
	VerifyTimeout time.Duration
	// AuditTimeout is the maximum time to wait until the audit log has the steps.
	// Zero means 15 seconds, and a negative duration means to read it once.
	AuditTimeout time.Duration
	// Progress is called after each step and whenever lists have been read, one call
	// after another.
	Progress func(Progress)
}

// defaultAuditTimeout is how long entries of the audit log may take to appear.
const defaultAuditTimeout = 15 * time.Second

func (o *RunOptions) verifyTimeout() time.Duration {
	return steps.OrDefault(o.VerifyTimeout, steps.DefaultVerifyTimeout)
}

func (o *RunOptions) auditTimeout() time.Duration {
	return steps.OrDefault(o.AuditTimeout, defaultAuditTimeout)
}

// Progress says how far [Plan] or [Run] is.
type Progress struct {
	// Phase says in a few words what is being done.
	Phase       string
	Done, Total int
}

package emulator

import "time"

// Variants are assumptions about Clarifai: where nobody has seen how it
// behaves, the server can be set to each way in which it might. The zero value
// is the likeliest behavior. A bot that passes its tests under every variant
// depends on none.
type Variants struct {
	// Cancel is what canceling an invitation does.
	Cancel Cancel
	// Exists is the answer to creating or adding what is already there.
	Exists Exists
	// AppRole is what adding an app again does to its role on the team.
	AppRole AppRole
	// Batch is what one bad item does to the request that has it.
	Batch Batch
	// RoleNames is the spelling of role names in responses.
	RoleNames RoleNames
	// UnknownPath is the answer to a path that Clarifai does not have.
	UnknownPath UnknownPath
	// MemberEmails is where lists of members and collaborators have the email
	// address of a user.
	MemberEmails MemberEmails

	// IgnoreDefaultRole has an update of a team's default role succeed without
	// effect.
	IgnoreDefaultRole bool
	// KeepOnOverwrite has a PATCH with the action "overwrite" keep the fields
	// that it leaves out or sends empty. By default it clears them.
	KeepOnOverwrite bool
	// KeepOAuthSecrets has an update of an identity provider without a client
	// secret keep the secret. By default such an update clears it.
	KeepOAuthSecrets bool
	// ShowOAuthSecrets has responses include the client secrets of identity
	// providers. By default none does.
	ShowOAuthSecrets bool
	// ShowCardNumbers has responses include whole card numbers, which they
	// should not. By default they include the last four digits.
	ShowCardNumbers bool
	// ReplaceProfiles has an update of a user clear the fields that it leaves
	// out, whatever its action. By default it keeps them.
	ReplaceProfiles bool
	// HideBillingEmails has responses leave out the billing email of
	// organizations.
	HideBillingEmails bool

	// TrimText has the server remove the white space around names,
	// descriptions and notes, and change their line ends to \n. By default it
	// keeps what is sent.
	TrimText bool
	// TimePrecision truncates the expiry of tokens, for example to
	// time.Microsecond. Zero keeps what is sent.
	TimePrecision time.Duration
	// CompleteScopes has the server add the scopes on which those of a token
	// or collaborator depend. By default it keeps what is sent.
	CompleteScopes bool

	// MaxPerPage is the maximum number of items on a page, whatever is asked
	// for. Zero means up to 1000, and an error if more are asked for.
	MaxPerPage int
	// HideEvery hides items of every list from the caller: the first one, and
	// from there every HideEvery-th. They are taken out of a page after it has
	// been cut, so that pages are shorter than asked for, or empty, before the
	// end of the list. Zero hides none; otherwise it is at least 2.
	HideEvery int
	// Lag is how late reads show what was written. Writes always work on the
	// true state. Zero means at once.
	Lag time.Duration

	// AuditBounds is whether a search of the audit log includes the bounds of
	// its period.
	AuditBounds Bounds
	// UsageBounds is whether a request for usage includes the bounds of its
	// period.
	UsageBounds Bounds
	// OverbilledOpType is an operation type of which bills count a tenth more
	// than was used; see Rates. Empty means none.
	OverbilledOpType string

	// SessionOnly restores the rule of 2022 that some routes, such as
	// accepting an invitation, refuse a personal access token with 401.
	SessionOnly bool
	// PayAsYouGo restores the limits of that plan: a user creates one
	// organization, which has no teams and no audit log. By default a user
	// creates up to 20. Configured resources count, but are not limited.
	PayAsYouGo bool
}

// Cancel is what canceling an invitation does.
type Cancel uint8

// What canceling an invitation does. The first one is the default.
const (
	CancelMarks   Cancel = iota // the invitation is marked as canceled
	CancelIgnores               // success without effect
	CancelDeletes               // the invitation is gone
	CancelRefused               // 400 with FAILURE
)

// Exists is the answer to creating or adding what is already there.
type Exists uint8

// Answers to creating what is already there. The first one is the default.
const (
	ExistsConflict     Exists = iota // 409 with DATABASE_DUPLICATE_KEY
	ExistsFailure                    // 400 with FAILURE
	ExistsDuplicateKey               // 400 with DATABASE_DUPLICATE_KEY
	// ExistsSilent is a success. A second team or invitation is created;
	// members, team members and organizations stay as they are.
	ExistsSilent
)

// AppRole is what adding an app again does to its role on the team.
type AppRole uint8

// What adding an app again does. The first one is the default.
const (
	AppRoleSet AppRole = iota // the role changes
	// AppRoleRefused is the answer of Exists, or 409 if that is ExistsSilent.
	AppRoleRefused
	AppRoleIgnored // success without effect
)

// Batch is what one bad item does to the request that has it.
type Batch uint8

// What one bad item does. The first one is the default; with the others the
// good items are processed.
const (
	BatchAtomic   Batch = iota // the whole request fails
	BatchMixed                 // 207, failed items with a status
	BatchUnmarked              // 207, failed items as sent
	BatchOmitted               // 207 without the failed items
	BatchSilent                // 200 without the failed items
)

// RoleNames is the spelling of role names in responses.
type RoleNames uint8

// Spellings of role names. The first one is the default.
const (
	RoleNamesDisplay    RoleNames = iota // Organization Contributor
	RoleNamesSnake                       // organization_contributor
	RoleNamesUpperSnake                  // ORGANIZATION_CONTRIBUTOR
)

// UnknownPath is the answer to a path that Clarifai does not have.
type UnknownPath uint8

// Answers to an unknown path. The first one is the default.
const (
	UnknownPathText           UnknownPath = iota // 404 with plain text
	UnknownPathEnvelope                          // 404 with CONN_DOES_NOT_EXIST
	UnknownPathHTML                              // 404 with a proxy's page
	UnknownPathNotImplemented                    // 501 with NOT_IMPLEMENTED
)

// MemberEmails is where lists of members and collaborators have the email
// address of a user.
type MemberEmails uint8

// Where lists have email addresses. The first one is the default.
const (
	MemberEmailsPrimary MemberEmails = iota // user.primary_email
	MemberEmailsDetail                      // user.user_detail.primary_email
	MemberEmailsHidden                      // nowhere
)

// Bounds is whether a period includes its bounds.
type Bounds uint8

// Whether a period includes its bounds. The first one is the default.
const (
	BoundsInclusive Bounds = iota // both
	BoundsHalfOpen                // only the beginning
	BoundsExclusive               // neither
)

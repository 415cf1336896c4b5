package emulator

// Cancel is what PATCH invitations with action "remove" does.
type Cancel uint8

// Exists is the answer to creating or adding what is there already.
type Exists uint8

// AppRole is what giving a team an app that it has does to the app's role.
type AppRole uint8

// Batch is what one bad item does to the request that holds it.
type Batch uint8

// RoleNames is how the server spells the names of roles.
type RoleNames uint8

// UnknownPath is the answer to a path that the API does not have.
type UnknownPath uint8

// MemberEmails is where lists of members show an email address.
type MemberEmails uint8

// AuditBounds is whether an entry at the very bound of a search's period is in it.
type AuditBounds uint8

const (
	CancelMarks   Cancel = iota // sets cancelled_at
	CancelIgnores               // answers with success and changes nothing
	CancelDeletes               // deletes the invitation outright
	CancelRefused               // answers 400 with code 10020: the action is not taken
)

const (
	ExistsConflict     Exists = iota // 409 with code 40010
	ExistsFailure                    // 400 with code 10020
	ExistsDuplicateKey               // 400 with code 40010
	ExistsSilent                     // success: a second team or invitation; members, team members and organizations stay as they are
)

const (
	AppRoleSet     AppRole = iota // set anew
	AppRoleRefused                // refused as Exists says
	AppRoleIgnored                // success, and the role stays
)

const (
	BatchAtomic   Batch = iota // the item's failure is the request's, nothing is done
	BatchMixed                 // 207 with 10010; each failed item is listed with a status
	BatchUnmarked              // 207 with 10010; each failed item is listed as it was sent
	BatchOmitted               // 207 with 10010; only what succeeded is listed
	BatchSilent                // 200 with 10000; only what succeeded is listed
)

const (
	RoleNamesDisplay    RoleNames = iota // Organization Contributor
	RoleNamesSnake                       // organization_contributor
	RoleNamesUpperSnake                  // ORGANIZATION_CONTRIBUTOR
)

const (
	UnknownPathText           UnknownPath = iota // 404, text/plain
	UnknownPathEnvelope                          // 404, code 11101
	UnknownPathHTML                              // 404, a page of a proxy
	UnknownPathNotImplemented                    // 501, code 10040
)

const (
	MemberEmailsPrimary MemberEmails = iota // user.primary_email
	MemberEmailsDetail                      // user.user_detail.primary_email
	MemberEmailsHidden                      // nowhere
)

const (
	AuditBoundsInclusive AuditBounds = iota // at both
	AuditBoundsHalfOpen                     // at the beginning, and not at the end
	AuditBoundsExclusive                    // at neither
)

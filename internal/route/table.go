package route

import "slices"

// What most routes share.
var (
	ok         = []int32{CodeSuccess}
	okAccepted = []int32{CodeSuccess, CodeAccepted}
	okMixed    = []int32{CodeSuccess, CodeMixed}
)

// When a look-up is sent.
const (
	named       = "if a role is given by name"
	unclear     = "if the response leaves the outcome open"
	defaultRole = "if a default role is given"
	keptRole    = "if the server keeps the role that the team has in the app"
)

const (
	users         = "/v2/users"
	user          = users + "/{user_app_id.user_id}"
	organizations = "/v2/organizations"
	organization  = organizations + "/{user_app_id.user_id}"
	members       = organization + "/members"
	invitations   = organization + "/invitations"
	app           = user + "/apps/{user_app_id.app_id}"
	teams         = organization + "/teams"
	teamUsers     = teams + "/{team_id}/users"
	teamApps      = teams + "/{team_id}/apps"
)

// table is every operation, by resource.
//
// Deletes and removals may be answered with ACCEPTED: carried out a little
// later. A creation may not: its success is a thing that is there.
var table = slices.Concat(
	organizationRoutes,
	memberRoutes,
	invitationRoutes,
	teamRoutes,
	roleRoutes,
	userRoutes,
	appRoutes,
	collaboratorRoutes,
	tokenRoutes,
	passwordPolicyRoutes,
	identityProviderRoutes,
	auditLogRoutes,
	billingRoutes,
	usageRoutes,
)

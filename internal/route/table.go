package route

import "slices"

// Codes that mean success.
var (
	success           = []int32{CodeSuccess}
	successOrAccepted = []int32{CodeSuccess, CodeAccepted}
	successOrMixed    = []int32{CodeSuccess, CodeMixed}
)

// When a look-up is sent, for LookUp.When.
const (
	whenRoleIsNamed        = "if a role is given by name"
	whenOutcomeIsUnknown   = "if the response leaves the outcome open"
	whenDefaultRoleIsGiven = "if a default role is given"
	whenRoleIsKept         = "if the server keeps the role that the team has in the app"
)

// Paths that others begin with.
const (
	usersPath         = "/v2/users"
	userPath          = usersPath + "/{user_app_id.user_id}"
	organizationsPath = "/v2/organizations"
	organizationPath  = organizationsPath + "/{user_app_id.user_id}"
	membersPath       = organizationPath + "/members"
	invitationsPath   = organizationPath + "/invitations"
	notificationsPath = userPath + "/notifications"
	secretsPath       = userPath + "/secrets"
	appPath           = userPath + "/apps/{user_app_id.app_id}"
	clustersPath      = userPath + "/compute_clusters"
	clusterPath       = clustersPath + "/{compute_cluster_id}"
	nodepoolsPath     = clusterPath + "/nodepools"
	nodepoolPath      = nodepoolsPath + "/{nodepool_id}"
	teamsPath         = organizationPath + "/teams"
	teamUsersPath     = teamsPath + "/{team_id}/users"
	teamAppsPath      = teamsPath + "/{team_id}/apps"
)

// table is every operation, by resource.
//
// Deletes and removals succeed with ACCEPTED as well, which means that they are
// carried out a little later. A creation does not: after it, the resource exists.
var table = slices.Concat(
	organizationRoutes,
	memberRoutes,
	invitationRoutes,
	teamRoutes,
	roleRoutes,
	userRoutes,
	notificationRoutes,
	appRoutes,
	modelRoutes,
	workflowRoutes,
	collaboratorRoutes,
	tokenRoutes,
	secretRoutes,
	passwordPolicyRoutes,
	identityProviderRoutes,
	auditLogRoutes,
	billingRoutes,
	usageRoutes,
	computeClusterRoutes,
	nodepoolRoutes,
	deploymentRoutes,
	runnerRoutes,
	cloudProviderRoutes,
	logRoutes,
)

package clarifai

import (
	"context"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// Operation is the name of an operation of this package, such as "teams.create". It
// appears in [Error] and in log lines, and selects operations in [WithRoute], [Guard]
// and the faults of package clarifaitest.
type Operation string

// The operations of this package. [Routes] returns the route of each.
const (
	OpOrganizationsCreate      Operation = "organizations.create"
	OpOrganizationsGet         Operation = "organizations.get"
	OpOrganizationsList        Operation = "organizations.list"
	OpOrganizationsListForUser Operation = "organizations.list_for_user"
	OpOrganizationsUpdate      Operation = "organizations.update"
	OpOrganizationsDelete      Operation = "organizations.delete"
	OpOrganizationsLeave       Operation = "organizations.leave"

	OpMembersList       Operation = "members.list"
	OpMembersListForApp Operation = "members.list_for_app"
	OpMembersAdd        Operation = "members.add"
	OpMembersUpdateRole Operation = "members.update_role"
	OpMembersRemove     Operation = "members.remove"

	OpInvitationsCreate    Operation = "invitations.create"
	OpInvitationsList      Operation = "invitations.list"
	OpInvitationsGet       Operation = "invitations.get"
	OpInvitationsGetPublic Operation = "invitations.get_public"
	OpInvitationsCancel    Operation = "invitations.cancel"
	OpInvitationsAccept    Operation = "invitations.accept"
	OpInvitationsDecline   Operation = "invitations.decline"

	OpTeamsCreate        Operation = "teams.create"
	OpTeamsGet           Operation = "teams.get"
	OpTeamsList          Operation = "teams.list"
	OpTeamsUpdate        Operation = "teams.update"
	OpTeamsDelete        Operation = "teams.delete"
	OpTeamsListMembers   Operation = "teams.list_members"
	OpTeamsAddMembers    Operation = "teams.add_members"
	OpTeamsRemoveMembers Operation = "teams.remove_members"
	OpTeamsListApps      Operation = "teams.list_apps"
	OpTeamsAddApps       Operation = "teams.add_apps"
	OpTeamsSetAppRole    Operation = "teams.set_app_role"
	OpTeamsRemoveApps    Operation = "teams.remove_apps"

	OpRolesList Operation = "roles.list"
	OpRolesGet  Operation = "roles.get"

	OpUsersList            Operation = "users.list"
	OpUsersGet             Operation = "users.get"
	OpUsersUpdate          Operation = "users.update"
	OpUsersChangeID        Operation = "users.change_id"
	OpUsersGetFeatureFlags Operation = "users.get_feature_flags"
	OpUsersValidateIDs     Operation = "users.validate_ids"
	OpUsersStar            Operation = "users.star"
	OpUsersUnstar          Operation = "users.unstar"

	OpNotificationsList     Operation = "notifications.list"
	OpNotificationsGet      Operation = "notifications.get"
	OpNotificationsMarkRead Operation = "notifications.mark_read"
	OpNotificationsDelete   Operation = "notifications.delete"

	OpAppsList              Operation = "apps.list"
	OpAppsListVisible       Operation = "apps.list_visible"
	OpAppsSearch            Operation = "apps.search"
	OpAppsGet               Operation = "apps.get"
	OpAppsCreate            Operation = "apps.create"
	OpAppsUpdate            Operation = "apps.update"
	OpAppsUpdateDetails     Operation = "apps.update_details"
	OpAppsChangeID          Operation = "apps.change_id"
	OpAppsDelete            Operation = "apps.delete"
	OpAppsTransfer          Operation = "apps.transfer"
	OpAppsStar              Operation = "apps.star"
	OpAppsUnstar            Operation = "apps.unstar"
	OpAppsGetResourceCounts Operation = "apps.get_resource_counts"

	OpModelsList         Operation = "models.list"
	OpModelsListForOwner Operation = "models.list_for_owner"
	OpModelsListVisible  Operation = "models.list_visible"
	OpModelsGet          Operation = "models.get"
	OpModelsStar         Operation = "models.star"
	OpModelsUnstar       Operation = "models.unstar"

	OpWorkflowsList         Operation = "workflows.list"
	OpWorkflowsListForOwner Operation = "workflows.list_for_owner"
	OpWorkflowsListVisible  Operation = "workflows.list_visible"
	OpWorkflowsGet          Operation = "workflows.get"
	OpWorkflowsStar         Operation = "workflows.star"
	OpWorkflowsUnstar       Operation = "workflows.unstar"

	OpCollaboratorsList               Operation = "collaborators.list"
	OpCollaboratorsAdd                Operation = "collaborators.add"
	OpCollaboratorsUpdate             Operation = "collaborators.update"
	OpCollaboratorsRemove             Operation = "collaborators.remove"
	OpCollaboratorsListCollaborations Operation = "collaborators.list_collaborations"

	OpTokensList                 Operation = "tokens.list"
	OpTokensListForApp           Operation = "tokens.list_for_app"
	OpTokensGet                  Operation = "tokens.get"
	OpTokensCreate               Operation = "tokens.create"
	OpTokensUpdate               Operation = "tokens.update"
	OpTokensRevoke               Operation = "tokens.revoke"
	OpTokensGetScopeDependencies Operation = "tokens.get_scope_dependencies"
	OpTokensGetMyScopes          Operation = "tokens.get_my_scopes"

	OpSecretsList   Operation = "secrets.list"
	OpSecretsGet    Operation = "secrets.get"
	OpSecretsCreate Operation = "secrets.create"
	OpSecretsUpdate Operation = "secrets.update"
	OpSecretsDelete Operation = "secrets.delete"

	OpPasswordPoliciesList       Operation = "password_policies.list"
	OpPasswordPoliciesListGlobal Operation = "password_policies.list_global"
	OpPasswordPoliciesCreate     Operation = "password_policies.create"
	OpPasswordPoliciesUpdate     Operation = "password_policies.update"
	OpPasswordPoliciesDelete     Operation = "password_policies.delete"
	OpPasswordPoliciesValidate   Operation = "password_policies.validate"

	OpIdentityProvidersList                        Operation = "identity_providers.list"
	OpIdentityProvidersGet                         Operation = "identity_providers.get"
	OpIdentityProvidersCreate                      Operation = "identity_providers.create"
	OpIdentityProvidersUpdate                      Operation = "identity_providers.update"
	OpIdentityProvidersDelete                      Operation = "identity_providers.delete"
	OpIdentityProvidersListAuthMethods             Operation = "identity_providers.list_auth_methods"
	OpIdentityProvidersListOrganizationAuthMethods Operation = "identity_providers.list_organization_auth_methods"

	OpAuditLogList Operation = "audit_log.list"

	OpBillingGetCurrentBill          Operation = "billing.get_current_bill"
	OpBillingListCycles              Operation = "billing.list_cycles"
	OpBillingListPlans               Operation = "billing.list_plans"
	OpBillingGetSubscription         Operation = "billing.get_subscription"
	OpBillingSubscribe               Operation = "billing.subscribe"
	OpBillingListPaymentMethods      Operation = "billing.list_payment_methods"
	OpBillingAddPaymentMethod        Operation = "billing.add_payment_method"
	OpBillingSetDefaultPaymentMethod Operation = "billing.set_default_payment_method"
	OpBillingRemovePaymentMethod     Operation = "billing.remove_payment_method"

	OpUsageListHistory   Operation = "usage.list_history"
	OpUsageListRealtime  Operation = "usage.list_realtime"
	OpUsageListCycles    Operation = "usage.list_cycles"
	OpUsageListIntervals Operation = "usage.list_intervals"

	OpComputeClustersList        Operation = "compute_clusters.list"
	OpComputeClustersListVisible Operation = "compute_clusters.list_visible"
	OpComputeClustersGet         Operation = "compute_clusters.get"

	OpNodepoolsList           Operation = "nodepools.list"
	OpNodepoolsListForCluster Operation = "nodepools.list_for_cluster"
	OpNodepoolsListVisible    Operation = "nodepools.list_visible"
	OpNodepoolsGet            Operation = "nodepools.get"

	OpDeploymentsList        Operation = "deployments.list"
	OpDeploymentsListVisible Operation = "deployments.list_visible"
	OpDeploymentsGet         Operation = "deployments.get"

	OpRunnersList            Operation = "runners.list"
	OpRunnersListForNodepool Operation = "runners.list_for_nodepool"
	OpRunnersGet             Operation = "runners.get"
	OpRunnersGetForNodepool  Operation = "runners.get_for_nodepool"

	OpCloudProvidersList              Operation = "cloud_providers.list"
	OpCloudProvidersListRegions       Operation = "cloud_providers.list_regions"
	OpCloudProvidersListInstanceTypes Operation = "cloud_providers.list_instance_types"

	OpLogsListForModelVersion  Operation = "logs.list_for_model_version"
	OpLogsListForDeployedModel Operation = "logs.list_for_deployed_model"
	OpLogsListForRunner        Operation = "logs.list_for_runner"
	OpLogsListForCluster       Operation = "logs.list_for_cluster"
	OpLogsListForPipelineRun   Operation = "logs.list_for_pipeline_run"

	// OpCall is a [Client.Call] of a method and path that belong to no
	// operation of this package.
	OpCall Operation = "call"
)

// Grade is how well a route is known. See docs/routes.md.
type Grade string

// The grades.
const (
	// GradeCurrent is a route of today's official client definitions.
	GradeCurrent Grade = "Current"
	// GradeArchived is a route of the official definitions of 2022 only.
	GradeArchived Grade = "Archived"
	// GradeAssumed is a route that neither definitions have for this use. The
	// outcome is verified by reading.
	GradeAssumed Grade = "Assumed"
)

// Credential is the kind of credential that a route takes.
type Credential string

// The kinds of credentials.
const (
	// CredentialPAT is a personal access token.
	CredentialPAT Credential = "PAT"
	// CredentialKey is a personal access token or an app-specific key.
	CredentialKey Credential = "Key"
	// CredentialSession is a browser session, which the route required in 2022.
	// Today's documentation says that a personal access token is accepted. The
	// client sends the session token if it has one, and otherwise the PAT.
	CredentialSession Credential = "Session"
	// CredentialNone means that no credential is sent.
	CredentialNone Credential = "None"
)

// RetryClass is what the client does if an attempt fails.
type RetryClass string

// The retry classes.
const (
	// RetryRead is the class of reads. They are retried after every transient
	// failure.
	RetryRead RetryClass = "Read"
	// RetryIdempotent is the class of writes that lead to the same state however
	// often they are sent. They are retried like reads.
	RetryIdempotent RetryClass = "Idempotent"
	// RetryVerify is the class of creates under an ID or email that the caller
	// chooses. They are retried only if Clarifai cannot have applied them, and
	// looked up if it may have.
	RetryVerify RetryClass = "Verify"
	// RetryNever is the class of writes that must not be applied twice and cannot
	// be looked up. They are retried only if Clarifai cannot have applied them. If
	// it may have, the error is [ErrAmbiguous].
	RetryNever RetryClass = "Never"
)

// Route is the method and path of an operation, with what is known about them.
type Route struct {
	Op         Operation
	Method     string
	Path       string // a template
	Grade      Grade
	Note       string // on the grade; may be empty
	Credential Credential
	Scopes     []Scope  // required by the route itself
	Lookups    []Lookup // other operations that methods send
	Class      RetryClass
}

// Lookup is another operation that the methods of an operation send: to find a role
// by its name, to read what they change, or to verify a write. It requires the
// scopes of its own route.
type Lookup struct {
	Op Operation
	// When says when it is sent, in words. Empty means in every call.
	When string
}

// Routes returns the operations of this package with their default routes.
func Routes() []Route {
	all := route.All()
	routes := make([]Route, len(all))
	for i, r := range all {
		var lookUps []Lookup
		for _, l := range r.LookUps {
			lookUps = append(lookUps, Lookup{Operation(l.Op), l.When})
		}
		routes[i] = Route{
			Op: Operation(r.Op), Method: r.Method, Path: r.Path,
			Grade: Grade(r.Grade.String()), Note: r.Note,
			Credential: Credential(r.Credential.String()), Scopes: toScopes(r.Scopes),
			Lookups: lookUps, Class: RetryClass(r.Class.String()),
		}
	}
	return routes
}

// OperationFromContext returns the operation that a request belongs to, given the
// request's context. It is for the tracing and metrics of a RoundTripper in
// [WithHTTPClient]. It reports false for any other context.
func OperationFromContext(ctx context.Context) (Operation, bool) {
	op, ok := transport.Operation(ctx)
	return Operation(op), ok
}

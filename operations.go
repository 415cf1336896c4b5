package clarifai

import (
	"context"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// Operation names one operation of this package, such as "teams.create": in
// [Error], in log lines, in [WithRoute] and [Guard], and in the faults of
// package clarifaitest.
type Operation string

// The operations of this package. [Routes] tells the route of each.
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

	OpUsersGet    Operation = "users.get"
	OpUsersStar   Operation = "users.star"
	OpUsersUnstar Operation = "users.unstar"

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

	// OpCall is a [Client.Call] of a method and path that belong to no
	// operation of this package.
	OpCall Operation = "call"
)

// Grade says how well a route is known. See docs/routes.md.
type Grade string

// The grades.
const (
	GradeCurrent  Grade = "Current"  // in today's official client definitions
	GradeArchived Grade = "Archived" // in the official definitions of 2022 only
	GradeAssumed  Grade = "Assumed"  // in neither in this use; the outcome is checked by reading
)

// Credential is the kind of credential that a route takes.
type Credential string

// The kinds of credentials.
const (
	CredentialPAT     Credential = "PAT"     // a personal access token
	CredentialKey     Credential = "Key"     // a personal access token or an app-specific key
	CredentialSession Credential = "Session" // a browser session in 2022; today's documentation says that a PAT does
	CredentialNone    Credential = "None"    // none is sent
)

// RetryClass says what the client does when a try fails.
type RetryClass string

// The retry classes.
const (
	// RetryRead changes nothing and is tried again whenever that may help.
	RetryRead RetryClass = "Read"
	// RetryIdempotent ends in the same state however often it is sent: it is
	// tried again like a read.
	RetryIdempotent RetryClass = "Idempotent"
	// RetryVerify creates something under an id or email of the caller's: it
	// is sent again only when Clarifai cannot have acted, and read back
	// whenever it may have.
	RetryVerify RetryClass = "Verify"
	// RetryNever must not be done twice and cannot be read back: it is sent
	// again only when Clarifai cannot have acted, and ends in [ErrAmbiguous]
	// when it may have.
	RetryNever RetryClass = "Never"
)

// Route is how an operation reaches Clarifai.
type Route struct {
	Op         Operation
	Method     string
	Path       string // the template
	Grade      Grade
	Note       string // what to know of the grade, may be empty
	Credential Credential
	Scopes     []Scope  // that the token needs for the route itself
	Lookups    []Lookup // what the operation's methods send besides
	Class      RetryClass
}

// Lookup is another operation that the methods of an operation send on their
// own: to find a role by its name, to read what they change, or to find out
// what became of a write. It needs the scopes of its own route.
type Lookup struct {
	Op   Operation
	When string // in words; "" means in every call
}

// Routes lists the operations of this package with their default routes.
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

// OperationFromContext tells which operation a request belongs to, from that
// request's context: for the tracing and metrics of a RoundTripper handed to
// [WithHTTPClient].
func OperationFromContext(ctx context.Context) (Operation, bool) {
	op, ok := transport.Operation(ctx)
	return Operation(op), ok
}

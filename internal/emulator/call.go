package emulator

import (
	"encoding/json"
	"reflect"
	"time"
)

// call is the execution of one request.
type call struct {
	server *Server
	op     *operation
	st     *state // a private clone if the call writes
	caller *user  // nil on a route that takes no credential
	token  token  // credential of the caller
	now    time.Time
	reqID  string
	ip     string  // where the request came from
	events []event // for the audit log
	mixed  bool    // some items of a batch failed
}

func (c *call) stamp() stamp { return c.st.stamp(c.now) }

// operation is an RPC that the emulator implements.
type operation struct {
	rpc     string
	serve   func(c *call, request []byte) (response, error)
	empty   func() response // the response to a failure
	in, out reflect.Type
}

// carry returns the operation of a handler. A failure is answered with the
// handler's response if there is one, as for a batch, and with an empty one
// otherwise.
func carry[In, Out any, P interface {
	*Out
	response
}](rpc string, handle func(*call, *In) (*Out, error)) *operation {
	empty := func() response { return P(new(Out)) }
	return &operation{
		rpc:   rpc,
		empty: empty,
		in:    reflect.TypeFor[In](),
		out:   reflect.TypeFor[Out](),
		serve: func(c *call, request []byte) (response, error) {
			in := new(In)
			if c.server.config.Variants.TrimText {
				request = trimTexts(request)
			}
			if err := json.Unmarshal(request, in); err != nil {
				panic("emulator: " + rpc + " does not read what the facts allow: " + err.Error())
			}
			out, err := handle(c, in)
			if out == nil {
				return empty(), err
			}
			return P(out), err
		},
	}
}

// operations are the RPCs that the emulator implements.
var operations = []*operation{
	carry("ListUsers", listUsers),
	carry("GetUser", getUser),
	carry("PatchUser", patchUser),
	carry("PostIdValidation", validateIDs),
	carry("GetUserFeatureConfig", getFeatureConfig),
	carry("PostUserStars", postUserStars),
	carry("DeleteUserStars", deleteUserStars),

	carry("ListWebNotifications", listNotifications),
	carry("GetWebNotification", getNotification),
	carry("PatchWebNotifications", patchNotifications),
	carry("DeleteWebNotifications", deleteNotifications),

	carry("ListSecrets", listSecrets),
	carry("GetSecret", getSecret),
	carry("PostSecrets", postSecrets),
	carry("PatchSecrets", patchSecrets),
	carry("DeleteSecrets", deleteSecrets),

	carry("PostOrganizations", postOrganizations),
	carry("GetOrganization", getOrganization),
	carry("ListOrganizations", listOrganizations),
	carry("ListUsersOrganizations", listUsersOrganizations),
	carry("PatchOrganization", patchOrganization),
	carry("DeleteOrganization", deleteOrganization),
	carry("DeleteRequestingUserFromOrganization", leaveOrganization),

	carry("ListOrganizationMembers", listMembers),
	carry("ListOrganizationAppMembers", listAppMembers),
	carry("PostOrganizationMember", postMember),
	carry("PatchOrganizationMember", patchMembers),
	carry("DeleteOrganizationMember", deleteMember),

	carry("PostOrganizationInvitations", postInvitations),
	carry("ListOrganizationInvitations", listInvitations),
	carry("GetOrganizationInvitation", getInvitation),
	carry("GetOrganizationInvitationPublic", getInvitationPublic),
	carry("PatchOrganizationInvitations", patchInvitations),
	carry("PostAcceptOrganizationInvitation", acceptInvitation),
	carry("PostDeclineOrganizationInvitation", declineInvitation),

	carry("PostTeams", postTeams),
	carry("GetTeam", getTeam),
	carry("ListTeams", listTeams),
	carry("PatchTeams", patchTeams),
	carry("DeleteTeams", deleteTeams),
	carry("ListTeamUsers", listTeamUsers),
	carry("PostTeamUsers", postTeamUsers),
	carry("DeleteTeamUsers", deleteTeamUsers),
	carry("ListTeamApps", listTeamApps),
	carry("PostTeamApps", postTeamApps),
	carry("DeleteTeamApps", deleteTeamApps),

	carry("PostAuditLogSearches", searchAuditLog),

	carry("ListRoles", listRoles),
	carry("GetRole", getRole),

	carry("ListApps", listApps),
	carry("GetApp", getApp),
	carry("PostApps", postApps),
	carry("PatchApp", patchApp),
	carry("PatchApps", patchApps),
	carry("PatchAppsDetails", patchAppsDetails),
	carry("PatchAppsIds", patchAppsIDs),
	carry("PostAppsSearches", searchApps),
	carry("DeleteApp", deleteApp),
	carry("PatchAppOwner", patchAppOwner),
	carry("GetResourceCounts", getResourceCounts),
	carry("PostAppStars", postAppStars),
	carry("DeleteAppStars", deleteAppStars),

	carry("ListModels", listModels),
	carry("GetModel", getModel),
	carry("PostModelStars", postModelStars),
	carry("DeleteModelStars", deleteModelStars),
	carry("ListWorkflows", listWorkflows),
	carry("GetWorkflow", getWorkflow),
	carry("PostWorkflowStars", postWorkflowStars),
	carry("DeleteWorkflowStars", deleteWorkflowStars),

	carry("ListCollaborators", listCollaborators),
	carry("PostCollaborators", postCollaborators),
	carry("PatchCollaborators", patchCollaborators),
	carry("DeleteCollaborators", deleteCollaborators),
	carry("ListCollaborations", listCollaborations),

	carry("ListKeys", listKeys),
	carry("ListAppKeys", listAppKeys),
	carry("GetKey", getKey),
	carry("PostKeys", postKeys),
	carry("PatchKeys", patchKeys),
	carry("DeleteKey", deleteKey),

	carry("ListScopes", listScopes),
	carry("MyScopes", myScopes),
	carry("MyScopesUser", myScopesUser),
	carry("MyScopesRoot", myScopesRoot),

	carry("ListPasswordPolicies", listPolicies),
	carry("ListGlobalPasswordPolicies", listGlobalPolicies),
	carry("PostPasswordPolicies", postPolicies),
	carry("PatchPasswordPolicies", patchPolicies),
	carry("DeletePasswordPolicies", deletePolicies),
	carry("PostValidatePassword", validatePassword),

	carry("ListIdentityProviders", listProviders),
	carry("GetIdentityProvider", getProvider),
	carry("PostIdentityProviders", postProviders),
	carry("PatchIdentityProviders", patchProviders),
	carry("DeleteIdentityProviders", deleteProviders),
	carry("ListAuthMethods", listAuthMethods),
	carry("ListOrgAuthMethods", listOrgAuthMethods),

	carry("GetBillingUsage", getBillingUsage),
	carry("ListUserBillingCycles", listBillingCycles),
	carry("ListPlans", listPlans),
	carry("GetSubscription", getSubscription),
	carry("PostSubscription", postSubscription),
	carry("ListCreditCards", listCreditCards),
	carry("PostCreditCard", postCreditCard),
	carry("PatchCreditCards", patchCreditCards),
	carry("DeleteCreditCard", deleteCreditCard),

	carry("GetHistoricalUsage", getHistoricalUsage),
	carry("GetRealtimeUsage", getRealtimeUsage),
	carry("ListUserCycles", listUserCycles),
	carry("ListUsageIntervals", listUsageIntervals),

	carry("ListComputeClusters", listComputeClusters),
	carry("GetComputeCluster", getComputeCluster),
	carry("ListNodepools", listNodepools),
	carry("GetNodepool", getNodepool),
	carry("ListDeployments", listDeployments),
	carry("GetDeployment", getDeployment),
	carry("ListRunners", listRunners),
	carry("GetRunner", getRunner),
	carry("ListCloudProviders", listCloudProviders),
	carry("ListCloudRegions", listCloudRegions),
	carry("ListInstanceTypes", listInstanceTypes),
	carry("ListLogEntries", listLogEntries),
}

func operationOf(rpc string) *operation {
	for _, op := range operations {
		if op.rpc == rpc {
			return op
		}
	}
	return nil
}

package emulator

// permission is a line of the table in Clarifai's documentation: which member
// roles may do something in addition to the Admin, who may do everything.
type permission struct {
	name  string
	roles []string
}

const (
	financialManager      = "Financial Manager"
	orgContributor        = "Organization Contributor"
	teamContributor       = "Team Contributor"
	orgUser               = "Organization User"
	infrastructureManager = "Infrastructure Manager"
)

var (
	viewCollaborators = permission{"View collaborators", []string{orgContributor, teamContributor, orgUser}}
	editCollaborators = permission{"Edit collaborators", []string{orgContributor}}
	manageMembers     = permission{"Invite, modify, delete members", nil}
	manageTeams       = permission{"Create, edit, delete teams", []string{orgContributor}}
	fillTeams         = permission{"Add members to teams; add apps to teams", []string{orgContributor}}
	createApps        = permission{"Create apps; change visibility of apps", []string{orgContributor}}
	editAppID         = permission{"Edit app ID", []string{orgContributor}}
	editApp           = permission{"Edit app description; edit app notes", []string{orgContributor, teamContributor}}
	deleteApps        = permission{"Delete app", []string{orgContributor}}
	viewFinances      = permission{"View financial data", []string{financialManager}}
	// The table does not mention these, which are assumed to be the Admin's.
	administer = permission{"administer the organization", nil}
)

// permissionOf has the permission that an RPC is assumed to need: the table
// lists permissions, not routes. Every member may call the other RPCs, which
// read members, teams, roles and invitations, or leave the organization.
var permissionOf = map[string]permission{
	"PostOrganizationMember": manageMembers, "PatchOrganizationMember": manageMembers, "DeleteOrganizationMember": manageMembers,
	"PostOrganizationInvitations": manageMembers, "PatchOrganizationInvitations": manageMembers,

	"PostTeams": manageTeams, "PatchTeams": manageTeams, "DeleteTeams": manageTeams,
	"PostTeamUsers": fillTeams, "DeleteTeamUsers": fillTeams, "PostTeamApps": fillTeams, "DeleteTeamApps": fillTeams,

	"PostApps": createApps, "PatchApp": editApp, "PatchApps": editApp, "PatchAppsDetails": editApp, "PatchAppsIds": editAppID,
	"DeleteApp": deleteApps, "PatchAppOwner": createApps,
	"ListCollaborators": viewCollaborators, "PostCollaborators": editCollaborators, "PatchCollaborators": editCollaborators,
	"DeleteCollaborators": editCollaborators,

	"PatchOrganization": administer, "DeleteOrganization": administer, "PostAuditLogSearches": administer,
	"PostPasswordPolicies": administer, "PatchPasswordPolicies": administer, "DeletePasswordPolicies": administer,
	"PostIdentityProviders": administer, "PatchIdentityProviders": administer, "DeleteIdentityProviders": administer,

	"ListSecrets": administer, "GetSecret": administer, "PostSecrets": administer, "PatchSecrets": administer, "DeleteSecrets": administer,

	"GetBillingUsage": viewFinances, "GetHistoricalUsage": viewFinances, "PostHistoricalUsage": viewFinances, "GetRealtimeUsage": viewFinances,
	"ListUserBillingCycles": viewFinances, "ListUserCycles": viewFinances, "ListPlans": viewFinances, "GetSubscription": viewFinances,
	"PostSubscription": administer, "ListCreditCards": viewFinances, "PostCreditCard": administer, "PatchCreditCards": administer,
	"DeleteCreditCard": administer,
}

// teamRPC has the RPCs that a plan without teams refuses.
var teamRPC = map[string]bool{
	"PostTeams": true, "PatchTeams": true, "DeleteTeams": true, "PostTeamUsers": true, "DeleteTeamUsers": true,
	"PostTeamApps": true, "DeleteTeamApps": true,
}

// may reports whether a member role may call an RPC.
func (r *role) may(rpc string) bool {
	needed, restricted := permissionOf[rpc]
	return !restricted || r.name == "Admin" || contains(needed.roles, r.name)
}

// mayShow reports whether the caller may change the visibility of an app,
// which needs more than other updates.
func (c *call) mayShow(a *app) bool {
	o, ok := c.st.organizations.get(fold(a.owner))
	if !ok {
		return true
	}
	m, ok := o.members.get(c.callerID())
	return !ok || m.role.may("PostApps")
}

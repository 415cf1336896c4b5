package clarifai

// Permission is an action that member roles may allow, from the table of Clarifai's
// documentation.
type Permission string

// The permissions of Clarifai's table.
const (
	PermissionViewSidebar              Permission = "View sidebar items"
	PermissionCreateModels             Permission = "Create models"
	PermissionCreateWorkflows          Permission = "Create workflows"
	PermissionEditAppID                Permission = "Edit app ID"
	PermissionEditAppDescription       Permission = "Edit app description"
	PermissionEditAppNotes             Permission = "Edit app notes"
	PermissionViewCollaborators        Permission = "View collaborators"
	PermissionEditCollaborators        Permission = "Edit collaborators"
	PermissionViewBaseWorkflow         Permission = "Base workflow view"
	PermissionEditBaseWorkflow         Permission = "Base workflow edit"
	PermissionDeleteAllModels          Permission = "Delete all models"
	PermissionDeleteApp                Permission = "Delete app"
	PermissionManageMembers            Permission = "Invite, modify, delete members"
	PermissionManageTeams              Permission = "Create, edit, delete teams"
	PermissionAddTeamMembers           Permission = "Add members to teams"
	PermissionAddTeamApps              Permission = "Add apps to teams"
	PermissionCreateApps               Permission = "Create apps"
	PermissionChangeAppVisibility      Permission = "Change visibility of apps"
	PermissionChangeResourceVisibility Permission = "Change visibility of app resources"
	PermissionUseModules               Permission = "Use modules"
	PermissionManageModules            Permission = "Create, delete modules"
	PermissionInstallModules           Permission = "Install, uninstall modules"
	PermissionManageClusters           Permission = "Create, edit, delete clusters and nodepools"
	PermissionDeployModels             Permission = "Deploy and view models in clusters"
	PermissionViewClusters             Permission = "View clusters and nodepools"
	PermissionViewFinancialData        Permission = "View financial data"
)

// Can reports whether a role has a permission, according to the table that Clarifai
// documents for member roles. For a role or a permission that is not in the table,
// such as a custom role or a team role, both results are false.
func (r *Role) Can(p Permission) (allowed, known bool) {
	having, listed := permissionTable[p]
	if r == nil || !listed || r.Type != RoleTypeOrg {
		return false, false
	}
	if MemberRoleAdmin.Matches(r) {
		return true, true
	}
	for ref, column := range map[MemberRole]roleColumn{
		MemberRoleFinancialManager:      financialManager,
		MemberRoleContributor:           orgContributor,
		MemberRoleTeamContributor:       teamContributor,
		MemberRoleUser:                  orgUser,
		MemberRoleInfrastructureManager: infrastructureManager,
	} {
		if ref.Matches(r) {
			return having&column != 0, true
		}
	}
	return false, false
}

// roleColumn is a column of the table, as a bit.
type roleColumn uint8

const (
	financialManager roleColumn = 1 << iota
	orgContributor
	teamContributor
	orgUser
	infrastructureManager
)

// permissionTable has the member roles with each permission. Admin, which has them
// all, is not listed. A blank in the documentation counts as no.
var permissionTable = map[Permission]roleColumn{
	PermissionViewSidebar:              orgContributor | teamContributor | orgUser,
	PermissionCreateModels:             orgContributor | teamContributor,
	PermissionCreateWorkflows:          orgContributor | teamContributor,
	PermissionEditAppID:                orgContributor,
	PermissionEditAppDescription:       orgContributor | teamContributor,
	PermissionEditAppNotes:             orgContributor | teamContributor,
	PermissionViewCollaborators:        orgContributor | teamContributor | orgUser,
	PermissionEditCollaborators:        orgContributor,
	PermissionViewBaseWorkflow:         orgContributor | teamContributor | orgUser,
	PermissionEditBaseWorkflow:         orgContributor,
	PermissionDeleteAllModels:          orgContributor | teamContributor,
	PermissionDeleteApp:                orgContributor,
	PermissionManageMembers:            0,
	PermissionManageTeams:              orgContributor,
	PermissionAddTeamMembers:           orgContributor,
	PermissionAddTeamApps:              orgContributor,
	PermissionCreateApps:               orgContributor,
	PermissionChangeAppVisibility:      orgContributor,
	PermissionChangeResourceVisibility: orgContributor | teamContributor,
	PermissionUseModules:               orgContributor | teamContributor | orgUser,
	PermissionManageModules:            orgContributor | teamContributor,
	PermissionInstallModules:           orgContributor | teamContributor,
	PermissionManageClusters:           infrastructureManager,
	PermissionDeployModels:             orgContributor | infrastructureManager,
	PermissionViewClusters:             orgContributor | orgUser | infrastructureManager,
	PermissionViewFinancialData:        financialManager,
}

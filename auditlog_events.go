package clarifai

import "github.com/clarifai-community/clarifai-orgs-go/internal/wire"

// EventType is the kind of an action in the audit log. A value that this package
// does not know is kept as its number or name.
type EventType string

// The kinds of actions in the audit log.
const (
	EventMemberAdd         EventType = "ORGANIZATION_MEMBER_ADD"
	EventMemberChange      EventType = "ORGANIZATION_MEMBER_CHANGE"
	EventMemberRemove      EventType = "ORGANIZATION_MEMBER_REMOVE"
	EventInvitationCreate  EventType = "ORGANIZATION_MEMBER_INVITATION_CREATE"
	EventInvitationCancel  EventType = "ORGANIZATION_MEMBER_INVITATION_CANCEL"
	EventInvitationAccept  EventType = "ORGANIZATION_MEMBER_INVITATION_ACCEPT"
	EventInvitationDecline EventType = "ORGANIZATION_MEMBER_INVITATION_DECLINE"

	EventTeamCreate       EventType = "ORGANIZATION_TEAM_CREATE"
	EventTeamUpdate       EventType = "ORGANIZATION_TEAM_UPDATE"
	EventTeamDelete       EventType = "ORGANIZATION_TEAM_DELETE"
	EventTeamMemberAdd    EventType = "ORGANIZATION_TEAM_MEMBER_ADD"
	EventTeamMemberRemove EventType = "ORGANIZATION_TEAM_MEMBER_REMOVE"
	EventTeamAppAdd       EventType = "ORGANIZATION_TEAM_APP_ADD"
	EventTeamAppRemove    EventType = "ORGANIZATION_TEAM_APP_REMOVE"

	// Events of modules are only in entries from before 2026. Clarifai's
	// definitions no longer have them, so a search for them may be refused.
	EventModuleCreate        EventType = "MODULE_CREATE"
	EventModuleUpdate        EventType = "MODULE_UPDATE"
	EventModuleDelete        EventType = "MODULE_DELETE"
	EventModuleVersionCreate EventType = "MODULE_VERSION_CREATE"
	EventModuleVersionUpdate EventType = "MODULE_VERSION_UPDATE"
	EventModuleVersionDelete EventType = "MODULE_VERSION_DELETE"

	EventModelCreate        EventType = "MODEL_CREATE"
	EventModelUpdate        EventType = "MODEL_UPDATE"
	EventModelDelete        EventType = "MODEL_DELETE"
	EventModelVersionCreate EventType = "MODEL_VERSION_CREATE"
	EventModelVersionUpdate EventType = "MODEL_VERSION_UPDATE"
	EventModelVersionDelete EventType = "MODEL_VERSION_DELETE"

	EventWorkflowCreate        EventType = "WORKFLOW_CREATE"
	EventWorkflowUpdate        EventType = "WORKFLOW_UPDATE"
	EventWorkflowDelete        EventType = "WORKFLOW_DELETE"
	EventWorkflowVersionCreate EventType = "WORKFLOW_VERSION_CREATE"
	EventWorkflowVersionUpdate EventType = "WORKFLOW_VERSION_UPDATE"
	EventWorkflowVersionDelete EventType = "WORKFLOW_VERSION_DELETE"

	EventAppCreate EventType = "APPLICATION_CREATE"
	EventAppUpdate EventType = "APPLICATION_UPDATE"
	EventAppDelete EventType = "APPLICATION_DELETE"

	EventCollaboratorAdd    EventType = "COLLABORATOR_ADD"
	EventCollaboratorUpdate EventType = "COLLABORATOR_UPDATE"
	EventCollaboratorRemove EventType = "COLLABORATOR_REMOVE"

	EventUserUpdate EventType = "USER_UPDATE"

	EventClusterCreate EventType = "COMPUTE_CLUSTER_CREATE"
	EventClusterDelete EventType = "COMPUTE_CLUSTER_DELETE"
	EventClusterUpdate EventType = "COMPUTE_CLUSTER_UPDATE"

	EventNodepoolCreate EventType = "NODEPOOL_CREATE"
	EventNodepoolUpdate EventType = "NODEPOOL_UPDATE"
	EventNodepoolDelete EventType = "NODEPOOL_DELETE"

	EventDeploymentCreate EventType = "DEPLOYMENT_CREATE"
	EventDeploymentUpdate EventType = "DEPLOYMENT_UPDATE"
	EventDeploymentDelete EventType = "DEPLOYMENT_DELETE"
)

var eventTypes = map[int32]string{
	0:    "EVENT_TYPE_NOT_SET",
	100:  "ORGANIZATION_MEMBER_ADD",
	101:  "ORGANIZATION_MEMBER_CHANGE",
	102:  "ORGANIZATION_MEMBER_REMOVE",
	103:  "ORGANIZATION_MEMBER_INVITATION_CREATE",
	104:  "ORGANIZATION_MEMBER_INVITATION_CANCEL",
	105:  "ORGANIZATION_MEMBER_INVITATION_ACCEPT",
	106:  "ORGANIZATION_MEMBER_INVITATION_DECLINE",
	107:  "ORGANIZATION_TEAM_CREATE",
	108:  "ORGANIZATION_TEAM_UPDATE",
	109:  "ORGANIZATION_TEAM_DELETE",
	110:  "ORGANIZATION_TEAM_MEMBER_ADD",
	111:  "ORGANIZATION_TEAM_MEMBER_REMOVE",
	112:  "ORGANIZATION_TEAM_APP_ADD",
	113:  "ORGANIZATION_TEAM_APP_REMOVE",
	200:  "MODULE_CREATE",
	201:  "MODULE_UPDATE",
	202:  "MODULE_DELETE",
	203:  "MODULE_VERSION_CREATE",
	204:  "MODULE_VERSION_UPDATE",
	205:  "MODULE_VERSION_DELETE",
	300:  "MODEL_CREATE",
	301:  "MODEL_UPDATE",
	302:  "MODEL_DELETE",
	303:  "MODEL_VERSION_CREATE",
	304:  "MODEL_VERSION_UPDATE",
	305:  "MODEL_VERSION_DELETE",
	400:  "WORKFLOW_CREATE",
	401:  "WORKFLOW_UPDATE",
	402:  "WORKFLOW_DELETE",
	403:  "WORKFLOW_VERSION_CREATE",
	404:  "WORKFLOW_VERSION_UPDATE",
	405:  "WORKFLOW_VERSION_DELETE",
	600:  "APPLICATION_CREATE",
	601:  "APPLICATION_UPDATE",
	602:  "APPLICATION_DELETE",
	700:  "COLLABORATOR_ADD",
	701:  "COLLABORATOR_UPDATE",
	702:  "COLLABORATOR_REMOVE",
	800:  "USER_UPDATE",
	900:  "COMPUTE_CLUSTER_CREATE",
	901:  "COMPUTE_CLUSTER_DELETE",
	902:  "COMPUTE_CLUSTER_UPDATE",
	1000: "NODEPOOL_CREATE",
	1001: "NODEPOOL_UPDATE",
	1002: "NODEPOOL_DELETE",
	1100: "DEPLOYMENT_CREATE",
	1101: "DEPLOYMENT_UPDATE",
	1102: "DEPLOYMENT_DELETE",
}

// UnmarshalJSON reads a number or a name.
func (e *EventType) UnmarshalJSON(data []byte) error { return wire.UnmarshalEnum(data, e, eventTypes) }

// MarshalJSON writes the name, or a number that has none.
func (e EventType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(e) }

// EventGroup is the kind of resource that an event is about.
type EventGroup string

// The groups of events.
const (
	EventsMembers       EventGroup = "members"   // organization members and their invitations
	EventsTeams         EventGroup = "teams"     // teams, their members and apps
	EventsModules       EventGroup = "modules"   // modules and versions, before 2026
	EventsModels        EventGroup = "models"    // models and their versions
	EventsWorkflows     EventGroup = "workflows" // workflows and their versions
	EventsApps          EventGroup = "apps"
	EventsCollaborators EventGroup = "collaborators" // collaborators of apps
	EventsUsers         EventGroup = "users"
	EventsClusters      EventGroup = "clusters" // compute clusters
	EventsNodepools     EventGroup = "nodepools"
	EventsDeployments   EventGroup = "deployments"
)

// eventGroups has the first and the last number of each group.
var eventGroups = map[EventGroup][2]int32{
	EventsMembers:       {100, 106},
	EventsTeams:         {107, 113},
	EventsModules:       {200, 205},
	EventsModels:        {300, 305},
	EventsWorkflows:     {400, 405},
	EventsApps:          {600, 602},
	EventsCollaborators: {700, 702},
	EventsUsers:         {800, 800},
	EventsClusters:      {900, 902},
	EventsNodepools:     {1000, 1002},
	EventsDeployments:   {1100, 1102},
}

// Group returns the group of an event, or "" if this package does not know the
// event.
func (e EventType) Group() EventGroup {
	for number, name := range eventTypes {
		if name != string(e) {
			continue
		}
		for group, bounds := range eventGroups {
			if bounds[0] <= number && number <= bounds[1] {
				return group
			}
		}
	}
	return ""
}

// Events returns the events of a group, in the order of their numbers.
func (g EventGroup) Events() []EventType {
	bounds, ok := eventGroups[g]
	if !ok {
		return nil
	}
	var events []EventType
	for number := bounds[0]; number <= bounds[1]; number++ {
		if name, ok := eventTypes[number]; ok {
			events = append(events, EventType(name))
		}
	}
	return events
}

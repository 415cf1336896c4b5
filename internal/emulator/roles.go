package emulator

import "strings"

// role is a role of the server.
type role struct {
	id          string
	name        string // in Clarifai's documentation
	shown       string // in responses
	description string
	kind        int32 // RoleType: 0 TEAM, 1 ORG
	scopes      []string
	everyApp    bool // sees all of the organization's apps
	created     stamp
}

const (
	roleTypeTeam int32 = 0
	roleTypeOrg  int32 = 1
)

var (
	viewScopes = []string{
		"Apps_Get", "Concepts_Get", "Datasets_Get", "Inputs_Get", "Annotations_Get", "Models_Get", "Modules_Get",
		"Workflows_Get", "Collaborators_Get", "Search", "Predict",
	}
	editScopes = append([]string{
		"Concepts_Add", "Concepts_Delete", "Datasets_Add", "Datasets_Delete", "Inputs_Add", "Inputs_Delete",
		"Annotations_Add", "Annotations_Delete", "Models_Add", "Models_Delete", "Models_Train",
		"Workflows_Add", "Workflows_Delete", "Modules_Add", "Modules_Delete",
	}, viewScopes...)
	labelScopes = []string{"Apps_Get", "Concepts_Get", "Inputs_Get", "Tasks_Get", "Annotations_Get", "Annotations_Add"}
)

// offered are the roles, member roles first. Their scopes are unknown on the
// real server; these follow its table of permissions.
var offered = []role{
	{name: "Admin", kind: roleTypeOrg, everyApp: true, description: "Manages the organization.", scopes: []string{"All"}},
	{name: "Financial Manager", kind: roleTypeOrg, description: "Sees usage and billing.",
		scopes: []string{"HistoricalUsage_Get", "Organizations_Get", "UserOrganizations_Get"}},
	{name: "Organization Contributor", kind: roleTypeOrg, everyApp: true, description: "Works on all apps.",
		scopes: append([]string{"Apps_Add", "Apps_Delete", "Collaborators_Add", "Collaborators_Delete", "Teams_Get", "Teams_Add", "Teams_Delete"}, editScopes...)},
	{name: "Organization User", kind: roleTypeOrg, everyApp: true, description: "Views all apps.", scopes: viewScopes},
	{name: "Team Contributor", kind: roleTypeOrg, description: "Works on the apps of their teams."},
	{name: "Infrastructure Manager", kind: roleTypeOrg, description: "Manages clusters and nodepools.",
		scopes: []string{"ComputeClusters_Get", "ComputeClusters_Add", "ComputeClusters_Delete", "Nodepools_Get", "Nodepools_Add", "Nodepools_Delete"}},
	{name: "Full Access", kind: roleTypeTeam, description: "Does everything in the app.", scopes: []string{"All"}},
	{name: "Model Trainer", kind: roleTypeTeam, description: "Trains models.", scopes: editScopes},
	{name: "Labeler Lead", kind: roleTypeTeam, description: "Leads labeling tasks.",
		scopes: append([]string{"Tasks_Add", "Tasks_Delete", "Concepts_Add", "Concepts_Delete"}, labelScopes...)},
	{name: "Labeler Worker", kind: roleTypeTeam, description: "Labels inputs.", scopes: labelScopes},
}

// roles returns the roles of one server, with IDs of its own and names as it
// spells them.
func roles(spelling RoleNames, now func() stamp) []*role {
	made := make([]*role, len(offered))
	for i := range offered {
		r := offered[i]
		r.id = opaque("role", roleTypeName(r.kind), r.name)
		r.created = now()
		switch spelling {
		case RoleNamesDisplay:
			r.shown = r.name
		case RoleNamesSnake:
			r.shown = strings.ToLower(strings.ReplaceAll(r.name, " ", "_"))
		case RoleNamesUpperSnake:
			r.shown = strings.ToUpper(strings.ReplaceAll(r.name, " ", "_"))
		}
		made[i] = &r
	}
	return made
}

func roleTypeName(kind int32) string {
	if kind == roleTypeOrg {
		return "ORG"
	}
	return "TEAM"
}

var noise = strings.NewReplacer(" ", "", "_", "", "-", "")

// roleNamed returns a role by its name in any spelling, or nil.
func (s *Server) roleNamed(name string, kind int32) *role {
	plain := func(n string) string {
		return strings.ReplaceAll(noise.Replace(strings.ToLower(n)), "organization", "org")
	}
	name = plain(name)
	for _, r := range s.roles {
		if r.kind == kind && plain(r.name) == name {
			return r
		}
	}
	return nil
}

// role returns a role of a kind by its ID, which callers learn only from
// lists.
func (c *call) role(id string, kind int32) (*role, error) {
	if id == "" {
		return nil, invalid("a role id is missing")
	}
	for _, r := range c.server.roles {
		if r.id == id {
			if r.kind != kind {
				return nil, invalid("role " + id + " is not of type " + roleTypeName(kind))
			}
			return r, nil
		}
	}
	return nil, missing("role " + id)
}

func listRoles(c *call, in *listRolesRequest) (*multiRoleResponse, error) {
	var found []roleJSON
	for _, r := range c.server.roles {
		if len(in.Types) == 0 || contains(in.Types, r.kind) {
			found = append(found, *r.json())
		}
	}
	shown, err := page(c, in.paging, found)
	return &multiRoleResponse{Roles: shown}, err
}

func getRole(c *call, in *getRoleRequest) (*singleRoleResponse, error) {
	for _, r := range c.server.roles {
		if r.id == in.ID {
			return &singleRoleResponse{Role: r.json()}, nil
		}
	}
	return nil, missing("role " + in.ID)
}

func (r *role) json() *roleJSON {
	return &roleJSON{
		ID: r.id, Name: r.shown, Description: r.description, Scopes: r.scopes, Type: r.kind,
		CreatedAt: r.created, ModifiedAt: r.created,
	}
}

type roleRef struct {
	ID string `json:"id"`
}

type listRolesRequest struct {
	paging
	Types []int32 `json:"types"`
}

type getRoleRequest struct {
	ID string `json:"id"`
}

type roleJSON struct {
	ID          string   `json:"id,omitzero"`
	CreatedAt   stamp    `json:"created_at,omitzero"`
	ModifiedAt  stamp    `json:"modified_at,omitzero"`
	Name        string   `json:"name,omitzero"`
	Description string   `json:"description,omitzero"`
	Scopes      []string `json:"scopes,omitempty"`
	Type        int32    `json:"type,omitzero"`
}

type singleRoleResponse struct {
	envelope
	Role *roleJSON `json:"role,omitzero"`
}

type multiRoleResponse struct {
	envelope
	Roles list[roleJSON] `json:"roles"`
}

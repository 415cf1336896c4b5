package emulator

import (
	"fmt"
)

func postTeams(c *call, in *postTeamsRequest) (*multiTeamResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	made, err := each(c, in.Teams,
		func(item teamItem) (teamJSON, error) { return c.makeTeam(o, item) },
		func(item teamItem, st *statusJSON) teamJSON {
			return teamJSON{ID: item.ID, Name: item.Name, Status: st}
		})
	return &multiTeamResponse{Teams: made}, err
}

func (c *call) makeTeam(o *organization, item teamItem) (teamJSON, error) {
	if c.server.config.Variants.PayAsYouGo {
		return teamJSON{}, overLimit("the plan has no teams")
	}
	if !validID(item.ID) {
		return teamJSON{}, invalid("team id " + item.ID + " is not 1 to 32 letters and digits with - and _ between them")
	}
	if o.team(item.ID) != nil {
		if err := c.exists("team " + item.ID); err != nil {
			return teamJSON{}, err
		}
	}
	t := &team{id: item.ID, name: item.Name, created: c.stamp()}
	t.modified = t.created
	o.teams = append(o.teams, t)
	c.happened(o.id, eventTeamCreate, auditTarget{team: t.id})
	return t.json(), nil
}

func getTeam(c *call, in *idRequest) (*singleTeamResponse, error) {
	_, t, err := c.team(in.UserAppID.UserID, in.ID)
	if err != nil {
		return nil, err
	}
	shown := t.json()
	return &singleTeamResponse{Team: &shown}, nil
}

func listTeams(c *call, in *queryRequest) (*multiTeamResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	var found []teamJSON
	for _, t := range o.teams {
		if matches(in.Query, t.id, t.name) {
			found = append(found, t.json())
		}
	}
	shown, err := page(c, in.paging, found)
	return &multiTeamResponse{Teams: shown}, err
}

func patchTeams(c *call, in *patchTeamsRequest) (*multiTeamResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	changed, err := each(c, in.Teams,
		func(p teamPatch) (teamJSON, error) { return c.changeTeam(o, p, in.Action) },
		func(p teamPatch, st *statusJSON) teamJSON {
			return teamJSON{ID: p.ID, Name: text(p.Name), Status: st}
		})
	return &multiTeamResponse{Teams: changed}, err
}

func (c *call) changeTeam(o *organization, p teamPatch, action string) (teamJSON, error) {
	t := o.team(p.ID)
	if t == nil {
		return teamJSON{}, missing("team " + p.ID)
	}
	name, defaultRole := t.name, ""
	if t.defaultRole != nil {
		defaultRole = t.defaultRole.id
	}
	if err := patch(action, field{&name, p.Name}, field{&defaultRole, p.DefaultRoleID}); err != nil {
		return teamJSON{}, err
	}
	var r *role
	if defaultRole != "" {
		var err error
		if r, err = c.role(defaultRole, roleTypeTeam); err != nil {
			return teamJSON{}, err
		}
	}
	t.name, t.modified = name, c.stamp()
	if !c.server.config.Variants.IgnoreDefaultRole {
		t.defaultRole = r
	}
	c.happened(o.id, eventTeamUpdate, auditTarget{team: t.id})
	return t.json(), nil
}

func deleteTeams(c *call, in *idsRequest) (*baseResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	return eachSilently(c, in.IDs, func(id string) error {
		for i, t := range o.teams {
			if t.id == id {
				o.teams = append(o.teams[:i], o.teams[i+1:]...)
				c.happened(o.id, eventTeamDelete, auditTarget{team: id})
				return nil
			}
		}
		return missing("team " + id)
	})
}

func (t *team) json() teamJSON {
	shown := teamJSON{ID: t.id, Name: t.name, CreatedAt: t.created, ModifiedAt: t.modified}
	if t.defaultRole != nil {
		shown.DefaultRoleID = t.defaultRole.id
	}
	return shown
}

type teamItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type postTeamsRequest struct {
	owner
	Teams []teamItem `json:"teams"`
}

type teamPatch struct {
	ID            string  `json:"id"`
	Name          *string `json:"name"`
	DefaultRoleID *string `json:"default_role_id"`
}

type patchTeamsRequest struct {
	owner
	Teams  []teamPatch `json:"teams"`
	Action string      `json:"action"`
}

type teamJSON struct {
	ID            string      `json:"id,omitzero"`
	CreatedAt     stamp       `json:"created_at,omitzero"`
	ModifiedAt    stamp       `json:"modified_at,omitzero"`
	Name          string      `json:"name,omitzero"`
	DefaultRoleID string      `json:"default_role_id,omitzero"`
	Status        *statusJSON `json:"status,omitzero"`
}

type singleTeamResponse struct {
	envelope
	Team *teamJSON `json:"team,omitzero"`
}

type multiTeamResponse struct {
	envelope
	Teams list[teamJSON] `json:"teams"`
}

func (c *call) seedTeam(o *organization, seed Team) error {
	t := &team{id: seed.ID, name: seed.Name, created: c.stamp()}
	t.modified = t.created
	if !validID(t.id) || o.team(t.id) != nil {
		return fmt.Errorf("team %q: ID must be unique, and 1 to 32 letters and digits, with - and _ between them", t.id)
	}
	if seed.DefaultRole != "" {
		if t.defaultRole = c.server.roleNamed(string(seed.DefaultRole), roleTypeTeam); t.defaultRole == nil {
			return fmt.Errorf("team %q: DefaultRole must be the name of a team role, not %q", t.id, seed.DefaultRole)
		}
	}
	for _, id := range seed.Members {
		if !o.members.has(fold(id)) {
			return fmt.Errorf("team %q: %q must be a member of the organization", t.id, id)
		}
		t.users.put(fold(id), teamUser{fold(id), c.stamp()})
	}
	for _, a := range seed.Apps {
		r := c.server.roleNamed(string(a.Role), roleTypeTeam)
		if r == nil {
			return fmt.Errorf("team %q: app %q: Role must be the name of a team role, not %q", t.id, a.AppID, a.Role)
		}
		if !c.st.apps.has(appKey(o.id, a.AppID)) {
			return fmt.Errorf("team %q: app %q must be an app of the organization", t.id, a.AppID)
		}
		t.apps.put(a.AppID, teamApp{a.AppID, r})
	}
	o.teams = append(o.teams, t)
	return nil
}

package emulator

type teamAppItem struct {
	AppID  string `json:"app_id"`
	RoleID string `json:"role_id"`
}

type postTeamAppsRequest struct {
	owner
	TeamID string        `json:"team_id"`
	Apps   []teamAppItem `json:"apps"`
}

type deleteTeamAppsRequest struct {
	owner
	TeamID string   `json:"team_id"`
	AppIDs []string `json:"app_ids"`
}

type appIdentityJSON struct {
	UserID string `json:"user_id,omitzero"`
	AppID  string `json:"app_id,omitzero"`
}

type teamAppJSON struct {
	TeamID   string           `json:"team_id,omitzero"`
	RoleID   string           `json:"role_id,omitzero"`
	App      *appIdentityJSON `json:"app,omitzero"`
	AppName  string           `json:"app_name,omitzero"`
	RoleName string           `json:"role_name,omitzero"`
}

type multiTeamAppsResponse struct {
	envelope
	Apps list[teamAppJSON] `json:"apps"`
}

func listTeamApps(c *call, in *teamQueryRequest) (*multiTeamAppsResponse, error) {
	o, t, err := c.team(in.UserAppID.UserID, in.TeamID)
	if err != nil {
		return nil, err
	}
	var found []teamAppJSON
	for _, given := range t.apps.values() {
		a, ok := c.st.apps.get(appKey(o.id, given.app))
		if ok && matches(in.Query, a.id, a.name) {
			found = append(found, teamAppJSON{
				TeamID: t.id, RoleID: given.role.id, RoleName: given.role.shown, AppName: a.name,
				App: &appIdentityJSON{UserID: o.id, AppID: a.id},
			})
		}
	}
	shown, err := page(c, in.paging, found)
	return &multiTeamAppsResponse{Apps: shown}, err
}

func postTeamApps(c *call, in *postTeamAppsRequest) (*baseResponse, error) {
	o, t, err := c.team(in.UserAppID.UserID, in.TeamID)
	if err != nil {
		return nil, err
	}
	return eachSilently(c, in.Apps, func(item teamAppItem) error {
		if !c.st.apps.has(appKey(o.id, item.AppID)) {
			return missing("app " + item.AppID + " of organization " + o.id)
		}
		r := t.defaultRole
		if item.RoleID != "" || r == nil {
			if r, err = c.role(item.RoleID, roleTypeTeam); err != nil {
				return err
			}
		}
		if t.apps.has(item.AppID) {
			switch c.server.config.Variants.AppRole {
			case AppRoleSet:
			case AppRoleRefused:
				return c.conflict("app " + item.AppID + " of team " + t.id)
			case AppRoleIgnored:
				return nil
			}
		}
		t.apps.put(item.AppID, teamApp{item.AppID, r})
		c.happened(o.id, eventTeamAppAdd, auditTarget{team: t.id}, auditTarget{app: item.AppID, owner: o.id}, auditTarget{role: r.id})
		return nil
	})
}

func deleteTeamApps(c *call, in *deleteTeamAppsRequest) (*baseResponse, error) {
	o, t, err := c.team(in.UserAppID.UserID, in.TeamID)
	if err != nil {
		return nil, err
	}
	return eachSilently(c, in.AppIDs, func(id string) error {
		if !t.apps.remove(id) {
			return missing("app " + id + " of team " + t.id)
		}
		c.happened(o.id, eventTeamAppRemove, auditTarget{team: t.id}, auditTarget{app: id, owner: o.id})
		return nil
	})
}

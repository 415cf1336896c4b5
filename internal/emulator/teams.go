package emulator

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
	if c.server.config.PayAsYouGo {
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
	if !c.server.config.IgnoreDefaultRole {
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

func listTeamUsers(c *call, in *teamQueryRequest) (*multiTeamUserResponse, error) {
	_, t, err := c.team(in.UserAppID.UserID, in.TeamID)
	if err != nil {
		return nil, err
	}
	var found []teamUserJSON
	for _, tu := range t.users.values() {
		shown := c.teamUser(t, tu)
		if matches(in.Query, shown.UserID, shown.FirstName, shown.LastName, shown.FirstName+" "+shown.LastName) {
			found = append(found, shown)
		}
	}
	shown, err := page(c, in.paging, found)
	return &multiTeamUserResponse{TeamUsers: shown}, err
}

func postTeamUsers(c *call, in *teamUsersRequest) (*multiTeamUserResponse, error) {
	o, t, err := c.team(in.UserAppID.UserID, in.TeamID)
	if err != nil {
		return nil, err
	}
	added, err := each(c, in.UserIDs, func(id string) (teamUserJSON, error) {
		m, ok := o.members.get(fold(id))
		if !ok {
			return teamUserJSON{}, invalid("user " + id + " is not a member of " + o.id)
		}
		if there, ok := t.users.get(m.user); ok {
			return c.teamUser(t, there), c.exists("team member " + id)
		}
		tu := teamUser{m.user, c.stamp()}
		t.users.put(m.user, tu)
		c.happened(o.id, eventTeamMemberAdd, auditTarget{team: t.id}, auditTarget{user: id})
		return c.teamUser(t, tu), nil
	}, func(id string, st *statusJSON) teamUserJSON {
		return teamUserJSON{TeamID: t.id, UserID: id, Status: st}
	})
	return &multiTeamUserResponse{TeamUsers: added}, err
}

func deleteTeamUsers(c *call, in *teamUsersRequest) (*baseResponse, error) {
	o, t, err := c.team(in.UserAppID.UserID, in.TeamID)
	if err != nil {
		return nil, err
	}
	return eachSilently(c, in.UserIDs, func(id string) error {
		if !t.users.remove(fold(id)) {
			return missing("team member " + id)
		}
		c.happened(o.id, eventTeamMemberRemove, auditTarget{team: t.id}, auditTarget{user: id})
		return nil
	})
}

func (c *call) teamUser(t *team, tu teamUser) teamUserJSON {
	u, _ := c.st.users.get(tu.user)
	return teamUserJSON{
		TeamID: t.id, UserID: u.ID, FirstName: u.FirstName, LastName: u.LastName, CreatedAt: tu.created,
	}
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
			switch c.server.config.AppRole {
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

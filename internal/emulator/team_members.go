package emulator

type teamQueryRequest struct {
	owner
	paging
	TeamID string `json:"team_id"`
	Query  string `json:"query"`
}

type teamUsersRequest struct {
	owner
	TeamID  string   `json:"team_id"`
	UserIDs []string `json:"user_ids"`
}

type teamUserJSON struct {
	TeamID    string      `json:"team_id,omitzero"`
	UserID    string      `json:"user_id,omitzero"`
	CreatedAt stamp       `json:"created_at,omitzero"`
	FirstName string      `json:"first_name,omitzero"`
	LastName  string      `json:"last_name,omitzero"`
	Status    *statusJSON `json:"status,omitzero"`
}

type multiTeamUserResponse struct {
	envelope
	TeamUsers list[teamUserJSON] `json:"team_users"`
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

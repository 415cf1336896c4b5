package emulator

type idUpdate struct {
	ID    string `json:"id"`
	NewID string `json:"new_id"`
}

type patchAppsIDsRequest struct {
	owner
	IDs    []idUpdate `json:"ids"`
	Action string     `json:"action"`
}

type patchAppOwnerRequest struct {
	owner
	NewOwnerID string `json:"new_owner_id"`
}

func patchAppsIDs(c *call, in *patchAppsIDsRequest) (*multiAppResponse, error) {
	if in.Action != "overwrite" {
		return nil, badAction(in.Action)
	}
	changed, err := each(c, in.IDs, func(item idUpdate) (appJSON, error) {
		a, err := c.appFor(userAppIDSet{in.UserAppID.UserID, item.ID}, "Apps_Add")
		if err != nil {
			return appJSON{}, err
		}
		if err := validAppID(item.NewID); err != nil {
			return appJSON{}, err
		}
		if item.NewID != item.ID {
			if c.st.apps.has(appKey(a.owner, item.NewID)) {
				return appJSON{}, c.conflict("app " + item.NewID)
			}
			c.appHappened(a, eventAppUpdate)
			c.st.moveApp(a, a.owner, item.NewID)
			a.modified = c.stamp()
		}
		return c.showApp(a, nil), nil
	}, func(item idUpdate, st *statusJSON) appJSON { return appJSON{ID: item.ID, Status: st} })
	return &multiAppResponse{Apps: changed}, err
}

// patchAppOwner transfers an app to the caller, or to an organization in
// which the caller may create apps.
func patchAppOwner(c *call, in *patchAppOwnerRequest) (*baseResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	if _, err := c.actFor(a.owner); err != nil { // a collaborator may not
		return nil, err
	}
	newOwner, err := c.actFor(in.NewOwnerID)
	if err != nil {
		return nil, err
	}
	switch {
	case fold(newOwner) == fold(a.owner):
		return nil, c.exists("app " + a.id + " of " + newOwner)
	case c.st.apps.has(appKey(newOwner, a.id)):
		return nil, c.conflict("app " + a.id + " of " + newOwner)
	}
	c.appHappened(a, eventAppUpdate)
	c.st.moveApp(a, newOwner, a.id)
	c.appHappened(a, eventAppUpdate)
	a.modified = c.stamp()
	return nil, nil
}

// moveApp changes the owner or the ID of an app and everything that refers to
// it. An app that changes its owner leaves the teams of the old one.
func (s *state) moveApp(a *app, ownerID, id string) {
	before := *a
	s.apps.remove(a.key())
	a.owner, a.id = ownerID, id
	a.dropCollaborator(fold(ownerID)) // an owner is no collaborator
	s.apps.put(a.key(), a)
	s.renameInTokens(before.key(), a.key())
	o, ok := s.organizations.get(fold(before.owner))
	if !ok {
		return
	}
	for _, t := range o.teams {
		given, had := t.apps.get(before.id)
		t.apps.remove(before.id)
		if had && fold(before.owner) == fold(ownerID) {
			t.apps.put(id, teamApp{id, given.role})
		}
	}
}

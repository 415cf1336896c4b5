package emulator

import (
	"maps"
	"slices"
)

type userInfo struct {
	CompanyName *string         `json:"company_name"`
	FirstName   *string         `json:"first_name"`
	LastName    *string         `json:"last_name"`
	UserID      string          `json:"user_id"`
	Visibility  *visibilityJSON `json:"visibility"`
	JobTitle    *string         `json:"job_title"`
	JobRole     *string         `json:"job_role"`
	Country     *string         `json:"country"`
	State       *string         `json:"state"`
}

type userPassword struct {
	OldPassword string `json:"old_password"`
	Password    string `json:"password"`
}

type patchUserRequest struct {
	owner
	Info     *userInfo      `json:"info"`
	Pass     *userPassword  `json:"pass"`
	Metadata map[string]any `json:"metadata"`
	Action   *patchAction   `json:"action"`
}

// patchUser changes the caller, or a member of an organization of which the caller
// is an Admin.
func patchUser(c *call, in *patchUserRequest) (*singleUserResponse, error) {
	u, err := c.userToChange(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	action := patchAction{Op: "merge"}
	if in.Action != nil {
		action = *in.Action
	}
	switch {
	case action.Op != "merge" && action.Op != "overwrite":
		return nil, badAction(action.Op)
	case in.Info == nil && in.Pass == nil && in.Metadata == nil:
		return nil, invalid("the request changes nothing")
	case c.server.config.Variants.ReplaceProfiles:
		action = patchAction{Op: "overwrite"}
	}
	if in.Info != nil && in.Info.UserID != "" {
		u, err = c.renameUser(u, in)
	} else {
		u, err = c.changeUser(u, action, in)
	}
	if err != nil {
		return nil, err
	}
	c.happened(u.ID, eventUserUpdate, auditTarget{user: u.ID})
	return &singleUserResponse{User: c.userFor(u, nil)}, nil
}

// userToChange returns a user whom the caller may change.
func (c *call) userToChange(id string) (*user, error) {
	if u, ok := c.st.users.get(fold(id)); ok {
		for _, o := range c.st.organizations.values() {
			m, isMember := o.members.get(c.callerID())
			if isMember && m.role.name == "Admin" && o.members.has(fold(id)) {
				return u, nil
			}
		}
		return u, c.self(id)
	}
	return nil, missing("user " + id)
}

// changeUser applies a PATCH to a user. The record of a user is never changed, so
// the state gets a new one.
func (c *call) changeUser(u *user, by patchAction, in *patchUserRequest) (*user, error) {
	changed, action := *u, by.Op
	if in.Info != nil {
		var visibility *int32
		if in.Info.Visibility != nil {
			visibility = &in.Info.Visibility.Gettable
		}
		put(action, &changed.CompanyName, in.Info.CompanyName)
		put(action, &changed.FirstName, in.Info.FirstName)
		put(action, &changed.LastName, in.Info.LastName)
		put(action, &changed.JobTitle, in.Info.JobTitle)
		put(action, &changed.JobRole, in.Info.JobRole)
		put(action, &changed.Country, in.Info.Country)
		put(action, &changed.State, in.Info.State)
		put(action, &changed.visibility, visibility)
	}
	if in.Metadata != nil {
		var err error
		if changed.Metadata, err = by.on(u.Metadata, in.Metadata); err != nil {
			return nil, err
		}
	}
	if in.Pass != nil {
		if err := c.checkNewPassword(u, in.Pass); err != nil {
			return nil, err
		}
		changed.Password = in.Pass.Password
	}
	c.st.users.put(fold(u.ID), &changed)
	return &changed, nil
}

// checkNewPassword returns an error unless a user may get a password. Only the
// user has to know the old one.
func (c *call) checkNewPassword(u *user, pass *userPassword) error {
	if fold(u.ID) == c.callerID() && pass.OldPassword != u.Password {
		return invalid("the old password is wrong")
	}
	if pass.Password == "" {
		return invalid("the new password is empty")
	}
	v := &violationsJSON{}
	for _, p := range c.applyingPolicies(u) {
		p.check(pass.Password, u, v)
	}
	if *v != (violationsJSON{}) {
		return invalid("the password breaks the rules of a policy")
	}
	return nil
}

// renameUser changes the ID of a user, which must be all that a request changes.
func (c *call) renameUser(u *user, in *patchUserRequest) (*user, error) {
	id := in.Info.UserID
	switch {
	case in.Pass != nil || in.Metadata != nil || *in.Info != (userInfo{UserID: id}):
		return nil, invalid("a change of the ID is a request of its own")
	case !validID(id) || fold(id) == "me":
		return nil, invalid("user id " + id + " is not 1 to 32 letters and digits with - and _ between them")
	case fold(id) != fold(u.ID) && (c.st.users.has(fold(id)) || c.st.organizations.has(fold(id))):
		return nil, c.conflict("user " + id)
	}
	changed := *u
	changed.ID = id
	c.st.renameUser(fold(u.ID), &changed)
	return &changed, nil
}

// renameUser puts a user in the place of the one with another ID, and changes
// everything that refers to it. Bills and the audit log stay with the old ID.
func (s *state) renameUser(from string, u *user) {
	to := fold(u.ID)
	replace := func(id *string) {
		if fold(*id) == from {
			*id = to
		}
	}
	s.users.rename(from, to, u)
	for email, id := range s.emails {
		if id == from {
			s.emails[email] = to
		}
	}
	for _, k := range s.tokens.values() {
		replace(&k.user)
		s.tokens.put(k.secret, k)
	}
	for _, o := range s.organizations.values() {
		replace(&o.owner)
		if m, ok := o.members.get(from); ok {
			o.members.rename(from, to, member{to, m.role})
		}
		for _, t := range o.teams {
			if member, ok := t.users.get(from); ok {
				t.users.rename(from, to, teamUser{to, member.created})
			}
		}
	}
	for _, a := range s.apps.values() {
		a.stars = slices.Clone(a.stars)
		for i := range a.stars {
			replace(&a.stars[i])
		}
		for i := range a.collaborators {
			replace(&a.collaborators[i].user)
		}
		if fold(a.owner) == from {
			s.moveApp(a, u.ID, a.id)
		}
	}
	for _, p := range s.policies.values() {
		if fold(p.UserID) == from {
			p.UserID = u.ID
			s.policies.put(p.ID, p)
		}
	}
	if paid, ok := s.accounts.get(from); ok {
		s.accounts.rename(from, to, paid)
	}
	for given := range maps.Clone(s.stars) {
		delete(s.stars, given)
		replace(&given.from)
		replace(&given.to)
		s.stars[given] = true
	}
	for _, n := range s.notifications.values() {
		replace(&n.user)
		s.notifications.put(n.id, n)
	}
	for _, kept := range s.secrets.values() {
		if fold(kept.owner) == from {
			key := kept.key()
			kept.owner = u.ID
			s.secrets.rename(key, kept.key(), kept)
		}
	}
}

// getFeatureConfig returns the text that the Config has for the caller.
func getFeatureConfig(c *call, in *ownerRequest) (*featureConfigResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	return &featureConfigResponse{Config: c.caller.FeatureFlags}, nil
}

type featureConfigResponse struct {
	envelope
	Config string `json:"config,omitzero"`
}

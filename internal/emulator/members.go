package emulator

import (
	"fmt"
	"slices"
)

func (c *call) member(m member) memberJSON {
	u, _ := c.st.users.get(m.user)
	return memberJSON{User: c.user(u, viewMember), Role: m.role.json()}
}

func listMembers(c *call, in *pageRequest) (*multiMemberResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	found, err := page(c, in.paging, o.members.values())
	return &multiMemberResponse{OrganizationMembers: c.members(found)}, err
}

func (c *call) members(found []member) []memberJSON {
	var shown []memberJSON
	for _, m := range found {
		shown = append(shown, c.member(m))
	}
	return shown
}

// listAppMembers returns the members who see an app.
func listAppMembers(c *call, in *appMembersRequest) (*multiMemberResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	a, ok := c.st.apps.get(appKey(o.id, in.UserAppID.AppID))
	if !ok || !c.sees(a) {
		return nil, missing("app " + in.UserAppID.AppID)
	}
	required := c.server.scopeNames(in.RequiredScopes)
	var found []member
	for _, m := range o.members.values() {
		scopes, access := c.st.reach(a, m.user)
		if access && len(lackingScopes(scopes, required)) == 0 {
			found = append(found, m)
		}
	}
	shown, err := page(c, in.paging, found)
	return &multiMemberResponse{OrganizationMembers: c.members(shown)}, err
}

// accessTo returns the scopes that a member has in an app by role or by team.
func (o *organization) accessTo(appID string, m member) (scopes []string, access bool) {
	if m.role.everyApp {
		scopes, access = m.role.scopes, true
	}
	for _, t := range o.teams {
		if given, ok := t.apps.get(appID); ok && t.users.has(m.user) {
			scopes, access = slices.Concat(scopes, given.role.scopes), true
		}
	}
	return scopes, access
}

func postMember(c *call, in *postMemberRequest) (*baseResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	r, err := c.role(in.RoleID, roleTypeOrg)
	if err != nil {
		return nil, err
	}
	u, ok := c.st.users.get(fold(in.MemberID))
	if !ok {
		return nil, missing("user " + in.MemberID)
	}
	if o.members.has(fold(u.ID)) {
		return nil, c.exists("member " + u.ID)
	}
	o.members.put(fold(u.ID), member{fold(u.ID), r})
	c.happened(o.id, eventMemberAdd, auditTarget{user: u.ID}, auditTarget{role: r.id})
	return nil, nil
}

func patchMembers(c *call, in *patchMembersRequest) (*baseResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	if in.Action != "overwrite" {
		return nil, badAction(in.Action)
	}
	return eachSilently(c, in.OrganizationMembers, func(p memberPatch) error {
		m, ok := o.members.get(fold(p.ID))
		if !ok {
			return missing("member " + p.ID)
		}
		r, err := c.role(p.RoleID, roleTypeOrg)
		if err != nil {
			return err
		}
		m.role = r
		o.members.put(m.user, m)
		c.happened(o.id, eventMemberChange, auditTarget{user: p.ID}, auditTarget{role: r.id})
		return nil
	})
}

func deleteMember(c *call, in *memberRequest) (*baseResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	if !o.removeMember(in.MemberID) {
		return nil, missing("member " + in.MemberID)
	}
	c.happened(o.id, eventMemberRemove, auditTarget{user: in.MemberID})
	return nil, nil
}

type appMembersRequest struct {
	owner
	paging
	RequiredScopes []int32 `json:"required_scopes"`
}

type memberRequest struct {
	owner
	MemberID string `json:"member_id"`
}

type postMemberRequest struct {
	owner
	MemberID string `json:"member_id"`
	RoleID   string `json:"role_id"`
}

type memberPatch struct {
	ID     string `json:"id"`
	RoleID string `json:"role_id"`
}

type patchMembersRequest struct {
	owner
	Action              string        `json:"action"`
	OrganizationMembers []memberPatch `json:"organization_members"`
}

type memberJSON struct {
	User *userJSON `json:"user,omitzero"`
	Role *roleJSON `json:"role,omitzero"`
}

type multiMemberResponse struct {
	envelope
	OrganizationMembers list[memberJSON] `json:"organization_members"`
}

func (c *call) seedMember(o *organization, m Member) error {
	r := c.server.roleNamed(string(m.Role), roleTypeOrg)
	switch {
	case r == nil:
		return fmt.Errorf("member %q: Role must be the name of a member role, not %q", m.UserID, m.Role)
	case !c.st.users.has(fold(m.UserID)):
		return fmt.Errorf("member %q: UserID must be the ID of a user", m.UserID)
	case o.members.has(fold(m.UserID)):
		return fmt.Errorf("member %q must not be there twice", m.UserID)
	}
	o.members.put(fold(m.UserID), member{fold(m.UserID), r})
	return nil
}

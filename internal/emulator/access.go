package emulator

import "slices"

// authorize decides whether the caller may do what the call is about to do to
// an organization that exists: by the member role, and the plan.
func (c *call) authorize(o *organization) error {
	m, ok := o.members.get(c.callerID())
	if !ok {
		if c.op.rpc == "GetOrganization" {
			return missing("organization " + o.id) // does not tell outsiders that it exists
		}
		return forbidden("the caller is not a member of " + o.id)
	}
	if !m.role.may(c.op.rpc) {
		return forbidden("the role " + m.role.shown + " in " + o.id + " may not: " + permissionOf[c.op.rpc].name)
	}
	if c.server.config.Variants.PayAsYouGo && teamRPC[c.op.rpc] {
		return overLimit("the plan has no teams")
	}
	return nil
}

// organization finds the organization that a request names, for a caller who
// may do there what the call does.
func (c *call) organization(id string) (*organization, error) {
	o, ok := c.st.organizations.get(fold(id))
	if !ok {
		return nil, missing("organization " + id)
	}
	return o, c.authorize(o)
}

// team finds a team of an organization in the same way.
func (c *call) team(organizationID, teamID string) (*organization, *team, error) {
	o, err := c.organization(organizationID)
	if err != nil {
		return nil, nil, err
	}
	t := o.team(teamID)
	if t == nil {
		return nil, nil, missing("team " + teamID)
	}
	return o, t, nil
}

// self refuses a caller who speaks for another user.
func (c *call) self(userID string) error {
	if fold(userID) != c.callerID() {
		return forbidden("the caller is not " + userID)
	}
	return nil
}

// callerID is the caller's id as the state's keys have it.
func (c *call) callerID() string { return fold(c.caller.ID) }

func contains[T comparable](all []T, v T) bool { return slices.Contains(all, v) }

package emulator

import "slices"

// authorize returns an error if the caller's role or the plan does not allow
// the call in an existing organization.
func (c *call) authorize(o *organization) error {
	m, ok := o.members.get(c.callerID())
	if !ok {
		if c.op.rpc == "GetOrganization" {
			return missing("organization " + o.id) // does not reveal that it exists
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

// organization returns the organization of a request, if the caller may make
// the call in it.
func (c *call) organization(id string) (*organization, error) {
	o, ok := c.st.organizations.get(fold(id))
	if !ok {
		return nil, missing("organization " + id)
	}
	return o, c.authorize(o)
}

// team returns a team of an organization under the same condition.
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

// self returns an error unless the caller is the user.
func (c *call) self(userID string) error {
	if fold(userID) != c.callerID() {
		return forbidden("the caller is not " + userID)
	}
	return nil
}

// callerID returns the folded ID of the caller.
func (c *call) callerID() string { return fold(c.caller.ID) }

func contains[T comparable](all []T, v T) bool { return slices.Contains(all, v) }

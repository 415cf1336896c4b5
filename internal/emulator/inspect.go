package emulator

import "fmt"

// Organizations gives the server's true state, whatever reads are shown.
func (s *Server) Organizations() []Organization {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, now := s.current(), s.now()
	var all []Organization
	for _, o := range st.organizations.values() {
		shown := Organization{ID: o.id, Name: o.name, BillingEmail: o.billingEmail, Owner: st.userID(o.owner)}
		for _, m := range o.members.values() {
			shown.Members = append(shown.Members, Member{
				UserID: st.userID(m.user), Email: st.users.byKey[m.user].Email, Role: m.role.name,
			})
		}
		for i := range o.invitations {
			inv := &o.invitations[i]
			shown.Invitations = append(shown.Invitations, Invitation{
				ID: inv.id, Email: inv.email, Role: inv.role.name, Status: inv.status(now),
			})
		}
		for _, t := range o.teams {
			shown.Teams = append(shown.Teams, t.inspect(st))
		}
		all = append(all, shown)
	}
	return all
}

func (t *team) inspect(st *state) Team {
	shown := Team{ID: t.id, Name: t.name}
	if t.defaultRole != nil {
		shown.DefaultRole = t.defaultRole.name
	}
	for _, tu := range t.users.values() {
		shown.Members = append(shown.Members, st.userID(tu.user))
	}
	for _, a := range t.apps.values() {
		shown.Apps = append(shown.Apps, TeamApp{AppID: a.app, Role: a.role.name})
	}
	return shown
}

// userID gives a user's id in the letters that it was made with.
func (s *state) userID(folded string) string { return s.users.byKey[folded].ID }

// Credentials gives a user's PAT and session token.
func (s *Server) Credentials(userID string) (pat, session string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.current().users.get(fold(userID))
	if !ok {
		return "", "", false
	}
	return u.PAT, u.SessionToken, true
}

// FirstUser gives the id of the first seeded user.
func (s *Server) FirstUser() string { return s.config.Users[0].ID }

// RoleID gives the id of a role by its name, in any spelling.
func (s *Server) RoleID(name string, org bool) (string, bool) {
	kind := roleTypeTeam
	if org {
		kind = roleTypeOrg
	}
	if r := s.roleNamed(name, kind); r != nil {
		return r.id, true
	}
	return "", false
}

// Accept has the invitee accept the pending invitation of an address. An
// invitee without an account registers first.
func (s *Server) Accept(organizationID, email string) error {
	return s.invitee(organizationID, email, func(c *call, o *organization, inv *invitation) {
		u := c.st.userByEmail(email)
		if u == nil {
			u = c.register(email)
		}
		c.accept(o, inv, u)
	})
}

// Decline has the invitee decline.
func (s *Server) Decline(organizationID, email string) error {
	return s.invitee(organizationID, email, func(c *call, _ *organization, inv *invitation) {
		inv.declined = c.stamp()
	})
}

// Expire ends an invitation's time now.
func (s *Server) Expire(organizationID, email string) error {
	return s.invitee(organizationID, email, func(c *call, _ *organization, inv *invitation) {
		inv.expires = c.now
	})
}

func (s *Server) invitee(organizationID, email string, do func(*call, *organization, *invitation)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{server: s, st: s.current().clone(), now: s.now()}
	o, ok := c.st.organizations.get(fold(organizationID))
	if !ok {
		return fmt.Errorf("no organization %q", organizationID)
	}
	for i := range o.invitations {
		if inv := &o.invitations[i]; sameEmail(inv.email, email) && inv.status(c.now) == "PENDING" {
			do(c, o, inv)
			s.commit(c.st)
			return nil
		}
	}
	return fmt.Errorf("no pending invitation of %q to %q", email, organizationID)
}

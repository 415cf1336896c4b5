package emulator

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// seed makes the state that the server starts with, and its roles.
func (s *Server) seed() (*state, error) {
	st := &state{emails: map[string]string{}, stars: map[star]bool{}}
	c := &call{server: s, st: st, now: s.now().Truncate(time.Second)}
	s.roles = roles(s.config.RoleNames, c.stamp)
	if len(s.config.Users) == 0 {
		s.config.Users = []User{{ID: "owner"}}
	}
	var problems []error
	for _, u := range s.config.Users {
		if err := c.seedUser(u); err != nil {
			problems = append(problems, fmt.Errorf("user %q: %w", u.ID, err))
		}
	}
	for _, o := range s.config.Organizations {
		if err := c.seedOrganization(o); err != nil {
			problems = append(problems, fmt.Errorf("organization %q: %w", o.ID, err))
		}
	}
	for _, a := range s.config.Apps {
		if err := c.seedApp(a); err != nil {
			problems = append(problems, fmt.Errorf("app %q of %q: %w", a.ID, a.Owner, err))
		}
	}
	// The teams come last, because the apps that they have must be there.
	for _, o := range s.config.Organizations {
		if seeded, ok := st.organizations.get(fold(o.ID)); ok {
			for _, t := range o.Teams {
				if err := c.seedTeam(seeded, t); err != nil {
					problems = append(problems, fmt.Errorf("team %q of %q: %w", t.ID, o.ID, err))
				}
			}
		}
	}
	for i, t := range s.config.Tokens {
		if err := c.seedToken(i, t); err != nil {
			problems = append(problems, fmt.Errorf("token %d of %q: %w", i+1, t.UserID, err))
		}
	}
	for i, p := range s.config.PasswordPolicies {
		if err := c.seedPolicy(p); err != nil {
			problems = append(problems, fmt.Errorf("password policy %d: %w", i+1, err))
		}
	}
	for _, p := range s.config.IdentityProviders {
		if err := c.seedProvider(p); err != nil {
			problems = append(problems, fmt.Errorf("identity provider %q of %q: %w", p.ID, p.OrganizationID, err))
		}
	}
	for i, k := range s.config.Cards {
		if err := c.seedCard(k); err != nil {
			problems = append(problems, fmt.Errorf("card %d of %q: %w", i+1, k.OwnerID, err))
		}
	}
	problems = append(problems, c.seedUsage())
	return st, errors.Join(problems...)
}

func (c *call) seedUser(u User) error {
	u.Email = orDefault(u.Email, u.ID+"@example.com")
	u.PAT = orDefault(u.PAT, opaque("pat", fold(u.ID)))
	u.SessionToken = orDefault(u.SessionToken, opaque("session", fold(u.ID)))
	u.OtherEmails = slices.Clone(u.OtherEmails)
	if u.Scopes = slices.Clone(u.Scopes); len(u.Scopes) == 0 {
		u.Scopes = []string{"All"}
	}
	for _, scope := range u.Scopes {
		if _, ok := c.server.scopes[scope]; !ok {
			return fmt.Errorf("unknown scope %q", scope)
		}
	}
	for _, email := range append([]string{u.Email}, u.OtherEmails...) {
		if !validEmail(email) {
			return fmt.Errorf("%q is not an email address", email)
		}
		if c.st.userByEmail(email) != nil {
			return fmt.Errorf("%s belongs to another user", email)
		}
	}
	switch {
	case fold(u.ID) == "me":
		return errors.New(`"me" stands for whoever calls`)
	case !validID(u.ID):
		return errors.New("the id is not 1 to 32 letters and digits with - and _ between them")
	case c.st.users.has(fold(u.ID)):
		return errors.New("seeded twice")
	case !wellFormed(u.PAT):
		return errors.New("the PAT is not of letters, digits, - and _")
	case c.st.tokens.has(u.PAT) || c.st.tokens.has(u.SessionToken) || u.PAT == u.SessionToken:
		return errors.New("the PAT or the session token is another credential already")
	}
	made := &user{User: u, created: c.stamp()}
	c.st.tokens.put(u.PAT, token{secret: u.PAT, user: fold(u.ID), scopes: u.Scopes, description: "seeded", created: made.created})
	c.st.tokens.put(u.SessionToken, token{secret: u.SessionToken, user: fold(u.ID), session: true, scopes: []string{"All"}})
	c.st.addUser(made)
	return nil
}

func (c *call) seedOrganization(seed Organization) error {
	o := &organization{
		id: seed.ID, name: orDefault(seed.Name, seed.ID), billingEmail: orDefault(seed.BillingEmail, "billing@example.com"),
		owner: fold(orDefault(seed.Owner, c.server.config.Users[0].ID)), created: c.stamp(),
	}
	o.modified = o.created
	if err := o.valid(); err != nil {
		return seedError(err)
	}
	if c.st.organizations.has(fold(o.id)) || c.st.users.has(fold(o.id)) {
		return errors.New("the id is taken")
	}
	if c.st.named(o.name) != nil {
		return errors.New("the name is taken")
	}
	if err := c.seedMember(o, Member{UserID: o.owner, Role: "Admin"}); err != nil {
		return err
	}
	for _, m := range seed.Members {
		if err := c.seedMember(o, m); err != nil {
			return err
		}
	}
	for _, inv := range seed.Invitations {
		if err := c.seedInvitation(o, inv); err != nil {
			return fmt.Errorf("invitation of %q: %w", inv.Email, err)
		}
	}
	c.st.organizations.put(fold(o.id), o)
	return nil
}

func (c *call) seedMember(o *organization, m Member) error {
	r := c.server.roleNamed(m.Role, roleTypeOrg)
	switch {
	case r == nil:
		return fmt.Errorf("member %q: no member role is called %q", m.UserID, m.Role)
	case !c.st.users.has(fold(m.UserID)):
		return fmt.Errorf("member %q: no such user is seeded", m.UserID)
	case o.members.has(fold(m.UserID)):
		return fmt.Errorf("member %q: seeded twice", m.UserID)
	}
	o.members.put(fold(m.UserID), member{fold(m.UserID), r})
	return nil
}

func (c *call) seedInvitation(o *organization, seed Invitation) error {
	r := c.server.roleNamed(seed.Role, roleTypeOrg)
	if r == nil {
		return fmt.Errorf("no member role is called %q", seed.Role)
	}
	if !validEmail(seed.Email) {
		return errors.New("not an email address")
	}
	inv := c.newInvitation(o, seed.Email, r)
	switch orDefault(seed.Status, "PENDING") {
	case "PENDING":
	case "ACCEPTED":
		inv.accepted = c.stamp()
		if u := c.st.userByEmail(seed.Email); u != nil {
			c.accept(o, inv, u)
		}
	case "CANCELLED":
		inv.cancelled = c.stamp()
	case "DECLINED":
		inv.declined = c.stamp()
	case "EXPIRED":
		inv.expires = c.now
	default:
		return fmt.Errorf("unknown status %q", seed.Status)
	}
	return nil
}

func (c *call) seedTeam(o *organization, seed Team) error {
	t := &team{id: seed.ID, name: seed.Name, created: c.stamp()}
	t.modified = t.created
	if !validID(t.id) || o.team(t.id) != nil {
		return errors.New("the id is taken, or not 1 to 32 letters and digits with - and _ between them")
	}
	if seed.DefaultRole != "" {
		if t.defaultRole = c.server.roleNamed(seed.DefaultRole, roleTypeTeam); t.defaultRole == nil {
			return fmt.Errorf("no team role is called %q", seed.DefaultRole)
		}
	}
	for _, id := range seed.Members {
		if !o.members.has(fold(id)) {
			return fmt.Errorf("%q is not a member of the organization", id)
		}
		t.users.put(fold(id), teamUser{fold(id), c.stamp()})
	}
	for _, a := range seed.Apps {
		r := c.server.roleNamed(a.Role, roleTypeTeam)
		if r == nil {
			return fmt.Errorf("app %q: no team role is called %q", a.AppID, a.Role)
		}
		if !c.st.apps.has(appKey(o.id, a.AppID)) {
			return fmt.Errorf("app %q is not seeded as the organization's", a.AppID)
		}
		t.apps.put(a.AppID, teamApp{a.AppID, r})
	}
	o.teams = append(o.teams, t)
	return nil
}

// seedError says a failure in the words of one who seeds.
func seedError(err error) error {
	if f, ok := errors.AsType[*failure](err); ok {
		return errors.New(f.details)
	}
	return err
}

// register makes an account for an invitee who has none.
func (c *call) register(email string) *user {
	local, _, _ := strings.Cut(email, "@")
	base := strings.Trim(strings.Map(func(r rune) rune {
		if r < 128 && validID(string(r)) {
			return r
		}
		return '-'
	}, local), "-")
	base = orDefault(base[:min(len(base), 24)], "user")
	base = strings.TrimRight(base, "-")
	id := base
	for n := 2; fold(id) == "me" || c.st.users.has(fold(id)) || c.st.organizations.has(fold(id)); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	u := User{ID: id, Email: email}
	if err := c.seedUser(u); err != nil {
		panic("emulator: registering " + email + ": " + err.Error())
	}
	made, _ := c.st.users.get(fold(id))
	return made
}

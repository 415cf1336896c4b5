package emulator

import (
	"maps"
	"slices"
	"time"
)

// state is everything that the server knows. A state that has been committed
// is never written into: a write works on a clone, which is dropped when the
// write fails and becomes the server's state when it succeeds.
type state struct {
	users         table[*user]         // by folded id
	emails        map[string]string    // folded address to folded user id
	tokens        table[token]         // by secret
	organizations table[*organization] // by folded id
	apps          table[*app]          // by appKey
	policies      table[passwordPolicyJSON]
	accounts      table[account] // by folded id of who pays
	stars         map[star]bool
	seq           int // counts what was made, so that ids and stamps differ
}

type organization struct {
	id, name, billingEmail string
	owner                  string // folded id of who made it
	created, modified      stamp
	members                table[member] // by folded user id
	invitations            []invitation
	teams                  []*team
	providers              table[identityProvider] // by id
}

type member struct {
	user string // folded id
	role *role
}

type invitation struct {
	id, email                              string
	role                                   *role
	created, accepted, cancelled, declined stamp
	expires                                time.Time
}

type team struct {
	id, name          string
	defaultRole       *role // nil: none
	created, modified stamp
	users             table[teamUser] // by folded user id
	apps              table[teamApp]  // by app id
}

type teamUser struct {
	user    string // folded id
	created stamp
}

type teamApp struct {
	app  string
	role *role
}

func (s *state) clone() *state {
	return &state{
		users:         s.users.clone(same),
		emails:        maps.Clone(s.emails),
		tokens:        s.tokens.clone(same),
		organizations: s.organizations.clone((*organization).clone),
		apps:          s.apps.clone((*app).clone),
		policies:      s.policies.clone(same),
		accounts:      s.accounts.clone(same),
		stars:         maps.Clone(s.stars),
		seq:           s.seq,
	}
}

func (o *organization) clone() *organization {
	c := *o
	c.members = o.members.clone(same)
	c.invitations = slices.Clone(o.invitations)
	c.providers = o.providers.clone(same)
	c.teams = make([]*team, len(o.teams))
	for i, t := range o.teams {
		copied := *t
		copied.users = t.users.clone(same)
		copied.apps = t.apps.clone(same)
		c.teams[i] = &copied
	}
	return &c
}

// addUser registers an account, whose id and addresses must be free.
func (s *state) addUser(u *user) {
	s.users.put(fold(u.ID), u)
	for _, email := range append([]string{u.Email}, u.OtherEmails...) {
		s.emails[fold(email)] = fold(u.ID)
	}
}

// userByEmail finds the account that an address belongs to, nil if there is none.
func (s *state) userByEmail(email string) *user {
	return s.users.byKey[s.emails[fold(email)]]
}

// appsOf lists the apps of a user or an organization.
func (s *state) appsOf(owner string) []*app {
	var owned []*app
	for _, a := range s.apps.values() {
		if fold(a.owner) == fold(owner) {
			owned = append(owned, a)
		}
	}
	return owned
}

func (o *organization) team(id string) *team {
	for _, t := range o.teams {
		if t.id == id {
			return t
		}
	}
	return nil
}

// removeMember takes a user out of the organization and off its teams.
func (o *organization) removeMember(userID string) bool {
	if !o.members.remove(fold(userID)) {
		return false
	}
	for _, t := range o.teams {
		t.users.remove(fold(userID))
	}
	return true
}

// next gives a number that was not given before.
func (s *state) next() int {
	s.seq++
	return s.seq
}

package emulator

import (
	"maps"
	"slices"
	"time"
)

// state is everything that the server knows. A committed state is immutable:
// a write works on a clone, which replaces the state if the write succeeds
// and is dropped if it fails.
type state struct {
	users         table[*user]         // by folded ID
	emails        map[string]string    // folded address to folded user ID
	tokens        table[token]         // by secret
	organizations table[*organization] // by folded ID
	apps          table[*app]          // by appKey
	policies      table[passwordPolicyJSON]
	accounts      table[account] // by folded ID of who pays
	stars         map[star]bool
	notifications table[notification]      // by ID
	secrets       table[environmentSecret] // by key
	seq           int                      // makes IDs and stamps differ
}

type organization struct {
	id, name, billingEmail string
	owner                  string // folded ID of who made it
	created, modified      stamp
	members                table[member] // by folded user ID
	invitations            []invitation
	teams                  []*team
	providers              table[identityProvider] // by ID
}

type member struct {
	user string // folded ID
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
	users             table[teamUser] // by folded user ID
	apps              table[teamApp]  // by app ID
}

type teamUser struct {
	user    string // folded ID
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
		notifications: s.notifications.clone(same),
		secrets:       s.secrets.clone(same),
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

// addUser adds an account, whose ID and addresses must be unused.
func (s *state) addUser(u *user) {
	s.users.put(fold(u.ID), u)
	for _, email := range append([]string{u.Email}, u.OtherEmails...) {
		s.emails[fold(email)] = fold(u.ID)
	}
}

// userByEmail returns the account with an email address, or nil.
func (s *state) userByEmail(email string) *user {
	return s.users.byKey[s.emails[fold(email)]]
}

// appsOf returns the apps of a user or an organization.
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

// removeMember removes a user from the organization and its teams, and
// reports whether the user was a member.
func (o *organization) removeMember(userID string) bool {
	if !o.members.remove(fold(userID)) {
		return false
	}
	for _, t := range o.teams {
		t.users.remove(fold(userID))
	}
	return true
}

// next returns a number that it never returned before.
func (s *state) next() int {
	s.seq++
	return s.seq
}

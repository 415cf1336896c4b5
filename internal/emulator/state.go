package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
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

type user struct {
	User
	created stamp
}

// owns reports whether an address is one of the user's.
func (u *user) owns(email string) bool {
	return sameEmail(u.Email, email) ||
		slices.ContainsFunc(u.OtherEmails, func(e string) bool { return sameEmail(e, email) })
}

type star struct{ from, to string } // folded ids

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

func (i *invitation) status(now time.Time) string {
	switch {
	case !i.accepted.IsZero():
		return "ACCEPTED"
	case !i.cancelled.IsZero():
		return "CANCELLED"
	case !i.declined.IsZero():
		return "DECLINED"
	case !now.Before(i.expires):
		return "EXPIRED"
	}
	return "PENDING"
}

// next gives a number that was not given before.
func (s *state) next() int {
	s.seq++
	return s.seq
}

// stamp is a time with the number of decimals that it is written with. The
// real server writes 0 to 9 of them, so this one does, in turn.
type stamp struct {
	time.Time
	decimals int
}

// stamp gives the moment of something that happens now.
func (s *state) stamp(now time.Time) stamp {
	t := now.UTC().Truncate(time.Millisecond)
	need := 0
	if ns := t.Nanosecond(); ns != 0 {
		need = len(strings.TrimRight(strconv.Itoa(1e9 + ns)[1:], "0"))
	}
	return stamp{t, need + s.next()%(10-need)}
}

func (t stamp) MarshalJSON() ([]byte, error) {
	layout := "2006-01-02T15:04:05"
	if t.decimals > 0 {
		layout += "." + strings.Repeat("0", t.decimals)
	}
	return []byte(`"` + t.Format(layout+"Z") + `"`), nil
}

// opaque gives an id as a server would: it looks random, and is the same for
// the same parts in each run.
func opaque(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// fold gives an id the form by which it is found: user ids ignore case, and
// organizations share their namespace.
func fold(id string) string { return strings.ToLower(id) }

func appKey(owner, id string) string { return fold(owner) + "/" + id }

func sameEmail(a, b string) bool { return strings.EqualFold(a, b) }

// validID reports whether id is 1 to 32 letters and digits, with - and _
// between them.
func validID(id string) bool {
	if len(id) < 1 || len(id) > 32 {
		return false
	}
	for i, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		inner := (c == '-' || c == '_') && i > 0 && i < len(id)-1
		if !letter && !inner {
			return false
		}
	}
	return true
}

// validEmail is looser than any standard: it refuses what is plainly none.
func validEmail(email string) bool {
	local, domain, found := strings.Cut(email, "@")
	return found && local != "" && domain != "" && !strings.ContainsAny(email, " \t\r\n,;<>") && !strings.Contains(domain, "@")
}
